"""Cells that a spreadsheet reads as what they are: never as a formula. Pure; reports and answers write with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets read the wide forms too.
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*|\+\d[\d ]*")
"""A number or a telephone number: reads the same with or without a guard, so it gets none."""


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text) else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a file that Dutch Excel opens with a double click: byte order mark, semicolons, CRLF, guarded cells."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")
