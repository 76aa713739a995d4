"""A trainer changes the calendar of a cohort in Wagtail, looks first, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from course.cohorts import actions, calendar, timetable
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from tests import factories
from tests.conftest import Place
from tests.progress.test_progress import tick

As = Callable[[User | None], Client]


@pytest.fixture
def cohort(place: Place, tove: User) -> Cohort:
    for number in (4, 5, 6, 8, 9, 10, 11):
        factories.make_thing(place.module, number)
    return actions.start_cohort(
        by=tove, course=place.course, organisation=place.organisation, name="Herfst", starts_on=date(2026, 9, 7)
    )


def press(client: Client, cohort: Cohort, change: str, **data: Any) -> Any:
    data.setdefault("seen", calendar.read(cohort).print)
    return client.post(reverse("cohorts:change_calendar", args=[cohort.pk, change]), data)


def days(cohort: Cohort) -> list[date]:
    return list(cohort.weeks.values_list("opens_on", flat=True))


def take_back(client: Client, cohort: Cohort) -> Any:
    last = calendar.last_change(Cohort.objects.get(pk=cohort.pk))
    assert last is not None
    return client.post(reverse("cohorts:take_back", args=[cohort.pk, last.entry_id]))


def test_one_press_moves_everything_from_the_autumn_holiday_on(cohort: Cohort, tove: User, as_: As) -> None:
    before, closes_on = days(cohort), cohort.closes_on
    reply = press(as_(tove), cohort, "vakantie", week=5)
    assert reply.status_code == 302
    assert days(cohort) == before[:4] + [day + timedelta(weeks=1) for day in before[4:]]
    cohort.refresh_from_db()
    assert closes_on is not None
    assert cohort.closes_on == closes_on + timedelta(weeks=1)
    page = as_(tove).get(reverse("cohorts:programme", args=[cohort.pk])).content.decode()
    assert "Week 5 en alles erna: 1 week later." in page


def test_the_same_press_twice_moves_once(cohort: Cohort, tove: User, as_: As) -> None:
    seen, client = calendar.read(cohort).print, as_(tove)
    press(client, cohort, "vakantie", week=5, seen=seen)
    moved = days(cohort)
    reply = press(client, cohort, "vakantie", week=5, seen=seen)
    assert reply.status_code == 422
    assert "Het programma is intussen veranderd." in reply.content.decode()
    assert days(cohort) == moved


def test_a_preview_shows_the_new_days_and_changes_nothing(cohort: Cohort, tove: User, as_: As) -> None:
    before = days(cohort)
    reply = press(as_(tove), cohort, "schuif", week=7, following="yes", weeks=2, preview=1)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "Er is nog niets veranderd." in page
    assert "2 november 2026" in page
    assert days(cohort) == before


@pytest.mark.parametrize(
    ("change", "data"),
    [
        ("vakantie", {"week": 3}),
        ("schuif", {"week": 7, "following": "no", "weeks": 2}),
        ("inhaalweek", {"after": 2}),
        ("inhaalweek-weg", {"week": 6}),
        ("verplaats", {"number": 4, "week": 6}),
        ("ruil", {"one": 1, "other": 9}),
        ("uit-de-ronde", {"number": 9}),
        ("regel", {"threshold": 12, "core": ["1", "2"]}),
    ],
)
def test_each_change_is_logged_and_can_be_taken_back(
    cohort: Cohort, tove: User, as_: As, change: str, data: dict[str, Any]
) -> None:
    client, before = as_(tove), calendar.read(cohort)
    assert press(client, cohort, change, **data).status_code == 302
    cohort.refresh_from_db()
    after = calendar.read(cohort)
    assert after != before
    assert ModelLogEntry.objects.for_instance(cohort).filter(action=calendar.CHANGED, user=tove).exists()
    assert take_back(client, cohort).status_code == 302
    cohort.refresh_from_db()
    assert calendar.read(cohort) == before
    assert client.get(reverse("cohorts:history", args=[cohort.pk])).status_code == 200


def test_three_changes_are_taken_back_one_after_the_other(cohort: Cohort, tove: User, as_: As) -> None:
    client, tables = as_(tove), [calendar.read(cohort)]
    for change, data in [
        ("inhaalweek", {"after": 2}),
        ("verplaats", {"number": 4, "week": 3}),
        ("vakantie", {"week": 1}),
    ]:
        press(client, cohort, change, **data)
        cohort.refresh_from_db()
        tables.append(calendar.read(cohort))
    for table in reversed(tables[:-1]):
        take_back(client, cohort)
        cohort.refresh_from_db()
        assert calendar.read(cohort) == table
    assert calendar.last_change(cohort) is None


def test_taking_back_twice_takes_back_once(cohort: Cohort, tove: User, as_: As) -> None:
    client = as_(tove)
    press(client, cohort, "vakantie", week=2)
    press(client, cohort, "vakantie", week=5)
    cohort.refresh_from_db()
    last = calendar.last_change(cohort)
    assert last is not None
    address = reverse("cohorts:take_back", args=[cohort.pk, last.entry_id])
    client.post(address)
    stands = days(cohort)
    reply = client.post(address)
    assert reply.status_code == 422
    assert "Deze wijziging is al teruggenomen" in reply.content.decode()
    assert days(cohort) == stands


def test_a_ding_on_which_ada_worked_stays_in_her_cohort(place: Place, ada: User, tove: User, as_: As) -> None:
    tick(ada, place.checklist_thing, "1")
    reply = press(as_(tove), place.cohort, "uit-de-ronde", number=1)
    assert reply.status_code == 422
    assert "1 mens uit deze ronde werkte al aan ding 1" in reply.content.decode()
    assert place.cohort.programme.filter(number=1).exists()
    assert press(as_(tove), place.other_cohort, "uit-de-ronde", number=1).status_code == 302
    assert Enrolment.objects.get(person=ada).things_done == 1


def test_new_dingen_can_be_taken_out_again(cohort: Cohort, place: Place, tove: User, as_: As) -> None:
    factories.make_thing(place.module, 12)
    client = as_(tove)
    client.post(reverse("cohorts:add_new_things", args=[cohort.pk]))
    assert cohort.programme.filter(number=12).exists()
    take_back(client, cohort)
    assert not cohort.programme.filter(number=12).exists()


def test_the_rule_is_said_in_words(cohort: Cohort, tove: User, as_: As) -> None:
    press(as_(tove), cohort, "regel", threshold=23, core=["2", "11"])
    page = as_(tove).get(reverse("cohorts:programme", args=[cohort.pk])).content.decode()
    assert "Wie klaar wil zijn, doet 11 van 11 dingen. Deze kerndingen horen daarbij: 2, 11." in page


@pytest.mark.parametrize(
    ("change", "data", "sentence"),
    [
        ("schuif", {"week": 99, "following": "yes", "weeks": 1}, "Bij “Schuif weken” klopt iets nog niet."),
        ("schuif", {"week": 2, "following": "no", "weeks": 3}, "Schuif ook de andere weken mee."),
        ("regel", {"threshold": 24, "core": []}, "Bij “Wanneer is iemand klaar?” klopt iets nog niet."),
        ("ruil", {"one": 1, "other": 2}, "staan al in dezelfde week"),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(
    cohort: Cohort, tove: User, as_: As, change: str, data: dict[str, Any], sentence: str
) -> None:
    before = calendar.read(cohort)
    reply = press(as_(tove), cohort, change, **data)
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    assert calendar.read(cohort) == before


def test_a_trainer_elsewhere_changes_nothing_here(cohort: Cohort, as_: As) -> None:
    bert = factories.make_person("Bert Bos")
    factories.give_role(bert, "trainer", organisation=factories.make_organisation())
    assert press(as_(bert), cohort, "vakantie", week=1).status_code == 404


def test_a_change_costs_the_same_for_2_and_for_20_dingen(place: Place, tove: User) -> None:
    def cost(cohort: Cohort) -> int:
        wanted = calendar.Wanted("catch_up", {"after": 1}, partial(timetable.insert_catch_up, after=1))
        with CaptureQueriesContext(connection) as queries:
            calendar.change(by=tove, cohort=cohort, wanted=wanted)
        return len(queries)

    things = [*place.things, *(factories.make_thing(place.module, number) for number in range(30, 46))]
    small = factories.make_cohort(place.course, things[:4], place.organisation)
    large = factories.make_cohort(place.course, things, place.organisation)
    cost(small)
    assert cost(small) == cost(large)


def test_a_ding_of_another_cohort_is_no_choice(cohort: Cohort) -> None:
    wanted = calendar.Wanted("move", {}, partial(timetable.move_thing, number=7, week=1), seen="x")
    with pytest.raises(ValidationError, match="intussen veranderd"):
        calendar.change(by=None, cohort=cohort, wanted=wanted)
