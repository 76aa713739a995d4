"""Typing: a number within a margin, or a few words."""

from __future__ import annotations

import unicodedata
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.exercises.base import Count
from lessons.exercises.dutch import as_written, number_as_meant
from lessons.exercises.dutch_fields import NumberField
from lessons.exercises.questions.base import FULL, Option, Question, QuestionRow, share
from lessons.exercises.questions.ranges import EVERYTHING, read_range

LONGEST_ANSWER = 300


class TypedQuestion(Question):
    """An answer in a text field. Of the options that match it, the one that is worth most counts."""

    store = "typed"
    template = "exercises/quiz/typed.html"

    @abstractmethod
    def matches(self, option: Option, typed: str) -> bool: ...

    def matched(self, given: Any) -> Option | None:
        """Return the option that judges this answer, or None when none does."""
        found = [option for option in self.options if self.matches(option, str(given or ""))]
        return max(found, key=lambda option: option.worth, default=None)

    def own_faults(self) -> list[str]:
        if not any(option.worth >= FULL for option in self.options):
            return [_("Geen enkel antwoord is goed. Vink er minstens één aan.")]
        return []

    def answer(self, cleaned: Mapping[str, Any]) -> str:
        return str(cleaned[self.name])

    def score(self, given: Any) -> float:
        option = self.matched(given)
        return share(option.worth) if option else 0.0

    def describe(self, given: Any) -> str:
        return str(given or "")

    def tally(self, given: Sequence[Any]) -> list[Count]:
        found = [self.matched(one) for one in given if one is not None]
        rows = [(option.key, option.text, found.count(option)) for option in self.options]
        return self._counts([*rows, ("-", _("Iets anders"), found.count(None))])

    def row(self, form: forms.Form, number: int, stored: Any, seed: str) -> QuestionRow:
        option = None if stored is None else self.matched(stored)
        return self._row(form[self.name], number, stored, feedback=option.feedback if option else "")


class NumberQuestion(TypedQuestion):
    """A number, within the margin of an option: "4,0 ± 0,05"; "*" is any other number."""

    kind = "number"
    label = gettext_lazy("Getal")

    def tidied(self) -> tuple[Option, ...]:
        ranges = [(option, read_range(option.text)) for option in super().tidied()]
        return tuple(replace(option, text=str(found)) if found else option for option, found in ranges)

    def own_faults(self) -> list[str]:
        wrong = next((option.text for option in self.options if read_range(option.text) is None), None)
        if wrong is not None:
            sentence = _("“%(text)s” is geen getal. Schrijf 4 of 2,5, of met een marge: 4,0 ± 0,05.")
            return [sentence % {"text": Truncator(wrong).chars(60)}]
        return super().own_faults()

    def fields(self, number: int, given: Any) -> dict[str, forms.Field]:
        field = NumberField(
            label=_("Vraag %(number)s") % {"number": number},
            initial=given,
            error_messages={
                "required": _("Vul een getal in bij vraag %(number)s.") % {"number": number},
                "invalid": _("Vul bij vraag %(number)s een getal in, zoals 12 of 2,5.") % {"number": number},
            },
        )
        return {self.name: field}

    def answer(self, cleaned: Mapping[str, Any]) -> str:
        return as_written(cleaned[self.name])

    def right_answer(self) -> dict[str, Any]:
        found = read_range(max(self.options, key=lambda option: option.worth).text) or EVERYTHING
        return {self.name: as_written(found.middle)}

    def matches(self, option: Option, typed: str) -> bool:
        found, number = read_range(option.text), number_as_meant(typed)
        return found is not None and number is not None and found.holds(number)


class ShortQuestion(TypedQuestion):
    r"""A few words. Capitals and spaces do not count; `*` in an option stands for anything, `\*` for a star."""

    kind = "short"
    label = gettext_lazy("Kort antwoord")

    def own_faults(self) -> list[str]:
        if not all(plain_words(option.text) for option in self.options):
            return [_("Een antwoord heeft geen tekst. Vul hem in of haal het antwoord weg.")]
        return super().own_faults()

    def fields(self, number: int, given: Any) -> dict[str, forms.Field]:
        too_long = _("Je antwoord bij vraag %(number)s is te lang. Er passen %(limit)s tekens in.")
        field = forms.CharField(
            label=_("Vraag %(number)s") % {"number": number},
            max_length=LONGEST_ANSWER,
            initial=given,
            error_messages={
                "required": _("Vul een antwoord in bij vraag %(number)s.") % {"number": number},
                "max_length": too_long % {"number": number, "limit": LONGEST_ANSWER},
            },
        )
        return {self.name: field}

    def right_answer(self) -> dict[str, Any]:
        text = max(self.options, key=lambda option: option.worth).text
        return {self.name: "…".join(pattern_of(text))}

    def matches(self, option: Option, typed: str) -> bool:
        words = plain_words(typed)
        return bool(words) and fits(pattern_of(option.text), words)


def plain_words(text: str) -> str:
    """Return the text without what does not count: capitals, and spaces around and beside each other."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def pattern_of(text: str) -> list[str]:
    """Return the pieces that must stand in an answer, in order; between them may stand anything."""
    pieces = [""]
    characters = iter(text)
    for character in characters:
        if character == "*":
            pieces.append("")
        elif character == "\\":
            following = next(characters, "")
            pieces[-1] += following if following == "*" else character + following
        else:
            pieces[-1] += character
    return pieces


def fits(pieces: list[str], words: str) -> bool:
    """Say whether the words hold the pieces in order, the first at the begin and the last at the end.

    By hand and not as a regular expression: those look for a match in every possible way when there is none.
    """
    if len(pieces) == 1:
        return plain_words(pieces[0]) == words
    first, *middle, last = (piece_words(piece) for piece in pieces)
    first, last = first.lstrip(), last.rstrip()
    if len(first) + len(last) > len(words) or not words.startswith(first) or not words.endswith(last):
        return False
    place, end = len(first), len(words) - len(last)
    for piece in middle:
        found = words.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def piece_words(piece: str) -> str:
    """Return a piece of a pattern without what does not count, but for the space at its ends."""
    before = " " if piece[:1].isspace() else ""
    after = " " if piece.strip() and piece[-1:].isspace() else ""
    return f"{before}{plain_words(piece)}{after}"
