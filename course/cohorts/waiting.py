"""How many may come in, and who waits: in the order of asking, and never more than the maximum of the cohort.

Every place that is given out here is given out under a lock on the cohort's row, so that two people who ask at the same
moment come one after the other. An open invitation holds a place. What a trainer does by hand is her own decision, and
passes no maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from course.cohorts.joining_tasks import mail_later
from course.cohorts.models import Cohort, Enrolment, Invitation, WaitingPlace
from course.people.models import User

HOLDS_FOR = timedelta(days=7)
"""How long a place is kept for who asked for it herself: others wait behind her."""


@dataclass(frozen=True)
class Asker:
    """Who wants a place: an address, and the account behind it when there is one."""

    email: str
    person: User | None
    name: str
    library_id: int | None
    team_id: int | None = None

    @classmethod
    def of(cls, email: str, person: User | None, name: str, library_id: int | None) -> Asker:
        """Return who asks: what an account says of her goes before what was typed."""
        if person is None:
            return cls(email, None, name, library_id)
        if person.library_id is None:
            return cls(email, person, person.name or name, library_id)
        return cls(email, person, person.name or name, person.library_id, person.team_id)


def locked(cohort_id: int) -> Cohort:
    """Return the cohort, for this transaction alone: whoever else gives out places waits. One query."""
    return Cohort.objects.select_for_update().get(pk=cohort_id)


def taken(cohort: Cohort, at: datetime | None = None) -> int:
    """Return how many places are taken: by who takes part, and by open invitations of others. Two queries."""
    taking_part = Enrolment.objects.present().filter(cohort=cohort)
    invited = Invitation.objects.open(at).filter(cohort=cohort)
    others = invited.exclude(person__isnull=False, person__in=taking_part.values("person"))
    return taking_part.count() + others.count()


def room(cohort: Cohort, at: datetime | None = None) -> int | None:
    """Return how many places are free; None when there is no maximum. At most two queries."""
    return None if cohort.places is None else max(0, cohort.places - taken(cohort, at))


def is_full(cohort: Cohort, at: datetime | None = None) -> bool:
    """Say whether who asks now has to wait: nothing is free, or somebody waits already. At most three queries."""
    if cohort.places is None:
        return False
    return room(cohort, at) == 0 or cohort.waiting_list.waiting().exists()


def takes_people(cohort: Cohort, at: datetime | None = None) -> bool:
    """Say whether people may still come in by themselves: neither the last day to join nor the end has passed."""
    day = timezone.localdate(at)
    return all(last is None or last >= day for last in (cohort.joins_until, cohort.closes_on))


# --- Giving out a place ----------------------------------------------------------------------------------------------


def hold_place(cohort: Cohort, asker: Asker, now: datetime, by: User | None = None) -> Invitation:
    """Return the open invitation of this address, made when there is none. Call it under the lock. Three queries."""
    unused = Invitation.objects.filter(cohort=cohort, email=asker.email, used_at__isnull=True, revoked_at__isnull=True)
    unused.filter(expires_at__lte=now).update(revoked_at=now)
    found = unused.first()
    return found or Invitation.objects.create(
        cohort=cohort,
        email=asker.email,
        person=asker.person,
        name=asker.name,
        library_id=asker.library_id,
        team_id=asker.team_id,
        made_at=now,
        made_by=by,
        expires_at=now + HOLDS_FOR,
    )


@transaction.atomic
def fill(cohort_id: int, at: datetime | None = None) -> int:
    """Invite who waits first, as many as there are places, and return how many. Twice at once is once.

    Two queries when nobody waits, else four and five for each who is invited.
    """
    now = at or timezone.now()
    cohort = locked(cohort_id)
    return fill_locked(cohort, now) if takes_people(cohort, now) else 0


def fill_locked(cohort: Cohort, now: datetime) -> int:
    """The same, for who has the lock already."""
    waiting = list(WaitingPlace.objects.waiting().filter(cohort=cohort).select_related("person"))
    if not waiting:
        return 0
    free = room(cohort, now)
    invited = 0
    for place in waiting:
        if free is not None and invited >= free:
            break
        invited += invite_waiting(cohort, place, now)
    return invited


def invite_waiting(cohort: Cohort, place: WaitingPlace, now: datetime, by: User | None = None) -> bool:
    """Give this person her place and mail her; False, and off the list, when she takes part already or is gone.

    Call it under the lock.
    """
    person = place.person or User.objects.filter(email=place.email).first()
    if person is not None and (not person.is_active or _takes_part(person, cohort)):
        WaitingPlace.objects.filter(pk=place.pk).update(withdrawn_at=now)
        return False
    asker = Asker.of(place.email, person, place.name, place.library_id)
    invitation = hold_place(cohort, asker, now, by)
    WaitingPlace.objects.filter(pk=place.pk).update(invited_at=now)
    mail_later("place", invitation.pk)
    return True


def _takes_part(person: User, cohort: Cohort) -> bool:
    return Enrolment.objects.active().filter(person=person, cohort=cohort).exists()


@transaction.atomic
def invite_now(*, by: User, place: WaitingPlace, at: datetime | None = None) -> bool:
    """Invite somebody out of order, also above the maximum: a trainer's own decision. False when she waits no more."""
    now = at or timezone.now()
    cohort = locked(place.cohort_id)
    standing = WaitingPlace.objects.waiting().filter(pk=place.pk).select_related("person").first()
    return standing is not None and invite_waiting(cohort, standing, now, by)


def withdraw(*, place: WaitingPlace, at: datetime | None = None) -> bool:
    """Take somebody off the waiting list. False when she was not on it any more."""
    waits = WaitingPlace.objects.waiting().filter(pk=place.pk)
    return bool(waits.update(withdrawn_at=at or timezone.now()))


def number_of(place: WaitingPlace) -> int:
    """Return which place in the queue this is, from 1. One query."""
    earlier = Q(asked_at__lt=place.asked_at) | Q(asked_at=place.asked_at, pk__lt=place.pk)
    return WaitingPlace.objects.waiting().filter(earlier, cohort=place.cohort_id).count() + 1


# --- By itself -------------------------------------------------------------------------------------------------------


def fill_soon(cohort_id: int) -> None:
    """Invite who waits once this transaction is sure: somebody left, or there are more places.

    A fault here is logged and undoes nothing: `fill_all` comes by.
    """
    transaction.on_commit(partial(fill, cohort_id), robust=True)


def fill_all() -> int:
    """Invite who waits in every cohort that has places free: invitations end without anybody pressing a button.

    One query, and those of `fill` for each cohort with a waiting list.
    """
    waiting = WaitingPlace.objects.waiting().order_by().values_list("cohort_id", flat=True).distinct()
    return sum(fill(cohort_id) for cohort_id in list(waiting))
