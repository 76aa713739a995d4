"""From the bytes of a stranger's file to text that an XML parser takes: decoded, and mended where we know the fault."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.parsed import MAX_BYTES, ImportRefused

CHUNK: Final = 1 << 16

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND: Final = re.compile(r"&(?:#([0-9]{1,8});|#[xX]([0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_OPENS: Final = re.compile(r"<!\[CDATA\[|<!--")
_UNSURE: Final = re.compile(r"[<&\]-]")
_LONGEST: Final = 40
"""Characters at the end of a piece that may be half of something: of an entity, or of what opens or closes."""
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)


_NO_LETTERS: Final = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""What Python knows as an encoding and no blog was ever written in."""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are no UTF-8 as what they nearly always are: a text of Windows in a file that says UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("blogs-windows", _as_windows)


def encoding_of(start: bytes) -> str:
    """Return how this file is written: by its first bytes, by what it says of itself, else UTF-8."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    found = _ENCODING.match(start.lstrip())
    name = found[1].decode("ascii").lower() if found else "utf-8"
    # A file that says so in letters of one byte cannot be UTF-16; Latin-1 is read as browsers do.
    if name.startswith(("utf-16", "utf-32", "ucs", "utf16", "utf32")):
        return "utf-8"
    if name in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        return "cp1252"
    try:
        known = codecs.lookup(name)
    except LookupError as error:
        raise _unknown_encoding() from error
    if not known._is_text_encoding or known.name in _NO_LETTERS:
        raise _unknown_encoding()
    return name


def _unknown_encoding() -> ImportRefused:
    return ImportRefused(_("De tekencodering die in dit bestand staat, kennen we niet. Bewaar het als UTF-8."), 1, 1)


class Mender:
    """Makes of a stream of text the text that an XML parser takes, and counts what it changed."""

    def __init__(self) -> None:
        self.controls = 0
        self.ampersands = 0
        self._inside = ""  # What closes the part we are in: "]]>", "-->" or nothing.
        self._rest = ""

    def feed(self, text: str, *, is_last: bool = False) -> str:
        text, removed = _FORBIDDEN.subn("", self._rest + text)
        self.controls += removed
        cut = len(text)
        if not is_last and (unsure := _UNSURE.search(text, max(0, cut - _LONGEST))):
            cut = unsure.start()
        text, self._rest = text[:cut], text[cut:]
        return "".join(self._parts(text))

    def _parts(self, text: str) -> Iterator[str]:
        place = 0
        while place < len(text):
            if self._inside:
                end = text.find(self._inside, place)
                stop = len(text) if end < 0 else end + len(self._inside)
                yield text[place:stop]
                if end >= 0:
                    self._inside = ""
            else:
                opens = _OPENS.search(text, place)
                stop = opens.end() if opens else len(text)
                if opens:
                    self._inside = "-->" if opens[0] == "<!--" else "]]>"
                yield _AMPERSAND.sub(self._ampersand, text[place : opens.start() if opens else stop])
                yield opens[0] if opens else ""
            place = stop

    def _ampersand(self, match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            if code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)):
                return match[0]
            self.controls += 1
            return ""
        if name in {"amp", "lt", "gt", "quot", "apos"}:
            return match[0]
        self.ampersands += 1
        known = html5.get(f"{name};") if name else None
        return html.escape(known) if known else f"&amp;{match[0][1:]}"


def pieces_of(file: BinaryIO) -> Iterator[str]:
    """Yield the text of this file. Raises ImportRefused for an unknown encoding and a file that is too large."""
    start = file.read(CHUNK)
    encoding = encoding_of(start)
    is_unicode = encoding.startswith("utf-8") or encoding == "utf8"
    decoder = codecs.getincrementaldecoder(encoding)("blogs-windows" if is_unicode else "replace")
    piece, size = start, 0
    is_first = True
    while piece:
        size += len(piece)
        if size > MAX_BYTES:
            raise too_large()
        text = decoder.decode(piece)
        yield text.lstrip("\ufeff \t\r\n\x00") if is_first else text
        is_first = False
        piece = file.read(CHUNK)
    yield decoder.decode(b"", final=True)


def too_large() -> ImportRefused:
    return ImportRefused(
        _("Dit bestand is groter dan %(limit)d MB. Exporteer je blog in delen, bijvoorbeeld per jaar.")
        % {"limit": MAX_BYTES // 1_000_000}
    )


def notes_on(mender: Mender) -> list[str]:
    """Return sentences about what was mended."""
    notes = []
    if mender.controls:
        notes.append(
            ngettext(
                "We haalden %(count)d teken weg dat in XML niet mag staan.",
                "We haalden %(count)d tekens weg die in XML niet mogen staan.",
                mender.controls,
            )
            % {"count": mender.controls}
        )
    if mender.ampersands:
        notes.append(
            ngettext(
                "We verbeterden %(count)d los &-teken.",
                "We verbeterden %(count)d losse &-tekens.",
                mender.ampersands,
            )
            % {"count": mender.ampersands}
        )
    return notes
