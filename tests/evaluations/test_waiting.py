from __future__ import annotations

from typing import Any

from django.urls import reverse

from course.evaluations import actions
from course.evaluations.waiting import evaluated_by, waiting_for
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests.conftest import Place


def test_the_newest_three_dingen_wait_until_ada_filled_in_or_skipped(
    ada: User, ben: User, place: Place, evaluation: Questionnaire, django_assert_num_queries: Any
) -> None:
    newest, second, third, oldest = done = place.things
    actions.skip(by=ada, questionnaire=evaluation, thing=second)
    actions.skip(by=ben, questionnaire=evaluation, thing=third)

    with django_assert_num_queries(2):  # is there an evaluation; which of these did she answer
        waiting = waiting_for(ada, done)

    assert [one.url for one in waiting] == [reverse("evaluations:thing", args=[page.pk]) for page in (newest, third)]
    assert waiting[0].title == "Wat vond je van ding 1, Zo werkt 23 Dingen?"
    assert set(evaluated_by(ada).values_list("thing", flat=True)) == {second.pk}
    assert oldest.pk not in [int(one.url.split("/")[-2]) for one in waiting]


def test_nothing_waits_without_dingen_or_without_an_evaluation(
    ada: User, place: Place, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert waiting_for(ada, []) == []
    assert waiting_for(ada, place.things) == []
