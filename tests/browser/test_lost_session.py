"""The session ends while somebody types, or she presses twice, or goes back: nothing is lost, nothing is doubled."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from course.answers.models import Answer
from course.blogs.models import Comment, Post
from tests import factories
from tests.browser.conftest import Opener, Town, code_from_mail
from tests.browser.life import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = factories.text_of(120)


def begin_a_post(page: Page, town: Town) -> None:
    page.goto(town.thing(2).address)
    page.get_by_role("link", name="Schrijf je bericht").click()
    page.get_by_label("Titel").fill("Noor begint")
    page.get_by_label("Je verhaal").fill(STORY)


def sign_in_again(page: Page) -> None:
    """Ask for a code on the page that stands open now, and go on to where it leads."""
    page.get_by_role("main").get_by_role("link", name="Mail me een inlogcode").click()
    page.get_by_label("E-mailadres").fill("noor@waterrijk.example")
    page.get_by_role("button", name="Mail me een inlogcode").click()
    page.wait_for_url("**/confirm/**")
    page.locator("input[name=code]").fill(code_from_mail())
    page.locator("form:has(input[name=code]) .btn").first.click()
    page.wait_for_url(lambda url: "/account/" not in url)


def card_of(page: Page, button: str) -> Locator:
    return page.locator(".task", has=page.get_by_role("button", name=button, exact=True))


def test_noor_is_signed_out_while_she_writes_and_finds_her_text_again(town: Town, open_as: Opener) -> None:
    with open_as(town.noor) as page:
        begin_a_post(page, town)
        Session.objects.all().delete()
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("dialog", name="Log weer in")).to_be_visible()
        page.goto(f"/account/login/?{urlencode({'next': page.evaluate('location.pathname + location.search')})}")
        sign_in_again(page)  # She did not use the dialog (test_editor_saving.py), and that is as well.
        expect(page.get_by_label("Je verhaal")).to_have_value(STORY)
        expect(page.get_by_text("Dit is de tekst die je eerder typte.")).to_be_visible()
        page.get_by_label("Titel").fill("Noor begint")
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Noor begint")).to_be_visible()

        # What is safe with us is no longer kept on this machine.
        page.goto("/blogs/nieuw/")
        assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('dingen:'))") == []
    assert Post.objects.get().source == STORY


def test_noor_is_signed_out_before_she_votes_and_finds_her_explanation_again(town: Town, open_as: Opener) -> None:
    why = factories.text_of(30)
    with open_as(town.noor) as page:
        page.goto(town.thing(3).address)
        card = card_of(page, "Stem")
        card.get_by_label("Eens", exact=True).check()
        card.get_by_label("Waarom vind je dat?").fill(why)
        Session.objects.all().delete()
        card.get_by_role("button", name="Stem", exact=True).click()
        page.wait_for_url("**/account/login/**")
        expect(page.get_by_text("Er is niets verstuurd.")).to_be_visible()
        sign_in_again(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Vinden en gevonden worden")
        expect(card.get_by_label("Waarom vind je dat?")).to_have_value(why)
        card.get_by_label("Eens", exact=True).check()
        card.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_text("Jij stemde: Eens")).to_be_visible()
    assert Answer.objects.get().data["why"] == why


def test_a_colleague_at_the_same_machine_never_sees_what_noor_typed(town: Town, open_as: Opener) -> None:
    with open_as(town.noor) as page:
        begin_a_post(page, town)
        page.goto("/mijn-cursus/")
        assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('dingen:')).length") == 1
        page.get_by_role("button", name="Log uit").click()
        page.wait_for_url("**/")
        assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('dingen:'))") == []


def test_without_scripts_noor_gets_her_text_back_to_copy(town: Town, open_as: Opener) -> None:
    with open_as(town.noor, javascript=False) as page:
        begin_a_post(page, town)
        Session.objects.all().delete()
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Je was uitgelogd")).to_be_visible()
        kept = page.get_by_label("Tekst 2").input_value()
        assert kept == STORY
        page.get_by_role("main").get_by_role("link", name="Inloggen").click()
        sign_in_again(page)
        page.get_by_label("Titel").fill("Noor begint")
        page.get_by_label("Je verhaal").fill(kept)
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Noor begint")).to_be_visible()


def test_a_form_that_stood_open_too_long_gives_the_text_back(town: Town, open_as: Opener) -> None:
    with open_as(town.noor, javascript=False) as page:
        begin_a_post(page, town)
        page.context.clear_cookies(name="csrftoken")
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Dit formulier is verlopen")).to_be_visible()
        expect(page.get_by_label("Tekst 2")).to_have_value(STORY)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_noor_presses_twice_and_has_one_post_and_one_reaction(town: Town, open_as: Opener, javascript: bool) -> None:
    karims = write(town.karim, town, "Karim begint")
    with open_as(town.noor, javascript=javascript) as page:
        begin_a_post(page, town)
        page.get_by_role("button", name="Publiceer").dblclick()
        expect(page.get_by_role("heading", level=1, name="Noor begint")).to_be_visible()
        page.goto(karims.get_absolute_url())
        page.get_by_label("Je reactie").fill("Wat herken ik dat.")
        page.get_by_role("button", name="Plaats reactie").dblclick()
        expect(page.get_by_text("Wat herken ik dat.")).to_be_visible()
    assert Post.objects.filter(author=town.noor).count() == 1
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_noor_goes_back_after_sending_and_goes_on(town: Town, open_as: Opener, javascript: bool) -> None:
    with open_as(town.noor, javascript=javascript) as page:
        begin_a_post(page, town)
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Noor begint")).to_be_visible()
        page.go_back()
        page.get_by_label("Titel").fill("Noor begint opnieuw")
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Noor begint opnieuw")).to_be_visible()

        for text in ("Eerst dit.", "Dan dit."):
            page.get_by_label("Je reactie").fill(text)
            page.get_by_role("button", name="Plaats reactie").click()
            expect(page.get_by_text(text)).to_be_visible()
            page.go_back()
    assert [comment.source for comment in Comment.objects.order_by("created_at")] == ["Eerst dit.", "Dan dit."]
    assert Post.objects.get().title == "Noor begint opnieuw"
