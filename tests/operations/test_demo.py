"""`manage.py demo` refuses where it must, does only what is not done yet, and says who may come in."""

import os
import socket
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from course.operations.demo_people import SIGN_INS
from course.operations.management.commands import demo
from tests import factories

pytestmark = pytest.mark.django_db


class Called(list[str]):
    """The commands that the demo calls, written down instead of run."""

    def __call__(self, name: str, *args: Any, **options: Any) -> None:
        self.append(name)


@pytest.fixture
def called(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Called:
    settings.DEMO = True
    settings.DATA_DIR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path
    called = Called()
    monkeypatch.setattr(demo, "call_command", called)
    return called


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_a_real_site_is_no_demo() -> None:
    with pytest.raises(CommandError, match=r"Set DJANGO_SETTINGS_MODULE=course\.settings\.demo"):
        run("--no-serve")


def test_an_empty_demo_gets_a_course_and_people(called: Called) -> None:
    said = run("--no-serve")
    assert called == ["createcachetable", "import_course", "seed_demo", "collectstatic"]
    assert "Reading the course ... 0 s" in said


def test_a_new_database_gets_its_tables_first(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "unapplied", lambda connection: ["people"])
    run("--no-serve")
    assert called[:2] == ["migrate", "createcachetable"]


def test_the_second_time_nothing_is_made_again(called: Called) -> None:
    run("--no-serve")
    called.clear()
    factories.make_course()
    factories.make_person()
    run("--no-serve")
    assert called == ["createcachetable"]


def test_a_demo_that_was_stopped_halfway_goes_on_where_it_was(called: Called) -> None:
    factories.make_course()
    run("--no-serve")
    assert "import_course" not in called
    assert "seed_demo" in called


def test_static_files_that_changed_are_collected_again(called: Called) -> None:
    run("--no-serve")
    assert not demo.static_files_changed()
    an_age_ago = time.time() - 10**9
    os.utime(demo.stamp(), (an_age_ago, an_age_ago))
    assert demo.static_files_changed()


def test_everybody_who_may_come_in_is_named_with_where_the_codes_are(called: Called) -> None:
    said = run("--no-serve", "--port", "8123")
    assert "http://127.0.0.1:8123/demo/mail/" in said
    for person in SIGN_INS:
        assert person.email in said


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_said_before_the_long_work(called: Called, taken: int) -> None:
    with pytest.raises(CommandError, match=f"Port {taken} of this machine is taken.*--port {taken + 1}"):
        run("--port", str(taken))
    assert called == []


def test_the_demo_becomes_the_web_server_with_a_worker_beside_it(
    called: Called, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    became: list[Any] = []
    beside: list[Any] = []
    monkeypatch.setattr(demo.subprocess, "Popen", lambda command, env: beside.extend(command))
    monkeypatch.setattr(os, "execve", lambda *arguments: became.extend(arguments))
    monkeypatch.chdir(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run("--port", str(port))
    _, command, environment = became
    assert command[1:] == ["-m", "granian", "--host", "127.0.0.1", "--port", str(port), *demo.SERVER]
    assert environment["DJANGO_SETTINGS_MODULE"] == "course.settings.demo"
    assert environment["BASE_URL"] == f"http://127.0.0.1:{port}"
    assert beside[1:] == ["manage.py", "work", "--beside", str(os.getpid())]
