"""For whom somebody may bring people in: which cohorts, and which libraries of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from course.cohorts.models import Cohort
from course.people.access import roles_of
from course.people.models import Library, User


@dataclass(frozen=True)
class Reach:
    """What one list may touch: the libraries of the cohort's POI, for a manager only those she manages.

    `libraries` has closed and merged ones too, because people may still stand there; nobody new comes into them.
    """

    cohort: Cohort
    libraries: frozenset[int]
    is_whole: bool


def reach_of(user: User | None, cohort: Cohort) -> Reach | None:
    """Return what `user` may bring into this cohort, or None when that is nothing. None is who works at the server.

    One query, and her roles.
    """
    theirs = Library.objects.filter(organisation=cohort.organisation_id)
    if user is None or user.is_superuser or cohort.organisation_id in roles_of(user).trains_at:
        return Reach(cohort, frozenset(theirs.values_list("pk", flat=True)), is_whole=True)
    mine = frozenset(theirs.filter(pk__in=roles_of(user).manages).values_list("pk", flat=True))
    return Reach(cohort, mine, is_whole=False) if mine else None


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """Return the cohorts into which `user` may bring people: of the POIs where she trains, or of her libraries' POIs.

    What is over takes nobody in any more. Costs her roles, and what the caller asks of it.
    """
    today = timezone.localdate()
    running = Cohort.objects.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=today))
    if user.is_superuser:
        return running
    roles = roles_of(user)
    theirs = Library.objects.filter(pk__in=roles.manages).values("organisation")
    return running.filter(Q(organisation__in=roles.trains_at) | Q(organisation__in=theirs))


def may_bring_people(user: User) -> bool:
    """Say whether these pages are for somebody at all. Her roles, once."""
    roles = roles_of(user)
    return user.is_superuser or roles.is_trainer or bool(roles.manages)
