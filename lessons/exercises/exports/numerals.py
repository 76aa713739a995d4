"""Numbers as platforms write them: 1.234,5 and 1,234.5 and 1 234 and 12 % and 1,2K and "1,2 mln".

Whether a comma or a point stands before the decimals is decided for a whole column, by what its values can only mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

MOST_DIGITS = 15
MOST_LETTERS = 40

FACTORS = {
    **dict.fromkeys(("k", "K", "dzd", "duizend", "thousand"), 1_000),
    **dict.fromkeys(("M", "mln", "mio", "miljoen", "million"), 1_000_000),
    **dict.fromkeys(("mrd", "miljard", "bn"), 1_000_000_000),
}
"""No small m: that is a minute or a meter."""
BLANKS = frozenset(("", "-", "--", "–", "—", "n/a", "#n/a", "na", "n.v.t.", "nvt", "null", "none", "(not set)", "nan"))
"""What stands in a cell without a figure."""

_SPACE = r"[ '’\u00a0\u2007\u2009\u202f]"
_NUMBER = re.compile(
    r"(?P<sign>[-+\u2212]?)[€$£]?\s?(?P<sign_after>-?)(?P<body>[0-9.,](?:[0-9.,]|" + _SPACE + r"(?=[0-9]))*)"
    r"\s?(?:(?P<percent>%)|(?P<unit>[a-zA-Z]{1,8})\.?)?"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:" + _SPACE + r"[0-9]{3})+(?:([.,])[0-9]+)?")
_MANY = {
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}"),
}
_ONE = re.compile(r"([0-9]*)([.,])([0-9]+)")
EITHER = "?"
"""The mark of 1.234, which is a thousand in Dutch and one and a bit in English."""


@dataclass(frozen=True)
class Numeral:
    """A number before its decimal mark is known. `mark` is what it must be: "," or ".", EITHER, or "" for none."""

    body: str
    mark: str = ""
    is_negative: bool = False
    factor: int = 1
    is_percentage: bool = False

    def value(self, decimal_mark: str) -> Decimal | None:
        """Return the number with that decimal mark; None when it has more digits than any figure of a library."""
        mark = decimal_mark if self.mark == EITHER else self.mark
        whole, _mark, rest = self.body.rpartition(mark) if mark and mark in self.body else (self.body, "", "")
        digits = re.sub(r"[^0-9]", "", whole)
        if len(digits) > MOST_DIGITS:
            return None
        number = Decimal(f"{digits or 0}.{rest[:MOST_DIGITS]}" if rest else digits) * self.factor
        return (-number if self.is_negative else number) + 0


@lru_cache(maxsize=8192)
def numeral(text: str) -> Numeral | None:
    """Return what is written as a number; None when it is something else."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_LETTERS:
        return Numeral(text)
    match = _NUMBER.fullmatch(text) if len(text) <= MOST_LETTERS else None
    if match is None:
        return None
    unit = match["unit"] or ""
    mark = _mark_of(match["body"])
    if mark is None or (unit and unit not in FACTORS):
        return None
    is_negative = match["sign"] in ("-", "\u2212") or bool(match["sign_after"])
    return Numeral(match["body"], mark, is_negative, FACTORS.get(unit, 1), bool(match["percent"]))


def _mark_of(body: str) -> str | None:
    """Return what the decimal mark in these digits must be, or None when this is no number."""
    if body.isdigit():
        return ""
    if grouped := _GROUPED.fullmatch(body):
        return grouped[1] or ""
    for mark, pattern in _MANY.items():
        if pattern.fullmatch(body):
            return mark
    one = _ONE.fullmatch(body)
    if one is None:
        return None
    before, mark, after = one.groups()
    return EITHER if len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0" else mark


class Why(Enum):
    """On what ground a whole column was read one way and not the other."""

    SURE = "sure"
    """Its own values leave no choice, or there is nothing to choose."""
    FILE = "file"
    """Another column of the same file leaves no choice."""
    LANGUAGE = "language"
    """The language of the headers."""
    CUSTOM = "custom"
    """What is most usual; nothing in the file says it."""
    CLASH = "clash"
    """Its values contradict each other: it is not read."""


def evidence(numerals: Iterable[Numeral]) -> frozenset[str]:
    """Return the marks that these numbers need: ",", "." and EITHER."""
    return frozenset(number.mark for number in numerals if number.mark)


def decimal_mark(own: frozenset[str], others: frozenset[str], language: str) -> tuple[str, Why]:
    """Return the decimal mark of a column, and why: by its own marks, those of the file, the language of its headers.

    Without any of these a mark before three figures is taken to stand between thousands: a platform counts.
    """
    sure = own - {EITHER}
    if len(sure) > 1:
        return "", Why.CLASH
    if sure or not own:
        return next(iter(sure), ""), Why.SURE
    elsewhere = others - {EITHER}
    if len(elsewhere) == 1:
        return next(iter(elsewhere)), Why.FILE
    if language:
        return ("," if language == "nl" else "."), Why.LANGUAGE
    return "", Why.CUSTOM
