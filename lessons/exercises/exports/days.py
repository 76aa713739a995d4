"""Days as platforms write them: 2026-11-03, 20261103, 3-11-2026, 11/3/2026, Nov 3, 2026, 3 nov. 2026.

In 3/11/2026 the day may come first (Dutch) or the month (American): decided for a whole column by what its values can
only mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lessons.exercises.exports.numerals import Why

MOST_LETTERS = 48
FIRST_YEAR, LAST_YEAR = 1990, 2199

MONTHS = {
    name: number
    for number, names in enumerate(
        "jan feb mrt|maa|mar apr mei|may jun jul aug sep okt|oct nov dec".split(" "), start=1
    )
    for name in names.split("|")
}
"""By the first three letters, Dutch and English."""

_TIME = r"(?:(?:,|T|\s)+(?:om\s|at\s)?[0-9]{1,2}[:.][0-9]{2}.*)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)
_WEEKDAY = r"(?:[a-z]{2,9}\.?,?\s+)?"
_DAY_FIRST = re.compile(_WEEKDAY + r"([0-9]{1,2})[.\s-]+([a-z]{3,9})\.?,?[\s-]+([0-9]{4})" + _TIME, re.IGNORECASE)
_MONTH_FIRST = re.compile(
    _WEEKDAY + r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})" + _TIME, re.IGNORECASE
)

DAY_FIRST, MONTH_FIRST = "d-m", "m-d"


@dataclass(frozen=True)
class Unsure:
    """Two numbers and a year: which is the day is not said. `mark` stands between them."""

    first: int
    second: int
    year: int
    mark: str

    @property
    def order(self) -> str:
        """The order it must be; empty when it may be either."""
        if self.first > 12:
            return DAY_FIRST
        return MONTH_FIRST if self.second > 12 else ""

    def day(self, order: str) -> date | None:
        day, month = (self.second, self.first) if order == MONTH_FIRST else (self.first, self.second)
        return _day(self.year, month, day)


@lru_cache(maxsize=4096)
def day_shape(text: str) -> date | Unsure | None:
    """Return the day that is written here, as far as that is sure; None when it is something else."""
    text = text.strip()
    if not 6 <= len(text) <= MOST_LETTERS:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.fullmatch(text):
        return _day(*map(int, match.groups()))
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match)
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _numeric(match: re.Match[str]) -> Unsure | None:
    year = int(match[4]) if len(match[4]) == 4 else 2000 + int(match[4])
    unsure = Unsure(int(match[1]), int(match[3]), year, match[2])
    return unsure if unsure.day(unsure.order) else None


def _month(name: str) -> int:
    return MONTHS.get(name[:3].lower(), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def orders(shapes: Iterable[Unsure]) -> frozenset[str]:
    """Return the orders that these days need."""
    return frozenset(shape.order for shape in shapes if shape.order)


def day_order(unsure: list[Unsure], others: frozenset[str], language: str) -> tuple[str, Why]:
    """Return which comes first in a column, and why. A hyphen or a point between them is how the Dutch write it."""
    own = orders(unsure)
    if len(own) > 1:
        return "", Why.CLASH
    if own or not unsure:
        return next(iter(own), DAY_FIRST), Why.SURE
    if len(others) == 1:
        return next(iter(others)), Why.FILE
    if any(shape.mark != "/" for shape in unsure):
        return DAY_FIRST, Why.FILE
    if language:
        return (DAY_FIRST if language == "nl" else MONTH_FIRST), Why.LANGUAGE
    return DAY_FIRST, Why.CUSTOM
