"""A second step and a passkey in a real browser, and the pages around them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Town, code_from_mail
from tests.browser.stops_sign_in import (
    an_organisation,
    of_a_visitor_at_the_door,
    of_who_has_a_second_step,
    of_who_sets_up_a_second_step,
)
from tests.browser.test_pages import walk
from tests.people.sign_in.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def give_passkeys(page: Page) -> None:
    """Let this browser have a finger reader that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_els_makes_a_passkey_and_signs_in_with_it(town: Town, open_as: Opener, live_server: Any) -> None:
    with open_as(town.els) as page:
        give_passkeys(page)
        walk(page, of_who_sets_up_a_second_step(), live_server.url)
        page.goto("/account/2fa/webauthn/add/")
        page.get_by_label("Naam, om hem later te herkennen").fill("Mijn laptop")
        page.get_by_label("Hiermee wil ik ook inloggen").check()
        page.get_by_role("button", name="Maak de passkey").click()
        page.wait_for_url("**/recovery-codes/")
        expect(page.locator("[data-codes] li")).to_have_count(10)
        with page.expect_download() as download:
            page.get_by_role("button", name="Bewaar als bestand").click()
        lines = download.value.path().read_text().split()
        assert len(lines) == 10
        assert lines == page.locator("[data-codes] li").all_inner_texts()
        walk(page, of_who_has_a_second_step(), live_server.url)
        page.get_by_role("button", name="Log uit").click()
        page.goto("/account/login/")
        page.get_by_role("button", name="Inloggen met een passkey").click()
        page.wait_for_url(lambda url: "/account/" not in url)
        expect(page.locator(".mine .me", has_text="Els Brouwer")).to_be_visible()


def test_a_browser_without_a_passkey_says_what_else_there_is(town: Town, open_as: Opener) -> None:
    with open_as(None) as page:
        page.add_init_script("delete window.PublicKeyCredential")
        page.goto("/account/login/")
        expect(page.get_by_role("alert")).to_have_text("Deze browser kent geen passkeys. Kies een andere manier.")
        expect(page.get_by_role("button", name="Inloggen met een passkey")).to_be_disabled()


def test_sanne_types_the_code_of_her_app_with_the_keyboard_alone(town: Town, open_as: Opener) -> None:
    app = App(town.sanne)
    cache.clear()
    with open_as(None) as page:
        page.goto("/account/login/code/")
        page.get_by_label("E-mailadres").fill(town.sanne.email)
        page.keyboard.press("Enter")
        page.wait_for_url("**/confirm/")
        page.get_by_label("Code uit de mail").fill(code_from_mail())
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/authenticate/")
        page.get_by_label("Code uit je app").focus()
        page.keyboard.type(app.code())
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/account/" not in url)


def test_a_visitor_at_the_door_meets_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    an_organisation(town, "http://127.0.0.1:1")
    with open_as(None) as page:
        walk(page, of_a_visitor_at_the_door(), live_server.url)
