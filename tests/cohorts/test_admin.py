"""What trainers do in Wagtail: cohorts, weeks, participants, copies; and the menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.cohorts import actions, wagtail_hooks
from course.cohorts.models import Cohort, CourseOwner
from course.people.models import User
from lessons.models import CoursePage
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


@pytest.fixture
def bert(place: Place) -> User:
    """Trainer of another POI."""
    person = factories.make_person("Bert Bos")
    factories.give_role(person, "trainer", organisation=factories.make_organisation("POI Elders"))
    return person


def new_cohort(place: Place, **fields: Any) -> dict[str, Any]:
    return {
        "course": place.course.pk,
        "organisation": place.organisation.pk,
        "name": "Winter",
        "starts_on": "2027-01-05",
        "closes_on": "",
        "threshold": 20,
        "managers_see": "state",
        **fields,
    }


def test_tove_starts_a_cohort(place: Place, tove: User, as_: As) -> None:
    reply = as_(tove).post(reverse("cohorts:add"), new_cohort(place))
    assert reply.status_code == 302
    cohort = Cohort.objects.get(name="Winter")
    assert cohort.weeks.first().opens_on == date(2027, 1, 11)
    assert cohort.programme.count() == 4


def test_a_form_sent_twice_makes_one_cohort(place: Place, tove: User, as_: As) -> None:
    client = as_(tove)
    client.post(reverse("cohorts:add"), new_cohort(place))
    reply = client.post(reverse("cohorts:add"), new_cohort(place))
    assert "Jullie hebben al een ronde met deze naam" in reply.content.decode()
    assert Cohort.objects.filter(name="Winter").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"threshold": 0}, "Vraag minstens 1 ding"),
        ({"closes_on": "2026-12-01"}, "vóór het begin van de ronde"),
        ({"starts_on": "morgen"}, "id_starts_on"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    place: Place, tove: User, as_: As, fields: dict[str, Any], sentence: str
) -> None:
    page = as_(tove).post(reverse("cohorts:add"), new_cohort(place, **fields)).content.decode()
    assert sentence in page
    assert 'value="Winter"' in page
    assert not Cohort.objects.filter(name="Winter").exists()


def test_an_empty_course_cannot_be_run(place: Place, tove: User, as_: As) -> None:
    empty = factories.make_course("Leeg")
    page = as_(tove).post(reverse("cohorts:add"), new_cohort(place, course=empty.pk)).content.decode()
    assert "heeft nog geen gepubliceerde dingen" in page


def test_tove_cannot_start_one_for_another_poi(place: Place, tove: User, bert: User, as_: As) -> None:
    elsewhere = bert.roles.get().organisation_id
    as_(tove).post(reverse("cohorts:add"), new_cohort(place, organisation=elsewhere))
    assert not Cohort.objects.filter(name="Winter").exists()


def test_bert_sees_no_cohort_of_another_poi(place: Place, tove: User, bert: User, as_: As) -> None:
    assert "Najaar" in as_(tove).get(reverse("cohorts:index")).content.decode()
    assert "Najaar" not in as_(bert).get(reverse("cohorts:index")).content.decode()


@pytest.mark.parametrize("name", ["edit", "programme", "people", "history", "usage", "delete", "add_new_things"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_bert_gets_nowhere_with_the_number_of_a_foreign_cohort(
    place: Place, ada: User, bert: User, as_: As, name: str, method: str
) -> None:
    reply = getattr(as_(bert), method)(reverse(f"cohorts:{name}", args=[place.cohort.pk]))
    refused = reply.status_code in (404, 405) or reply.get("Location") == reverse("wagtailadmin_home")
    assert refused, reply.status_code


def test_bert_cannot_pause_ada(place: Place, ada: User, bert: User, as_: As) -> None:
    enrolment = ada.enrolments.get()
    reply = as_(bert).post(reverse("cohorts:change_enrolment", args=[place.cohort.pk, enrolment.pk, "pauzeer"]))
    assert reply.status_code == 404
    enrolment.refresh_from_db()
    assert enrolment.paused_at is None


def test_an_enrolment_of_another_cohort_is_not_found(place: Place, cleo: User, tove: User, as_: As) -> None:
    """reliability.md A3: ids outside the parent."""
    address = reverse("cohorts:change_enrolment", args=[place.cohort.pk, cleo.enrolments.get().pk, "stop"])
    assert as_(tove).post(address).status_code == 404
    assert cleo.enrolments.get().left_at is None


def test_tove_changes_the_settings_of_a_cohort(place: Place, tove: User, as_: As) -> None:
    address = reverse("cohorts:edit", args=[place.cohort.pk])
    assert as_(tove).get(address).status_code == 200
    as_(tove).post(address, {"name": "Herfst", "threshold": 15, "managers_see": "nothing", "closes_on": ""})
    place.cohort.refresh_from_db()
    assert (place.cohort.name, place.cohort.threshold, place.cohort.managers_see) == ("Herfst", 15, "nothing")


def weeks_data(cohort: Cohort, days: list[date]) -> dict[str, Any]:
    data: dict[str, Any] = {"weeks-TOTAL_FORMS": len(days), "weeks-INITIAL_FORMS": len(days)}
    for position, (week, day) in enumerate(zip(cohort.weeks.all(), days, strict=True)):
        data |= {f"weeks-{position}-id": week.pk, f"weeks-{position}-opens_on": day.isoformat()}
    return data


def test_tove_moves_a_week_for_a_holiday(place: Place, tove: User, as_: As) -> None:
    first, second = place.cohort.weeks.values_list("opens_on", flat=True)
    address = reverse("cohorts:programme", args=[place.cohort.pk])
    assert "Je eigen cursusblog" in as_(tove).get(address).content.decode()
    reply = as_(tove).post(address, weeks_data(place.cohort, [first, second + timedelta(weeks=1)]))
    assert reply.status_code == 302
    assert place.cohort.weeks.get(number=2).opens_on == second + timedelta(weeks=1)


def test_weeks_keep_their_order(place: Place, tove: User, as_: As) -> None:
    first, second = place.cohort.weeks.values_list("opens_on", flat=True)
    address = reverse("cohorts:programme", args=[place.cohort.pk])
    reply = as_(tove).post(address, weeks_data(place.cohort, [second, first]))
    assert "Elke week opent na de week ervoor" in reply.content.decode()
    assert place.cohort.weeks.get(number=1).opens_on == first


def test_a_forged_week_changes_nothing_of_another_cohort(place: Place, tove: User, as_: As) -> None:
    """reliability.md A20."""
    days = list(place.cohort.weeks.values_list("opens_on", flat=True))
    data = weeks_data(place.cohort, days)
    data["weeks-0-id"] = place.other_cohort.weeks.first().pk
    data["weeks-0-opens_on"] = "2020-01-06"
    as_(tove).post(reverse("cohorts:programme", args=[place.cohort.pk]), data)
    assert place.other_cohort.weeks.first().opens_on == days[0]


def test_tove_takes_up_new_dingen(place: Place, tove: User, as_: As) -> None:
    factories.make_thing(place.module, 4, title="Waar zijn je lezers?")
    client = as_(tove)
    assert "Waar zijn je lezers?" in client.get(reverse("cohorts:programme", args=[place.cohort.pk])).content.decode()
    client.post(reverse("cohorts:add_new_things", args=[place.cohort.pk]))
    assert place.cohort.programme.filter(number=4).exists()


def test_tove_enrols_pauses_resumes_and_ends_ben(place: Place, tove: User, as_: As) -> None:
    ben = factories.make_person("Ben Bakker", library=place.library)
    client = as_(tove)
    people = reverse("cohorts:people", args=[place.cohort.pk])
    assert client.post(people, {"email": ben.email.upper(), "way": "all"}).status_code == 302
    enrolment = ben.enrolments.get()
    for verb, field, is_set in [
        ("pauzeer", "paused_at", True),
        ("hervat", "paused_at", False),
        ("stop", "left_at", True),
    ]:
        client.post(reverse("cohorts:change_enrolment", args=[place.cohort.pk, enrolment.pk, verb]))
        enrolment.refresh_from_db()
        assert (getattr(enrolment, field) is not None) is is_set, verb
    assert "Ben Bakker" in client.get(people).content.decode()


def test_unknown_and_elsewhere_read_the_same_answer(place: Place, tove: User, as_: As) -> None:
    """The form does not tell who has an account at another POI."""
    elsewhere = factories.make_person("Els", library=factories.make_library())
    client = as_(tove)
    people = reverse("cohorts:people", args=[place.cohort.pk])
    for email in (elsewhere.email, "niemand@example.org"):
        page = client.post(people, {"email": email, "way": "all"}).content.decode()
        assert "kennen we niemand met dit e-mailadres" in page
        assert "Els" not in page.replace("Elsewhere", "")
    assert not elsewhere.enrolments.exists()


@pytest.mark.parametrize("page", ["index", "people"])
def test_lists_cost_the_same_for_two_and_for_twenty(
    place: Place, ada: User, ben: User, tove: User, as_: As, page: str
) -> None:
    address = reverse("cohorts:index") if page == "index" else reverse("cohorts:people", args=[place.cohort.pk])
    client = as_(tove)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    cost()
    small = cost()
    for number in range(18):
        library = factories.make_library(organisation=place.organisation)
        person = factories.make_person(library=library, team=factories.make_team(library))
        factories.enrol(person, place.cohort)
        factories.make_cohort(factories.make_course(), [], place.organisation, name=f"Ronde nummer {number}")
    assert cost() == small


def test_tove_copies_a_course_of_another_poi(place: Place, tove: User, as_: As) -> None:
    actions.assign_course(by=None, course=place.course, organisation=factories.make_organisation("POI Elders"))
    client = as_(tove)
    assert "Kopieer deze cursus voor POI Het Verband" in client.get(reverse("cohorts:courses")).content.decode()
    reply = client.post(reverse("cohorts:copy_course", args=[place.course.pk, place.organisation.pk]), follow=True)
    assert reply.status_code == 200
    assert CourseOwner.objects.get(organisation=place.organisation).course != place.course


def test_tove_cannot_copy_for_another_poi_nor_a_draft(place: Place, tove: User, bert: User, as_: As) -> None:
    elsewhere = bert.roles.get().organisation_id
    draft = factories.make_course("Concept", live=False)
    client = as_(tove)
    before = CoursePage.objects.count()
    client.post(reverse("cohorts:copy_course", args=[place.course.pk, elsewhere]))
    assert client.post(reverse("cohorts:copy_course", args=[draft.pk, place.organisation.pk])).status_code == 404
    assert client.get(reverse("cohorts:copy_course", args=[place.course.pk, place.organisation.pk])).status_code == 405
    assert CoursePage.objects.count() == before


def test_the_menu_of_a_trainer_has_what_she_needs_and_nothing_else(place: Place, tove: User, as_: As) -> None:
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    page = as_(tove).get(reverse("wagtailadmin_home")).content.decode()
    for label in ("Pagina", "Afbeeldingen", "Documenten", "Rondes", "Vragenlijsten", "Hulp"):
        assert f'"label": "{label}' in page, label
    for name in ("reports", "settings", "snippets"):
        assert f'"name": "{name}"' not in page, name
    assert "Welkom bij" in page or "23 dingen" in page


def test_an_administrator_keeps_the_whole_menu(place: Place, as_: As) -> None:
    admin = factories.make_person("Beheer", is_superuser=True)
    page = as_(admin).get(reverse("wagtailadmin_home")).content.decode()
    assert '"name": "settings"' in page


def test_wagtails_own_copy_gives_a_national_course_with_keys_of_its_own(place: Place, as_: As) -> None:
    CoursePage.objects.filter(pk=place.course.pk).update(external_key="landelijk")
    admin = factories.make_person("Beheer", is_superuser=True)
    home = place.course.get_parent()
    form = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": home.pk, "copy_subpages": "on"}
    as_(admin).post(reverse("wagtailadmin_pages:copy", args=[place.course.pk]), form)
    copy = CoursePage.objects.get(slug="kopie")
    assert copy.external_key is None
    assert copy.ownership.organisation is None


def test_the_owner_finds_the_other_courses_from_her_own(place: Place, tove: User, as_: As) -> None:
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    page = as_(tove).get(reverse("wagtailadmin_explore", args=[place.course.pk])).content.decode()
    assert reverse("cohorts:courses") in page


def test_a_page_of_a_room_that_is_not_there_leaves_the_menu() -> None:
    assert wagtail_hooks._address("evaluations:bestaat-niet") == ""
