"""The door to a lesson: used by the page itself and by every POST, because a POST passes no page restriction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.models import Page

from course.cohorts.models import Cohort, CohortThing, CourseOwner, Enrolment
from course.people.access import roles_of
from course.people.models import User
from lessons.models import ThingPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True)
class Door:
    """What one person finds at the door of one ding.

    `enrolment` is None for a trainer who only looks; `opens_at` is set when the ding is still shut.
    """

    enrolment: Enrolment | None
    entry: CohortThing | None
    may_read: bool
    may_answer: bool
    opens_at: datetime | None = None


ENROLMENT_FIELDS = ("id", "way", "library_id", "team_id", "enrolled_at", "paused_at", "extended_until", "things_done")

SHUT = Door(enrolment=None, entry=None, may_read=False, may_answer=False)


def door_to(user: User | AnonymousUser, thing: Page, at: datetime | None = None) -> Door:
    """Return what this person may do with this ding at that moment (default: now).

    A participant reads and answers what her cohort has opened; after its last day, or her own, she still reads. In
    several cohorts of one course the one that lets her do most counts, and of those the newest. A trainer reads every
    ding of a course that her POI owns or runs. Queries: programme entry and enrolment in one, and only for
    somebody who is not enrolled her roles, and for a trainer the course.
    """
    if not isinstance(user, User) or not user.is_active or not thing.live:
        return SHUT
    moment = at or timezone.now()
    doors = [_door_of(entry, enrolment, moment) for entry, enrolment in _entries_for(user, thing)]
    if doors:
        return max(doors, key=lambda door: (door.may_answer, door.may_read))  # The first of equals: the newest.
    if trains_course_of(user, thing):
        return Door(enrolment=None, entry=None, may_read=True, may_answer=False)
    return SHUT


def _door_of(entry: CohortThing, enrolment: Enrolment, moment: datetime) -> Door:
    ahead = entry.cohort.work_ahead and entry.cohort.starts_on <= timezone.localdate(moment)
    if not ahead and not entry.week.is_open(moment):
        return Door(enrolment, entry, may_read=False, may_answer=False, opens_at=entry.week.opens_at)
    return Door(enrolment, entry, may_read=True, may_answer=not enrolment.is_closed(timezone.localdate(moment)))


def _entries_for(user: User, thing: Page) -> list[tuple[CohortThing, Enrolment]]:
    """Return the programme entries through which this person takes this ding, each with her enrolment. One query.

    The newest cohort comes first.
    """
    entries = (
        CohortThing.objects.filter(
            thing=thing.pk, cohort__enrolments__person=user, cohort__enrolments__left_at__isnull=True
        )
        .select_related("week", "cohort__organisation")
        .annotate(**{f"enrolled_{name}": F(f"cohort__enrolments__{name}") for name in ENROLMENT_FIELDS})
        .order_by("-cohort__starts_on", "-pk")
    )
    return [(entry, _enrolment_of(entry, user)) for entry in entries]


def _enrolment_of(entry: CohortThing, user: User) -> Enrolment:
    values = {name: getattr(entry, f"enrolled_{name}") for name in ENROLMENT_FIELDS}
    return Enrolment(person=user, cohort=entry.cohort, **values)


def trains_course_of(user: User, page: Page) -> bool:
    """Say whether this person trains at a POI that owns this page's course, runs a cohort of it, or may edit it all."""
    if user.is_superuser:
        return True
    trains_at = roles_of(user).trains_at
    if not trains_at:
        return False
    above = page.get_ancestors(inclusive=True).values("pk")
    return (
        Cohort.objects.filter(course__in=above, organisation__in=trains_at).exists()
        or CourseOwner.objects.filter(course__in=above, organisation__in=trains_at).exists()
    )


def open_thing(user: User | AnonymousUser, thing_id: int, *, to_answer: bool = False) -> tuple[ThingPage, Door]:
    """Return the live ding with that id and its door, or raise.

    Raises Http404 when there is no such live ding, PermissionDenied when this person may not read it (or, with
    `to_answer`, not answer it).
    """
    thing = get_object_or_404(ThingPage.objects.live(), pk=thing_id)
    door = door_to(user, thing)
    if not door.may_read or (to_answer and not door.may_answer):
        raise PermissionDenied
    return thing, door


def trained_thing(user: User, thing_id: int) -> ThingPage:
    """Return the live ding with that id. Raises Http404, or PermissionDenied for who does not train its course."""
    thing = get_object_or_404(ThingPage.objects.live(), pk=thing_id)
    if not trains_course_of(user, thing):
        raise PermissionDenied
    return thing


def run_cohort(user: User, slug: str) -> Cohort:
    """Return the cohort of that slug, with its course, that a POI of this trainer runs. Raises Http404."""
    return get_object_or_404(Cohort.objects.run_by(roles_of(user).trains_at).select_related("course"), slug=slug)


def enrolments_of(person: User) -> list[Enrolment]:
    """Return what somebody takes part in, the newest cohort first. One query, kept on the object."""
    if not hasattr(person, "_enrolments"):
        mine = Enrolment.objects.active().for_person(person).select_related("cohort__organisation", "library", "team")
        person._enrolments = list(mine)  # type: ignore[attr-defined]  # a cache on the object
    found: list[Enrolment] = person._enrolments  # type: ignore[attr-defined]  # set above
    return found


def current_enrolment(person: User) -> Enrolment | None:
    """Return the enrolment somebody is busy with: the newest cohort that began and is open to her, else the newest.

    Its query is that of `enrolments_of`.
    """
    mine, today = enrolments_of(person), timezone.localdate()
    busy = (one for one in mine if one.cohort.starts_on <= today and not one.is_closed(today))
    return next(busy, None) or next(iter(mine), None)


def chosen_enrolment(person: User, slug: str) -> Enrolment | None:
    """Return her enrolment in the cohort of that slug; the current one when it is empty or no cohort of hers."""
    return next((one for one in enrolments_of(person) if one.cohort.slug == slug), None) or current_enrolment(person)
