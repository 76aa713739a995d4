"""From the plain text of a letter to the pieces that its HTML twin is made of. Pure: no table, no request.

The text stays the truth, so a letter is written once. Its writers keep to a few customs of plain text:

    NEW POSTS                   a line of capitals is a heading
      What Ben wrote.           indented by two spaces: somebody's own words
    * A title (Ben)             a list item; what is indented below it belongs to it
    Read the whole post:        a line that ends in a colon, and an address of this site below it: a link with those
    https://.../               words, and the first of them in a letter is its button
    BCDF-GHJK                   a sign-in code, alone

Nothing here makes HTML: the template escapes each piece. An address is a link only when it stands alone on its line
and belongs to this site; what people write never stands so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

_CODE = re.compile(r"[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+|[0-9]{6}")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
LONGEST_HEADING = 60
LONGEST_PREVIEW = 120


class Sort(Enum):
    """What a piece is."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    LINK = "link"
    CODE = "code"


@dataclass(frozen=True)
class Piece:
    """One piece of a letter. `lines` of a link are its words, and of an item its title and what belongs to it."""

    sort: Sort
    lines: tuple[str, ...]
    url: str = ""
    is_button: bool = False

    @property
    def name(self) -> str:
        """The sort, for a template to compare."""
        return self.sort.value


def pieces_of(text: str, site: str) -> list[Piece]:
    """Return the pieces of a letter in order; `site` is the address that this site's own links begin with."""
    found = [piece for paragraph in _with_their_links(text, site) for piece in _pieces(paragraph, site)]
    for number, piece in enumerate(found):
        if piece.is_button:
            return [*found[: number + 1], *(replace(later, is_button=False) for later in found[number + 1 :])]
    return found


def preview_of(text: str) -> str:
    """Return what a list of mails shows beside the subject: the first sentences, at most LONGEST_PREVIEW characters."""
    said = (" ".join(" ".join(paragraph).split()) for paragraph in _paragraphs(text))
    first = next((sentence for sentence in said if not sentence.endswith(",")), "")  # No greeting.
    return first if len(first) <= LONGEST_PREVIEW else f"{first[: LONGEST_PREVIEW - 1].rsplit(' ', 1)[0]}…"


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Yield the lines between empty lines."""
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []


def _with_their_links(text: str, site: str) -> Iterator[list[str]]:
    """Yield the paragraphs, an address with the paragraph that announces it: allauth's mails have a line between."""
    held: list[str] = []
    for paragraph in _paragraphs(text):
        if held and held[-1].endswith(":") and _is_link(paragraph[0], site):
            yield held + paragraph
            held = []
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def _pieces(lines: list[str], site: str) -> Iterator[Piece]:
    """Yield the pieces of one paragraph."""
    plain: list[str] = []
    rest = iter(_groups(lines))
    for group in rest:
        first = group[0]
        if first.startswith("* "):
            yield from _text(plain)
            yield _item(group, site)
        elif first.startswith("  "):
            yield from _text(plain)
            yield Piece(Sort.QUOTE, tuple(line.strip() for line in group))
        elif _is_link(first, site):
            yield from _link(plain, first)
        else:
            plain.extend(group)
            continue
        plain = []
    yield from _text(plain)


def _groups(lines: list[str]) -> list[list[str]]:
    """Put each indented line with the item or the indented line above it; any other stands alone."""
    groups: list[list[str]] = []
    for line in lines:
        is_below = groups and groups[-1][0].startswith(("* ", "  "))
        if line.startswith("  ") and is_below:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_link(line: str, site: str) -> bool:
    word = line.strip()
    return word.startswith(f"{site.rstrip('/')}/") and len(word.split()) == 1


def _item(group: list[str], site: str) -> Piece:
    lines = [group[0][2:].strip(), *(line.strip() for line in group[1:])]
    url = lines.pop() if len(lines) > 1 and _is_link(lines[-1], site) else ""
    return Piece(Sort.ITEM, tuple(lines), url)


def _link(before: list[str], line: str) -> Iterator[Piece]:
    """Yield the text above an address but its last sentence, and the link with that sentence as its words."""
    url = line.strip()
    if not before:
        yield Piece(Sort.LINK, (url,), url)
        return
    *earlier, last = before
    *sentences, words = _SENTENCE_END.split(last)
    said = [*earlier, " ".join(sentences)] if sentences else earlier
    yield from _text(said)
    yield Piece(Sort.LINK, (words.rstrip(":").strip(),), url, is_button=words.endswith(":"))


def _text(lines: list[str]) -> Iterator[Piece]:
    if not lines:
        return
    whole = lines[0].strip()
    if len(lines) == 1 and _CODE.fullmatch(whole):
        yield Piece(Sort.CODE, (whole,))
    elif len(lines) == 1 and whole.isupper() and len(whole) <= LONGEST_HEADING:
        yield Piece(Sort.HEADING, (whole.capitalize(),))
    elif len(lines) > 1 and whole.isupper() and len(whole) <= LONGEST_HEADING:
        yield Piece(Sort.HEADING, (whole.capitalize(),))
        yield Piece(Sort.TEXT, tuple(line.strip() for line in lines[1:]))
    else:
        yield Piece(Sort.TEXT, tuple(line.strip() for line in lines))
