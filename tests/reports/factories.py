"""Completions as `progress` would have stored them, counter included."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage


def finish(person: User, thing: ThingPage, cohort: Cohort, at: datetime | None = None) -> None:
    """Make this ding done for this person at that moment (default: now)."""
    moment = at or timezone.now()
    ThingCompletion.objects.create(
        person=person, thing=thing, state="done", exercises_done=1, exercises_total=1, started_at=moment, done_at=moment
    )
    enrolment = Enrolment.objects.get(person=person, cohort=cohort)
    enrolment.things_done += 1
    enrolment.save(update_fields=["things_done"])


def begin(person: User, thing: ThingPage) -> None:
    """Make this person busy with this ding."""
    ThingCompletion.objects.create(
        person=person, thing=thing, state="busy", exercises_total=2, exercises_done=1, started_at=timezone.now()
    )
