"""Questionnaires in Wagtail: national editors write them, trainers look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from course.cohorts import actions
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


@pytest.fixture
def questionnaire(db: None) -> Questionnaire:
    items = [factories.block("text", {"key": "beter", "text": "Wat kan er beter?", "hint": "", "maximum": 500})]
    return Questionnaire.objects.create(slug="ding", title="Korte evaluatie", items=items)


def address(name: str, questionnaire: Questionnaire) -> str:
    return reverse(Questionnaire.snippet_viewset.get_url_name(name), args=[questionnaire.pk])


def test_a_trainer_looks_and_does_not_change(questionnaire: Questionnaire, tove: User, as_: As) -> None:
    client = as_(tove)
    assert "Korte evaluatie" in client.get(address("inspect", questionnaire)).content.decode()
    assert "Wat kan er beter?" in client.get(address("voorbeeld", questionnaire)).content.decode()
    for name in ("edit", "delete", "unpublish"):
        assert client.get(address(name, questionnaire)).status_code == 302, name


def test_a_national_editor_writes(questionnaire: Questionnaire, place: Place, as_: As) -> None:
    cora = factories.make_person("Cora Dijk")
    actions.give_role(by=None, person=cora, kind="coordinator")
    assert as_(cora).get(address("edit", questionnaire)).status_code == 200


def test_a_participant_sees_no_preview(questionnaire: Questionnaire, ada: User, as_: As) -> None:
    assert as_(ada).get(address("voorbeeld", questionnaire)).status_code == 403
