"""Noor fills a row of the channel scan of ding 4 from an export: by keyboard alone, without scripts, on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from course.answers.models import Answer
from tests.browser.conftest import DESK, PHONE, Opener, Town
from tests.browser.test_pages import AXE
from tests.lessons.exercises.exports.samples import facebook_posts_en, own_table, youtube_videos

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def as_file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def read(page: Page, town: Town, name: str, content: bytes) -> None:
    thing = town.thing(4)
    page.goto(reverse("answers:export", args=[thing.pk, thing.exercises[0].id]))
    page.get_by_label("Je export").set_input_files([as_file(name, content)])
    page.get_by_role("button", name="Lees mijn export").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")


def test_without_scripts_noor_fills_a_row_and_completes_it(town: Town, open_as: Opener) -> None:
    with open_as(town.noor, javascript=False, viewport=PHONE) as page:
        page.goto(town.thing(4).address)
        page.get_by_role("link", name="Vul een rij uit een export").click()
        page.get_by_label("Je export").set_input_files([as_file("posts.csv", facebook_posts_en())])
        page.get_by_role("button", name="Lees mijn export").click()
        expect(page.get_by_label("Kanaal")).to_have_value("facebook")
        page.get_by_role("button", name="Zet in mijn meetblad").click()
        expect(page.get_by_text("Deze cijfers staan in je meetblad.")).to_be_visible()
        expect(page.get_by_label("Berichten in 30 dagen").first).to_have_value("5")
    assert Answer.objects.get().data["rows"] == [
        {"kanaal": "facebook", "berichten_30d": "5", "interacties_30d": "130"},
    ]


def test_noor_says_once_what_her_own_columns_are(town: Town, open_as: Opener) -> None:
    with open_as(town.noor) as page:
        read(page, town, "kanaal.xlsx", own_table())
        page.get_by_label("Geplaatst").select_option(label="berichten")
        page.get_by_label("Vrienden van de bieb").select_option(label="volgers")
        page.get_by_role("button", name="Reken opnieuw").click()
        page.get_by_label("Kanaal").select_option(label="Ander kanaal")
        page.get_by_role("button", name="Zet in mijn meetblad").click()
        expect(page.get_by_text("Deze cijfers staan in je meetblad.")).to_be_visible()
    with open_as(town.karim) as page:
        read(page, town, "kanaal.xlsx", own_table())
        expect(page.get_by_label("Kanaal")).to_have_value("anders")


@pytest.mark.parametrize(("theme", "viewport"), [("light", PHONE), ("dark", DESK)])
def test_the_pages_of_an_export_fit_and_have_no_barrier(
    town: Town, open_as: Opener, theme: str, viewport: dict[str, int]
) -> None:
    with open_as(town.noor, viewport=viewport) as page:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        thing = town.thing(4)
        page.goto(reverse("answers:export", args=[thing.pk, thing.exercises[0].id]))
        page.get_by_text("Waar vind ik mijn export?").click()
        has_no_barrier(page)
        page.get_by_role("button", name="Lees mijn export").click()
        has_no_barrier(page)
        for name, content in (("Table data.csv", youtube_videos()), ("kanaal.xlsx", own_table())):
            read(page, town, name, content)
            page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
            has_no_barrier(page)


def has_no_barrier(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('main', {resultTypes: ['violations']})")["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
