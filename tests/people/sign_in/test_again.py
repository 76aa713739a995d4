"""Proving it again before an address, a password or a second step is changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from course.people.models import User
from tests.people.sign_in.conftest import PASSWORD, App, by_code, by_password, code_of_last_mail, with_password

As = Callable[[User | None], Client]
PROVE = "/account/ben-jij-het/"


def an_hour_later(client: Client) -> Client:
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 3600
    session.save()
    return client


def prove_by_mail(client: Client, next_url: str) -> Any:
    client.post(f"{PROVE}?next={next_url}", {"send": "1", "next": next_url})
    return client.post(PROVE, {"code": code_of_last_mail(), "next": next_url})


@pytest.mark.parametrize(
    "path", ["/account/password/set/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"]
)
def test_ada_without_a_password_proves_it_by_mail(client: Client, ada: User, path: str) -> None:
    by_code(client, ada)
    assert client.get(path).status_code == 200, "she signed in a moment ago"
    an_hour_later(client)
    answer = client.get(path)
    assert answer["Location"].startswith(PROVE)
    assert ada.email in client.get(answer["Location"]).content.decode()
    answer = prove_by_mail(client, path)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert client.get(path).status_code == 200


def test_a_session_that_was_taken_changes_nothing(client: Client, ada: User) -> None:
    by_code(client, ada)
    an_hour_later(client)
    client.post("/account/email/", {"email": "dief@example.org", "action_add": ""})
    assert not EmailAddress.objects.filter(email="dief@example.org").exists()
    assert not any("dief@example.org" in message.to for message in mail.outbox)


def test_a_wrong_code_is_refused_and_the_fourth_try_too(client: Client, ada: User) -> None:
    by_code(client, ada)
    client.post(PROVE, {"send": "1"})
    right = code_of_last_mail()
    for _try in range(3):
        answer = client.post(PROVE, {"code": "FOUT-CODE"})
        assert answer.status_code == 422
        assert "Deze code klopt niet" in answer.content.decode()
    assert "Laat een nieuwe mailen" in client.post(PROVE, {"code": right}).content.decode()


def test_a_code_works_a_quarter_of_an_hour_and_once(client: Client, ada: User) -> None:
    by_code(client, ada)
    client.post(PROVE, {"send": "1"})
    right = code_of_last_mail()
    session = client.session
    session["prove_by_code"] = {**session["prove_by_code"], "at": time.time() - 16 * 60}
    session.save()
    assert client.post(PROVE, {"code": right}).status_code == 422
    client.post(PROVE, {"send": "1"})
    right = code_of_last_mail()
    assert client.post(PROVE, {"code": right}).status_code == 302
    assert client.post(PROVE, {"code": right}).status_code == 422


def test_ben_with_a_password_chooses_password_or_mail(client: Client, ben: User) -> None:
    by_password(client, with_password(ben))
    an_hour_later(client)
    answer = client.get("/account/2fa/totp/activate/")
    page = client.get(answer["Location"]).content.decode()
    assert "Vul daarom nog een keer je wachtwoord in" in page
    assert "Met een code per mail" in page
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_a_mailbox_or_password_does_not_undo_a_second_step(client: Client, mona: User) -> None:
    app = App(with_password(mona))
    by_password(client, mona)
    client.post("/account/2fa/authenticate/", {"code": app.code()})
    an_hour_later(client)
    answer = client.get("/account/2fa/totp/deactivate/")
    assert answer["Location"].startswith("/account/2fa/reauthenticate/")
    assert "Met een code per mail" not in client.get(answer["Location"]).content.decode()
    assert client.get(PROVE).status_code == 302, "the page for a code by mail sends her on"
    client.post(PROVE, {"send": "1"})
    assert not any("verander" in message.subject for message in mail.outbox)
    client.post("/account/2fa/reauthenticate/", {"code": app.code(1)})
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200


def test_somebody_signed_out_goes_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PROVE)["Location"].startswith("/account/login/")


def test_the_new_address_gets_a_code_and_the_old_one_hears_of_it(client: Client, ada: User) -> None:
    by_code(client, ada)
    old = ada.email
    client.post("/account/email/", {"email": "Ada.Nieuw@example.org", "action_add": ""})
    assert [message.to for message in mail.outbox[-1:]] == [["ada.nieuw@example.org"]]
    ada.refresh_from_db()
    assert ada.email == old, "nothing changes before the code is typed"
    client.post("/account/confirm-email/", {"code": code_of_last_mail()})
    ada.refresh_from_db()
    assert ada.email == "ada.nieuw@example.org"
    assert any(message.to == [old] and "veranderd" in message.subject for message in mail.outbox)
