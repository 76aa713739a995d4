"""Quiz: all questions answered and at least 60 % right; retakes are free, the best counts (syllabus 0.6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from course.study.state import LessonState, blank_exercise
from lessons.exercises import AnswerData
from lessons.exercises.base import shuffled, whole_percentage
from lessons.exercises.questions.base import as_list
from lessons.exercises.quiz import QuizExercise
from lessons.models import BoundExercise
from tests.factories import quiz_block
from tests.lessons.exercises.samples import answered, can_be_saved, form_for, placed, sentences


def quiz(questions: int = 5, **value: Any) -> BoundExercise:
    """Return a quiz in which "b" is always right."""
    return placed(quiz_block(questions=questions, **value))


def choices(right: int, wrong: int = 0) -> dict[str, str]:
    given_answers = ["b"] * right + ["a"] * wrong
    return {f"q-{number}": answer for number, answer in enumerate(given_answers, start=1)}


def question(key: str, right: str, options: str = "abcd") -> dict[str, Any]:
    rows = [{"key": k, "text": k.upper(), "right": k in right, "feedback": f"Over {k}."} for k in options]
    return {"key": key, "text": f"Vraag {key}?", "explanation": "", "options": rows}


# --- The pass mark -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "of", "pass_percentage", "passed"),
    [
        (0, 5, 60, False),
        (2, 5, 60, False),
        (3, 5, 60, True),
        (4, 5, 60, True),
        (5, 5, 60, True),
        (1, 2, 60, False),
        (6, 10, 60, True),
        (5, 10, 60, False),
        (2, 3, 66, True),
        (2, 3, 67, False),
        (1, 3, 33, True),
        (1, 3, 34, False),
        (29, 50, 58, True),
        (4, 5, 100, False),
        (5, 5, 100, True),
        (1, 1, 1, True),
    ],
)
def test_a_quiz_is_passed_from_the_pass_mark_on(right: int, of: int, pass_percentage: int, passed: bool) -> None:
    exercise = quiz(of, pass_percentage=pass_percentage)
    answer = answered(exercise, choices(right, of - right))
    mark = exercise.block.mark(exercise.value, answer)
    assert mark is not None
    assert mark.score == right / of
    assert mark.passed is passed
    assert exercise.block.is_done(exercise.value, answer) is passed


def test_a_quiz_without_questions_gives_no_points() -> None:
    exercise = quiz()
    exercise.value["questions"] = []
    mark = exercise.block.mark(exercise.value, AnswerData({}))
    assert mark is not None
    assert (mark.score, mark.passed) == (0.0, False)


# --- One right option, or several --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "score"),
    [("a", 0), ("c", 0), ("ac", 1), ("ca", 1), ("ab", 0), ("abc", 0), ("bd", 0), ("abcd", 0)],
)
def test_several_right_options_must_be_chosen_exactly(chosen: str, score: float) -> None:
    exercise = placed(several())
    mark = exercise.block.mark(exercise.value, answered(exercise, {"q-1": list(chosen)}))
    assert mark is not None
    assert mark.score == score


def several() -> dict[str, Any]:
    raw = quiz_block()
    raw["value"]["questions"] = [question("1", right="ac")]
    return raw


@pytest.mark.parametrize(("chosen", "score"), [("a", 0), ("b", 1), ("c", 0)])
def test_one_right_option_is_chosen_or_not(chosen: str, score: float) -> None:
    raw = quiz_block()
    raw["value"]["questions"] = [question("1", right="b")]
    exercise = placed(raw)
    mark = exercise.block.mark(exercise.value, answered(exercise, {"q-1": chosen}))
    assert mark is not None
    assert mark.score == score


def test_of_a_question_with_one_answer_only_one_can_be_chosen() -> None:
    form = form_for(quiz(1), {"q-1": ["a", "b"]})
    assert form.is_valid()
    assert form.answer_data() == {"chosen": {"1": ["b"]}}


# --- Retakes -----------------------------------------------------------------------------------------------------


def test_a_worse_retake_takes_nothing_away() -> None:
    exercise = quiz()
    retake = AnswerData(answered(exercise, choices(1, 4)).data, score=0.8)
    assert exercise.block.is_done(exercise.value, retake)
    assert exercise.block.missing(exercise.value, retake) == []


def test_a_retake_begins_with_what_ada_chose_before() -> None:
    exercise = quiz(2)
    form = form_for(exercise, initial=dict(answered(exercise, choices(1, 1)).data))
    assert [form["q-1"].value(), form["q-2"].value()] == ["b", "a"]
    assert [row.judged for row in form.rows("ada")] == [True, False]
    assert [[option.key for option in row.options if option.chosen] for row in form.rows("ada")] == [["b"], ["a"]]


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (None, "Beantwoord alle vragen van de quiz."),
        (0.4, "Je beste score is 40 %. Je bent klaar vanaf 67 %. Probeer het gerust opnieuw."),
        (2 / 3, "Je beste score is 66 %. Je bent klaar vanaf 67 %. Probeer het gerust opnieuw."),
    ],
)
def test_what_is_missing_says_the_best_score_and_never_one_that_looks_like_a_pass(
    score: float | None, sentence: str
) -> None:
    exercise = quiz(pass_percentage=67)
    assert exercise.block.missing(exercise.value, AnswerData({}, score=score)) == [sentence]


@given(of=st.integers(1, 200), data=st.data())
def test_a_whole_percentage_reaches_the_pass_mark_exactly_when_the_score_does(of: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, of))
    assert whole_percentage(right / of) == right * 100 // of


# --- Questions without an answer ---------------------------------------------------------------------------------


def test_an_unanswered_question_is_named_and_the_others_are_kept() -> None:
    exercise = quiz()
    form = form_for(exercise, dict.fromkeys(("q-1", "q-2", "q-4", "q-5"), "b"))
    assert not form.is_valid()
    assert list(sentences(form)) == ["Kies een antwoord bij vraag 3."]
    rows = form.rows("ada")
    assert [[option.key for option in row.options if option.chosen] for row in rows] == [["b"], ["b"], [], ["b"], ["b"]]


def test_an_unanswered_question_with_several_answers_is_named_too() -> None:
    assert list(sentences(form_for(placed(several()), {}))) == ["Kies een antwoord bij vraag 1."]


@pytest.mark.parametrize("raw", [quiz_block(questions=1), several()], ids=["one", "several"])
@pytest.mark.parametrize("strange", ["0", "B", "z", "Goed antwoord", "x" * 100_000])
def test_an_option_that_does_not_exist_is_refused_without_repeating_it(raw: dict[str, Any], strange: str) -> None:
    form = form_for(placed(raw), {"q-1": strange})
    assert list(sentences(form)) == ["Kies bij vraag 1 uit de antwoorden die er staan."]


def test_a_form_that_was_refused_judges_nothing() -> None:
    exercise = quiz(2)
    stored = dict(answered(exercise, choices(2)).data)
    assert [row.judged for row in form_for(exercise, {"q-1": "a"}, initial=stored).rows("ada")] == [None, None]
    assert [row.judged for row in form_for(exercise).rows("ada")] == [None, None]


# --- Shuffled for each person, the same at every visit -----------------------------------------------------------


def order_for(exercise: BoundExercise, seed: str) -> list[list[str]]:
    return [[option.key for option in row.options] for row in form_for(exercise).rows(seed)]


def wide() -> BoundExercise:
    raw = quiz_block()
    raw["value"]["questions"] = [question(str(number), right="b") for number in range(1, 6)]
    return placed(raw)


def test_ada_sees_the_same_order_at_every_visit() -> None:
    assert order_for(wide(), "ada") == order_for(wide(), "ada")


def test_people_see_different_orders() -> None:
    orders = {str(order_for(wide(), f"{number}/x")) for number in range(50)}
    assert len(orders) == 50


def test_questions_of_one_quiz_are_shuffled_apart() -> None:
    assert len({tuple(order) for order in order_for(wide(), "ada")}) > 1


def test_the_right_answer_stands_in_every_place_about_as_often() -> None:
    places = [order.index("b") for number in range(100) for order in order_for(wide(), str(number))]
    assert all(80 <= places.count(place) <= 170 for place in range(4))


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=10), st.text(max_size=10))
def test_shuffling_loses_and_invents_nothing(keys: list[str], seed: str) -> None:
    assert sorted(shuffled(keys, seed)) == sorted(keys)
    assert shuffled(reversed(keys), seed) == shuffled(keys, seed)


def test_an_answer_is_stored_by_key_so_that_a_trainer_may_move_options() -> None:
    raw = several()
    answer = answered(placed(raw), {"q-1": ["a", "c"]})
    raw["value"]["questions"][0]["options"].reverse()
    moved = placed(raw)
    mark = moved.block.mark(moved.value, answer)
    assert mark is not None
    assert mark.score == 1


# --- How it reads ------------------------------------------------------------------------------------------------


def test_a_report_shows_each_question_with_what_was_chosen() -> None:
    raw = several()
    raw["value"]["questions"].append(question("2", right="a"))
    exercise = placed(raw)
    answer = AnswerData({"chosen": {"1": ["a", "d", "weg"]}})
    assert exercise.block.describe(exercise.value, answer) == "Vraag 1? A + D\nVraag 2? –"


def test_a_tally_counts_options_by_question() -> None:
    exercise = quiz(2)
    answers = [answered(exercise, choices(2)), answered(exercise, choices(1, 1)), answered(exercise, choices(2))]
    counts = exercise.block.tally(exercise.value, answers)
    assert [(count.key, count.count, count.share) for count in counts] == [
        ("1/a", 0, 0),
        ("1/b", 3, 100),
        ("2/a", 1, 33),
        ("2/b", 2, 67),
    ]


def test_rows_say_which_questions_have_more_right_answers() -> None:
    raw = several()
    raw["value"]["questions"].append(question("2", right="a"))
    assert [(row.number, row.several) for row in form_for(placed(raw)).rows()] == [(1, True), (2, False)]


# --- What a trainer writes ---------------------------------------------------------------------------------------


def test_a_question_without_a_right_answer_cannot_be_saved() -> None:
    raw = quiz_block()
    raw["value"]["questions"][2] = question("3", right="")
    exercise = placed(raw)
    with pytest.raises(StructBlockValidationError) as refusal:
        exercise.block.clean(exercise.value)
    at_question = refusal.value.block_errors["questions"].block_errors[2]
    assert at_question.block_errors["options"].messages == ["Geen enkel antwoord is goed. Vink er minstens één aan."]


def test_new_options_and_questions_get_free_keys() -> None:
    raw = quiz_block(questions=2)
    for row, key in zip(raw["value"]["questions"], ["2", ""], strict=True):
        row["key"] = key
        row["options"][0]["key"] = ""
    exercise = placed(raw)
    questions = exercise.block.clean(exercise.value)["questions"]
    assert [row["key"] for row in questions] == ["2", "1"]
    assert [option["key"] for option in questions[0]["options"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, []), ("", []), ("a", ["a"]), (["a", "b"], ["a", "b"]), ((), []), (5, ["5"])],
)
def test_one_choice_several_or_none_become_a_list(value: Any, expected: list[str]) -> None:
    assert as_list(value) == expected


def test_a_new_quiz_counts_and_is_passed_from_60_percent() -> None:
    value = QuizExercise().get_default()
    assert (value["counts"], value["pass_percentage"]) == (True, 60)


@pytest.mark.parametrize(("percentage", "is_taken"), [(0, False), (1, True), (100, True), (101, False)])
def test_a_pass_mark_is_a_percentage(percentage: int, is_taken: bool) -> None:
    assert can_be_saved(quiz(pass_percentage=percentage)) is is_taken


@pytest.mark.parametrize(
    ("options", "is_taken"), [("b", False), ("ab", True), ("abcdefghij", True), ("abcdefghijk", False)]
)
def test_a_question_has_two_to_ten_options(options: str, is_taken: bool) -> None:
    raw = quiz_block()
    raw["value"]["questions"] = [question("1", right="b", options=options)]
    assert can_be_saved(placed(raw)) is is_taken


def test_a_quiz_without_questions_cannot_be_saved() -> None:
    assert not can_be_saved(placed(quiz_block(questions=0)))


# --- What stands on the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "counts", "sentence"),
    [
        (2, True, "Je beste score is 40 %. Je bent klaar vanaf 60 %. Probeer het gerust opnieuw."),
        (4, True, "Je beste score is 80 %. Je bent klaar vanaf 60 %."),
        (2, False, "Je beste score is 40 %. Je bent klaar vanaf 60 %."),
    ],
)
def test_a_score_is_said_once(right: int, counts: bool, sentence: str) -> None:
    exercise = quiz(counts=counts)
    answer = answered(exercise, choices(right, 5 - right))
    state = replace(
        blank_exercise(exercise),
        submit_url="/antwoord/",
        answer=answer,
        is_done=exercise.block.is_done(exercise.value, answer),
        missing=exercise.block.missing(exercise.value, answer),
    )
    html = exercise.block.render(exercise.value, {"state": LessonState({exercise.id: state}), "id": exercise.id})
    assert sentence in html
    assert html.count("Je beste score is") == 1
    assert "40%" not in html
