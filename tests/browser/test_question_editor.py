"""Sanne writes a quiz of sixty questions in Wagtail: each is drawn when she comes to it, and that changes none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Locator, Page, expect

from lessons.models import ThingPage
from tests import factories
from tests.browser.conftest import Opener, Town
from tests.browser.test_admin import edit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = 60


@pytest.fixture
def thing(town: Town) -> ThingPage:
    module = town.thing(1).get_parent().specific
    return factories.make_thing(module, 24, [factories.quiz_block(questions=COUNT)], title="Zestig vragen")


@dataclass(frozen=True)
class Kept:
    """A question of the newest draft. An option is (key, text, right, feedback)."""

    key: str
    text: str
    kind: str
    options: tuple[tuple[str, str, bool, str], ...]


def questions(thing: ThingPage) -> list[Kept]:
    (quiz,) = ThingPage.objects.get(pk=thing.pk).get_latest_revision_as_object().exercises
    return [
        Kept(
            question["key"],
            question["text"],
            question["kind"],
            tuple((one["key"], one["text"], one["right"], one["feedback"]) for one in question["options"]),
        )
        for question in quiz.value["questions"]
    ]


def panel(page: Page, place: int) -> Locator:
    return (
        page.locator("[data-contentpath=questions] [data-streamfield-list-container]")
        .first.locator("> [data-streamfield-child]")
        .nth(place)
    )


def unfold(page: Page, place: int) -> Locator:
    """Open a question and return its panel, drawn."""
    question = panel(page, place)
    question.locator("[data-panel-toggle]").first.click()
    expect(question.locator("textarea").first).to_be_visible()
    return question


def save(page: Page) -> None:
    page.get_by_role("button", name="Bewaar concept").click()
    expect(page.locator(".messages")).to_contain_text("is gewijzigd")


def test_sanne_changes_question_30_of_60_and_no_other(town: Town, open_as: Opener, thing: ThingPage) -> None:
    before = questions(thing)
    with open_as(town.sanne) as page:
        edit(page, thing.pk)
        expect(panel(page, 29)).to_contain_text("Vraag 30?")
        assert page.locator("[data-contentpath=questions] textarea").count() == 0
        question = unfold(page, 29)
        question.locator("textarea").first.fill("Vraag 30, maar dan anders?")
        unfold(page, 30)
        save(page)
    before[29] = replace(before[29], text="Vraag 30, maar dan anders?")
    assert questions(thing) == before


def test_to_look_at_a_question_is_no_change(town: Town, open_as: Opener, thing: ThingPage) -> None:
    with open_as(town.sanne) as page:
        edit(page, thing.pk)
        form = page.locator("[data-edit-form]")
        page.wait_for_timeout(2500)  # Wagtail waits two seconds before it looks at what was there.
        unfold(page, 4)
        page.wait_for_timeout(1200)
        assert form.get_attribute("data-w-unsaved-has-edits-value") != "true"
        panel(page, 4).locator("textarea").first.press_sequentially("!")
        expect(form).to_have_attribute("data-w-unsaved-has-edits-value", "true")
        unfold(page, 5)
        expect(form).to_have_attribute("data-w-unsaved-has-edits-value", "true")


def test_a_question_more_takes_the_focus_and_a_copy_gets_a_key_of_its_own(
    town: Town, open_as: Opener, thing: ThingPage
) -> None:
    with open_as(town.sanne) as page:
        edit(page, thing.pk)
        panel(page, 1).locator("[data-streamfield-action=DUPLICATE]").first.click()
        copy = panel(page, 2).locator("textarea").first
        expect(copy).to_be_focused()
        copy.fill("Vraag 2, nog eens?")
        page.locator("[data-contentpath=questions] [data-streamfield-list-add]").last.click()
        made = panel(page, COUNT + 1)
        text = made.locator("textarea").first
        expect(text).to_be_focused()
        text.fill("Wat is er nieuw?")
        for place, (answer, is_right) in enumerate([("Dit", True), ("Dat", False)]):
            if place:
                made.locator("[data-contentpath=options] [data-streamfield-list-add]").last.click()
            option = made.locator("[data-contentpath=options] [data-streamfield-child]").nth(place)
            option.locator("input[name$=value-text]").fill(answer)
            option.locator("input[name$=value-right]").set_checked(is_right)
        save(page)
    kept = questions(thing)
    assert [kept[place].text for place in (1, 2, 3, COUNT + 1)] == [
        "Vraag 2?",
        "Vraag 2, nog eens?",
        "Vraag 3?",
        "Wat is er nieuw?",
    ]
    assert len({question.key for question in kept}) == COUNT + 2
    assert [(text, right) for _key, text, right, _feedback in kept[-1].options] == [("Dit", True), ("Dat", False)]


def test_a_fault_opens_the_question_it_is_in_and_no_other(town: Town, open_as: Opener, thing: ThingPage) -> None:
    with open_as(town.sanne) as page:
        edit(page, thing.pk)
        question = unfold(page, 11)
        question.locator("textarea").first.fill("Nog een vraag?")
        question.locator("input[name$=options-1-value-right]").uncheck()
        page.get_by_role("button", name="Bewaar concept").click()
        expect(page.locator(".messages")).to_contain_text("fouten")
        expect(panel(page, 11).locator("textarea").first).to_have_value("Nog een vraag?")
        expect(panel(page, 11).locator(".help-critical, .error-message").first).to_be_visible()
        assert page.locator("[data-contentpath=questions] [data-contentpath=options]").count() == 1


def test_of_sixty_questions_opened_at_once_only_those_on_the_screen_are_drawn(
    town: Town, open_as: Opener, thing: ThingPage
) -> None:
    with open_as(town.sanne) as page:
        edit(page, thing.pk)
        for _all in ("Alles samenvouwen", "Alles uitvouwen"):
            page.get_by_role("button", name=_all).click()
        panel(page, 40).scroll_into_view_if_needed()
        expect(panel(page, 40).locator("textarea").first).to_be_visible()
        assert page.locator("[data-contentpath=questions] [data-contentpath=options]").count() < COUNT // 2
