"""What we remember of mail that comes back: hard means never again, soft means not today."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from course.notifications.models import SOFT_FAILURES, Undeliverable
from course.people.models import User


@transaction.atomic
def note_failure(
    *, person: User, why: Undeliverable.Why, is_hard: bool, said: str = "", at: datetime | None = None
) -> Undeliverable:
    """Remember that mail to this person's address came back, and stop where that was hard, or the third time.

    A row about an earlier address of hers begins anew. At most four queries.
    """
    now = at or timezone.now()
    row, _is_new = Undeliverable.objects.select_for_update().get_or_create(
        person=person, defaults={"address": person.email, "why": why, "since": now}
    )
    if row.address.lower() != person.email.lower():
        row.address, row.failures, row.since, row.stopped_at = person.email, 0, now, None
    row.failures += 1
    row.why, row.said, row.last_at = why, said.replace("\0", "")[:300], now
    if row.stopped_at is None and (is_hard or row.failures >= SOFT_FAILURES):
        row.stopped_at = now
    row.save()
    return row
