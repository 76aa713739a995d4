"""Week programmes of ding 17 as calendars, and those that colleagues share with their team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from course.answers.actions import submit_answer
from course.answers.models import Answer
from course.cohorts.models import Enrolment
from course.people.models import User
from lessons.exercises.base import AnswerForm
from lessons.exercises.planner import plan_in
from lessons.exercises.week_plan import WeekPlan
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class SharedPlan:
    """A colleague's week programme, under the name that others see."""

    answer_id: int
    person_id: int
    who: str
    plan: WeekPlan
    sentence: str


def shared_with(person: User, enrolment: Enrolment, exercise: BoundExercise) -> list[SharedPlan]:
    """Return the plans that team mates share, the newest first; without a team those of her library in her cohort.

    One query.
    """
    mates = Enrolment.objects.active().filter(cohort=enrolment.cohort_id, library=enrolment.library_id)
    if enrolment.team_id is not None:
        mates = mates.filter(Q(team=enrolment.team_id))
    answers = (
        Answer.objects.filter(exercise=exercise.id, data__share=True, person__in=mates.values("person"))
        .exclude(person=person)
        .select_related("person")
        .order_by("-updated_at", "-pk")[:50]
    )
    return [
        SharedPlan(
            answer_id=answer.pk,
            person_id=answer.person_id,
            who=answer.person.shown_name,
            plan=plan_in(answer.data),
            sentence=answer.data.get("sentence", ""),
        )
        for answer in answers
    ]


@transaction.atomic
def take_over(*, by: User, page: ThingPage, exercise: BoundExercise, plan: Mapping[str, Any]) -> Answer:
    """Make a colleague's blocks her own; what she had stays readable among her attempts. She shares nothing by it."""
    return submit_answer(by=by, page=page, exercise=exercise, form=TakenOver(plan))


class TakenOver(AnswerForm):
    """The blocks of a colleague, as if somebody had filled them in."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        super().__init__()
        self.plan = plan

    def answer_data(self) -> dict[str, Any]:
        return {
            "blocks": list(self.plan.get("blocks", ())),
            "available": self.plan.get("available"),
            "sentence": "",
            "share": False,
        }


def calendar_of(plan: WeekPlan, title: str, first_day: date | None = None) -> bytes:
    """Return the plan as iCalendar: one event a block, every week from the first day on (default: next Monday)."""
    today = timezone.localdate()
    monday = first_day or today + timedelta(days=7 - today.weekday())
    zone = ZoneInfo(settings.TIME_ZONE)
    calendar = Calendar()
    calendar.add("prodid", "-//23 dingen//nl")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    made_at = timezone.now()
    for number, block in enumerate(plan.blocks):
        begins = datetime.combine(monday + timedelta(days=block.day), datetime.min.time(), tzinfo=zone)
        event = Event()
        event.add("uid", f"{block.day}-{block.begin}-{number}-{monday:%Y%m%d}@dingen")
        event.add("dtstamp", made_at)
        event.add("dtstart", begins.replace(hour=block.begin // 60, minute=block.begin % 60))
        event.add("duration", timedelta(minutes=block.minutes))
        event.add("rrule", {"freq": "weekly"})
        event.add("summary", f"{block.name} ({block.person})")
        if block.stand_in:
            event.add("description", _("Reserve: %(name)s") % {"name": block.stand_in})
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
