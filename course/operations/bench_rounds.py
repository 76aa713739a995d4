"""Measuring: what one request costs this process, round after round, each page beside the bare view."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from io import BytesIO
from statistics import median
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from course.cohorts.access import door_to
from course.operations.bench_bare import BARE_TEXT
from course.operations.bench_quiz import FORM_TYPE, Draft, form_of
from course.operations.bench_world import Scale, Scene
from course.people.models import User
from course.reports.base import managed_scope


class BareRequest(WSGIRequest):
    """A request for the one bare view: Django takes the addresses from here in the place of the project's."""

    urlconf = "course.operations.bench_bare"


class BareHandler(WSGIHandler):
    request_class = BareRequest


@dataclass
class Case:
    """One page as one person asks for it. `costs` gets the milliseconds a request cost, one number a round."""

    page: str
    handler: WSGIHandler
    environ: dict[str, Any]
    expected: str
    at_once: int
    scale: Scale | None = None
    status: str = "200 OK"
    body: bytes = b""
    size: int = 0
    queries: int = 0
    costs: list[float] = field(default_factory=list)

    def ask(self) -> bytes:
        """Return the page as a web server would get it. Raises CommandError for any other answer than the page."""
        statuses: list[str] = []
        start_response: Any = lambda status, _headers: statuses.append(status)  # noqa: E731 - typed by WSGI, not by us
        response = self.handler({**self.environ, "wsgi.input": BytesIO(self.body)}, start_response)
        body = b"".join(response)
        response.close()
        if statuses != [self.status] or self.expected.encode() not in body:
            path = self.environ["PATH_INFO"]
            raise CommandError(f"{path} answered {statuses[0]} without “{self.expected}”. There is nothing to measure.")
        return body

    def look(self) -> None:
        """Ask once to warm up, then count queries and size."""
        self.ask()
        with CaptureQueriesContext(connection) as caught:
            self.size = len(self.ask())
        self.queries = len(caught)

    def measure(self) -> None:
        """Add what a request cost, as a mean of `at_once` requests."""
        began = time.process_time()
        for _ in range(self.at_once):
            self.ask()
        self.costs.append((time.process_time() - began) * 1000 / self.at_once)

    @property
    def milliseconds(self) -> float:
        return median(self.costs)

    def times(self, bare: Case) -> float:
        """How many bare views one request costs: the median of the rounds, each against the bare view of that round."""
        return median(mine / least for mine, least in zip(self.costs, bare.costs, strict=True))


@dataclass
class Checks(Case):
    """What a page asks before it shows anything: who is this, and may she? `of` is the name of that page."""

    check: Callable[[], bool] = lambda: True
    of: str = ""

    def ask(self) -> bytes:
        """Raises CommandError when the door is shut: what is measured is somebody who comes in."""
        if not self.check():
            raise CommandError(f"The {self.page} let nobody in. There is nothing to measure.")
        return b""


def check_cases(scene: Scene, at_once: int) -> list[Case]:
    """Return the access checks of a lesson page and of a report, each with what a new request does not know yet."""
    bare = bare_case(at_once)
    doors: list[tuple[str, Callable[[], bool]]] = [
        ("lesson page", lambda: door_to(as_new(scene.participant), scene.thing).may_read),
        ("report", lambda: managed_scope(as_new(scene.manager), {}, timezone.now()).cohort is not None),
    ]
    return [
        Checks(f"access checks of the {name}", bare.handler, {}, "", at_once * 5, scene.scale, check=check, of=name)
        for name, check in doors
    ]


def as_new(person: User) -> User:
    """Return this person as a request finds her: without the roles that are kept on the object."""
    fresh = copy(person)
    for name in [name for name in vars(fresh) if name.startswith("_") and name != "_state"]:
        delattr(fresh, name)
    return fresh


def bare_case(at_once: int) -> Case:
    """Return the least: Django's handler without middleware, one address, a string of 10 kB, no query, no template."""
    with override_settings(MIDDLEWARE=[]):
        handler = BareHandler()
    return Case("bare view", handler, dict(RequestFactory().get("/bare/").environ), BARE_TEXT[:40], at_once)


def surrounded_case(person: User, at_once: int) -> Case:
    """Return the bare view inside all our middleware, for somebody signed in: what every page pays before it begins."""
    environ = dict(RequestFactory().get("/bare/", HTTP_COOKIE=session_of(person)).environ)
    return Case("bare view, all middleware", BareHandler(), environ, BARE_TEXT[:40], at_once)


def page_cases(scenes: Iterable[Scene], at_once: int) -> list[Case]:
    """Return the pages of each scene, through all middleware, with a session in the database."""
    handler = WSGIHandler()
    cases = []
    for scene in scenes:
        pages = [
            ("lesson page", scene.thing.address, scene.participant),
            ("my course", reverse("study:my_course"), scene.participant),
            ("report", reverse("reports:completion"), scene.manager),
        ]
        for name, path, person in pages:
            environ = dict(RequestFactory().get(path, HTTP_COOKIE=session_of(person)).environ)
            cases.append(Case(name, handler, environ, person.name, at_once, scene.scale))
    return sorted(cases, key=lambda case: [name for name, _path, _person in pages].index(case.page))


def editor_cases(drafts: Sequence[Draft], at_once: int) -> list[Case]:
    """Return the editor of each draft, and saving it: what comes in is checked and kept as a revision."""
    handler = WSGIHandler()
    cases = []
    for draft in drafts:
        cookie = session_of(draft.trainer)
        page = dict(RequestFactory().get(draft.address, HTTP_COOKIE=cookie).environ)
        cases.append(Case(f"editor of {draft.questions} questions", handler, page, draft.thing.title, at_once))
        form = form_of(draft)
        token = get_random_string(32)  # The cookie and the header that say it are all that the check compares.
        headers = {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}
        save = dict(RequestFactory().post(draft.address, form, content_type=FORM_TYPE, headers=headers).environ)
        cases.append(Case(f"saving {draft.questions} questions", handler, save, "", 1, status="302 Found", body=form))
    return sorted(cases, key=lambda case: case.page.split()[0])


def session_of(person: User) -> str:
    """Return the Cookie header of this person, signed in now."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def run(cases: Sequence[Case], rounds: int) -> None:
    """Measure all cases in turn, round after round; every second round the other way round."""
    for case in cases:
        case.look()
    for number in range(rounds):
        for case in cases if number % 2 == 0 else reversed(cases):
            case.measure()
