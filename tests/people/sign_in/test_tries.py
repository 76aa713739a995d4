"""Trying too often, from one computer or many, and a hundred colleagues behind one address at nine o'clock."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client

from course.people.models import User
from tests.factories import make_person
from tests.people.sign_in.conftest import PASSWORD, by_code, by_password, is_in, with_password


def wrong(client: Client, email: str, number: int, **headers: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": f"gokje {number}"}, headers=headers)


def checked(monkeypatch: Any) -> list[str]:
    """Count the passwords that are really compared."""
    tried: list[str] = []
    compare = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: tried.append(raw) or compare(self, raw))
    return tried


def test_a_forged_header_does_not_give_a_guesser_more_tries(ada: User, monkeypatch: Any) -> None:
    with_password(ada)
    tried = checked(monkeypatch)
    for number in range(100):
        wrong(Client(), ada.email, number, **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert len(tried) <= 5
    last = wrong(Client(), ada.email, 101, **{"X-Forwarded-For": "198.51.100.9"})
    assert last.status_code == 429
    assert "Wacht vijf minuten" in last.content.decode()


def test_many_addresses_from_one_computer_are_stopped_too(place: Any, monkeypatch: Any) -> None:
    people = [with_password(make_person(f"Mens {number}")) for number in range(40)]
    tried = checked(monkeypatch)
    answers = [wrong(Client(), person.email, 1, **{"X-Forwarded-For": f"203.0.113.{person.pk}"}) for person in people]
    assert len(tried) == 30
    assert answers[-1].status_code == 429


def test_behind_two_proxies_each_computer_counts_for_itself(ada: User, ben: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(40):
        address = f"198.51.100.{number}, 203.0.113.7, 10.0.0.1"  # The first is what a guesser wrote herself.
        wrong(Client(), f"niemand{number}@example.org", number, **{"X-Forwarded-For": address})
    assert (
        by_password(Client(headers={"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}), with_password(ben)).status_code == 429
    )
    assert (
        by_password(Client(headers={"X-Forwarded-For": "203.0.113.8, 10.0.0.1"}), with_password(ada)).status_code == 302
    )


def test_a_hundred_colleagues_sign_in_at_nine_o_clock(place: Any) -> None:
    people = [make_person(f"Collega {number}", library=place.library) for number in range(100)]
    answers = [Client().post("/account/login/code/", {"email": person.email}) for person in people]
    assert {answer.status_code for answer in answers} == {302}
    assert len(mail.outbox) == 100


def test_fifty_passwords_that_are_right_are_no_guessing(place: Any) -> None:
    people = [with_password(make_person(f"Collega {number}")) for number in range(50)]
    assert all(by_password(Client(), person).status_code == 302 for person in people)


def test_a_good_password_after_a_slip_is_taken(ada: User) -> None:
    with_password(ada)
    for number in range(4):
        wrong(Client(), ada.email, number)
    client = Client()
    by_password(client, ada)
    assert is_in(client)


def test_who_is_stopped_with_her_password_gets_in_by_code(ada: User) -> None:
    with_password(ada)
    for number in range(10):
        wrong(Client(), ada.email, number)
    client = Client()
    assert by_password(client, ada).status_code == 429
    by_code(client, ada)
    assert is_in(client)


def test_one_mailbox_is_not_filled_with_codes(ada: User) -> None:
    for _number in range(10):
        Client().post("/account/login/code/", {"email": ada.email})
    assert len(mail.outbox) == 3


def test_a_code_is_guessed_three_times_and_no_more(client: Client, ada: User) -> None:
    client.post("/account/login/code/", {"email": ada.email})
    right = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert right
    for _number in range(3):
        client.post("/account/login/code/confirm/", {"code": "FOUT-FOUT"})
    client.post("/account/login/code/confirm/", {"code": right[1]})
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_the_same_moment_are_counted_one_by_one(monkeypatch: Any) -> None:
    person = with_password(make_person("Ada van den Berg"))
    tried = checked(monkeypatch)

    def guess(number: int) -> None:
        try:
            for turn in range(10):
                wrong(Client(), person.email, number * 100 + turn)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tried) <= 5


# --- Nobody learns who is here -----------------------------------------------------------------------------------


def request_code(email: str) -> Any:
    return Client().post("/account/login/code/", {"email": email}, follow=True)


def reset_password(email: str) -> Any:
    return Client().post("/account/password/reset/", {"email": email}, follow=True)


def guess_password(email: str) -> Any:
    return Client().post("/account/login/", {"login": email, "password": "iets anders dan het is"}, follow=True)


def sign_up(email: str) -> Any:
    return Client().post("/account/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD})


def plain(answer: Any, email: str) -> tuple[int, list[str], str]:
    """Return what somebody sees, without her own address and what is different on every page."""
    page = re.sub(r'(csrfmiddlewaretoken" value="|"X-CSRFToken":")[^"]+', "", answer.content.decode())
    return (
        answer.status_code,
        [path for path, _status in getattr(answer, "redirect_chain", [])],
        page.replace(email, ""),
    )


@pytest.mark.parametrize("door", [request_code, reset_password, guess_password, sign_up])
def test_a_known_and_an_unknown_address_get_the_same_answer(ada: User, door: Callable[[str], Any]) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    unknown = f"x{ada.email}"
    assert plain(door(ada.email), ada.email) == plain(door(unknown), unknown)


@pytest.mark.parametrize(
    "email", ["ADA@EXAMPLE.ORG", "\u0430da@example.org", "ada@example.org\u200b", " ada@example.org "]
)
def test_a_look_alike_of_an_address_shares_its_tries_or_is_nobody(place: Any, email: str, monkeypatch: Any) -> None:
    """Cyrillic letters, signs nobody sees, capitals: none of them gives five more tries at ada's password."""
    with_password(make_person("Ada", email="ada@example.org"))
    tried = checked(monkeypatch)
    for number in range(6):
        wrong(Client(), "ada@example.org", number)
    count = len(tried)
    for number in range(6):
        wrong(Client(), email, number)
    assert len(tried) == count == 5


def test_the_time_does_not_tell_either(ada: User, monkeypatch: Any) -> None:
    """Comparing a password is what costs time, on purpose: it is done once, whether somebody has the address or not."""
    with_password(ada)
    counted: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, raw, salt: counted.append(raw) or encode(self, raw, salt)
    )
    guess_password(ada.email)
    known = len(counted)
    guess_password("niemand@example.org")
    assert (known, len(counted)) == (1, 2)
