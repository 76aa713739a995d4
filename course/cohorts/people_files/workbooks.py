"""The first sheet of an Excel workbook as lines of text, with bounded memory, from a file that may lie."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from course.cohorts.people_files.text import FileRefused

MAX_COLUMNS: Final = 100
MAX_UNPACKED: Final = 120 * 1024 * 1024
MAX_STRINGS: Final = 40 * 1024 * 1024
"""The table of texts is held in memory as a whole."""
MAX_PARTS: Final = 2000
MAX_EMPTY: Final = 10_000
"""So many empty lines one after the other are the rest of a sheet that was coloured to the bottom."""


def read_workbook(file: BinaryIO) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (line number, cells) of the first sheet that is not hidden. Raises FileRefused, and nothing else."""
    _weigh(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"]
        if not sheets:
            raise FileRefused(_("In dit Excel-bestand zit geen blad met een tabel. Kies een ander bestand."))
        sheets[0].reset_dimensions()  # What the sheet says of its own size is often wrong, and sometimes a lie.
        yield from _lines(sheets[0])
    except FileRefused:
        raise
    except Exception as fault:  # openpyxl raises whatever its reading stumbles over
        raise FileRefused(
            _("Dit Excel-bestand is beschadigd. Open het in Excel, bewaar het opnieuw als .xlsx en probeer het weer.")
        ) from fault


def _lines(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        texts = [cell_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            empty = 0
            yield number, tuple(texts)
        else:
            empty += 1
            if empty >= MAX_EMPTY:
                return


def cell_text(value: object) -> str:
    """Return what somebody reads in a cell: whole numbers without a point, days as d-m-jjjj."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value.day}-{value.month}-{value.year}"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _weigh(file: BinaryIO) -> None:
    """Refuse a package that would unpack to more than any list of people, before anything of it is unpacked.

    Python's zipfile unpacks no more of a part than its size says, so a size that lies ends in a damaged file. Parts
    that lie over each other are the one way to be larger than the sum of what was packed.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        raise FileRefused(_("Dit bestand is beschadigd. Maak het opnieuw en kies het nog een keer.")) from fault
    names = {part.filename for part in parts}
    _refuse_other_kinds(names)
    strings = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    is_heavy = len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or strings > MAX_STRINGS
    if is_heavy or _overlap(parts):
        raise FileRefused(
            _("Dit Excel-bestand is uitgepakt veel te groot. Kopieer alleen de tabel naar een nieuw bestand.")
        )


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    ends = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < ends:
            return True
        ends = part.header_offset + part.compress_size
    return False


def _refuse_other_kinds(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "content.xml" in names:
        kind = _("een OpenDocument-bestand (.ods)")
    elif "xl/workbook.bin" in names:
        kind = _("een binair Excel-bestand (.xlsb)")
    elif any(name.startswith("Index/") for name in names):
        kind = _("een Numbers-bestand")
    elif "word/document.xml" in names:
        kind = _("een Word-bestand (.docx)")
    else:
        kind = _("een zip zonder Excel-blad")
    raise FileRefused(
        _("Dit is %(kind)s. Dat lezen we niet. Bewaar de lijst als .xlsx of als .csv, en kies dat bestand.")
        % {"kind": kind}
    )
