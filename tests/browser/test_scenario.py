"""A story played in the browser: with scripts the card changes under ada's hands, without them the page does."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from course.people.models import User
from lessons.exercises.scenario import ScenarioExercise
from lessons.models import ThingPage
from tests import factories
from tests.browser.conftest import PHONE, Opener, person
from tests.browser.test_pages import AXE, problems_of_all_faces

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPLY = "Hoi Samira! Kinderen vanaf 2 jaar mogen ook komen, met een ouder erbij. Kom gerust! – Noor"
HERE = "document.activeElement.textContent"


@pytest.fixture
def story(live_server: Any) -> ThingPage:
    block = ScenarioExercise()
    value = block.get_prep_value(block.get_preview_value())
    course = factories.make_course("23 dingen")
    return factories.make_thing(
        factories.make_module(course, 4), 11, [factories.block("scenario", value)], title="Goed reageren"
    )


@pytest.fixture
def noor(story: ThingPage) -> User:
    organisation = factories.make_organisation("POI Het Verband")
    course = story.get_ancestors()[2].specific
    cohort = factories.make_cohort(course, [story], organisation, name="Najaar")
    made = person("Noor Haddou", library=factories.make_library("Bibliotheek Waterrijk", organisation))
    factories.enrol(made, cohort)
    return made


def choose(page: Page, words: str) -> None:
    page.locator(".task .opt").filter(has_text=words).click()
    page.get_by_role("button", name="Verstuur en kijk wat er gebeurt").click()


def test_noor_plays_on_and_the_focus_goes_along(story: ThingPage, noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(story.address)
        choose(page, "Beste bezoeker")
        expect(page.locator(".talk > li")).to_have_count(3)
        assert "Daar kom ik net vandaan." in page.evaluate(HERE)
        choose(page, "Ik vraag het nu voor je na.")
        expect(page.locator(".talk > li")).to_have_count(5)
        page.get_by_role("button", name="Ga verder").click()
        expect(page.locator(".task .note h3")).to_contain_text("Tot morgen!")
        assert "Tot morgen!" in page.evaluate(HERE)
        page.get_by_role("button", name="Ik heb het gelezen").click()
        expect(page.locator(".task--done")).to_be_visible()
        expect(page.get_by_role("button", name="Speel het nog een keer")).to_be_visible()


def test_noor_plays_without_scripts_on_her_phone(story: ThingPage, noor: User, open_as: Opener) -> None:
    with open_as(noor, javascript=False, viewport=PHONE) as page:
        page.goto(story.address)
        page.get_by_label("Jouw antwoord").fill(REPLY)
        page.get_by_role("button", name="Verstuur en kijk wat er gebeurt").click()
        expect(page.locator(".advice li")).to_have_count(6)
        expect(page.locator(".advice--tip")).to_have_count(0)
        page.get_by_role("button", name="Eén stap terug").click()
        expect(page.get_by_label("Jouw antwoord")).to_have_value(REPLY)
        choose(page, "Je zet de vraag door")
        expect(page.locator(".talk__wait")).to_contain_text("Je vraagt het aan Karim. Het antwoord komt na 15 minuten.")
        page.get_by_role("button", name="Ga verder").click()
        page.get_by_role("button", name="Ik heb het gelezen").click()
        expect(page.locator(".task--done")).to_be_visible()


def test_a_reply_that_was_not_sent_is_still_there(story: ThingPage, noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(story.address)
        page.get_by_label("Jouw antwoord").fill(REPLY)
        page.reload()
        expect(page.get_by_label("Jouw antwoord")).to_have_value(REPLY)
        page.get_by_role("button", name="Verstuur en kijk wat er gebeurt").click()
        page.get_by_role("button", name="Speel het nog een keer").click()
        expect(page.get_by_label("Jouw antwoord")).to_have_value("")


def test_a_story_has_no_barriers_on_the_way_and_at_its_end(story: ThingPage, noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(story.address)
        choose(page, "Je zet de vraag door")
        found = problems_of_a_page(page)
        page.get_by_role("button", name="Eén stap terug").click()
        page.get_by_label("Jouw antwoord").fill(REPLY)
        page.locator(".task .opt").filter(has_text="schrijft zelf").click()
        page.get_by_role("button", name="Verstuur en kijk wat er gebeurt").click()
        expect(page.locator(".advice")).to_be_visible()
        found += problems_of_a_page(page)
    assert found == []


def problems_of_a_page(page: Page) -> list[str]:
    page.evaluate(AXE)
    return list(problems_of_all_faces(page))
