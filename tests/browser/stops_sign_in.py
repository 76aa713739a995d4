"""Stops on the way in: the second step, passkeys, devices, the sign-in of an organisation."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from course.people.models import IdentityProvider
from course.people.sign_in.sealed import seal
from tests.browser.conftest import Town
from tests.browser.stops import Stop, nothing, press


def an_organisation(town: Town, server_url: str) -> IdentityProvider:
    return IdentityProvider.objects.create(
        slug="waterrijk",
        name="Bibliotheek Waterrijk",
        library=town.noor.library,
        server_url=server_url,
        client_id="dingen",
        client_secret=seal("geheim"),
        domains="waterrijk.example",
    )


def type_address(page: Page) -> None:
    page.get_by_label("E-mailadres").fill("iemand@waterrijk.example")
    page.get_by_role("button", name="Mail me een inlogcode").click()
    page.get_by_role("button", name="Ga naar Bibliotheek Waterrijk").wait_for()


def say_it_is_down(page: Page) -> None:
    page.get_by_role("button", name="Ga naar Bibliotheek Waterrijk").click()
    page.get_by_role("heading", name="Inloggen lukte niet").wait_for()


def of_a_visitor_at_the_door() -> list[Stop]:
    return [
        Stop("the organisation first", "/account/login/code/", type_address),
        Stop("the organisation, from an intranet", "/account/bij/waterrijk/login/"),
        Stop("the organisation is down", "/account/bij/waterrijk/login/", say_it_is_down),
        Stop("an answer that is too old", "/account/bij/waterrijk/login/callback/?state=x&code=y", status=401),
        Stop("stopped at the organisation", "/account/3rdparty/login/cancelled/"),
    ]


def fill_wrong_code(page: Page) -> None:
    page.locator("input[name=code]").fill("000000")
    press("Zet de app aan")(page)


def of_who_sets_up_a_second_step() -> list[Stop]:
    return [
        Stop("second step, none", "/account/2fa/"),
        Stop("an app to put ready", "/account/2fa/totp/activate/"),
        Stop("an app, wrong code", "/account/2fa/totp/activate/", fill_wrong_code),
        Stop("a passkey to make", "/account/2fa/webauthn/add/"),
        Stop("devices", "/account/sessions/"),
        Stop("organisations, none", "/account/3rdparty/"),
    ]


def of_who_has_a_second_step() -> list[Stop]:
    key = Authenticator.objects.filter(type="webauthn").values_list("pk", flat=True).get()
    return [
        Stop("second step, set up", "/account/2fa/"),
        Stop("my passkeys", "/account/2fa/webauthn/"),
        Stop("another name for a passkey", f"/account/2fa/webauthn/keys/{key}/edit/"),
        Stop("a passkey to take away", f"/account/2fa/webauthn/keys/{key}/remove/"),
        Stop("codes on paper, seen", "/account/2fa/recovery-codes/", nothing),
        Stop("new codes on paper", "/account/2fa/recovery-codes/generate/"),
    ]
