"""A worksheet in a browser: it computes while somebody types, and never something else than the server."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from lessons.exercises.dutch import plain_digits, read_number
from lessons.exercises.formulas import FUNCTIONS, SIGNS, Call, Name, Negative, Number, Operation, Text, Tree, as_lists
from lessons.exercises.reckoning import Lack, Scope, Value, evaluate
from lessons.exercises.sheets import Sheet, text_of
from lessons.exercises.worksheet_form import WorksheetForm
from tests import factories
from tests.browser.conftest import DESK, PHONE, Opener, Town
from tests.browser.test_pages import AXE
from tests.lessons.exercises.samples import form_for
from tests.lessons.exercises.sheet_cases import CASES, NUMBERS, Case, Typed, worksheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MODULE = f"{settings.STATIC_URL}js/worksheet.js"
ROW_FORMS = ("whole", "decimal 1", "decimal 2", "percent 0", "duration", "text")


@pytest.fixture
def page(open_as: Opener) -> Any:
    with open_as(None) as opened:
        opened.goto("/account/login/")
        yield opened


# --- The same table of examples as the server's --------------------------------------------------------------------


def shown(outcome: dict[str, str]) -> str:
    said = f"{outcome['text']} ({outcome['word']})" if outcome["word"] else outcome["text"]
    return said + (f"! {outcome['warning']}" if outcome["warning"] else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_browser_computes_what_the_syllabus_says(page: Page, case: Case) -> None:
    form = form_for(worksheet(case.worksheet))
    assert isinstance(form, WorksheetForm)
    found = page.evaluate(
        "async ([url, plan, rows, below]) => (await import(url)).compute(plan, rows, below)",
        [MODULE, json.loads(form.for_browser), case.rows, case.below],
    )
    rows: list[Typed | None] = [
        None if row is None else {key: shown(outcome) for key, outcome in row.items()} for row in found["rows"]
    ]
    assert rows == case.expected
    assert {key: shown(outcome) for key, outcome in found["once"].items()} == case.once


def test_the_browser_reads_numbers_as_the_server_does(page: Page) -> None:
    typed = [text for text, _whole, _decimal in NUMBERS]
    more = random.Random(23)  # noqa: S311
    typed += ["".join(more.choices("0123456789.,- €%", k=more.randint(1, 9))) for _ in range(2000)]
    found = page.evaluate(
        """async ([url, typed]) => {
          const { readNumber } = await import(url);
          return typed.map((text) => [true, false].map((whole) => String(readNumber(text, whole))));
        }""",
        [MODULE, typed],
    )
    for text, read in zip(typed, found, strict=True):
        assert read == [by_server(text, whole=True), by_server(text, whole=False)], text


def by_server(text: str, *, whole: bool) -> str:
    try:
        return str(int(read_number(text, whole=whole) * 10**20))
    except ValueError:
        return "null"


# --- Formulas that nobody thought of -------------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d")
WORDS = ("vraag", "Klacht", " idee ", "é", "")


def any_tree(chance: random.Random, depth: int = 4) -> Tree:
    """Return a random formula; whether it makes sense does not matter: both sides must then lack the same."""
    if depth == 0 or chance.random() < 0.2:
        number = Number(Decimal(chance.choice(["0", "1", "2", "3", "7", "30", "0.1", "2.675", "99999.999999"])))
        return chance.choice(
            [number, Name(chance.choice(NAMES)), Name(chance.choice(NAMES)), Text(chance.choice(WORDS))]
        )
    below = [any_tree(chance, depth - 1) for _ in range(3)]
    what = chance.random()
    if what < 0.5:
        return Operation(chance.choice(list(SIGNS)), below[0], below[1])
    if what < 0.55:
        return Negative(below[0])
    name = chance.choice(list(FUNCTIONS))
    function = FUNCTIONS[name]
    if function.whole:
        return Call(name, (below[0], Number(Decimal(chance.randint(*function.whole)))))
    return Call(name, tuple(below[: max(function.least, min(function.most, 2))]))


def any_value(chance: random.Random) -> Value:
    return chance.choice(
        [
            Decimal(chance.randint(-50, 5000)),
            Decimal(chance.randint(-5000, 5000)) / 100,
            Decimal(chance.randint(0, 10**15 - 1)),
            chance.choice(WORDS),
            chance.random() < 0.5,
            Lack.EMPTY,
        ]
    )


def as_sent(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"number": plain_digits(value)}
    return None if isinstance(value, Lack) else value


AS_THE_BROWSER_SAYS = """async ([url, cases, words]) => {
  const { evaluate, textOf } = await import(url);
  const sign = (text) => (text.startsWith("-") ? -1n : 1n);
  const number = (text) => evaluate(["number", text.replace("-", "")], {}) * sign(text);
  const value = (one) => one === null ? undefined : one.number ? number(one.number) : one;
  const scope = (values) => ({ values: (name) => value(values[name]) });
  return cases.map(([tree, own, rows, format]) => {
    const found = evaluate(tree, { ...scope(own), rows: rows.map(scope) });
    return textOf({ format, otherwise: "anders" }, found, 0, words);
  });
}"""


def test_page_and_server_agree_on_formulas_that_nobody_thought_of(page: Page) -> None:
    chance = random.Random(2026)  # noqa: S311
    sent, expected = [], []
    form = form_for(worksheet(CASES[0].worksheet))
    assert isinstance(form, WorksheetForm)
    words = json.loads(form.for_browser)["words"]
    (formula,) = form.plan.sheet_outcomes
    for _ in range(3000):
        tree = any_tree(chance)
        rows = [{name: any_value(chance) for name in NAMES} for _ in range(chance.randint(0, 4))]
        own = {name: any_value(chance) for name in NAMES}
        style = chance.choice(ROW_FORMS)
        value = evaluate(tree, Scope(own, [Scope(row) for row in rows]))
        told = type(formula)(**(vars(formula) | {"format": style, "otherwise": "anders"}))
        expected.append(text_of(told, value))
        sent.append(
            [
                as_lists(tree),
                {name: as_sent(one) for name, one in own.items()},
                [{name: as_sent(one) for name, one in row.items()} for row in rows],
                style,
            ]
        )
    found = page.evaluate(AS_THE_BROWSER_SAYS, [MODULE, sent, words])
    wrong = [(case, one, other) for case, one, other in zip(sent, expected, found, strict=True) if one != other]
    assert wrong == []
    assert len(set(expected)) > 200
    assert isinstance(form.sheet, Sheet)


# --- On the page ---------------------------------------------------------------------------------------------------


@pytest.fixture
def address(town: Town) -> str:
    thing = factories.make_thing(
        town.thing(1).get_parent().specific, 24, [factories.worksheet_block(maximum_rows=4)], title="Meten"
    )
    town.cohort.programme.create(thing=thing, number=24, week=town.cohort.weeks.first())
    return str(thing.address)


def fill(page: Page, row: int, **typed: str) -> None:
    for key, text in typed.items():
        page.locator(f"[data-row=r{row}] [data-cell={key}] input").fill(text)


def test_results_follow_while_noor_types_and_stay_after_saving(town: Town, open_as: Opener, address: str) -> None:
    with open_as(town.noor) as page:
        page.goto(address)
        per_post = page.locator("[data-row=r0] [data-outcome=deel] [data-text]")
        expect(per_post).to_have_text("–")
        fill(page, 0, kanaal="Facebook", volgers="2.400", berichten="0")
        expect(per_post).to_have_text("geen berichten")
        fill(page, 0, berichten="12")
        expect(per_post).to_have_text("200,0")
        fill(page, 1, kanaal="X", volgers="900", berichten="7")
        expect(page.locator("[data-sheet] [data-text]")).to_have_text("3.300")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Gedaan.")).to_be_visible()
        expect(per_post).to_have_text("200,0")
        expect(page.locator(".chart svg")).to_be_visible()
        assert page.locator("[data-row]").count() == 2
        assert page.locator("[data-row=r0] input").first.input_value() == "Facebook"


def test_noor_adds_rows_and_takes_them_away_without_asking_the_server(
    town: Town, open_as: Opener, address: str
) -> None:
    with open_as(town.noor) as page:
        page.goto(address)
        more = page.get_by_role("button", name="Nog een rij")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.method))
        more.click()
        expect(page.get_by_role("group", name="Kanaal 3").get_by_label("Kanaal", exact=True)).to_be_focused()
        more.click()
        expect(more).to_be_hidden()
        fill(page, 3, kanaal="TikTok", volgers="10", berichten="2")
        expect(page.locator("[data-row=r3] [data-outcome=deel] [data-text]")).to_have_text("5,0")
        page.get_by_role("group", name="Kanaal 1").get_by_role("button").click()
        expect(more).to_be_visible()
        more.click()
        assert [row.get_attribute("data-row") for row in page.locator("[data-row]").all()] == ["r1", "r2", "r3", "r0"]
        assert "POST" not in asked
        page.get_by_role("button", name="Bewaar mijn meetblad").last.click()
        expect(page.get_by_text("Bewaard op").first).to_be_visible()
        assert page.locator("[data-row=r0] input").first.input_value() == "TikTok"


def test_without_scripts_one_row_more_keeps_every_word(town: Town, open_as: Opener, address: str) -> None:
    with open_as(town.noor, javascript=False) as page:
        page.goto(address)
        fill(page, 0, kanaal="Facebook", volgers="2.400", berichten="12")
        fill(page, 1, volgers="veel")
        page.get_by_role("button", name="Nog een rij").click()
        assert page.locator("[data-row]").count() == 3
        assert page.locator("[data-row=r1] [data-cell=volgers] input").input_value() == "veel"
        expect(page.locator(".errsum")).to_contain_text("Kanaal 2, Volgers: “veel” is geen getal.")
        expect(page.locator("[data-row=r0] [data-outcome=deel] [data-text]")).to_have_text("200,0")


def test_noor_takes_her_figures_to_a_post(town: Town, open_as: Opener, address: str) -> None:
    with open_as(town.noor) as page:
        page.goto(address)
        fill(page, 0, kanaal="Facebook", volgers="2400", berichten="12")
        page.get_by_role("button", name="Bewaar mijn meetblad").last.click()
        page.get_by_role("button", name="Zet mijn cijfers in een blogbericht").click()
        page.wait_for_url("**/schrijven/")
        assert "| Facebook | 2.400 | 12 | 200,0 |" in page.locator("textarea").input_value()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_worksheet_fits_and_has_no_barrier(
    town: Town, open_as: Opener, address: str, viewport: dict[str, int]
) -> None:
    with open_as(town.noor, viewport=viewport) as page:
        page.goto(address)
        fill(page, 0, kanaal="Facebook", volgers="2400", berichten="12")
        page.get_by_role("button", name="Bewaar mijn meetblad").last.click()
        expect(page.locator(".chart svg")).to_be_visible()
        page.get_by_text("Bekijk je cijfers als tabel").click()
        page.evaluate(AXE)
        found = page.evaluate("axe.run('.task', {resultTypes: ['violations']})")["violations"]
        assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
