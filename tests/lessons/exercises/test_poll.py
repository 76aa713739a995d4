"""Poll: a vote and a motivation of at least 30 words is done; the vote alone counts in the result (syllabus 0.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.exercises import AnswerData
from lessons.exercises.base import percentages
from lessons.exercises.poll import PollExercise
from lessons.models import BoundExercise
from tests.factories import poll_block, text_of
from tests.lessons.exercises.samples import answered, can_be_saved, form_for, placed, sentences


def poll(**value: Any) -> BoundExercise:
    return placed(poll_block(**value))


def voted(vote: str, why: str = "") -> AnswerData:
    return AnswerData({"vote": vote, "why": why, "share": False})


def option(text: str, key: str = "", earlier_votes: int | None = None) -> dict[str, Any]:
    return {"key": key, "text": text, "earlier_votes": earlier_votes}


# --- Done with a vote and thirty words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "done"),
    [
        ("", False),
        (text_of(29), False),
        (text_of(30), True),
        (text_of(31), True),
        (text_of(29) + " – … !", False),
        (text_of(29) + " https://example.org/een-lang-adres", False),
        ("\n".join(text_of(30).split()), True),
        ("woord" * 30, False),
    ],
)
def test_a_poll_is_done_with_a_vote_and_thirty_words(why: str, done: bool) -> None:
    exercise = poll()
    assert exercise.block.is_done(exercise.value, answered(exercise, {"vote": "eens", "why": why})) is done


def test_thirty_words_without_a_vote_are_refused_and_kept() -> None:
    form = form_for(poll(), {"why": text_of(30)})
    assert list(sentences(form)) == ["Kies eerst een antwoord. Daarna zie je de uitslag."]
    assert form["why"].value() == text_of(30)


@pytest.mark.parametrize(
    ("minimum", "words", "done"), [(0, 0, True), (1, 0, False), (1, 1, True), (50, 49, False), (50, 50, True)]
)
def test_a_trainer_may_ask_for_more_or_fewer_words(minimum: int, words: int, done: bool) -> None:
    exercise = poll(minimum_words=minimum)
    assert exercise.block.is_done(exercise.value, voted("eens", text_of(words))) is done


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, ["Stem eerst."]),
        (voted(""), ["Stem eerst."]),
        (voted("eens", text_of(29)), ["Je stem telt mee in de uitslag. Schrijf nog 1 woord over waarom je dat vindt."]),
        (voted("eens"), ["Je stem telt mee in de uitslag. Schrijf nog 30 woorden over waarom je dat vindt."]),
        (voted("eens", text_of(30)), []),
    ],
)
def test_what_is_missing_counts_the_words_down(answer: AnswerData | None, expected: list[str]) -> None:
    exercise = poll()
    assert exercise.block.missing(exercise.value, answer) == expected


@pytest.mark.parametrize(
    ("minimum", "hint"),
    [
        (0, "Je stem telt ook zonder uitleg."),
        (1, "Je stem telt ook zonder uitleg. Voor je stempel schrijf je minstens 1 woord."),
        (30, "Je stem telt ook zonder uitleg. Voor je stempel schrijf je minstens 30 woorden."),
    ],
)
def test_the_form_says_how_many_words_are_asked(minimum: int, hint: str) -> None:
    assert form_for(poll(minimum_words=minimum))["why"].help_text == hint


@pytest.mark.parametrize(("length", "is_taken"), [(4000, True), (4001, False)])
def test_a_motivation_has_at_most_4000_characters(length: int, is_taken: bool) -> None:
    assert form_for(poll(), {"vote": "eens", "why": "x" * length}).is_valid() is is_taken


def test_a_motivation_that_markdown_cannot_take_still_counts_its_words() -> None:
    exercise = poll()
    why = "> " * 30 + text_of(30)
    assert exercise.block.is_done(exercise.value, answered(exercise, {"vote": "eens", "why": why}))
    assert not exercise.block.is_done(exercise.value, voted("eens", "> " * 30 + text_of(29)))


def test_ada_may_change_her_vote_and_stop_sharing() -> None:
    exercise = poll()
    before = answered(exercise, {"vote": "eens", "why": "Daarom.", "share": "on"})
    form = form_for(exercise, initial=dict(before.data))
    assert [form[name].value() for name in ("vote", "why", "share")] == ["eens", "Daarom.", True]
    after = form_for(exercise, {"vote": "oneens", "why": "Toch niet."}, initial=dict(before.data))
    assert after.is_valid()
    assert after.answer_data() == {"vote": "oneens", "why": "Toch niet.", "share": False}


@pytest.mark.parametrize("strange", ["EENS", "0", "Eens", "x" * 100_000])
def test_a_vote_for_what_is_not_there_is_refused_without_repeating_it(strange: str) -> None:
    assert list(sentences(form_for(poll(), {"vote": strange}))) == ["Kies uit de antwoorden die er staan."]


# --- Facts for other exercises -----------------------------------------------------------------------------------


def test_a_vote_is_a_fact_with_or_without_a_motivation() -> None:
    exercise = placed(poll_block("stelling-2012"))
    assert exercise.block.facts(exercise.value, voted("eens")) == {"vote:stelling-2012"}
    assert exercise.block.facts(exercise.value, AnswerData({"why": text_of(30)})) == frozenset()


# --- The day it closes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes_on", "today", "is_open"),
    [
        (None, date(2026, 10, 1), True),
        ("2026-10-01", date(2026, 9, 30), True),
        ("2026-10-01", date(2026, 10, 1), True),
        ("2026-10-01", date(2026, 10, 2), False),
    ],
)
def test_votes_are_taken_up_to_and_including_the_last_day(closes_on: str | None, today: date, is_open: bool) -> None:
    exercise = poll(closes_on=closes_on)
    assert exercise.block.is_open(exercise.value, today) is is_open


# --- The result --------------------------------------------------------------------------------------------------


def test_a_vote_without_a_motivation_counts_in_the_result() -> None:
    exercise = poll()
    counts = exercise.block.tally(exercise.value, [voted("eens"), voted("eens", text_of(30)), voted("oneens")])
    assert [(count.label, count.count, count.share) for count in counts] == [("Eens", 2, 67), ("Oneens", 1, 33)]


def test_a_vote_for_an_option_that_is_gone_is_not_counted() -> None:
    exercise = poll()
    counts = exercise.block.tally(exercise.value, [voted("eens"), voted("weg")])
    assert [(count.count, count.share) for count in counts] == [(1, 100), (0, 0)]


def test_the_result_of_2012_stands_beside_ours() -> None:
    exercise = poll(earlier_label="Edu2.0, 2012", options=[option("Eens", "eens", 38), option("Oneens", "oneens", 13)])
    assert [(count.count, count.share) for count in exercise.block.earlier_tally(exercise.value)] == [
        (38, 75),
        (13, 25),
    ]


def test_an_earlier_option_without_votes_counts_none() -> None:
    exercise = poll(earlier_label="2012", options=[option("Eens", "eens", 3), option("Weet niet", "weet-niet")])
    assert [(count.count, count.share) for count in exercise.block.earlier_tally(exercise.value)] == [(3, 100), (0, 0)]


def test_a_poll_without_an_earlier_time_has_no_earlier_result() -> None:
    exercise = poll(options=[option("Eens", "eens", 38), option("Oneens", "oneens", 13)])
    assert exercise.block.earlier_tally(exercise.value) == []


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([1], [100]),
        ([38, 13], [75, 25]),
        ([13, 38], [25, 75]),
        ([1, 1, 1], [34, 33, 33]),
        ([1, 1], [50, 50]),
        ([1, 2], [33, 67]),
        ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]),
        ([1, 999], [0, 100]),
        ([1, 199], [0, 100]),
        ([0, 3, 4], [0, 43, 57]),
    ],
)
def test_percentages_by_the_largest_remainder(counts: list[int], shares: list[int]) -> None:
    assert percentages(counts) == shares


@given(st.lists(st.integers(0, 10**6), max_size=12))
@example([1] * 11)
@example([0, 0, 7])
def test_percentages_sum_to_100_or_are_all_0_and_stay_within_1_of_the_truth(counts: list[int]) -> None:
    shares = percentages(iter(counts))
    total = sum(counts)
    assert sum(shares) == (100 if total else 0)
    assert len(shares) == len(counts)
    for number, share in zip(counts, shares, strict=True):
        assert abs(share * total - number * 100) < max(total, 1)
        assert number or not share


@given(st.lists(st.integers(0, 10**4), min_size=2, max_size=8))
def test_more_votes_never_give_a_smaller_share(counts: list[int]) -> None:
    shares = [share for _number, share in sorted(zip(counts, percentages(counts), strict=True))]
    assert shares == sorted(shares)


# --- How it reads, and what a trainer writes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (voted("eens", "Omdat het kan."), "Eens\nOmdat het kan."),
        (voted("oneens"), "Oneens"),
        (voted("weg", "Toch."), "–\nToch."),
        (AnswerData({}), "–"),
    ],
)
def test_a_report_shows_the_vote_in_words_and_the_motivation(answer: AnswerData, text: str) -> None:
    exercise = poll()
    assert exercise.block.describe(exercise.value, answer) == text


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ([option("Eens"), option("Oneens")], ["eens", "oneens"]),
        ([option("Ja!"), option("ja")], ["ja", "ja-2"]),
        ([option("Nee", "ja"), option("Ja")], ["ja", "ja-2"]),
        ([option("Eens", "x"), option("Oneens")], ["x", "oneens"]),
        ([option("👍"), option("👎")], ["antwoord", "antwoord-2"]),
        ([option("A", "b"), option("B", "a"), option("B"), option("B")], ["b", "a", "b-2", "b-3"]),
        ([option("Dat weet ik nog niet zeker"), option("Één")], ["dat-weet-ik-nog", "een"]),
    ],
)
def test_an_option_is_named_after_its_own_text(options: list[dict[str, Any]], keys: list[str]) -> None:
    exercise = poll(options=options)
    assert [row["key"] for row in exercise.block.clean(exercise.value)["options"]] == keys


def test_a_new_poll_counts_and_asks_thirty_words() -> None:
    value = PollExercise().get_default()
    assert (value["counts"], value["minimum_words"]) == (True, 30)


@pytest.mark.parametrize(("number", "is_taken"), [(1, False), (2, True), (8, True), (9, False)])
def test_a_poll_has_two_to_eight_options(number: int, is_taken: bool) -> None:
    assert can_be_saved(poll(options=[option(f"Antwoord {count}") for count in range(number)])) is is_taken
