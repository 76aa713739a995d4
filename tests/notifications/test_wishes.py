"""How somebody wants to be told: on her own page, and from a mail without signing in."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from course.notifications.actions import change_wish
from course.notifications.letters import SALT, quoted, token_for
from course.notifications.models import Wishes
from course.people.models import User
from tests import factories

CHOICES = {
    "reactions": "digest",
    "digest": "daily",
    "course": "never",
    "from_hour": "9",
    "until_hour": "17",
    "at_weekends": "on",
}


@pytest.fixture
def person(db: None) -> User:
    return factories.make_person("Ada van den Berg")


def less_url(person: User, wish: str = "reactions") -> str:
    return reverse("notifications:less", args=[token_for(person, wish)])


def test_ada_finds_her_mail_from_her_account(ada: User, as_) -> None:
    assert reverse("notifications:wishes") in as_(ada).get(reverse("study:account")).content.decode()
    assert reverse("notifications:wishes") in as_(ada).get(reverse("account_email")).content.decode()


def test_without_a_choice_the_page_shows_what_happens_now(person: User, as_) -> None:
    page = as_(person).get(reverse("notifications:wishes")).content.decode()
    assert page.count(" checked") == 3
    assert "<span>Meteen</span>" in page
    assert '<option value="8" selected>8.00 uur</option>' in page
    assert '<option value="18" selected>18.00 uur</option>' in page
    assert not Wishes.objects.exists()


def test_ada_chooses_her_mail_and_choosing_twice_is_choosing_once(person: User, as_) -> None:
    client: Client = as_(person)
    for _ in range(2):
        assert client.post(reverse("notifications:wishes"), CHOICES).status_code == 302
    kept = Wishes.objects.get(person=person)
    assert (kept.reactions, kept.digest, kept.course) == ("digest", "daily", "never")
    assert (kept.from_hour, kept.until_hour) == (9, 17)
    assert kept.at_weekends
    assert "Je keuzes voor mail zijn bewaard." in client.get(reverse("notifications:wishes")).content.decode()


def test_hours_that_are_none_are_refused_and_what_was_chosen_stays(person: User, as_) -> None:
    response = as_(person).post(reverse("notifications:wishes"), {**CHOICES, "until_hour": "9"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Kies bij ‘tot’ een later uur dan bij ‘vanaf’." in page
    assert '<option value="9" selected>' in page
    assert not Wishes.objects.exists()


def test_looking_at_the_address_in_a_mail_changes_nothing(person: User, as_) -> None:
    page = as_(None).get(less_url(person)).content.decode()
    assert "Minder vaak mail" in page
    assert page.count(" checked") == 1
    assert person.name not in page
    assert not Wishes.objects.exists()


def test_one_click_ends_that_mail_without_signing_in_and_twice_is_once(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = client.post(less_url(person), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    kept = Wishes.objects.get(person=person)
    assert (kept.reactions, kept.digest) == ("never", "weekly")


@pytest.mark.parametrize(
    ("wish", "choice"),
    [("reactions", "digest"), ("reactions", "never"), ("digest", "daily"), ("digest", "never"), ("course", "never")],
)
def test_less_often_is_one_choice_away(person: User, wish: str, choice: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(less_url(person, wish), {"choice": choice})
    page = response.content.decode()
    assert response.status_code == 200
    assert "ewaard" in page
    assert getattr(Wishes.objects.get(person=person), wish) == choice
    assert f'value="{choice}"' in page


def test_no_choice_is_said_and_changes_nothing(person: User, as_) -> None:
    for sent in ({}, {"choice": "weekly"}):
        response = as_(None).post(less_url(person), sent)
        assert response.status_code == 422
        assert "Kies wanneer je deze mail wilt." in response.content.decode()
    assert not Wishes.objects.exists()


def test_an_address_that_we_never_gave_changes_nothing(person: User, as_) -> None:
    other = signing.dumps([person.pk, "reactions"], salt="other")
    unknown = signing.dumps([person.pk, "from_hour"], salt=SALT)
    nobody = signing.dumps([0, "reactions"], salt=SALT)
    odd = signing.dumps("odd", salt=SALT)
    for token in (other, unknown, nobody, odd, "x", token_for(person, "reactions")[:-1]):
        response = as_(None).post(reverse("notifications:less", args=[token]), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 404
        assert "Deze link klopt niet" in response.content.decode()
    assert not Wishes.objects.exists()


@pytest.mark.parametrize(("wish", "choice"), [("reactions", "weekly"), ("from_hour", "never"), ("digest", "now")])
def test_a_wish_that_does_not_exist_is_refused(person: User, wish: str, choice: str) -> None:
    with pytest.raises(ValueError, match="is no choice"):
        change_wish(person=person, wish=wish, choice=choice)


def test_a_quoted_text_holds_no_address_and_no_lines() -> None:
    assert quoted("Mail me\nop jan.de-boer@veldzicht.example, graag") == "Mail me op …@…, graag"
    assert quoted("Een @naam en 3 @ 4 blijven") == "Een @naam en 3 @ 4 blijven"
