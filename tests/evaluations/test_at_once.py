"""Two submits at the same moment, on the database that production uses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from course.evaluations import actions
from course.evaluations.models import AnonymousResponse
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests.conftest import Place
from tests.evaluations.conftest import enrolled

# Real transactions empty the database afterwards. On PostgreSQL it is thrown away; SQLite's is kept for the next run.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def submit(person: User, questionnaire: Questionnaire, place: Place, **data: Any) -> None:
    actions.answer_anonymously(by=person, questionnaire=questionnaire, thing=place.quiz_thing, data=data)


def test_two_submits_at_the_same_moment_make_one_response(ada: User, place: Place, evaluation: Questionnaire) -> None:
    outcomes = at_once([lambda: submit(ada, evaluation, place, usefulness=4)] * 2)

    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    assert AnonymousResponse.objects.count() == 1


def test_ada_and_ben_at_the_same_moment_make_two_responses_and_double_nobodys(
    ada: User, ben: User, place: Place, evaluation: Questionnaire
) -> None:
    for number, person in enumerate(enrolled(3, place.cohort)):
        submit(person, evaluation, place, minutes=number + 1)

    outcomes = at_once(
        [lambda: submit(ada, evaluation, place, minutes=100), lambda: submit(ben, evaluation, place, minutes=200)]
    )

    assert outcomes == ["done", "done"]
    assert sorted(row.data["minutes"] for row in AnonymousResponse.objects.all()) == [1, 2, 3, 100, 200]


def at_once(works: list[Callable[[], None]]) -> list[str]:
    """Do these works in threads that start together; return "done" or the name of the exception of each."""
    gate = threading.Barrier(len(works))
    outcomes: list[str] = []

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait(10)
            work()
            outcomes.append("done")
        except Exception as error:  # noqa: BLE001 - the test wants to know which
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
