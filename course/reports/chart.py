"""The shelf as a chart: each book is a ding, and the more people have it done, the higher the book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import ceil

WIDTH, PLANK, TALLEST = 1000.0, 272.0, 242.0
LEFT, GAP, MODULE_GAP, WIDEST, FAR_RIGHT = 48.0, 2.0, 15.0, 60.0, 880.0


@dataclass(frozen=True)
class Bar:
    """One ding: its number, title, the number and short title of its module, and how many people have it done."""

    number: int
    title: str
    module: int
    module_title: str
    done: int


@dataclass(frozen=True)
class Book:
    """One bar where it stands, in the picture's own units. All text, so that no language puts a comma in it."""

    bar: Bar
    x: str
    y: str
    width: str
    height: str
    middle: str
    band: str
    above: str


@dataclass(frozen=True)
class Label:
    """Words in the picture; `ends` says that they end at x, because they would not fit behind it."""

    x: str
    y: str
    text: str
    ends: bool = False


@dataclass(frozen=True)
class ShelfChart:
    """The bars, out of `people`. Empty without people or without bars."""

    bars: tuple[Bar, ...]
    people: int

    template = "reports/shelf_chart.html"

    def __bool__(self) -> bool:
        return bool(self.bars and self.people)

    @property
    def most(self) -> Bar:
        """The ding that most people have done, the first of equals."""
        return max(self.bars, key=lambda bar: bar.done)

    @property
    def least(self) -> Bar:
        """The ding that fewest people have done, the last of equals."""
        return min(reversed(self.bars), key=lambda bar: bar.done)

    @cached_property
    def books(self) -> tuple[Book, ...]:
        modules = len({bar.module for bar in self.bars})
        room = WIDTH - LEFT - MODULE_GAP * (modules - 1)
        width = min(room / len(self.bars) - GAP, WIDEST)
        books, x, module = [], LEFT, self.bars[0].module
        for bar in self.bars:
            x += MODULE_GAP if bar.module != module else 0
            module = bar.module
            books.append(self._book(bar, x, width))
            x += width + GAP
        return tuple(books)

    @property
    def modules(self) -> list[Label]:
        """The name of each module under its first book."""
        return [_module_label(next(books)) for _, books in groupby(self.books, key=lambda book: book.bar.module)]

    @property
    def lines(self) -> list[Label]:
        """Where the picture has a line to read heights by: at most four, at whole numbers of people."""
        step = ceil(self.people / 4)
        return [
            Label("36", _text(PLANK - self._height(count)), str(count)) for count in range(step, self.people + 1, step)
        ]

    def _height(self, done: int) -> float:
        return TALLEST * done / self.people

    def _book(self, bar: Bar, x: float, width: float) -> Book:
        height = self._height(bar.done)
        top = PLANK - height
        return Book(
            bar,
            x=_text(x),
            y=_text(top),
            width=_text(width),
            height=_text(height),
            middle=_text(x + width / 2),
            band=f"M{_text(x)} {_text(top + 10)}h{_text(width)}" if height > 20 else "",
            above=_text(top - 7),
        )


def _module_label(book: Book) -> Label:
    if float(book.x) > FAR_RIGHT:
        return Label(_text(WIDTH), "320", book.bar.module_title, ends=True)
    return Label(book.x, "320", book.bar.module_title)


def _text(number: float) -> str:
    return f"{number:.1f}"
