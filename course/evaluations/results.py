"""What answers say together. Numbers are judged as they are shown: rounded half up to one decimal (syllabus 3 and 4).

Nothing about fewer than five people, and that holds for each part by itself: when six answered and two of them gave
minutes, there are no minutes. From five on, answers count five at a time, so that no difference between two looks
at a page is one person (reliability.md, "Anonymity of evaluations").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from lessons.exercises.base import Count, counted_apart, counted_together
from lessons.models import ThingPage
from lessons.questionnaires import Item

ENOUGH = 5
ENOUGH_FOR_TEXTS = 10
"""What somebody wrote may be known by its style: her words stand among those of at least nine others."""

USEFULNESS, TIME, MINUTES, CHANGE = "usefulness", "time", "minutes", "change"
TOO_SHORT = "short"
HIGHEST = 5
"""The highest point of the nulmeting's scale."""

Data = Mapping[str, Any]
Row = TypeVar("Row")


def one_decimal(values: Sequence[int | Fraction]) -> Decimal | None:
    """Return the mean on one decimal, half up; None for no values."""
    if not values:
        return None
    mean = Fraction(sum(values), len(values))
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def values_of(rows: Iterable[Data], key: str) -> list[Any]:
    """Return what was answered to one item, without "n.v.t." and without what was left open."""
    return [row[key] for row in rows if row.get(key) is not None]


def division(item: Item, values: Sequence[Any]) -> list[Count]:
    """Return how answers divide over what there was to choose; the shares sum to 100.

    Where several may be chosen, each share is of the people who answered, so those sum to something else.
    """
    if item.kind == "several":
        chosen = [(str(key), words, sum(key in every for every in values)) for key, words in item.options]
        return counted_apart(chosen, len(values))
    return counted_together(
        (str(key), f"{key} {words}".strip() if item.kind == "points" else words, values.count(key))
        for key, words in item.options
    )


class OfPeople:
    """What `n` people say together. Of a group below ENOUGH `n` is 0: the real number is not told."""

    n: int

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH

    @property
    def shows_texts(self) -> bool:
        return self.n >= ENOUGH_FOR_TEXTS


# --- One ding ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThingResult(OfPeople):
    """What people say of one ding. Below ENOUGH every part is empty and `n` is 0: the real number is not told.

    `usefulness` runs from 1 to 5, `minutes` is the median, `texts` come in chance order, `reasons` are whole
    sentences that say why the ding deserves another look.
    """

    thing: ThingPage
    n: int = 0
    usefulness: Decimal | None = None
    usefulness_division: list[Count] = field(default_factory=list)
    time: list[Count] = field(default_factory=list)
    minutes: Decimal | None = None
    texts: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def too_short(self) -> int | None:
        """The share that had too little time, as a whole percentage."""
        return next((count.share for count in self.time if count.key == TOO_SHORT), None)


def result_of(thing: ThingPage, items: Mapping[str, Item], rows: Sequence[Data]) -> ThingResult:
    """Return what these answers say of this ding. `items` are those of the questionnaire, by key. No query."""
    if len(rows) < ENOUGH:
        return ThingResult(thing)
    useful, time, minutes = (if_enough(values_of(rows, key)) for key in (USEFULNESS, TIME, MINUTES))
    mean = one_decimal(useful)
    middle = Decimal(str(median(minutes))) if minutes else None
    return ThingResult(
        thing=thing,
        n=len(rows),
        usefulness=mean,
        usefulness_division=division(items[USEFULNESS], useful) if useful and USEFULNESS in items else [],
        time=division(items[TIME], time) if time and TIME in items else [],
        minutes=middle,
        texts=values_of(rows, CHANGE) if len(rows) >= ENOUGH_FOR_TEXTS else [],
        reasons=reasons_to_look_again(mean, time, middle, thing.minutes),
    )


def if_enough(values: list[Any]) -> list[Any]:
    """Return the values when they are of five people or more, and otherwise nothing."""
    return values if len(values) >= ENOUGH else []


def by_fives(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that count: five at a time, the first ones first."""
    return rows[: len(rows) // ENOUGH * ENOUGH]


def reasons_to_look_again(
    usefulness: Decimal | None, time: Sequence[str], minutes: Decimal | None, planned: int
) -> list[str]:
    """Return why a ding deserves another look, as sentences; empty for none (syllabus 4)."""
    reasons = []
    if usefulness is not None and usefulness < 3:
        reasons.append(_("Het nut is lager dan 3,0."))
    if time.count(TOO_SHORT) * 2 > len(time):
        reasons.append(_("Meer dan de helft vond de tijd te kort."))
    if minutes is not None and minutes * 2 > planned * 3:
        reasons.append(_("Het kost meer dan anderhalf keer de geplande tijd."))
    return reasons


SORTS: dict[str, Callable[[ThingResult], Any]] = {
    "number": lambda result: result.thing.number,
    "n": lambda result: result.n or None,
    "usefulness": lambda result: result.usefulness,
    "time": lambda result: result.too_short,
    "minutes": lambda result: result.minutes,
    "signal": lambda result: len(result.reasons) if result.is_enough else None,
}


def ordered(results: Iterable[ThingResult], sort: str) -> list[ThingResult]:
    """Return the results by a key of SORTS, "-" before it for the other way round; what has no value comes last."""
    value = SORTS[sort.removeprefix("-")]
    rows = sorted(results, key=lambda result: result.thing.number)
    known = [row for row in rows if value(row) is not None]
    known.sort(key=value, reverse=sort.startswith("-"))
    return [*known, *(row for row in rows if value(row) is None)]


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar: where it begins, its width and its middle, as SVG wants them; its shade (1 to 5)."""

    count: Count
    start: str
    width: str
    middle: str
    shade: int


def segments(counts: Sequence[Count]) -> list[Segment]:
    """Return the parts of a stacked bar, without the empty ones. Two and three options use the far shades."""
    shades = {2: (1, 5), 3: (2, 3, 5), 4: (1, 2, 4, 5)}.get(len(counts), (1, 2, 3, 4, 5))
    total = sum(count.count for count in counts)
    parts, before = [], 0
    for place, count in enumerate(counts):
        if count.count:
            start, width = 100 * before / total, 100 * count.count / total
            shade = shades[min(place, len(shades) - 1)]
            parts.append(Segment(count, f"{start:.2f}%", f"{width:.2f}%", f"{start + width / 2:.2f}%", shade))
        before += count.count
    return parts


# --- The nulmeting ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModuleMean:
    """The mean of one module's items; `mean` is None when there is nothing to count (shown as a dash)."""

    group: str
    mean: Decimal | None
    title: str = ""

    @property
    def percent(self) -> Decimal:
        """The mean as a part of the highest point, for a bar."""
        return (self.mean or Decimal(0)) * 100 / HIGHEST

    @property
    def advice(self) -> str:
        """Where to begin in this module; empty without a mean. Advice only: nothing is ever locked by it."""
        if self.mean is None:
            return ""
        if self.mean < Decimal("2.5"):
            return _("Begin met Start.")
        if self.mean < 4:
            return _("Doe de gewone opdracht.")
        return _("Probeer de Uitdaging, of vraag vrijstelling.")


@dataclass(frozen=True)
class Means(OfPeople):
    """Means by module, in the order of the questionnaire, and over all statements. `n` lists are counted."""

    n: int
    modules: list[ModuleMean]
    total: Decimal | None

    @property
    def total_percent(self) -> Decimal:
        return (self.total or Decimal(0)) * 100 / HIGHEST


def own_means(items: Sequence[Item], data: Data, titles: Mapping[str, str] | None = None) -> Means:
    """Return one person's means, without "n.v.t.". `titles` names the modules of a course.

    A module that the course does not have is named by its number: its statements count in the total.
    """
    return _means(items, 1, lambda of: one_decimal(points_of(of, data)), titles)


def group_means(items: Sequence[Item], lists: Sequence[Data], titles: Mapping[str, str] | None = None) -> Means:
    """Return the means of a group: each person counts once, whatever she left open. `lists` come oldest first.

    Lists count five at a time, the oldest first; a module counts when five of those people said something of it.
    """
    counted = by_fives(lists)

    def mean(of: Sequence[Item]) -> Decimal | None:
        points = [points_of(of, data) for data in counted]
        return one_decimal(if_enough([Fraction(sum(each), len(each)) for each in points if each]))

    return _means(items, len(counted), mean, titles)


def _means(
    items: Sequence[Item],
    n: int,
    mean: Callable[[Sequence[Item]], Decimal | None],
    titles: Mapping[str, str] | None,
) -> Means:
    names = titles or {}
    modules = [ModuleMean(group, mean(found), title_of(group, names)) for group, found in by_group(items).items()]
    return Means(n, modules, total=mean(statements(items)))


def title_of(group: str, titles: Mapping[str, str]) -> str:
    """Return the title of a module; one that the course does not have is named by its number."""
    return titles.get(group) or _("Module %(number)s") % {"number": group}


def by_group(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return the statements by the module they belong to."""
    groups: dict[str, list[Item]] = {}
    for item in statements(items):
        if item.value["group"]:
            groups.setdefault(item.value["group"], []).append(item)
    return groups


def statements(items: Sequence[Item]) -> list[Item]:
    """Return the items that count in a mean: a number that somebody gives once, for all of them, is none of them."""
    return [item for item in items if item.kind == "scale"]


def points_of(items: Sequence[Item], data: Data) -> list[int]:
    """Return the points that somebody gave to these statements, without "n.v.t."."""
    return [data[item.key] for item in items if data.get(item.key) is not None]


def read_back(items: Sequence[Item], data: Data) -> list[tuple[str, str]]:
    """Return what somebody filled in as (statement, her answer in words), without what she left open."""
    return [(item.text, in_words(item, data[item.key])) for item in items if item.key in data]


def in_words(item: Item, answer: Any) -> str:
    """Return one answer as it read in the list; the stored value itself for a choice that is there no more."""
    if answer is None:
        return item.value["not_applicable"]
    words = dict(item.options)
    if item.kind == "several":
        return ", ".join(words.get(key, str(key)) for key in answer)
    if item.kind in ("scale", "points"):
        return f"{answer} {words.get(answer, '')}".strip()
    return words.get(answer, str(answer))
