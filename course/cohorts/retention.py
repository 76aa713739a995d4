"""What ends by itself: when the last cohort of somebody closed long enough ago, her account does.

A cohort says how many months the work of its people stays at their names (`keeps_months`). Progress and answers belong
to a person and not to one cohort, so her data stays together until the last of her cohorts is past its time. Then she
is told, and a month later her account is erased; what others could read stays without her name. Who has a role stays.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from course.cohorts.models import Cohort, Enrolment
from course.people.models import ErasureRequest, Role, User
from course.people.own_data import requests

WARNING: Final = timedelta(days=30)
"""How long before it is done she hears of it."""
KEPT_AT_REQUEST: Final = timedelta(days=365)
"""How long an account stays that she chose to keep when its time was over."""


def past_cohorts(on: date | None = None) -> list[int]:
    """Return the ids of the cohorts whose time to keep is over on that day. One query."""
    day = on or timezone.localdate()
    closed = Cohort.objects.filter(closes_on__lt=day).values_list("pk", "closes_on", "keeps_months")
    return [pk for pk, closes_on, months in closed if closes_on and last_day(closes_on, months) < day]


def last_day(closes_on: date, keeps_months: int) -> date:
    """Return the last day on which the work stands at people's names; at the end of a short month its last day."""
    years, month = divmod(closes_on.month - 1 + keeps_months, 12)
    year = closes_on.year + years
    return date(year, month + 1, min(closes_on.day, monthrange(year, month + 1)[1]))


def people_past(at: datetime | None = None) -> QuerySet[User]:
    """Return whose cohorts are all past their time, and who was not told yet. Three queries.

    Not who has a role or manages the site, nor who chose to keep her account within the last year.
    """
    now = at or timezone.now()
    past = past_cohorts(timezone.localtime(now).date())
    of = Enrolment.objects.filter(person=OuterRef("pk"))
    told = ErasureRequest.objects.filter(person=OuterRef("pk"))
    return (
        User.objects.filter(Exists(of), is_superuser=False, is_staff=False, erased_at__isnull=True)
        .exclude(Exists(of.exclude(cohort__in=past)))
        .exclude(Exists(Role.objects.current().filter(person=OuterRef("pk"))))
        .exclude(Exists(told.filter(cancelled_at__isnull=True, done_at__isnull=True)))
        .exclude(Exists(told.filter(by_retention=True, cancelled_at__gt=now - KEPT_AT_REQUEST)))
        .order_by("pk")
    )


def end_accounts(at: datetime | None = None) -> int:
    """Tell everybody whose time is over, and return how many; a month later who did not say no is erased.

    Twice is once.
    """
    now = at or timezone.now()
    people = list(people_past(now))
    for person in people:
        requests.ask_erasure(person=person, keeps_texts=True, wait=WARNING, by_retention=True, at=now)
    return len(people)
