"""What the worker does for this room, and when the clock puts it in the queue."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from course.notifications import outbox
from course.notifications.models import CLAIM_LASTS, Notice
from course.notifications.recurring import Recurring

logger = logging.getLogger(__name__)

TASK_LASTS = timedelta(hours=1)
"""No task of this site takes as long: whatever runs since longer was left by a worker that is gone."""
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=14)


@task()
def deliver_notice(person_id: int, reason: str, period: str) -> str:
    """Send one notice right after what it tells of. Named by what makes it one: a bulk insert gives no ids back."""
    pk = (
        Notice.objects.waiting().filter(person=person_id, reason=reason, period=period).values_list("pk", flat=True)
    ).first()
    return outbox.deliver(pk).value if pk is not None else outbox.Result.NOT_OURS.value


@task()
def deliver_due() -> dict[str, int]:
    """Send all that is due."""
    return {result.value: count for result, count in outbox.deliver_due().items() if count}


def enqueue_due() -> None:
    """Put the sending of what is due in the queue; not again while the last time still waits there. Two queries."""
    if not Notice.objects.due(timezone.now()).exists():
        return
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=deliver_due.module_path)
    if not waiting.exists():
        deliver_due.enqueue()


def take_up() -> None:
    """Give back what a killed worker left claimed: tasks to the queue, and a word in the log about notices.

    A notice needs nothing else: `due()` offers it again once its claim is old. Two queries when there is nothing.
    """
    now = timezone.now()
    for left in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - TASK_LASTS):
        gives_up = len(left.worker_ids) >= MOST_ATTEMPTS
        fields = {"status": TaskResultStatus.FAILED, "finished_at": now} if gives_up else {"status": "READY"}
        same = DBTaskResult.objects.filter(pk=left.pk, status=TaskResultStatus.RUNNING, started_at=left.started_at)
        if same.update(**fields):
            logger.warning("Task %s was left by a worker; %s.", left.task_path, "given up" if gives_up else "again")
    for notice in Notice.objects.waiting().filter(claimed_at__lt=now - CLAIM_LASTS):
        logger.warning("Notice %s was left by a worker; it is sent again, perhaps twice.", notice.pk)


def prune() -> None:
    """Forget the tasks that ended two weeks ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()


JOBS = (
    # Cron never comes after exactly a minute: due at half of it means due at every tick.
    Recurring("notifications.take_up", timedelta(seconds=30), take_up),
    Recurring("notifications.enqueue_due", timedelta(seconds=30), enqueue_due),
    Recurring("notifications.prune", timedelta(days=1), prune),
)
