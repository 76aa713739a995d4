"""From a file that somebody sent to the tables in it."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from lessons.exercises.exports.tables import MOST_BYTES, Allowance, ExportError, Table, tables_in
from lessons.exercises.exports.text_files import decoded, no_table, rows_of
from lessons.exercises.exports.workbooks import workbook_tables

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")


def too_large() -> ExportError:
    return ExportError(_("Dit bestand is groter dan 5 MB. Kies op je platform een kortere periode."))


def read_tables(name: str, stream: BinaryIO) -> list[Table]:
    """Return the tables of a file: one of a text file as a rule, one for each sheet of a workbook.

    What it is follows from what is in it; `name` only helps to say what is wrong. Reads no more than 5 MB. Raises
    ExportError with a sentence, and nothing else.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large()
    if not data.strip():
        raise ExportError(_("Dit bestand is leeg. Download je export nog een keer."))
    if data.startswith(ZIP):
        tables = workbook_tables(data)
    else:
        _refuse_others(name, data)
        tables = tables_in(Allowance().spend(rows_of(decoded(data))))
    filled = [table for table in tables if table.rows]
    if tables and not filled:
        raise ExportError(_("Er staan kopjes in dit bestand, maar geen regels met cijfers. Kies een andere periode."))
    if not filled:
        raise no_table()
    return filled


def _refuse_others(name: str, data: bytes) -> None:
    if data.startswith(OLD_EXCEL):
        raise ExportError(
            _(
                "Dit is een oud Excel-bestand (.xls), of er staat een wachtwoord op. "
                "Open het in Excel of LibreOffice en bewaar het als .xlsx zonder wachtwoord."
            )
        )
    if data.startswith(PICTURES):
        raise ExportError(
            _("“%(name)s” is een plaatje en geen tabel. Kies de export van je platform, als .csv of als .xlsx.")
            % {"name": PurePath(name).name[:80]}
        )
    if data.startswith(b"%PDF"):
        raise ExportError(_("Dit is een pdf. Kies op je platform een export als .csv of als .xlsx."))
