"""A small chart of a worksheet: bars or a line, as numbers for one SVG. Pure; the template draws, a table tells it too.

The shelf of reports (course/reports/chart.py) is another picture, of books on a plank; they share no geometry.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lessons.exercises.dutch import with_decimals

WIDTH = 640
LEFT, RIGHT, TOP = 190, 90, 12
"""Room beside the bars: for their names, and for the figure behind the longest one."""
BAR, STEP = 26, 38
LINE_LEFT, LINE_RIGHT, LINE_HEIGHT, LINE_BELOW = 64, 40, 220, 34
MOST_LABELS, LABEL_LENGTH, SHORT_LABEL = 8, 22, 10
TEXT_BAR = 20


@dataclass(frozen=True)
class Point:
    """One value with its name and how it reads; `value` is None where it is not known."""

    label: str
    value: Decimal | None
    text: str


@dataclass(frozen=True)
class Drawn:
    """One point where it stands. All text, so that no language puts a comma in it."""

    point: Point
    name: str
    x: str
    y: str
    width: str
    text_x: str
    text_y: str
    is_labelled: bool = True
    above: str = ""


@dataclass(frozen=True)
class Tick:
    place: str
    text: str


@dataclass(frozen=True)
class Chart:
    """Points in order: values `of` something, `by` something. False when none of them is known."""

    kind: str
    of: str
    by: str
    points: tuple[Point, ...]

    @property
    def title(self) -> str:
        return _("%(of)s, per %(by)s") % {"of": self.of, "by": f"{self.by[:1].lower()}{self.by[1:]}"}

    def __bool__(self) -> bool:
        return any(point.value is not None for point in self.points)

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]

    @property
    def most(self) -> Point:
        return max(self.known, key=_number)

    @property
    def least(self) -> Point:
        return min(self.known, key=_number)

    @cached_property
    def axis(self) -> list[Decimal]:
        """Round numbers from zero (or below, for negative values) to past the last value, at most seven."""
        numbers = [_number(point) for point in self.known]
        return ticks(min(*numbers, Decimal(0)), max(*numbers, Decimal(0)))

    @property
    def height(self) -> int:
        if self.kind == "line":
            return TOP + LINE_HEIGHT + LINE_BELOW
        return TOP + STEP * len(self.points) + LINE_BELOW

    @property
    def foot(self) -> int:
        """Where the axis is in a bar chart: below the last bar."""
        return TOP + STEP * len(self.points)

    @cached_property
    def marks(self) -> list[Tick]:
        """The lines to read values by."""
        along = self._across if self.kind == "bar" else self._down
        return [Tick(_text(along(number)), shown(number)) for number in self.axis]

    @property
    def zero(self) -> str:
        return _text(self._across(Decimal(0)) if self.kind == "bar" else self._down(Decimal(0)))

    @cached_property
    def bars(self) -> list[Drawn]:
        """One bar below the other; a value that is not known has no bar, only its words."""
        zero = self._across(Decimal(0))
        drawn = []
        for place, point in enumerate(self.points):
            end = self._across(point.value if point.value is not None else Decimal(0))
            top = TOP + STEP * place + (STEP - BAR) / 2
            drawn.append(
                Drawn(
                    point,
                    str(Truncator(point.label).chars(LABEL_LENGTH)),
                    x=_text(min(zero, end)),
                    y=_text(top),
                    width=_text(abs(end - zero)),
                    text_x=_text(max(zero, end) + 8),
                    text_y=_text(top + BAR / 2 + 5),
                )
            )
        return drawn

    @cached_property
    def dots(self) -> list[Drawn]:
        """The known points of a line from left to right; of many, only some carry their name below."""
        every = max(1, -(-len(self.points) // MOST_LABELS))
        drawn = []
        for place, point in enumerate(self.points):
            if point.value is not None:
                x, y = self._place(place), self._down(point.value)
                drawn.append(
                    Drawn(
                        point,
                        str(Truncator(point.label).chars(SHORT_LABEL)),
                        x=_text(x),
                        y=_text(y),
                        width="",
                        text_x=_text(x),
                        text_y=_text(TOP + LINE_HEIGHT + 24),
                        is_labelled=place % every == 0,
                        above=_text(y - 12),
                    )
                )
        return drawn

    @property
    def path(self) -> str:
        """The line itself; it breaks off where a value is not known."""
        parts, is_drawing = [], False
        for place, point in enumerate(self.points):
            if point.value is not None:
                parts.append(
                    f"{'L' if is_drawing else 'M'}{_text(self._place(place))} {_text(self._down(point.value))}"
                )
            is_drawing = point.value is not None
        return " ".join(parts)

    def text_bar(self, point: Point) -> str:
        """Return the value as a row of blocks, for a text that can hold no picture; empty for zero, less or unknown."""
        if point.value is None or point.value <= 0:
            return ""
        return "█" * max(1, round(TEXT_BAR * point.value / _number(self.most)))

    def _share(self, number: Decimal) -> float:
        first, last = self.axis[0], self.axis[-1]
        return float((number - first) / (last - first))

    def _across(self, number: Decimal) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * self._share(number)

    def _down(self, number: Decimal) -> float:
        return TOP + LINE_HEIGHT * (1 - self._share(number))

    def _place(self, place: int) -> float:
        steps = max(1, len(self.points) - 1)
        return LINE_LEFT + (WIDTH - LINE_LEFT - LINE_RIGHT) * place / steps


def _number(point: Point) -> Decimal:
    return point.value if point.value is not None else Decimal(0)


def ticks(least: Decimal, most: Decimal) -> list[Decimal]:
    """Return round numbers (steps of 1, 2 or 5 times a power of ten) from at most `least` to at least `most`.

    There is always a step: for nothing but zeroes it goes from 0 to 1.
    """
    span = most - least or Decimal(1)
    size = Decimal(10) ** (span.adjusted() - 1)
    step = next(size * factor for factor in (2, 5, 10, 20, 50) if span / (size * factor) <= 5)
    first = (least / step).to_integral_value("ROUND_FLOOR")
    last = max((most / step).to_integral_value("ROUND_CEILING"), first + 1)
    return [step * number for number in range(int(first), int(last) + 1)]


def shown(number: Decimal) -> str:
    """Return a round number of the axis as it reads: "2.000", "0,5"."""
    return with_decimals(number, max(0, -int(number.normalize().as_tuple().exponent)))


def _text(number: float) -> str:
    return f"{number:.1f}"
