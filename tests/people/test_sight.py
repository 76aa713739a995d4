"""What others see of me: the same as they find when they look themselves, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.answers.models import LogEntry
from course.blogs.models import Post
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.people.sight import Sight, register_seer, sight_of
from course.people.who_sees_what import SURFACES, Access, Viewer
from tests import factories
from tests.people.test_who_sees_what import World, leave_everything, leave_post, word_for, world

SignIn = Callable[[User | None], Client]
__all__ = ["world"]  # A fixture.

ADDRESS = "people:sight"


def seen_in(sight: Sight, key: str) -> int:
    line = next(line for line in sight.lines if line.surface.key == key)
    assert line.seen is not None
    return line.seen.count


@pytest.mark.parametrize(
    ("level", "counts"), [("me", (0, 0, 0)), ("trainer", (0, 1, 0)), ("group", (1, 1, 0)), ("everyone", (1, 1, 1))]
)
def test_each_reads_how_many_of_adas_posts_that_reader_finds(level: str, counts: tuple[int, ...], world: World) -> None:
    leave_post(world, level)
    viewers = (Viewer.GROUP, Viewer.TRAINER, Viewer.MANAGER)
    assert tuple(seen_in(sight_of(world.ada, viewer), "post") for viewer in viewers) == counts


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_what_the_page_counts_is_what_the_table_allows(number: int, world: World) -> None:
    """Nothing is counted where the rule says no, and what is shared is counted where it says so."""
    chosen = leave_everything(world, number)
    for viewer in (Viewer.GROUP, Viewer.TRAINER, Viewer.MANAGER):
        for line in sight_of(world.ada, viewer).lines:
            if line.seen is None:
                continue
            if line.rule.access is Access.NO:
                assert line.seen.count == 0, (viewer, line.surface.key)
            if line.rule.access is Access.IF_SHARED:
                assert bool(line.seen.count) == (chosen[line.surface.key] == "shared"), (viewer, line.surface.key)


def test_ada_sees_her_own_row_of_the_report_as_mona_reads_it(world: World, as_: SignIn) -> None:
    page = as_(world.ada).get(reverse(ADDRESS), {"als": "leidinggevende"}).content.decode()
    report = as_(world.mona).get(reverse("reports:completion")).content.decode()
    row = report[report.index('<th scope="row">Ada van den Berg</th>') :].partition("</tr>")[0]
    assert row in page
    assert "Ben Y" not in page


def test_where_managers_see_nothing_the_page_says_so(world: World, as_: SignIn) -> None:
    Cohort.objects.update(managers_see="nothing")
    page = as_(world.ada).get(reverse(ADDRESS), {"als": "leidinggevende"}).content.decode()
    assert "In jouw ronde ziet je leidinggevende niets van je voortgang." in page
    assert 'class="m1 st' not in page


def test_the_group_finds_adas_post_and_the_manager_does_not(world: World, as_: SignIn) -> None:
    leave_post(world, "group")
    client = as_(world.ada)
    for word, finds in (("groep", True), ("trainer", True), ("leidinggevende", False)):
        page = client.get(reverse(ADDRESS), {"als": word}).content.decode()
        assert (word_for("post") in page) == finds, word
        assert page.count("<h1") == 1


def test_nothing_of_anybody_else_stands_on_it(world: World, as_: SignIn) -> None:
    for person in (world.ben, world.tove, world.mona):
        Post.objects.create(
            author=person,
            cohort=world.place.cohort,
            title="Van een ander",
            source="x",
            html="<p>x</p>",
            visibility="everyone",
            published_at=world.place.cohort.weeks.first().opens_at,
        )
    client = as_(world.ada)
    for word in ("groep", "trainer", "leidinggevende"):
        page = client.get(reverse(ADDRESS), {"als": word}).content.decode()
        for name in ("Van een ander", "Ben Y", "Tove Jansen", "Mona de Wit"):
            assert name not in page, (word, name)


def test_looking_at_myself_leaves_no_look_and_changes_nothing(world: World, as_: SignIn) -> None:
    client = as_(world.ada)
    client.get(reverse(ADDRESS))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(ADDRESS), {"als": "leidinggevende"})
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_where_nobody_looks_that_way_the_rules_stand(world: World, as_: SignIn) -> None:
    world.mona.roles.all().delete()
    page = as_(world.ada).get(reverse(ADDRESS), {"als": "leidinggevende"}).content.decode()
    assert "Niemand kijkt nu zo naar jou." in page
    assert str(SURFACES[1].manager.sentence) in page.replace("&#x27;", "'")


def test_who_takes_no_part_gets_the_page_too(world: World, as_: SignIn) -> None:
    for person in (world.tove, world.mona):
        for word in ("groep", "trainer", "leidinggevende", "onzin"):
            assert as_(person).get(reverse(ADDRESS), {"als": word}).status_code == 200


def test_a_manager_who_is_in_the_group_is_not_taken_for_a_manager(world: World) -> None:
    """She sees what the group sees; another manager shows what being a manager gives."""
    leave_post(world, "group")
    factories.enrol(world.mona, world.place.cohort)
    assert seen_in(sight_of(world.ada, Viewer.MANAGER), "post") == 1
    other = factories.make_person(library=world.place.library)
    factories.give_role(other, "manager", library=world.place.library)
    assert seen_in(sight_of(world.ada, Viewer.MANAGER), "post") == 0


def test_two_things_and_twenty_cost_the_same(world: World, as_: SignIn) -> None:
    client, costs = as_(world.ada), []
    for total in (2, 20):
        while Post.objects.count() < total:
            number = Post.objects.count()
            Post.objects.create(
                author=world.ada,
                cohort=world.place.cohort,
                title=f"Week {number}",
                source="x",
                html="<p>x</p>",
                visibility="everyone",
                published_at=world.place.cohort.weeks.first().opens_at,
            )
            things = world.place.things
            if number < len(things):
                LogEntry.objects.create(
                    person=world.ada, page=things[number], question="?", text="Ja", audience="group"
                )
        for word in ("groep", "leidinggevende"):
            client.get(reverse(ADDRESS), {"als": word})
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(ADDRESS), {"als": word}).status_code == 200
            costs.append(len(queries))
    assert costs[:2] == costs[2:]


def test_who_left_her_cohort_is_looked_at_by_nobody_of_it(world: World) -> None:
    Enrolment.objects.filter(person=world.ada).delete()
    assert not sight_of(world.ada, Viewer.GROUP).is_there
    assert not sight_of(world.ada, Viewer.TRAINER).is_there


def test_a_row_that_is_not_in_the_table_cannot_be_registered() -> None:
    with pytest.raises(KeyError):
        register_seer("iets", lambda _person, _eyes: None)  # type: ignore[arg-type,return-value]
