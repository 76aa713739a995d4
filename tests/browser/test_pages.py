"""Every page type, by day and by night, on a desk and at 320 px: no barrier, no sideways scroll, no stranger.

Each stop is looked at four times without loading it again: axe tells light from dark by the colours alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page, Route

from course.cohorts.actions import enrol, give_role, start_cohort
from course.cohorts.models import Cohort
from tests import factories
from tests.browser.conftest import Opener, Town, person
from tests.browser.life import some_life
from tests.browser.stops import (
    Stop,
    of_a_fault,
    of_a_newcomer,
    of_a_participant,
    of_a_visitor,
    of_the_manager,
    of_the_trainer,
)
from tests.browser.stops_blogs import more_life, of_a_guest, of_a_moderator, of_a_reader
from tests.browser.stops_people import of_who_brings_people, of_who_is_looked_at, of_who_keeps_places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 320, "height": 640}}


def problems_of(page: Page, scheme: str, width: str) -> Iterator[str]:
    """Yield a line for each thing wrong with the page as it stands, in these colours and at this width."""
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    for violation in found["violations"]:
        for node in violation["nodes"]:
            why = (node.get("failureSummary") or "").split("\n")[1:2]
            yield f"{scheme} {width}: axe {violation['id']}: {node['target']} {node['html'][:160]} {why}"
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > room:
        yield f"{scheme} {width}: scrolls sideways, {wide} px in {room} px"


def problems_of_all_faces(page: Page) -> Iterator[str]:
    if page.locator("h1").count() != 1:
        yield f"has {page.locator('h1').count()} h1"
    if not page.title().strip() or page.title().strip().startswith("–"):
        yield f"has no title: {page.title()!r}"
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield from problems_of(page, scheme, width)
    page.set_viewport_size(WIDTHS["desk"])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def visit(page: Page, stop: Stop) -> Iterator[str]:
    response = page.goto(stop.path)
    if response is None or response.status != stop.status:
        yield f"{stop.path} answers {response.status if response else 'nothing'}"
        return
    stop.act(page)
    page.evaluate(AXE)
    yield from problems_of_all_faces(page)


def walk(page: Page, stops: list[Stop], host: str) -> None:
    """Fail with a line for each thing that is wrong, which names the page."""
    strangers: list[str] = []
    page.on("request", lambda asked: strangers.append(asked.url) if not asked.url.startswith((host, "data:")) else None)
    found = [f"{stop.name}: {problem}" for stop in stops for problem in visit(page, stop)]
    found += [f"asks a stranger: {url}" for url in strangers]
    assert not found, "\n".join([f"{len(found)} problems", *found])


def test_a_visitor_meets_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    life = some_life(town)
    with open_as(None) as page:
        walk(page, of_a_visitor(town, life), live_server.url)


def test_the_pages_of_a_fault_are_no_barrier_themselves(
    town: Town, open_as: Opener, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """My course fails in two ways; 503 is given here in the place of a server in front, while the site is away."""
    faults = iter([SuspiciousOperation("Sent by nobody's browser."), RuntimeError("A fault of ours, made by a test.")])

    def fail(*_: object) -> str:
        raise next(faults)

    def closed(route: Route) -> None:
        route.fulfill(status=503, content_type="text/html; charset=utf-8", body=render_to_string("503.html"))

    with open_as(town.noor) as page:
        monkeypatch.setattr("course.study.views.greeting", fail)
        page.route("**/onderhoud/", closed)
        walk(page, of_a_fault(), live_server.url)


def test_a_participant_meets_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    life = some_life(town)
    with open_as(town.others[1]) as page:
        walk(page, of_a_newcomer(town), live_server.url)
    with open_as(town.noor) as page:
        walk(page, of_a_participant(town, life), live_server.url)


def test_who_reads_follows_and_takes_along_meets_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    life = some_life(town)
    more_life(town, life)
    for who, stops in (
        (town.noor, of_a_reader(town, life)),
        (None, of_a_guest(life)),
        (town.sanne, of_a_moderator(life)),
    ):
        with open_as(who) as page:
            walk(page, stops, live_server.url)


def test_a_trainer_and_her_managers_meet_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    some_life(town)
    lena, piet = person("Lena Vos", library=town.noor.library), person("Piet Kok")
    later = start_cohort(
        by=None,
        course=town.course,
        organisation=town.cohort.organisation,
        name="Voorjaar",
        starts_on=timezone.localdate() + timedelta(weeks=3),
        managers_see=Cohort.ManagerView.STATE,
    )
    enrol(by=None, person=lena, cohort=later)
    give_role(by=None, person=piet, kind="manager", library=factories.make_library())
    too_early = [Stop("ding still shut", town.thing(1).address, status=403), Stop("my course to come", "/mijn-cursus/")]
    for who, stops in (
        (town.sanne, [*of_the_trainer(town), *of_who_brings_people(), *of_who_keeps_places(town)]),
        (town.els, [*of_the_manager(town), *of_who_is_looked_at()]),
        (piet, [Stop("report, nobody takes part", "/rapportage/")]),
        (lena, too_early),
    ):
        with open_as(who) as page:
            walk(page, stops, live_server.url)
