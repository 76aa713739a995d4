"""The page of a copy: rows as people read them, with Dutch words for fields and days for moments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from course.people.own_data.gathering import Part, Table

NOT_TO_READ: Final = frozenset(
    {"id", "html", "search_text", "renderer_version", "text_hash", "etag", "last_modified", "code", "sort_name"}
)
"""Fields that only machines read: they stand in the JSON, not on the page."""

WORDS: Final = {
    "address": gettext_noop("adres"),
    "answer": gettext_noop("antwoord"),
    "asked_at": gettext_noop("gevraagd op"),
    "at": gettext_noop("op"),
    "audience": gettext_noop("wie het leest"),
    "author": gettext_noop("schrijver"),
    "blog": gettext_noop("blog"),
    "by": gettext_noop("door"),
    "cohort": gettext_noop("ronde"),
    "confirmed_at": gettext_noop("bevestigd op"),
    "created_at": gettext_noop("gemaakt op"),
    "data": gettext_noop("wat je invulde"),
    "date_joined": gettext_noop("hier sinds"),
    "deleted_at": gettext_noop("verwijderd op"),
    "done_at": gettext_noop("klaar op"),
    "due_at": gettext_noop("gepland op"),
    "edited_at": gettext_noop("veranderd op"),
    "email": gettext_noop("e-mailadres"),
    "enrolled_at": gettext_noop("ingeschreven op"),
    "event": gettext_noop("wat er gebeurde"),
    "excerpt": gettext_noop("begin van de tekst"),
    "exercise": gettext_noop("opdracht"),
    "expire_date": gettext_noop("geldt tot"),
    "file": gettext_noop("bestand"),
    "followed": gettext_noop("wie wordt gevolgd"),
    "follower": gettext_noop("wie volgt"),
    "given_at": gettext_noop("gegeven op"),
    "is_active": gettext_noop("actief"),
    "kind": gettext_noop("soort"),
    "language": gettext_noop("taal"),
    "last_at": gettext_noop("het laatst op"),
    "last_login": gettext_noop("het laatst ingelogd op"),
    "last_seen_at": gettext_noop("het laatst gezien op"),
    "library": gettext_noop("bibliotheek"),
    "made_at": gettext_noop("gemaakt op"),
    "name": gettext_noop("naam"),
    "page": gettext_noop("pagina"),
    "person": gettext_noop("persoon"),
    "post": gettext_noop("bericht"),
    "primary": gettext_noop("hoofdadres"),
    "published_at": gettext_noop("gepubliceerd op"),
    "question": gettext_noop("vraag"),
    "reason": gettext_noop("reden"),
    "saved_at": gettext_noop("bewaard op"),
    "scores": gettext_noop("punten"),
    "sent_at": gettext_noop("verstuurd op"),
    "since": gettext_noop("sinds"),
    "source": gettext_noop("tekst"),
    "started_at": gettext_noop("begonnen op"),
    "state": gettext_noop("stand"),
    "subject": gettext_noop("onderwerp"),
    "team": gettext_noop("team"),
    "text": gettext_noop("tekst"),
    "thing": gettext_noop("ding"),
    "title": gettext_noop("titel"),
    "updated_at": gettext_noop("veranderd op"),
    "uploaded_at": gettext_noop("ingeleverd op"),
    "user": gettext_noop("persoon"),
    "verified": gettext_noop("bevestigd"),
    "viewer": gettext_noop("wie keek"),
    "visibility": gettext_noop("wie het leest"),
    "words": gettext_noop("aantal woorden"),
    "work": gettext_noop("je werk"),
    "written_at": gettext_noop("geschreven op"),
}
"""What fields are called that have no Dutch name of their own, or that stand in what others gave."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class ReadableTable:
    """A table for the page: each row as (label, value), without what is empty."""

    label: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    naming: int


@dataclass(frozen=True)
class ReadablePart:
    part: Part
    tables: tuple[ReadableTable, ...]


def readable(part: Part) -> ReadablePart:
    """Return a part as the page shows it, in the language that is active. No query."""
    return ReadablePart(part, tuple(_table(table) for table in (*part.tables, *part.extras)))


def _table(table: Table) -> ReadableTable:
    labels = _labels_of(table.model)
    rows = tuple(tuple(_lines(row, labels)) for row in table.rows)
    return ReadableTable(table.label, rows, table.naming)


def _labels_of(label: str) -> dict[str, str]:
    """Return what the fields of a model call themselves; nothing for what is no model."""
    model: type[Model] | None = apps.get_model(label) if "." in label else None
    fields = model._meta.concrete_fields if model is not None else ()
    plain = {one.name: one.name.replace("_", " ") for one in fields}
    return {one.name: str(one.verbose_name) for one in fields if str(one.verbose_name) != plain[one.name]}


def _lines(row: dict[str, Any], labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name not in NOT_TO_READ and value not in (None, "", [], {}, False):
            known = labels.get(name) or (_(WORDS[name]) if name in WORDS else name.replace("_", " "))
            yield known, in_words(value)


def in_words(value: Any) -> str:
    """Return a value of the JSON as people read it."""
    if isinstance(value, dict) and set(value) <= {"id", "name"}:
        return str(value.get("name", value.get("id", "")))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1, default=str)
    if isinstance(value, bool):
        return _("ja")
    text = str(value)
    try:
        if _MOMENT.match(text):
            return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y, G.i")
        return date_format(date.fromisoformat(text), "j F Y") if _DAY.fullmatch(text) else text
    except (ValueError, OverflowError):  # Somebody wrote a text that only looks like one.
        return text
