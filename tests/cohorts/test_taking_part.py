"""Leave, extension, carrying over and stopping: what a trainer does for one or many, and what ada then finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from course.cohorts import actions, buddies, carrying, taking_part
from course.cohorts.access import door_to
from course.cohorts.models import Cohort, Enrolment
from course.notifications.recurring import JOBS
from course.people.models import User
from tests import factories
from tests.conftest import Place
from tests.progress.test_progress import tick

As = Callable[[User | None], Client]


def today() -> Any:
    return timezone.localdate()


@pytest.fixture
def hers(ada: User) -> Enrolment:
    return Enrolment.objects.select_related("cohort", "person").get(person=ada)


@pytest.fixture
def next_cohort(place: Place) -> Cohort:
    return factories.make_cohort(place.course, place.things, place.organisation, starts_on=today(), name="Winter")


def press(client: Client, cohort: Cohort, key: str, people: list[Enrolment], **data: Any) -> Any:
    ids = [one.pk for one in people]
    return client.post(reverse("cohorts:press", args=[cohort.pk]), {"press": key, "enrolment": ids, **data})


# --- Leave -------------------------------------------------------------------------------------------------------


def test_ada_comes_back_by_herself_on_the_day_after_her_leave(hers: Enrolment, ada: User) -> None:
    until = today() + timedelta(days=10)
    taking_part.pause(by=ada, enrolment=hers, until=until)
    almost = datetime.combine(until, datetime.min.time(), tzinfo=ZoneInfo("Europe/Amsterdam")) - timedelta(minutes=1)
    assert taking_part.end_pauses(almost) == 0
    assert taking_part.end_pauses(almost + timedelta(minutes=2)) == 1
    hers.refresh_from_db()
    assert (hers.paused_at, hers.paused_until) == (None, None)
    assert JOBS["cohorts.pauses"].run is taking_part.end_pauses


def test_an_open_pause_lasts_until_she_says_so(hers: Enrolment, ada: User) -> None:
    taking_part.pause(by=ada, enrolment=hers)
    assert taking_part.end_pauses(timezone.now() + timedelta(days=400)) == 0
    hers.refresh_from_db()
    assert hers.paused_at is not None


def test_a_pause_that_gets_an_end_keeps_its_beginning(hers: Enrolment, ada: User) -> None:
    began = taking_part.pause(by=ada, enrolment=hers).paused_at
    until = today() + timedelta(days=3)
    changed = taking_part.pause(by=ada, enrolment=hers, until=until)
    assert (changed.paused_at, changed.paused_until) == (began, until)


def test_a_pause_until_yesterday_is_refused(hers: Enrolment, ada: User) -> None:
    with pytest.raises(ValidationError, match="Kies een latere dag"):
        taking_part.pause(by=ada, enrolment=hers, until=today())
    assert hers.paused_at is None


# --- Extension ---------------------------------------------------------------------------------------------------


def close(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(closes_on=today() - timedelta(days=1))
    cohort.refresh_from_db()


def test_ada_answers_after_the_end_and_ben_does_not(
    place: Place, hers: Enrolment, ada: User, ben: User, tove: User
) -> None:
    close(place.cohort)
    hers.refresh_from_db()
    last = today() + timedelta(days=14)
    taking_part.extend(by=tove, enrolment=hers, until=last, reason="Ziek geweest")
    assert door_to(ada, place.checklist_thing).may_answer
    assert not door_to(ben, place.checklist_thing).may_answer
    at_noon = datetime.combine(last, datetime.min.time(), tzinfo=ZoneInfo("Europe/Amsterdam")) + timedelta(hours=12)
    assert door_to(ada, place.checklist_thing, at_noon).may_answer
    assert not door_to(ada, place.checklist_thing, at_noon + timedelta(days=1)).may_answer
    assert ModelLogEntry.objects.filter(user=tove, label=str(place.cohort)).exists()
    taking_part.end_extension(by=tove, enrolment=hers)
    assert not door_to(ada, place.checklist_thing).may_answer


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(30, " ", "waarom je verlengt"), (0, "Ziek", "Kies een dag na vandaag"), (-5, "Ziek", "Kies een dag na vandaag")],
)
def test_an_extension_that_gives_nothing_is_refused(
    place: Place, hers: Enrolment, tove: User, days: int, reason: str, sentence: str
) -> None:
    close(place.cohort)
    hers.refresh_from_db()
    with pytest.raises(ValidationError, match=sentence):
        taking_part.extend(by=tove, enrolment=hers, until=today() + timedelta(days=days), reason=reason)


def test_a_cohort_without_an_end_needs_no_extension(hers: Enrolment, tove: User) -> None:
    with pytest.raises(ValidationError, match="geen laatste dag"):
        taking_part.extend(by=tove, enrolment=hers, until=today() + timedelta(days=9), reason="Ziek")


# --- Several cohorts ---------------------------------------------------------------------------------------------


def test_a_later_cohort_that_is_still_shut_takes_nothing_from_ada(place: Place, ada: User) -> None:
    later = factories.make_cohort(
        place.course, place.things, place.organisation, starts_on=today() + timedelta(weeks=6)
    )
    factories.enrol(ada, later)
    assert door_to(ada, place.checklist_thing).may_answer
    close(place.cohort)
    door = door_to(ada, place.checklist_thing)
    assert (door.may_read, door.may_answer) == (True, False)


# --- Carrying over -----------------------------------------------------------------------------------------------


def test_ada_goes_on_in_the_next_cohort_with_what_she_did(
    place: Place, hers: Enrolment, ada: User, tove: User, next_cohort: Cohort
) -> None:
    tick(ada, place.checklist_thing, "1")
    taking_part.change_way(by=ada, enrolment=hers, way="choose")
    new = carrying.carry_over(by=tove, enrolment=hers, to=next_cohort)
    new.refresh_from_db()
    hers.refresh_from_db()
    assert (new.carried_from, new.way, new.things_done) == (hers, "choose", 1)
    assert hers.left_at is not None
    assert Enrolment.objects.active().filter(person=ada).count() == 1


def test_carrying_over_can_be_undone(place: Place, hers: Enrolment, ada: User, tove: User, next_cohort: Cohort) -> None:
    new = carrying.carry_over(by=tove, enrolment=hers, to=next_cohort)
    back = carrying.carry_back(by=tove, enrolment=new)
    assert (back, back.left_at) == (hers, None)
    assert list(Enrolment.objects.active().filter(person=ada)) == [hers]
    with pytest.raises(ValidationError, match="niet overgezet"):
        carrying.carry_back(by=tove, enrolment=new)
    again = carrying.carry_over(by=tove, enrolment=back, to=next_cohort)
    assert (again, again.left_at) == (new, None)


def test_carrying_over_twice_is_once_and_says_so(hers: Enrolment, tove: User, next_cohort: Cohort) -> None:
    carrying.carry_over(by=tove, enrolment=hers, to=next_cohort)
    with pytest.raises(ValidationError, match="doet niet meer mee aan deze ronde"):
        carrying.carry_over(by=tove, enrolment=hers, to=next_cohort)


def test_nobody_goes_on_in_another_course_nor_elsewhere(place: Place, hers: Enrolment, tove: User) -> None:
    other_course = factories.make_cohort(factories.make_course(), [], place.organisation, starts_on=today())
    other_poi = factories.make_cohort(place.course, place.things, starts_on=today())
    for cohort in (other_course, other_poi, place.cohort):
        with pytest.raises(ValidationError, match="kan niemand uit deze ronde verder"):
            carrying.carry_over(by=tove, enrolment=hers, to=cohort)


# --- Presses for many --------------------------------------------------------------------------------------------


def test_a_press_asks_first_with_how_many(place: Place, hers: Enrolment, ben: User, tove: User, as_: As) -> None:
    people = list(place.cohort.enrolments.all())
    page = press(as_(tove), place.cohort, "pauzeren", people).content.decode()
    assert "Je zet 2 mensen op pauze." in page
    assert "Ben Yıldız" in page
    assert not Enrolment.objects.filter(paused_at__isnull=False).exists()
    reply = press(as_(tove), place.cohort, "pauzeren", people, confirm=1, until="")
    assert reply.status_code == 302
    assert place.cohort.enrolments.filter(paused_at__isnull=False).count() == 2


def test_everybody_who_was_found_is_more_than_one_page(place: Place, hers: Enrolment, tove: User, as_: As) -> None:
    for _number in range(60):
        factories.enrol(factories.make_person(library=place.library), place.cohort)
    elsewhere = factories.enrol(factories.make_person(library=place.other_library), place.cohort)
    client = as_(tove)
    page = client.get(reverse("cohorts:people", args=[place.cohort.pk])).content.decode()
    assert page.count('name="enrolment"') == 50
    address = reverse("cohorts:press", args=[place.cohort.pk])
    asked = {"press": "pauzeren", "everyone": "1", "bibliotheek": place.library.pk}
    page = client.post(address, asked).content.decode()
    assert "Je zet 61 mensen op pauze." in page
    assert "en nog 41 mensen" in page
    client.post(address, {**asked, "confirm": "1"})
    elsewhere.refresh_from_db()
    assert elsewhere.paused_at is None
    assert place.cohort.enrolments.filter(paused_at__isnull=False).count() == 61


def test_who_cannot_be_helped_is_named_and_the_others_go_on(
    place: Place, hers: Enrolment, ben: User, tove: User, next_cohort: Cohort, as_: As
) -> None:
    User.objects.filter(pk=ben.pk).update(library=None)
    people = list(place.cohort.enrolments.all())
    reply = as_(tove).post(
        reverse("cohorts:press", args=[place.cohort.pk]),
        {"press": "overzetten", "enrolment": [one.pk for one in people], "confirm": 1, "to": next_cohort.pk},
        follow=True,
    )
    page = reply.content.decode()
    assert "Gedaan voor 1 mens." in page
    assert "Ben Yıldız hoort nog niet bij een bibliotheek" in page
    assert list(next_cohort.enrolments.values_list("person__name", flat=True)) == ["Ada van den Berg"]


def test_what_is_wrong_is_said_and_the_people_stay_chosen(place: Place, hers: Enrolment, tove: User, as_: As) -> None:
    close(place.cohort)
    day = (today() - timedelta(days=3)).isoformat()
    reply = press(as_(tove), place.cohort, "verlengen", [hers], confirm=1, until=day, reason="Ziek")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "De ronde zelf is al open" in page
    assert f'name="enrolment" value="{hers.pk}"' in page
    assert 'value="Ziek"' in page


def test_nobody_ticked_is_a_sentence(place: Place, tove: User, as_: As) -> None:
    reply = as_(tove).post(reverse("cohorts:press", args=[place.cohort.pk]), {"press": "pauzeren"}, follow=True)
    assert "Je koos nog niemand." in reply.content.decode()


@pytest.mark.parametrize("values", [["x"], ["-1"], ["9" * 30], ["²"]])
def test_a_forged_number_is_nobody(place: Place, tove: User, as_: As, values: list[str]) -> None:
    reply = as_(tove).post(
        reverse("cohorts:press", args=[place.cohort.pk]), {"press": "stoppen", "enrolment": values}, follow=True
    )
    assert "Je koos nog niemand." in reply.content.decode()


def test_people_of_another_cohort_are_not_reached(place: Place, cleo: User, tove: User, as_: As) -> None:
    """reliability.md A3: ids outside the parent."""
    press(as_(tove), place.cohort, "stoppen", [cleo.enrolments.get()], confirm=1)
    assert cleo.enrolments.get().left_at is None
    assert press(as_(tove), place.cohort, "nonsense", [cleo.enrolments.get()]).status_code == 404


def test_who_left_is_not_paused(place: Place, hers: Enrolment, tove: User, as_: As) -> None:
    actions.leave(by=tove, enrolment=hers)
    reply = as_(tove).post(
        reverse("cohorts:press", args=[place.cohort.pk]),
        {"press": "pauzeren", "enrolment": [hers.pk], "confirm": 1},
        follow=True,
    )
    assert "Ada van den Berg: doet niet meer mee aan deze ronde." in reply.content.decode()


@pytest.mark.parametrize(
    ("search", "found", "not_found"),
    [
        ({"q": "yıld"}, "Ben Yıldız", "Ada van den Berg"),
        ({"q": "van berg"}, "Ada van den Berg", "Ben Yıldız"),
        ({"stand": "pauze"}, "Ben Yıldız", "Ada van den Berg"),
        ({"stand": "doet-mee"}, "Ada van den Berg", "Ben Yıldız"),
        ({"stand": "geen-buddy"}, "Ada van den Berg", "Ben Yıldız"),
    ],
)
def test_tove_finds_who_she_looks_for(  # noqa: PLR0913 - the cast and one example
    place: Place, hers: Enrolment, ben: User, tove: User, as_: As, search: dict[str, str], found: str, not_found: str
) -> None:
    taking_part.pause(by=tove, enrolment=ben.enrolments.get())
    page = as_(tove).get(reverse("cohorts:people", args=[place.cohort.pk]), search).content.decode()
    assert found in page
    assert not_found not in page


def test_the_people_page_costs_the_same_for_2_and_for_20(
    place: Place, ada: User, ben: User, tove: User, as_: As
) -> None:
    client, address = as_(tove), reverse("cohorts:people", args=[place.cohort.pk])
    hers, his = (one.enrolments.get() for one in (ada, ben))
    client.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"stand": "doet-mee"}).status_code == 200
        return len(queries)

    buddies.pair(by=tove, first=hers, second=his)
    small = cost()
    for _number in range(18):
        library = factories.make_library(organisation=place.organisation)
        factories.enrol(factories.make_person(library=library, team=factories.make_team(library)), place.cohort)
    buddies.pair_all(by=tove, cohort=place.cohort, across=True)
    assert cost() == small
