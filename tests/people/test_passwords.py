"""A password: rules that are said the way the site says everything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from course.people.models import User

GOOD = "een lange zin om te onthouden"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort", "Dit wachtwoord is te kort. Gebruik minstens 12 tekens."),
        ("ada.lovelace@example.org", "Dit wachtwoord lijkt te veel op je naam of je e-mailadres. Kies iets anders."),
        ("adavandenberg", "Dit wachtwoord lijkt te veel op je naam of je e-mailadres. Kies iets anders."),
        ("password1234", "Veel mensen gebruiken dit wachtwoord. Kies iets anders."),
    ],
)
def test_a_weak_password_is_refused_in_a_sentence(password: str, sentence: str) -> None:
    ada = User(email="ada.lovelace@example.org", name="Ada van den Berg")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, ada)
    assert refused.value.messages == [sentence]
    validate_password(GOOD, ada)


@pytest.mark.parametrize("name", ["account_set_password", "account_change_password"])
def test_the_page_says_the_rules_to_ada_as_je(ada: User, as_: Callable[[User], Client], name: str) -> None:
    if name == "account_change_password":
        ada.set_password(GOOD)
        ada.save()
    page = as_(ada).get(reverse(name), follow=True).content.decode()
    assert "Je wachtwoord heeft minstens 12 tekens." in page
    assert not re.search(r"\b[Uu]w?\b", re.sub(r"<[^>]*>", " ", page))
