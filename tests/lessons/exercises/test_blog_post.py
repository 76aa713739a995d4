"""Blog post: the post itself is the evidence, by its words, and for some dingen a reaction (syllabus 0.6, ding 2)."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.exercises import AnswerData
from lessons.exercises.blog_post import BlogPostExercise
from lessons.models import BoundExercise
from tests.factories import blog_post_block
from tests.lessons.exercises.samples import can_be_saved, form_for, placed


def blog_post(**value: Any) -> BoundExercise:
    return placed(blog_post_block(**value))


def written(words: int | None = None, reactions: int | None = None) -> AnswerData:
    pairs = {"words": words, "reactions": reactions}
    return AnswerData({name: number for name, number in pairs.items() if number is not None})


@pytest.mark.parametrize(
    ("comment_required", "answer", "done"),
    [
        (False, written(), False),
        (False, written(0), False),
        (False, written(99), False),
        (False, written(100), True),
        (False, written(400), True),
        (True, written(100), False),
        (True, written(100, 0), False),
        (True, written(99, 1), False),
        (True, written(reactions=3), False),
        (True, written(100, 1), True),
        (True, written(100, 2), True),
    ],
)
def test_a_post_is_done_with_enough_words_and_a_reaction_where_it_is_asked(
    comment_required: bool, answer: AnswerData, done: bool
) -> None:
    exercise = blog_post(comment_required=comment_required)
    assert exercise.block.is_done(exercise.value, answer) is done
    assert bool(exercise.block.missing(exercise.value, answer)) is not done


@pytest.mark.parametrize(("minimum", "words", "done"), [(1, 1, True), (50, 49, False), (50, 50, True)])
def test_a_trainer_says_how_many_words(minimum: int, words: int, done: bool) -> None:
    exercise = blog_post(minimum_words=minimum)
    assert exercise.block.is_done(exercise.value, written(words)) is done


WRITE = "Schrijf je bericht en publiceer het, of bewaar het als ‘alleen ik’."
REACT = "Geef één reactie op het bericht van een collega."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, [WRITE, REACT]),
        (written(0), [WRITE, REACT]),
        (written(reactions=1), [WRITE]),
        (written(99), ["Je bericht is nog 1 woord te kort.", REACT]),
        (written(60, 1), ["Je bericht is nog 40 woorden te kort."]),
        (written(100, 0), [REACT]),
        (written(100, 1), []),
    ],
)
def test_what_is_missing_names_the_post_and_the_reaction_apart(answer: AnswerData | None, expected: list[str]) -> None:
    exercise = blog_post(comment_required=True)
    assert exercise.block.missing(exercise.value, answer) == expected


def test_nobody_is_asked_for_a_reaction_that_the_trainer_did_not_ask() -> None:
    exercise = blog_post(comment_required=False)
    assert exercise.block.missing(exercise.value, None) == [WRITE]


def test_a_post_is_written_in_the_blog_and_not_in_the_lesson() -> None:
    exercise = blog_post()
    form = form_for(exercise, {"words": "500", "reactions": "9"})
    assert not exercise.block.is_answered_here
    assert list(form.fields) == []
    assert form.is_valid()
    assert form.answer_data() == {}
    assert form.rows() == []


def test_a_machine_does_not_judge_a_post() -> None:
    exercise = blog_post()
    assert exercise.block.mark(exercise.value, written(500, 1)) is None


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (written(), "Een bericht van 0 woorden"),
        (written(1), "Een bericht van 1 woord"),
        (written(140), "Een bericht van 140 woorden"),
    ],
)
def test_a_report_says_how_long_the_post_is_and_nothing_of_what_it_says(answer: AnswerData, text: str) -> None:
    exercise = blog_post()
    assert exercise.block.describe(exercise.value, answer) == text


def test_a_new_blog_post_counts_and_asks_a_hundred_words_and_no_reaction() -> None:
    value = BlogPostExercise().get_default()
    assert (value["counts"], value["minimum_words"], bool(value["comment_required"])) == (True, 100, False)


@pytest.mark.parametrize(("minimum", "is_taken"), [(0, False), (1, True)])
def test_a_blog_post_asks_at_least_one_word(minimum: int, is_taken: bool) -> None:
    assert can_be_saved(blog_post(minimum_words=minimum)) is is_taken


@pytest.mark.parametrize(("asked", "headings", "done"), [(0, 0, True), (3, 2, False), (3, 3, True), (None, 0, True)])
def test_a_trainer_asks_for_headings(asked: int | None, headings: int, done: bool) -> None:
    exercise = blog_post(minimum_headings=asked)
    answer = AnswerData({"words": 500, "headings": headings, "reactions": 1})
    assert exercise.block.is_done(exercise.value, answer) is done
    missing = exercise.block.missing(exercise.value, answer)
    assert bool(missing) is not done


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [(0, "Er ontbreken nog 2 kopjes met tekst eronder."), (1, "Er ontbreekt nog 1 kopje met tekst eronder.")],
)
def test_what_is_missing_of_the_headings_is_said(headings: int, sentence: str) -> None:
    exercise = blog_post(minimum_headings=2)
    answer = AnswerData({"words": 500, "headings": headings, "reactions": 1})
    (said,) = exercise.block.missing(exercise.value, answer)
    assert said.startswith(sentence)
