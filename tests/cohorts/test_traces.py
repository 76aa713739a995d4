"""A ding that people worked on is not deleted, by whatever button."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from course.answers.models import Answer
from course.cohorts.models import CohortThing
from course.cohorts.traces import why_not_delete
from course.evaluations.models import AnonymousResponse
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


@pytest.fixture
def admin(place: Place) -> User:
    return factories.make_person("Beheer", is_superuser=True)


def answer(person: User, page: ThingPage) -> Answer:
    return Answer.objects.create(
        person=person, page=page, exercise=uuid.uuid4(), kind="quiz", revision=page.latest_revision
    )


def test_a_ding_that_was_answered_stays(place: Place, ada: User, ben: User, admin: User, as_: As) -> None:
    thing = factories.make_thing(place.module, 8)
    answer(ada, thing)
    answer(ada, thing)  # two answers, one person
    answer(ben, thing)
    client = as_(admin)
    reply = client.post(reverse("wagtailadmin_pages:delete", args=[thing.pk]), follow=True)
    assert "2 mensen hebben dit beantwoord. Haal het offline" in reply.content.decode()
    assert ThingPage.objects.filter(pk=thing.pk).exists()


def test_the_module_above_it_stays_as_well(place: Place, ada: User) -> None:
    answer(ada, place.quiz_thing)
    assert "1 mens heeft dit beantwoord" in (why_not_delete([place.course]) or "")


def test_ticked_rows_stay_too(place: Place, ada: User, admin: User, as_: As) -> None:
    thing = factories.make_thing(place.module, 8)
    answer(ada, thing)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    reply = as_(admin).post(f"{address}?id={thing.pk}", follow=True)
    assert "1 mens heeft dit beantwoord" in reply.content.decode()
    assert Page.objects.filter(pk=thing.pk).exists()


def test_an_evaluation_without_a_name_counts_without_a_number(place: Place) -> None:
    thing = factories.make_thing(place.module, 8)
    questionnaire = Questionnaire.objects.create(slug="ding", title="Ding")
    AnonymousResponse.objects.create(questionnaire=questionnaire, thing=thing, data={})
    assert "een evaluatie van ingevuld" in (why_not_delete([thing]) or "")


def test_a_ding_in_a_programme_names_the_cohort(place: Place) -> None:
    reason = why_not_delete([place.quiz_thing])
    assert reason is not None
    assert "ronde" in reason


def test_a_ding_that_nobody_touched_goes(place: Place, admin: User, as_: As) -> None:
    thing = factories.make_thing(place.module, 8)
    as_(admin).post(reverse("wagtailadmin_pages:delete", args=[thing.pk]))
    assert not ThingPage.objects.filter(pk=thing.pk).exists()
    assert CohortThing.objects.count() == 8
