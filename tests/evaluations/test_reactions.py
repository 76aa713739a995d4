from __future__ import annotations

from decimal import Decimal
from typing import Any

from course.evaluations.reactions import Reactions, reactions_to
from course.evaluations.results import in_words
from lessons.questionnaires import Item

LABELS = ["helemaal oneens", "oneens", "tussen", "eens", "helemaal eens"]
FITS = Item("e1_1", "scale", "De cursus paste.", "", {"labels": LABELS, "not_applicable": ""})
RECOMMEND = Item("e1_8", "points", "Ik raad hem aan.", "", {"minimum": 0, "maximum": 10, "low": "nee", "high": "ja"})
BEST = Item("best", "text", "Welk ding?", "", {})
DROP = Item("drop", "choice", "Wat eruit?", "", {"options": [{"key": k, "text": k.upper()} for k in "abc"]})
STOPPED = Item("stopped", "several", "Waarom?", "", {"options": [{"key": k, "text": k.upper()} for k in "xyz"]})
HEADING = Item("kop", "heading", "Hoe was het?", "", {})
ITEMS = [HEADING, FITS, RECOMMEND, BEST, DROP, STOPPED]


def said(number: int, **data: Any) -> list[dict[str, Any]]:
    return [dict(data) for _ in range(number)]


def test_four_answers_say_nothing_not_even_that_they_are_four() -> None:
    assert reactions_to(ITEMS, said(4, e1_1=5)) == Reactions()


def test_each_item_by_itself_needs_five_answers() -> None:
    found = reactions_to(ITEMS, [*said(5, e1_1=4), *said(4, e1_8=9, drop="a", stopped=["x"])])

    assert found.n == 9
    assert [(one.n, one.mean) for one in found.scales] == [(5, Decimal("4.0"))]
    assert [one.is_enough for one in (*found.points, *found.choices)] == [False, False, False]
    assert [one.counts for one in (*found.points, *found.choices)] == [[], [], []]


def test_a_statement_has_a_mean_and_a_division() -> None:
    one = reactions_to(ITEMS, [*said(4, e1_1=4), *said(1, e1_1=1)]).scales[0]

    assert one.mean == Decimal("3.4")
    assert [(count.label, count.share) for count in one.counts if count.count] == [
        ("helemaal oneens", 20),
        ("eens", 80),
    ]
    assert [part.count.count for part in one.segments] == [1, 4]


def test_zero_to_ten_has_its_own_mean_and_a_zero_counts() -> None:
    one = reactions_to(ITEMS, [*said(4, e1_8=10), *said(1, e1_8=0)]).points[0]

    assert (one.n, one.mean, one.highest) == (5, Decimal("8.0"), 10)
    assert [(count.label, count.count) for count in one.counts if count.count] == [("0 nee", 1), ("10 ja", 4)]
    assert one.counts[5].label == "5"


def test_reasons_are_shares_of_the_people_and_the_most_chosen_comes_first() -> None:
    rows = [*said(3, stopped=["x", "y"]), *said(2, stopped=["y"])]
    one = reactions_to(ITEMS, rows).choices[1]

    assert [(count.label, count.count, count.share) for count in one.ranked] == [("Y", 5, 100), ("X", 3, 60)]


def test_a_choice_shows_what_was_chosen_and_leaves_the_rest_out() -> None:
    rows = [*said(2, drop="c"), *said(3, drop="a")]

    assert [count.label for count in reactions_to(ITEMS, rows).choices[0].ranked] == ["A", "C"]


def test_own_words_are_read_from_ten_answers_on() -> None:
    assert not reactions_to(ITEMS, said(9, best="Ding 11.")).shows_texts
    assert reactions_to(ITEMS, said(9, best="Ding 11.")).texts[0].texts == []
    ten = reactions_to(ITEMS, [*said(9, e1_1=3), {"best": "Ding 11."}])
    assert (ten.shows_texts, ten.texts[0].texts) == (True, ["Ding 11."])


def test_two_texts_of_one_person_do_not_line_up() -> None:
    second = Item("ifail", "text", "Je #ifail?", "", {})
    rows = [{"best": f"{number}", "ifail": f"{number}"} for number in range(20)]
    one, other = reactions_to([BEST, second], rows).texts

    assert sorted(one.texts) == sorted(other.texts)
    assert sum(a == b for a, b in zip(one.texts, other.texts, strict=True)) <= 4


def test_answers_read_back_in_words() -> None:
    assert in_words(RECOMMEND, 10) == "10 ja"
    assert in_words(RECOMMEND, 7) == "7"
    assert in_words(STOPPED, ["x", "gone"]) == "X, gone"
