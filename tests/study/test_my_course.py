"""My course: the shelf, what is next, what waits; and one's own account."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import Cohort, CohortThing, CohortWeek, Enrolment
from course.people.models import User
from course.progress.models import ThingCompletion
from course.study.programme import programme_for
from course.study.views import greeting
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.progress.test_progress import tick

MY_COURSE = "/mijn-cursus/"


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "Goedenacht"), (8, "Goedemorgen"), (12, "Goedemiddag"), (17, "Goedemiddag"), (21, "Goedenavond")],
)
def test_the_greeting_follows_the_clock_in_amsterdam(hour: int, words: str) -> None:
    assert greeting(datetime(2026, 11, 19, hour, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))) == words


def test_ada_sees_her_shelf_with_a_stamp_and_where_to_go_on(place: Place, ada, as_) -> None:
    tick(ada, place.checklist_thing, "1")
    page = as_(ada).get(MY_COURSE).content.decode()
    assert "Mijn cursus: 1 van de 4 dingen gedaan" in page
    assert "gedaan op" in page
    assert f'href="{place.blog_thing.address}"' in page
    assert page.count("<h1") == 1


def test_the_ding_begun_last_is_the_one_to_go_on_with(place: Place, ada) -> None:
    tick(ada, place.checklist_thing)
    enrolment = Enrolment.objects.get(person=ada)
    now = programme_for(ada, enrolment).now
    assert now is not None
    assert now.id == place.checklist_thing.pk


def test_my_course_costs_the_same_for_2_and_for_20_dingen_and_colleagues(place: Place, ada, ben, as_) -> None:
    client = as_(ada)
    client.get(MY_COURSE)
    with CaptureQueriesContext(connection) as few:
        client.get(MY_COURSE)
    for number in range(20):
        thing = factories.make_thing(place.module, 30 + number)
        week = place.cohort.weeks.first()
        place.cohort.programme.create(thing=thing, number=30 + number, week=week)
        factories.enrol(factories.make_person(library=place.library), place.cohort)
    with CaptureQueriesContext(connection) as many:
        client.get(MY_COURSE)
    assert len(few) == len(many) <= 15


def test_before_the_cohort_begins_my_course_says_when_it_does(place: Place, as_) -> None:
    cohort = factories.make_cohort(place.course, place.things, place.organisation, starts_on=date(2098, 3, 3))
    person = factories.make_person("Eva Smit", library=place.library)
    factories.enrol(person, cohort)
    page = as_(person).get(MY_COURSE).content.decode()
    assert "De cursus begint op maandag 3 maart" in page
    assert "Je bent helemaal bij" not in page


def test_who_did_all_that_is_open_is_up_to_date(place: Place, as_) -> None:
    cohort = factories.make_cohort(place.course, place.things, place.organisation, starts_on=timezone.localdate())
    person = factories.make_person("Eva Smit", library=place.library)
    factories.enrol(person, cohort)
    CohortWeek.objects.filter(cohort=cohort, number=1).update(opens_on=timezone.localdate() - timedelta(days=1))
    for thing in place.things[:2]:
        finish(person, thing)
    page = as_(person).get(MY_COURSE).content.decode()
    assert "Je bent helemaal bij" in page
    assert "De cursus begint op" not in page


def test_who_is_in_no_cohort_reads_what_to_do(place: Place, as_) -> None:
    stranger = factories.make_person("Iris Bakker")
    page = as_(stranger).get(MY_COURSE).content.decode()
    assert "Je bent nog niet ingeschreven voor een ronde." in page
    assert "Vraag je trainer" in page


def test_tove_is_shown_the_way_to_the_admin(place: Place, tove, as_) -> None:
    page = as_(tove).get(MY_COURSE).content.decode()
    assert "Je doet zelf niet mee aan een ronde." in page
    assert reverse("wagtailadmin_home") in page


def test_the_loan_card_shows_every_ding_and_the_stamps(place: Place, ada, as_) -> None:
    tick(ada, place.checklist_thing, "1")
    page = as_(ada).get(reverse("study:card")).content.decode()
    assert "1 van de 4 dingen gedaan" in page
    for thing in place.things:
        assert thing.title.replace("'", "&#x27;") in page


def test_ada_chooses_a_screen_name_and_english(place: Place, ada, as_) -> None:
    client = as_(ada)
    assert "Ada van den Berg" in client.get(reverse("study:account")).content.decode()
    url = reverse("people:profile")
    assert client.post(url, {"name": "", "screen_name": "Boekenwurm", "language": "en"}).status_code == 422
    assert "Vul je naam in." in client.post(url, {"name": "", "screen_name": "B", "language": "nl"}).content.decode()
    assert client.post(url, {"name": "Ada Berg", "screen_name": "Boekenwurm", "language": "en"}).status_code == 302
    changed = User.objects.get(pk=ada.pk)
    assert (changed.shown_name, changed.language) == ("Boekenwurm", "en")


def test_ada_pauses_goes_on_and_changes_how_she_takes_part(place: Place, ada, as_) -> None:
    client = as_(ada)
    url = reverse("study:take_part")
    client.post(url, {"pause": "1"})
    assert Enrolment.objects.get(person=ada).paused_at is not None
    assert "De cursus staat op pauze" in client.get(MY_COURSE).content.decode()
    client.post(url, {"resume": "1"})
    assert Enrolment.objects.get(person=ada).paused_at is None
    client.post(url, {"way": "read"})
    assert Enrolment.objects.get(person=ada).way == "read"
    client.post(url, {"way": "nonsense"})
    assert Enrolment.objects.get(person=ada).way == "read"


def test_a_closed_cohort_can_still_be_read(place: Place, ada, as_) -> None:
    place.cohort.closes_on = place.cohort.starts_on
    place.cohort.save()
    client = as_(ada)
    assert place.cohort.closes_on < timezone.localdate()
    assert "Deze ronde is gesloten." in client.get(MY_COURSE).content.decode()
    page = client.get(place.quiz_thing.address).content.decode()
    assert "Kijk mijn antwoorden na" not in page


def finish(person: User, thing: ThingPage) -> None:
    now = timezone.now()
    ThingCompletion.objects.create(
        person=person,
        thing=thing,
        state="done",
        exercises_done=1,
        exercises_total=1,
        started_at=now,
        done_at=now,
    )


def test_the_card_says_when_it_is_enough_for_the_certificate(place: Place, ada, as_) -> None:
    client = as_(ada)
    CohortThing.objects.filter(cohort=place.cohort, thing=place.quiz_thing).update(is_core=True)
    Cohort.objects.filter(pk=place.cohort.pk).update(threshold=12)  # Of 23: so 3 of the 4 that are published.
    for thing in (place.checklist_thing, place.blog_thing, place.poll_thing):
        finish(ada, thing)
    assert "genoeg voor het certificaat" not in client.get(reverse("study:card")).content.decode()
    finish(ada, place.quiz_thing)
    for address in (reverse("study:card"), reverse("study:my_course")):
        assert "genoeg voor het certificaat" in client.get(address).content.decode()
