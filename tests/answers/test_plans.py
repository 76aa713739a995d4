"""A week programme through the front door: kept, taken along as a calendar, shared with the team."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from course.answers.models import Answer, Attempt
from course.answers.plans import calendar_of
from course.people.models import Team, User
from course.progress.models import ThingCompletion
from lessons.exercises.week_plan import Block, WeekPlan
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

VALUE = {"title": "Rooster", "key": "rooster", "counts": True, "intro": "", "minimum_blocks": 2, "minimum_people": 2}


@pytest.fixture
def thing(place: Place) -> ThingPage:
    page = factories.make_thing(place.module, 17, [factories.block("planner", VALUE)])
    place.cohort = factories.make_cohort(place.course, [page], place.organisation, name="Rooster")
    return page


def address(name: str, thing: ThingPage, *more: int) -> str:
    return reverse(f"answers:{name}", args=[thing.pk, thing.exercises[0].id, *more])


def save(client: Client, thing: ThingPage, **rest: str):
    prefix = thing.exercises[0].id
    rows = [("Boek op woensdag", "2", "Noor", "Tijmen"), ("Vraag van de dag", "0", "Tijmen", "Noor")]
    sent = {"available": "4", "sentence": "Het kan net."}
    for number, (name, day, person, stand_in) in enumerate(rows):
        values = {"name": name, "day": day, "begin": "10:00", "minutes": "60", "preparation": "60"}
        values |= {"person": person, "stand_in": stand_in}
        sent |= {f"{column}-{number}": value for column, value in values.items()}
    sent = {f"{prefix}-{name}": value for name, value in (sent | rest).items()}
    return client.post(address("submit", thing), sent)


def test_ada_plans_a_week_and_reads_what_it_comes_to(thing: ThingPage, ada: User, as_) -> None:
    client = as_(ada)
    assert save(client, thing).status_code == 302
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at
    page = " ".join(client.get(thing.address).content.decode().split())
    assert "Dekking als Noor uitvalt</dt><dd><b>50 %</b>" in page
    assert "oranje: kwetsbaar" in page
    assert "110,0" in page  # of the 112 hours of a week nobody is on


def test_a_refused_plan_keeps_what_was_typed(thing: ThingPage, ada: User, as_) -> None:
    response = save(as_(ada), thing, **{"begin-0": "6.00"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="6.00"' in page
    assert "Boek op woensdag" in page


def test_ada_takes_her_plan_along_as_a_calendar(thing: ThingPage, ada: User, ben: User, as_) -> None:
    client = as_(ada)
    save(client, thing)
    response = client.get(address("plan_calendar", thing))
    assert response["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Boek op woensdag (Noor)", "Vraag van de dag (Tijmen)"]
    assert as_(ben).get(address("plan_calendar", thing)).status_code == 404


def test_a_calendar_keeps_amsterdam_time_and_repeats_every_week() -> None:
    plan = WeekPlan((Block("Ochtend", 2, 9 * 60 + 30, 45, 15, "Noor", "Tijmen"), Block("Los", 6, 1320, 60, 0, "Els")))
    calendar = Calendar.from_ical(calendar_of(plan, "Rooster", date(2026, 11, 23)))
    first, second = calendar.walk("VEVENT")
    assert first["dtstart"].dt.isoformat() == "2026-11-25T09:30:00+01:00"
    assert first["duration"].dt.total_seconds() == 45 * 60
    assert first["rrule"]["FREQ"] == ["WEEKLY"]
    assert "Tijmen" in first["description"]
    assert "description" not in second
    assert second["dtstart"].dt.isoformat() == "2026-11-29T22:00:00+01:00"
    assert calendar.walk("VTIMEZONE")


def test_a_plan_is_seen_by_her_team_only_when_she_shares_it(
    thing: ThingPage, place: Place, ada: User, ben: User, as_
) -> None:
    save(as_(ada), thing)
    assert "Boek op woensdag" not in as_(ben).get(address("shared_plans", thing)).content.decode()
    save(as_(ada), thing, share="on")
    page = as_(ben).get(address("shared_plans", thing)).content.decode()
    assert "Boek op woensdag" in page
    assert "Rooster van Ada" in page
    other = factories.make_person("Dirk", library=place.other_library)
    factories.enrol(other, place.cohort, library=place.other_library)
    assert "Boek op woensdag" not in as_(other).get(address("shared_plans", thing)).content.decode()


def test_who_does_not_take_part_sees_no_plans(thing: ThingPage, tove: User, mona: User, as_) -> None:
    for person in (tove, mona):
        assert as_(person).get(address("shared_plans", thing)).status_code == 403


def test_a_colleague_of_another_team_does_not_see_it(thing: ThingPage, place: Place, ada: User, ben: User, as_) -> None:
    one, other = (Team.objects.create(library=place.library, name=name) for name in ("Jeugd", "Media"))
    ada.enrolments.filter(cohort=place.cohort).update(team=one)
    ben.enrolments.filter(cohort=place.cohort).update(team=other)
    save(as_(ada), thing, share="on")
    assert "Boek op woensdag" not in as_(ben).get(address("shared_plans", thing)).content.decode()
    ben.enrolments.filter(cohort=place.cohort).update(team=one)
    assert "Boek op woensdag" in as_(ben).get(address("shared_plans", thing)).content.decode()


def test_ben_takes_over_a_plan_and_keeps_what_he_had_as_an_attempt(thing: ThingPage, ada: User, ben: User, as_) -> None:
    save(as_(ada), thing, share="on")
    kept = Answer.objects.get(person=ada)
    client = as_(ben)
    save(client, thing, **{"name-0": "Van Ben"})
    response = client.post(address("take_plan", thing, kept.pk))
    assert response.status_code == 302
    hers, his = Answer.objects.get(person=ada), Answer.objects.get(person=ben)
    assert his.data["blocks"] == hers.data["blocks"]
    assert his.data["share"] is False
    assert his.data["sentence"] == ""
    assert Attempt.objects.filter(answer=his).first().data["blocks"][0]["name"] == "Van Ben"


def test_a_plan_that_is_not_shared_cannot_be_taken(thing: ThingPage, ada: User, ben: User, as_) -> None:
    save(as_(ada), thing)
    kept = Answer.objects.get(person=ada)
    assert as_(ben).post(address("take_plan", thing, kept.pk)).status_code == 404
    assert as_(ben).get(address("take_plan", thing, kept.pk)).status_code == 405


def test_another_kind_of_exercise_has_no_plan(place: Place, ada: User, as_) -> None:
    assert as_(ada).get(address("shared_plans", place.quiz_thing)).status_code == 404


def test_the_page_of_the_team_costs_the_same_for_2_and_for_20_plans(
    thing: ThingPage, place: Place, ada: User, ben: User, as_
) -> None:
    save(as_(ada), thing, share="on")
    kept = Answer.objects.get(person=ada)
    client, costs = as_(ben), []
    for number in (2, 20):
        while Answer.objects.count() < number:
            mate = factories.make_person(library=place.library)
            factories.enrol(mate, place.cohort)
            Answer.objects.create(
                person=mate, page=thing, exercise=kept.exercise, kind=kept.kind, data=kept.data, revision=kept.revision
            )
        client.get(address("shared_plans", thing))
        with CaptureQueriesContext(connection) as captured:
            client.get(address("shared_plans", thing))
        costs.append(len(captured))
    assert costs[0] == costs[1]
