"""From the bytes of a stranger's file to headings and lines: CSV as Dutch Excel writes it, and XLSX. No tables here."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, Final, TextIO

from django.utils.translation import gettext as _

from course.cohorts.people_files.columns import heading_score
from course.cohorts.people_files.text import FileRefused, cleaned
from course.cohorts.people_files.workbooks import MAX_COLUMNS, read_workbook

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_LINES: Final = 20_000
LOOKED_AT: Final = 20
"""So many lines at the top are read to find the separator and the headings."""
MAX_BREAKS: Final = 8
"""More line breaks in one cell are a quotation mark that was never closed: it swallows the people below it."""
_CHUNK: Final = 1 << 16

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ";\t,|"
_SAYS_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line with something in it: its number in the file (of its first line, when cells have breaks), its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PeopleFile:
    """What a file says: its headings, and the lines below them, read while they are asked for, once.

    `headings` are empty texts in a file that begins with people at once. In a grid every cell stands in its column;
    in a CSV a separator too many moves all that comes after it.
    """

    headings: tuple[str, ...]
    lines: Iterator[Line]
    is_grid: bool = False


def read_people_file(file: BinaryIO) -> PeopleFile:
    """Return headings and lines. Raises FileRefused at once or, for what stands further down, while reading on.

    `file` can be sought in. Memory does not grow with the number of lines (the texts of a workbook aside).
    """
    if file.seek(0, io.SEEK_END) > MAX_BYTES:
        raise FileRefused(_("Dit bestand is groter dan 10 MB. Deel de lijst in stukken."))
    file.seek(0)
    start = file.read(4096)
    _refuse_other_kinds(start)
    is_grid = start.startswith(b"PK")
    lines = _not_empty(read_workbook(file) if is_grid else _read_csv(file, start))
    top = list(islice(lines, LOOKED_AT))
    if not top:
        raise FileRefused(_("Dit bestand is leeg. Kies een ander, of kijk of de tabel op het eerste blad staat."))
    headings, used = _headings(top)
    return PeopleFile(headings, _counted(chain(top[used:], lines)), is_grid)


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            _(
                "Dit is een oud Excel-bestand (.xls), of er zit een wachtwoord op. Open het in Excel, "
                "kies ‘Opslaan als’ en dan .xlsx, zonder wachtwoord. Kies dat bestand."
            )
        )
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith((b"%pdf", b"<", b"{\\rtf", b"{")):
        raise FileRefused(
            _("Dit is geen lijst die we kunnen lezen. Bewaar de lijst als .xlsx of als .csv, en kies dat bestand.")
        )


def _not_empty(lines: Iterable[tuple[int, tuple[str, ...]]]) -> Iterator[Line]:
    for number, cells in lines:
        if any(cleaned(cell) for cell in cells):
            yield Line(number, cells)


def _counted(lines: Iterable[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines, start=1):
        if count > MAX_LINES:
            raise FileRefused(
                _("Er staan meer dan %(limit)s mensen in dit bestand. Deel de lijst in stukken.") % {"limit": "20.000"}
            )
        yield line


# --- Headings ----------------------------------------------------------------------------------------------------


def _headings(top: list[Line]) -> tuple[tuple[str, ...], int]:
    """Return the headings, and how many lines at the top they and what stands above them take.

    They are the line that names most things: a title may stand above it. Where cells were merged the name of a column
    stands a line higher ("E-mail" beside "Naam", with "Voornaam" and "Achternaam" below), so an empty heading takes
    the one above it. Without any known name the first line with two cells has the headings, unless it has people.
    """
    offered = [_with_above(top, index) for index in range(len(top))]
    scores = [heading_score(headings) for headings in offered]
    best = scores.index(max(scores))
    if scores[best]:
        return offered[best], best + 1
    width = max(len(line.cells) for line in top)
    if any("@" in cell for line in top[:2] for cell in line.cells):
        is_heading = not any("@" in cell for cell in top[0].cells)
        return (tuple(map(cleaned, top[0].cells)), 1) if is_heading else (("",) * width, 0)
    first = next((index for index, line in enumerate(top) if sum(map(bool, line.cells)) > 1), 0)
    return tuple(cleaned(cell) for cell in top[first].cells), first + 1


def _with_above(top: list[Line], index: int) -> tuple[str, ...]:
    cells = [cleaned(cell) for cell in top[index].cells]
    if any("@" in cell for cell in cells):
        return ()
    if index and top[index - 1].number == top[index].number - 1:
        above = [cleaned(cell) for cell in top[index - 1].cells]
        width = max(len(cells), len(above))
        pairs = zip(_padded(cells, width), _padded(above, width), strict=True)
        cells = [own or (other if heading_score([other]) else "") for own, other in pairs]
    return tuple(cells)


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(file: BinaryIO, start: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    encoding = _encoding(file, start)
    text = io.TextIOWrapper(_Kept(file), encoding=encoding, errors="replace", newline="")
    text.seek(0)
    first = text.readline(_CHUNK)
    said = _SAYS_SEPARATOR.match(first.rstrip("\r\n"))
    if said is None:
        text.seek(0)
    separator = said[1] if said else _separator(text)
    return _records(text, separator, skipped=1 if said else 0)


class _Kept(io.BufferedReader):
    """A view of a file that leaves it open: a text wrapper closes what it wraps when nobody needs it any more."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # io gives a writable buffer
        data = self._file.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _encoding(file: BinaryIO, start: bytes) -> str:
    """Return how a text is written: by its mark, by the zeros of UTF-16, as UTF-8, else as Windows-1252."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    zeros = [start[offset:512:2].count(0) for offset in (0, 1)]
    if max(zeros) > len(start[:512]) // 4:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(text: TextIO) -> str:
    """Return the sign between cells: where most headings are known with it, then where most lines are equally wide."""
    top = [line for line in islice(iter(lambda: text.readline(_CHUNK), ""), LOOKED_AT * 2) if line.strip()]
    text.seek(0)
    return max(_SEPARATORS, key=lambda sign: _fit(top[:LOOKED_AT], sign))


def _fit(top: list[str], sign: str) -> tuple[int, int]:
    rows = [[cleaned(cell) for cell in row] for row in csv.reader(top, delimiter=sign)]
    widths = [len(row) for row in rows if len(row) > 1]
    known = max((heading_score(row) for row in rows), default=0)
    return (known if widths else 0), max((widths.count(width) for width in widths), default=0)


def _records(text: TextIO, separator: str, skipped: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(text, delimiter=separator)
    number = skipped + 1
    try:
        for cells in reader:
            if any(cell.count("\n") > MAX_BREAKS or cell.count("\r") > MAX_BREAKS for cell in cells):
                raise _open_quote(number)
            yield number, tuple(cells[:MAX_COLUMNS])
            number = reader.line_num + skipped + 1
    except csv.Error as fault:
        raise _open_quote(number) from fault


def _open_quote(number: int) -> FileRefused:
    return FileRefused(
        _(
            "Op regel %(number)d begint een aanhalingsteken (“) dat nergens eindigt. Haal het weg, of bewaar de lijst "
            "als .xlsx, en kies het bestand opnieuw."
        )
        % {"number": number}
    )
