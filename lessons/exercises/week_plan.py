"""The arithmetic of a week programme: who is on, who stands in, and what is left when somebody drops out. Pure.

The rules are those of ding 17 of the syllabus. A block takes its own minutes plus preparation; cover is the hours a
team has as a percentage of the hours its blocks ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

FIRST_MINUTE = 7 * 60
LAST_MINUTE = 23 * 60
"""A day runs from 7.00 to 23.00 hours, as in the pilot of 2013: sixteen hours."""
DAYS = 7
GREEN_FROM = 80
ORANGE_FROM = 50


@dataclass(frozen=True)
class Block:
    """One programme in the week. `day` counts from 0 for Monday; `begin` and both lengths are minutes."""

    name: str
    day: int
    begin: int
    minutes: int
    preparation: int
    person: str
    stand_in: str = ""

    @property
    def end(self) -> int:
        return self.begin + self.minutes

    @property
    def work(self) -> int:
        """The minutes somebody works for this block in a week."""
        return self.minutes + self.preparation

    def overlaps(self, other: Block) -> bool:
        """Say whether one person cannot do both; blocks that just touch can be done by one."""
        return self.day == other.day and self.begin < other.end and other.begin < self.end


@dataclass(frozen=True)
class DropOut:
    """What happens when one person drops out: her hours, the cover that is left, and what becomes of her blocks."""

    person: str
    hours: float
    cover: float | None
    level: str
    taken_over: tuple[Block, ...]
    lost: tuple[Block, ...]


@dataclass(frozen=True)
class WeekPlan:
    """Blocks of a week and the hours that the team has for them (None when nobody said)."""

    blocks: tuple[Block, ...]
    available: float | None = None

    @property
    def people(self) -> list[str]:
        """Who is on, in the order of the alphabet; one name in two spellings of capitals is one person."""
        names: dict[str, str] = {}
        for block in self.blocks:
            names.setdefault(block.person.casefold(), block.person)
        return sorted(names.values(), key=str.casefold)

    @property
    def hours(self) -> float:
        """The hours that all blocks take in a week, with preparation."""
        return sum(block.work for block in self.blocks) / 60

    def hours_of(self, person: str) -> float:
        return sum(block.work for block in self.of(person)) / 60

    def of(self, person: str) -> list[Block]:
        return [block for block in self.blocks if block.person.casefold() == person.casefold()]

    def _share(self, hours: float | None) -> float | None:
        return None if hours is None or not self.hours else hours / self.hours * 100

    @property
    def cover(self) -> float | None:
        """Available hours / hours asked x 100; None without blocks or without available hours."""
        return self._share(self.available)

    @property
    def busiest(self) -> str:
        """Who works most hours; of equals the first by name. Empty without blocks."""
        return max(self.people, key=self.hours_of, default="")

    @property
    def cover_without_busiest(self) -> float | None:
        """(Available hours - those of the busiest person) / hours asked x 100, and never below nothing."""
        return self.cover_without(self.busiest)

    def cover_without(self, person: str) -> float | None:
        left = None if self.available is None else max(0.0, self.available - self.hours_of(person))
        return self._share(left)

    def drop_out(self, person: str) -> DropOut:
        """Return what is left when this person drops out.

        A stand-in takes over what she can: not two things at once.
        """
        taken: list[Block] = []
        lost: list[Block] = []
        for block in self.of(person):
            (taken if self._can_take(block, taken) else lost).append(block)
        cover = self.cover_without(person)
        return DropOut(person, self.hours_of(person), cover, level_of(cover), tuple(taken), tuple(lost))

    def _can_take(self, block: Block, taken: Sequence[Block]) -> bool:
        name = block.stand_in.casefold()
        if not name:
            return False
        hers = [*self.of(block.stand_in), *(one for one in taken if one.stand_in.casefold() == name)]
        return not any(block.overlaps(other) for other in hers)

    @property
    def drop_outs(self) -> list[DropOut]:
        """What happens when each of them drops out, the busiest first."""
        return [self.drop_out(person) for person in sorted(self.people, key=lambda one: (-self.hours_of(one), one))]

    @property
    def without_stand_in(self) -> list[Block]:
        return [block for block in self.blocks if not block.stand_in]

    @property
    def overlaps(self) -> list[tuple[Block, Block]]:
        """Pairs of blocks that ask one person twice at the same time: a warning, not a fault."""
        return [
            (one, other)
            for one, other in combinations(self.blocks, 2)
            if one.person.casefold() == other.person.casefold() and one.overlaps(other)
        ]

    @property
    def covered_hours(self) -> float:
        """The hours of the week, from 7 to 23, in which at least one person is on."""
        return sum(self._covered_minutes(day) for day in range(DAYS)) / 60

    def _covered_minutes(self, day: int) -> int:
        covered, until = 0, FIRST_MINUTE
        for block in sorted((one for one in self.blocks if one.day == day), key=lambda one: one.begin):
            covered += max(0, block.end - max(until, block.begin))
            until = max(until, block.end)
        return covered

    @property
    def uncovered_hours(self) -> float:
        """The hours of the week from 7 to 23 in which nobody is on: 112 for an empty week."""
        return (LAST_MINUTE - FIRST_MINUTE) / 60 * DAYS - self.covered_hours

    def grid(self) -> list[tuple[int, list[list[Block]]]]:
        """Return the week as (hour, for each day the blocks in that hour), from 7 to 22."""
        return [
            (hour, [self._in_hour(day, hour) for day in range(DAYS)])
            for hour in range(FIRST_MINUTE // 60, LAST_MINUTE // 60)
        ]

    def _in_hour(self, day: int, hour: int) -> list[Block]:
        return [
            block
            for block in self.blocks
            if block.day == day and block.begin < (hour + 1) * 60 and block.end > hour * 60
        ]

    def by_day(self) -> list[tuple[int, list[Block]]]:
        """Return the blocks by day, each day's in order of time; days without blocks are left out."""
        days: dict[int, list[Block]] = defaultdict(list)
        for block in sorted(self.blocks, key=lambda one: (one.day, one.begin, one.name)):
            days[block.day].append(block)
        return list(days.items())


def level_of(cover: float | None) -> str:
    """Return "green" from 80 %, "orange" from 50 %, "red" below, and nothing for no cover."""
    if cover is None:
        return ""
    if cover >= GREEN_FROM:
        return "green"
    return "orange" if cover >= ORANGE_FROM else "red"


def is_complete(row: Mapping[str, Any]) -> bool:
    """Say whether a row as it is stored says all but the stand-in."""
    return all(row.get(name) not in (None, "") for name in ("name", "day", "begin", "minutes", "person"))


def plan_of(rows: Iterable[Mapping[str, Any]], available: float | None) -> WeekPlan:
    """Return the plan of the rows as they are stored; rows that miss something are left out."""
    blocks = tuple(
        Block(
            name=row["name"],
            day=row["day"],
            begin=row["begin"],
            minutes=row["minutes"],
            preparation=row.get("preparation") or 0,
            person=row["person"],
            stand_in=row.get("stand_in") or "",
        )
        for row in rows
        if is_complete(row)
    )
    return WeekPlan(blocks, available)
