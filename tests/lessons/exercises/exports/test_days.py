"""Days in the ways that platforms write them, and how a column decides which number is the day."""

from __future__ import annotations

from datetime import date

import pytest

from lessons.exercises.exports.days import DAY_FIRST, MONTH_FIRST, Unsure, day_order, day_shape
from lessons.exercises.exports.numerals import Why

THIRD = date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03", "2026/11/3", "2026-11-03T10:00:00+01:00", "2026-11-03 10:00:00 UTC", "20261103", "Nov 3, 2026",
        "Nov 03, 2026 10:00 am", "Tue, Nov 3, 2026", "November 3rd, 2026", "3 nov. 2026", "3 november 2026 om 10:00",
        "dinsdag 3 november 2026 10:00", "3-nov-2026", "3. Nov 2026", " 3 Nov 2026 ",
    ],
)  # fmt: skip
def test_a_day_that_can_be_read_in_one_way(text: str) -> None:
    assert day_shape(text) == THIRD


@pytest.mark.parametrize("text", ["3/11/2026", "03-11-2026 10:15", "3.11.2026", "3/11/26", "3/11/2026, 9:05"])
def test_two_numbers_and_a_year_wait_for_the_column(text: str) -> None:
    shape = day_shape(text)
    assert isinstance(shape, Unsure)
    assert (shape.order, shape.day(DAY_FIRST), shape.day(MONTH_FIRST)) == ("", THIRD, date(2026, 3, 11))


@pytest.mark.parametrize(
    "text",
    ["", "boek", "12", "2026", "31-02-2026", "13/13/2026", "2026-13-01", "20261301", "3 boek 2026", "Boek 3, 2026",
     "1-1-1066", "12:30", "Lifetime", "1234567", "x" * 60],
)  # fmt: skip
def test_what_is_no_day_stays_text(text: str) -> None:
    shape = day_shape(text)
    assert shape is None or (isinstance(shape, Unsure) and shape.day(DAY_FIRST) is None)


def unsure(*texts: str) -> list[Unsure]:
    return [shape for shape in map(day_shape, texts) if isinstance(shape, Unsure)]


@pytest.mark.parametrize(
    ("texts", "others", "language", "decided"),
    [
        ([], [], "en", (DAY_FIRST, Why.SURE)),
        (["3/11/2026", "13/11/2026"], [MONTH_FIRST], "en", (DAY_FIRST, Why.SURE)),
        (["3/11/2026", "11/13/2026"], [], "nl", (MONTH_FIRST, Why.SURE)),
        (["13/11/2026", "11/13/2026"], [], "nl", ("", Why.CLASH)),
        (["3/11/2026"], [MONTH_FIRST], "nl", (MONTH_FIRST, Why.FILE)),
        (["3-11-2026"], [], "en", (DAY_FIRST, Why.FILE)),
        (["3/11/2026"], [], "nl", (DAY_FIRST, Why.LANGUAGE)),
        (["3/11/2026"], [], "en", (MONTH_FIRST, Why.LANGUAGE)),
        (["3/11/2026"], [DAY_FIRST, MONTH_FIRST], "", (DAY_FIRST, Why.CUSTOM)),
    ],
)
def test_a_column_decides_its_order_then_the_file_then_the_headers(
    texts: list[str], others: list[str], language: str, decided: tuple[str, Why]
) -> None:
    assert day_order(unsure(*texts), frozenset(others), language) == decided
