"""What answers say together: the check examples of the syllabus (3 and 4), and nothing about fewer than five."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from course.evaluations.results import (
    Means,
    ThingResult,
    group_means,
    one_decimal,
    ordered,
    own_means,
    read_back,
    result_of,
    segments,
)
from lessons.exercises import Count
from lessons.models import ThingPage
from lessons.questionnaires import Item
from tests.evaluations.conftest import MODULES

THING = ThingPage(pk=1, id=1, number=1, minutes_read=15, minutes_do=30, minutes_review=5)  # 50 minutes in all
OPTIONS = [{"key": "short", "text": "te kort"}, {"key": "good", "text": "goed"}, {"key": "long", "text": "te lang"}]
ITEMS = {
    "usefulness": Item("usefulness", "scale", "Nut", "", {"labels": ["niet", "b", "c", "d", "zeker"]}),
    "time": Item("time", "choice", "Tijd", "", {"options": OPTIONS}),
}
USELESS = "Het nut is lager dan 3,0."
TOO_SHORT = "Meer dan de helft vond de tijd te kort."
TOO_LONG = "Het kost meer dan anderhalf keer de geplande tijd."


def result(**columns: list[Any]) -> ThingResult:
    """Return the result of answers given column by column: usefulness=[2, 3, …], time=[…]."""
    length = max(len(values) for values in columns.values())
    rows = [
        {key: values[place] for key, values in columns.items() if place < len(values) and values[place] is not ...}
        for place in range(length)
    ]
    return result_of(THING, ITEMS, rows)


def test_the_syllabus_example_gets_a_flag() -> None:
    found = result(usefulness=[2, 3, 2, 4, 3])

    assert (found.n, found.usefulness, found.reasons) == (5, Decimal("2.8"), [USELESS])


def test_the_syllabus_example_of_four_says_nothing_at_all() -> None:
    assert result(usefulness=[2, 2, 2, 2], change=["a"] * 4) == ThingResult(THING)
    assert not ThingResult(THING).is_enough


@pytest.mark.parametrize(
    ("columns", "reasons"),
    [
        ({"usefulness": [3, 3, 3, 3, 3]}, []),
        ({"usefulness": [2, 3, 3, 3, 3]}, [USELESS]),
        ({"time": ["short"] * 3 + ["good"] * 2}, [TOO_SHORT]),
        ({"time": ["short"] * 3 + ["good"] * 3}, []),  # exactly half is not more than half
        ({"time": ["long"] * 5}, []),
        ({"minutes": [75] * 5}, []),  # exactly one and a half times 50
        ({"minutes": [76] * 5}, [TOO_LONG]),
        ({"minutes": [60, 60, 75, 76, 90, 90]}, [TOO_LONG]),  # 75,5
        (
            {"usefulness": [1] * 5, "time": ["short"] * 5, "minutes": [200] * 5},
            [USELESS, TOO_SHORT, TOO_LONG],
        ),
    ],
)
def test_when_a_ding_deserves_another_look(columns: dict[str, list[Any]], reasons: list[str]) -> None:
    assert result(**columns).reasons == reasons


def test_each_part_by_itself_needs_five_answers() -> None:
    found = result(usefulness=[1, 1, 1, 1, ...], time=["short"] * 4, minutes=[600] * 4, change=["x"] * 6)

    assert (found.n, found.usefulness, found.usefulness_division) == (6, None, [])
    assert (found.time, found.minutes, found.reasons) == ([], None, [])


def test_time_divides_in_shares_that_sum_to_a_hundred() -> None:
    found = result(time=["short", "short", "good", "good", "long", "long"])

    assert [(count.label, count.share) for count in found.time] == [("te kort", 34), ("goed", 33), ("te lang", 33)]
    assert found.too_short == 34


def test_the_median_may_lie_between_two_people() -> None:
    assert result(minutes=[10, 20, 30, 45, 50, 60]).minutes == Decimal("37.5")


def test_own_words_are_read_from_ten_answers_on() -> None:
    assert result(usefulness=[3] * 9, change=["Korter."] * 9).texts == []
    assert result(usefulness=[3] * 10, change=["Korter."]).texts == ["Korter."]


@pytest.mark.parametrize(("values", "shown"), [([2, 3, 2, 2], "2.3"), ([4, 4, 3], "3.7"), ([1], "1.0")])
def test_a_mean_is_rounded_half_up(values: list[int], shown: str) -> None:
    assert one_decimal(values) == Decimal(shown)


def test_a_list_is_sorted_with_what_is_unknown_last() -> None:
    def numbered(number: int, **parts: Any) -> ThingResult:
        return ThingResult(ThingPage(pk=number, id=number, number=number), **parts)

    rows = [
        numbered(3, n=5, usefulness=Decimal("4.0")),
        numbered(1),
        numbered(2, n=10, usefulness=Decimal("2.0"), reasons=[USELESS]),
    ]

    def order(sort: str) -> list[int]:
        return [row.thing.number for row in ordered(rows, sort)]

    assert order("number") == [1, 2, 3]
    assert order("usefulness") == [2, 3, 1]
    assert order("-usefulness") == [3, 2, 1]
    assert order("-signal") == [2, 3, 1]
    assert order("-n") == [2, 3, 1]
    assert order("time") == [1, 2, 3]


def test_a_bar_leaves_empty_parts_out() -> None:
    parts = segments([Count("a", "a", 1, 25), Count("b", "b", 0, 0), Count("c", "c", 3, 75)])

    assert [(part.start, part.width, part.middle, part.shade) for part in parts] == [
        ("0.00%", "25.00%", "12.50%", 2),
        ("25.00%", "75.00%", "62.50%", 5),
    ]
    assert segments([]) == []


# --- The nulmeting ---------------------------------------------------------------------------------------------------

STATEMENTS = [
    Item(f"nm{number:02}", "scale", f"Stelling {number}.", "", {"group": module, "labels": list("abcde")})
    for number, module in enumerate(MODULES, start=1)
]
HOURS = Item("hours", "choice", "Uren?", "", {"options": [{"key": "h1", "text": "1"}]})
NOTE = Item("note", "text", "Nog iets?", "", {})
INTAKE = [*STATEMENTS, HOURS, NOTE]
SYLLABUS: dict[str, Any] = {
    **{f"nm{number:02}": point for number, point in enumerate([3, 4, 4, 3, 2, 1, 4, 2, 3, None], start=1)},
    "hours": "h1",
}


def by_module(means: Means) -> dict[str, Decimal | None]:
    return {module.group: module.mean for module in means.modules}


def test_a_module_is_named_by_its_title_or_by_its_number_when_the_course_does_not_have_it() -> None:
    means = own_means(INTAKE, SYLLABUS, {"1": "1. Aan de slag"})
    assert [module.title for module in means.modules][:2] == ["1. Aan de slag", "Module 2"]


def test_the_syllabus_example_of_the_nulmeting() -> None:
    means = own_means(INTAKE, SYLLABUS)

    assert means.total == Decimal("2.9")
    assert by_module(means) == {
        "1": Decimal("3.0"),
        "2": Decimal("3.7"),
        "3": Decimal("1.5"),
        "4": Decimal("3.0"),
        "5": Decimal("3.0"),
        "6": None,
    }


@pytest.mark.parametrize(
    ("points", "advice"),
    [
        ([2, 2], "Begin met Start."),
        ([2, 3], "Doe de gewone opdracht."),
        ([3, 4], "Doe de gewone opdracht."),
        ([4, 4], "Probeer de Uitdaging, of vraag vrijstelling."),
        ([None, None], ""),
    ],
)
def test_the_advice_follows_the_mean_as_it_is_shown(points: list[int | None], advice: str) -> None:
    means = own_means(STATEMENTS[4:6], {"nm05": points[0], "nm06": points[1]})

    assert [module.advice for module in means.modules] == [advice]


def test_a_group_has_means_from_five_lists_on() -> None:
    assert not group_means(INTAKE, [SYLLABUS] * 4).is_enough
    assert group_means(INTAKE, [SYLLABUS] * 4).total is None

    means = group_means(INTAKE, [SYLLABUS] * 5)
    assert (means.n, means.total, by_module(means)["2"], by_module(means)["6"]) == (
        5,
        Decimal("2.9"),
        Decimal("3.7"),
        None,
    )


def test_a_module_of_which_four_people_spoke_has_no_group_mean() -> None:
    lists = [{"nm01": 3, "nm10": 2}] * 4 + [{"nm01": 3, "nm10": None}]

    assert by_module(group_means(INTAKE, lists))["6"] is None
    assert by_module(group_means(INTAKE, lists))["1"] == Decimal("3.0")


def test_the_sixth_list_changes_nothing_until_the_tenth() -> None:
    five, ten = [{"nm01": 1}] * 5, [{"nm01": 1}] * 5 + [{"nm01": 5}] * 5

    assert by_module(group_means(INTAKE, [*five, {"nm01": 5}]))["1"] == Decimal("1.0")
    assert by_module(group_means(INTAKE, ten))["1"] == Decimal("3.0")


def test_each_person_counts_once_in_the_total_of_a_group() -> None:
    brief, whole = {"nm01": 5}, {f"nm{number:02}": 1 for number in range(1, 11)}

    assert group_means(INTAKE, [brief] * 4 + [whole]).total == Decimal("4.2")


def test_what_was_filled_in_can_be_read_back() -> None:
    statement = Item("nm10", "scale", "Tien.", "", {"labels": ["laag", "hoog"], "not_applicable": "n.v.t."})

    assert read_back([statement], {"nm10": None}) == [("Tien.", "n.v.t.")]
    assert read_back([statement], {"nm10": 2}) == [("Tien.", "2 hoog")]
    assert read_back([statement, HOURS, NOTE], {"hours": "h1", "note": "Nee."}) == [
        ("Uren?", "1"),
        ("Nog iets?", "Nee."),
    ]
    assert read_back([HOURS], {"hours": "gone"}) == [("Uren?", "gone")]
