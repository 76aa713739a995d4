"""Whatever happens while Noor writes, no word of hers is lost: lines cut, windows closed, sessions gone, two tabs."""

from __future__ import annotations

import os
import re
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from course.blogs import actions
from course.blogs.models import Post, Visibility
from course.people.models import User
from tests.browser.conftest import FLAGS, Opener, chromium, code_from_mail, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Vandaag opende ik een account. Het lukte meteen."
MORE = " En morgen ga ik verder."
OFFLINE = "Alleen op dit apparaat bewaard: geen verbinding."
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('dingen:draft:'))"


@pytest.fixture
def noor(live_server: Any) -> User:
    return person("Noor Haddou")


def enter(context: BrowserContext, who: User, address: str) -> None:
    """Give a browser the session of somebody, as after signing in."""
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


@dataclass
class Desk:
    """One window with the editor of one post."""

    page: Page
    address: str

    @property
    def title(self) -> Locator:
        return self.page.get_by_label("Titel")

    @property
    def text(self) -> Locator:
        return self.page.get_by_label("Je verhaal")

    @property
    def line(self) -> Locator:
        return self.page.locator("#bewaard")

    @property
    def spoken(self) -> Locator:
        return self.page.locator("#bewaard-gezegd")

    def open(self) -> Desk:
        self.page.goto(self.address)
        expect(self.page.locator("markdown-toolbar")).to_be_visible()
        self.page.wait_for_function("document.getElementById('bewaard').dataset.state")
        return self

    def type(self, text: str) -> None:
        """Type at the end, as she does: with keys."""
        self.text.press("Control+End")
        self.page.keyboard.insert_text(text)

    def expect_saved(self) -> None:
        expect(self.line).to_have_attribute("data-state", "saved", timeout=6_000)
        expect(self.line).to_contain_text(re.compile(r"pgeslagen om \d+\.\d\d"))


MakeDesk = Callable[..., Any]


@pytest.fixture
def desk_of(open_as: Opener, live_server: Any) -> MakeDesk:
    """Give somebody a window with the editor, signed in and awake."""

    @contextmanager
    def opened(who: User, address: str = "", **options: Any) -> Iterator[Desk]:
        with open_as(None, **options) as page:
            enter(page.context, who, live_server.url)
            yield Desk(page, address or new_address()).open()

    return opened


def new_address() -> str:
    return reverse("blogs:edit", args=[uuid.uuid4()])


def stored() -> str:
    """Return the text the server has."""
    return Post.objects.get().source


# --- As she types ------------------------------------------------------------------------------------------------


def test_the_draft_is_on_the_server_within_three_seconds_and_nothing_moves_under_her(
    noor: User, desk_of: MakeDesk
) -> None:
    with desk_of(noor) as desk:
        expect(desk.line).to_have_text("Nog niets opgeslagen")
        desk.title.fill("Mijn begin")
        desk.text.press_sequentially("Een, twee, drie.")
        desk.text.press("ArrowLeft")
        expect(desk.line).to_have_text("Bezig met opslaan")
        expect(desk.line).to_have_attribute("data-state", "saved", timeout=3_000)
        assert (Post.objects.get().title, stored()) == ("Mijn begin", "Een, twee, drie.")
        assert desk.text.evaluate("area => [document.activeElement === area, area.selectionStart]") == [True, 15]
        assert desk.page.evaluate(DRAFTS) == []  # What is safe with us is not kept on this machine.
        assert desk.spoken.text_content() == ""  # All is well, so nothing is said aloud.
        desk.page.reload()
        expect(desk.text).to_have_value("Een, twee, drie.")
        assert desk.page.evaluate(DRAFTS) == []


def test_nobody_types_for_more_than_ten_seconds_without_a_save(noor: User, desk_of: MakeDesk) -> None:
    """Her clock runs fast here; she presses a key every half second and never pauses."""
    with desk_of(noor) as desk:
        desk.page.clock.install()
        desk.page.reload()
        desk.open()
        for _ in range(20):
            desk.type("a")
            desk.page.clock.run_for(500)
        desk.page.clock.resume()
        expect(desk.line).to_have_attribute("data-state", re.compile("saved|busy"))
        assert len(stored()) >= 15


# --- The line is cut -----------------------------------------------------------------------------------------------


def test_without_a_connection_it_says_so_tries_again_and_needs_no_other_page(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.type(WORDS)
        desk.expect_saved()
        desk.page.context.set_offline(True)
        desk.type(MORE)
        expect(desk.line).to_contain_text(OFFLINE)
        expect(desk.spoken).to_contain_text(OFFLINE)
        desk.page.get_by_role("button", name="Publiceer", exact=True).click()  # No browser's page in the place of hers.
        expect(desk.text).to_have_value(WORDS + MORE)
        assert stored() == WORDS
        desk.page.context.set_offline(False)
        desk.expect_saved()  # By itself.
        expect(desk.spoken).to_contain_text("opgeslagen")
        assert stored() == WORDS + MORE

        # A fault of the website, and a network that wants her to sign in with it first.
        for answer in ({"status": 502, "body": "Bad gateway"}, {"status": 302, "headers": {"Location": "/"}}):
            desk.page.route("**/concept/**", answer_with(answer))
            desk.type("!")
            expect(desk.line).to_contain_text("Alleen op dit apparaat bewaard:")
            desk.page.unroute("**/concept/**")
            desk.page.get_by_role("button", name="Probeer het nu").click()
            desk.expect_saved()
        assert stored() == f"{WORDS}{MORE}!!"


def answer_with(answer: dict[str, Any]) -> Callable[[Route], None]:
    def fulfill(route: Route) -> None:
        route.fulfill(**answer)

    return fulfill


def test_an_answer_that_is_lost_or_slow_is_no_conflict_and_overwrites_nothing(noor: User, desk_of: MakeDesk) -> None:
    held: list[Route] = []

    def saved_and_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    with desk_of(noor) as desk:
        desk.page.route("**/concept/**", saved_and_lost)
        desk.type(WORDS)
        expect(desk.line).to_contain_text(OFFLINE)
        assert stored() == WORDS  # It arrived, only the answer did not.
        desk.type(MORE)
        desk.page.unroute("**/concept/**")
        desk.page.get_by_role("button", name="Probeer het nu").click()
        desk.expect_saved()
        assert stored() == WORDS + MORE

        desk.page.route("**/concept/**", lambda route: held.append(route))
        desk.type(" Eerst dit.")
        expect(desk.line).to_have_text("Bezig met opslaan")
        desk.page.wait_for_timeout(1_700)
        desk.type(" Dan dat.")
        desk.page.wait_for_timeout(1_700)
        assert len(held) == 1  # One text is on its way at a time.
        held.pop().continue_()
        desk.page.unroute("**/concept/**")
        desk.expect_saved()
        expect(desk.text).to_have_value(f"{WORDS}{MORE} Eerst dit. Dan dat.")
        assert stored() == f"{WORDS}{MORE} Eerst dit. Dan dat."


# --- The window is gone ----------------------------------------------------------------------------------------------


def test_a_tab_that_is_closed_at_once_has_saved_or_gives_everything_back(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.title.fill("Mijn begin")
        desk.type(WORDS)
        again = Desk(desk.page.context.new_page(), desk.address)
        desk.page.close(run_before_unload=True)  # Asks nothing: it is kept.
        again.open()
        expect(again.text).to_have_value(WORDS)
        expect(again.title).to_have_value("Mijn begin")
        again.expect_saved()

        again.page.context.set_offline(True)
        again.title.fill("Mijn nieuwe begin")
        again.type(MORE)
        third = Desk(again.page.context.new_page(), desk.address)
        again.page.close()
        third.page.context.set_offline(False)
        third.open()
        expect(third.text).to_have_value(WORDS + MORE)
        expect(third.title).to_have_value("Mijn nieuwe begin")
        expect(third.page.get_by_text("Dit is de tekst die je eerder typte.")).to_be_visible()
        third.expect_saved()
        assert stored() == WORDS + MORE


def test_a_new_text_that_never_reached_us_is_found_from_another_new_post(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.page.context.set_offline(True)
        desk.title.fill("Onderweg geschreven")
        desk.type(WORDS)
        another = Desk(desk.page.context.new_page(), new_address())
        desk.page.close()
        another.page.context.set_offline(False)
        another.open()
        expect(another.page.get_by_text("Onderweg geschreven")).to_be_visible()
        another.page.get_by_role("link", name="Ga daarmee verder").click()
        expect(another.text).to_have_value(WORDS)
        another.expect_saved()
        assert stored() == WORDS


def test_a_killed_browser_gives_everything_back(noor: User, live_server: Any, open_as: Opener, tmp_path: Path) -> None:
    """Killed with -9, without a connection; what it was told to keep is on its disk after some seconds."""
    with open_as(None) as page:
        start = page.context.browser.browser_type.launch_persistent_context

        def browser() -> BrowserContext:
            path = chromium()
            return start(tmp_path, executable_path=path, args=FLAGS, base_url=live_server.url, locale="nl-NL")

        first = browser()
        enter(first, noor, live_server.url)
        cookies = first.cookies()
        desk = Desk(first.pages[0], new_address()).open()
        desk.type(WORDS)
        desk.expect_saved()
        first.set_offline(True)
        desk.type(MORE)
        expect(desk.line).to_contain_text(OFFLINE)
        desk.page.wait_for_timeout(5_500)  # Chromium writes within five seconds.
        kill_browser_of(tmp_path)
        second = browser()
        second.add_cookies(cookies)
        again = Desk(second.pages[0], desk.address).open()
        expect(again.text).to_have_value(WORDS + MORE)
        again.expect_saved()
        assert stored() == WORDS + MORE
        second.close()


def kill_browser_of(folder: Path) -> None:
    """Kill the one browser that has this folder for its profile."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            arguments = (process / "cmdline").read_text("utf-8", "replace").split("\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}" in arguments and not any(one.startswith("--type=") for one in arguments):
            os.kill(int(process.name), signal.SIGKILL)


# --- The session is gone ---------------------------------------------------------------------------------------------


def sign_in_there(desk: Desk, who: User) -> None:
    """Sign in by code in the dialog; the page of the text stays where it is."""
    inside = desk.page.frame_locator("iframe[name=in-venster]")
    inside.get_by_role("link", name="Mail me een inlogcode").click()
    inside.get_by_label("E-mailadres").fill(who.email)
    inside.get_by_role("button", name="Mail me een inlogcode").click()
    expect(inside.locator("input[name=code]")).to_be_visible()
    inside.locator("input[name=code]").fill(code_from_mail())
    inside.locator("form:has(input[name=code]) .btn").first.click()


def test_noor_signs_in_again_in_place_and_her_text_is_saved(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.type(WORDS)
        desk.expect_saved()
        Session.objects.all().delete()
        desk.type(MORE)
        expect(desk.line).to_contain_text("Alleen op dit apparaat bewaard: je bent uitgelogd.")
        dialog = desk.page.get_by_role("dialog", name="Log weer in")
        expect(dialog).to_be_visible()  # By itself, once she pauses.
        desk.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        desk.type(" Nog iets.")
        assert stored() == WORDS
        desk.page.get_by_role("button", name="Publiceer", exact=True).click()  # Nothing is sent, nothing is gone.
        expect(dialog).to_be_visible()
        sign_in_there(desk, noor)
        expect(dialog).to_be_hidden()
        desk.expect_saved()
        expect(desk.text).to_have_value(f"{WORDS}{MORE} Nog iets.")
        assert stored() == f"{WORDS}{MORE} Nog iets."
        # Every form of the page has a token of the new session.
        desk.page.get_by_role("button", name="Publiceer", exact=True).click()
        expect(desk.page.get_by_text("Vul een titel in.").first).to_be_visible()


def test_who_signs_in_instead_of_noor_gets_nothing_of_her_text(noor: User, desk_of: MakeDesk) -> None:
    karim = person("Karim Ouali")
    with desk_of(noor) as desk:
        desk.type(WORDS)
        desk.expect_saved()
        Session.objects.all().delete()
        desk.type(MORE)
        desk.page.get_by_role("button", name="Log weer in").click()
        sign_in_there(desk, karim)
        closed = desk.page.get_by_role("dialog", name="Nu is iemand anders ingelogd")
        expect(closed).to_contain_text("Deze tekst is van")
        desk.page.keyboard.press("Escape")
        expect(closed).to_be_visible()
        assert stored() == WORDS
        assert not Post.objects.filter(author=karim).exists()
        closed.get_by_role("button", name="Log uit").click()
        expect(desk.page.get_by_role("dialog", name="Log weer in")).to_be_visible()
        sign_in_there(desk, noor)
        desk.expect_saved()
        assert stored() == WORDS + MORE
        # In another window he signs in meanwhile: this one finds that out by its token.
        enter(desk.page.context, karim, desk.page.evaluate("location.origin"))
        desk.type(" Nog iets.")
        expect(desk.line).to_contain_text("nu is iemand anders ingelogd")
        assert stored() == WORDS + MORE


# --- Two windows -----------------------------------------------------------------------------------------------------


def test_the_second_of_two_tabs_shows_both_texts_and_waits_for_her_choice(noor: User, desk_of: MakeDesk) -> None:
    with desk_of(noor) as desk:
        desk.type(WORDS)
        desk.expect_saved()
        second = Desk(desk.page.context.new_page(), desk.address).open()
        desk.type(" Hier.")
        desk.expect_saved()
        second.type(" Daar.")
        expect(second.line).to_contain_text("Er is een andere versie van deze tekst. Er is niets overschreven.")
        both = second.page.locator("#andere-versie .spread > *")
        expect(both.nth(0)).to_contain_text(f"{WORDS} Daar.")
        expect(both.nth(1)).to_contain_text(f"{WORDS} Hier.")
        expect(second.text).to_be_focused()
        second.type(" En hier.")
        second.page.wait_for_timeout(2_000)
        assert stored() == f"{WORDS} Hier."  # Nothing is sent until she has chosen.
        second.page.get_by_role("button", name="Bewaar de tekst van dit venster").click()
        second.expect_saved()
        expect(both).to_have_count(0)
        assert stored() == f"{WORDS} Daar. En hier."

        desk.type(" Weer.")  # Now the first one is behind.
        expect(desk.line).to_contain_text("Er is een andere versie")
        desk.page.get_by_role("button", name="Ga verder met de tekst die al bewaard was").click()
        expect(desk.text).to_have_value(f"{WORDS} Daar. En hier.")
        expect(desk.page.get_by_text("Dit is de tekst die je eerder typte.")).to_have_count(0)
        assert stored() == f"{WORDS} Daar. En hier."


# --- A published post ------------------------------------------------------------------------------------------------


def test_a_change_of_a_published_post_is_safe_before_its_readers_see_it(noor: User, desk_of: MakeDesk) -> None:
    post_id = uuid.uuid4()
    draft = actions.save_draft(
        by=noor, post_id=post_id, thing=None, exercise=None, title="Online", source=WORDS, version=0
    )
    assert draft is not None
    actions.publish(by=noor, post=draft, visibility=Visibility.ME, cohort=None)
    with desk_of(noor, reverse("blogs:edit", args=[post_id])) as desk:
        desk.type(MORE)
        desk.expect_saved()
        assert stored() == WORDS
        desk.page.reload()
        expect(desk.text).to_have_value(WORDS + MORE)
        desk.page.get_by_role("button", name="Publiceer wijzigingen").click()
        expect(desk.page.get_by_role("heading", level=1, name="Online")).to_be_visible()
        assert stored() == WORDS + MORE
        assert desk.page.evaluate(DRAFTS) == []
