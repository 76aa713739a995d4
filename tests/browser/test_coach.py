"""The writing coach beside the editor: it reads along, sends nothing, and its advice goes when the text is better."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Locator, Page, Request, expect

from course.blogs.models import Post
from course.people.models import User
from lessons.coach import for_browser, lines_of, read, wording
from lessons.coach.jargon import Entry, forms_of
from lessons.coach.sayings import begins, counts, summary
from lessons.models import JargonWord
from tests import factories
from tests.browser.conftest import DESK, PHONE, Opener, person
from tests.browser.test_pages import AXE, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DATA = Path(__file__).parents[1] / "lessons" / "coach" / "data"
HARD = """Twee weken geleden stond een vader met zijn dochter voor een dichte deur. Dat vond hij niet leuk.

De openingstijden waren door de gemeente gewijzigd, maar de wijziging werd niet doorgegeven aan de collega die \
verantwoordelijk is voor de content op onze website en in de app. De boete werd kwijtgescholden.

Het verhogen van de bekendheid is reeds belangrijk. Lees meer op [klik hier](https://bieb.example/)."""
EASY = """Twee weken geleden stond een vader met zijn dochter voor een dichte deur. Dat vond hij niet leuk.

De gemeente had onze tijden veranderd, maar wij wisten dat niet. Jana gaat over de teksten op onze site. Zij hoorde \
het pas toen de vader belde. Daarom betaalt hij niets.

We willen dat meer mensen weten wanneer we open zijn, want dat helpt. Kijk maar bij \
[onze tijden](https://bieb.example/)."""


@pytest.fixture
def noor(live_server: Any) -> User:
    """Noor takes part in a course with a module about writing."""
    course = factories.make_course("23 dingen")
    module = factories.make_module(course, number=2, title="Schrijven voor het web")
    thing = factories.make_thing(module, 5, [], title="Een goede kop en een goede eerste zin")
    organisation = factories.make_organisation("POI Het Verband")
    cohort = factories.make_cohort(course, [thing], organisation, name="Najaar")
    noor = person("Noor Haddou", library=factories.make_library("Bibliotheek Waterrijk", organisation))
    factories.enrol(noor, cohort)
    for word, plain in (("content", "teksten, berichten"), ("verantwoordelijk is voor", "gaat over"), ("reeds", "al")):
        JargonWord.objects.update_or_create(word=word, defaults={"plain": plain})
    return noor


def desk() -> str:
    """Return the address of the editor of a new post."""
    return reverse("blogs:edit", args=[uuid4()])


def coach(page: Page) -> Locator:
    return page.locator("#schrijfcoach")


def line(page: Page, key: str) -> Locator:
    return coach(page).locator(f"[data-key={key}]")


def write(page: Page, text: str) -> Locator:
    area = page.get_by_label("Je verhaal")
    area.fill(text)
    return area


def test_advice_comes_while_noor_writes_and_goes_when_she_mends_it(noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(desk())
        expect(coach(page).get_by_text("De coach begint na 50 woorden.")).to_be_visible()
        expect(line(page, "mean")).to_have_count(0)
        write(page, HARD)
        expect(line(page, "longest")).to_contain_text("29 woorden")
        expect(line(page, "longest")).to_contain_text("Deze zin kan in tweeën.")
        expect(line(page, "passive")).to_contain_text("2 zinnen")
        expect(line(page, "disguised")).to_contain_text("Het verhogen van")
        expect(line(page, "jargon")).to_contain_text("content → teksten, berichten.")
        expect(line(page, "jargon")).to_contain_text("verantwoordelijk is voor")
        expect(line(page, "links")).to_contain_text("klik hier")
        write(page, EASY)
        expect(line(page, "longest")).to_contain_text("Geen zin is langer dan 20 woorden.")
        for key in ("passive", "disguised", "jargon", "links", "apart", "clipped"):
            expect(line(page, key)).to_have_count(0)
        expect(coach(page).get_by_role("link", name="Een goede kop en een goede eerste zin")).to_be_visible()
        write(page, "Maar een paar woorden.")
        expect(line(page, "mean")).to_have_count(0)
        expect(coach(page).get_by_text("De coach begint na 50 woorden.")).to_be_visible()


def test_the_keyboard_goes_to_the_longest_sentence(noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(desk())
        area = write(page, f"🎉 Hoera!\n\n{HARD}")
        button = line(page, "longest").get_by_role("button")
        expect(button).to_be_visible()
        coach(page).locator("summary").first.focus()
        for _ in range(3):
            page.keyboard.press("Tab")
            if button.evaluate("button => button === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(area).to_be_focused()
        chosen = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
        assert chosen.startswith("De openingstijden waren")
        assert chosen.endswith("en in de app.")


def test_nothing_is_said_aloud_until_it_is_asked(noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(desk())
        write(page, HARD)
        expect(line(page, "passive")).to_be_visible()
        assert coach(page).locator("[aria-live], [role=status]").all_inner_texts() == [""]
        assert coach(page).evaluate("coach => coach.closest('[aria-live], [role=status]')") is None
        coach(page).get_by_role("button", name="Vat het advies samen").click()
        expect(coach(page).get_by_role("status")).to_contain_text("Advies bij: ")
        expect(coach(page).get_by_role("status")).to_contain_text("Wie doet het?")


def test_no_request_leaves_the_page_because_of_the_coach(noor: User, open_as: Opener) -> None:
    sent: list[Request] = []
    with open_as(noor) as page:
        page.goto(desk(), wait_until="networkidle")
        page.on("request", lambda request: sent.append(request))
        page.get_by_label("Je verhaal").press_sequentially(HARD[:120], delay=5)
        write(page, HARD)
        expect(line(page, "passive")).to_be_visible()
        line(page, "longest").get_by_role("button").click()
        coach(page).get_by_role("button", name="Vat het advies samen").click()
        page.wait_for_timeout(2500)  # Autosave comes by in this time: the only one.
    assert all("/concept/" in request.url for request in sent), [request.url for request in sent]
    assert all("leesgemak" not in (request.post_data or "").lower() for request in sent)


def test_the_coach_never_stands_in_the_way_of_publishing(noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        page.goto(desk())
        page.get_by_label("Titel").fill("Een moeilijke tekst")
        write(page, HARD)
        expect(line(page, "passive")).to_be_visible()
        page.get_by_label("Alleen ik").check()
        page.get_by_role("button", name="Publiceer", exact=True).click()
        page.wait_for_url("**/blogs/*/")
    assert Post.objects.get().published_at is not None


def test_without_scripts_the_example_comes_with_what_the_coach_found(noor: User, open_as: Opener) -> None:
    with open_as(noor, javascript=False) as page:
        page.goto(desk())
        write(page, HARD)
        page.get_by_role("button", name="Bekijk voorbeeld").click()
        expect(line(page, "passive")).to_contain_text("De boete werd kwijtgescholden.")
        expect(line(page, "jargon")).to_contain_text("content → teksten, berichten.")
        expect(coach(page).get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_coach_stands_beside_the_text_or_folded_under_it_and_is_no_barrier(
    noor: User, open_as: Opener, viewport: dict[str, int]
) -> None:
    with open_as(noor, viewport=viewport) as page:
        page.goto(desk())
        area = write(page, HARD)
        is_wide = viewport is DESK
        expect(coach(page)).to_have_js_property("open", is_wide)
        if not is_wide:
            coach(page).locator("summary").first.click()
        expect(line(page, "passive")).to_be_visible()
        coach(page).get_by_text("Wat zegt een score wel en niet?").click()
        text, beside = area.bounding_box(), coach(page).bounding_box()
        assert text is not None
        assert beside is not None
        assert (beside["x"] > text["x"] + text["width"]) == is_wide
        assert (beside["y"] > text["y"] + text["height"]) != is_wide
        page.evaluate(AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert list(problems_of(page, scheme, "coach")) == []


# --- The twin ------------------------------------------------------------------------------------------------------

ENTRIES = [
    Entry("content", forms_of("content"), "teksten, berichten"),
    Entry("faciliteren", forms_of("faciliteren"), "helpen", "Zeg wat je doet."),
    Entry("engagement", forms_of("engagement"), thing=20, thing_url="/ding-20/"),
]
HOSTILE = [
    "",
    "een woord",
    "# Kop\n\n#### Lager\n\nTekst van een [klik hier](http://x.example) en www.bieb.example. " + "Ja hoor. " * 60,
    "> Van een ander.\nGaat door.\n\n    code\n\nEen zin _met_ **nadruk**. " + "De boete werd kwijtgescholden. " * 20,
    "Titel\n=====\n\nEen alinea\nKop\n---\n" + "Dan verder met שלום עולם en café’s. " * 20,
    "| a | b |\n|---|---|\n| c d | e f |\n" * 30,
    "```\ncode\n```\nZin een. " * 30 + "![alt](x) a@b.example <script>alert(1)</script> &amp; e\u0301e\u0301n geëerd",
    "[" * 5000 + "(" * 5000 + "`" * 5000 + "*" * 5000,
]
READ = """async ([address, rules, entries, said, texts]) => {
  const coach = await import(address);
  const prepared = coach.prepare(rules, entries);
  return texts.map((text) => {
    const advice = coach.read(prepared, text);
    return {
      lines: coach.linesOf(prepared, said, advice, "nl"),
      counts: coach.counts(said, advice),
      begins: coach.begins(prepared, said, advice),
      summary: coach.summary(prepared, said, advice, "nl"),
    };
  });
}"""


def test_the_page_reads_as_the_server_reads(open_as: Opener) -> None:
    """To the letter, where a few points would do: both follow the same patterns and lists."""
    seeds = [file.read_text() for file in sorted((DATA / "seeds").glob("*.txt"))]
    texts = [*seeds, HARD, EASY, (DATA / "draft.txt").read_text(), *HOSTILE]
    with translation.override("nl"):
        said = wording()
        server = [said_by_server(text, said) for text in texts]
    with open_as(None) as page:
        page.goto("/")
        entries = [entry.for_browser() for entry in ENTRIES]
        found = page.evaluate(READ, [static("js/coach.js"), for_browser(), entries, said, texts])
    assert found == json.loads(json.dumps(server))


def said_by_server(text: str, said: dict[str, str]) -> dict[str, Any]:
    advice = read(text, ENTRIES)
    return {
        "lines": [asdict(line) for line in lines_of(advice, said)],
        "counts": counts(advice, said),
        "begins": begins(advice, said),
        "summary": summary(advice, said),
    }
