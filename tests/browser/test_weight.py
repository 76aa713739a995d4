"""What a first visit costs on a library's thin line, and that nothing jumps while it comes in."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route

from tests.browser.conftest import DESK, PHONE, Opener, Town, person, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 150_000
MOST_SHIFT = 0.05  # Cumulative layout shift; a browser calls up to 0.1 good.
PACKED_ALREADY = (".woff2", ".png", ".webp", ".avif", ".jpg")
WATCH_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
"""


def weight_of(response: Response) -> int:
    """Return the bytes of one answer as a server sends it: text compressed with gzip, the rest as it is."""
    body = response.body()
    return len(body) if response.url.split("?")[0].endswith(PACKED_ALREADY) else len(gzip.compress(body, 6))


def first_visit(page: Page, path: str) -> dict[str, int]:
    """Open a page with an empty cache and return the weight of each answer by address."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.goto("about:blank")  # What the page before was still fetching is not ours.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    page.remove_listener("response", note)
    return {answer.url: weight_of(answer) for answer in answers if answer.status == 200}


@pytest.mark.parametrize("place", ["landing", "lesson"])
def test_a_first_visit_stays_light_and_asks_nothing_elsewhere(
    town: Town, open_as: Opener, live_server: Any, place: str
) -> None:
    who, path = (None, "/") if place == "landing" else (town.noor, town.thing(1).address)
    with open_as(who) as page:
        weights = first_visit(page, path)
        assert sum(weights.values()) < MOST_BYTES, sorted(weights.items(), key=lambda one: -one[1])
        assert all(url.startswith(live_server.url) for url in weights), weights
        names = " ".join(weights)
        assert all(part in names for part in ("style.css", "app.js", "htmx.min.js", "recursive-text-latin.woff2")), (
            names
        )


def test_letters_from_far_come_only_when_a_page_has_them(town: Town, open_as: Opener) -> None:
    zaneta = person("Zaneta Wisniewska", library=town.noor.library)
    type(zaneta).objects.filter(pk=zaneta.pk).update(name="Żaneta Wiśniewska")
    with open_as(town.noor) as page:
        weights = first_visit(page, "/mijn-cursus/")
        assert not [url for url in weights if "latin-ext" in url or "vietnamese" in url]
    with open_as(zaneta) as page:
        weights = first_visit(page, "/mijn-cursus/")
        assert [url for url in weights if "casual-latin-ext" in url]
        assert not [url for url in weights if "vietnamese" in url]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_jumps_when_the_letters_come_late(town: Town, open_as: Opener, viewport: dict[str, int]) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    with open_as(None, viewport=viewport) as page:
        page.add_init_script(WATCH_SHIFTS)
        page.route("**/*.woff2", hold)
        shifts: dict[str, float] = {}
        for path in ("/", "/account/login/", town.thing(7).address, "/mijn-cursus/", "/blogs/"):
            if path == town.thing(7).address:
                page.unroute("**/*.woff2", hold)
                sign_in(page, town.noor)
                page.route("**/*.woff2", hold)
            page.goto(path, wait_until="domcontentloaded")
            page.wait_for_timeout(150)  # The page stands in the letters of the machine.
            while late:
                late.pop().continue_()
            page.evaluate("() => document.fonts.ready.then(() => true)")
            page.wait_for_timeout(100)
            shifts[path] = page.evaluate("window.shifted")
        assert max(shifts.values()) < MOST_SHIFT, shifts
