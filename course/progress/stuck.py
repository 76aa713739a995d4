"""A gentle word to whoever began a ding and left it lying: once a ding, once in three weeks, and never "behind"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from course.cohorts.models import CohortThing, Enrolment
from course.cohorts.schedule import required_things
from course.notifications.hours import AMSTERDAM
from course.notifications.kinds import Letter
from course.notifications.letters import absolute, quoted
from course.notifications.models import Notice, Wishes
from course.people.models import User
from course.progress.models import LedgerEntry, ThingCompletion
from course.progress.week_opens import address_of, due, taking_part

REASON = "stuck"
LIES_FOR = timedelta(days=14)
FORGOTTEN_AFTER = timedelta(days=60)
"""A ding of last season is no longer lying there: she has let it go, and may."""
ONCE_IN = timedelta(days=21)


@dataclass(frozen=True)
class Lying:
    """A ding that somebody began and left, with the enrolment through which she takes it."""

    completion: ThingCompletion
    enrolment: Enrolment


# --- Making them due -------------------------------------------------------------------------------------------------


def make_due(at: datetime | None = None) -> None:
    """Put a notice in the outbox for everybody with a ding that lies; a second time it finds nobody.

    Three queries, whatever the number of people: the dingen, their people, and the notices.
    """
    now = at or timezone.now()
    newest: dict[int, int] = {}
    for person_id, thing_id in lying(now).order_by("person", "-started_at").values_list("person", "thing"):
        newest.setdefault(person_id, thing_id)
    people = User.objects.filter(pk__in=newest).select_related("wishes") if newest else []
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                reason=REASON,
                period=str(newest[person.pk]),
                subject=str(newest[person.pk]),
                made_at=now,
                due_at=due(person, now),
            )
            for person in people
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def lying(now: datetime) -> QuerySet[ThingCompletion]:
    """Return the dingen that lie, of people who may be told of them now."""
    mine = {"person": OuterRef("person")}
    told = Notice.objects.filter(**mine, reason=REASON)
    did_something = LedgerEntry.objects.filter(**mine, at__gt=now - LIES_FOR)
    takes = enrolments_that_count(now).filter(**mine, cohort__programme__thing=OuterRef("thing"))
    return (
        ThingCompletion.objects.filter(
            state=ThingCompletion.State.BUSY,
            started_at__range=(now - FORGOTTEN_AFTER, now - LIES_FOR),
            person__is_active=True,
            thing__live=True,
        )
        .exclude(person__wishes__course=Wishes.Course.NEVER)
        .filter(
            Exists(takes),
            ~Exists(did_something),
            ~Exists(told.filter(made_at__gt=now - ONCE_IN)),
            ~Exists(told.filter(period=Cast(OuterRef("thing_id"), CharField()))),
        )
    )


def enrolments_that_count(now: datetime) -> QuerySet[Enrolment]:
    """Return the enrolments in cohorts that run, of people who do dingen there: not who reads along, or has enough."""
    today = now.astimezone(AMSTERDAM).date()
    open_for_her = Q(cohort__closes_on__isnull=True) | Q(cohort__closes_on__gte=today) | Q(extended_until__gte=today)
    return (
        taking_part()
        .filter(open_for_her, cohort__starts_on__lte=today, things_done__lt=F("cohort__threshold"))
        .exclude(way=Enrolment.Way.READ)
    )


# --- Writing one -----------------------------------------------------------------------------------------------------


def find(notice: Notice) -> Lying | None:
    """Return the ding this notice is about, while it still lies there. At most three queries."""
    if not notice.subject.isdecimal():
        return None
    now = notice.claimed_at or timezone.now()
    completion = (
        ThingCompletion.objects.filter(
            person=notice.person, thing=int(notice.subject), thing__live=True, state=ThingCompletion.State.BUSY
        )
        .select_related("thing")
        .defer("thing__body")
        .first()
    )
    if completion is None or LedgerEntry.objects.filter(person=notice.person, at__gt=now - LIES_FOR).exists():
        return None
    enrolment = (
        enrolments_that_count(now)
        .filter(person=notice.person, cohort__programme__thing=completion.thing_id)
        .select_related("cohort__contact")
        .order_by("-cohort__starts_on")
        .first()
    )
    return Lying(completion, enrolment) if enrolment is not None else None


def still_lies(notice: Notice) -> bool:
    return find(notice) is not None


def write(notice: Notice) -> Letter | None:
    """Return the letter; None when she has enough dingen already. At most five queries."""
    found = find(notice)
    if found is None:
        return None
    completion, cohort = found.completion, found.enrolment.cohort
    programme = CohortThing.objects.filter(cohort=cohort, thing__live=True).count()
    if found.enrolment.things_done >= required_things(cohort.threshold, programme):
        return None
    thing = completion.thing
    last_day = max((day for day in (cohort.closes_on, found.enrolment.extended_until) if day), default=None)
    context = {
        "number": thing.number,
        "title": quoted(thing.title),
        "done": completion.exercises_done,
        "total": completion.exercises_total,
        "url": address_of(thing),
        "account_url": absolute(reverse("study:account")),
        "last_day": last_day,
        "contact": quoted(cohort.contact.name) if cohort.contact is not None else "",
    }
    subject = _("Ding %(number)s ligt nog voor je klaar") % context
    return Letter(subject, render_to_string("progress/letters/stuck.txt", context))
