"""Files of a report that open right in a Dutch office: typed cells, nothing that runs, the same rows as the screen.

Both are made whole before the first byte leaves: a file that breaks off halfway looks like a file with fewer people.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from course.reports.base import Cell, Column, Kind, Report, Row, Scope, Sheet, State
from lessons.spreadsheet_text import csv_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class About:
    """What a file says of itself: the report, for whom, with which filters (label, value)."""

    report: Report
    scope: Scope
    filters: Sequence[tuple[str, str]]

    def file_name(self, extension: str) -> str:
        """Return library, cohort and day in a name that every system takes."""
        where = [self.scope.library_name, self.scope.cohort.name if self.scope.cohort else ""]
        day = timezone.localtime(self.scope.at).date().isoformat()
        return f"{slugify(' '.join([self.report.slug, *where]))}-{day}.{extension}"

    def lines(self, row_count: int) -> list[tuple[str, Cell]]:
        """Return what the second sheet tells, as (label, value)."""
        moment = timezone.localtime(self.scope.at)
        return [
            (_("Rapport"), str(self.report.title)),
            (_("Wat betekent het?"), str(self.report.definition)),
            (_("Bibliotheek"), self.scope.library_name),
            (_("Ronde"), self.scope.cohort.name if self.scope.cohort else ""),
            *[(_("Filter: %(label)s") % {"label": label}, value) for label, value in self.filters],
            (_("Stand van"), f"{_dutch_day(moment.date())}, {moment:%H.%M} ({settings.TIME_ZONE})"),
            (_("Aantal mensen"), row_count),
        ]


def csv_response(sheet: Sheet, about: About) -> HttpResponse:
    """Return a file that Dutch Excel opens with a double click.

    Days are d-m-jjjj, because that is how Dutch Excel itself writes a day and how people read one; programs that
    would rather have ISO read the .xlsx, where a day is a day.
    """
    content = csv_bytes([_csv_text(cell) for cell in line] for line in _flat(sheet))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    return _as_download(response, about.file_name("csv"))


def xlsx_response(sheet: Sheet, about: About) -> HttpResponse:
    """Return a workbook: the rows, and a second sheet that says what they mean and of when they are."""
    book = Workbook(write_only=True)
    book.properties.creator = settings.SITE_NAME
    book.properties.title = str(about.report.title)
    page = book.create_sheet(str(about.report.slug).capitalize()[:31])
    page.freeze_panes = "B2"
    for position, width in enumerate(_widths(sheet.columns), start=1):
        page.column_dimensions[get_column_letter(position)].width = width
    row_count = -1  # The head is no row.
    for line in _flat(sheet):
        page.append([_typed(page, cell, is_head=row_count < 0) for cell in line])
        row_count += 1
    _explain(book.create_sheet(_("Toelichting")), about.lines(row_count))
    content = io.BytesIO()
    book.save(content)
    return _as_download(HttpResponse(content.getvalue(), content_type=XLSX), about.file_name("xlsx"))


def _flat(sheet: Sheet) -> Iterator[list[Cell]]:
    """Yield the head, then each row, with a state and its day as two columns."""
    yield [cell for column in sheet.columns for cell in _heads(column)]
    for row in sheet.rows:
        yield _flat_row(sheet.columns, row)


def _heads(column: Column) -> list[str]:
    label = f"{column.number}. {column.label}" if column.number else str(column.label)
    if column.of is not None:
        label = _("%(what)s (van %(total)s)") % {"what": label, "total": column.of}
    return [label, _("%(what)s: klaar op") % {"what": label}] if column.is_dated else [label]


def _flat_row(columns: Sequence[Column], row: Row) -> list[Cell]:
    cells: list[Cell] = []
    for column, cell in zip(columns, row, strict=True):
        if isinstance(cell, State):
            cells += [str(cell.word), cell.on] if column.is_dated else [str(cell.word)]
        else:
            cells.append(cell)
    return cells


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, date):
        return _dutch_day(cell)
    return "" if cell is None else str(cell)


def _typed(sheet: Any, cell: Cell, *, is_head: bool = False) -> Any:
    """Return a cell of a write-only sheet; the types of openpyxl know neither."""
    typed: Any = WriteOnlyCell(sheet)
    typed.value = NOT_IN_XML.sub("", cell) if isinstance(cell, str) else cell
    if isinstance(cell, str):
        typed.data_type = "s"  # openpyxl takes "=1+1" for a formula and "#N/A" for an error.
    elif isinstance(cell, date):
        typed.number_format = "d-m-yyyy"
    if is_head:
        typed.font = Font(bold=True)
        typed.alignment = Alignment(wrap_text=True, vertical="top")
    return typed


def _explain(sheet: Any, lines: Sequence[tuple[str, Cell]]) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 80
    for label, value in lines:
        told = _typed(sheet, value)
        told.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        sheet.append([_typed(sheet, label, is_head=True), told])


def _widths(columns: Sequence[Column]) -> list[int]:
    """Return widths in characters: room for a name, less for a state or a day."""
    widths = []
    for column in columns:
        widths += [28 if column.kind is Kind.TEXT else 16] * len(_heads(column))
    return widths


def _dutch_day(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _as_download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(len(response.content))
    return response
