"""Noor comes in by the sign-in of her own library, from her phone, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from course.people.models import User
from tests.browser.conftest import PHONE, Opener, Town
from tests.browser.stops_sign_in import an_organisation
from tests.people.sign_in.provider import Provider, running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as started:
        yield started


def arrive(page: Page, email: str, sub: str) -> None:
    page.goto("/account/login/code/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_role("button", name="Mail me een inlogcode").click()
    page.get_by_role("button", name="Ga naar Bibliotheek Waterrijk").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/mijn-cursus/")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_noor_arrives_from_her_library(town: Town, open_as: Opener, provider: Provider, javascript: bool) -> None:
    an_organisation(town, provider.url)
    provider.knows("n1", email=town.noor.email, email_verified=True, name="Noor Haddou")
    with open_as(None, javascript=javascript, viewport=PHONE) as page:
        arrive(page, town.noor.email, "n1")
        expect(page.locator(".mine .me", has_text="Noor Haddou")).to_be_visible()
        page.goto(town.thing(1).address)
        expect(page.get_by_role("heading", level=1)).to_contain_text(town.thing(1).title)


def test_a_new_colleague_gets_an_account_in_the_library(town: Town, open_as: Opener, provider: Provider) -> None:
    an_organisation(town, provider.url)
    provider.knows("n2", email="tess@waterrijk.example", email_verified=True, name="Tess de Boer")
    with open_as(None) as page:
        arrive(page, "tess@waterrijk.example", "n2")
        expect(page.locator(".mine .me", has_text="Tess de Boer")).to_be_visible()
    assert User.objects.get(email="tess@waterrijk.example").library == town.noor.library
