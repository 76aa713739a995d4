"""What ends by itself: a cohort that closed long enough ago, and rows whose own time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.cohorts import retention
from course.cohorts.models import Cohort, Enrolment, Invitation, PeopleImport
from course.notifications.models import Notice
from course.people.models import ErasureRequest, Look, User
from course.people.own_data import pruning, requests
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
CLOSED = date(2026, 1, 31)
LATER = datetime(2027, 2, 1, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""The first day after twelve months."""


@pytest.fixture
def closed(place: Place) -> Cohort:
    Cohort.objects.filter(pk=place.cohort.pk).update(starts_on=date(2025, 9, 1), closes_on=CLOSED, keeps_months=12)
    Cohort.objects.exclude(pk=place.cohort.pk).update(starts_on=date(2027, 1, 4), closes_on=date(2027, 7, 1))
    return Cohort.objects.get(pk=place.cohort.pk)


def test_the_time_of_a_cohort_is_over_the_day_after(ada: User, closed: Cohort) -> None:
    assert not retention.people_past(LATER - timedelta(days=1)).exists()
    assert list(retention.people_past(LATER)) == [ada]


@pytest.mark.parametrize(
    ("closes_on", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_counted_on_the_calendar(closes_on: date, months: int, last: date) -> None:
    assert retention.last_day(closes_on, months) == last


def test_ada_is_told_a_month_before_and_then_her_account_ends(ada: User, closed: Cohort) -> None:
    assert retention.end_accounts(LATER) == 1
    assert retention.end_accounts(LATER + timedelta(days=1)) == 0
    request = ErasureRequest.objects.get()
    assert (request.by_retention, request.keeps_texts) == (True, True)
    assert set(Notice.objects.values_list("reason", flat=True)) >= {"erasure_asked"}
    assert requests.carry_out_due(LATER + timedelta(days=29)) == 0
    assert requests.carry_out_due(LATER + timedelta(days=30)) == 1
    ada.refresh_from_db()
    assert ada.name == ""
    assert Enrolment.objects.filter(person=ada, cohort=closed).exists()


def test_who_is_in_a_younger_cohort_too_keeps_everything(ada: User, closed: Cohort, place: Place) -> None:
    factories.enrol(ada, place.other_cohort)
    assert not retention.people_past(LATER).exists()


def test_whoever_has_a_role_stays(ada: User, closed: Cohort, place: Place) -> None:
    factories.give_role(ada, "manager", library=place.library)
    assert not retention.people_past(LATER).exists()


def test_a_cohort_that_never_closes_keeps_its_people(ada: User, closed: Cohort) -> None:
    Cohort.objects.filter(pk=closed.pk).update(closes_on=None)
    assert not retention.people_past(LATER).exists()


def test_who_wants_to_stay_stays_a_year(ada: User, closed: Cohort, as_: SignIn) -> None:
    retention.end_accounts(LATER)
    assert "een jaar lang" in as_(ada).get(reverse("own_data:overview")).content.decode()
    requests.cancel_erasure(by=ada, at=LATER)
    assert retention.end_accounts(LATER + timedelta(days=364)) == 0
    assert retention.end_accounts(LATER + timedelta(days=366)) == 1


def test_what_has_a_time_of_its_own_goes_when_it_is_over(ada: User, mona: User, place: Place) -> None:
    old, young = LATER - timedelta(days=400), LATER - timedelta(days=5)
    for moment in (old, young):
        Look.objects.create(person=ada, viewer=mona, viewer_was="manager", page="x", on=moment.date(), last_at=moment)
        Notice.objects.create(person=ada, reason="x", period=str(moment), made_at=moment, due_at=moment, sent_at=moment)
        Invitation.objects.create(
            cohort=place.cohort, email=f"x{moment:%j}@voorbeeld.example", made_at=moment, expires_at=moment
        )
        PeopleImport.objects.create(cohort=place.cohort, by=mona, file_name="lijst.csv", made_at=moment)
    waits = Notice.objects.create(person=ada, reason="x", period="waits", made_at=old, due_at=old)
    gone = pruning.prune(LATER)
    assert (gone["people.Look"], gone["notifications.Notice"]) == (1, 1)
    assert (gone["cohorts.Invitation"], gone["cohorts.PeopleImport"]) == (1, 1)
    assert Notice.objects.filter(pk=waits.pk).exists()
    assert sum(pruning.prune(LATER).values()) == 0


def test_a_dry_run_tells_and_changes_nothing(ada: User, closed: Cohort) -> None:
    Cohort.objects.filter(pk=closed.pk).update(starts_on=date(2019, 1, 1), closes_on=date(2020, 1, 1))
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert "Accounts die bericht krijgen dat hun tijd om is: 1" in said.getvalue()
    assert not ErasureRequest.objects.exists()
    call_command("retention", stdout=said)
    assert ErasureRequest.objects.count() == 1


def test_finding_twenty_people_costs_as_much_as_two(place: Place, closed: Cohort) -> None:
    found = []
    for count in (2, 18):
        for _number in range(count):
            factories.enrol(factories.make_person(library=place.library), place.cohort)
        with CaptureQueriesContext(connection) as queries:
            list(retention.people_past(LATER))
        found.append(len(queries))
    assert found[0] == found[1]
