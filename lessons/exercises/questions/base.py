"""The contract of a question: what a trainer writes, how it is asked, stored, judged, read and counted. All pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from lessons.exercises.base import Count, Text, counted_together, whole_percentage

FULL = 100.0


@dataclass(frozen=True)
class Option:
    """One option as the trainer wrote it. `pair` is what belongs to `text`, in a question that asks for pairs."""

    key: str
    text: str
    right: bool = False
    weight: float | None = None
    feedback: str = ""
    pair: str = ""

    @classmethod
    def of(cls, value: Any) -> Option:
        weight = value.get("weight")
        return cls(
            key=str(value.get("key") or ""),
            text=str(value.get("text") or ""),
            right=bool(value.get("right")),
            weight=None if weight is None else float(weight),
            feedback=str(value.get("feedback") or ""),
            pair=str(value.get("pair") or ""),
        )

    @property
    def worth(self) -> float:
        """The share of the marks, in per cent: what is plainly right is worth them all."""
        return FULL * self.right if self.weight is None else self.weight


@dataclass(frozen=True)
class OptionRow:
    """An option as the page shows it. `verdict` is what choosing it says: "good", "partly" or "bad"."""

    key: str
    text: str
    verdict: str
    feedback: str
    chosen: bool

    @property
    def right(self) -> bool:
        return self.verdict == "good"


@dataclass(frozen=True)
class PairRow:
    """One left side with its select. `choices` are (key, text, chosen); `judged` is None before there is an answer."""

    field: forms.BoundField
    text: str
    choices: list[tuple[str, str, bool]]
    judged: bool | None


@dataclass(frozen=True)
class QuestionRow:
    """One question as the page shows it. `score` is None before there is an answer, else from 0 to 1."""

    key: str
    number: int
    text: str
    explanation: str
    template: str
    score: float | None
    field: forms.BoundField | None
    several: bool = False
    options: Sequence[OptionRow] = ()
    pairs: Sequence[PairRow] = ()
    feedback: str = ""

    @property
    def judged(self) -> bool | None:
        """Whether the answer is wholly right; None before there is one."""
        return None if self.score is None else self.score == 1

    @property
    def verdict(self) -> str:
        return "" if self.score is None else verdict(FULL * self.score)

    @property
    def part(self) -> int | None:
        """The marks as a percentage when they are neither all nor none."""
        return whole_percentage(self.score) if self.score and self.score < 1 else None


def verdict(worth: float) -> str:
    if worth >= FULL:
        return "good"
    return "partly" if worth > 0 else "bad"


def share(worth: float) -> float:
    """Return a sum of weights as a score from 0 to 1; three times 33.33333 is all."""
    return min(1.0, max(0.0, round(worth / FULL, 4)))


def as_list(value: Any) -> list[str]:
    """Return one choice, several or none as a list."""
    if value in (None, ""):
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


class Question(ABC):
    """One question. Subclasses say how their kind is asked and judged.

    `given` is what was stored for this question, or None when there is no answer to it (yet).
    """

    kind: ClassVar[str]
    """The word in the stream, and in braces in the Markdown course: never changed once used."""
    label: ClassVar[Text]
    store: ClassVar[str]
    """Where answers to this kind stand in an answer's data, by question key."""
    template: ClassVar[str]
    least: ClassVar[int] = 1
    most: ClassVar[int] = 20

    def __init__(self, value: Any) -> None:
        self.key = str(value["key"] or "")
        self.text = str(value["text"])
        self.explanation = str(value["explanation"] or "")
        self.options = tuple(Option.of(option) for option in value["options"])

    @property
    def name(self) -> str:
        """The name of the field in the form; where there are several, the begin of their names."""
        return f"q-{self.key}"

    # --- What a trainer writes -----------------------------------------------------------------------------------

    def tidied(self) -> tuple[Option, ...]:
        """Return the options as they are kept: one way to say one thing."""
        return tuple(
            option if option.weight is None else replace(option, right=False, weight=round(option.weight, 5) or None)
            for option in self.options
        )

    def faults(self) -> list[str]:
        """Return, in whole sentences, why this question cannot be asked; empty when it can."""
        if not self.least <= len(self.options) <= self.most:
            sentence = _("Deze soort vraag heeft %(least)d tot %(most)d antwoorden. Hier staan er %(count)d.")
            return [sentence % {"least": self.least, "most": self.most, "count": len(self.options)}]
        return self.own_faults()

    @abstractmethod
    def own_faults(self) -> list[str]: ...

    # --- What a participant answers ------------------------------------------------------------------------------

    @abstractmethod
    def fields(self, number: int, given: Any) -> dict[str, forms.Field]:
        """Return the fields that ask this question, by name; `given` fills them in."""

    @abstractmethod
    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        """Return what to store of the cleaned data of a form, as JSON."""

    @abstractmethod
    def right_answer(self) -> dict[str, Any]:
        """Return one answer that earns full marks, as a form would send it: demo data and tests give it."""

    def given(self, data: Mapping[str, Any]) -> Any:
        return data.get(self.store, {}).get(self.key)

    # --- How it is judged and read -------------------------------------------------------------------------------

    @abstractmethod
    def score(self, given: Any) -> float:
        """Return the marks from 0 to 1; 0 for no answer."""

    @abstractmethod
    def describe(self, given: Any) -> str:
        """Return how the answer reads; empty for none."""

    @abstractmethod
    def tally(self, given: Sequence[Any]) -> list[Count]:
        """Count the answers that were given; keys begin with the question's key and a slash."""

    @abstractmethod
    def row(self, form: forms.Form, number: int, stored: Any, seed: str) -> QuestionRow:
        """Return the question as the page shows it; `stored` is None when it is not to be judged."""

    def _row(self, field: forms.BoundField | None, number: int, stored: Any, **more: Any) -> QuestionRow:
        score = None if stored is None else self.score(stored)
        return QuestionRow(self.key, number, self.text, self.explanation, self.template, score, field, **more)

    def _counts(self, options: Iterable[tuple[str, str, int]]) -> list[Count]:
        """Return counts of (key, label, number) with shares that sum to 100."""
        return counted_together((f"{self.key}/{key}", label, number) for key, label, number in options)
