"""Choosing: one or several of the options, with or without weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.exercises.base import Count, shuffled
from lessons.exercises.questions.base import FULL, Option, OptionRow, Question, QuestionRow, as_list, share, verdict


class ChoiceQuestion(Question):
    """One or several of the options. Without weights several right ones must all be ticked, and no other."""

    kind = "choice"
    label = gettext_lazy("Kiezen")
    store = "chosen"
    template = "exercises/quiz/choice.html"
    least = 2
    most = 10

    @property
    def is_weighted(self) -> bool:
        return any(option.weight is not None for option in self.options)

    @property
    def plain_rights(self) -> list[Option]:
        return [option for option in self.options if option.right and option.weight is None]

    @property
    def several(self) -> bool:
        """Whether more than one may be ticked: several are plainly right, or none alone is worth all."""
        if len(self.plain_rights) > 1:
            return True
        return self.is_weighted and not any(option.worth >= FULL for option in self.options)

    def worth(self, option: Option) -> float:
        """Return what choosing it is worth; several plainly right ones among weights share the marks."""
        plain = len(self.plain_rights)
        return option.worth / plain if plain > 1 and option.weight is None else option.worth

    def tidied(self) -> tuple[Option, ...]:
        if not self.is_weighted or len(self.plain_rights) < 2:
            return super().tidied()
        shares = {option.key: self.worth(option) for option in self.plain_rights}
        return tuple(
            replace(option, right=False, weight=round(shares[option.key], 5)) if option.key in shares else option
            for option in super().tidied()
        )

    def own_faults(self) -> list[str]:
        worths = [self.worth(option) for option in self.options]
        if not all(option.text for option in self.options):
            return [_("Een antwoord heeft geen tekst. Vul hem in of haal het antwoord weg.")]
        if not any(worth > 0 for worth in worths):
            return [_("Geen enkel antwoord is goed. Vink er minstens één aan.")]
        if share(sum(worth for worth in worths if worth > 0)) < 1:
            return [_("Met deze gewichten kan niemand alle punten halen. Maak ze samen minstens 100.")]
        return []

    def fields(self, number: int, given: Any) -> dict[str, forms.Field]:
        strange = _("Kies bij vraag %(number)s uit de antwoorden die er staan.") % {"number": number}
        kept = as_list(given)
        make = forms.MultipleChoiceField if self.several else forms.ChoiceField
        field = make(
            label=_("Vraag %(number)s") % {"number": number},
            choices=[(option.key, option.text) for option in self.options],
            initial=kept if self.several else next(iter(kept), None),
            error_messages={
                "required": _("Kies een antwoord bij vraag %(number)s.") % {"number": number},
                "invalid_choice": strange,
                "invalid_list": strange,
            },
            widget=forms.CheckboxSelectMultiple if self.several else forms.RadioSelect,
        )
        return {self.name: field}

    def answer(self, cleaned: Mapping[str, Any]) -> list[str]:
        return as_list(cleaned[self.name])

    def right_answer(self) -> dict[str, Any]:
        if self.several:
            return {self.name: [option.key for option in self.options if self.worth(option) > 0]}
        return {self.name: max(self.options, key=self.worth).key}

    def score(self, given: Any) -> float:
        chosen = set(as_list(given))
        if not self.is_weighted:
            return float(chosen == {option.key for option in self.plain_rights})
        if len(chosen) > 1 and not self.several:  # Answered when more could be ticked: nobody knows what she meant.
            return 0.0
        return share(sum(self.worth(option) for option in self.options if option.key in chosen))

    def describe(self, given: Any) -> str:
        texts = {option.key: option.text for option in self.options}
        return " + ".join(texts[key] for key in as_list(given) if key in texts)

    def tally(self, given: Sequence[Any]) -> list[Count]:
        return self._counts((o.key, o.text, sum(o.key in as_list(one) for one in given)) for o in self.options)

    def row(self, form: forms.Form, number: int, stored: Any, seed: str) -> QuestionRow:
        field = form[self.name]
        chosen = set(as_list(field.value()))
        by_key = {option.key: option for option in self.options}
        options = [
            OptionRow(key, by_key[key].text, self.verdict(by_key[key]), by_key[key].feedback, key in chosen)
            for key in shuffled(by_key, f"{seed}/{self.key}")
        ]
        return self._row(field, number, stored, several=self.several, options=options)

    def verdict(self, option: Option) -> str:
        worth = self.worth(option)
        return verdict(FULL if self.several and worth > 0 else worth)
