"""The connection is lost while Noor saves, or her page closes before it is back: every word she typed is there again.

The same for two tabs: the second one to save shows both texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from course.answers.models import Answer, Attempt, LogEntry
from course.people.models import User
from lessons.exercises.planner import PlannerExercise
from lessons.exercises.scenario import ScenarioExercise
from lessons.models import ThingPage
from tests import factories
from tests.browser.conftest import Opener, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Wij antwoorden binnen een dag, ook in het weekend. – Noor"
FAILED = "Bewaren lukte niet. Kijk of je internet hebt en probeer het nog een keer."
BACK = "was nog niet bewaard."
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('dingen:'))"


def planned() -> dict[str, Any]:
    block = PlannerExercise()
    return factories.block("planner", block.get_prep_value(block.get_preview_value()) | {"key": "week"})


def story() -> dict[str, Any]:
    block = ScenarioExercise()
    return factories.block("scenario", block.get_prep_value(block.get_preview_value()) | {"key": "verhaal"})


ITEM = {"key": "1", "text": "Onze afspraak", "field": "text"}
BLOCKS: dict[str, Callable[[], dict[str, Any]]] = {
    "poll": factories.poll_block,
    "checklist": lambda: factories.checklist_block(items=[ITEM]),
    "scenario": story,
    "worksheet": factories.worksheet_block,
    "peer review": factories.peer_review_block,
    "planner": planned,
    "logbook": factories.checklist_block,
}


@dataclass
class Desk:
    """One kind of exercise before Noor: where she types words, and which button saves them."""

    kind: str
    page: Page

    @property
    def card(self) -> Locator:
        return self.page.locator("#logboek" if self.kind == "logbook" else ".task").first

    @property
    def words(self) -> Locator:
        return {
            "poll": self.card.get_by_label("Waarom vind je dat?"),
            "checklist": self.card.locator("[name$=text-1]"),
            "scenario": self.card.get_by_label("Jouw antwoord"),
            "worksheet": self.card.locator("[name$=r0-kanaal]"),
            "peer review": self.card.locator("textarea").first,
            "planner": self.card.locator("[name$=sentence]"),
            "logbook": self.card.get_by_label("Jouw antwoord"),
        }[self.kind]

    @property
    def button(self) -> Locator:
        return self.card.locator("button.btn[type=submit]:visible").filter(
            has_text={
                "poll": "tem",
                "checklist": "Bewaar mijn vinkjes",
                "scenario": "Verstuur en kijk wat er gebeurt",
                "worksheet": "Bewaar mijn meetblad",
                "peer review": "Bewaar",
                "planner": "Bewaar en reken uit",
                "logbook": "Bewaar in mijn logboek",
            }[self.kind]
        )

    def type(self, words: str) -> None:
        """Type words; a vote must be chosen with them."""
        if self.kind == "poll":
            self.card.get_by_label("Eens", exact=True).check()
        self.words.fill(words)

    def expect_saved(self, words: str) -> None:
        expect(self.card.locator(".errsum")).to_have_count(0)
        if self.kind == "scenario":
            expect(self.card.locator(".you")).to_contain_text(words)
        else:
            expect(self.card.get_by_text("Bewaard op")).to_be_visible()
            expect(self.words).to_have_value(words)
        expect(self.page.get_by_text(FAILED)).to_have_count(0)
        self.page.wait_for_function(f"{KEPT}.length === 0")  # What is safe with us is not kept on this machine.


def stored(kind: str) -> str:
    """Return what the server has, as one text."""
    if kind == "logbook":
        return str([entry.text for entry in LogEntry.objects.all()])
    return str([answer.data for answer in Answer.objects.all()])


@pytest.fixture
def make_desk(live_server: Any) -> Callable[[str], tuple[ThingPage, User]]:
    """Make a ding with one exercise of that kind, and Noor who takes part."""

    def make(kind: str) -> tuple[ThingPage, User]:
        module = factories.make_module(factories.make_course("23 dingen"))
        asks = {"log_question": "Wat nam je mee?"} if kind == "logbook" else {}
        thing = factories.make_thing(module, 4, [BLOCKS[kind]()], title="Een ding", **asks)
        organisation = factories.make_organisation("POI Het Verband")
        course = thing.get_ancestors()[2].specific
        cohort = factories.make_cohort(course, [thing], organisation, name="Najaar")
        noor = person("Noor Haddou", library=factories.make_library("Bibliotheek Waterrijk", organisation))
        factories.enrol(noor, cohort)
        return thing, noor

    return make


MakeDesk = Callable[[str], tuple[ThingPage, User]]
every_kind = pytest.mark.parametrize("kind", BLOCKS)
each_way_of_keeping = pytest.mark.parametrize("kind", ["poll", "checklist", "worksheet", "logbook"])
"""A text area, a form, a form with a script of its own, and what is no exercise."""


@every_kind
def test_saving_without_a_connection_keeps_the_words_and_the_same_press_saves_them_once(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)

    def expect_not_lost() -> None:
        expect(page.get_by_text(FAILED)).to_be_visible()
        expect(desk.words).to_have_value(WORDS)

    with open_as(noor) as page:
        page.goto(thing.address)
        desk = Desk(kind, page)
        desk.type(WORDS)
        page.context.set_offline(True)
        desk.button.click()
        expect_not_lost()
        assert WORDS not in stored(kind)

        # The second time it arrives, and only the server's answer is lost.
        page.context.set_offline(False)
        page.route("**/*", saved_and_lost)
        with page.expect_event("requestfailed"):
            desk.button.click()
        expect_not_lost()
        assert WORDS in stored(kind)

        page.unroute("**/*")
        desk.button.click()
        desk.expect_saved(WORDS)
        page.goto(thing.address)
        expect(page.get_by_text(BACK)).to_have_count(0)
    assert stored(kind).count(WORDS) == 1
    assert Attempt.objects.count() == (0 if kind == "logbook" else 1)


def saved_and_lost(route: Route) -> None:
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


@every_kind
def test_a_page_that_was_closed_without_a_connection_gives_the_words_back(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)
    with open_as(noor) as page:
        page.goto(thing.address)
        page.context.set_offline(True)
        Desk(kind, page).type(WORDS)
        page.close(run_before_unload=False)
        again = page.context.new_page()
        page.context.set_offline(False)
        again.goto(thing.address)
        desk = Desk(kind, again)
        expect(desk.words).to_have_value(WORDS)
        expect(again.get_by_text(BACK).first).to_be_visible()
        desk.type(WORDS)
        desk.button.click()
        desk.expect_saved(WORDS)
    assert WORDS in stored(kind)


@each_way_of_keeping
def test_what_noor_changed_since_she_saved_comes_back_too_and_she_may_take_it_away(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)
    with open_as(noor) as page:
        page.goto(thing.address)
        desk = Desk(kind, page)
        desk.type("Dit is bewaard.")
        desk.button.click()
        desk.expect_saved("Dit is bewaard.")
        desk.type(WORDS)
        page.goto("/account/email/")
        page.goto(thing.address)
        expect(desk.words).to_have_value(WORDS)
        page.get_by_role("button", name="weg").and_(page.locator(".kept button")).click()
        expect(desk.words).to_have_value("Dit is bewaard.")
        page.goto("/account/email/")
        page.goto(thing.address)
        expect(desk.words).to_have_value("Dit is bewaard.")
        expect(page.get_by_text(BACK)).to_have_count(0)


@each_way_of_keeping
def test_what_noor_types_while_the_answer_is_on_its_way_is_not_lost(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)
    held: list[Route] = []
    with open_as(noor) as page:
        page.goto(thing.address)
        desk = Desk(kind, page)
        desk.type(WORDS)
        page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
        desk.button.click()
        expect(desk.card.locator("form.htmx-request")).to_be_visible()
        desk.words.fill(f"{WORDS} En nog iets.")
        held.pop().continue_()
        expect(desk.card.get_by_text("Bewaard op")).to_be_visible()
        expect(desk.words).to_have_value(f"{WORDS} En nog iets.")
        page.unroute("**/*")
        desk.button.click()
        expect(page.get_by_text(BACK)).to_have_count(0)
        desk.expect_saved(f"{WORDS} En nog iets.")
    assert "En nog iets." in stored(kind)


# --- Forms with many fields --------------------------------------------------------------------------------------


def test_rows_ticks_and_choices_come_back_with_the_words(make_desk: MakeDesk, open_as: Opener) -> None:
    thing, noor = make_desk("worksheet")
    with open_as(noor) as page:
        page.goto(thing.address)
        desk = Desk("worksheet", page)
        desk.type("Facebook")
        page.locator("[name$=r0-volgers]").fill("2.400")
        page.get_by_role("button", name="Nog een rij").click()
        page.locator("[name$=r2-kanaal]").fill("Mastodon")
        page.get_by_role("group", name="Kanaal 2").get_by_role("button").click()
        page.locator("[name$=share]").check()
        page.goto("/account/email/")
        page.goto(thing.address)
        expect(page.locator("[name$=r2-kanaal]")).to_have_value("Mastodon")
        expect(page.locator("[data-sheet] [data-text]")).to_have_text("2.400")
        assert [row.get_attribute("data-row") for row in page.locator("[data-rows] [data-row]").all()] == ["r0", "r2"]
        expect(page.locator("[name$=share]")).to_be_checked()
        page.get_by_role("button", name="Haal dit weg").click()
        assert [row.get_attribute("data-row") for row in page.locator("[data-rows] [data-row]").all()] == ["r0", "r1"]
        expect(desk.words).to_have_value("")
        expect(page.locator("[name$=share]")).not_to_be_checked()


@pytest.mark.parametrize("kind", ["checklist", "worksheet", "planner"])
def test_what_was_typed_before_something_newer_was_saved_elsewhere_overwrites_nothing(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)
    with open_as(noor) as page, open_as(noor) as elsewhere:
        page.goto(thing.address)
        Desk(kind, page).type(WORDS)
        page.goto("/account/email/")
        elsewhere.goto(thing.address)
        Desk(kind, elsewhere).type("Elders bewaard.")
        Desk(kind, elsewhere).button.click()
        Desk(kind, elsewhere).expect_saved("Elders bewaard.")
        page.goto(thing.address)
        desk = Desk(kind, page)
        expect(page.get_by_text(BACK)).to_be_visible()
        expect(desk.words).to_have_value(WORDS)
        desk.button.click()
        both(desk, "Elders bewaard.", WORDS)
    assert "Elders bewaard." in stored(kind)


@each_way_of_keeping
def test_a_colleague_at_the_same_machine_finds_nothing(kind: str, make_desk: MakeDesk, open_as: Opener) -> None:
    thing, noor = make_desk(kind)
    with open_as(noor) as page:
        page.goto(thing.address)
        Desk(kind, page).type(WORDS)
        page.goto("/mijn-cursus/")
        assert len(page.evaluate(KEPT)) == 1
        page.get_by_role("button", name="Log uit").click()
        page.wait_for_url("**/")
        assert page.evaluate(KEPT) == []


# --- Two tabs ----------------------------------------------------------------------------------------------------


def both(desk: Desk, saved: str, typed: str) -> None:
    """Expect the card that shows what is saved beside what was typed."""
    expect(desk.card.get_by_text("Je hebt dit intussen ook ergens anders bewaard")).to_be_visible()
    expect(desk.card.locator(".errsum blockquote").first).to_contain_text(saved)
    expect(desk.card.locator(".errsum blockquote").last).to_contain_text(typed)
    expect(desk.words).to_have_value(typed)


@pytest.mark.parametrize("kind", ["checklist", "worksheet", "planner", "poll", "peer review"])
def test_the_second_of_two_tabs_shows_both_texts_and_nothing_is_lost(
    kind: str, make_desk: MakeDesk, open_as: Opener
) -> None:
    thing, noor = make_desk(kind)
    with open_as(noor) as page:
        second = page.context.new_page()
        for tab in (page, second):
            tab.goto(thing.address)
        first_desk, second_desk = Desk(kind, page), Desk(kind, second)
        first_desk.type("Uit het eerste venster.")
        second_desk.type("Uit het tweede venster.")
        first_desk.button.click()
        expect(first_desk.card.get_by_text("Bewaard op")).to_be_visible()
        expect(first_desk.words).to_have_value("Uit het eerste venster.")
        second_desk.button.click()
        both(second_desk, "Uit het eerste venster.", "Uit het tweede venster.")
        assert "Uit het eerste venster." in stored(kind)
        second_desk.words.fill("Uit het eerste venster. Uit het tweede venster.")
        second_desk.button.click()
        second_desk.expect_saved("Uit het eerste venster. Uit het tweede venster.")
    assert "Uit het eerste venster. Uit het tweede venster." in stored(kind)
