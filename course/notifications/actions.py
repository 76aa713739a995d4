"""What other rooms ask of this one: tell somebody something, once. And what people ask: less of it."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from course.notifications.models import FAILURES, Notice, NoticeQuerySet, Undeliverable, Wishes
from course.notifications.tasks import deliver_notice
from course.people.models import User

logger = logging.getLogger(__name__)


def notify(*, person: User, reason: str, period: str, subject: str = "", due_at: datetime | None = None) -> None:
    """Put one notice in the outbox; a second one for the same person, reason and period changes nothing.

    `subject` is a key for the kind to look up. A `period` that begins with `cohort:<id>:` is of that cohort only:
    trainers of another one do not read of it. One query, and one after the transaction that puts its sending in the
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
    """Set one of the wishes of Wishes, as a mail's own link asks. The same again changes nothing.

    Raises ValueError for a wish or a choice that does not exist.
    """
    known = {"reactions": Wishes.Reactions.values, "digest": Wishes.Digest.values, "course": Wishes.Course.values}
    if choice not in known.get(wish, []):
        raise ValueError(f"{choice!r} is no choice for {wish!r}.")
    change_wishes(by=person, **{wish: choice})


def try_again(*, by: User, notices: NoticeQuerySet) -> int:
    """Send these once more, as far as they failed; return how many that are. `by` must be somebody who may ask it.

    What failed because mail to the address comes back stays as it is until the address is confirmed. One query to
    find them, one to change them, and a line in the log.
    """
    stopped = Undeliverable.objects.stopped().values("person")
    failed = notices.in_state("failed").exclude(person__in=stopped)
    ids = list(failed.order_by().values_list("pk", flat=True))
    fields: dict[str, Any] = {"sent_at": None, "dropped_at": None, "claimed_at": None, "due_at": timezone.now()}
    count = Notice.objects.filter(pk__in=ids, cause__in=FAILURES).update(**fields, attempts=0, cause="", outcome="")
    logger.info("Person %s asked to send %s notices again.", by.pk, count)
    return count


def confirm_address(*, by: User, person: User) -> bool:
    """Take mail to this person up again: she or her trainer says that the address is right. Says whether it stood."""
    stopped = Undeliverable.objects.stopped().filter(person=person)
    confirmed = bool(stopped.update(stopped_at=None, failures=0))
    if confirmed:
        logger.info("Person %s confirmed the address of person %s.", by.pk, person.pk)
    return confirmed
