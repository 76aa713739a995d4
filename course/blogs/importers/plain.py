"""Reads a text that somebody copied from a blog page: one post, and the reactions that its buttons give away.

Under each reaction a blog page has the words "Beantwoorden" and "Verwijderen", and they come along when one copies.
So where they stand a reaction ends. Where the first one begins nobody can tell: it gets the last line before it.
All is kept as it was written.
"""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.mending import encoding_of
from course.blogs.importers.parsed import (
    UNKNOWN,
    ImportRefused,
    ParsedBlog,
    ParsedComment,
    ParsedPost,
    key_of,
)
from lessons.richtext import PARTICIPANT
from lessons.text_limits import plain_characters

KIND: Final = "plain"
MOST_CHARACTERS: Final = 20 * PARTICIPANT.max_characters
_BUTTONS: Final = re.compile(
    r"(?:Beantwoorden|Reageren|Reply)[ \t\n]*(?:Verwijderen|Delete)|^Verwijderen$", re.MULTILINE
)
_OTHER_BUTTONS: Final = frozenset(
    (
        "beantwoorden|reageren|reply|delete|verwijderen|reactie toevoegen|een reactie posten|plaats een reactie|"
        "schrijf een reactie|post a comment|reacties laden...|meer laden...|load more..."
    ).split("|")
)


def read_plain(file: BinaryIO) -> ParsedBlog:
    """Return the one post in this text. Raises ImportRefused for one that is no text, is empty or is too long."""
    content = file.read(4 * MOST_CHARACTERS + 1)
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(_("Dit is geen tekst en geen export van een blog. Kies een ander bestand."))
    text = plain_characters(_decoded(content).removeprefix("\ufeff"))
    if len(text) > MOST_CHARACTERS:
        raise ImportRefused(_("Deze tekst is te lang voor één bericht. Verdeel hem in stukken."))
    if re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE):
        raise ImportRefused(
            _("Dit is een webpagina, geen export. Kopieer de tekst van je bericht naar een tekstbestand (.txt).")
        )
    blog = ParsedBlog(KIND)
    *ended, rest = _BUTTONS.split(text)
    body, first = _parted(ended[0]) if ended else (rest, "")
    said = [first, *ended[1:]] if ended else []
    source = _without_buttons("\n".join([body, rest]) if ended and rest.strip() else body)
    if not source:
        raise ImportRefused(_("Dit bestand is leeg. Kies een ander."))
    comments = [_without_buttons(one) for one in said]
    blog.posts.append(
        ParsedPost(
            key=key_of(text),
            title="",
            source=source,
            comments=tuple(
                ParsedComment(key=f"nr-{number}", name=UNKNOWN, written_at=None, source=comment)
                for number, comment in enumerate(filter(None, comments))
            ),
        )
    )
    blog.notes += _notes(len(ended), has_first=bool(first))
    return blog


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return content.decode(encoding_of(content[:100]), "replace")
    return content.decode("utf-8", "blogs-windows")


def _parted(before: str) -> tuple[str, str]:
    """Part what stands before the first buttons into the post and the first reaction: its last line."""
    lines = before.rstrip("\n").split("\n")
    return ("\n".join(lines[:-1]), lines[-1]) if len(lines) > 1 else (before, "")


def _without_buttons(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip().lower() not in _OTHER_BUTTONS]
    return "\n".join(lines).strip("\n")


def _notes(buttons: int, *, has_first: bool) -> list[str]:
    notes = [_("In een tekst staat niet wie hem schreef en wanneer. Dat blijft ‘onbekend’. Geef je bericht een titel.")]
    if buttons:
        notes.append(
            ngettext(
                "We haalden de woorden van de knoppen weg (‘Beantwoorden’, ‘Verwijderen’). Daar eindigt een reactie.",
                "We haalden de woorden van de knoppen weg (‘Beantwoorden’, ‘Verwijderen’), %(count)d keer. "
                "Daar eindigt telkens een reactie.",
                buttons,
            )
            % {"count": buttons}
        )
    if has_first:
        notes.append(_("Waar de eerste reactie begint, is niet te zien. We namen de laatste regel. Kijk of dat klopt."))
    return notes
