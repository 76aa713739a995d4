"""Reads a stranger's XML one item at a time: mends the faults we know, names any other by line and column.

Blogs are exported by software of twenty years, and one in six of such files is no XML for a strict parser. So the
text is decoded and mended here on its way to the parser. Names are compared without their namespace's spelling:
http or https, 1.0, 1.1 or 1.2, or declared nowhere at all.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any, BinaryIO, Final
from xml.parsers.expat import errors
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

import defusedxml.expatreader
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.parsed import MAX_BYTES, ImportRefused

CHUNK: Final = 1 << 16
DEEPEST: Final = 100
MOST_ELEMENTS: Final = 100_000
"""In one item: a post with seven thousand reactions."""

FAMILIES: Final = (
    ("wordpress.org/export", "wp"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements", "dc"),
    ("purl.org/syndication/thread", "thr"),
    ("schemas.google.com/blogger", "blogger"),
    ("schemas.google.com/g/", "gd"),
    ("purl.org/atom/app", "app"),
    ("www.w3.org/2007/app", "app"),
    ("www.w3.org/2005/Atom", ""),
    ("www.w3.org/1999/xhtml", ""),
)
"""What an address of a namespace is about, whatever its version. More exact ones first (see `family_of`)."""


def family_of(address: str, prefix: str) -> str:
    """Return the family of a namespace: by its address, else by the prefix that everybody uses for it."""
    if "wordpress.org/export" in address and "excerpt" in address:
        return "excerpt"
    return next((family for part, family in FAMILIES if part.lower() in address.lower()), prefix.lower())


@dataclass
class Node:
    """One element: its name as "family:local" ("" and the colon left out), and what stands in it, in order."""

    name: str
    attributes: dict[str, str]
    line: int
    inside: list[str | Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Node]:
        return (child for child in self.inside if isinstance(child, Node) and child.name == name)

    def first(self, name: str) -> Node | None:
        return next(self.all(name), None)

    def get(self, name: str) -> str:
        """Return the text of the first element of this name, without space around it; empty when there is none."""
        child = self.first(name)
        return child.text.strip() if child is not None else ""

    @property
    def text(self) -> str:
        """Its text; elements in it (HTML that nobody escaped) are written out again as HTML."""
        return "".join(part if isinstance(part, str) else part.as_html() for part in self.inside)

    def as_html(self) -> str:
        local = self.name.rpartition(":")[2]
        attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in self.attributes.items())
        inside = "".join(
            html.escape(part, quote=False) if isinstance(part, str) else part.as_html() for part in self.inside
        )
        return f"<{local}{attributes}>{inside}</{local}>"


ROOMS: Final = {"rss": 2, "rdf:rdf": 1, "feed": 1}
"""How many elements stand around an item, by the outermost one."""


class Items(ContentHandler):
    """Gives each whole item to `take` and forgets it."""

    def __init__(self, take: Callable[[Node], None]) -> None:
        super().__init__()
        self.take = take
        self.open: list[Node] = []
        self.families: list[dict[str, str]] = [{}]
        self.root = ""
        self.given = 0
        self.elements = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name of the interface
        given = {key: attrs.getValue(key) for key in attrs.getNames()}
        self.families.append(self._families(given))
        node = Node(self._named(name), given, self._line())
        self.elements += 1
        if len(self.open) >= DEEPEST or self.elements > MOST_ELEMENTS:
            raise ImportRefused(
                _("Hier staan te veel elementen in elkaar of achter elkaar. Exporteer je blog opnieuw."), node.line, 1
            )
        if not self.open:
            self.root = node.name.lower()
            if self.root not in ROOMS:
                raise ImportRefused(
                    _("Dit is geen export van een blog: het bestand begint met <%(name)s>.") % {"name": name[:40]}
                )
        elif len(self.open) >= ROOMS[self.root]:
            self.open[-1].inside.append(node)
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        node = self.open.pop()
        self.families.pop()
        if len(self.open) == ROOMS[self.root]:
            self.open[-1].inside.clear()
            self.elements = len(self.open)
            self.given += 1
            self.take(node)

    def characters(self, content: str) -> None:
        if len(self.open) > ROOMS.get(self.root, 0):
            self.open[-1].inside.append(content)

    def _line(self) -> int:
        return int(self._locator.getLineNumber() or 1)  # type: ignore[attr-defined]  # set by the parser

    def _families(self, attributes: dict[str, str]) -> dict[str, str]:
        declared = {
            key.partition(":")[2]: family_of(value, key.partition(":")[2])
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        for prefix in declared:
            del attributes[f"xmlns:{prefix}" if prefix else "xmlns"]
        return self.families[-1] | declared if declared else self.families[-1]

    def _named(self, name: str) -> str:
        prefix, _colon, local = name.rpartition(":")
        family = self.families[-1].get(prefix, prefix.lower())
        return f"{family}:{local}" if family else local


# --- From bytes to text a parser takes -----------------------------------------------------------------------------

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


def _pieces(file: BinaryIO) -> Iterator[str]:
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


# --- Reading -------------------------------------------------------------------------------------------------------


def read_items(file: BinaryIO, take: Callable[[Node], None]) -> list[str]:
    """Give each item of this file to `take` as soon as it is whole; return sentences about what was mended.

    A file that breaks off after whole items is read up to there. Raises ImportRefused for one that is no XML in any
    way we know, that declares entities or a DTD, or that is too large or too deep; and what `take` raises.
    """
    parser = defusedxml.expatreader.DefusedExpatParser(forbid_dtd=True)
    items = Items(take)
    parser.setContentHandler(items)
    items.setDocumentLocator(parser)
    mender = Mender()
    notes: list[str] = []
    try:
        for text in _pieces(file):
            parser.feed(mender.feed(text))
        parser.feed(mender.feed("", is_last=True))
        notes = _close(parser, items)
    except DefusedXmlException as error:
        raise ImportRefused(
            _("Dit bestand heeft een DTD of eigen entiteiten. Die nemen we niet aan. Exporteer je blog opnieuw."),
            max(1, parser.getLineNumber()),
            1,
        ) from error
    except SAXParseException as error:
        raise broken(error, items) from error
    except RecursionError as error:
        raise ImportRefused(_("Hier staan te veel elementen in elkaar. Exporteer je blog opnieuw.")) from error
    return [*_mended(mender), *notes]


_CUT_OFF: Final = {
    errors.codes[said]
    for said in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


def _close(parser: Any, items: Items) -> list[str]:
    """Tell the parser that this is all; the file may have been cut off on its way here."""
    line = int(parser.getLineNumber() or 1)
    try:
        parser.close()
    except SAXParseException as error:
        if not items.given or getattr(error.getException(), "code", 0) not in _CUT_OFF:
            raise
        return [
            _(
                "Het bestand houdt na regel %(line)d ineens op. Alles wat daarvoor heel was, is gelezen. "
                "Mis je iets? Exporteer je blog dan opnieuw."
            )
            % {"line": line}
        ]
    return []


def broken(error: SAXParseException, items: Items) -> ImportRefused:
    """Return the refusal for XML that we cannot mend: where it breaks, and what to do."""
    after = (
        ngettext(
            "Daarvoor stond %(count)d onderdeel dat wel goed is.",
            "Daarvoor stonden %(count)d onderdelen die wel goed zijn.",
            items.given,
        )
        % {"count": items.given}
        if items.given
        else ""
    )
    said = _("Hier is het bestand geen geldige XML (%(fault)s). Exporteer je blog opnieuw of verbeter deze regel.") % {
        "fault": error.getMessage()
    }
    return ImportRefused(
        f"{said} {after}".strip(), max(1, error.getLineNumber() or 1), (error.getColumnNumber() or 0) + 1
    )


def _mended(mender: Mender) -> list[str]:
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
