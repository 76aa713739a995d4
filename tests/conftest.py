"""The cast. Everybody in the tests is one of these, so that a test reads as a sentence about people.

ada takes part, ben works in her library and takes part too, cleo works in another library (and must see nothing of
ada's), mona manages ada's library, tove trains at the POI that runs the cohort, nobody is signed out.

Where every role counts: gina leads the group in ada's library, thea trains at another POI, max manages cleo's library
and lou both, otto is an expert, joke the national coordinator, eva was trainer and manager until yesterday, and root is
the technical administrator.
"""

from __future__ import annotations

import copy
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import settings as hypothesis
from wagtail.models import Page, Site

from course.cohorts.models import Cohort, CohortThing
from course.people.models import Library, ServiceOrganisation, User
from lessons.models import CoursePage, ModulePage, ThingPage
from tests import factories

# How long one example takes says something of the machine; no test here asserts a time.
hypothesis.register_profile("patient", hypothesis.default, deadline=None)
hypothesis.load_profile("patient")


def flushes(item: Any) -> bool:
    """Say whether this test empties the database afterwards."""
    marker = item.get_closest_marker("django_db")
    if not {"live_server", "transactional_db"}.isdisjoint(item.fixturenames):
        return True
    return bool(marker and marker.kwargs.get("transaction"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Prepare the ground before all else, and run once what uses no database: PostgreSQL would only say it again."""
    for item in items:
        if uses_database(item):
            item.fixturenames.insert(0, "ground")
    if connection.vendor != "postgresql":
        return
    once = [item for item in items if not uses_database(item)]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if uses_database(item)]


def pytest_collection_finish() -> None:
    """Spare the garbage collector: what stands now stands to the end, and each page makes thousands of objects."""
    gc.freeze()
    gc.set_threshold(50_000)


def uses_database(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db")) or not {"db", "transactional_db"}.isdisjoint(item.fixturenames)


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


def make_place() -> Place:
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


class SharedPlace:
    """A place that stands while one test after the other uses it, in a transaction around theirs.

    Making it costs a hundred milliseconds and hundreds of tests start with it. What a test changes is rolled back as
    ever; a test without the place finds the database without it.
    """

    def __init__(self) -> None:
        self._place: Place | None = None
        self._around: transaction.Atomic | None = None

    def stand(self) -> None:
        if self._around is None:
            self._around = transaction.atomic()
            self._around.__enter__()
            self._place = make_place()

    def go(self) -> None:
        if self._around is not None:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        self._place = self._around = None

    def copy(self) -> Place | None:
        """Return a place of one's own, whose objects may be changed; None where it does not stand."""
        return copy.deepcopy(self._place)


@pytest.fixture(scope="session")
def shared_place(kept_for_the_next_run: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[SharedPlace]:
    shared = SharedPlace()
    yield shared
    with django_db_blocker.unblock():
        shared.go()


@pytest.fixture
def ground(request: pytest.FixtureRequest, shared_place: SharedPlace, django_db_blocker: Any) -> None:
    """Have the database as this test expects it, before its own transaction begins.

    Tests that empty the database come last, unless somebody orders them otherwise.
    """
    wants_place = "place" in request.node.fixturenames and not flushes(request.node)
    with django_db_blocker.unblock():
        if not wants_place:
            shared_place.go()
        if made_by_migrations["contents"]:
            put_back()
        if wants_place:
            shared_place.stand()


@pytest.fixture
def place(db: None, shared_place: SharedPlace) -> Place:
    Site.clear_site_root_paths_cache()
    return shared_place.copy() or make_place()


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
def gina(place: Place) -> User:
    person = factories.make_person("Gina Bakker", library=place.library)
    factories.give_role(person, "group_leader", library=place.library)
    return person


@pytest.fixture
def thea(place: Place) -> User:
    person = factories.make_person("Thea Visser")
    factories.give_role(person, "trainer", organisation=factories.make_organisation("POI De Overkant"))
    return person


@pytest.fixture
def max(place: Place) -> User:
    person = factories.make_person("Max Kuipers", library=place.other_library)
    factories.give_role(person, "manager", library=place.other_library)
    return person


@pytest.fixture
def lou(place: Place) -> User:
    person = factories.make_person("Lou Peters", library=place.library)
    factories.give_role(person, "manager", library=place.library)
    factories.give_role(person, "manager", library=place.other_library)
    return person


@pytest.fixture
def otto(place: Place) -> User:
    person = factories.make_person("Otto Smit")
    factories.give_role(person, "expert", organisation=place.organisation)
    return person


@pytest.fixture
def joke(place: Place) -> User:
    person = factories.make_person("Joke Hoekstra")
    factories.give_role(person, "coordinator")
    return person


@pytest.fixture
def eva(place: Place) -> User:
    """Was a trainer and a manager of ada's until yesterday."""
    person = factories.make_person("Eva Mulder", library=place.library)
    today = timezone.localdate()
    until_yesterday = {"starts_on": today - timedelta(days=30), "ends_on": today - timedelta(days=1)}
    factories.give_role(person, "trainer", organisation=place.organisation, **until_yesterday)
    factories.give_role(person, "manager", library=place.library, **until_yesterday)
    return person


@pytest.fixture
def root(place: Place) -> User:
    return factories.make_person("Rosa Blom", is_superuser=True, is_staff=True)


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
