"""The shipped course keeps what it promises: plain Dutch, the planned time, links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lessons.blocks import EXERCISE_KINDS
from lessons.coach import measure
from lessons.importers.identity import plain
from lessons.importers.links import ANCHOR
from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import ParsedBlock, ParsedThing
from lessons.models import ThingPage
from lessons.richtext import TRAINER, plain_text, render_markdown

CONTENT = Path(__file__).parents[2] / "lessons" / "content"
COURSE = read_course(CONTENT)  # Reading asks no database, so each ding can be a test of its own.
THINGS = [thing for module in COURSE.modules for thing in module.things]

# The plan of the course (syllabus, "duur" of each ding): reading, doing and looking back together.
MINUTES = dict(
    enumerate(
        [40, 50, 50, 60, 60, 60, 45, 75, 45, 60, 50, 50, 60, 50, 75, 60, 60, 45, 60, 60, 75, 60, 75],
        start=1,
    )
)
ALL_MINUTES = 1325

# Which kind each ding is about (syllabus 0.6): its first exercise that counts. The sheet of ding 17 is a week planner.
KINDS = {
    "checklist": {1, 8, 14},
    "blog_post": {2, 6, 16, 22, 23},
    "poll": {3, 18},
    "worksheet": {4, 10, 19},
    "planner": {17},
    "peer_review": {5, 15, 21},
    "quiz": {7, 9, 20},
    "scenario": {11, 12, 13},
}

# How many sources of the reading list somebody must still check (syllabus 8); all others were seen.
TO_CHECK = {2: 1, 3: 1, 6: 1, 7: 1, 8: 2, 12: 1, 15: 1, 16: 1, 18: 1, 20: 1}

CHECKED_ON = date(2026, 11, 22)
"""The day the texts were last looked through; facts about platforms hold half a year, the rest a year (syllabus 7)."""

# What is read from the first line to the last. Not: words of others (a quote, the viewpoints of an earlier poll, an
# example to give feedback on, which may be bad on purpose), the cells of a table, and headings, labels and the words
# for points, whose few words would flatter the figures.
READ = {
    "markdown": (),
    "tip": ("text",),
    "comparison": ("before", "after"),
    "checklist": ("intro", "items"),
    "quiz": ("intro", "questions"),
    "poll": ("intro", "statement", "viewpoints"),
    "blog_post": ("prompt", "starters"),
    "scenario": ("intro", "situations", "ends"),
    "worksheet": ("intro",),
    "peer_review": ("prompt", "model_answer"),
    "planner": ("intro",),
}

PROSE = {"markdown", "tip", "comparison", "quote", "table", "image", "video", "download", "who_sees_what", "platforms"}

each_thing = pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.slug)


def value_of(block: ParsedBlock) -> Any:
    return plain(ThingPage._meta.get_field("body").stream_block.child_blocks[block.type], block.value)


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts of a value, without keys, settings and signatures."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name in {"text", "options", "feedback", "explanation", "choices"}:
                yield from texts_in(part)


def running_text(thing: ParsedThing) -> str:
    """Return what a participant reads of this ding, a blank line between paragraphs."""
    texts: list[str] = []
    for block in thing.body:
        value = value_of(block)
        if block.type == "markdown":
            texts.append(value)
        for name in READ.get(block.type, ()):
            if not (name == "viewpoints" and value["earlier_label"]):
                texts += texts_in(value[name])
    texts += [thing.goal, thing.start, thing.challenge, thing.log_question]
    without_headings = [re.sub(r"^#.*$", "", text, flags=re.MULTILINE) for text in texts]
    return "\n".join(plain_text(render_markdown(text, TRAINER)) for text in without_headings).replace("\n", "\n\n")


@each_thing
def test_sentences_are_short(thing: ParsedThing) -> None:
    assert measure(running_text(thing)).words_per_sentence <= 12


@each_thing
def test_words_are_ordinary(thing: ParsedThing) -> None:
    reading = measure(running_text(thing))

    assert reading.lix <= 40
    assert reading.flesch_douma >= 60


@each_thing
def test_sentences_are_not_chopped_up(thing: ParsedThing) -> None:
    """Very short sentences score well and read badly: connectives carry the thought (Land, Utrecht 2009)."""
    assert measure(running_text(thing)).words_per_sentence >= 6


@each_thing
def test_a_ding_takes_the_time_that_was_planned(thing: ParsedThing) -> None:
    assert thing.minutes_read + thing.minutes_do + thing.minutes_review == MINUTES[thing.number]


def test_every_planned_ding_that_we_ship_is_here() -> None:
    assert [thing.number for thing in THINGS] == sorted(MINUTES)
    assert sum(MINUTES.values()) == ALL_MINUTES


@each_thing
def test_a_ding_says_where_its_minutes_go(thing: ParsedThing) -> None:
    assert min(thing.minutes_read, thing.minutes_do, thing.minutes_review) >= 5
    assert thing.minutes_do >= thing.minutes_read


def test_the_kinds_are_divided_over_the_dingen_as_planned() -> None:
    found: dict[str, set[int]] = {}
    for thing in THINGS:
        first = next(block for block in thing.body if block.type in EXERCISE_KINDS and value_of(block)["counts"])
        found.setdefault(first.type, set()).add(thing.number)

    assert found == KINDS
    assert sorted(number for numbers in KINDS.values() for number in numbers) == list(range(1, 24))


def test_every_source_of_a_reading_list_says_whether_somebody_saw_it() -> None:
    to_check = {}
    for thing in THINGS:
        marks = [re.match(r"\((gezien|controleren)\) \S", source) for source in thing.reading.splitlines()]
        assert len(marks) == 3, thing.slug
        assert all(marks), thing.slug
        to_check[thing.number] = sum(mark is not None and mark[1] == "controleren" for mark in marks)

    assert {number: count for number, count in to_check.items() if count} == TO_CHECK


@each_thing
def test_a_ding_is_valid_for_half_a_year_up_to_a_year(thing: ParsedThing) -> None:
    assert thing.valid_until is not None
    assert 180 <= (thing.valid_until - CHECKED_ON).days <= 375


@each_thing
def test_links_within_a_ding_lead_to_an_exercise(thing: ParsedThing) -> None:
    values = [value_of(block) for block in thing.body]
    anchors = {f"{ANCHOR}{value['key']}" for value in values if isinstance(value, dict) and "key" in value}
    targets = re.findall(r"\]\(#([^)\s]+)\)", str([block.value for block in thing.body]))

    assert set(targets) <= anchors


@each_thing
def test_links_lead_out_by_https_or_to_this_page(thing: ParsedThing) -> None:
    targets = re.findall(r"\]\(([^)\s]+)", str([block.value for block in thing.body]))

    assert [target for target in targets if not target.startswith(("#", "https://"))] == []


@each_thing
def test_every_ding_ends_with_its_evidence_and_something_for_today(thing: ParsedThing) -> None:
    headings = re.findall(r"^## (.+)$", str(thing.body[-1].value), flags=re.MULTILINE)

    assert headings[-2:] == ["Wat is je bewijs?", "Vandaag nog"]


def test_every_kind_of_exercise_that_we_ship_is_measured() -> None:
    assert {block.type for thing in THINGS for block in thing.body} - PROSE == EXERCISE_KINDS
    assert READ.keys() >= EXERCISE_KINDS


@each_thing
def test_every_part_that_is_measured_is_there(thing: ParsedThing) -> None:
    """A part with another name than in READ would count as plain, because it has no words at all."""
    may_be_empty = {"intro", "model_answer", "viewpoints"}
    for block in thing.body:
        for name in READ.get(block.type, ()):
            assert list(texts_in(value_of(block)[name])) or name in may_be_empty, f"{block.type}.{name}"


def test_the_statement_of_2012_is_asked_again_word_for_word() -> None:
    first, again = (
        next(value_of(block) for block in thing.body if block.type == "poll")
        for thing in THINGS
        if thing.slug in {"start", "jouw-plan"}
    )

    assert again["statement"] == first["statement"]
    assert again["same_as"] == f"start/{first['key']}"
    assert [option["key"] for option in again["options"]] == [option["key"] for option in first["options"]]


def test_the_introduction_of_the_course_is_plain_too() -> None:
    introduction = measure(plain_text(COURSE.introduction).replace("\n", "\n\n"))

    assert introduction.words_per_sentence <= 12
    assert introduction.flesch_douma >= 60
