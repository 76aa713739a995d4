"""The cast. Everybody in the tests is one of these, so that a test reads as a sentence about people.

ada takes part, ben works in her library and takes part too, cleo works in another library (and must see nothing of
ada's), mona manages ada's library, tove trains at the POI that runs the cohort, nobody is signed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from wagtail.models import Page

from course.cohorts.models import Cohort, CohortThing
from course.people.models import Library, ServiceOrganisation, User
from lessons.models import CoursePage, ModulePage, ThingPage
from tests import factories


def flushes(item: Any) -> bool:
    """Say whether this test empties the database afterwards."""
    marker = item.get_closest_marker("django_db")
    return "live_server" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what uses no database once: on PostgreSQL it would only say again what it said on SQLite."""
    if connection.vendor != "postgresql":
        return
    once = [item for item in items if not uses_database(item)]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if uses_database(item)]


def uses_database(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


made_by_migrations = {"contents": ""}


def put_back() -> None:
    """Put back what the migrations made (root page, site, locale), where a transactional test took it away.

    By hand, because pytest-django's serialized_rollback keeps the contents on the connection, and Playwright's event
    loop gives this thread another connection.
    """
    if not Page.objects.exists():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(made_by_migrations["contents"])
        with connection.cursor() as cursor:  # PostgreSQL would else give out the ids that were just put back.
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def kept_for_the_next_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """A kept database (--reuse-db) that ends empty would fail the whole next run."""
    if not any(flushes(item) for item in request.session.items):
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        assert Page.objects.exists(), "The kept test database is empty, from a run that was killed. Add --create-db."
        made_by_migrations["contents"] = connection.creation.serialize_db_to_string()
    yield
    with blocker.unblock():
        put_back()


@pytest.fixture(autouse=True)
def put_back_for_the_next_test(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """Tests that empty the database come last, unless somebody orders them otherwise."""
    if made_by_migrations["contents"] and uses_database(request.node):
        with django_db_blocker.unblock():
            put_back()


@dataclass
class Place:
    """The smallest world in which all of the cast have something to do: one POI, two libraries, one course."""

    organisation: ServiceOrganisation
    library: Library
    other_library: Library
    course: CoursePage
    module: ModulePage
    checklist_thing: ThingPage
    blog_thing: ThingPage
    poll_thing: ThingPage
    quiz_thing: ThingPage
    cohort: Cohort
    other_cohort: Cohort
    things: list[ThingPage] = field(default_factory=list)


@pytest.fixture
def place(db: None) -> Place:
    organisation = factories.make_organisation("POI Het Verband")
    library = factories.make_library("Bibliotheek Waterrijk", organisation)
    other_library = factories.make_library("Bibliotheek Veldzicht", organisation)
    course = factories.make_course("23 dingen")
    module = factories.make_module(course)
    checklist = factories.make_thing(module, 1, [factories.checklist_block()], title="Zo werkt 23 Dingen")
    blog = factories.make_thing(
        module, 2, [factories.blog_post_block(comment_required=True)], title="Je eigen cursusblog"
    )
    poll = factories.make_thing(module, 3, [factories.poll_block()], title="Vinden en gevonden worden")
    quiz = factories.make_thing(module, 7, [factories.quiz_block()], title="Foto's die mogen")
    things = [checklist, blog, poll, quiz]
    cohort = factories.make_cohort(course, things, organisation, name="Najaar")
    other_cohort = factories.make_cohort(course, things, organisation, name="Voorjaar")
    return Place(
        organisation, library, other_library, course, module, checklist, blog, poll, quiz, cohort, other_cohort, things
    )


@pytest.fixture
def ada(place: Place) -> User:
    person = factories.make_person("Ada van den Berg", library=place.library)
    factories.enrol(person, place.cohort)
    return person


@pytest.fixture
def ben(place: Place) -> User:
    person = factories.make_person("Ben Yıldız", library=place.library)
    factories.enrol(person, place.cohort)
    return person


@pytest.fixture
def cleo(place: Place) -> User:
    person = factories.make_person("Cleo Nguyễn", library=place.other_library)
    factories.enrol(person, place.other_cohort)
    return person


@pytest.fixture
def mona(place: Place) -> User:
    person = factories.make_person("Mona de Wit", library=place.library)
    factories.give_role(person, "manager", library=place.library)
    return person


@pytest.fixture
def tove(place: Place) -> User:
    person = factories.make_person("Tove Jansen")
    factories.give_role(person, "trainer", organisation=place.organisation)
    return person


@pytest.fixture
def as_() -> Callable[[User | None], Client]:
    """Return a signed-in client: `as_(ada).get(...)`; `as_(None)` is nobody."""

    def sign_in(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def programme_of(cohort: Cohort) -> list[Any]:
    return list(CohortThing.objects.filter(cohort=cohort).select_related("thing", "week"))
