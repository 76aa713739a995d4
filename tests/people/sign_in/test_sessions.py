"""Where somebody is signed in, for how long, and how that ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from course.people.models import User
from course.people.sign_in.sessions import BEGAN, SEEN, device, end_sessions
from tests.people.sign_in.conftest import PASSWORD, by_password, is_in, with_password

As = Callable[[User | None], Client]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox op Windows"),
        (IPHONE, "Safari op iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome op Chromebook"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge op Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome op Android"),
        ("curl/8.0", "Een onbekend apparaat"),
        ("", "Een onbekend apparaat"),
    ],
)
def test_a_device_has_plain_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words


def signed_in(person: User, user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    by_password(client, person)
    assert is_in(client)
    return client


def test_ada_sees_where_she_is_signed_in_and_no_internet_address(ada: User) -> None:
    with_password(ada)
    here, _phone = signed_in(ada), signed_in(ada, IPHONE)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox op Windows" in page
    assert "Safari op iPhone" in page
    assert page.count("dit apparaat") == 1
    assert "127.0.0.1" not in page


def test_ada_ends_one_device(ada: User) -> None:
    with_password(ada)
    here, phone = signed_in(ada), signed_in(ada, IPHONE)
    row = UserSession.objects.get(session_key=phone.session.session_key)
    here.post(f"/account/apparaten/{row.pk}/uit/")
    assert not is_in(phone)
    assert is_in(here)


def test_cleo_cannot_end_adas_device(ada: User, cleo: User, as_: As) -> None:
    adas = signed_in(with_password(ada))
    row = UserSession.objects.get(user=ada)
    assert as_(cleo).post(f"/account/apparaten/{row.pk}/uit/").status_code == 404
    assert is_in(adas)
    assert adas.get(f"/account/apparaten/{row.pk}/uit/").status_code == 405


def test_ada_ends_all_other_devices(ada: User) -> None:
    with_password(ada)
    here, phone, desk = signed_in(ada), signed_in(ada, IPHONE), signed_in(ada)
    here.post("/account/sessions/")
    assert (is_in(here), is_in(phone), is_in(desk)) == (True, False, False)


def test_a_new_password_ends_the_other_sessions(ada: User) -> None:
    with_password(ada)
    here, phone = signed_in(ada), signed_in(ada, IPHONE)
    fresh = "een nieuwe zin over leenpassen"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert (is_in(here), is_in(phone)) == (True, False)


def test_an_account_that_is_switched_off_is_out_at_the_next_click(ada: User) -> None:
    client = signed_in(with_password(ada))
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get("/mijn-cursus/").status_code == 302
    assert not is_in(client)


def test_end_sessions_signs_out_everywhere_but_here(ada: User) -> None:
    with_password(ada)
    here, phone = signed_in(ada), signed_in(ada, IPHONE)
    assert end_sessions(ada, but=here.session.session_key) == 1
    assert (is_in(here), is_in(phone)) == (True, False)
    assert end_sessions(ada) == 1
    assert not is_in(here)


def aged(client: Client, hours_since_sign_in: float, hours_since_seen: float) -> Client:
    session = client.session
    session.update({BEGAN: time.time() - hours_since_sign_in * 3600, SEEN: time.time() - hours_since_seen * 3600})
    session.save()
    return client


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("name", "since_sign_in", "since_seen", "still"),
    [
        ("ada", 24 * 13, 24 * 13, True),
        ("ada", 24 * 15, 24 * 15, False),
        ("ada", 24 * 31, 1, False),
        ("mona", 7, 7, True),
        ("mona", 9, 9, False),
        ("mona", 25, 1, False),
        ("tove", 25, 1, False),
    ],
)
def test_how_long_somebody_stays_signed_in(
    request: Any, as_: As, name: str, since_sign_in: float, since_seen: float, still: bool
) -> None:
    client = aged(as_(request.getfixturevalue(name)), since_sign_in, since_seen)
    assert is_in(client) is still


def test_last_seen_is_written_once_in_five_minutes(ada: User) -> None:
    client = signed_in(with_password(ada))
    before = UserSession.objects.get(user=ada).last_seen_at
    with CaptureQueriesContext(connection) as soon:
        is_in(client)
    assert UserSession.objects.get(user=ada).last_seen_at == before
    aged(client, 1, 1)
    is_in(client)
    assert UserSession.objects.get(user=ada).last_seen_at > before
    assert not [one for one in soon if one["sql"].startswith(("UPDATE", "INSERT"))]


def test_the_page_of_devices_costs_the_same_for_two_and_for_twenty(ada: User, as_: As) -> None:
    with_password(ada)
    here = signed_in(ada)

    def drawn_for(count: int) -> int:
        while UserSession.objects.filter(user=ada).count() < count:
            signed_in(ada)
        with CaptureQueriesContext(connection) as queries:
            here.get("/account/sessions/")
        return len([one for one in queries if "django_session" not in one["sql"] and "people_user" not in one["sql"]])

    # allauth looks for each session whether it still is one: sessions are few, and only these queries grow.
    assert drawn_for(2) == drawn_for(8)


def test_signing_in_gives_a_new_session(client: Client, ada: User) -> None:
    with_password(ada)
    client.get("/account/login/")
    session = client.session
    session["left by somebody else"] = True
    session.save()
    before = session.session_key
    by_password(client, ada)
    assert client.session.session_key != before
