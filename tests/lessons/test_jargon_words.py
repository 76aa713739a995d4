"""The word list of the coach: it begins filled, trainers keep it, and it says which module may use a word."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from course.people.models import User
from lessons.jargon_words import JargonWord
from tests.conftest import Place

As = Callable[[User | None], Client]
BEGINNING = importlib.import_module("lessons.migrations.0005_first_jargon_words")


def address(name: str, *args: int) -> str:
    return reverse(JargonWord.snippet_viewset.get_url_name(name), args=args)


def filled(**more: Any) -> dict[str, Any]:
    empty = {"other_forms": "", "plain": "", "why": "", "allowed_modules": "", "explained_in": ""}
    return {"word": "synergie", **empty, **more}


@pytest.mark.django_db
def test_the_list_begins_filled_and_keeps_what_was_there() -> None:
    JargonWord.objects.all().delete()
    JargonWord.objects.create(word="reeds", plain="nu al")

    BEGINNING.write_words(apps, None)
    BEGINNING.write_words(apps, None)

    assert JargonWord.objects.count() == len(BEGINNING.WORDS)
    assert JargonWord.objects.get(word="reeds").plain == "nu al"
    assert JargonWord.objects.get(word="engagement").entry({20: "/ding-20/"}).thing_url == "/ding-20/"
    for word in JargonWord.objects.all():
        word.full_clean()


@pytest.mark.django_db
def test_a_word_has_a_plain_one_or_a_ding() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        JargonWord.objects.create(word="synergie")
    with pytest.raises(ValidationError, match="Vul een gewoon woord in, of het ding dat dit woord uitlegt"):
        JargonWord(word="synergie").full_clean()
    with pytest.raises(ValidationError):
        JargonWord(word="synergie", plain="samen", allowed_modules="drie").full_clean()


@pytest.mark.parametrize(("written", "modules"), [("", set()), ("3", {3}), ("3,6", {3, 6})])
def test_a_module_may_use_a_word(written: str, modules: set[int]) -> None:
    assert JargonWord(word="content", allowed_modules=written).modules == modules


def test_the_entry_of_a_word_has_its_forms() -> None:
    entry = JargonWord(word="community", other_forms="communities, onze community", plain="groep").entry({})
    assert {"community", "communities", "onze community"} <= {" ".join(form) for form in entry.forms}
    assert JargonWord(word="bereik", plain="publiek", explained_in=20).entry({}).plain == ""


def test_a_trainer_adds_changes_and_removes_a_word(place: Place, tove: User, as_: As) -> None:
    client = as_(tove)
    assert client.get(address("list")).status_code == 200
    assert client.post(address("add"), filled(plain="samen sterker")).status_code == 302
    word = JargonWord.objects.get(word="synergie")
    assert client.post(address("edit", word.pk), filled(plain="samen")).status_code == 302
    word.refresh_from_db()
    assert word.plain == "samen"
    refused = client.post(address("edit", word.pk), filled())
    assert "Vul een gewoon woord in" in refused.content.decode()
    assert client.post(address("delete", word.pk)).status_code == 302
    assert not JargonWord.objects.filter(word="synergie").exists()


@pytest.mark.parametrize("who", ["ada", "mona"])
def test_ada_and_her_manager_do_not_get_at_the_list(place: Place, request: Any, as_: As, who: str) -> None:
    assert as_(request.getfixturevalue(who)).get(address("list")).status_code == 403
