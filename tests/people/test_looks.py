"""Who looked at whom: every page on which a trainer or manager reads a name leaves a look, and its person reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from course.cohorts.models import Enrolment
from course.people import looks
from course.people.models import Look, User
from tests import factories
from tests.conftest import Place
from tests.people.test_who_sees_what import (
    OWN_NAME,
    SCREEN_NAME,
    World,
    addresses_in,
    leave_everything,
    leave_post,
    text_of,
    world,
)

SignIn = Callable[[User | None], Client]
__all__ = ["world"]  # A fixture.

LISTS = {
    "blogs:stream": "first lines of many people; who opens one leaves a look there",
    "blogs:tag": "the same list, of one tag",
    "blogs:search": "the same list, of one word",
    "blogs:following": "the same list, of whom the reader follows herself",
    "blogs:directory": "people put themselves in it, for everybody who can sign in",
    "blogs:flags": "what was reported; each of them opens on a page that leaves a look",
    "blogs:directory_add": "the directory again, under its form",
    "lesson": "what the group shares below a lesson, for everybody who reads that lesson",
    "feeds:thing": "read by programs, and only what is for everyone",
}
"""Pages with names that leave no look, and why."""


def name_of(address: str) -> str:
    found = resolve(address.partition("?")[0])
    return found.view_name or "lesson" if found.view_name != "course.study.views.lesson" else "lesson"


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("who", ["tove", "mona"])
def test_no_page_shows_adas_name_to_a_role_without_a_look(who: str, number: int, world: World, as_: SignIn) -> None:
    leave_everything(world, number)
    viewer = getattr(world, who)
    client = as_(viewer)
    without, logged = set(), set()
    for address in addresses_in(world):
        Look.objects.all().delete()
        response = client.get(address)
        if response.status_code != 200:
            continue
        text = text_of(response)
        if OWN_NAME in text or SCREEN_NAME in text:
            seen = Look.objects.filter(person=world.ada, viewer=viewer).exists()
            (logged if seen else without).add(name_of(address))
    assert without - LISTS.keys() == set(), "Call looks.record in these views, or say in LISTS why not."
    assert logged, "No page with her name at all: this test would pass for the wrong reason."


def test_ada_reads_which_trainer_opened_her_post(world: World, as_: SignIn) -> None:
    leave_post(world, "group")
    as_(world.tove).get(reverse("blogs:post", args=[world.ada.posts.get().pk]))
    page = as_(world.ada).get(reverse("people:who_looked")).content.decode()
    assert "Tove Jansen" in page
    assert "trainer" in page
    assert "Een bericht van jou" in page
    assert page.count("<h1") == 1


def test_ben_reads_nothing_of_who_looked_at_ada(world: World, as_: SignIn) -> None:
    looks.record(by=world.tove, people=[world.ada], page="blog")
    assert "Tove Jansen" not in as_(world.ben).get(reverse("people:who_looked")).content.decode()


def test_a_look_of_a_colleague_or_of_oneself_is_not_kept(world: World) -> None:
    looks.record(by=world.ben, people=[world.ada], page="blog")
    looks.record(by=world.tove, people=[world.tove], page="blog")
    assert not Look.objects.exists()


def test_tove_looks_three_times_and_ada_reads_one_line(world: World) -> None:
    for _time in range(3):
        looks.record(by=world.tove, people=[world.ada, world.ada.pk], page="blog")
    assert Look.objects.get().times == 3
    looks.record(by=world.tove, people=[world.ada], page="post")
    assert Look.objects.count() == 2


def test_the_report_says_that_mona_looked_as_a_manager(world: World, as_: SignIn) -> None:
    client = as_(world.mona)
    for name, page in (("completion", "report"), ("completion_csv", "report_file")):
        client.get(reverse(f"reports:{name}"))
        look = Look.objects.get(person=world.ada, page=page)
        assert (look.viewer, look.viewer_was) == (world.mona, "manager")
        assert Look.objects.filter(person=world.ben, page=page).exists()


def test_a_page_of_the_report_leaves_looks_at_the_people_on_that_page_only(world: World, as_: SignIn) -> None:
    for number in range(30):
        person = factories.make_person(f"Zus {number:02} Achteraan", library=world.place.library)
        factories.enrol(person, world.place.cohort)
    as_(world.mona).get(reverse("reports:completion"))
    assert Look.objects.count() == 25
    as_(world.mona).get(reverse("reports:completion_xlsx"))
    assert Look.objects.filter(page="report_file").count() == 32


def test_a_trainer_who_is_a_manager_too_looks_with_the_role_of_the_page(world: World) -> None:
    factories.give_role(world.tove, "manager", library=world.place.library)
    tove = User.objects.get(pk=world.tove.pk)
    looks.record(by=tove, people=[world.ada], page="report")
    looks.record(by=tove, people=[world.ada], page="blog")
    assert dict(Look.objects.values_list("page", "viewer_was")) == {"report": "manager", "blog": "trainer"}


def test_looking_at_two_or_at_two_thousand_people_costs_the_same_up_to_a_thousand(world: World, place: Place) -> None:
    people = [factories.make_person().pk for _number in range(20)]
    looks.record(by=world.tove, people=[world.ada], page="blog")  # Her roles are known from here on.
    costs = []
    for some in (people[:2], people):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            looks.record(by=world.tove, people=some, page="cohort")
        costs.append(len(queries))
    assert costs == [1, 1]


def test_the_list_of_looks_costs_the_same_for_two_and_for_twenty(world: World, as_: SignIn) -> None:
    costs = []
    for total in (2, 20):
        while Look.objects.count() < total:
            viewer = factories.make_person()
            factories.give_role(viewer, "trainer", organisation=world.place.organisation)
            looks.record(by=viewer, people=[world.ada], page="blog")
        client = as_(world.ada)
        client.get(reverse("people:who_looked"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("people:who_looked")).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_who_left_the_site_stands_without_a_name(world: World, as_: SignIn) -> None:
    looks.record(by=world.tove, people=[world.ada], page="blog")
    Look.objects.update(viewer=None)
    assert "Iemand die hier niet meer is" in as_(world.ada).get(reverse("people:who_looked")).content.decode()


def test_a_look_goes_after_a_year(world: World) -> None:
    looks.record(by=world.tove, people=[world.ada, world.ben], page="blog")
    old = timezone.localdate() - looks.KEPT_FOR - timedelta(days=1)
    Look.objects.filter(person=world.ada).update(on=old)
    assert looks.prune() == 1
    assert Look.objects.get().person == world.ben


def test_a_page_without_words_is_refused(world: World) -> None:
    with pytest.raises(KeyError):
        looks.record(by=world.tove, people=[world.ada], page="iets")
    assert all(len(key) <= Look._meta.get_field("page").max_length for key in looks.PAGES)


def test_somebody_who_was_enrolled_leaves_a_look_on_the_list_of_the_cohort(world: World, as_: SignIn) -> None:
    Enrolment.objects.filter(person=world.ada).update(left_at=timezone.now())
    as_(world.tove).get(reverse("cohorts:people", args=[world.place.cohort.pk]))
    assert Look.objects.filter(person=world.ada, page="cohort").exists()
