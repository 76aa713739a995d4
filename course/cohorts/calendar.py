"""Changing the calendar of a cohort, and taking the last change back. What each change does is in timetable.py.

Before and after stand in Wagtail's log: that is the history a trainer reads, and from there a change is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from course.cohorts.models import Cohort, CohortThing, CohortWeek
from course.cohorts.timetable import Change, Entry, Timetable, Week, from_data
from course.cohorts.traces import who_worked_on
from course.people.models import User
from lessons.models import ThingPage

CHANGED = "cohorts.calendar"
TAKEN_BACK = "cohorts.calendar_taken_back"
FAR = 1000
"""Added to the number of every week while they change places: a number is unique within its cohort."""
LOOKED_BACK = 100
"""How many changes may be taken back, one after the other."""


@dataclass(frozen=True)
class Wanted:
    """A change with its name: `key` and `values` say it in words (`described`), `seen` is what its maker looked at."""

    key: str
    values: Mapping[str, Any]
    change: Change
    seen: str = ""


@dataclass(frozen=True)
class LastChange:
    """The change that would be taken back: what it was, when and by whom (None: not known any more)."""

    entry_id: int
    before: Timetable
    words: str
    at: datetime
    by: User | None


def read(cohort: Cohort) -> Timetable:
    """Return the calendar as it stands. Two queries."""
    weeks = [Week(*row) for row in cohort.weeks.values_list("number", "opens_on", "is_catch_up", "pk")]
    rows = CohortThing.objects.filter(cohort=cohort).values_list("thing_id", "number", "week__number", "is_core")
    entries = [Entry(*row) for row in rows.order_by("number")]
    return Timetable(tuple(weeks), tuple(entries), cohort.threshold, cohort.starts_on, cohort.closes_on)


@transaction.atomic
def change(*, by: User | None, cohort: Cohort, wanted: Wanted) -> bool:
    """Make this change and say whether anything is different now. A fixed number of queries.

    Raises ValidationError when it cannot be made, when somebody else changed the calendar since (or the same press
    came twice), and when a ding would go that somebody of this cohort worked on.
    """
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    before = read(locked)
    if wanted.seen and wanted.seen != before.print:
        raise ValidationError(
            _("Het programma is intussen veranderd. Hieronder zie je het zoals het nu is. Is je wijziging nog nodig?")
        )
    after = wanted.change(before)
    if after == before:
        return False
    _store(locked, before, after)
    note(by=by, cohort=locked, before=before, key=wanted.key, values=wanted.values)
    return True


def note(*, by: User | None, cohort: Cohort, before: Timetable, key: str, values: Mapping[str, Any]) -> None:
    """Write down a change that was just made, so that it can be taken back. Three queries."""
    cohort.refresh_from_db(fields=["threshold", "starts_on", "closes_on"])
    after = read(cohort).as_data()
    log(cohort, CHANGED, user=by, data={"key": key, "values": dict(values), "before": before.as_data(), "after": after})


def last_change(cohort: Cohort) -> LastChange | None:
    """Return the newest change that was not taken back yet; None when the calendar changed in another way since.

    Three queries.
    """
    lines = (
        ModelLogEntry.objects.for_instance(cohort)
        .filter(action__in=[CHANGED, TAKEN_BACK])
        .select_related("user")
        .order_by("-timestamp", "-pk")[:LOOKED_BACK]
    )
    gone: set[int] = set()
    for line in lines:
        if line.action == TAKEN_BACK:
            gone.add(line.data["entry"])
        elif line.pk not in gone:
            if from_data(line.data["after"]) != read(cohort):
                return None
            words = described(line.data["key"], line.data["values"])
            return LastChange(line.pk, from_data(line.data["before"]), words, line.timestamp, line.user)
    return None


@transaction.atomic
def take_back(*, by: User | None, cohort: Cohort, entry_id: int) -> LastChange:
    """Put back what stood before that change. Raises ValidationError unless it is still the last one."""
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    last = last_change(locked)
    if last is None or last.entry_id != entry_id:
        raise ValidationError(_("Deze wijziging is al teruggenomen, of er kwam een andere na. Kijk hoe het nu is."))
    _store(locked, read(locked), last.before)
    log(cohort, TAKEN_BACK, user=by, data={"entry": entry_id, "words": last.words})
    return last


def _store(cohort: Cohort, before: Timetable, after: Timetable) -> None:
    kept_things = {entry.thing_id for entry in after.entries}
    gone = [entry for entry in before.entries if entry.thing_id not in kept_things]
    _refuse_what_people_worked_on(cohort, gone)
    ids = _store_weeks(cohort, before, after)
    CohortThing.objects.filter(cohort=cohort, thing__in=[entry.thing_id for entry in gone]).delete()
    rows = {row.thing_id: row for row in CohortThing.objects.filter(cohort=cohort)}
    fresh = []
    for entry in after.entries:
        row = rows.get(entry.thing_id)
        if row is None:
            row = CohortThing(cohort=cohort, thing_id=entry.thing_id, number=entry.number)
            fresh.append(row)
        row.week_id, row.is_core = ids[entry.week], entry.is_core
    CohortThing.objects.bulk_update(rows.values(), ["week", "is_core"])
    CohortThing.objects.bulk_create(fresh)
    kept_weeks = set(ids.values())
    CohortWeek.objects.filter(cohort=cohort).exclude(pk__in=kept_weeks).delete()
    rule = {"threshold": after.threshold, "starts_on": after.starts_on, "closes_on": after.closes_on}
    Cohort.objects.filter(pk=cohort.pk).update(**rule)


def _store_weeks(cohort: Cohort, before: Timetable, after: Timetable) -> dict[int, int]:
    """Write the weeks and return their ids by number. What is not among them keeps a number out of the way."""
    known = {week.id for week in before.weeks}
    cohort.weeks.update(number=F("number") + FAR)
    kept = [week for week in after.weeks if week.id in known]
    CohortWeek.objects.bulk_update(
        [
            CohortWeek(pk=week.id, number=week.number, opens_on=week.opens_on, is_catch_up=week.is_catch_up)
            for week in kept
        ],
        ["number", "opens_on", "is_catch_up"],
    )
    CohortWeek.objects.bulk_create(
        CohortWeek(cohort=cohort, number=week.number, opens_on=week.opens_on, is_catch_up=week.is_catch_up)
        for week in after.weeks
        if week.id not in known
    )
    return dict(cohort.weeks.filter(number__lt=FAR).values_list("number", "pk"))


def _refuse_what_people_worked_on(cohort: Cohort, entries: Iterable[Entry]) -> None:
    """Keep what people did: a ding on which somebody of this cohort worked stays in it (domain.md 3.11)."""
    members = cohort.enrolments.values("person")
    for entry in entries:
        people = len(who_worked_on([entry.thing_id], among=members))
        if people:
            raise ValidationError(
                ngettext(
                    "%(count)d mens uit deze ronde werkte al aan ding %(number)d. Daarom blijft het staan. "
                    "Je kunt het wel uit de kerndingen halen.",
                    "%(count)d mensen uit deze ronde werkten al aan ding %(number)d. Daarom blijft het staan. "
                    "Je kunt het wel uit de kerndingen halen.",
                    people,
                )
                % {"count": people, "number": entry.number}
            )


def described(key: str, values: Mapping[str, Any]) -> str:
    """Return in a sentence what a change was, in the language of who reads it."""
    if key in ("one", "following"):
        return _shifted(key, values)
    sentences = {
        "days": _("De dagen waarop weken opengaan, zijn aangepast."),
        "catch_up": _("Na week %(after)s kwam een inhaalweek."),
        "no_catch_up": _("Inhaalweek %(week)s ging weg."),
        "move": _("Ding %(number)s ging naar week %(week)s."),
        "swap": _("Ding %(one)s en ding %(other)s wisselden van week."),
        "drop": _("Ding %(number)s ging uit de ronde."),
        "add": _("Nieuwe dingen kwamen erbij: %(numbers)s."),
        "rule": _("De regel om klaar te zijn is aangepast."),
    }
    return sentences[key] % values


def _shifted(key: str, values: Mapping[str, Any]) -> str:
    weeks = int(values["weeks"])
    if key == "following":
        later = ngettext(
            "Week %(week)s en alles erna: %(count)d week later.",
            "Week %(week)s en alles erna: %(count)d weken later.",
            abs(weeks),
        )
        sooner = ngettext(
            "Week %(week)s en alles erna: %(count)d week eerder.",
            "Week %(week)s en alles erna: %(count)d weken eerder.",
            abs(weeks),
        )
    else:
        later = ngettext("Week %(week)s: %(count)d week later.", "Week %(week)s: %(count)d weken later.", abs(weeks))
        sooner = ngettext("Week %(week)s: %(count)d week eerder.", "Week %(week)s: %(count)d weken eerder.", abs(weeks))
    return (later if weeks > 0 else sooner) % {"week": values["week"], "count": abs(weeks)}


def titles_of(timetable: Timetable) -> dict[int, str]:
    """Return the titles of its dingen by number. One query."""
    numbers = {entry.thing_id: entry.number for entry in timetable.entries}
    pages = ThingPage.objects.filter(pk__in=numbers).values_list("pk", "title")
    return {numbers[pk]: title for pk, title in pages}
