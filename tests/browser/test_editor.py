"""The editor of a post: its toolbar by keyboard, what is pasted, the example, and all of it without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from course.blogs.models import Post
from course.people.models import User
from lessons.richtext import plain_text, render_markdown
from tests import factories
from tests.browser.conftest import DESK, Opener
from tests.browser.test_editor_saving import Desk, MakeDesk, desk_of, enter, new_address, noor, stored
from tests.browser.test_pages import AXE, problems_of

__all__ = ["desk_of", "noor"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTED = Path(__file__).with_name("pasted")
PASTE = """(area, [html, words]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", words);
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def exercise_url(noor: User) -> str:
    """The address of a new post for a ding that asks for one."""
    thing = factories.make_thing(
        factories.make_module(factories.make_course("23 dingen"), 4),
        12,
        [factories.blog_post_block(prompt="Welke klacht hoor jij vaak?", starters=["Laatst stond iemand …"])],
        title="Klachten",
    )
    course = thing.get_ancestors()[2].specific
    factories.enrol(noor, factories.make_cohort(course, [thing], factories.make_organisation("POI Het Verband")))
    return f"{new_address()}?opdracht={thing.pk}&oefening={thing.exercises[0].id}"


def test_noor_marks_up_her_text_with_the_keyboard_alone_and_can_undo_it(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        keys = desk.page.keyboard
        desk.title.press("Tab")
        names = []
        for _ in range(7):
            names.append(desk.page.evaluate("document.activeElement.ariaLabel"))
            keys.press("ArrowRight")
        assert names == ["Vet", "Schuin", "Tussenkop", "Lijst", "Lijst met nummers", "Citaat", "Link"]
        expect(desk.page.get_by_role("button", name="Vet")).to_be_focused()  # Round and round; one stop for Tab.
        keys.press("Tab")
        expect(desk.text).to_be_focused()

        desk.type("een twee")
        keys.press("Control+Shift+ArrowLeft")
        keys.press("Control+b")
        expect(desk.text).to_have_value("een **twee**")
        keys.press("Control+z")
        expect(desk.text).to_have_value("een twee")

        for name, value in (
            ("Schuin", "_een_"),
            ("Tussenkop", "## een"),
            ("Lijst", "- een"),
            ("Lijst met nummers", "1. een"),
            ("Citaat", "> een"),
            ("Link", "[een](url)"),
        ):
            desk.text.fill("een")
            desk.text.select_text()
            button = desk.page.get_by_role("button", name=name, exact=True)
            button.focus()
            keys.press("Enter")
            expect(desk.text).to_have_value(value)
            expect(desk.text).to_be_focused()
            keys.press("Control+z")
            expect(desk.text).to_have_value("een")


def test_what_is_pasted_keeps_its_structure_and_nothing_else(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        fetched: list[str] = []
        desk.page.on("request", lambda asked: fetched.append(asked.url))
        for name in ("word", "outlook", "web"):
            wanted = (PASTED / f"{name}.md").read_text("utf-8").strip()
            desk.text.fill("Boven: ")
            html = (PASTED / f"{name}.html").read_text("utf-8")
            desk.text.evaluate(PASTE, [html, plain_text(html)])
            expect(desk.text).to_have_value(f"Boven: {wanted}")
            shown = str(render_markdown(wanted))
            assert all(tag not in shown for tag in ("style", "class", "<span", "mso", "javascript"))
            desk.page.keyboard.press("Control+z")
            expect(desk.text).to_have_value("Boven: ")
        assert sum("turndown" in url for url in fetched) == 1  # Fetched at the first paste, and only then.

        # Without a connection, at the first paste of another visit, the words alone come in.
        desk.page.reload()
        desk.open()
        desk.page.route("**/turndown*", lambda route: route.abort())
        desk.text.fill("")
        desk.text.evaluate(PASTE, ["<p>Zomaar <b>tekst</b></p>", "Zomaar tekst"])
        expect(desk.text).to_have_value("Zomaar tekst")


def test_the_example_comes_under_the_text_and_her_place_in_it_stays(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.page.emulate_media(reduced_motion="reduce")  # Scrolls at once, so that it can be measured.
        desk.title.fill("Mijn begin")
        desk.text.fill("Eerst.\n\n## Kop\n\n- **vet**")
        desk.text.press("ArrowUp")
        button = desk.page.get_by_role("button", name="Bekijk voorbeeld")
        button.focus()
        before = desk.page.evaluate("[scrollY, document.getElementById('id_source').selectionStart]")
        desk.page.keyboard.press("Enter")
        example = desk.page.get_by_role("region", name="Mijn begin")
        expect(example.locator(".prose h2")).to_have_text("Kop")
        expect(button).to_be_focused()
        assert desk.page.evaluate("[scrollY, document.getElementById('id_source').selectionStart]") == before
        assert stored() == "Eerst.\n\n## Kop\n\n- **vet**"
        desk.type(" en meer")  # The example goes along with what is saved.
        expect(example).to_contain_text("vet en meer")
        expect(desk.text).to_be_focused()
        desk.page.get_by_role("button", name="Sluit het voorbeeld").click()
        expect(example).to_have_count(0)


def test_the_editor_is_no_barrier_in_any_state(
    noor: User, exercise_url: str, desk_of: MakeDesk, live_server: Any
) -> None:
    found: list[str] = []

    def look(desk: Desk, state: str) -> None:
        desk.page.evaluate(AXE)
        for name, width in (("desk", 1280), ("phone", 390)):
            desk.page.set_viewport_size({"width": width, "height": 844})
            for scheme in ("light", "dark"):
                desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                found.extend(f"{state}: {one}" for one in problems_of(desk.page, scheme, name))
        desk.page.set_viewport_size(DESK)  # type: ignore[arg-type]

    with desk_of(noor, exercise_url) as desk:
        prompt = desk.page.locator("details", has_text="De opdracht van ding 12")
        assert prompt.evaluate("one => one.open && one.getBoundingClientRect().left > 800")  # Beside the text.
        desk.title.fill("Mijn begin")
        desk.text.fill("Eerst.")
        desk.page.get_by_role("button", name="Bekijk voorbeeld").click()
        expect(desk.page.locator("#voorbeeld")).to_be_visible()
        look(desk, "example")
        second = Desk(desk.page.context.new_page(), desk.address)
        second.page.set_viewport_size({"width": 390, "height": 844})
        second.open()
        expect(second.page.locator("details", has_text="De opdracht van ding 12").locator("ul, p").first).to_be_hidden()
        second.type(" Daar.")
        second.expect_saved()
        desk.type(" Hier.")
        expect(desk.page.locator("#andere-versie .spread")).to_be_visible()
        look(desk, "two texts")
        second.page.context.clear_cookies(name="sessionid")
        second.type(" En nu?")
        expect(second.page.get_by_role("dialog", name="Log weer in")).to_be_visible()
        expect(second.page.frame_locator("iframe[name=in-venster]").get_by_label("E-mailadres")).to_be_visible()
        look(second, "signed out")
    assert not found, "\n".join(found)


def test_without_scripts_noor_writes_looks_and_publishes(noor: User, open_as: Opener, live_server: Any) -> None:
    with open_as(None, javascript=False) as page:
        enter(page.context, noor, live_server.url)
        page.goto(new_address())
        expect(page.get_by_role("toolbar")).to_have_count(0)
        page.get_by_label("Titel").fill("Mijn begin")
        page.get_by_label("Je verhaal").fill("Eerst.\n\n## Kop")
        page.get_by_role("button", name="Bekijk voorbeeld").click()
        expect(page.get_by_role("region", name="Mijn begin").get_by_role("heading", name="Kop")).to_be_visible()
        page.get_by_role("button", name="Bewaar concept").click()
        expect(page.get_by_text("Je concept is opgeslagen.")).to_be_visible()
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("heading", level=1, name="Mijn begin")).to_be_visible()
    assert not Post.objects.get().is_draft
