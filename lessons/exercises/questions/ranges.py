"""Numbers as people here write them: 2,5 and 1.000, with or without a margin. Exact: no fractions of two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

# At most 15 digits before the comma and 10 after it: enough for any question, and no number takes long to write out.
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,10})?\Z")
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{1,10})?|[.,][0-9]{1,10})\Z")
_MARGIN = re.compile(r"\s*(?:±|\+/-|\+-)\s*")
_AROUND = "€%\u00a0\u202f "
LONGEST = 60


def read_number(text: str) -> Decimal | None:
    """Return the number in this text, or None. "1.000" is a thousand, "1.5" and "1,5" are one and a half."""
    if len(text) > LONGEST:
        return None
    text = text.replace("\u2212", "-").strip().strip(_AROUND)
    text = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})", "", text)
    if _GROUPED.match(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", ".")) if _PLAIN.match(text) else None


def written(number: Decimal) -> str:
    """Return the number as people here write it, with the zeros it came with: "4,0"."""
    return format(number, "f").replace(".", ",")


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
        return written(self.middle) + (f" ± {written(self.margin)}" if self.margin else "")


EVERYTHING = Range(Decimal(0), None)


def read_range(text: str) -> Range | None:
    """Return the numbers that "4,0 ± 0,05", "4" or "*" accepts, or None for another text."""
    if text.strip() == "*":
        return EVERYTHING
    middle, *margins = (read_number(part) for part in _MARGIN.split(text, maxsplit=1))
    margin = margins[0] if margins else Decimal(0)
    if middle is None or margin is None or margin < 0:
        return None
    return Range(middle, margin)
