"""The people of a cohort as a file, which this site reads back with every line unchanged."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from course.cohorts.models import Enrolment
from course.cohorts.people_files.columns import LABELS, Field
from course.cohorts.people_files.reach import Reach
from course.cohorts.people_files.text import cleaned
from lessons.spreadsheet_text import csv_bytes

WRITTEN: Final = (Field.EMAIL, Field.NAME, Field.LIBRARY, Field.ISIL, Field.TEAM, Field.WAY, Field.LANGUAGE)
WIDTHS: Final = (32, 28, 32, 16, 24, 18, 12)

Row = tuple[str, ...]


def people_rows(reach: Reach) -> Iterator[Row]:
    """Yield the head, then everybody who takes part and is within reach, in the order of names. One query.

    Library and team are those of the person now; an enrolment keeps where she worked when she came. Of the way of
    taking part a manager learns no more than the report tells her: who reads along.
    """
    yield tuple(str(LABELS[field]) for field in WRITTEN)
    people = enrolments_in(reach).select_related("person__library", "person__team")
    for enrolment in people.order_by("person__sort_name", "person").iterator(chunk_size=500):
        person = enrolment.person
        yield (
            person.email,
            cleaned(person.name),
            cleaned(person.library.name) if person.library else "",
            person.library.isil if person.library else "",
            cleaned(person.team.name) if person.team else "",
            str(enrolment.get_way_display()) if reach.is_whole or enrolment.way == Enrolment.Way.READ else "",
            person.get_language_display(),
        )


def enrolments_in(reach: Reach) -> QuerySet[Enrolment]:
    """Return the enrolments that stand in a file: of who takes part now, from the libraries within reach."""
    return Enrolment.objects.active().filter(cohort=reach.cohort, library__in=reach.libraries, person__is_active=True)


def as_csv(reach: Reach) -> bytes:
    """Return a file that Dutch Excel opens with a double click: marked UTF-8, semicolons, no cell that runs."""
    return csv_bytes(people_rows(reach))


def as_xlsx(reach: Reach) -> bytes:
    """Return a workbook with the same columns, every cell a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Mensen"))
    sheet.freeze_panes = "A2"
    for position, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[position]].width = width
    for number, row in enumerate(people_rows(reach)):
        sheet.append([_typed(sheet, text, is_head=number == 0) for text in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _typed(sheet: Any, text: str, *, is_head: bool) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"  # openpyxl takes "=1+1" for a formula and "#N/A" for an error.
    if is_head:
        cell.font = Font(bold=True)
    return cell


WRITERS: Final = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
