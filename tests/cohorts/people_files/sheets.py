"""Files with people as offices make them: bytes for each way of writing the same table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from course.cohorts.people_files.reading import PeopleFile, read_people_file
from course.cohorts.people_files.values import Entry, Sheet

Table = Sequence[Sequence[Any]]

ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "UTF-16 LE with a mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 BE with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 LE without": lambda text: text.encode("utf-16-le"),
}
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}


def csv_text(table: Table, separator: str = ";", ends: str = "\r\n") -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter=separator, lineterminator=ends).writerows(table)
    return lines.getvalue()


def csv_of(table: Table, separator: str = ";", encoding: str = "UTF-8 with a mark") -> bytes:
    return ENCODINGS[encoding](csv_text(table, separator))


def xlsx_of(table: Table, *, merged: Sequence[str] = (), before: Table | None = None) -> bytes:
    """Return a workbook. `merged` are ranges to merge; `before` is another sheet, hidden, that stands first."""
    book = Workbook()
    sheet = book.active
    if before is not None:
        sheet.title, sheet.sheet_state = "Lijsten", "hidden"
        for row in before:
            sheet.append(list(row))
        sheet = book.create_sheet("Mensen")
    for row in table:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zip_of(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return content.getvalue()


def read(content: bytes) -> PeopleFile:
    return read_people_file(io.BytesIO(content))


def entries_of(content: bytes, **corrections: dict[str, str]) -> list[Entry]:
    sheet = Sheet(read(content), {}, {line.removeprefix("line"): typed for line, typed in corrections.items()})
    return [sheet.entry(line) for line in sheet.lines]
