"""The columns of a table that hold days or figures, read the one way that their values allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from lessons.exercises.exports.days import Unsure, day_order, day_shape, orders
from lessons.exercises.exports.numerals import (
    BLANKS,
    EITHER,
    MOST_DIGITS,
    Numeral,
    Why,
    decimal_mark,
    evidence,
    numeral,
)
from lessons.exercises.exports.tables import Cell, Table

CELLS_TO_JUDGE = 50
NEARLY_ALL, HALF = 0.8, 0.5
_LIMIT = Decimal(10) ** MOST_DIGITS


@dataclass(frozen=True)
class DayColumn:
    """A day for each row, None where there is none. `example` is a cell that could be read otherwise, and its day."""

    days: tuple[date | None, ...]
    why: Why = Why.SURE
    example: tuple[str, date] | None = None


@dataclass(frozen=True)
class FigureColumn:
    """A figure for each row, None where there is none. `unread` cells hold something that is no figure.

    `example` is a cell that could be read otherwise, and what it was taken for.
    """

    figures: tuple[Decimal | None, ...]
    unread: int = 0
    why: Why = Why.SURE
    example: tuple[str, Decimal] | None = None


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.strip().lower() not in BLANKS


def _are(cells: list[Cell], read: Callable[[Cell], object | None]) -> bool:
    """Say whether a column is worth reading: half of the first cells are one. It spares most columns the whole."""
    first = list(islice(filter(_is_filled, cells), CELLS_TO_JUDGE))
    return bool(first) and sum(read(cell) is not None for cell in first) >= HALF * len(first)


def _enough(cells: list[Cell], ones: Sequence[object | None], share: float) -> bool:
    return sum(one is not None for one in ones) >= share * sum(map(_is_filled, cells))


# --- Days ----------------------------------------------------------------------------------------------------------


def _day(cell: Cell) -> date | Unsure | None:
    return cell if isinstance(cell, date) else day_shape(str(cell))


def day_columns(table: Table, language: str) -> dict[int, DayColumn]:
    """Return the columns with days, by place. One that contradicts itself has none at all (Why.CLASH)."""
    columns = {place: [row[place] for row in table.rows] for place in range(len(table.headers))}
    read = {place: list(map(_day, cells)) for place, cells in columns.items() if _are(cells, _day)}
    shapes = {place: column for place, column in read.items() if _enough(columns[place], column, NEARLY_ALL)}
    in_file = orders(shape for column in shapes.values() for shape in column if isinstance(shape, Unsure))
    return {place: _day_column(columns[place], column, in_file, language) for place, column in shapes.items()}


def _day_column(
    cells: list[Cell], shapes: list[date | Unsure | None], in_file: frozenset[str], language: str
) -> DayColumn:
    order, why = day_order([shape for shape in shapes if isinstance(shape, Unsure)], in_file, language)
    if why is Why.CLASH:
        return DayColumn((None,) * len(cells), why)
    days = tuple(shape.day(order) if isinstance(shape, Unsure) else shape for shape in shapes)
    unsure = (
        (str(cell).strip(), day)
        for cell, shape, day in zip(cells, shapes, days, strict=True)
        if isinstance(shape, Unsure) and day is not None
    )
    return DayColumn(days, why, next(unsure, None))


# --- Figures -------------------------------------------------------------------------------------------------------


def _figure(cell: Cell) -> Numeral | Decimal | None:
    return numeral(cell) if isinstance(cell, str) else cell if isinstance(cell, Decimal) else None


def figure_columns(table: Table, language: str, skip: Iterable[int]) -> dict[int, FigureColumn]:
    """Return the columns with figures, by place, without percentages and the places to skip."""
    places = set(range(len(table.headers))) - set(skip)
    columns = {place: [row[place] for row in table.rows] for place in sorted(places)}
    ones = {place: list(map(_figure, cells)) for place, cells in columns.items() if _are(cells, _figure)}
    read = {place: column for place, column in ones.items() if _enough(columns[place], column, HALF)}
    marks = {place: evidence(one for one in column if isinstance(one, Numeral)) for place, column in read.items()}
    in_file = frozenset[str]().union(*marks.values())
    found = {
        place: _figure_column(columns[place], column, decimal_mark(marks[place], in_file, language))
        for place, column in read.items()
        if not any(isinstance(one, Numeral) and one.is_percentage for one in column)
    }
    return {place: column for place, column in found.items() if column.why is Why.CLASH or any_known(column.figures)}


def any_known(figures: Iterable[Decimal | None]) -> bool:
    return any(figure is not None for figure in figures)


def _figure_column(cells: list[Cell], read: list[Numeral | Decimal | None], decided: tuple[str, Why]) -> FigureColumn:
    mark, why = decided
    if why is Why.CLASH:
        return FigureColumn((None,) * len(cells), why=why)
    figures = tuple(_value(one, mark) for one in read)
    unread = sum(figure is None and _is_filled(cell) for cell, figure in zip(cells, figures, strict=True))
    unsure = (
        (str(cell).strip(), figure)
        for cell, one, figure in zip(cells, read, figures, strict=True)
        if isinstance(one, Numeral) and one.mark == EITHER and figure is not None
    )
    return FigureColumn(figures, unread, why, next(unsure, None))


def _value(one: Numeral | Decimal | None, mark: str) -> Decimal | None:
    if isinstance(one, Numeral):
        return one.value(mark)
    return one if one is not None and abs(one) < _LIMIT else None
