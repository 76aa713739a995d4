"""Health, robots, security.txt, and a form that came too late."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from course.operations import migrations_state, views
from course.operations.middleware import ADMIN_PREFIX
from course.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def fresh_migrations() -> Iterator[None]:
    migrations_state.newest.cache_clear()
    yield
    migrations_state.newest.cache_clear()


# --- Is the site well? -------------------------------------------------------------------------------------------


def test_a_living_process_says_so_without_asking_the_database(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_process_with_an_up_to_date_database_is_ready(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client.get("/readyz")
    with django_assert_num_queries(2):  # Is there a table of migrations; what is in it.
        response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


def test_a_process_whose_database_is_behind_is_not_ready_and_says_what_to_do(client: Client) -> None:
    people = max(name for app, name in migrations_state.newest() if app == "people")
    MigrationRecorder(connection).record_unapplied("people", people)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "(people). Run manage.py migrate." in response.content.decode()


def test_a_process_without_a_database_is_not_ready_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: object) -> list[str]:
        raise OperationalError

    monkeypatch.setattr(views, "unapplied", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "does not answer" in response.content.decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read_and_never_cached(path: str, client: Client) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.post(path).status_code == 405


# --- What robots and finders of holes read -----------------------------------------------------------------------


def test_robots_stay_out_of_the_admin(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert f"User-agent: *\nDisallow: {ADMIN_PREFIX}\n" in response.content.decode()


def test_whoever_finds_a_hole_reads_where_to_tell_it(client: Client, settings: Settings) -> None:
    settings.SECURITY_EMAIL = "lek@example.org"
    response = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if ": " in line)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:lek@example.org"
    ahead = datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert timedelta(days=330) < ahead < timedelta(days=365)


# --- A form that came too late -----------------------------------------------------------------------------------


@pytest.fixture
def late() -> Client:
    return Client(enforce_csrf_checks=True)


def test_ada_gets_her_text_back_when_her_form_came_too_late(late: Client) -> None:
    text = "Lief dagboek,\nvandaag <b>dit</b> & dat."
    response = late.post("/taal/setlang/", {"body": text, "title": "Mijn eerste bericht", "next": "/"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Lief dagboek,\nvandaag &lt;b&gt;dit&lt;/b&gt; &amp; dat.</textarea>" in page
    assert "Mijn eerste bericht</textarea>" in page
    assert page.count("<textarea") == 2


def test_passwords_and_codes_are_not_shown_again(late: Client) -> None:
    response = late.post("/taal/setlang/", {"password": "een heel lang wachtwoord", "code": "BCDF-GHJK"})
    assert response.status_code == 403
    assert "<textarea" not in response.content.decode()


def test_a_request_that_cannot_be_read_gives_no_texts_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().post("/")

    def fail(self: object) -> None:
        raise SuspiciousOperation

    monkeypatch.setattr(type(request), "POST", property(fail))
    assert views.typed_texts(request) == []
