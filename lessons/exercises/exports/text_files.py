"""Text files with a table: which letters, which delimiter, which lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import cast

from django.utils.translation import gettext as _

from lessons.exercises.exports.tables import Cell, ExportError

DELIMITERS = ";\t,"
LINES_TO_JUDGE = 200
LONGEST_LINE = 200_000

_BINARY = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t]*(?:\r\n|\r|\n)', re.IGNORECASE)


def no_table() -> ExportError:
    return ExportError(_("In dit bestand vinden we geen tabel. Kies de export van je platform, als .csv of als .xlsx."))


def wrong_letters() -> ExportError:
    return ExportError(
        _("De letters in dit bestand zijn niet te lezen. Open het in Excel of LibreOffice en bewaar het als .xlsx.")
    )


def decoded(data: bytes) -> str:
    """Return the text of a file. Raises ExportError for what is no text, or in letters that we do not know."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise wrong_letters() from error
    if _BINARY.search(text):
        raise no_table()
    return text


def _encoding(data: bytes) -> str:
    """Return the name of the encoding: by its mark, by its zeros, else UTF-8, else what Windows writes."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:4096]
    if 0 in start:  # Text in UTF-16 has a zero at every other place, a picture anywhere.
        little, big = start[1::2].count(0), start[::2].count(0)
        return "utf-16-le" if little > big else "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def rows_of(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of a text. Raises ExportError when nothing parts its cells, or a quotation mark stays open."""
    if match := _SEP_LINE.match(text):
        text = text[match.end() :]
    said = match[1] if match else ""
    delimiter = said if said and said in DELIMITERS else _delimiter(text)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        yield from cast("Iterator[list[Cell]]", reader)
    except csv.Error as error:
        sentence = _(
            "Bij regel %(line)s kloppen de aanhalingstekens niet. "
            "Open het bestand in Excel of LibreOffice en bewaar het als .xlsx."
        )
        raise ExportError(sentence % {"line": reader.line_num}) from error


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, as csv wants them. Raises ExportError for one that no platform writes."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise no_table()
        yield line


def _delimiter(text: str) -> str:
    """Return what parts the cells: what gives most lines the same number of them."""
    found = [(fit, delimiter) for delimiter in DELIMITERS if (fit := _fit(text, delimiter))]
    if not found:
        raise no_table()
    return max(found, key=lambda pair: pair[0])[1]


def _fit(text: str, delimiter: str) -> tuple[float, int, int] | None:
    """Return how well a delimiter fits: the share of lines of one width, foreign marks in the header, that width."""
    reader = csv.reader(_lines(text), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, LINES_TO_JUDGE) if row]
    except csv.Error:
        return None
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return None
    width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    header = next(row for row in rows if len(row) == width)
    foreign = sum(mark in cell for cell in header for mark in DELIMITERS if mark != delimiter)
    return times / len(rows), -foreign, width
