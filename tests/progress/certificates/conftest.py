"""Ada has done all that her cohort asks; ben has not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.progress.certificates.actions import issue
from course.progress.models import Certificate, ThingCompletion
from tests.conftest import Place

DONE_AT = datetime(2026, 6, 8, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def finish(
    person: User, cohort: Cohort, numbers: set[int] | None = None, exempted: set[int] | None = None
) -> Enrolment:
    """Write that this person did these dingen of the cohort (all by default), and return her enrolment."""
    for entry in cohort.programme.select_related("thing"):
        if numbers is None or entry.number in numbers:
            ThingCompletion.objects.update_or_create(
                person=person,
                thing=entry.thing,
                defaults={
                    "state": "done",
                    "started_at": DONE_AT,
                    "done_at": DONE_AT,
                    "is_exempted": entry.number in (exempted or set()),
                },
            )
    return Enrolment.objects.select_related("cohort").get(person=person, cohort=cohort)


@pytest.fixture
def finished(ada: User, place: Place) -> Enrolment:
    """Ada's enrolment, with all four dingen done; number 3 by an exemption."""
    return finish(ada, place.cohort, exempted={3})


@pytest.fixture
def certificate(ada: User, finished: Enrolment) -> Certificate:
    return issue(by=ada, enrolment=finished, name="Ada van den Berg")
