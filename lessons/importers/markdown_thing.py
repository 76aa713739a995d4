"""Reads one ding, or one questionnaire, of a folder of Markdown files (FORMAT.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lessons.blocks import EXERCISE_KINDS
from lessons.importers.dialects import item_dialect, lesson_dialect
from lessons.importers.directives import Directive, Line, Text, check_headings, split_body
from lessons.importers.fields import Fields
from lessons.importers.front_matter import Document, read_document
from lessons.importers.identity import exercise_id, lasting_id
from lessons.importers.links import linked_keys, to_anchors
from lessons.importers.parsed import ParsedBlock, ParsedQuestionnaire, ParsedThing, Place
from lessons.importers.syntax import Piece, text_piece
from lessons.models import Questionnaire, ThingPage

THING_KEYS = (
    "number",
    "title",
    "slug",
    "spine_title",
    "goal",
    "minutes_read",
    "minutes_do",
    "minutes_review",
    "author",
    "valid_until",
    "reading",
)
THING_OPTIONS = ("channels", "log_question", "start", "challenge")
QUESTIONNAIRE_KEYS = ("slug", "title", "anonymous")
MAX_KEY_LENGTH = 100


@dataclass
class Taken:
    """Numbers, slugs and keys that stand somewhere already: the second one is a fault."""

    places: dict[tuple[str, Any], str] = field(default_factory=dict)

    def take(self, what: str, value: Any, line: int, where: Place) -> None:
        """Note `value`; an empty one is no value. `what` begins the sentence of the fault."""
        earlier = self.places.get((what, value))
        if value and earlier:
            where.fault(
                line,
                _("%(what)s “%(value)s” bestaat al, in %(earlier)s. Kies een andere.")
                % {"what": what, "value": value, "earlier": earlier},
            )
        elif value:
            self.places[what, value] = f"{where.file}:{line}"

    def take_entry(self, what: str, name: str, value: Any, document: Document, where: Place) -> None:
        """Note the value of a key in front matter."""
        if name in document.entries:
            self.take(what, value, document.entries[name].line, where)


def check_key_length(key: str, document: Document, where: Place) -> None:
    if len(key) > MAX_KEY_LENGTH and "slug" in document.entries:
        where.fault(
            document.entries["slug"].line,
            _("Deze slug en die van de cursus zijn samen langer dan %(count)d tekens. Maak er een korter.")
            % {"count": MAX_KEY_LENGTH},
        )


# --- Dingen --------------------------------------------------------------------------------------------------------


def read_thing(path: Path, course_key: str, taken: Taken, where: Place) -> ParsedThing | None:
    """Return the ding in that file; None when its front matter cannot be read. Faults go to `where`."""
    document = read_document(path, where)
    if document is None:
        return None
    fields = Fields(document, ThingPage, where)
    fields.check_names(THING_KEYS, THING_OPTIONS)
    number, slug = fields.number("number"), fields.text("slug")
    key = f"{course_key}/{slug}"
    taken.take_entry(_("Het nummer van een ding"), "number", number, document, where)
    taken.take_entry(_("De slug van een ding"), "slug", slug, document, where)
    check_key_length(key, document, where)
    return ParsedThing(
        external_key=key,
        number=number,
        title=fields.text("title"),
        slug=slug,
        spine_title=fields.text("spine_title"),
        goal=fields.text("goal"),
        minutes_read=fields.number("minutes_read"),
        minutes_do=fields.number("minutes_do"),
        minutes_review=fields.number("minutes_review"),
        author=fields.filled("author"),
        valid_until=fields.day("valid_until"),
        channels=fields.text("channels"),
        log_question=fields.text("log_question"),
        start=fields.text("start"),
        challenge=fields.text("challenge"),
        reading=fields.lines("reading"),
        body=read_body(document.body, key, where),
        file=where.file,
        line=1,
    )


def read_body(lines: Sequence[Line], thing_key: str, where: Place) -> tuple[ParsedBlock, ...]:
    """Return the blocks of a ding; those with a fault are left out."""
    before = len(where.faults)
    pieces = [piece for part in split_body(lines, where) if (piece := read_part(part, where))]
    keys = exercise_keys(pieces, where)
    for line, key in linked_keys(lines):
        if key not in keys:
            where.fault(
                line,
                _("Er is hier geen opdracht “%(key)s”. Kies uit: %(known)s, of haal de link weg.")
                % {"key": key, "known": ", ".join(keys) or "–"},
            )
    check_votes(pieces, where)
    if len(where.faults) > before:
        # What a block says about its value is only clear when that value could be read.
        pieces = [piece for piece in pieces if not piece.has_faults]
    counts: dict[str, int] = {}
    blocks = []
    for piece in pieces:
        counts[piece.type] = counts.get(piece.type, 0) + 1
        block_id = lasting_id(f"{thing_key}/{piece.type} {counts[piece.type]}")
        if piece.type in EXERCISE_KINDS:
            block_id = piece.value.pop("id", None) or exercise_id(thing_key, piece.value["key"])
        piece.value = to_anchors(piece.value)
        raw = lesson_dialect().raw(piece, block_id, where)
        blocks.append(ParsedBlock(piece.type, block_id, raw, piece.line))
    return tuple(blocks)


def read_part(part: Text | Directive, where: Place) -> Piece | None:
    if isinstance(part, Text):
        return read_text(part, where)
    before = len(where.faults)
    piece = lesson_dialect().read(part, where)
    if piece:
        piece.has_faults = len(where.faults) > before
    return piece


def read_text(part: Text, where: Place) -> Piece:
    check_headings(part.lines, where)
    return text_piece(part)


def exercise_keys(pieces: Iterable[Piece], where: Place) -> dict[str, Piece]:
    """Return the exercises by key; keys and ids that stand there twice are faults."""
    keys: dict[str, Piece] = {}
    ids: set[str] = set()
    for piece in pieces:
        if piece.type not in EXERCISE_KINDS:
            continue
        key, own_id = piece.value.get("key"), piece.value.get("id")
        if not key and not piece.has_faults:
            where.fault(piece.line, _("Deze opdracht heeft geen sleutel. Zet er een regel “key: …” bij."))
            piece.has_faults = True
        elif key in keys:
            where.fault(
                piece.line,
                _("De sleutel “%(key)s” staat al op regel %(line)d. Geef deze opdracht een andere.")
                % {"key": key, "line": keys[key].line},
            )
        elif key:
            keys[key] = piece
        if own_id and own_id in ids:
            where.fault(piece.line, _("Twee opdrachten hebben hetzelfde id. Haal deze regel id: weg."))
        ids.add(own_id)
    return keys


def check_votes(pieces: Iterable[Piece], where: Place) -> None:
    """Report points of a checklist that wait for a vote on a poll that is not in this ding."""
    pieces = list(pieces)
    polls = {piece.value.get("key") for piece in pieces if piece.type == "poll"}
    for piece in pieces:
        for place, item in enumerate(piece.value["items"] if piece.type == "checklist" else ()):
            key = (item.get("check") or "").removeprefix("vote:")
            if (item.get("check") or "").startswith("vote:") and key not in polls:
                where.fault(
                    piece.line_of(("items", place)),
                    _("Er is in dit ding geen stelling “%(key)s”. Verander check=vote:%(key)s.") % {"key": key},
                )


# --- Questionnaires ------------------------------------------------------------------------------------------------


def read_questionnaire(path: Path, taken: Taken, where: Place) -> ParsedQuestionnaire | None:
    """Return the questionnaire in that file; None when its front matter cannot be read. Faults go to `where`."""
    document = read_document(path, where)
    if document is None:
        return None
    fields = Fields(document, Questionnaire, where)
    fields.check_names(QUESTIONNAIRE_KEYS)
    slug = fields.text("slug")
    taken.take_entry(_("De slug van een vragenlijst"), "slug", slug, document, where)
    parts = split_body(document.body, where)
    introduction = parts[0].text if parts and isinstance(parts[0], Text) else ""
    if introduction:
        parts = parts[1:]
    if not parts:
        where.fault(1, _("Deze vragenlijst heeft geen vragen. Zet er een vraag in, zoals “::: scale sleutel”."))
    return ParsedQuestionnaire(
        slug=slug,
        title=fields.text("title"),
        introduction=introduction,
        is_anonymous=fields.yes_or_no("anonymous"),
        items=tuple(read_items(parts, f"{QUESTIONNAIRE_SEED}/{slug}", where)),
        file=where.file,
        line=1,
    )


QUESTIONNAIRE_SEED = "questionnaires"


def read_items(parts: Iterable[Text | Directive], seed: str, where: Place) -> Iterable[ParsedBlock]:
    taken = Taken()
    for part in parts:
        if isinstance(part, Text):
            where.fault(part.line, _("Tussen de vragen hoort geen tekst. Zet hem bovenaan, of in een vraag."))
            continue
        before = len(where.faults)
        piece = item_dialect().read(part, where)
        if piece is None or len(where.faults) > before:
            continue
        key = piece.value.get("key")
        taken.take(_("De sleutel"), key, piece.line, where)
        item_id = lasting_id(f"{seed}/{key}")
        raw = item_dialect().raw(piece, item_id, where)
        yield ParsedBlock(piece.type, item_id, raw, piece.line)
