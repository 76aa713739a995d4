"""What other rooms ask of this one: tell somebody something, once. And what people ask: less of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from course.notifications.models import Notice, Wishes
from course.notifications.tasks import deliver_notice
from course.people.models import User


def notify(*, person: User, reason: str, period: str, subject: str = "", due_at: datetime | None = None) -> None:
    """Put one notice in the outbox; a second one for the same person, reason and period changes nothing.

    `subject` is a key for the kind to look up. One query, and one after the transaction that puts its sending in the
    queue. Call it in the transaction of what happened: what is rolled back is then not told either.
    """
    now = timezone.now()
    Notice.objects.bulk_create(
        [Notice(person=person, reason=reason, period=period, subject=subject, due_at=due_at or now)],
        ignore_conflicts=True,
    )
    if due_at is None or due_at <= now:
        transaction.on_commit(partial(deliver_notice.enqueue, person.pk, reason, period))


def change_wishes(*, by: User, **wishes: Any) -> None:
    """Keep how somebody wants to be told; `wishes` are fields of Wishes. The same again changes nothing."""
    Wishes.objects.update_or_create(person=by, defaults={**wishes, "changed_at": timezone.now()})


def change_wish(*, person: User, wish: str, choice: str) -> None:
    """Set one of the two wishes of Wishes, as a mail's own link asks. The same again changes nothing.

    Raises ValueError for a wish or a choice that does not exist.
    """
    known = {"reactions": Wishes.Reactions.values, "digest": Wishes.Digest.values}
    if choice not in known.get(wish, []):
        raise ValueError(f"{choice!r} is no choice for {wish!r}.")
    change_wishes(by=person, **{wish: choice})
