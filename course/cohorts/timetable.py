"""The calendar of a cohort as a value: what it is, and every change to it as a plain function. No table, no clock.

So a preview, a change and taking it back are the same thing: a timetable before and a timetable after.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from course.cohorts.schedule import closing_day

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """One week. `id` is its row, None while it has none; two weeks are the same without it."""

    number: int
    opens_on: date
    is_catch_up: bool = False
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Entry:
    """One ding of the programme, in the week of that number."""

    thing_id: int
    number: int
    week: int
    is_core: bool = False


@dataclass(frozen=True)
class Timetable:
    """Weeks and dingen in their order, with the rule of being done. Numbers of weeks go from 1 without a gap."""

    weeks: tuple[Week, ...]
    entries: tuple[Entry, ...]
    threshold: int
    starts_on: date
    closes_on: date | None = None

    @property
    def print(self) -> str:
        """A short fingerprint: a form sends it back, so that a change is made to what its maker saw, and only once."""
        return hashlib.sha256(json.dumps(self.as_data(with_ids=False)).encode()).hexdigest()[:16]

    def week(self, number: int) -> Week:
        """Return that week. Raises ValidationError for one that is not there."""
        for week in self.weeks:
            if week.number == number:
                return week
        raise ValidationError(
            _("Deze ronde heeft geen week %(number)s. Kies een week uit de lijst.") % {"number": number}
        )

    def entry(self, number: int) -> Entry:
        """Return the ding of that number. Raises ValidationError for one that is not there."""
        for entry in self.entries:
            if entry.number == number:
                return entry
        raise ValidationError(
            _("Ding %(number)s hoort niet bij deze ronde. Kies een ding uit de lijst.") % {"number": number}
        )

    def in_week(self, number: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.week == number]

    def as_data(self, *, with_ids: bool = True) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        data = asdict(self)
        data["starts_on"] = self.starts_on.isoformat()
        data["closes_on"] = self.closes_on and self.closes_on.isoformat()
        data["weeks"] = [
            [week.number, week.opens_on.isoformat(), week.is_catch_up, *([week.id] if with_ids else [])]
            for week in self.weeks
        ]
        data["entries"] = [[entry.thing_id, entry.number, entry.week, entry.is_core] for entry in self.entries]
        return data


def from_data(data: Mapping[str, Any]) -> Timetable:
    """Return the timetable that `as_data` wrote down."""
    return Timetable(
        weeks=tuple(Week(number, date.fromisoformat(day), catch_up, pk) for number, day, catch_up, pk in data["weeks"]),
        entries=tuple(Entry(*row) for row in data["entries"]),
        threshold=data["threshold"],
        starts_on=date.fromisoformat(data["starts_on"]),
        closes_on=date.fromisoformat(data["closes_on"]) if data["closes_on"] else None,
    )


Change = Callable[[Timetable], Timetable]
"""Raises ValidationError, in a sentence, for a timetable to which it cannot be made."""


# --- Weeks -------------------------------------------------------------------------------------------------------


def shift(timetable: Timetable, *, week: int, weeks: int, following: bool) -> Timetable:
    """Move that week by so many weeks, and with `following` all weeks after it."""
    timetable.week(week)
    moves = {each.number for each in timetable.weeks if each.number == week or (following and each.number > week)}
    return with_days(
        timetable, {each.number: each.opens_on + weeks * WEEK for each in timetable.weeks if each.number in moves}
    )


def with_days(timetable: Timetable, days: Mapping[int, date]) -> Timetable:
    """Give these weeks (by number) another day to open."""
    weeks = tuple(replace(week, opens_on=days.get(week.number, week.opens_on)) for week in timetable.weeks)
    return _settled(timetable, replace(timetable, weeks=weeks))


def insert_catch_up(timetable: Timetable, *, after: int) -> Timetable:
    """Put a week without new dingen after that week; all that comes later opens a week later."""
    before = timetable.week(after)
    weeks: list[Week] = []
    for week in timetable.weeks:
        is_later = week.number > after
        weeks.append(replace(week, number=week.number + 1, opens_on=week.opens_on + WEEK) if is_later else week)
        if week.number == after:
            weeks.append(Week(after + 1, before.opens_on + WEEK, is_catch_up=True))
    entries = tuple(replace(each, week=each.week + (each.week > after)) for each in timetable.entries)
    return _settled(timetable, replace(timetable, weeks=tuple(weeks), entries=entries))


def remove_catch_up(timetable: Timetable, *, week: int) -> Timetable:
    """Take an empty catch-up week away; all that comes later opens a week sooner."""
    gone = timetable.week(week)
    if not gone.is_catch_up:
        raise ValidationError(
            _("Week %(week)s is geen inhaalweek. Alleen een inhaalweek kun je weghalen.") % {"week": week}
        )
    if timetable.in_week(week):
        raise ValidationError(
            _("In week %(week)s staan nog dingen. Verplaats die eerst naar een andere week.") % {"week": week}
        )
    weeks = tuple(
        replace(each, number=each.number - 1, opens_on=each.opens_on - WEEK) if each.number > week else each
        for each in timetable.weeks
        if each.number != week
    )
    entries = tuple(replace(each, week=each.week - (each.week > week)) for each in timetable.entries)
    return _settled(timetable, replace(timetable, weeks=weeks, entries=entries))


def _settled(before: Timetable, after: Timetable) -> Timetable:
    """Let first and last day follow the weeks, and refuse an order that would make a reader skip and come back.

    The last day follows only where it was the usual one: a day that somebody chose stays.
    """
    for earlier, later in zip(after.weeks, after.weeks[1:], strict=False):
        if later.opens_on < earlier.opens_on:
            raise ValidationError(
                _(
                    "Week %(later)s zou dan opengaan vóór week %(earlier)s. Elke week opent na de week ervoor. "
                    "Schuif ook de andere weken mee."
                )
                % {"later": later.number, "earlier": earlier.number}
            )
    starts_on, closes_on = after.starts_on, after.closes_on
    if before.weeks and after.weeks:
        starts_on += after.weeks[0].opens_on - before.weeks[0].opens_on
        if closes_on == closing_day(before.weeks[-1].opens_on):
            closes_on = closing_day(after.weeks[-1].opens_on)
        if closes_on is not None and after.weeks[-1].opens_on > closes_on:
            raise ValidationError(
                _(
                    "De laatste week zou dan opengaan op %(opens)s, en de ronde sluit op %(closes)s. "
                    "Kies eerst een latere laatste dag bij de gegevens van de ronde."
                )
                % {"opens": f"{after.weeks[-1].opens_on:%d-%m-%Y}", "closes": f"{closes_on:%d-%m-%Y}"}
            )
    return replace(after, starts_on=starts_on, closes_on=closes_on)


# --- Dingen ------------------------------------------------------------------------------------------------------


def move_thing(timetable: Timetable, *, number: int, week: int) -> Timetable:
    """Put the ding of that number into another week."""
    timetable.week(week)
    return _with_weeks(timetable, {timetable.entry(number).number: week})


def swap_things(timetable: Timetable, *, one: int, other: int) -> Timetable:
    """Let two dingen (by number) change weeks."""
    first, second = timetable.entry(one), timetable.entry(other)
    if first.week == second.week:
        raise ValidationError(
            _("Ding %(one)s en ding %(other)s staan al in dezelfde week. Kies dingen uit twee weken.")
            % {"one": one, "other": other}
        )
    return _with_weeks(timetable, {one: second.week, other: first.week})


def _with_weeks(timetable: Timetable, weeks: Mapping[int, int]) -> Timetable:
    entries = (replace(each, week=weeks.get(each.number, each.week)) for each in timetable.entries)
    return replace(timetable, entries=tuple(entries))


def drop_thing(timetable: Timetable, *, number: int) -> Timetable:
    """Take the ding of that number out of the programme."""
    gone = timetable.entry(number)
    if len(timetable.entries) == 1:
        raise ValidationError(_("Dit is het enige ding van deze ronde. Zet er eerst een ander ding bij."))
    return replace(timetable, entries=tuple(each for each in timetable.entries if each != gone))


def with_rule(timetable: Timetable, *, threshold: int, core: Collection[int]) -> Timetable:
    """Set how many dingen (of 23) somebody needs, and which numbers she cannot do without."""
    entries = tuple(replace(each, is_core=each.number in core) for each in timetable.entries)
    return replace(timetable, threshold=threshold, entries=entries)


# --- What changes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One line of a preview: a week that opens on another day, comes or goes; None for a day that is not there."""

    number: int
    is_catch_up: bool
    was: date | None
    becomes: date | None


def differences(before: Timetable, after: Timetable) -> list[Difference]:
    """Return the weeks of `after` with the day each had, and after them those that go.

    A week is followed by its row: one that a new week pushes on keeps its old day beside its new one.
    """
    old = {week.id: week for week in before.weeks}
    kept = {week.id for week in after.weeks}
    rows = [
        Difference(week.number, week.is_catch_up, old[week.id].opens_on if week.id in old else None, week.opens_on)
        for week in after.weeks
    ]
    return rows + [
        Difference(week.number, week.is_catch_up, week.opens_on, None) for week in before.weeks if week.id not in kept
    ]
