"""The dingen of one person's cohort as she meets them: on the shelf, in a list, on the loan card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import CharField, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone

from course.cohorts import schedule
from course.cohorts.models import CohortThing, CohortWeek, Enrolment
from course.evaluations.waiting import evaluated_by
from course.people.models import User
from lessons.models import ModulePage


@dataclass(frozen=True)
class ShelfThing:
    """One ding as a book. `state` is done, now, todo or locked; dates are local dates, `opens_on` only when locked."""

    id: int
    number: int
    title: str
    spine_title: str
    url: str
    state: str
    minutes: int
    is_core: bool
    done_on: date | None = None
    opens_on: date | None = None
    exercises_done: int = 0
    exercises_total: int = 0
    is_exempted: bool = False
    is_evaluated: bool = False


@dataclass(frozen=True)
class ShelfModule:
    """One module with its books; `opens_on` only while the whole module is shut."""

    number: int
    title: str
    short_title: str
    url: str
    things: list[ShelfThing]
    opens_on: date | None = None


@dataclass(frozen=True)
class Programme:
    """All dingen of a cohort with one person's state."""

    modules: list[ShelfModule] = field(default_factory=list)

    @property
    def things(self) -> list[ShelfThing]:
        return [thing for module in self.modules for thing in module.things]

    @property
    def done(self) -> list[ShelfThing]:
        """What is done, the newest stamp first."""
        done = [thing for thing in self.things if thing.done_on]
        return sorted(done, key=lambda thing: (thing.done_on, thing.number), reverse=True)

    def is_enough(self, threshold: int) -> bool:
        """Say whether what is done meets a cohort's rule: its threshold in proportion, and all of the core set."""
        things = self.things
        required = schedule.required_things(threshold, len(things))
        core = [thing.number for thing in things if thing.is_core]
        return schedule.is_course_done([thing.number for thing in self.done], core, required)

    @property
    def now(self) -> ShelfThing | None:
        """The ding to go on with."""
        return next((thing for thing in self.things if thing.state == "now"), None)

    @property
    def begins_on(self) -> date | None:
        """The day the first ding opens, while every one of them is still shut."""
        days = [thing.opens_on for thing in self.things if thing.opens_on]
        return min(days, default=None) if len(days) == len(self.things) else None

    def module_of(self, thing_id: int) -> ShelfModule | None:
        return next((module for module in self.modules if any(t.id == thing_id for t in module.things)), None)

    def neighbours(self, thing_id: int) -> tuple[ShelfThing | None, ShelfThing | None]:
        """Return the ding before and the ding after."""
        things = self.things
        place = next((place for place, thing in enumerate(things) if thing.id == thing_id), None)
        if place is None:
            return None, None
        return (things[place - 1] if place else None, things[place + 1] if place + 1 < len(things) else None)


def module_field(name: str) -> Subquery:
    """Return a column of the module above a ding: its path is the ding's without the last step of four signs."""
    parent = Substr(OuterRef("thing__path"), 1, Length(OuterRef("thing__path")) - 4, output_field=CharField())
    return Subquery(ModulePage.objects.filter(path=parent).values(name)[:1])


def programme_for(person: User, enrolment: Enrolment, at: datetime | None = None) -> Programme:
    """Return the programme of this enrolment's cohort with that person's state. One query."""
    moment = at or timezone.now()
    rows = list(
        CohortThing.objects.filter(cohort=enrolment.cohort_id, thing__live=True)
        .annotate(mine=FilteredRelation("thing__completions", condition=Q(thing__completions__person=person)))
        .annotate(
            module_number=module_field("number"),
            module_title=module_field("title"),
            module_short_title=module_field("short_title"),
            module_path=module_field("url_path"),
            is_evaluated=Exists(evaluated_by(person).filter(thing=OuterRef("thing"))),
        )
        .order_by("number")
        .values(
            "thing_id",
            "number",
            "is_core",
            "module_number",
            "module_title",
            "module_short_title",
            "module_path",
            "is_evaluated",
            title=F("thing__title"),
            spine_title=F("thing__spine_title"),
            path=F("thing__url_path"),
            minutes=F("thing__minutes_read") + F("thing__minutes_do") + F("thing__minutes_review"),
            opens_on=F("week__opens_on"),
            done_at=F("mine__done_at"),
            started_at=F("mine__started_at"),
            exercises_done=F("mine__exercises_done"),
            exercises_total=F("mine__exercises_total"),
            is_exempted=F("mine__is_exempted"),
        )
    )
    shut = {row["thing_id"] for row in rows if not is_open(row, enrolment, moment)}
    now = continue_with(rows, shut)
    modules = []
    for _number, group in groupby(rows, key=lambda row: row["module_number"]):
        members = list(group)
        things = [shelf_thing(row, now, shut) for row in members]
        all_shut = all(thing.state == "locked" for thing in things)
        modules.append(
            ShelfModule(
                number=members[0]["module_number"] or 1,
                title=members[0]["module_title"] or "",
                short_title=members[0]["module_short_title"] or "",
                url=address_of(members[0]["module_path"] or "//"),
                things=things,
                opens_on=things[0].opens_on if all_shut else None,
            )
        )
    return Programme(modules)


def address_of(url_path: str) -> str:
    """Return the address of a page from its path; see `lessons.models.OnSite`."""
    return "/" + "/".join(url_path.split("/")[2:])


def is_open(row: Mapping[str, Any], enrolment: Enrolment, moment: datetime) -> bool:
    cohort = enrolment.cohort
    if cohort.work_ahead and cohort.starts_on <= timezone.localdate(moment):
        return True
    return CohortWeek(opens_on=row["opens_on"]).is_open(moment)


def continue_with(rows: Sequence[Mapping[str, Any]], shut: set[int]) -> int | None:
    """Return the ding to go on with: the one begun last and not done, else the first open one that is not done."""
    open_rows = [row for row in rows if row["thing_id"] not in shut and not row["done_at"]]
    busy = [row for row in open_rows if row["started_at"]]
    if busy:
        chosen: int = max(busy, key=lambda row: row["started_at"])["thing_id"]
        return chosen
    return next((row["thing_id"] for row in open_rows), None)


def shelf_thing(row: Mapping[str, Any], now: int | None, shut: set[int]) -> ShelfThing:
    is_shut = row["thing_id"] in shut and not row["done_at"]
    if row["done_at"]:
        state = "done"
    elif row["thing_id"] == now:
        state = "now"
    else:
        state = "locked" if is_shut else "todo"
    return ShelfThing(
        id=row["thing_id"],
        number=row["number"],
        title=row["title"],
        spine_title=row["spine_title"],
        url="" if is_shut else address_of(row["path"]),
        state=state,
        minutes=row["minutes"],
        is_core=row["is_core"],
        done_on=timezone.localdate(row["done_at"]) if row["done_at"] else None,
        opens_on=row["opens_on"] if is_shut else None,
        exercises_done=row["exercises_done"] or 0,
        exercises_total=row["exercises_total"] or 0,
        is_exempted=bool(row["is_exempted"]),
        is_evaluated=row["is_evaluated"],
    )
