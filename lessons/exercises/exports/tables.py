"""A table as a file holds it: headers, rows, and what stood above them. And how much of one we take.

Rows come from `text_files.py` and `workbooks.py` as lists of cells; which of them is the header follows from their
shape, because every platform puts its own titles, comments and blank lines above and between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from lessons.exercises.exports import days, numerals

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 120_000
"""What is read within two seconds on a small machine; 20.000 rows of 200 columns would take half a minute."""
MOST_CHARACTERS = 2_000
MOST_LINES_ABOVE = 100
COMMENTS = ("# ", "#-")
"""How a line begins with which GA4 tells about the table below it."""
NO_NAMES = ("primary", "primair", "value", "waarde")
"""What Meta writes above a column of which the title says what it is."""

Cell = str | Decimal | date
"""A workbook says itself what is a number or a day; in a text file everything is text."""


class ExportError(ValueError):
    """A file that cannot be read; the text is a sentence for whoever sent it."""


@dataclass(frozen=True)
class Table:
    """One table. Every row has as many cells as there are headers.

    `titles` are the lines above it, such as "Facebook-bereik" or "# Start date: 20261001". `crooked` counts rows that
    were left out because they had more cells than there are headers: what stands where is then anybody's guess.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    titles: tuple[str, ...] = ()
    crooked: int = 0


@dataclass
class Allowance:
    """How much may still be read of one file, over all its sheets."""

    lines: int = MOST_ROWS + MOST_LINES_ABOVE
    cells: int = MOST_CELLS

    def spend(self, rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
        """Yield the rows, long texts cut off. Raises ExportError as soon as there is too much."""
        for row in rows:
            self.lines -= 1
            self.cells -= len(row)
            if self.lines < 0:
                raise ExportError(
                    _("Dit bestand heeft meer dan 20.000 regels. Kies op je platform een kortere periode.")
                )
            if len(row) > MOST_COLUMNS and len(trimmed(row)) > MOST_COLUMNS:
                raise ExportError(_("Dit bestand heeft meer dan 200 kolommen. Kies op je platform minder cijfers."))
            if self.cells < 0:
                raise ExportError(
                    _("Er staan te veel cijfers in dit bestand. Kies op je platform een kortere periode.")
                )
            yield [cell[:MOST_CHARACTERS] if isinstance(cell, str) else cell for cell in row]


def trimmed(row: list[Cell]) -> list[Cell]:
    """Return the row without the empty cells at its end."""
    end = len(row)
    while end and is_blank(row[end - 1]):
        end -= 1
    return row[:end]


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


# --- Which row is the header ---------------------------------------------------------------------------------------


@dataclass
class _Block:
    """Rows without a blank line between them, and the lone lines above."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def _blocks(rows: Iterable[list[Cell]]) -> Iterator[_Block]:
    block = _Block()
    for row in rows:
        filled = trimmed(row)
        is_comment = bool(filled) and not block.rows and str(filled[0]).startswith(COMMENTS)
        if filled and len(row) > 1 and not is_comment:
            block.rows.append(row)
            continue
        if block.rows:
            yield block
            block = _Block()
        if filled:
            block.titles.append(_joined(filled))
    if block.rows:
        yield block


def _joined(row: list[Cell]) -> str:
    return " ".join(str(cell).strip() for cell in row if not is_blank(cell))


@dataclass
class _Section:
    titles: list[str]
    headers: list[str]
    rows: list[list[Cell]]

    def as_table(self) -> Table:
        width = len(self.headers)
        fitting = [row for row in self.rows if len(row) <= width or len(trimmed(row)) <= width]
        padded = tuple((*row[:width], *([""] * (width - len(row)))) for row in fitting)
        return Table(tuple(self.headers), padded, tuple(self.titles), len(self.rows) - len(fitting))


def tables_in(rows: Iterable[list[Cell]]) -> list[Table]:
    """Return the tables among these rows, in their order; none when nothing looks like a header.

    A blank line alone does not end a table; a title and a new header do.
    """
    sections: list[_Section] = []
    titles: list[str] = []
    for block in _blocks(rows):
        titles += block.titles
        place = _header_place(block.rows)
        headers = [] if place is None else [str(cell).strip() for cell in trimmed(block.rows[place])]
        if place is not None and _is_another(sections, headers, titles):
            titles += [_joined(row) for row in block.rows[:place]]
            sections.append(_Section(titles, headers, block.rows[place + 1 :]))
        elif sections:
            sections[-1].rows += block.rows
        titles = []
    return _stacked([section.as_table() for section in sections])


def _is_another(sections: list[_Section], headers: list[str], titles: list[str]) -> bool:
    return not sections or bool(titles) or len(headers) != len(sections[-1].headers)


def _header_place(rows: list[list[Cell]]) -> int | None:
    """Return which row names the columns: the widest of the first rows that hold no figures or days."""
    widest = max(len(trimmed(row)) for row in rows)
    found, width = None, 0
    for place, row in enumerate(rows[:MOST_LINES_ABOVE]):
        cells = trimmed(row)
        if _is_header(cells, widest) and len(cells) > width:
            found, width = place, len(cells)
        elif found is not None and any(_is_value(cell) for cell in cells):
            break
    return found


def _is_header(row: list[Cell], widest: int) -> bool:
    """Say whether these are names of columns: words, not figures or days, and about as many as the rows are wide."""
    filled = [cell for cell in row if not is_blank(cell)]
    if len(row) < 2 or len(row) * 2 < widest or len(filled) * 2 < len(row):
        return False
    return not any(_is_value(cell) for cell in filled)


def _is_value(cell: Cell) -> bool:
    return not isinstance(cell, str) or numerals.numeral(cell) is not None or days.day_shape(cell) is not None


def _stacked(tables: list[Table]) -> list[Table]:
    """Lay tables of one figure a day beside each other: Meta puts them below each other, each under its own title."""
    pairs = [table for table in tables if len(table.headers) == 2 and table.titles]
    if not pairs or len(pairs) != len(tables) or len({table.headers for table in pairs}) > 1:
        return tables
    if len(pairs) == 1 and pairs[0].headers[1].lower() not in NO_NAMES:
        return tables
    lines: dict[Cell, dict[int, Cell]] = {}
    for place, table in enumerate(pairs):
        for day, figure in table.rows:
            lines.setdefault(day, {})[place] = figure
    headers = (pairs[0].headers[0], *(table.titles[-1] for table in pairs))
    rows = tuple((day, *(line.get(place, "") for place in range(len(pairs)))) for day, line in lines.items())
    return [Table(headers, rows, (), sum(table.crooked for table in pairs))]
