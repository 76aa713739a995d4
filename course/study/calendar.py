"""The weeks of one person's cohort: as a page for her, and as a file for her own calendar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from course.cohorts.models import CohortThing, CohortWeek, Enrolment
from course.notifications.letters import absolute
from course.study.programme import Programme, ShelfThing

IN_THE_CALENDAR = timedelta(minutes=30)


@dataclass(frozen=True)
class CourseWeek:
    """One week with its dingen. `state` is past, now or coming; `is_rest`: she is on leave when it opens."""

    id: int
    number: int
    opens_at: datetime
    state: str
    is_catch_up: bool = False
    is_rest: bool = False
    things: list[ShelfThing] = field(default_factory=list)


def weeks_for(enrolment: Enrolment, programme: Programme, at: datetime | None = None) -> list[CourseWeek]:
    """Return the weeks of this enrolment's cohort, with the dingen as they stand on her shelf. Two queries."""
    moment = at or timezone.now()
    shelf = {thing.id: thing for thing in programme.things}
    things: dict[int, list[ShelfThing]] = defaultdict(list)
    for thing_id, week_id in CohortThing.objects.filter(cohort=enrolment.cohort_id).values_list("thing_id", "week_id"):
        if thing_id in shelf:  # What was taken offline stands on no shelf.
            things[week_id].append(shelf[thing_id])
    weeks = list(CohortWeek.objects.filter(cohort=enrolment.cohort_id))
    now = max((week.number for week in weeks if week.is_open(moment)), default=0)
    return [
        CourseWeek(
            id=week.pk,
            number=week.number,
            opens_at=week.opens_at,
            state="now" if week.number == now else ("past" if week.number < now else "coming"),
            is_catch_up=week.is_catch_up,
            is_rest=is_on_leave(enrolment, week.opens_on),
            things=things[week.pk],
        )
        for week in weeks
    ]


def is_on_leave(enrolment: Enrolment, day: date) -> bool:
    """Say whether that day falls in her leave; one without an end goes on."""
    if enrolment.paused_at is None or day < timezone.localdate(enrolment.paused_at):
        return False
    return enrolment.paused_until is None or day < enrolment.paused_until


def calendar_file(enrolment: Enrolment, weeks: list[CourseWeek]) -> bytes:
    """Return these weeks as iCalendar: an event for each morning a week opens, and the last day. No query.

    An event keeps its uid when its week moves, so that a calendar that reads the file again moves it too.
    """
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//nl")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{settings.SITE_NAME}: {enrolment.cohort}")
    made_at = timezone.now()
    url = absolute(reverse("study:my_course"))
    for week in weeks:
        event = Event()
        event.add("uid", f"week-{week.id}@{host}")
        event.add("dtstamp", made_at)
        event.add("dtstart", week.opens_at)
        event.add("duration", IN_THE_CALENDAR)
        event.add("summary", summary_of(week))
        event.add("description", "\n".join([*(f"{thing.number} {thing.title}" for thing in week.things), url]))
        event.add("url", url)
        calendar.add_component(event)
    if enrolment.last_day is not None:
        calendar.add_component(_last_day(enrolment.last_day, f"last-{enrolment.pk}@{host}", made_at))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def summary_of(week: CourseWeek) -> str:
    values = {"site": settings.SITE_NAME, "number": week.number}
    if week.is_catch_up and not week.things:
        return _("%(site)s: week %(number)s, inhaalweek") % values
    return _("%(site)s: week %(number)s gaat open") % values


def _last_day(day: date, uid: str, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", day)
    event.add("summary", _("%(site)s: laatste dag om te antwoorden") % {"site": settings.SITE_NAME})
    return event
