"""What can be done to cohorts, enrolments and courses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from course.cohorts import actions, taking_part
from course.cohorts.models import Cohort, CourseOwner, Enrolment
from course.people.models import User
from lessons.models import CoursePage, ThingPage
from tests import factories
from tests.conftest import Place


@pytest.fixture
def cohort(place: Place, tove: User) -> Cohort:
    return actions.start_cohort(
        by=tove, course=place.course, organisation=place.organisation, name="Najaar", starts_on=date(2026, 9, 9)
    )


def test_a_cohort_gets_weeks_and_programme_from_the_published_dingen(cohort: Cohort, place: Place) -> None:
    assert list(cohort.weeks.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert cohort.weeks.first().opens_on == date(2026, 9, 14)
    rows = cohort.programme.values_list("number", "week__number", "is_core")
    assert list(rows) == [(1, 1, False), (2, 1, True), (3, 2, True), (7, 4, False)]
    assert cohort.closes_on == date(2026, 10, 5) + timedelta(days=6, weeks=26)


def test_a_second_cohort_of_the_same_name_gets_an_address_of_its_own(cohort: Cohort, place: Place, tove: User) -> None:
    again = actions.start_cohort(
        by=tove,
        course=place.course,
        organisation=place.organisation,
        name="Najaar",
        starts_on=date(2027, 9, 6),
        things=[place.quiz_thing],
        catch_up_weeks=(),
        per_week=1,
        work_ahead=True,
        threshold=1,
        closes_on=date(2028, 1, 1),
    )
    assert (cohort.slug, again.slug) == ("najaar", "najaar-2")
    assert again.programme.get().week.number == 7
    assert again.closes_on == date(2028, 1, 1)


def test_a_course_without_published_dingen_cannot_be_run(place: Place, tove: User) -> None:
    empty = factories.make_course("Leeg")
    with pytest.raises(ValidationError, match="nog geen gepubliceerde dingen"):
        actions.start_cohort(
            by=tove, course=empty, organisation=place.organisation, name="Niets", starts_on=date(2026, 9, 7)
        )


def test_starting_a_cohort_costs_the_same_for_four_and_for_twenty_dingen(place: Place, tove: User) -> None:
    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            actions.start_cohort(
                by=tove, course=place.course, organisation=place.organisation, name=name, starts_on=date(2026, 9, 7)
            )
        return len(queries)

    cost("Eerst de typen leren kennen")
    small = cost("Klein")
    for number in range(8, 24):
        factories.make_thing(place.module, number)
    assert cost("Groot") == small


def test_moving_a_page_changes_no_running_cohort(cohort: Cohort, place: Place) -> None:
    other = factories.make_module(place.course, 2)
    ThingPage.objects.get(pk=place.quiz_thing.pk).move(other, pos="last-child")
    assert cohort.programme.get(number=7).week.number == 4


def test_a_trainer_adds_dingen_that_were_published_later(cohort: Cohort, place: Place, tove: User) -> None:
    factories.make_thing(place.module, 4)
    factories.make_thing(place.module, 11)
    week = cohort.weeks.get(number=4)
    week.opens_on += timedelta(weeks=1)  # a holiday
    week.save()
    added = actions.add_new_things(by=tove, cohort=cohort)
    assert [(entry.number, entry.week.number, entry.is_core) for entry in added] == [(4, 2, False), (11, 7, True)]
    assert cohort.weeks.get(number=7).opens_on == week.opens_on + timedelta(weeks=3)
    assert cohort.weeks.get(number=6).is_catch_up
    assert actions.add_new_things(by=tove, cohort=cohort) == []


def test_ada_is_enrolled_with_the_library_and_team_of_that_moment(cohort: Cohort, place: Place, tove: User) -> None:
    team = factories.make_team(place.library)
    person = factories.make_person("Ada", library=place.library, team=team)
    enrolment = actions.enrol(by=tove, person=person, cohort=cohort, way=Enrolment.Way.CHOOSE)
    person.library = place.other_library
    person.team = None
    person.save()
    again = actions.enrol(by=tove, person=person, cohort=cohort)
    assert again == enrolment
    assert (again.library, again.team, again.way) == (place.library, team, Enrolment.Way.CHOOSE)


def test_who_belongs_to_no_library_reads_why_she_cannot_be_enrolled(cohort: Cohort, tove: User) -> None:
    with pytest.raises(ValidationError, match="hoort nog niet bij een bibliotheek"):
        actions.enrol(by=tove, person=factories.make_person("Ida Los"), cohort=cohort)


def test_pausing_resuming_and_leaving_twice_is_once(cohort: Cohort, ada: User, tove: User) -> None:
    enrolment = actions.enrol(by=tove, person=ada, cohort=cohort)
    first = taking_part.pause(by=ada, enrolment=enrolment).paused_at
    assert first is not None
    assert taking_part.pause(by=ada, enrolment=enrolment).paused_at == first
    assert taking_part.resume(by=ada, enrolment=enrolment).paused_at is None
    left = actions.leave(by=ada, enrolment=enrolment).left_at
    assert actions.leave(by=ada, enrolment=enrolment).left_at == left
    assert taking_part.pause(by=ada, enrolment=enrolment).paused_at is None  # who left has nothing to pause
    assert actions.enrol(by=tove, person=ada, cohort=cohort).left_at is None  # and may come back


def test_the_log_of_an_enrolment_names_the_cohort_and_not_ada(cohort: Cohort, ada: User, tove: User) -> None:
    actions.enrol(by=tove, person=ada, cohort=cohort)
    assert not ModelLogEntry.objects.filter(label__icontains="Ada").exists()
    assert ModelLogEntry.objects.filter(label=str(cohort), user=tove).exists()


def test_a_copy_has_what_is_published_and_an_owner_of_its_own(place: Place, tove: User) -> None:
    CoursePage.objects.filter(pk=place.course.pk).update(external_key="landelijk")
    ThingPage.objects.filter(pk=place.quiz_thing.pk).update(external_key="landelijk/7")
    draft = factories.make_thing(place.module, 8, title="Nog geheim")
    draft.unpublish()
    copy = actions.copy_course(
        by=tove, course=CoursePage.objects.get(pk=place.course.pk), organisation=place.organisation
    )
    copied = ThingPage.objects.descendant_of(copy)
    assert [thing.number for thing in copied.order_by("number")] == [1, 2, 3, 7]
    assert all(thing.live and thing.external_key is None for thing in copied)
    quiz = copied.get(number=7)
    assert quiz.exercises[0].id == place.quiz_thing.exercises[0].id
    assert quiz.latest_revision is not None
    assert quiz.live_revision == quiz.latest_revision
    assert CourseOwner.objects.get(course=copy).organisation == place.organisation
    assert actions.copy_course(by=tove, course=place.course, organisation=place.organisation).slug != copy.slug
    assert ThingPage.objects.get(pk=place.quiz_thing.pk).external_key == "landelijk/7"


def test_a_role_that_ended_can_begin_again(place: Place, tove: User) -> None:
    role = tove.roles.get()
    role.starts_on = timezone.localdate() - timedelta(days=30)
    role.save()
    actions.end_role(by=None, role=role)
    role.refresh_from_db()
    assert role.ends_on == timezone.localdate() - timedelta(days=1)
    again = actions.give_role(by=None, person=tove, kind="trainer", organisation=place.organisation)
    assert (again.pk, again.ends_on) == (role.pk, None)


def test_a_role_of_today_that_ends_today_never_was(place: Place, tove: User) -> None:
    actions.end_role(by=None, role=tove.roles.get())
    assert not tove.roles.exists()


def test_a_role_in_the_wrong_place_is_refused(place: Place, tove: User) -> None:
    with pytest.raises(ValidationError, match="past niet bij deze plek"):
        actions.give_role(by=None, person=tove, kind="manager", organisation=place.organisation)
