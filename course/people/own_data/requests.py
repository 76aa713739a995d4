"""Asking to be erased: a week to take it back, a mail before, and then it is done by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from course.people.models import ErasureRequest, User
from course.people.own_data.erasure import close_door, erase_person

COOLING_OFF = timedelta(days=7)

TELLERS: list[Callable[[ErasureRequest], object]] = []
"""Called with each new request: a higher room sends the mails. Inside the transaction that made the request."""


class LastAdministrator(Exception):  # noqa: N818 - it says what is wrong
    """Nobody else could manage the site: she first makes somebody else an administrator."""


def tell_with(teller: Callable[[ErasureRequest], object]) -> None:
    """Have this called for each new request. Twice is once."""
    if teller not in TELLERS:
        TELLERS.append(teller)


def waiting_request(person: User) -> ErasureRequest | None:
    """Return the request that is neither taken back nor carried out, if there is one. One query."""
    return ErasureRequest.objects.filter(person=person, cancelled_at=None, done_at=None).first()


def ask_erasure(
    *,
    person: User,
    keeps_texts: bool,
    wait: timedelta = COOLING_OFF,
    by_retention: bool = False,
    at: datetime | None = None,
) -> ErasureRequest:
    """Return the request to erase this person, the one that waited already included. Raises LastAdministrator."""
    now = at or timezone.now()
    if is_last_administrator(person):
        raise LastAdministrator
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                person=person, keeps_texts=keeps_texts, by_retention=by_retention, asked_at=now, due_at=now + wait
            )
            for tell in TELLERS:
                tell(request)
    except IntegrityError:
        waiting = waiting_request(person)
        if waiting is None:
            raise
        return waiting
    return request


def is_last_administrator(person: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


def cancel_erasure(*, by: User, at: datetime | None = None) -> bool:
    """Take one's own request back; say whether one waited. Twice is once."""
    waiting = ErasureRequest.objects.filter(person=by, cancelled_at=None, done_at=None)
    return bool(waiting.update(cancelled_at=at or timezone.now()))


def carry_out(request: ErasureRequest, at: datetime | None = None) -> bool:
    """Erase who asked for it; say whether it was done. One that was taken back meanwhile is left alone."""
    now = at or timezone.now()
    with transaction.atomic():
        standing = ErasureRequest.objects.select_for_update().filter(pk=request.pk, cancelled_at=None, done_at=None)
        if not standing.exists():
            return False
        close_door(request.person)
    erase_person(person=request.person, keeps_texts=request.keeps_texts, at=now)
    ErasureRequest.objects.filter(pk=request.pk).update(done_at=now)
    return True


def carry_out_due(at: datetime | None = None) -> int:
    """Erase everybody whose week is over; return how many. One that was left half-way is done again."""
    now = at or timezone.now()
    due = ErasureRequest.objects.filter(cancelled_at=None, done_at=None, due_at__lte=now).select_related("person")
    return sum(carry_out(request, now) for request in due.order_by("due_at"))
