"""Markdown without what is no running text, with every character in its place: so that a finding can be pointed at.

Gone are code, quotes of others (>), addresses, tags and the signs of Markdown itself. What goes becomes spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lessons.coach.rules import pattern

PROSE, HEADING, ITEM = "prose", "heading", "item"


@dataclass
class Paragraph:
    """A piece in which sentences are sought: `start` to `end` in the text; `kind` is prose, heading or item."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """A heading with its number of signs; 0 for a bold line of its own, as people make who never heard of ##."""

    level: int
    start: int
    end: int


@dataclass(frozen=True)
class Link:
    """A link with the words a reader sees; an address that stands there bare has none."""

    words: str
    start: int
    end: int


@dataclass
class Text:
    """`plain` is as long as `source`, and has spaces where something does not count."""

    source: str
    plain: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def strip(source: str) -> Text:
    """Return the running text of this Markdown. Places count each line break as one sign, also those of Windows."""
    lines = _Lines(source.replace("\r\n", "\n").replace("\r", "\n"))
    lines.read()
    return _without_inline(lines.text)


def blank(piece: str) -> str:
    return _NOT_A_BREAK.sub(" ", piece)


_NOT_A_BREAK: Final = re.compile(r"[^\n]")

# --- Lines ---------------------------------------------------------------------------------------------------------

_FENCE: Final = pattern("fence")
_QUOTE: Final = pattern("quote")
_INDENTED: Final = pattern("indented")
_RULE: Final = pattern("rule")
_UNDERLINE: Final = pattern("underline")
_DEFINITION: Final = pattern("definition")
_HEADING: Final = pattern("heading")
_BOLD: Final = pattern("bold")
_ITEM: Final = pattern("item")
_ROW: Final = pattern("row")
_CELL: Final = pattern("cell")


class _Lines:
    """Reads a text line by line into `text`."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self.kept = list(self.lines)
        self.text = Text(source, "")
        self.open: Paragraph | None = None
        self.in_quote = False
        self.in_list = False
        self.after_blank = True

    def read(self) -> None:
        at, number = 0, 0
        while number < len(self.lines):
            end = self._end_of_code(number)
            for each in range(number, end):
                self.kept[each] = blank(self.lines[each])
            if end > number:
                self._close()
            else:
                self._line(number, at)
                end = number + 1
            at += sum(len(line) + 1 for line in self.lines[number:end])
            number = end
        self.text.plain = "\n".join(self.kept)

    def _end_of_code(self, number: int) -> int:
        """Return the line after the code that begins here; `number` itself when none does."""
        fence = _FENCE.match(self.lines[number])
        if fence is None:
            return number
        for closing in range(number + 1, len(self.lines)):
            if self.lines[closing].strip() == fence[1]:
                return closing + 1
        return number

    def _line(self, number: int, at: int) -> None:
        line = self.lines[number]
        if not line.strip():
            self._close()
            self.in_quote, self.after_blank = False, True
            return
        if self._is_others(line):
            self.kept[number] = blank(line)
            self.open = None
            return
        self.after_blank = False
        self._own(number, line, at)

    def _is_others(self, line: str) -> bool:
        """Say whether nobody reads this line as the writer's sentence: quote, code in the margin, rule, definition."""
        if self.in_quote or _QUOTE.match(line):
            self.in_quote = True
            return True
        if _INDENTED.match(line) and self.after_blank and not self.in_list:
            return True
        return bool(_DEFINITION.match(line) or (_RULE.match(line) and not self._underlines(line)))

    def _underlines(self, line: str) -> bool:
        is_prose = self.open is not None and self.open.kind == PROSE
        return is_prose and bool(_UNDERLINE.match(line))

    def _own(self, number: int, line: str, at: int) -> None:
        if self._underlines(line):
            self._turn_into_heading(number, 1 if line.startswith("=") else 2)
        elif signs := _HEADING.match(line):
            self.kept[number] = blank(signs[0]) + line[signs.end() :]
            self._alone(HEADING, at, line)
            self.text.headings.append(Heading(len(signs[0]), at, at + len(line)))
        elif _BOLD.match(line):
            self._alone(HEADING, at, line)
            self.text.headings.append(Heading(0, at, at + len(line)))
        elif item := _ITEM.match(line):
            self.kept[number] = blank(item[0]) + line[item.end() :]
            self.in_list = True
            self._begin(ITEM, at, line)
        elif _ROW.match(line):
            self._row(line, at)
        elif self.open is None:
            self.in_list = self.in_list and line[0] in " \t"
            self._begin(PROSE, at, line)
        else:
            self.open.end = at + len(line)

    def _row(self, line: str, at: int) -> None:
        """Take each cell of a row as a piece of its own."""
        self._close()
        for cell in _CELL.finditer(line):
            if any(map(str.isalnum, cell[0])):
                self.text.paragraphs.append(Paragraph(ITEM, at + cell.start(), at + cell.end()))

    def _turn_into_heading(self, number: int, level: int) -> None:
        """Make the line above a heading, and leave what stands before it in its paragraph."""
        self.kept[number] = blank(self.lines[number])
        above = self.open
        if above is None:  # pragma: no cover - _underlines looked
            return
        start = above.end - len(self.lines[number - 1])
        end = above.end
        if start > above.start:
            above.end = start - 1
        else:
            self.text.paragraphs.remove(above)
        self.text.paragraphs.append(Paragraph(HEADING, start, end))
        self.text.headings.append(Heading(level, start, end))
        self._close()

    def _begin(self, kind: str, at: int, line: str) -> None:
        self.open = Paragraph(kind, at, at + len(line))
        self.text.paragraphs.append(self.open)

    def _alone(self, kind: str, at: int, line: str) -> None:
        self._begin(kind, at, line)
        self._close()
        self.in_list = False

    def _close(self) -> None:
        self.open = None


# --- Inside a line -------------------------------------------------------------------------------------------------

_CODE: Final = pattern("code")
_PICTURE: Final = pattern("picture")
_LINK: Final = pattern("link")
_ADDRESS: Final = pattern("address")
_AFTER_ADDRESS: Final = pattern("afterAddress")
_MAILBOX: Final = pattern("mailbox")
_TAG: Final = pattern("tag")
_ENTITY: Final = pattern("entity")
_SIGNS: Final = pattern("signs")


def _without_inline(text: Text) -> Text:
    def address(match: re.Match[str]) -> str:
        found = _AFTER_ADDRESS.sub("", match[0])
        text.links.append(Link("", match.start(), match.start() + len(found)))
        return blank(found) + match[0][len(found) :]

    def link(match: re.Match[str]) -> str:
        words = match[1]
        text.links.append(Link(" ".join(words.split()), match.start(), match.end()))
        # A link whose words are its address is one finding, not two.
        words = blank(words) if _ADDRESS.match(words.strip()) else words
        return " " + words + blank(match[0][len(words) + 1 :])

    plain = _PICTURE.sub(lambda match: blank(match[0]), _CODE.sub(lambda match: blank(match[0]), text.plain))
    plain = _ADDRESS.sub(address, _LINK.sub(link, plain))
    if "@" in plain:
        plain = _MAILBOX.sub(lambda match: blank(match[0]), plain)
    plain = _ENTITY.sub(lambda match: blank(match[0]), _TAG.sub(lambda match: blank(match[0]), plain))
    text.plain = _SIGNS.sub(" ", plain)
    text.links.sort(key=lambda each: each.start)
    return text
