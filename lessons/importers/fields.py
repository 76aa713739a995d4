"""Front matter as values for a model: the model's own fields say what may stand there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from lessons.importers.directives import read_day, read_number, read_yes_or_no
from lessons.importers.front_matter import Document, Entry
from lessons.importers.parsed import Place

NEVER = "none"
"""What stands behind `valid_until` when a ding has no end date."""


class Fields:
    """The front matter of one file. Every method gives a value, and tells its faults to the place."""

    def __init__(self, document: Document, model: type[Model], where: Place) -> None:
        self.entries = document.entries
        self.model = model
        self.where = where

    def check_names(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Report keys that do not exist, and required ones that are not there."""
        required = list(required)
        known = [*required, *optional]
        for name, entry in self.entries.items():
            if name not in known:
                self.where.fault(
                    entry.line,
                    _("“%(name)s” bestaat hier niet. Kies uit: %(known)s.") % {"name": name, "known": ", ".join(known)},
                )
        for name in required:
            if name not in self.entries:
                self.where.fault(
                    1, _("“%(name)s” ontbreekt. Zet tussen de regels --- een regel “%(name)s: …”.") % {"name": name}
                )

    def text(self, name: str, *, is_field: bool = True) -> str:
        """Return the text of a key, as the model's field of that name accepts it; empty without the key."""
        entry = self.entries.get(name)
        if entry is None:
            return ""
        if entry.items is not None:
            self.where.fault(entry.line, _("Bij “%(name)s” hoort één tekst, geen lijst.") % {"name": name})
            return ""
        return (self.cleaned(name, entry, entry.text) or "") if is_field else entry.text

    def filled(self, name: str) -> str:
        """Return the text of a key that may not be empty, whatever the model says."""
        text = self.text(name)
        if name in self.entries and not self.entries[name].text:
            self.where.fault(self.entries[name].line, _("“%(name)s” is leeg. Vul hier iets in.") % {"name": name})
        return text

    def number(self, name: str) -> int:
        """Return the whole number of a key; 0 when it is no number."""
        return self.read(name, read_number, 0)

    def yes_or_no(self, name: str) -> bool:
        return self.read(name, read_yes_or_no, False)

    def day(self, name: str) -> date | None:
        if name in self.entries and self.entries[name].text == NEVER:
            return None
        day = self.read(name, read_day, "")
        return date.fromisoformat(day) if day else None

    def lines(self, name: str) -> str:
        """Return a list as one text, an item a line."""
        entry = self.entries.get(name)
        if entry is None:
            return ""
        if entry.items is None:
            self.where.fault(
                entry.line,
                _("Bij “%(name)s” hoort een lijst: elke bron op een regel met “- ”.") % {"name": name},
            )
            return ""
        for line, text in entry.items:
            if not text or "\n" in text:
                self.where.fault(line, _("Zet hier één bron op één regel, of haal de regel weg."))
        return "\n".join(text for _line, text in entry.items)

    def read(self, name: str, form: Any, otherwise: Any) -> Any:
        entry = self.entries.get(name)
        if entry is None:
            return otherwise
        try:
            value = form(entry.text)
        except ValueError as error:
            self.where.fault(entry.line, f"{name}: {error}")
            return otherwise
        cleaned = self.cleaned(name, entry, value) if isinstance(value, int) else value
        return otherwise if cleaned is None else cleaned

    def cleaned(self, name: str, entry: Entry, value: Any) -> Any:
        """Return the value as the model's field accepts it, or None with a fault. Without such a field it stays."""
        if name not in {one.name for one in self.model._meta.get_fields()}:
            return value
        try:
            return self.model._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
        except ValidationError as error:
            self.where.fault(entry.line, f"{name}: {' '.join(error.messages)}")
            return None
