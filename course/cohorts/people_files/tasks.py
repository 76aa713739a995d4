"""Carrying out a list in the background: in short legs, so that one left by a dead worker is soon taken up again."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from course.cohorts.models import PeopleImport
from course.cohorts.people_files.actions import forget_file, forget_old, opened
from course.cohorts.people_files.carrying_out import carry_out, counted
from course.cohorts.people_files.plan import BATCH, PlannedRow, Planner
from course.cohorts.people_files.reach import Reach, reach_of
from course.cohorts.people_files.text import FileRefused
from course.cohorts.people_files.values import Sheet
from course.notifications.recurring import Recurring

logger = logging.getLogger(__name__)

LEG_SECONDS: Final = 20
DEAD_AFTER: Final = timedelta(minutes=2)
"""A leg that began longer ago has no worker any more: it would have ended."""
State = PeopleImport.State


class Overtaken(Exception):  # noqa: N818 - nothing is wrong: another worker does this one
    """Somebody else carries out this list, or it is not to be carried out any more."""


@task()
def carry_on(import_id: str) -> str:
    """Carry out a list from where it stopped, for some seconds; then the next leg goes to the back of the queue."""
    import_ = PeopleImport.objects.select_related("cohort__organisation", "by").filter(pk=import_id).first()
    if import_ is None or import_.state != State.RUNNING:
        return "not ours"
    with override(import_.by.language if import_.by else None):
        try:
            is_done = _leg(import_)
        except Overtaken:
            return "not ours"
        except FileRefused as refused:
            return _fail(import_, str(refused))
        except Exception:
            logger.exception("The list of people %s could not be carried out.", import_.pk)
            return _fail(import_, _("Er ging iets mis bij ons. Wat al gedaan is, blijft gedaan. Probeer het zo weer."))
    if not is_done:
        carry_on.enqueue(import_id)
        return "goes on"
    _finish(import_)
    return "done"


def _leg(import_: PeopleImport) -> bool:
    """Do as many batches as fit in a leg; say whether those were the last."""
    reach = reach_of(import_.by, import_.cohort) if import_.by else None
    if reach is None:
        raise FileRefused(_("Je mag geen mensen meer in deze ronde brengen. Vraag een trainer om het te doen."))
    until = time.monotonic() + LEG_SECONDS
    with opened(import_) as sheet:
        planner = _caught_up(sheet, reach, import_.handled)
        while entries := [sheet.entry(line) for line in islice(sheet.lines, BATCH)]:
            with transaction.atomic():
                _claim(import_, len(entries))
                rows = carry_out(by=import_.by, planner=planner, entries=entries, invites=import_.invites)
                _count(import_, rows)
            if time.monotonic() > until:
                return False
    return True


def _caught_up(sheet: Sheet, reach: Reach, handled: int) -> Planner:
    """Return a planner that knows the lines which were carried out before."""
    planner = Planner(reach)
    planner.pass_by([sheet.entry(line) for line in islice(sheet.lines, handled)])
    return planner


def _claim(import_: PeopleImport, size: int) -> None:
    """Take the next lines, as this worker saw the list: whoever is second finds that it went on. Raises Overtaken."""
    as_seen = PeopleImport.objects.filter(pk=import_.pk, state=State.RUNNING, handled=import_.handled)
    if not as_seen.update(handled=import_.handled + size):
        raise Overtaken
    import_.handled += size


def _count(import_: PeopleImport, rows: list[PlannedRow]) -> None:
    import_.counts = dict(Counter(import_.counts) + counted(rows))
    PeopleImport.objects.filter(pk=import_.pk).update(counts=import_.counts)


def _fail(import_: PeopleImport, sentence: str) -> str:
    PeopleImport.objects.filter(pk=import_.pk, state=State.RUNNING).update(state=State.FAILED, error=sentence[:300])
    return "failed"


@transaction.atomic
def _finish(import_: PeopleImport) -> None:
    """Say that it is done, and delete the file: what it said is now where it belongs."""
    done = PeopleImport.objects.filter(pk=import_.pk, state=State.RUNNING)
    if done.update(state=State.DONE, finished_at=timezone.now(), total=import_.handled):
        forget_file(import_)


def take_up() -> None:
    """Put back in the queue what a dead worker left. Two queries when nothing runs, else one for all lists."""
    running = [str(pk) for pk in PeopleImport.objects.filter(state=State.RUNNING).values_list("pk", flat=True)]
    if not running:
        return
    since = timezone.now() - DEAD_AFTER
    legs = DBTaskResult.objects.filter(task_path=carry_on.module_path)
    waiting = legs.filter(status=TaskResultStatus.READY)
    alive = legs.filter(status=TaskResultStatus.RUNNING, started_at__gte=since)
    cared_for = {args["args"][0] for args in (waiting | alive).values_list("args_kwargs", flat=True)}
    for pk in running:
        if pk not in cared_for:
            logger.warning("The list of people %s was left by a worker; it goes on.", pk)
            carry_on.enqueue(pk)


JOBS = (
    Recurring("cohorts.take_up_people_lists", timedelta(seconds=30), take_up),
    Recurring("cohorts.old_people_lists", timedelta(hours=1), forget_old),
)
