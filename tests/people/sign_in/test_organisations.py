"""People come in by the sign-in of their organisation, from a real provider, and attackers do not."""

from __future__ import annotations

import socket
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core import mail
from django.test import Client
from django.urls import resolve, reverse

from course.people.models import IdentityProvider, User
from course.people.sign_in.sealed import seal
from tests.conftest import Place
from tests.factories import give_role, make_person
from tests.people.sign_in.conftest import App, by_code, is_in
from tests.people.sign_in.provider import (
    Provider,
    an_hour_ago,
    coming_back,
    query_of,
    running,
    setting_out,
    sign_in,
)

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as started:
        yield started


@pytest.fixture
def waterrijk(place: Place, provider: Provider) -> IdentityProvider:
    provider.lie = {}
    return IdentityProvider.objects.create(
        slug="waterrijk",
        name="Bibliotheek Waterrijk",
        library=place.library,
        server_url=provider.url,
        client_id="dingen",
        client_secret=seal("geheim"),
        domains="waterrijk.example\n",
    )


@pytest.fixture
def verband(place: Place, provider: Provider) -> IdentityProvider:
    provider.lie = {}
    return IdentityProvider.objects.create(
        slug="verband",
        name="POI Het Verband",
        organisation=place.organisation,
        server_url=provider.url,
        client_id="dingen",
        client_secret=seal("geheim"),
        domains="waterrijk.example\nverband.example",
    )


@pytest.fixture
def noor(place: Place) -> User:
    return make_person("Noor Haddou", email="noor@waterrijk.example", library=place.library)


NOOR: dict[str, Any] = {"email": "Noor@Waterrijk.example", "email_verified": True, "name": "Noor Haddou"}


# --- Arriving ----------------------------------------------------------------------------------------------------


def test_noor_who_is_enrolled_comes_in_as_herself(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    answer = sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR), "/mijn-gegevens/")
    assert answer["Location"] == "/mijn-gegevens/"
    assert client.get("/wie/").json()["who"] == str(noor.pk)
    account = SocialAccount.objects.get(user=noor)
    assert (account.provider, account.uid) == ("waterrijk", "s1")
    assert account.extra_data == {"email": "Noor@Waterrijk.example"}, "no more is kept of what the provider said"
    assert not SocialApp.objects.exists()
    assert EmailAddress.objects.get(user=noor).verified
    assert mail.outbox[-1].to == [noor.email], "she hears that a new way in was opened"
    assert "Bibliotheek Waterrijk" in mail.outbox[-1].body


def test_the_second_time_she_is_known_by_her_sub(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    provider.knows("s1", **{**NOOR, "email": "noor.bos@waterrijk.example"})
    second = Client()
    sign_in(second, provider, "waterrijk", "s1")
    assert second.get("/wie/").json()["who"] == str(noor.pk)
    noor.refresh_from_db()
    assert noor.email == "noor@waterrijk.example", "a provider does not change an address here"


def test_somebody_new_of_the_library_gets_an_account_there(
    client: Client, provider: Provider, waterrijk: IdentityProvider, place: Place
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s2", **{**NOOR, "email": "nieuw@waterrijk.example"}))
    person = User.objects.get(email="nieuw@waterrijk.example")
    assert (person.library, person.name, person.has_usable_password()) == (place.library, "Noor Haddou", False)
    assert not person.roles.exists()
    assert is_in(client)


def test_somebody_new_at_a_poi_is_told_to_ask_her_trainer(
    client: Client, provider: Provider, verband: IdentityProvider
) -> None:
    count = User.objects.count()
    answer = sign_in(client, provider, "verband", provider.knows("s3", **{**NOOR, "email": "x@verband.example"}))
    assert answer.status_code == 403
    assert "Je trainer schrijft je in" in answer.content.decode()
    assert (User.objects.count(), is_in(client)) == (count, False)


def test_tove_of_the_poi_and_noor_of_its_library_come_in_by_the_poi(
    client: Client, provider: Provider, verband: IdentityProvider, noor: User, tove: User
) -> None:
    User.objects.filter(pk=tove.pk).update(email="tove@verband.example")
    sign_in(client, provider, "verband", provider.knows("t", **{**NOOR, "email": "tove@verband.example"}))
    assert client.get("/wie/").json()["who"] == str(tove.pk)
    other = Client()
    sign_in(other, provider, "verband", provider.knows("s1", **NOOR))
    assert other.get("/wie/").json()["who"] == str(noor.pk)


def test_the_second_step_is_asked_of_who_comes_by_her_organisation_too(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, place: Place
) -> None:
    give_role(noor, "manager", library=place.library)
    app = App(noor)
    answer = sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)
    client.post("/account/2fa/authenticate/", {"code": app.code()})
    assert is_in(client)


def test_a_stranger_at_the_same_computer_does_not_get_her_account_joined(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, ben: User
) -> None:
    by_code(client, ben)
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    assert client.get("/wie/").json()["who"] == str(noor.pk)
    assert not SocialAccount.objects.filter(user=ben).exists()


# --- What is asked of the provider -------------------------------------------------------------------------------


def test_state_nonce_and_pkce_go_along(client: Client, provider: Provider, waterrijk: IdentityProvider) -> None:
    asked = query_of(setting_out(client, "waterrijk"))
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://testserver/account/bij/waterrijk/login/callback/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) >= 32
    assert query_of(setting_out(client, "waterrijk"))["nonce"] != asked["nonce"]
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}


def test_the_code_is_exchanged_with_the_verifier_and_the_secret(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    address = setting_out(client, "waterrijk")
    coming_back(client, provider.authorize(address, provider.knows("s1", **NOOR)))
    sent = provider.asked[-1]
    challenge = urlsafe_b64encode(sha256(sent["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
    assert challenge == query_of(address)["code_challenge"]


def test_nobody_adds_a_scope_or_joins_by_the_address(
    client: Client, provider: Provider, waterrijk: IdentityProvider
) -> None:
    extra = "?scope=admin&process=connect&auth_params=prompt%3Dnone"
    asked = query_of(setting_out(client, "waterrijk", extra=extra))
    assert "admin" not in asked["scope"]
    assert "prompt" not in asked
    assert all(state["process"] == "login" for state, *_rest in client.session["socialaccount_states"].values())


# --- Attacks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"email_verified": False}, "niet zeker dat dit e-mailadres van jou is"),
        ({"email_verified": None}, "niet zeker dat dit e-mailadres van jou is"),
        ({"email": "noor@elders.example"}, "dat wij daar niet van kennen"),
        ({"email": "noor@waterrijk.example.elders.example"}, "dat wij daar niet van kennen"),
        ({"email": "noor@sub.waterrijk.example"}, "dat wij daar niet van kennen"),
        ({"email": "noor@waterrijk.example@elders.example"}, "dat wij daar niet van kennen"),
        ({"email": None}, "stuurde geen e-mailadres mee"),
    ],
)
def test_an_address_that_is_not_believed_opens_nothing(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, claims: dict[str, Any], says: str
) -> None:
    count = User.objects.count()
    answer = sign_in(client, provider, "waterrijk", provider.knows("s9", **{**NOOR, **claims}))
    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert "Mail me een inlogcode" in answer.content.decode()
    assert (is_in(client), User.objects.count()) == (False, count)
    assert not SocialAccount.objects.exists()


def test_entra_says_in_its_own_way_that_the_domain_was_proved(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", email="noor@waterrijk.example", xms_edov="1"))
    assert is_in(client)


def test_a_library_cannot_say_who_works_in_another_one(
    client: Client, provider: Provider, waterrijk: IdentityProvider, place: Place
) -> None:
    person = make_person("Els Bos", email="els@waterrijk.example", library=place.other_library)
    answer = sign_in(client, provider, "waterrijk", provider.knows("e", **{**NOOR, "email": person.email}))
    assert answer.status_code == 403
    assert "hoort bij een andere plek" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("who", ["superuser", "coordinator", "inactive"])
def test_a_library_does_not_open_the_account_of_who_runs_everything(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, who: str
) -> None:
    if who == "coordinator":
        give_role(noor, "coordinator")
    else:
        User.objects.filter(pk=noor.pk).update(is_superuser=who == "superuser", is_active=who != "inactive")
    assert sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR)).status_code == 403
    assert not is_in(client)


def test_a_door_that_was_opened_once_closes_when_she_looks_after_the_country(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    give_role(noor, "coordinator")
    second = Client()
    assert sign_in(second, provider, "waterrijk", "s1").status_code == 403
    assert not is_in(second)


def test_the_same_sub_at_two_providers_is_two_people(
    client: Client, provider: Provider, waterrijk: IdentityProvider, verband: IdentityProvider, noor: User, tove: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("same", **NOOR))
    User.objects.filter(pk=tove.pk).update(email="tove@verband.example")
    provider.knows("same", **{**NOOR, "email": "tove@verband.example"})
    other = Client()
    sign_in(other, provider, "verband", "same")
    assert other.get("/wie/").json()["who"] == str(tove.pk)
    assert client.get("/wie/").json()["who"] == str(noor.pk)


def test_an_answer_without_a_state_or_with_one_of_another_browser_opens_nothing(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    back = provider.authorize(setting_out(client, "waterrijk"), provider.knows("s1", **NOOR))
    for address in (back.replace("state=", "stat="), back):
        stranger = Client()
        answer = coming_back(stranger, address)
        assert answer.status_code == 401
        assert "Mail me een inlogcode" in answer.content.decode()
        assert not is_in(stranger)


def test_an_answer_works_once(client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User) -> None:
    back = provider.authorize(setting_out(client, "waterrijk"), provider.knows("s1", **NOOR))
    coming_back(client, back)
    assert is_in(client)
    client.post("/account/logout/")
    assert coming_back(client, back).status_code == 401
    assert not is_in(client)


def test_an_answer_for_one_provider_does_not_open_another(
    client: Client, provider: Provider, waterrijk: IdentityProvider, verband: IdentityProvider, noor: User
) -> None:
    back = provider.authorize(setting_out(client, "waterrijk"), provider.knows("s1", **NOOR))
    assert coming_back(client, back.replace("/waterrijk/", "/verband/")).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another site"},
        {"iss": "https://boef.example"},
        {"exp": an_hour_ago()},
        {"nonce": "of an older sign-in"},
        {"nonce": None},
        {"sub": "somebody else"},
    ],
    ids=["audience", "issuer", "expired", "nonce", "no nonce", "two people in one answer"],
)
def test_a_token_that_is_not_for_us_now_opens_nothing(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, lie: dict[str, Any]
) -> None:
    provider.lie = lie
    answer = sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    assert answer.status_code in (401, 403)
    assert "Mail me een inlogcode" in answer.content.decode()
    assert not is_in(client)


def test_a_provider_that_was_switched_off_opens_nothing_any_more(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    other = Client()
    back = provider.authorize(setting_out(other, "waterrijk"), "s1")
    IdentityProvider.objects.update(is_on=False)
    assert coming_back(other, back).status_code == 404
    assert other.post("/account/bij/waterrijk/login/").status_code == 404
    assert not is_in(other)


def test_a_library_that_closed_lets_nobody_in(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, place: Place
) -> None:
    type(place.library).objects.filter(pk=place.library.pk).update(closed_on="2020-01-01")
    assert client.post("/account/bij/waterrijk/login/").status_code == 404


def test_who_says_no_at_the_provider_reads_what_to_do(client: Client, waterrijk: IdentityProvider) -> None:
    state = query_of(setting_out(client, "waterrijk"))["state"]
    answer = client.get(f"/account/bij/waterrijk/login/callback/?error=access_denied&state={state}", follow=True)
    assert "Je bent gestopt" in answer.content.decode()


# --- When it is down ---------------------------------------------------------------------------------------------


def test_a_provider_that_is_down_leaves_the_code_by_mail(client: Client, waterrijk: IdentityProvider) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    IdentityProvider.objects.update(server_url=f"http://127.0.0.1:{port}")
    answer = client.post("/account/bij/waterrijk/login/")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Bibliotheek Waterrijk lukt nu niet" in page
    assert "Mail me een inlogcode" in page


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]"])
def test_a_provider_that_talks_nonsense_is_as_good_as_down(
    client: Client, waterrijk: IdentityProvider, body: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_once() -> None:
            connection, _address = listening.accept()
            connection.recv(4000)
            connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            connection.close()

        thread = threading.Thread(target=answer_once)
        thread.start()
        IdentityProvider.objects.update(server_url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert client.post("/account/bij/waterrijk/login/").status_code == 503
        thread.join(5)


def test_a_provider_that_is_slow_is_left_after_the_time_out(
    client: Client, waterrijk: IdentityProvider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        IdentityProvider.objects.update(server_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert client.post("/account/bij/waterrijk/login/").status_code == 503


def test_a_provider_that_goes_down_halfway_leaves_the_code_by_mail(
    client: Client, place: Place, waterrijk: IdentityProvider, noor: User
) -> None:
    with running() as brief:
        IdentityProvider.objects.update(server_url=brief.url)
        back = brief.authorize(setting_out(client, "waterrijk"), brief.knows("s1", **NOOR))
    answer = coming_back(client, back)
    assert answer.status_code in (401, 503)
    assert "Mail me een inlogcode" in answer.content.decode()


# --- Finding the button ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["noor@waterrijk.example", "bestaat.niet@Waterrijk.EXAMPLE"])
def test_the_button_of_the_organisation_comes_first_whoever_asks(
    client: Client, waterrijk: IdentityProvider, noor: User, email: str
) -> None:
    answer = client.post("/account/login/code/", {"email": email, "next": "/blogs/"})
    assert "Ga naar Bibliotheek Waterrijk" in answer.content.decode()
    assert 'name="next" value="/blogs/"' in answer.content.decode()
    assert answer.status_code == 200
    assert not mail.outbox


def test_noor_may_ask_a_code_all_the_same(client: Client, waterrijk: IdentityProvider, noor: User) -> None:
    answer = client.post("/account/login/code/", {"email": noor.email, "by_code": "1"})
    assert answer["Location"] == "/account/login/code/confirm/"
    assert mail.outbox[-1].to == [noor.email]


def test_another_domain_gets_a_code_at_once(client: Client, waterrijk: IdentityProvider, ada: User) -> None:
    assert client.post("/account/login/code/", {"email": ada.email}).status_code == 302


def test_the_page_for_an_intranet_shows_where_the_button_leads(client: Client, waterrijk: IdentityProvider) -> None:
    page = client.get("/account/bij/waterrijk/login/?next=/blogs/").content.decode()
    assert "Ga naar Bibliotheek Waterrijk" in page
    assert client.get("/account/bij/bestaat-niet/login/").status_code == 404


# --- Afterwards --------------------------------------------------------------------------------------------------


def test_noor_takes_it_away_again_and_cleo_cannot(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User, cleo: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    number = SocialAccount.objects.get().pk
    other = Client()
    by_code(other, cleo)
    other.post("/account/3rdparty/", {"account": number})
    assert SocialAccount.objects.exists()
    assert "Bibliotheek Waterrijk" in client.get("/account/3rdparty/").content.decode()
    client.post("/account/3rdparty/", {"account": number})
    assert not SocialAccount.objects.exists()


def test_the_page_also_shows_a_provider_that_is_gone(
    client: Client, provider: Provider, waterrijk: IdentityProvider, noor: User
) -> None:
    sign_in(client, provider, "waterrijk", provider.knows("s1", **NOOR))
    waterrijk.delete()
    assert "waterrijk" in client.get("/account/3rdparty/").content.decode()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("openid_connect_login", {"provider_id": "x"}),
        ("openid_connect_callback", {"provider_id": "x"}),
        ("socialaccount_connections", {}),
        ("account_request_login_code", {}),
        ("account_set_password", {}),
        ("usersessions_list", {}),
        ("account_login", {}),
    ],
)
def test_allauths_own_doors_are_ours(name: str, arguments: dict[str, str]) -> None:
    """What guards them stands in our views; an address that got past those would be open."""
    assert resolve(reverse(name, kwargs=arguments)).namespaces == ["sign_in"]
