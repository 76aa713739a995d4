"""Who gets into a ding: the page itself and the rule behind it give the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.cohorts import actions, taking_part
from course.cohorts.access import current_enrolment, door_to, open_thing
from course.cohorts.models import Cohort, CohortWeek
from course.people.models import Role, User
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def stranger(place: Place) -> User:
    """A trainer whose POI has nothing to do with this course."""
    person = factories.make_person("Bert Bos")
    factories.give_role(person, "trainer", organisation=factories.make_organisation())
    return person


def shut(place: Place) -> None:
    """The second week of ada's cohort opens next Monday."""
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=timezone.localdate() + timedelta(days=7))


def work_ahead(place: Place) -> None:
    shut(place)
    Cohort.objects.filter(pk=place.cohort.pk).update(work_ahead=True)


def work_ahead_before_the_start(place: Place) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Cohort.objects.filter(pk=place.cohort.pk).update(work_ahead=True, starts_on=tomorrow)
    CohortWeek.objects.filter(cohort=place.cohort).update(opens_on=tomorrow)


def closed(place: Place) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on=timezone.localdate() - timedelta(days=1))


def last_day(place: Place) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on=timezone.localdate())


def offline(place: Place) -> None:
    place.poll_thing.unpublish()


def open_(place: Place) -> None:
    """As the cast is made: everything opened weeks ago."""


@pytest.mark.parametrize(
    ("who", "arrange", "may_read", "may_answer", "status"),
    [
        ("ada", open_, True, True, 200),
        ("ada", shut, False, False, 403),
        ("ada", work_ahead, True, True, 200),
        ("ada", work_ahead_before_the_start, False, False, 403),
        ("ada", last_day, True, True, 200),
        ("ada", closed, True, False, 200),
        ("ada", offline, False, False, 404),
        ("cleo", shut, True, True, 200),  # another cohort has its own weeks
        ("tove", open_, True, False, 200),
        ("tove", shut, True, False, 200),
        ("stranger", open_, False, False, 403),
        ("mona", open_, False, False, 403),
    ],
)
def test_who_gets_into_a_ding(  # noqa: PLR0913 - one row of a table
    place: Place,
    request: pytest.FixtureRequest,
    as_: As,
    who: str,
    arrange: Callable[[Place], None],
    may_read: bool,
    may_answer: bool,
    status: int,
) -> None:
    person: User = request.getfixturevalue(who)
    arrange(place)
    place.poll_thing.refresh_from_db()
    door = door_to(person, place.poll_thing)
    assert (door.may_read, door.may_answer) == (may_read, may_answer)
    assert as_(person).get(place.poll_thing.address).status_code == status


def test_nobody_is_asked_to_sign_in_and_comes_back_to_the_ding(place: Place, as_: As) -> None:
    answer = as_(None).get(place.poll_thing.address)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={place.poll_thing.address}"


def test_a_shut_ding_says_when_it_opens_and_shows_nothing_of_itself(place: Place, ada: User, as_: As) -> None:
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=MONDAY.date())
    if timezone.now() >= MONDAY:
        pytest.skip("The example date has passed.")
    answer = as_(ada).get(place.poll_thing.address)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "maandag 30 november om 9.00 uur" in page
    assert reverse("study:my_course") in page
    assert "Iedereen is online." not in page  # the statement of the poll


def test_a_shut_ding_opens_at_nine_and_not_a_second_before(place: Place, ada: User) -> None:
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=MONDAY.date())
    assert not door_to(ada, place.poll_thing, at=MONDAY - timedelta(seconds=1)).may_read
    assert door_to(ada, place.poll_thing, at=MONDAY).may_read


def test_who_left_the_cohort_reads_no_more(place: Place, ada: User, as_: As) -> None:
    actions.leave(by=ada, enrolment=ada.enrolments.get())
    assert as_(ada).get(place.poll_thing.address).status_code == 403


def test_a_pause_keeps_the_door_open(place: Place, ada: User, as_: As) -> None:
    taking_part.pause(by=ada, enrolment=ada.enrolments.get())
    assert as_(ada).get(place.poll_thing.address).status_code == 200


def test_a_trainer_whose_role_ended_reads_no_more(place: Place, tove: User, as_: As) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Role.objects.filter(person=tove).update(starts_on=yesterday, ends_on=yesterday)
    assert as_(tove).get(place.poll_thing.address).status_code == 403


@pytest.mark.parametrize("who", ["ada", "stranger", None])
def test_course_and_module_are_for_everybody(
    place: Place, request: pytest.FixtureRequest, as_: As, who: str | None
) -> None:
    client = as_(request.getfixturevalue(who) if who else None)
    for page in (place.course, place.module, place.course.get_parent().specific):
        assert client.get(page.address).status_code == 200


@pytest.mark.parametrize(
    ("who", "arrange", "to_answer", "refusal"),
    [
        ("ada", open_, True, None),
        ("ada", closed, False, None),
        ("ada", closed, True, PermissionDenied),
        ("ada", shut, False, PermissionDenied),
        ("ada", offline, False, Http404),
        ("tove", open_, True, PermissionDenied),
        ("stranger", open_, False, PermissionDenied),
    ],
)
def test_every_post_finds_the_same_door(
    place: Place,
    request: pytest.FixtureRequest,
    who: str,
    arrange: Callable[[Place], None],
    to_answer: bool,
    refusal: type[Exception] | None,
) -> None:
    person: User = request.getfixturevalue(who)
    arrange(place)
    if refusal is None:
        thing, door = open_thing(person, place.poll_thing.pk, to_answer=to_answer)
        assert thing == place.poll_thing
        assert door.may_read
    else:
        with pytest.raises(refusal):
            open_thing(person, place.poll_thing.pk, to_answer=to_answer)


def test_who_administers_reads_everything(place: Place) -> None:
    assert door_to(factories.make_person("Beheer", is_superuser=True), place.poll_thing).may_read


def test_who_was_put_out_reads_nothing(place: Place, ada: User) -> None:
    ada.is_active = False
    assert not door_to(ada, place.poll_thing).may_read


def test_somebody_is_busy_with_her_newest_cohort(place: Place, ada: User) -> None:
    newer = factories.make_cohort(place.course, [], place.organisation, starts_on=timezone.localdate())
    assert current_enrolment(ada) is not None
    fresh = User.objects.get(pk=ada.pk)
    latest = factories.enrol(fresh, newer)
    assert current_enrolment(fresh) == latest
    assert current_enrolment(fresh) is current_enrolment(fresh)  # kept on the object
    actions.leave(by=fresh, enrolment=latest)
    assert current_enrolment(User.objects.get(pk=ada.pk)) == ada.enrolments.get(cohort=place.cohort)
