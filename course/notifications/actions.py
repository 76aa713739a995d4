"""What other rooms ask of this one: tell somebody something, once."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from course.notifications.models import Notice
from course.people.models import User


def notify(*, person: User, reason: str, period: str, subject: str = "", due_at: datetime | None = None) -> None:
    """Put one notice in the outbox; a second one for the same person, reason and period changes nothing.

    `subject` is a key for the kind to look up. One query. Call it in the transaction of what happened: what is rolled
    back is then not told either.
    """
    Notice.objects.bulk_create(
        [Notice(person=person, reason=reason, period=period, subject=subject, due_at=due_at or timezone.now())],
        ignore_conflicts=True,
    )
