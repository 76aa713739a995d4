"""What people say of a course, item by item: Kirkpatrick's level 1 (syllabus 5.1), for any list without names.

The same rules as for a ding: nothing of fewer than five people, for each item by itself, and people's own words from
ten answers on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from course.evaluations.results import (
    ENOUGH,
    ENOUGH_FOR_TEXTS,
    Data,
    OfPeople,
    Segment,
    division,
    if_enough,
    one_decimal,
    segments,
    values_of,
)
from lessons.exercises.base import Count, shuffled
from lessons.questionnaires import Item

WITH_MEAN = ("scale", "points", "number")


@dataclass(frozen=True)
class Reaction(OfPeople):
    """What `n` people said to one item; 0 and empty below five.

    `texts` stand in an order that says nothing, another one for each item: two texts of one person do not line up.
    """

    item: Item
    n: int = 0
    mean: Decimal | None = None
    counts: list[Count] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def highest(self) -> int:
        """The highest point that could be given."""
        return int(self.item.options[-1][0])

    @property
    def segments(self) -> list[Segment]:
        return segments(self.counts)

    @property
    def ranked(self) -> list[Count]:
        """What was chosen at all, the most chosen first."""
        return sorted((count for count in self.counts if count.count), key=lambda count: -count.count)


@dataclass(frozen=True)
class Reactions(OfPeople):
    """All items of one list that `n` people answered; below five `n` is 0: the real number is not told."""

    n: int = 0
    items: list[Reaction] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[Reaction]:
        return [reaction for reaction in self.items if reaction.item.kind in kinds]

    @property
    def scales(self) -> list[Reaction]:
        return self.of_kind("scale")

    @property
    def points(self) -> list[Reaction]:
        return self.of_kind("points")

    @property
    def choices(self) -> list[Reaction]:
        return self.of_kind("choice", "several")

    @property
    def texts(self) -> list[Reaction]:
        return self.of_kind("text")


def reactions_to(items: Sequence[Item], rows: Sequence[Data]) -> Reactions:
    """Return what these answers say. `rows` are those that count already."""
    if len(rows) < ENOUGH:
        return Reactions()
    return Reactions(len(rows), [reaction_to(item, rows) for item in items if item.kind != "heading"])


def reaction_to(item: Item, rows: Sequence[Data]) -> Reaction:
    if item.kind == "text":
        said = values_of(rows, item.key) if len(rows) >= ENOUGH_FOR_TEXTS else []
        return Reaction(item, texts=shuffled(said, item.key))
    values = if_enough(values_of(rows, item.key))
    if not values:
        return Reaction(item)
    mean = one_decimal(values) if item.kind in WITH_MEAN else None
    return Reaction(item, len(values), mean, division(item, values) if item.options else [])
