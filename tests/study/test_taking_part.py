"""What ada sees and does about taking part: her calendar, her leave, her buddy, her team, her cohorts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from wagtail.models import ModelLogEntry

from course.blogs.models import Post, Visibility
from course.cohorts import actions, buddies, taking_part
from course.cohorts.models import Cohort, CohortWeek, Enrolment
from course.people.models import User
from course.study.calendar import is_on_leave
from course.study.team_bar import team_bar
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.study.test_my_course import MY_COURSE, finish

As = Callable[[User | None], Client]


def enrolment_of(person: User) -> Enrolment:
    return Enrolment.objects.active().select_related("cohort", "person", "team").get(person=person)


# --- Leave -------------------------------------------------------------------------------------------------------


def test_ada_rests_until_a_day_and_reads_what_that_does(place: Place, ada: User, as_: As) -> None:
    client, until = as_(ada), timezone.localdate() + timedelta(days=20)
    page = client.get(reverse("study:account")).content.decode()
    assert "In een pauze krijg je geen overzicht en geen herinnering" in page
    reply = client.post(reverse("study:take_part"), {"pause": "1", "until": until.isoformat()}, follow=True)
    assert "De cursus staat op pauze tot" in reply.content.decode()
    assert enrolment_of(ada).paused_until == until
    assert "op pauze tot" in client.get(MY_COURSE).content.decode()
    assert ModelLogEntry.objects.filter(user=ada, label=str(place.cohort)).exists()


@pytest.mark.parametrize(
    ("until", "sentence"), [("gisteren", "Vul een dag in"), ("2020-01-01", "Een pauze duurt tot een dag na vandaag")]
)
def test_a_day_that_cannot_be_is_said_and_kept(place: Place, ada: User, as_: As, until: str, sentence: str) -> None:
    reply = as_(ada).post(reverse("study:take_part"), {"pause": "1", "until": until})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert sentence in page
    assert "errsum" in page
    assert enrolment_of(ada).paused_at is None


def test_a_way_that_is_none_is_refused_in_a_sentence(place: Place, ada: User, as_: As) -> None:
    reply = as_(ada).post(reverse("study:take_part"), {"way": "nonsense"}, follow=True)
    assert "Kies een manier van meedoen uit de lijst." in reply.content.decode()


# --- The calendar ------------------------------------------------------------------------------------------------


def test_ada_sees_her_weeks_with_catch_up_leave_and_last_day(place: Place, ada: User, tove: User, as_: As) -> None:
    today = timezone.localdate()
    CohortWeek.objects.create(cohort=place.cohort, number=3, opens_on=today + timedelta(weeks=3), is_catch_up=True)
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on=today + timedelta(weeks=9))
    hers = enrolment_of(ada)
    taking_part.pause(by=ada, enrolment=hers, until=today + timedelta(weeks=4))
    taking_part.extend(by=tove, enrolment=hers, until=today + timedelta(weeks=12), reason="Ouderschapsverlof")
    page = as_(ada).get(reverse("study:calendar")).content.decode()
    for words in ("Week 1", "inhaalweek", "jouw pauze", "Ouderschapsverlof", place.blog_thing.title):
        assert words in page
    assert page.count("<h1") == 1
    assert page.count('aria-current="date"') == 1


def test_the_file_for_her_own_calendar_opens_on_monday_at_nine(place: Place, as_: As) -> None:
    start = date(2026, 10, 19)  # Summer time ends on the 25th.
    cohort = factories.make_cohort(place.course, place.things, place.organisation, start, closes_on=date(2027, 5, 2))
    person = factories.make_person("Eva Smit", library=place.library)
    factories.enrol(person, cohort)
    reply = as_(person).get(reverse("study:calendar_file"))
    assert reply["Content-Type"].startswith("text/calendar")
    first, second, last = Calendar.from_ical(reply.content).walk("VEVENT")
    amsterdam = ZoneInfo("Europe/Amsterdam")
    assert first.decoded("dtstart") == datetime(2026, 10, 19, 9, tzinfo=amsterdam)
    assert second.decoded("dtstart") == datetime(2026, 10, 26, 9, tzinfo=amsterdam)
    assert first.decoded("dtstart").utcoffset() != second.decoded("dtstart").utcoffset()
    assert place.blog_thing.title in str(first["description"])
    assert last.decoded("dtstart") == date(2027, 5, 2)


def test_a_week_that_moves_keeps_its_place_in_her_own_calendar(place: Place, ada: User, as_: As) -> None:
    def uids() -> list[str]:
        content = as_(ada).get(reverse("study:calendar_file")).content
        return [str(event["uid"]) for event in Calendar.from_ical(content).walk("VEVENT")]

    before = uids()
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=timezone.localdate())
    assert uids() == before


def test_who_is_in_no_cohort_has_no_calendar(place: Place, as_: As) -> None:
    client = as_(factories.make_person("Iris Bakker"))
    assert "Je hebt nog geen kalender." in client.get(reverse("study:calendar")).content.decode()
    assert client.get(reverse("study:calendar_file")).status_code == 404


@pytest.mark.parametrize(
    ("day", "rests"), [(date(2026, 9, 1), False), (date(2026, 9, 7), True), (date(2026, 9, 21), False)]
)
def test_leave_has_a_first_and_a_last_day(day: date, rests: bool) -> None:
    began = datetime(2026, 9, 2, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert is_on_leave(Enrolment(paused_at=began, paused_until=date(2026, 9, 21)), day) is rests
    assert is_on_leave(Enrolment(paused_at=began), day) is (day > date(2026, 9, 2))
    assert not is_on_leave(Enrolment(), day)


# --- Buddies -----------------------------------------------------------------------------------------------------


def test_ada_sees_her_buddy_with_the_way_to_his_blog(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    buddies.pair(by=tove, first=enrolment_of(ada), second=enrolment_of(ben))
    page = as_(ada).get(MY_COURSE).content.decode()
    blog = reverse("blogs:person", args=[ben.pk])
    assert "Jouw buddy" in page
    assert "Je buddy schreef nog niets." in page
    assert blog not in page  # There is no such page yet.
    words = {"title": "Mijn eerste", "source": "Hallo allemaal."}
    Post.objects.create(
        author=ben, cohort=place.cohort, published_at=timezone.now(), visibility=Visibility.GROUP, **words
    )
    assert blog in as_(ada).get(MY_COURSE).content.decode()
    assert as_(ada).get(blog).status_code == 200
    actions.leave(by=ben, enrolment=enrolment_of(ben))
    assert "Jouw buddy" not in as_(ada).get(MY_COURSE).content.decode()


# --- Several cohorts ---------------------------------------------------------------------------------------------


def test_ada_switches_between_her_cohorts(place: Place, ada: User, as_: As) -> None:
    client = as_(ada)
    assert "Je doet mee aan" not in client.get(MY_COURSE).content.decode()
    later = factories.make_cohort(
        place.course, place.things, place.organisation, timezone.localdate() + timedelta(weeks=5), name="Winter"
    )
    factories.enrol(ada, later)
    page = client.get(MY_COURSE).content.decode()
    assert "Je doet mee aan 2 rondes:" in page
    assert '<b aria-current="true">Najaar</b>' in page  # What she is busy with, not what is still to come.
    page = client.get(MY_COURSE, {"ronde": later.slug}).content.decode()
    assert '<b aria-current="true">Winter</b>' in page
    assert "De cursus begint op" in page
    client.post(reverse("study:take_part"), {"way": "read", "ronde": later.slug})
    assert {(one.cohort.name, one.way) for one in Enrolment.objects.filter(person=ada)} == {
        ("Najaar", "all"),
        ("Winter", "read"),
    }


def test_a_cohort_of_others_is_no_choice(place: Place, ada: User, cleo: User, as_: As) -> None:
    page = as_(ada).get(MY_COURSE, {"ronde": place.other_cohort.slug}).content.decode()
    assert "Najaar" in page
    assert "Voorjaar" not in page


# --- The team ----------------------------------------------------------------------------------------------------


@pytest.fixture
def team(place: Place, ada: User, ben: User) -> list[Enrolment]:
    """Ada, ben and three colleagues of team Centrum."""
    team = factories.make_team(place.library)
    for _number in range(3):
        factories.enrol(factories.make_person(library=place.library), place.cohort)
    place.cohort.enrolments.update(team=team)
    return list(place.cohort.enrolments.select_related("cohort", "person", "team").order_by("pk"))


def finish_week(person: User, things: list[ThingPage]) -> None:
    for thing in things:
        finish(person, thing)


def test_a_team_reads_how_many_are_done_with_this_week(place: Place, team: list[Enrolment], as_: As) -> None:
    for enrolment in team[1:4]:
        finish_week(enrolment.person, [place.poll_thing, place.quiz_thing])
    finish(team[4].person, place.quiz_thing)  # Half a week is no week.
    page = as_(team[0].person).get(MY_COURSE).content.decode()
    assert "3 van 5 klaar met week 2." in page


@pytest.mark.parametrize("goes", ["leaves", "moves", "rests", "reads", "is erased"])
def test_whoever_goes_takes_her_place_in_the_denominator_along(place: Place, team: list[Enrolment], goes: str) -> None:
    finish_week(team[4].person, [place.poll_thing, place.quiz_thing])
    before = team_bar(team[0])
    assert before is not None
    assert (before.done, before.people) == (1, 5)
    gone = team[4]
    if goes == "leaves":
        actions.leave(by=gone.person, enrolment=gone)
    elif goes == "moves":
        Enrolment.objects.filter(pk=gone.pk).update(team=factories.make_team(place.library, "Noord"))
    elif goes == "rests":
        taking_part.pause(by=gone.person, enrolment=gone)
    elif goes == "is erased":
        User.objects.filter(pk=gone.person_id).update(is_active=False, name="", erased_at=timezone.now())
    else:
        taking_part.change_way(by=gone.person, enrolment=gone, way="read")
    after = team_bar(team[0])
    assert after is not None
    assert (after.done, after.people) == (0, 4)


def test_a_number_over_two_others_is_a_name_and_not_shown(place: Place, team: list[Enrolment], as_: As) -> None:
    for enrolment in team[3:]:
        actions.leave(by=None, enrolment=enrolment)
    assert team_bar(team[0]) is None
    assert "Team Centrum" not in as_(team[0].person).get(MY_COURSE).content.decode()


def test_a_reader_counts_the_others_only(place: Place, team: list[Enrolment]) -> None:
    reader = taking_part.change_way(by=team[0].person, enrolment=team[0], way="read")
    bar = team_bar(reader)
    assert bar is not None
    assert bar.people == 4
    actions.leave(by=None, enrolment=team[1])
    actions.leave(by=None, enrolment=team[2])
    assert team_bar(reader) is None


def test_before_the_first_week_there_is_no_bar(place: Place, team: list[Enrolment]) -> None:
    CohortWeek.objects.filter(cohort=place.cohort).update(opens_on=timezone.localdate() + timedelta(days=3))
    assert team_bar(team[0]) is None


def test_these_pages_cost_the_same_for_2_and_for_20(place: Place, ada: User, team: list[Enrolment], as_: As) -> None:
    client = as_(ada)

    def cost() -> list[int]:
        counts = []
        for address in (MY_COURSE, reverse("study:calendar"), reverse("study:account")):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    cost()
    small = cost()
    for number in range(18):
        week = CohortWeek.objects.create(
            cohort=place.cohort, number=10 + number, opens_on=timezone.localdate() + timedelta(weeks=1 + number)
        )
        thing = factories.make_thing(place.module, 40 + number)
        place.cohort.programme.create(thing=thing, number=40 + number, week=week)
        factories.enrol(factories.make_person(library=place.library), place.cohort, team=team[0].team)
    assert cost() == small


STATES = ("takes part", "rests", "reads", "left", "elsewhere")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STATES), st.booleans()), min_size=4, max_size=7))
def test_the_bar_counts_exactly_who_takes_part(place: Place, mates: list[tuple[str, bool]]) -> None:
    with transaction.atomic():
        team, other = factories.make_team(place.library, "Centrum"), factories.make_team(place.library, "Noord")
        me = factories.enrol(factories.make_person(library=place.library), place.cohort, team=team)
        now = timezone.now()
        fields = {"rests": {"paused_at": now}, "reads": {"way": "read"}, "left": {"left_at": now}}
        for state, is_done in mates:
            mine = {"team": other if state == "elsewhere" else team, **fields.get(state, {})}
            person = factories.enrol(factories.make_person(library=place.library), place.cohort, **mine).person
            if is_done:
                finish_week(person, [place.poll_thing, place.quiz_thing])
        counted = [is_done for state, is_done in mates if state == "takes part"]
        bar = team_bar(me)
        if len(counted) < 3:
            assert bar is None
        else:
            assert bar is not None
            assert (bar.done, bar.people) == (sum(counted), len(counted) + 1)
        transaction.set_rollback(True)
