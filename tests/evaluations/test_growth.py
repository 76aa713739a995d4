"""What people learnt: the check examples of the syllabus (5), and nothing about fewer than five."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from course.evaluations.growth import (
    PLACES,
    GroupGrowth,
    GroupKnowledge,
    Growth,
    group_growth,
    group_knowledge,
    knowledge_of,
    own_growth,
)
from lessons.questionnaires import Item
from tests.evaluations.conftest import MODULES

STATEMENTS = [
    Item(f"nm{number:02}", "scale", f"Stelling {number}.", "", {"group": module, "labels": list("abcde")})
    for number, module in enumerate(MODULES, start=1)
]
THEN = Item("nm_then", "points", "Achteraf:", "", {"minimum": 1, "maximum": 5, "low": "niet", "high": "goed"})
HEADING = Item("kennis", "heading", "Kennis", "", {})
OPTIONS = [{"key": "a", "text": "Fout"}, {"key": "b", "text": "Goed"}]
QUESTIONS = [
    Item(f"kw{number}", "knowledge", f"Vraag {number}?", "", {"options": OPTIONS, "right": "b", "explanation": "Zo."})
    for number in range(1, 7)
]
END = [*STATEMENTS, THEN, HEADING, *QUESTIONS]


def points(*given: int | None, **more: Any) -> dict[str, Any]:
    return {**{f"nm{number:02}": point for number, point in enumerate(given, start=1)}, **more}


def every(point: int, **more: Any) -> dict[str, Any]:
    return points(*[point] * 10, **more)


BEFORE = points(3, 4, 4, 3, 2, 1, 4, 2, 3, None)  # The example of the nulmeting: 2,9.
AFTER = points(4, 4, 5, 4, 4, 4, 4, 4, 4, 4)  # 4,1


# --- One person ------------------------------------------------------------------------------------------------------


def test_the_syllabus_example_went_up_one_and_two_tenths() -> None:
    growth = own_growth(END, BEFORE, AFTER, {"3": "3. Beeld en video"})

    assert (growth.total.before, growth.total.after) == (Decimal("2.9"), Decimal("4.1"))
    assert growth.total.change == "+1,2"
    third = growth.modules[2]
    assert (third.title, third.before, third.after, third.change) == (
        "3. Beeld en video",
        Decimal("1.5"),
        Decimal("4.0"),
        "+2,5",
    )


def test_who_went_from_four_to_three_went_down_one() -> None:
    growth = own_growth(END, every(4), every(3), {})

    assert growth.total.change == "\N{MINUS SIGN}1,0"
    assert growth.total.difference == -1


def test_the_difference_is_that_of_the_numbers_as_they_are_shown() -> None:
    # 2,25 and 2,35: shown as 2,3 and 2,4, so 0,1 apart, as everybody can check.
    shown = Growth("", Decimal("2.3"), Decimal("2.4"))

    assert shown.change == "+0,1"
    assert Growth("", Decimal("3.0"), Decimal("3.0")).change == "0,0"


def test_a_module_that_does_not_apply_has_nothing_to_compare() -> None:
    growth = own_growth(END, BEFORE, AFTER, {})

    sixth = growth.modules[5]
    assert (sixth.before, sixth.after, sixth.difference, sixth.change) == (None, Decimal("4.0"), None, "")
    assert sixth.before_at == ""


def test_without_a_nulmeting_there_is_only_now() -> None:
    growth = own_growth(END, {}, AFTER, {})

    assert (growth.total.before, growth.total.after, growth.total.change) == (None, Decimal("4.1"), "")


def test_looking_back_stands_beside_the_mean_and_never_in_it() -> None:
    growth = own_growth(END, BEFORE, {**AFTER, "nm_then": 1}, {})

    assert growth.total.after == Decimal("4.1")
    assert (growth.then, growth.since_then.change) == (1, "+3,1")
    assert own_growth(END, BEFORE, AFTER, {}).since_then.change == ""


def test_points_lie_on_a_line_with_room_at_both_ends() -> None:
    assert PLACES == ["4.00%", "27.00%", "50.00%", "73.00%", "96.00%"]
    assert Growth("", Decimal("1.0"), Decimal("5.0")).before_at == PLACES[0]
    assert Growth("", Decimal("1.0"), Decimal("5.0")).after_at == PLACES[4]


# --- A group ---------------------------------------------------------------------------------------------------------


def test_a_group_of_four_is_told_nothing() -> None:
    assert group_growth(END, [(BEFORE, AFTER)] * 4, {}) == GroupGrowth()
    assert not GroupGrowth().is_enough


def test_who_fell_counts_as_a_fall_and_stays_in_the_mean() -> None:
    growth = group_growth(END, [(every(2), every(4))] * 3 + [(every(3), every(3)), (every(4), every(3))], {})

    assert (growth.n, growth.risen, growth.fallen) == (5, 3, 1)
    assert (growth.total.before, growth.total.after, growth.total.change) == (Decimal("2.6"), Decimal("3.6"), "+1,0")


@pytest.mark.parametrize(
    ("after", "risen"),
    [(points(*[4] * 9, 3), 0), (every(4), 5)],  # 3,9 and 4,0 after 3,0
)
def test_a_whole_point_is_a_whole_point(after: dict[str, Any], risen: int) -> None:
    assert group_growth(END, [(every(3), after)] * 5, {}).risen == risen


def test_the_same_people_are_compared() -> None:
    """Who stopped after the nulmeting would pull the start down and leave the end alone."""
    pairs = [(every(3), every(4))] * 5 + [({"nm01": None}, every(5))]

    assert group_growth(END, pairs, {}).total.before == Decimal("3.0")
    assert group_growth(END, pairs, {}).n == 5


def test_the_sixth_person_changes_nothing_until_the_tenth() -> None:
    five = [(every(3), every(4))] * 5
    six, ten = [*five, (every(1), every(5))], [*five, *[(every(1), every(5))] * 5]

    assert group_growth(END, six, {}) == group_growth(END, five, {})
    assert (group_growth(END, ten, {}).n, group_growth(END, ten, {}).risen) == (10, 10)


def test_a_module_of_which_four_people_spoke_twice_has_nothing_to_tell() -> None:
    pairs = [(points(3, 3), points(4, 4))] * 4 + [(points(3), points(4, 5))]
    growth = group_growth(END, pairs, {})

    assert (growth.modules[0].before, growth.modules[0].after) == (Decimal("3.0"), Decimal("4.0"))
    assert (growth.modules[1].before, growth.modules[1].after) == (None, None)


def test_what_five_people_give_the_start_afterwards_has_a_mean() -> None:
    five = [(every(3), every(4, nm_then=2))] * 5

    assert group_growth(END, five, {}).then == Decimal("2.0")
    assert group_growth(END, [*five[:4], (every(3), every(4))], {}).then is None


# --- Knowledge -------------------------------------------------------------------------------------------------------


def test_four_of_six_with_what_was_right_and_why() -> None:
    known = knowledge_of(END, {"kw1": "b", "kw2": "b", "kw3": "b", "kw4": "b", "kw5": "a"})

    assert (known.score, known.of, known.is_answered) == (4, 6, True)
    wrong, left_open = known.answers[4:]
    assert (wrong.given, wrong.right, wrong.explanation, wrong.is_right) == ("Fout", "Goed", "Zo.", False)
    assert (left_open.given, left_open.is_right) == ("", False)


def test_who_answered_no_question_has_no_score() -> None:
    assert not knowledge_of(END, every(3)).is_answered


def test_a_group_has_a_mean_score_from_five_people_who_answered() -> None:
    four, two, none = {f"kw{number}": "b" for number in range(1, 5)}, {"kw1": "b", "kw2": "b"}, every(3)

    assert group_knowledge(END, [four, four, four, two, none]) == GroupKnowledge(of=6)
    assert group_knowledge(END, [four, none, four, four, two, two]) == GroupKnowledge(6, 5, Decimal("3.2"))
    assert group_knowledge(END, [four] * 5 + [two]) == GroupKnowledge(6, 5, Decimal("4.0"))
