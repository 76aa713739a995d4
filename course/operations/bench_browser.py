"""Measuring in a real browser what a trainer waits for when she edits a quiz, small beside large in every round.

The pages come from this process, over loopback. A browser's clock counts all that the machine does meanwhile, so the
multiples say more than the milliseconds.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import override_settings

from course.operations.bench_quiz import Draft
from course.operations.bench_rounds import session_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOST = "127.0.0.1"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome")
AUTOSAVE = 500
"""Wagtail's own interval in milliseconds, which the tests' settings turn off."""
MISSING = "No {} was found, so what editing costs in a browser is NOT MEASURED. Install it: {}"


@dataclass
class Step:
    """One thing a trainer waits for. `costs` has by number of questions the milliseconds of each round."""

    name: str
    costs: dict[int, list[float]] = field(default_factory=dict)

    def add(self, questions: int, milliseconds: float) -> None:
        self.costs.setdefault(questions, []).append(milliseconds)

    def milliseconds(self, questions: int) -> float:
        return median(self.costs[questions])

    @property
    def times(self) -> float:
        """How much longer it takes in the largest quiz: the median of the rounds, within each round."""
        small, large = self.costs[min(self.costs)], self.costs[max(self.costs)]
        return median(more / less for more, less in zip(large, small, strict=True))


def lacking() -> str | None:
    """Return why no browser can be measured on this machine, as a sentence; None when one can."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return MISSING.format("playwright", "make bench does that by itself")
    return None if chromium() else MISSING.format("Chromium", "apt-get install chromium")


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def editing(drafts: Sequence[Draft], rounds: int) -> list[Step]:
    """Return the steps of editing each draft, measured in so many rounds, every second one the other way round."""
    from playwright.sync_api import sync_playwright

    # Playwright's event loop keeps this thread from the database: ask first.
    tasks = [(draft.questions, draft.address) for draft in drafts]
    name, _equals, session = session_of(drafts[0].trainer).partition("=")
    steps = {step: Step(step) for step in STEPS}
    with override_settings(WAGTAIL_AUTOSAVE_INTERVAL=AUTOSAVE), served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for number in range(rounds + 1):
            for questions, address in tasks if number % 2 == 0 else reversed(tasks):
                with opened(browser, base, {"name": name, "value": session}) as page:
                    costs = edit(page, address, questions)
                for step, milliseconds in costs.items() if number else ():  # The first round warms up.
                    steps[step].add(questions, milliseconds)
        browser.close()
    return list(steps.values())


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the table is what counts."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the project and its static files from this process, and give the address."""
    server = ThreadedWSGIServer((HOST, 0), QuietHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def opened(browser: Browser, base: str, session: dict[str, str]) -> Iterator[Page]:
    """Give a page of somebody who is signed in, at a desk."""
    context = browser.new_context(base_url=base, locale="nl-NL", viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": base}])
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


# --- In the page -------------------------------------------------------------------------------------------------

SERVER, USABLE = "the page: waiting for the server", "the page: from its last byte until it can be used"
OPEN, TYPE = "opening a question in the middle", "one character in it, until it is on the screen"
BUSY, ADD = "how long the page is busy in the two seconds after that", "a question more, until one can type in it"
STEPS = (SERVER, USABLE, OPEN, TYPE, BUSY, ADD)

WATCH = """
window.lastLong = 0;
new PerformanceObserver((list) => list.getEntries().forEach((task) => {
  window.lastLong = Math.max(window.lastLong, task.startTime + task.duration);
})).observe({ type: "longtask", buffered: true });
"""
# Usable: loaded, and half a second without a task of 50 milliseconds.
UNTIL_USABLE = """async () => {
  const { responseEnd, requestStart, ...page } = performance.getEntriesByType("navigation")[0].toJSON();
  const since = () => Math.max(window.lastLong, performance.getEntriesByType("navigation")[0].loadEventEnd);
  while (document.readyState !== "complete" || performance.now() - since() < 500) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [responseEnd - requestStart, since() - responseEnd];
}"""
# From the event until what it does is there and painted.
ARM = """([event, wanted]) => {
  window.took = new Promise((resolve) => addEventListener(event, ({ timeStamp }) => {
    const look = () => requestAnimationFrame(() => {
      if (!wanted || document.querySelector(wanted)) setTimeout(() => resolve(performance.now() - timeStamp));
      else look();
    });
    look();
  }, { capture: true, once: true }));
}"""


def edit(page: Page, address: str, questions: int) -> dict[str, float]:
    """Edit the quiz as a trainer does, and return the milliseconds of each step."""
    middle, prefix = questions // 2, "body-0-value-questions"
    text = f"[name={prefix}-{middle}-value-text]"
    costs: dict[str, float] = {}

    def arm(event: str, wanted: str = "") -> None:
        page.evaluate(ARM, [event, wanted])

    def took() -> float:
        return float(page.evaluate("window.took"))

    page.goto(address)
    costs[SERVER], costs[USABLE] = page.evaluate(UNTIL_USABLE)

    panels = page.locator("[data-contentpath=questions] [data-streamfield-list-container]").first
    toggle = panels.locator("> [data-streamfield-child]").nth(middle).locator("[data-panel-toggle]").first
    toggle.scroll_into_view_if_needed()
    arm("click", text)
    toggle.click()
    costs[OPEN] = took()

    page.locator(text).click()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = busy(session)
    arm("keydown")
    page.keyboard.press("x")
    costs[TYPE] = took()
    page.wait_for_timeout(2000)
    costs[BUSY] = busy(session) - before

    more = panels.locator("> [data-streamfield-list-add]").last
    more.scroll_into_view_if_needed()
    arm("click", f"[name={prefix}-{questions}-value-text]")
    more.click()
    costs[ADD] = took()
    return costs


def busy(session: Any) -> float:
    """Return how long the page's main thread has worked so far, in milliseconds."""
    found = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(float(one["value"]) for one in found if one["name"] == "TaskDuration")
