"""The copy of all her data: asked for, made (large ones in the background), fetched by her alone, thrown away."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from course.people.models import DataExport, User
from course.people.own_data.gathering import count_rows
from course.people.own_data.packing import pack
from course.people.privacy import someone

logger = logging.getLogger(__name__)

KEPT = timedelta(days=3)
GIVEN_UP_AFTER = timedelta(minutes=10)
"""Making one takes seconds: whatever was asked longer ago was left by a worker that is gone."""
LARGE = 400
"""From so many rows on she does not wait for it; the page says when it is there."""


def ask_export(*, by: User, at: datetime | None = None) -> DataExport:
    """Return her export: made at once when it is small, else put in the queue.

    One that is being made is not begun again.
    """
    now = at or timezone.now()
    export, is_new = DataExport.objects.get_or_create(person=by, defaults={"asked_at": now})
    if not is_new:
        free = Q(made_at__isnull=False) | ~Q(error="") | Q(asked_at__lt=now - GIVEN_UP_AFTER)
        begun = DataExport.objects.filter(free, pk=export.pk, asked_at=export.asked_at)
        if not begun.update(asked_at=now, made_at=None, error="", size=0):
            return export
        _drop_file(export)
    if count_rows(someone(by)) < LARGE:
        make(export.pk)
    else:
        transaction.on_commit(partial(make_export.enqueue, export.pk))
    export.refresh_from_db()
    return export


@task()
def make_export(export_id: int) -> None:
    make(export_id)


def make(export_id: int, at: datetime | None = None) -> None:
    """Make what was asked for, unless it is there already. A fault is told on her page, and in the log."""
    export = DataExport.objects.select_related("person").filter(pk=export_id, made_at=None).first()
    if export is None or not export.person.is_active:
        return
    try:
        with pack(export.person, at) as packed:
            packed.seek(0, 2)
            export.size = packed.tell()
            packed.seek(0)
            export.file.save("", File(packed), save=False)
    except Exception as fault:
        logger.exception("Export %s could not be made.", export_id)
        DataExport.objects.filter(pk=export_id).update(error=type(fault).__name__)
        return
    still = DataExport.objects.filter(pk=export_id, made_at=None, asked_at=export.asked_at)
    if not still.update(file=export.file.name, size=export.size, made_at=at or timezone.now(), error=""):
        export.file.delete(save=False)  # Another one was asked for, or made, meanwhile.


def ready_export(person: User, at: datetime | None = None) -> DataExport | None:
    """Return her export when it can be fetched. One query."""
    fresh = DataExport.objects.filter(person=person, made_at__gt=(at or timezone.now()) - KEPT)
    return fresh.exclude(file="").first()


def is_busy(export: DataExport | None, at: datetime | None = None) -> bool:
    """Say whether it is being made at this moment."""
    since = (at or timezone.now()) - GIVEN_UP_AFTER
    return export is not None and export.made_at is None and not export.error and export.asked_at > since


def _drop_file(export: DataExport) -> None:
    if export.file:
        export.file.storage.delete(str(export.file.name))
        DataExport.objects.filter(pk=export.pk, file=export.file.name).update(file="")
