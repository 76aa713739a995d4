"""Workbooks (.xlsx): the rows of every sheet, after a look at how large they become once they are unzipped.

openpyxl parses what it is given, so everything that would cost time or memory is refused before: see `check`. Macros
and links are never looked at, a formula is text, and an entity of XML has no place in a workbook.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from lessons.exercises.exports.tables import (
    MOST_ROWS,
    Allowance,
    Cell,
    ExportError,
    Table,
    tables_in,
    trimmed,
)

MOST_UNZIPPED = 20 * 1024 * 1024
MOST_PARTS = 300
MOST_WORKBOOK_CELLS = 60_000
MOST_SIGNS = 1_000_000
"""Tags and attributes over all sheets, about eight for each cell: parsing costs time by these, not by the byte."""
MOST_SMALL_SIGNS = 40_000
"""In what is no sheet: styles cost openpyxl far more by the tag."""
MOST_SHEETS = 20

_CHUNK = 256 * 1024
_LONGEST_TAG = 8_000
_HOSTILE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<[^>]{%d}" % _LONGEST_TAG, re.IGNORECASE)
_CELL = re.compile(rb"[<:](?:c|row)[\s/>]")


def broken() -> ExportError:
    return ExportError(_("Dit Excel-bestand is beschadigd. Download je export nog een keer."))


def too_large() -> ExportError:
    return ExportError(
        _(
            "Dit Excel-bestand wordt uitgepakt te groot. "
            "Kies op je platform een kortere periode, of bewaar het als .csv."
        )
    )


def workbook_tables(data: bytes) -> list[Table]:
    """Return the tables of all sheets. Raises ExportError, and nothing else."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check(archive)
        return _tables(data)
    except ExportError:
        raise
    except Exception as error:  # openpyxl and zipfile raise a dozen kinds for a file that is not right
        raise broken() from error


def check(archive: zipfile.ZipFile) -> None:
    """Raise ExportError for an archive that is no workbook, or that is not safe to read."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNZIPPED:
        raise too_large()
    if any(part.flag_bits & 1 for part in parts):
        raise ExportError(_("Dit bestand heeft een wachtwoord. Bewaar het zonder wachtwoord."))
    names = archive.namelist()
    if "content.xml" in names:
        raise ExportError(_("Dit is een bestand van LibreOffice (.ods). Bewaar het als .xlsx of als .csv."))
    if "xl/workbook.xml" not in names:
        raise ExportError(
            _(
                "Dit is een zip-bestand en geen Excel-bestand. "
                "Pak het uit en kies daaruit het bestand met de cijfers (.csv)."
            )
        )
    work = _Work()
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            work.add(_weight(archive, part), is_sheet=part.filename.startswith(("xl/worksheets/", "xl/sharedStrings")))


@dataclass
class _Work:
    """How much work there is in an archive."""

    signs: int = 0
    small_signs: int = 0
    cells: int = 0

    def add(self, weight: tuple[int, int], *, is_sheet: bool) -> None:
        """Count one part. Raises ExportError when it becomes too much."""
        signs, cells = weight
        self.cells += cells
        if is_sheet:
            self.signs += signs
        else:
            self.small_signs += signs
        if (
            self.signs > MOST_SIGNS
            or self.small_signs > MOST_SMALL_SIGNS
            or self.cells > MOST_WORKBOOK_CELLS + MOST_ROWS
        ):
            raise too_large()


def _weight(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return how many tags and attributes a part has, and how many cells and rows.

    A zip that lies about its size is cut off there: zipfile reads no further.
    """
    signs, cells, end = 0, 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if 0 in chunk or _HOSTILE.search(end + chunk):
                raise broken()
            signs += chunk.count(b"<") + chunk.count(b"=")
            cells += sum(1 for _match in _CELL.finditer(chunk))
            end = chunk[-_LONGEST_TAG:]
    return signs, cells


def _tables(data: bytes) -> list[Table]:
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    allowance = Allowance()
    sheets = islice(book.worksheets, MOST_SHEETS)
    return [table for sheet in sheets for table in tables_in(allowance.spend(_rows(sheet)))]


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    for values in sheet.iter_rows(values_only=True):
        row = trimmed([_cell(value) for value in values])
        yield [*row, ""] if len(row) == 1 else row  # A row of a sheet is never a lone line.


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return Decimal(str(value)) if isfinite(value) else ""
