"""Pairs: what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.exercises.base import Count, shuffled
from lessons.exercises.questions.base import Option, PairRow, Question, QuestionRow


class MatchQuestion(Question):
    """What belongs together: a select for every left side. An option without a left side is one right side too many."""

    kind = "match"
    label = gettext_lazy("Koppelen")
    store = "matched"
    template = "exercises/quiz/match.html"
    least = 2

    def __init__(self, value: Any) -> None:
        super().__init__(value)
        self.lefts = [option for option in self.options if option.text]
        self.rights: dict[str, str] = {}
        """The different right sides, by the key of the first option that has them."""
        for option in self.options:
            if option.pair and option.pair not in self.rights.values():
                self.rights[option.key] = option.pair

    def field_name(self, left: Option) -> str:
        return f"{self.name}/{left.key}"

    def tidied(self) -> tuple[Option, ...]:
        return tuple(replace(option, right=bool(option.text)) for option in super().tidied())

    def own_faults(self) -> list[str]:
        if any(option.weight is not None for option in self.options):
            return [_("Bij koppelen telt elk paar even zwaar. Haal de gewichten weg.")]
        if any(option.feedback for option in self.options):
            return [_("Bij koppelen past geen uitleg per paar. Zet hem bij “Uitleg voor iedereen”.")]
        if not all(option.pair for option in self.options):
            return [_("Niet elk antwoord heeft iets wat erbij hoort. Vul dat in bij “Hoort bij”.")]
        if len(self.lefts) < self.least or len(self.rights) < self.least:
            return [_("Maak minstens twee paren die van elkaar verschillen.")]
        return []

    def fields(self, number: int, given: Any) -> dict[str, forms.Field]:
        kept = self._as_pairs(given)
        return {self.field_name(left): self._field(left, number, kept.get(left.key)) for left in self.lefts}

    def _field(self, left: Option, number: int, kept: Any) -> forms.Field:
        asked = {"number": number, "text": Truncator(left.text).chars(60)}
        return forms.ChoiceField(
            label=left.text,
            choices=[("", "–"), *self.rights.items()],
            initial=kept,
            error_messages={
                "required": _("Kies bij vraag %(number)s wat hoort bij “%(text)s”.") % asked,
                "invalid_choice": _("Kies bij vraag %(number)s uit de antwoorden die er staan.") % asked,
            },
        )

    def answer(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        return {left.key: str(cleaned[self.field_name(left)]) for left in self.lefts}

    def right_answer(self) -> dict[str, Any]:
        keys = {text: key for key, text in self.rights.items()}
        return {self.field_name(left): keys[left.pair] for left in self.lefts}

    def _as_pairs(self, given: Any) -> Mapping[str, Any]:
        return given if isinstance(given, Mapping) else {}

    def is_right(self, left: Option, given: Any) -> bool:
        return self.rights.get(str(self._as_pairs(given).get(left.key))) == left.pair

    def score(self, given: Any) -> float:
        right = sum(self.is_right(left, given) for left in self.lefts)
        return right / len(self.lefts) if self.lefts else 0.0

    def describe(self, given: Any) -> str:
        pairs = self._as_pairs(given)
        if not pairs:
            return ""
        return "; ".join(f"{left.text} → {self.rights.get(str(pairs.get(left.key)), '–')}" for left in self.lefts)

    def tally(self, given: Sequence[Any]) -> list[Count]:
        """Count every pair apart: how many made it, and how many made another."""
        rows = [one for one in given if one is not None]
        counts: list[Count] = []
        for left in self.lefts:
            right = sum(self.is_right(left, one) for one in rows)
            made = (f"{left.key}/good", f"{left.text} → {left.pair}", right)
            counts += self._counts([made, (f"{left.key}/-", f"{left.text} → {_('iets anders')}", len(rows) - right)])
        return counts

    def row(self, form: forms.Form, number: int, stored: Any, seed: str) -> QuestionRow:
        order = shuffled(self.rights, f"{seed}/{self.key}")
        pairs = [self._pair(form[self.field_name(left)], left, stored, order) for left in self.lefts]
        return self._row(pairs[0].field if pairs else None, number, stored, pairs=pairs)

    def _pair(self, field: forms.BoundField, left: Option, stored: Any, order: Iterable[str]) -> PairRow:
        chosen = str(field.value() or "")
        return PairRow(
            field=field,
            text=left.text,
            choices=[(key, self.rights[key], key == chosen) for key in order],
            judged=None if stored is None else self.is_right(left, stored),
        )
