"""What this site does by itself, again and again: a registry, and the one function that runs what is due.

A room registers its own in its AppConfig.ready(). `manage.py tick` runs them, from cron every minute; two ticks at once
are harmless, because each job is claimed by compare-and-set. A job does little itself: long work it puts in the queue.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from course.notifications.models import Recurrence

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=5)
"""A job that was claimed longer ago than this was killed: the next tick takes it up."""


@dataclass(frozen=True)
class Recurring:
    """One job. `run` must be idempotent: after a crash it runs again. `every` is counted from where it began."""

    name: str
    every: timedelta
    run: Callable[[], object]


JOBS: dict[str, Recurring] = {}


def register(job: Recurring) -> None:
    """Make a job known. Twice is once."""
    JOBS[job.name] = job


@dataclass(frozen=True)
class Ran:
    """What became of one job: `error` is empty when all went well."""

    name: str
    error: str = ""


def run_due(at: datetime | None = None) -> list[Ran]:
    """Run each job that is due and that no other process runs, and say how it went. A failing one stops no other.

    Two queries for all, and two for each job that runs, besides its own.
    """
    now = at or timezone.now()
    Recurrence.objects.bulk_create([Recurrence(name=name, due_at=now) for name in JOBS], ignore_conflicts=True)
    due = Recurrence.objects.filter(name__in=JOBS, due_at__lte=now).values_list("name", flat=True)
    return [ran for name in list(due) if (ran := _run(JOBS[name], now)) is not None]


def _run(job: Recurring, now: datetime) -> Ran | None:
    """Run one job, unless another process was there first: then None."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - STALE_AFTER)
    claimed = Recurrence.objects.filter(free, name=job.name, due_at__lte=now).update(claimed_at=now)
    if not claimed:
        return None
    error = ""
    try:
        job.run()
    except Exception as fault:
        logger.exception("The recurring job %s failed.", job.name)
        error = f"{type(fault).__name__}: {fault}"[:300]
    # Only where the claim is still ours: a job that took too long may have been taken up by another process.
    Recurrence.objects.filter(name=job.name, claimed_at=now).update(
        claimed_at=None, due_at=now + job.every, ran_at=timezone.now(), error=error
    )
    return Ran(job.name, error)
