"""Every model of every installed app says what it holds of people, or why it holds nothing of them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from course.people.models import User
from course.people.privacy import HOLDINGS, KINDS, NOTHING, Holding, Text, file_fields, holdings

MODELS = sorted(apps.get_models(), key=lambda model: model._meta.label)

WHERE = (
    "{label} is declared nowhere. Add it to the privacy.py of its room: a Holding when it points at a person or holds "
    "an address or a name, else nothing_of_people() with the reason. Models of others: course/operations/privacy.py."
)


def people_in(model: type[models.Model]) -> set[str]:
    """Return the model's own fields that lead to a person, or that hold an address."""
    return {
        one.name
        for one in model._meta.local_fields
        if (one.is_relation and one.related_model is User) or isinstance(one, models.EmailField)
    } | {one.name for one in model._meta.local_many_to_many if one.related_model is User}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_model_is_declared(model: type[models.Model]) -> None:
    label = model._meta.label_lower
    assert label in HOLDINGS or label in NOTHING, WHERE.format(label=model._meta.label)
    assert not (label in HOLDINGS and label in NOTHING)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_field_that_leads_to_a_person_is_declared(model: type[models.Model]) -> None:
    holding = HOLDINGS.get(model._meta.label_lower)
    if model is User:
        return
    found = people_in(model)
    if holding is None:
        assert not found, f"{model._meta.label} is said to hold nothing of people, but has {sorted(found)}."
        return
    if holding.find is None:
        known = {lookup.split("__")[0] for lookup in (*holding.of, *holding.names)}
        assert found <= known, f"Add {sorted(found - known)} of {holding.model} to `of` or `names` of its Holding."


@pytest.mark.parametrize("holding", list(holdings()), ids=lambda holding: holding.model)
def test_each_declaration_is_of_this_site(holding: Holding) -> None:
    known = {one.name for one in holding.model_class._meta.get_fields()}
    assert holding.kind in KINDS
    assert set(holding.secret) <= known
    assert holding.has_rows or holding.names
    # Files never stay behind: who has files has them erased.
    assert not file_fields(holding.model_class) or not holding.has_rows or holding.erase is not None


def test_each_kind_says_all_of_it_in_whole_sentences() -> None:
    for kind in KINDS.values():
        texts: tuple[Text, ...] = (kind.what, kind.why, kind.how_long, kind.who, kind.when_erased)
        assert all(str(text).endswith(".") for text in texts), kind.key


def test_no_kind_of_data_is_without_a_model() -> None:
    assert {holding.kind for holding in holdings()} == set(KINDS)


@pytest.mark.django_db
def test_the_page_of_purposes_is_made_of_the_declarations(client) -> None:
    page = client.get(reverse("own_data:purposes"))
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("<h1") == 1
    for kind in KINDS.values():
        assert f'id="{kind.key}"' in text
    assert not page.cookies
