"""Reads a stranger's XML one item at a time: mends the faults we know, names any other by line and column.

Blogs are exported by software of twenty years, and one in six of such files is no XML for a strict parser. So the
text is decoded and mended (mending.py) on its way to the parser. Names are compared without their namespace's spelling:
http or https, 1.0, 1.1 or 1.2, or declared nowhere at all.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from xml.parsers.expat import errors
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

import defusedxml.expatreader
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.mending import Mender, notes_on, pieces_of
from course.blogs.importers.parsed import ImportRefused

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
        for text in pieces_of(file):
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
    return [*notes_on(mender), *notes]


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


def _fault(code: int) -> str:
    """Say in words what the parser found."""
    found = {
        errors.codes[errors.XML_ERROR_TAG_MISMATCH]: _("hier sluit iets dat niet open is"),
        errors.codes[errors.XML_ERROR_NO_ELEMENTS]: _("het houdt ineens op"),
        errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN]: _("het houdt midden in een tag op"),
        errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: _("het houdt midden in een tekst op"),
        errors.codes[errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: _("een tag zegt twee keer hetzelfde"),
        errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: _("er staat nog iets na het einde"),
    }
    return found.get(code, _("hier staat een teken dat niet past"))


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
    said = _("Hier is het bestand geen geldige XML: %(fault)s. Exporteer je blog opnieuw of verbeter deze regel.") % {
        "fault": _fault(getattr(error.getException(), "code", 0))
    }
    return ImportRefused(
        f"{said} {after}".strip(), max(1, error.getLineNumber() or 1), (error.getColumnNumber() or 0) + 1
    )
