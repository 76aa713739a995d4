"""Who must sign in with two steps, who may, and what happens when the second one is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from course.people.models import User
from course.people.sign_in.sealed import seal, unseal
from tests.factories import give_role
from tests.people.sign_in.conftest import App, by_code, by_password, is_in, with_password

As = Callable[[User | None], Client]
INDEX = "/account/2fa/"


@pytest.fixture
def required(settings: Any) -> None:
    settings.MFA_REQUIRED = True


@pytest.mark.parametrize("path", ["study:my_course", "reports:index", "people:profile"])
def test_mona_sets_up_a_second_step_before_anything_else(required: None, as_: As, mona: User, path: str) -> None:
    answer = as_(mona).get(reverse(path))
    assert (answer.status_code, answer["Location"]) == (302, INDEX)


def test_tove_sees_nothing_of_the_admin_before_it(required: None, as_: As, tove: User) -> None:
    assert as_(tove).get(reverse("wagtailadmin_home"))["Location"] == INDEX


def test_tove_reads_why_she_must(required: None, as_: As, tove: User) -> None:
    page = as_(tove).get(reverse("study:my_course"), follow=True).content.decode()
    assert "In jouw rol lees je over anderen" in page
    assert "Zet een app klaar" in page


def test_a_form_of_htmx_leads_to_the_second_step_too(required: None, as_: As, tove: User) -> None:
    answer = as_(tove).post(reverse("study:take_part"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == INDEX


def test_a_coordinator_and_who_runs_the_site_must_too(required: None, as_: As, ada: User, ben: User) -> None:
    give_role(ada, "coordinator")
    ben.is_superuser = True
    ben.save()
    for person in (ada, ben):
        assert as_(person).get(reverse("study:my_course"))["Location"] == INDEX


def test_ada_may_and_need_not(required: None, as_: As, ada: User) -> None:
    assert as_(ada).get(reverse("study:my_course")).status_code == 200
    assert "Zet een app klaar" in as_(ada).get(INDEX).content.decode()


def test_in_the_demo_mona_need_not(as_: As, mona: User) -> None:
    assert as_(mona).get(reverse("reports:index"), follow=True).status_code == 200


@pytest.mark.parametrize("name", ["help", "privacy", "account_logout", "usersessions_list", "operations:who"])
def test_help_and_her_account_stay_open(required: None, as_: As, mona: User, name: str) -> None:
    assert as_(mona).get(reverse(name)).status_code == 200


def test_with_a_second_step_mona_gets_in(required: None, as_: As, mona: User) -> None:
    App(mona)
    assert as_(mona).get(reverse("people:profile")).status_code == 200


def test_codes_on_paper_alone_are_no_second_step(required: None, as_: As, mona: User) -> None:
    App(mona).row.delete()
    assert as_(mona).get(reverse("reports:index"))["Location"] == INDEX


def test_a_role_that_ended_asks_nothing_more(required: None, as_: As, mona: User) -> None:
    mona.roles.update(starts_on="2020-01-01", ends_on="2020-02-01")
    assert as_(mona).get(reverse("study:my_course")).status_code == 200


# --- Setting it up -----------------------------------------------------------------------------------------------


def set_up(client: Client) -> tuple[str, str]:
    """Put an app ready as a person does. Returns its secret and the page that comes."""
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'id="geheim">([A-Z2-7]+)<', page)
    assert found
    app = App.__new__(App)
    app.secret = found[1]
    answer = client.post("/account/2fa/totp/activate/", {"code": app.code()}, follow=True)
    return app.secret, answer.content.decode()


def test_mona_signs_in_by_code_and_sets_up_an_app_at_once(
    required: None, client: Client, mona: User, django_capture_on_commit_callbacks: Any
) -> None:
    by_code(client, mona)
    with django_capture_on_commit_callbacks() as after_commit:
        secret, page = set_up(client)
    with context.request_context(client.get(INDEX).wsgi_request):
        for callback in after_commit:
            callback()
    codes = re.findall(r"<li>(\d{8})</li>", page)
    assert len(codes) == 10
    assert "Je ziet ze maar één keer" in page
    row = Authenticator.objects.get(user=mona, type="totp")
    assert secret not in str(row.data), "the secret must not stand in the database as it is"
    assert client.get(reverse("study:my_course")).status_code == 200
    again = client.get("/account/2fa/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)
    assert any("app met codes" in message.body for message in mail.outbox), "she is told by mail"


def test_a_wrong_first_code_sets_nothing_up(client: Client, mona: User) -> None:
    by_code(client, mona)
    client.get("/account/2fa/totp/activate/")
    page = client.post("/account/2fa/totp/activate/", {"code": "abcdef"}).content.decode()
    assert "Deze code klopt niet" in page
    assert not Authenticator.objects.exists()


def test_the_picture_to_scan_is_data_and_no_page_prints_a_script_that_runs(client: Client, mona: User) -> None:
    by_code(client, mona)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    for path in ("/account/2fa/webauthn/add/", "/account/2fa/totp/activate/", INDEX):
        page = client.get(path).content.decode()
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
        assert all('type="application/json"' in attributes for attributes in inline)
        assert "style=" not in page


def test_without_scripts_a_passkey_explains_itself(client: Client, mona: User) -> None:
    assert "Een passkey werkt alleen met JavaScript" in client.get("/account/login/").content.decode()
    by_code(client, mona)
    assert "Een passkey werkt alleen met JavaScript" in client.get("/account/2fa/webauthn/add/").content.decode()


def test_mona_cannot_take_away_her_last_second_step(required: None, client: Client, mona: User) -> None:
    by_code(client, mona)
    set_up(client)
    page = client.post("/account/2fa/totp/deactivate/", follow=True).content.decode()
    assert Authenticator.objects.filter(user=mona, type="totp").exists(), page


def test_a_secret_reads_back_and_another_key_reads_nothing(settings: Any) -> None:
    sealed = seal("geheim")
    assert "geheim" not in sealed
    assert unseal(sealed) == "geheim"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert unseal(sealed) == "geheim"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed) == ""
    assert unseal("of before sealing") == "of before sealing"
    assert seal("") == ""


# --- At every door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", [by_password, by_code])
def test_the_second_step_is_asked_at_every_door(client: Client, mona: User, door: Callable[..., Any]) -> None:
    app = App(with_password(mona))
    answer = door(client, mona)
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)
    page = client.get("/account/2fa/authenticate/").content.decode()
    assert "Nog één stap" in page
    client.post("/account/2fa/authenticate/", {"code": app.code()})
    assert is_in(client)


def test_a_new_password_by_mail_does_not_sign_past_the_second_step(client: Client, mona: User) -> None:
    App(with_password(mona))
    client.post("/account/password/reset/", {"email": mona.email})
    link = re.search(r"/account/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[0])["Location"]
    client.post(form, {"password1": "een heel ander lang wachtwoord", "password2": "een heel ander lang wachtwoord"})
    assert not is_in(client)
    answer = by_password(client, mona, "een heel ander lang wachtwoord")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)


def test_a_code_on_paper_lets_mona_in_once(client: Client, mona: User) -> None:
    paper = App(with_password(mona)).papers.get_unused_codes()[0]
    by_password(client, mona)
    client.post("/account/2fa/authenticate/", {"code": paper})
    assert is_in(client)
    second = Client()
    by_password(second, mona)
    second.post("/account/2fa/authenticate/", {"code": paper})
    assert not is_in(second)


def test_a_code_of_an_app_works_once_however_the_clock_runs(client: Client, mona: User, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1
    app = App(with_password(mona))
    code = app.code(1)
    by_password(client, mona)
    client.post("/account/2fa/authenticate/", {"code": code})
    assert is_in(client)
    cache.delete(f"allauth.mfa.totp.used?user={mona.pk}&code={code}")  # Half a minute later allauth has forgotten it.
    second = Client()
    by_password(second, mona)
    second.post("/account/2fa/authenticate/", {"code": code})
    assert not is_in(second)


def test_who_stops_at_the_second_step_leaves_nothing_of_herself_behind(client: Client, mona: User, tove: User) -> None:
    app = App(with_password(mona))
    other = App(with_password(tove))
    by_password(client, mona)
    client.post("/account/logout/", {"next": "/account/login/"})
    by_password(client, tove)
    client.post("/account/2fa/authenticate/", {"code": app.code()})
    assert not is_in(client), "mona's app opens nothing of tove's"
    client.post("/account/2fa/authenticate/", {"code": other.code()})
    records = client.session["account_authentication_methods"]
    assert client.get("/wie/").json()["who"] == str(tove.pk)
    assert all(record.get("email", tove.email) == tove.email for record in records)


def test_a_stranger_who_guesses_does_not_lock_mona_out(client: Client, mona: User) -> None:
    app = App(with_password(mona))
    stranger = Client()
    for number in range(8):
        by_password(stranger, mona, f"gokje nummer {number}")
        stranger.post("/account/2fa/authenticate/", {"code": "000000"})
    by_code(client, mona)
    client.post("/account/2fa/authenticate/", {"code": app.code()})
    assert is_in(client)


# --- Lost --------------------------------------------------------------------------------------------------------


def test_who_lost_everything_is_helped_by_the_command(client: Client, mona: User, caplog: Any) -> None:
    App(with_password(mona))
    EmailAddress.objects.filter(user=mona).update(verified=True)
    with caplog.at_level("WARNING"):
        call_command("reset_second_factor", mona.email.upper())
    assert not Authenticator.objects.filter(user=mona).exists()
    assert mona.email in caplog.text
    assert mail.outbox[-1].to == [mona.email]
    assert "tweede stap" in mail.outbox[-1].body
    by_password(client, mona)
    assert is_in(client)


def test_the_command_says_whom_it_does_not_know(db: None) -> None:
    with pytest.raises(CommandError, match=r"Nobody has the address x@example\.org"):
        call_command("reset_second_factor", "x@example.org")
