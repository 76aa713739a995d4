"""The shipped course keeps what it promises: plain Dutch, the planned time, links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lessons.importers.identity import plain
from lessons.importers.links import ANCHOR
from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import ParsedBlock, ParsedThing
from lessons.models import ThingPage
from lessons.richtext import TRAINER, plain_text, render_markdown
from tests.lessons.readability import measure

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

# What is read from the first line to the last. Not: words of others (a quote, the viewpoints of an earlier poll, an
# example that is bad on purpose), the cells of a table, and headings and labels, whose few words would flatter the
# figures.
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
    """Return what a participant reads of this ding, one line a paragraph."""
    texts: list[str] = []
    for block in thing.body:
        value = value_of(block)
        if block.type == "markdown":
            texts.append(value)
        for name in READ.get(block.type, ()):
            if not (name == "viewpoints" and value["earlier_label"]):
                texts += texts_in(value[name])
    without_headings = [re.sub(r"^#.*$", "", text, flags=re.MULTILINE) for text in texts]
    return "\n".join(plain_text(render_markdown(text, TRAINER)) for text in without_headings)


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
    assert {block.type for thing in THINGS for block in thing.body} - PROSE <= READ.keys()


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
    introduction = measure(plain_text(COURSE.introduction))

    assert introduction.words_per_sentence <= 12
    assert introduction.flesch_douma >= 60
