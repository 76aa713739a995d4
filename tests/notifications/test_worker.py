"""The clock and the queue: tick puts work in the queue, a worker does it, and what is killed is taken up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from course.notifications import recurring, tasks
from course.notifications.actions import change_wishes, notify
from course.notifications.management.commands import work
from course.notifications.models import CLAIM_LASTS, Notice, Recurrence
from course.notifications.recurring import Ran, Recurring, run_due
from course.people.models import User
from course.settings import base
from tests import factories
from tests.notifications.conftest import World


@pytest.fixture
def queue(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue of demo and production. The worker keeps the connection open that holds the transaction of the test."""
    settings.TASKS = base.TASKS
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def person(db: None) -> User:
    """Somebody who takes mail at any hour: these tests run at the hour that it is."""
    person = factories.make_person("Ada van den Berg")
    change_wishes(by=person, from_hour=0, until_hour=24, at_weekends=True)
    return person


@pytest.fixture
def jobs() -> Iterator[dict[str, Recurring]]:
    """An empty registry."""
    kept = dict(recurring.JOBS)
    recurring.JOBS.clear()
    yield recurring.JOBS
    recurring.JOBS.clear()
    recurring.JOBS.update(kept)


def tick() -> None:
    call_command("tick", verbosity=0)


def an_hour_ago() -> datetime:
    return timezone.now() - timedelta(hours=1)


def test_every_installation_has_the_queue_in_its_own_database() -> None:
    assert base.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    assert "django_tasks_db" in configured.INSTALLED_APPS


def test_tick_and_then_the_worker_send_the_mail(person: User, news: World, queue: None) -> None:
    notify(person=person, reason="news", period="1", due_at=an_hour_ago())
    Notice.objects.update(due_at=an_hour_ago())
    tick()
    assert not mail.outbox
    work.drain()
    assert [sent.to for sent in mail.outbox] == [[person.email]]
    assert DBTaskResult.objects.successful().filter(task_path=tasks.deliver_due.module_path).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_of_the_command_line_empties_the_queue(news: World, queue: None) -> None:
    person = factories.make_person()
    change_wishes(by=person, from_hour=0, until_hour=24, at_weekends=True)
    notify(person=person, reason="news", period="1", due_at=an_hour_ago())
    DBTaskResult.objects.all().delete()
    tick()
    call_command("db_worker", batch=True, startup_delay=False, interval=0, reload=False, verbosity=0)
    assert len(mail.outbox) == 1


def test_what_happens_now_goes_in_the_queue_once_it_is_sure(
    person: User, news: World, queue: None, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notify(person=person, reason="news", period="1")
        assert not DBTaskResult.objects.exists()
    work.drain()
    assert len(mail.outbox) == 1


def test_what_is_rolled_back_is_not_told(person: User, news: World, queue: None) -> None:
    with transaction.atomic():
        notify(person=person, reason="news", period="1")
        transaction.set_rollback(True)
    tick()
    work.drain()
    assert not mail.outbox
    assert not Notice.objects.exists()


def test_tick_twice_is_tick_once(person: User, news: World, queue: None) -> None:
    notify(person=person, reason="news", period="1", due_at=an_hour_ago())
    for _ in range(2):
        Recurrence.objects.update(due_at=an_hour_ago())
        tick()
    assert DBTaskResult.objects.filter(task_path=tasks.deliver_due.module_path).count() == 1
    for _ in range(2):
        work.drain()
        Recurrence.objects.update(due_at=an_hour_ago())
        tick()
    work.drain()
    assert len(mail.outbox) == 1
    assert Notice.objects.get().attempts == 1


def test_without_anything_due_nothing_goes_in_the_queue(person: User, queue: None) -> None:
    tick()
    assert not DBTaskResult.objects.exists()


def test_a_job_runs_when_it_is_due_and_not_before(db: None, jobs: dict[str, Recurring]) -> None:
    ran: list[str] = []
    recurring.register(Recurring("daily", timedelta(days=1), lambda: ran.append("daily")))
    now = timezone.now()
    for at in (now, now, now + timedelta(hours=23), now + timedelta(hours=24)):
        run_due(at)
    assert len(ran) == 2


def test_a_job_that_fails_stops_no_other_and_says_so(db: None, jobs: dict[str, Recurring]) -> None:
    ran: list[str] = []

    def fails() -> None:
        raise RuntimeError("no more paper")

    recurring.register(Recurring("a", timedelta(minutes=1), fails))
    recurring.register(Recurring("b", timedelta(minutes=1), lambda: ran.append("b")))
    with pytest.raises(CommandError, match="a: RuntimeError: no more paper"):
        tick()
    assert ran == ["b"]
    assert Recurrence.objects.get(name="a").error == "RuntimeError: no more paper"
    assert run_due(timezone.now() + timedelta(minutes=2)) == [Ran("a", "RuntimeError: no more paper"), Ran("b")]


def test_tick_says_what_it_did_when_asked(db: None, jobs: dict[str, Recurring]) -> None:
    recurring.register(Recurring("daily", timedelta(days=1), lambda: None))
    out = StringIO()
    call_command("tick", verbosity=2, stdout=out)
    assert out.getvalue() == "daily: ok\n"


def test_a_job_whose_process_was_killed_is_taken_up(db: None, jobs: dict[str, Recurring]) -> None:
    ran: list[str] = []
    recurring.register(Recurring("daily", timedelta(days=1), lambda: ran.append("daily")))
    now = timezone.now()
    Recurrence.objects.create(name="daily", due_at=now - timedelta(hours=1), claimed_at=now)
    assert run_due(now) == []
    assert run_due(now + recurring.STALE_AFTER + timedelta(seconds=1)) == [Ran("daily")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_ticks_at_once_one_runs_the_job(jobs: dict[str, Recurring]) -> None:
    ran: list[str] = []
    recurring.register(Recurring("daily", timedelta(days=1), lambda: ran.append("daily")))
    start = threading.Barrier(8)

    def one() -> None:
        try:
            start.wait()
            run_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == ["daily"]


def left_by_a_worker(attempts: int) -> DBTaskResult:
    tasks.deliver_due.enqueue()
    left = DBTaskResult.objects.get()
    for number in range(attempts):
        left.claim(f"worker {number}")
    DBTaskResult.objects.update(started_at=timezone.now() - tasks.TASK_LASTS - timedelta(minutes=1))
    return left


def test_a_task_that_a_killed_worker_left_is_done_by_the_next(person: User, queue: None) -> None:
    left_by_a_worker(1)
    tasks.take_up()
    work.drain()
    assert DBTaskResult.objects.successful().count() == 1


def test_a_task_that_kills_every_worker_is_given_up(person: User, queue: None) -> None:
    left_by_a_worker(tasks.MOST_ATTEMPTS)
    tasks.take_up()
    work.drain()
    assert DBTaskResult.objects.failed().count() == 1


def test_a_task_that_still_runs_is_left_alone(person: User, queue: None) -> None:
    left_by_a_worker(1)
    DBTaskResult.objects.update(started_at=timezone.now())
    tasks.take_up()
    assert DBTaskResult.objects.running().count() == 1


def test_a_notice_that_a_killed_worker_left_is_sent_and_the_log_says_so(
    person: User, news: World, queue: None, caplog: pytest.LogCaptureFixture
) -> None:
    notify(person=person, reason="news", period="1", due_at=an_hour_ago())
    Notice.objects.update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(minutes=1))
    tick()
    work.drain()
    assert len(mail.outbox) == 1
    assert "sent again, perhaps twice" in caplog.text


def test_what_was_done_long_ago_is_forgotten(person: User, queue: None) -> None:
    tasks.deliver_due.enqueue()
    work.drain()
    tasks.prune()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(finished_at=timezone.now() - tasks.KEPT_FOR - timedelta(days=1))
    tasks.prune()
    assert not DBTaskResult.objects.exists()


def test_the_worker_beside_a_site_ends_with_it(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[str] = []
    parents = iter([4, 4, 1])
    monkeypatch.setattr(work.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(work.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(work, "drain", lambda: rounds.append("drain"))
    monkeypatch.setattr(work, "run_due", lambda: rounds.append("tick"))
    call_command("work", beside=4)
    assert rounds == ["tick", "drain", "drain"]
