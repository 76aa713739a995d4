"""Sanne at work in Wagtail, under the same content policy as the site: what it blocks fails the test (conftest.py)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from course.cohorts.models import Cohort
from lessons.models import CoursePage
from lessons.questionnaires import Questionnaire
from tests.browser.conftest import Opener, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# What Sanne chooses, how Wagtail asks for it, and what the page then says. Half of one exercise is none.
MODES = [
    ("Nieuw", "mode=new", "Op naar je stempel"),
    ("Half klaar", "mode=busy", "Op naar je stempel"),
    ("Klaar", "mode=done", "Klaar!"),
]


def edit(page: Page, pk: int) -> None:
    page.goto(f"/beheer/pages/{pk}/edit/")
    expect(page.get_by_role("button", name="Bewaar concept")).to_be_visible()


def test_sanne_finds_her_way_and_starts_a_cohort(town: Town, open_as: Opener) -> None:
    intake = Questionnaire.objects.get(slug="intake")
    with open_as(town.sanne) as page:
        page.goto("/beheer/")
        expect(page.get_by_role("link", name="Rondes")).to_be_visible()
        page.goto("/beheer/rondes/")
        expect(page.get_by_role("link", name="Najaar", exact=True)).to_be_visible()
        page.goto("/beheer/rondes/new/")
        page.get_by_label("Cursus").select_option(label=town.course.title)
        page.locator("[name=name]").fill("Voorjaar")
        begins = page.locator("[name=starts_on]")
        assert begins.get_attribute("type") == "date"  # The browser's own: Dutch on a Dutch machine, by keyboard too.
        begins.fill((timezone.localdate() + timedelta(days=30)).isoformat())
        page.get_by_role("button", name="Toevoegen").click()
        expect(page.locator(".messages")).to_be_visible()
        for path in ("/beheer/images/", "/beheer/documents/", f"/beheer/pages/{town.course.pk}/"):
            page.goto(path)
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
        page.goto("/beheer/snippets/lessons/questionnaire/")
        expect(page.get_by_text("Nulmeting")).to_be_visible()
        page.goto(f"/beheer/snippets/lessons/questionnaire/voorbeeld/{intake.pk}/")
        expect(page.get_by_role("heading", level=1, name="Nulmeting")).to_be_visible()
    assert Cohort.objects.filter(name="Voorjaar").exists()


def test_sanne_sees_a_ding_as_a_participant_in_three_states_and_plans_when_it_goes_live(
    town: Town, open_as: Opener
) -> None:
    with open_as(town.sanne) as page:
        edit(page, town.thing(7).pk)
        page.get_by_role("button", name="Toon/verberg voorvertoning").click()
        seen = page.frame_locator("#w-preview-iframe")
        for mode, query, heading in MODES:
            page.get_by_label("Voorbeeldmodus").select_option(label=mode)
            expect(page.locator("#w-preview-iframe")).to_have_attribute("src", re.compile(query))
            expect(seen.get_by_role("heading", name=heading)).to_be_attached()

        page.get_by_role("button", name="Toon/verberg status").click()
        page.get_by_role("button", name="Stel schema in").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Publiceer op").click()
        day = page.locator(".xdsoft_datetimepicker:visible .xdsoft_date:not(.xdsoft_disabled)").last
        day.click()
        expect(dialog.get_by_label("Publiceer op")).not_to_have_value("")


def test_sanne_links_to_another_page(town: Town, open_as: Opener) -> None:
    with open_as(town.sanne) as page:
        edit(page, town.course.pk)
        text = page.locator(".public-DraftEditor-content").first
        text.click()
        page.keyboard.press("Control+A")
        page.locator(".Draftail-ToolbarButton[name=LINK]").first.click()
        modal = page.locator(".modal-body")
        expect(modal.get_by_role("link", name="Externe link")).to_be_visible()
        modal.locator(".choose-page").first.click()
        # Draftail writes what it holds into the form in its own time.
        expect(page.locator("[name=introduction]")).to_have_value(re.compile("LINK"))
        page.get_by_role("button", name="Bewaar concept").click()
        page.wait_for_load_state()
        expect(page.locator(".messages")).to_be_visible()
    course = CoursePage.objects.get().get_latest_revision_as_object()
    assert 'linktype="page"' in course.introduction


def test_the_checker_of_wagtail_is_at_hand_and_has_nothing_to_say_about_our_own_parts(
    town: Town, open_as: Opener
) -> None:
    with open_as(town.sanne) as page:
        for number in (1, 2, 3, 7):
            page.goto(town.thing(number).address)
            bar = page.locator("wagtail-userbar")
            bar.get_by_role("button", name="Bekijk Wagtail snel acties").click()
            expect(bar.get_by_role("menuitem", name="Problemen gevonden 0 Checks")).to_be_visible()
    with open_as(town.noor) as page:
        page.goto(town.thing(1).address)
        expect(page.locator("wagtail-userbar")).to_have_count(0)
