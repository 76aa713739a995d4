"""The queue of a list: a worker does it, and one that died half-way is followed by another."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from course.cohorts.models import PeopleImport
from course.cohorts.people_files import actions, tasks
from course.notifications import recurring
from course.notifications.management.commands import work
from course.people.models import User
from course.settings import base
from tests.cohorts.people_files.sheets import csv_of
from tests.conftest import Place


@pytest.fixture
def queue(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue of demo and production. The worker keeps the connection open that holds the transaction of the test."""
    settings.TASKS = base.TASKS
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def running(place: Place, tove: User, queue: None) -> PeopleImport:
    """A list that is being carried out, and waits in no queue yet."""
    content = csv_of([["E-mail", "Naam", "Bibliotheek"], ["nina@w.example", "Nina Bos", "Waterrijk"]])
    file = File(BytesIO(content), name="lijst.csv")
    import_ = actions.keep(by=tove, cohort=place.cohort, file=file, invites=False, import_id=uuid.uuid4())
    assert actions.start(by=tove, import_=import_)
    return import_


def legs() -> int:
    return DBTaskResult.objects.filter(task_path=tasks.carry_on.module_path, status=TaskResultStatus.READY).count()


def test_a_list_that_nobody_cares_for_is_put_in_the_queue_once(running: PeopleImport) -> None:
    for _tick in range(2):
        tasks.take_up()
        assert legs() == 1
    work.drain()
    running.refresh_from_db()
    assert (running.state, running.counts) == (PeopleImport.State.DONE, {"made": 1})
    assert User.objects.filter(email="nina@w.example").exists()
    tasks.take_up()
    assert legs() == 0


def test_a_leg_that_runs_is_left_alone_and_a_dead_one_followed(running: PeopleImport) -> None:
    tasks.take_up()
    now = timezone.now()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=now)
    tasks.take_up()
    assert legs() == 0
    DBTaskResult.objects.update(started_at=now - tasks.DEAD_AFTER - timedelta(seconds=1))
    tasks.take_up()
    assert legs() == 1


def test_both_jobs_are_known_to_the_clock() -> None:
    assert {job.name for job in tasks.JOBS} <= set(recurring.JOBS)
