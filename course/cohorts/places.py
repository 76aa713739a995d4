"""What goes along when a library goes up in another: everything of cohorts that still run or are yet to begin."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from course.cohorts.models import ApprovedAddress, Cohort, Enrolment, Invitation, WaitingPlace
from course.people.models import Library, Team


def move_to(library: Library, into: Library, takes_over: Mapping[int, Team]) -> int:
    """Move enrolments and ways in of cohorts that are not over. Returns how many enrolments moved.

    Those of cohorts that are over stay: a report of then shows the library of then. A query a team, and five more.
    """
    today = timezone.localdate()
    running = Cohort.objects.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=today))
    enrolments = Enrolment.objects.filter(library=library, cohort__in=running)
    for old, team in takes_over.items():
        enrolments.filter(team=old).update(team=team)
        Invitation.objects.filter(library=library, team=old, cohort__in=running).update(team=team)
    moved = enrolments.update(library=into)
    for ways_in in (Invitation.objects, ApprovedAddress.objects, WaitingPlace.objects):
        ways_in.filter(library=library, cohort__in=running).update(library=into)
    return moved
