"""Everything that Noor does with a mouse, Karim does with the keyboard; and he always sees where he is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from course.blogs.models import Comment, Post
from lessons.models import ThingPage
from tests import factories
from tests.browser.conftest import Opener, Town, code_from_mail
from tests.browser.life import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = """() => {
  const here = document.activeElement, seen = here.closest('.opt') || here, box = seen.getBoundingClientRect();
  const style = getComputedStyle(seen);
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20));
  return {
    name: here === document.body ? '' : `${here.tagName} ${here.id} ${(here.innerText || '').slice(0, 40)}`,
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    in_view: box.bottom > 0 && box.top < innerHeight && box.width > 1,
    on_top: Boolean(top) && (seen.contains(top) || top.contains(seen)),
  };
}"""


def step(page: Page, key: str = "Tab") -> dict[str, Any]:
    """Press Tab and return where that leads; it must be seen there, with nothing over it."""
    page.keyboard.press(key)
    here: dict[str, Any] = page.evaluate(HERE)
    if here["name"]:
        assert here["ring"] >= 3, f"no ring: {here}"
        assert here["in_view"], f"out of sight: {here}"
        assert here["on_top"], f"something lies over it: {here}"
    return here


def tab_to(page: Page, target: Locator, most: int = 120) -> None:
    expect(target).to_be_visible()
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        step(page)
    pytest.fail(f"{most} times Tab does not reach {target}")


def walk(page: Page, key: str, most: int = 200) -> list[str]:
    """Return what this key leads along until it leaves the page. The first press may do no more than enter it."""
    road = [step(page, key)["name"] or step(page, key)["name"]]
    while road[-1] and len(road) < most:
        road.append(step(page, key)["name"])
    assert not road[-1], f"{most} times {key} does not leave the page: {road[-3:]}"
    return road[:-1] or [""]


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def type_in(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.insert_text(text)


def calm(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")


def sign_in(page: Page, email: str) -> None:
    cache.clear()
    page.goto("/")
    press(page, page.get_by_role("banner").get_by_role("link", name="Inloggen"))
    press(page, page.get_by_role("link", name="Mail me een inlogcode"))
    page.wait_for_url("**/code/")
    type_in(page, "E-mailadres", email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/")
    tab_to(page, page.locator("input[name=code]"))
    page.keyboard.type(code_from_mail())
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn-cursus/")


def open_thing(page: Page, thing: ThingPage) -> None:
    press(page, page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Mijn cursus"))
    press(page, page.locator(f"a.spine[href='{thing.address}']"))
    page.wait_for_url(f"**{thing.address}")


def answer_quiz(page: Page, thing: ThingPage) -> None:
    quiz = thing.exercises[0]
    for question in quiz.value["questions"]:
        group = page.locator(f"input[name='{quiz.id}-q-{question['key']}']")
        tab_to(page, group.first)
        page.keyboard.press("Space")
        while not group.locator("xpath=self::*[@type='radio']").evaluate_all(
            "(radios, right) => radios.some((radio) => radio.checked && right.includes(radio.value))",
            [option["key"] for option in question["options"] if option["right"]],
        ):
            page.keyboard.press("ArrowDown")


def test_karim_takes_the_whole_road_without_a_mouse(town: Town, open_as: Opener) -> None:
    noors = write(town.noor, town, "Noor begint")
    second, seventh = town.thing(2), town.thing(7)
    with open_as(None) as page:
        calm(page)
        sign_in(page, town.karim.email)

        open_thing(page, seventh)
        answer_quiz(page, seventh)
        press(page, page.get_by_role("button", name="Kijk mijn antwoorden na"))
        expect(page.get_by_text("Je beste score is 100 %")).to_be_focused()
        step(page)
        assert page.evaluate("Boolean(document.activeElement.closest('.task'))")

        open_thing(page, second)
        press(page, page.get_by_role("link", name="Schrijf je bericht"))
        type_in(page, "Titel", "Karim begint ook")
        type_in(page, "Je verhaal", factories.text_of(120))
        tab_to(page, page.locator("input[name=visibility]:checked"))
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Mijn groep").first).to_be_checked()
        press(page, page.get_by_role("button", name="Publiceer"))
        expect(page.get_by_role("heading", level=1, name="Karim begint ook")).to_be_visible()

        press(page, page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Blogs"))
        press(page, page.get_by_role("link", name="Noor begint", exact=True))
        type_in(page, "Je reactie", "Wat herken ik dat.")
        press(page, page.get_by_role("button", name="Plaats reactie"))
        expect(page.get_by_text("Wat herken ik dat.")).to_be_visible()
    assert Post.objects.get(author=town.karim).visibility == "group"
    assert Comment.objects.get(post=noors).author == town.karim


def test_the_first_stop_is_the_way_past_the_menu(town: Town, open_as: Opener) -> None:
    with open_as(town.karim) as page:
        calm(page)
        for path in ("/", "/mijn-cursus/", town.thing(7).address, "/blogs/", "/hulp/"):
            page.goto(path)
            assert "Ga naar de inhoud" in step(page)["name"], path
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_be_focused()
            step(page)
            assert page.evaluate("Boolean(document.activeElement.closest('main'))"), path


def test_the_shelf_can_be_passed_by(town: Town, open_as: Opener) -> None:
    with open_as(town.karim) as page:
        calm(page)
        page.goto("/mijn-cursus/")
        press(page, page.get_by_role("link", name="Sla de plank over"))
        step(page)
        assert page.evaluate("!document.activeElement.closest('.shelf')")
        assert page.evaluate("Boolean(document.activeElement.closest('.page'))")


def test_a_refused_form_takes_karim_to_what_is_wrong(town: Town, open_as: Opener) -> None:
    with open_as(town.karim) as page:
        calm(page)
        # The whole page comes back.
        page.goto("/blogs/nieuw/")
        press(page, page.get_by_role("button", name="Publiceer"))
        expect(page.locator(".errsum")).to_be_focused()
        assert page.title().startswith("Fout:")
        step(page)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Titel")).to_be_focused()

        # Only the exercise comes back.
        poll = town.thing(3)
        page.goto(poll.address)
        press(page, page.get_by_role("button", name="Stem", exact=True))
        expect(page.locator(".errsum")).to_be_focused()
        step(page)
        page.keyboard.press("Enter")
        assert "INPUT" in step(page)["name"]


def test_escape_closes_what_karim_opened(town: Town, open_as: Opener) -> None:
    with open_as(town.karim) as page:
        calm(page)
        page.goto(town.thing(1).address)
        summary = page.locator(".task details > summary").first
        details = page.locator(".task details").first
        press(page, summary)
        expect(details).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(details).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_keeps_the_keyboard_to_itself(town: Town, open_as: Opener, width: int) -> None:
    post = write(town.noor, town, "Noor begint")
    pages = ["/mijn-cursus/", town.thing(1).address, town.thing(7).address, post.get_absolute_url(), "/blogs/nieuw/"]
    with open_as(town.karim, viewport={"width": width, "height": 720}) as page:
        calm(page)
        for path in pages:
            page.goto(path)
            for key, end in (("Tab", "Over deze cursus"), ("Shift+Tab", "Ga naar de inhoud")):
                road = walk(page, key)
                assert end in road[-1], f"{path} {key}: {road[-3:]}"
