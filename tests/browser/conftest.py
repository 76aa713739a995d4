"""Real Chromium against a real server of this project, on loopback."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from course.cohorts.actions import assign_course, enrol, give_role, start_cohort
from course.cohorts.models import Cohort
from course.people.models import User
from lessons.models import CoursePage, ThingPage
from tests import factories

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        reason = "No Chromium was found, so the browser tests do not run. Install it: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@dataclass
class Town:
    """The real Dutch course, a cohort in its sixth week, and the people of Waterrijk."""

    course: CoursePage
    cohort: Cohort
    noor: User
    karim: User
    els: User
    sanne: User
    others: list[User]

    def thing(self, number: int) -> ThingPage:
        return ThingPage.objects.get(number=number)


def person(name: str, **fields: Any) -> User:
    made = factories.make_person(name, email=f"{name.split()[0].lower()}@waterrijk.example", **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.fixture
def town(live_server: Any) -> Town:
    call_command("import_course", str(Path(settings.BASE_DIR) / "lessons" / "content"), verbosity=0)
    course = CoursePage.objects.get()
    organisation = factories.make_organisation("POI Het Verband")
    library = factories.make_library("Bibliotheek Waterrijk", organisation)
    assign_course(by=None, course=course, organisation=organisation)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    cohort = start_cohort(
        by=None,
        course=course,
        organisation=organisation,
        name="Najaar",
        starts_on=monday - timedelta(weeks=6),
        managers_see=Cohort.ManagerView.DATES,
    )
    noor, karim = person("Noor Haddou", library=library), person("Karim Ouali", library=library)
    others = [person(f"{name} Bos", library=library) for name in ("Ria", "Wim", "Bep", "Loes")]
    els, sanne = person("Els Brouwer", library=library), person("Sanne de Vries")
    for participant in (noor, karim, *others):
        enrol(by=None, person=participant, cohort=cohort)
    give_role(by=None, person=els, kind="manager", library=library)
    give_role(by=None, person=sanne, kind="trainer", organisation=organisation)
    return Town(course, cohort, noor, karim, els, sanne, others)


Opener = Callable[..., Any]


class Answering:
    """How many requests the server is answering. One that a closed page left behind would write into the next test."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = Condition()

    def add(self, one: int) -> None:
        with self.changed:
            self.number = max(0, self.number + one)
            self.changed.notify_all()

    def began(self, **_: Any) -> None:
        self.add(1)

    def ended(self, **_: Any) -> None:
        self.add(-1)

    def settle(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: not self.number, timeout=20), "The server is still answering."


@pytest.fixture
def answering() -> Iterator[Answering]:
    counted = Answering()
    request_started.connect(counted.began)
    request_finished.connect(counted.ended)
    yield counted
    request_started.disconnect(counted.began)
    request_finished.disconnect(counted.ended)


@pytest.fixture
def open_as(browser: Browser, live_server: Any, answering: Answering) -> Iterator[Opener]:
    """Give each person a browser of her own, signed in by code.

    Write `with open_as(noor) as page:`. Any violation of the content security policy and any error in a script fails
    the test.
    """
    complaints: list[str] = []

    @contextmanager
    def opened(who: User | None, *, javascript: bool = True, viewport: dict[str, int] | None = None) -> Iterator[Page]:
        context: BrowserContext = browser.new_context(
            base_url=live_server.url, java_script_enabled=javascript, viewport=viewport or DESK, locale="nl-NL"
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}") if "Content Security Policy" in message.text else None
            ),
        )
        if who is not None:
            sign_in(page, who)
        yield page
        context.close()
        answering.settle()

    yield opened
    assert complaints == []


def sign_in(page: Page, who: User) -> None:
    """Sign in with the code that came by mail; the limits on asking for codes have tests of their own."""
    cache.clear()
    before = len(mail.outbox)
    page.goto("/account/login/code/")
    page.get_by_label("E-mailadres").fill(who.email)
    page.get_by_role("button", name="Mail me een inlogcode").click()
    page.wait_for_url("**/account/login/code/confirm/")
    assert len(mail.outbox) == before + 1
    page.locator("input[name=code]").fill(code_from_mail())
    page.locator("form:has(input[name=code]) button").first.click()
    page.wait_for_url(lambda url: "/account/" not in url)


def code_from_mail() -> str:
    """Return the code in the last mail."""
    body = str(mail.outbox[-1].body)
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", body, re.M)
    assert code, body
    return code.group(1)
