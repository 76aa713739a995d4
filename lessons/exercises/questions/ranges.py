"""A number with or without a margin, as a trainer writes it: "4,0 ± 0,05". Exact: no fractions of two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from lessons.exercises.dutch import as_written, number_as_meant

_MARGIN = re.compile(r"\s*(?:±|\+/-|\+-)\s*")


@dataclass(frozen=True)
class Range:
    """The numbers within a margin; a margin of None holds every number."""

    middle: Decimal
    margin: Decimal | None = Decimal(0)

    def holds(self, number: Decimal) -> bool:
        with localcontext(prec=60):
            return self.margin is None or abs(number - self.middle) <= self.margin

    def __str__(self) -> str:
        if self.margin is None:
            return "*"
        return as_written(self.middle) + (f" ± {as_written(self.margin)}" if self.margin else "")


EVERYTHING = Range(Decimal(0), None)


def read_range(text: str) -> Range | None:
    """Return the numbers that "4,0 ± 0,05", "4" or "*" accepts, or None for another text."""
    if text.strip() == "*":
        return EVERYTHING
    middle, *margins = (number_as_meant(part) for part in _MARGIN.split(text, maxsplit=1))
    margin = margins[0] if margins else Decimal(0)
    if middle is None or margin is None or margin < 0:
        return None
    return Range(middle, margin)
