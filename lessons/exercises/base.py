"""The contract of an exercise: what a trainer writes, what may be answered, how it is judged and read.

A kind *is* its block class; the list in `lessons/exercises/__init__.py` is the registry. Everything here is pure:
no query, no request, no user. What the answer page or the database knows arrives as an argument.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

Text = str | Promise
"""A sentence that may still have to be translated."""


@dataclass(frozen=True)
class Facts:
    """What the house knows about one person that an exercise may ask for, as plain words.

    `true` holds names such as "intake" (the nulmeting is filled in or skipped) or "vote:<key>" (the poll of that key
    on the same page has her vote).
    """

    true: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return name in self.true


NO_FACTS = Facts()


@dataclass(frozen=True)
class AnswerData:
    """One person's answer to one exercise, as any room may give it: cleaned data, the best score so far, facts."""

    data: Mapping[str, Any]
    score: float | None = None
    facts: Facts = NO_FACTS


@dataclass(frozen=True)
class Mark:
    """How good an answer is: `score` from 0 to 1, and whether that is a pass."""

    score: float
    passed: bool


@dataclass(frozen=True)
class Count:
    """One line of a tally: `share` is a whole percentage; the shares of a tally sum to 100 (or are all 0)."""

    key: str
    label: str
    count: int
    share: int


class AnswerForm(forms.Form):
    """The form of one exercise. `previous` is the answer's data so far, kept where the form says nothing new."""

    def __init__(self, *args: Any, previous: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.previous: Mapping[str, Any] = previous or {}
        self.asked: set[str] = set()
        """Fields that may stay empty for now and yet are needed as evidence: no label says "(hoeft niet)"."""
        super().__init__(*args, **kwargs)

    def answer_data(self) -> dict[str, Any]:
        """Return what to store, as JSON; call it on a valid form only."""
        raise NotImplementedError

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[Any]:
        """Return the parts as the page shows them, in this person's own order (`seed`); empty for a plain form."""
        return []

    def uploads(self) -> dict[str, UploadedFile]:
        """Return the files that came along, by item key; the answers room stores them."""
        return {}


class Exercise(blocks.StructBlock):
    """One kind of exercise. Subclasses add their own child blocks and the methods below."""

    kind: ClassVar[str]
    """The key in the stream, in `Answer.kind` and in the Markdown course: never changed once used."""
    label: ClassVar[Text]
    """What a participant reads on the tab."""
    form_class: ClassVar[type[AnswerForm]] = AnswerForm
    """The form that a participant fills in."""
    shows_tally: ClassVar[bool] = False
    """True for a kind that shows everybody's answers to whoever has answered."""
    has_words_to_lose: ClassVar[bool] = True
    """False for a kind whose earlier answers stay readable by themselves: two windows then never disturb each other."""
    goes_by_steps: ClassVar[bool] = False
    """True for a kind whose form asks for the next step only; the earlier ones stand above it."""
    is_answered_here: ClassVar[bool] = True
    """False for a kind whose evidence comes from another room (a blog post): there is no form to post."""

    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=120)
    key = blocks.CharBlock(
        label=gettext_lazy("Sleutel"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Vaste naam van deze opdracht. Wordt vanzelf gemaakt. Verander hem niet meer."),
    )
    counts = blocks.BooleanBlock(
        label=gettext_lazy("Telt mee"),
        default=True,
        required=False,
        help_text=gettext_lazy("Hoort deze opdracht bij het bewijs van dit ding?"),
    )

    # --- What a kind must say ------------------------------------------------------------------------------------

    def answer_form(
        self,
        value: Any,
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
        prefix: str = "",
        files: Any = None,
    ) -> AnswerForm:
        """Return the form a participant fills in. `initial` is the data of her answer so far.

        Give `prefix` the exercise's id: two exercises on one page would otherwise share HTML ids.
        """
        return self.form_class(data, files, previous=initial, prefix=prefix, **self.form_arguments(value))

    def form_arguments(self, value: Any) -> dict[str, Any]:
        """Return what the form of this kind wants to know of what the trainer wrote."""
        return {}

    def mark(self, value: Any, answer: AnswerData) -> Mark | None:
        """Return how good this answer is, or None when that is not for a machine to judge."""
        return None

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        """Say whether this answer is enough as evidence (the rules are in the syllabus, 0.6)."""
        raise NotImplementedError

    def describe(self, value: Any, answer: AnswerData) -> str:
        """Return how the answer reads in a report or a print, as one plain line a part."""
        raise NotImplementedError

    def earlier_tally(self, value: Any) -> list[Count]:
        """Return the result of an earlier time, when the trainer gave one."""
        return []

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Return how answers divide; empty for a kind without choices."""
        return []

    def asks_facts(self, value: Any) -> bool:
        """Say whether this exercise wants to know facts from other rooms; they cost a query."""
        return False

    def facts(self, value: Any, answer: AnswerData) -> frozenset[str]:
        """Return what this answer makes true for the other exercises of its page, such as "vote:<key>"."""
        return frozenset()

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        """Return, in whole sentences, what is still needed before this exercise is done; empty when it is."""
        if answer is not None and self.is_done(value, answer):
            return []
        return [_("Maak deze opdracht.")]

    def is_open(self, value: Any, on: date) -> bool:
        """Say whether answers are still taken on that day."""
        return True

    # --- What all kinds share ------------------------------------------------------------------------------------

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value.get("key"):
            value["key"] = slugify(value.get("title") or "")[:60] or uuid.uuid4().hex[:8]
        return value


def fill_keys(items: Iterable[Any], names: Callable[[Any], Iterable[str]]) -> None:
    """Give each item (a struct value with a `key`) that has none the first free one of its names; existing keys stay.

    `names` gives an item's possible names, the best first; there must be more of them than items.
    """
    rows = list(items)
    taken = {row["key"] for row in rows if row["key"]}
    for row in rows:
        if not row["key"]:
            row["key"] = next(name for name in names(row) if name not in taken)
            taken.add(row["key"])


def numbers_from_one(_item: Any) -> Iterable[str]:
    """Return "1", "2" ... without end: names for items that have no better one."""
    return map(str, count(1))


def numbered(name: str, between: str = "-") -> Iterable[str]:
    """Return the name, then the name with 2, 3 ... without end."""
    return chain([name], (f"{name}{between}{number}" for number in count(2)))


def refuse_double_keys(items: Iterable[Any], what: str) -> None:
    """Raise ValidationError when two items share a key: answers could not be told apart."""
    seen: set[str] = set()
    for row in items:
        if row["key"] in seen:
            raise ValidationError(
                _("De sleutel “%(key)s” staat er twee keer (%(what)s). Geef er één een andere sleutel.")
                % {"key": row["key"], "what": what}
            )
        seen.add(row["key"])


def percentages(counts: Iterable[int]) -> list[int]:
    """Return whole percentages that sum to exactly 100, by the largest remainder (Hare-Niemeyer); all 0 for none.

    Equal remainders: the larger count goes first, then the earlier one, so that the result never depends on chance.
    """
    numbers = list(counts)
    total = sum(numbers)
    if total == 0:
        return [0] * len(numbers)
    whole = [number * 100 // total for number in numbers]
    by_remainder = sorted(
        range(len(numbers)), key=lambda place: (-(numbers[place] * 100 % total), -numbers[place], place)
    )
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def counted_together(rows: Iterable[tuple[str, str, int]]) -> list[Count]:
    """Return (key, label, number) as counts; their shares are of all together and sum to 100 (or are all 0)."""
    found = list(rows)
    shares = percentages(number for _key, _label, number in found)
    return [Count(key, label, number, share) for (key, label, number), share in zip(found, shares, strict=True)]


def counted_apart(rows: Iterable[tuple[str, str, int]], people: int) -> list[Count]:
    """Return (key, label, number) as counts; each share is of all people, who may stand in more than one row."""
    return [Count(key, label, number, percentages([number, people - number])[0]) for key, label, number in rows]


def whole_percentage(score: float) -> int:
    """Return a score from 0 to 1 as a whole percentage, cut off: 2 of 3 is 66, so that it never looks like 67."""
    return int(round(score * 100, 6))  # 0.29 * 100 is 28.999999999999996


def shuffled(keys: Iterable[str], seed: str) -> list[str]:
    """Return the keys in an order that differs by person and question but is the same at every visit."""
    return sorted(keys, key=lambda key: uuid.uuid5(uuid.NAMESPACE_OID, f"{seed}/{key}").hex)
