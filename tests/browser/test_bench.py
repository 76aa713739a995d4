"""The browser part of `make bench` does what it measures. No time is asserted: a machine has bad days."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from course.operations.bench_browser import STEPS, Step, editing, lacking
from course.operations.bench_quiz import Draft, drafts
from course.people.models import ServiceOrganisation
from tests.browser.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def measured(quizzes: list[Draft]) -> list[Step]:
    try:
        return editing(quizzes, rounds=1)
    finally:
        connection.close()


def test_every_step_of_editing_is_measured_in_both_sizes(town: Town) -> None:
    if why_not := lacking():
        pytest.skip(why_not)
    ServiceOrganisation.objects.create(name="POI Meting", slug="poi-meting")
    quizzes = drafts()
    # In a thread of its own: Playwright runs once a thread, and the other tests have it here.
    with ThreadPoolExecutor(1) as thread:
        steps = thread.submit(measured, quizzes).result()
    assert [step.name for step in steps] == list(STEPS)
    for step in steps:
        assert step.milliseconds(6) > 0
        assert step.milliseconds(60) > 0
