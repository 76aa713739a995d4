"""Item analysis: shares and correlations against numbers worked out another way."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.item_analysis import LEAST, ItemResult, Try, analyse, item_rest, try_of
from lessons.exercises.questions import question_of


def question(key: str = "1"):
    options = [
        {"key": "a", "text": "Ja", "right": True, "feedback": ".", "pair": "", "weight": None},
        {"key": "b", "text": "Nee", "right": False, "feedback": ".", "pair": "", "weight": None},
    ]
    return question_of({"key": key, "text": f"Vraag {key}", "kind": "choice", "options": options, "explanation": ""})


def tries(*rows: str) -> list[Try]:
    """Return tries written as "ab-": right, wrong, and left open."""
    questions = {str(number): question(str(number)) for number in range(1, 10)}
    found = []
    for row in rows:
        chosen = {str(number): [mark] for number, mark in enumerate(row, start=1) if mark != "-"}
        found.append(try_of({key: questions[key] for key in list(questions)[: len(row)]}, {"chosen": chosen}))
    return found


def pearson(xs: list[float], ys: list[float]) -> float:
    """Return r by its definition, apart from the library."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))


def test_a_question_that_three_of_five_had_right() -> None:
    result = analyse(question(), tries("aa", "aa", "ab", "bb", "ba"))
    assert result.n == 5
    assert result.right == result.facility == 0.6
    assert [(count.key, count.count, count.share) for count in result.counts] == [("1/a", 3, 60), ("1/b", 2, 40)]
    assert result.right_keys == {"1/a"}


def test_who_knows_the_rest_knows_this_one_too() -> None:
    rows = ("aaa", "aaa", "aab", "bbb", "bba", "bbb")
    result = analyse(question(), tries(*rows))
    assert result.discrimination == pytest.approx(pearson([1, 1, 1, 0, 0, 0], [1, 1, 0.5, 0, 0.5, 0]))
    assert not result.is_weak


def test_a_question_that_only_the_others_have_right_is_weak() -> None:
    result = analyse(question(), tries("abb", "abb", "baa", "baa", "baa"))
    assert result.discrimination == pytest.approx(-1)
    assert result.is_weak


def test_left_open_is_not_wrong() -> None:
    result = analyse(question(), tries("aa", "aa", "aa", "aa", "ba", "-a", "-b"))
    assert result.n == 5
    assert result.right == 0.8


@pytest.mark.parametrize("number", range(LEAST))
def test_under_five_people_nothing_is_shown(number: int) -> None:
    result = analyse(question(), tries(*["ab"] * number))
    assert result == ItemResult(result.question, number)
    assert not result.is_enough


def test_a_question_that_everybody_has_right_cannot_be_told_apart() -> None:
    assert analyse(question(), tries(*["ab", "aa"] * 3)).discrimination is None


def test_a_quiz_of_one_question_has_no_rest() -> None:
    assert analyse(question(), tries("a", "b", "a", "b", "a")).discrimination is None


def test_four_tries_with_another_question_are_too_few_to_compare() -> None:
    made = [*tries("aa", "bb", "ab", "ba"), *tries("a", "b", "a")]
    assert analyse(question(), made).n == 7
    assert item_rest("1", [one for one in made if "1" in one.scores]) is None


rows = st.lists(st.lists(st.sampled_from("ab-"), min_size=3, max_size=3).map("".join), max_size=30)


@given(rows)
def test_whatever_was_answered_the_numbers_stay_within_their_bounds(made: list[str]) -> None:
    result = analyse(question(), tries(*made))
    assert result.n == sum(row[0] != "-" for row in made)
    if result.is_enough:
        assert result.right is not None
        assert 0 <= result.right <= 1
        assert sum(count.count for count in result.counts) == result.n
    if result.discrimination is not None:
        assert -1 - 1e-9 <= result.discrimination <= 1 + 1e-9


@given(rows, st.randoms())
def test_the_order_of_people_changes_nothing(made: list[str], chance: Any) -> None:
    mixed = list(made)
    chance.shuffle(mixed)
    one, other = analyse(question(), tries(*made)), analyse(question(), tries(*mixed))
    assert (one.n, one.right, one.counts) == (other.n, other.right, other.counts)
