"""Who only reads gets no cookie: every public page, found as a visitor finds them, by following links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.blogs.models import Post
from course.people.models import User
from tests.conftest import Place
from tests.house.access_world import OURS, expected, make_world
from tests.house.test_access_table import TABLE

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
LINK = re.compile(r'<a [^>]*\bhref="([^"#]+)')
MOST = 300

ASKS_FIRST = re.compile(r"/account/|/wie/|/meedoen/|/blogs/.*/gast|/mail/minder/")
"""Pages with a form that is sent to us: against forgery they need a token, and that needs a cookie.

/wie/ is of the demo only.
"""


def walk(client: Client, starts: list[str]) -> dict[str, set[str]]:
    """Return by address which cookies its page sets, for all that links from these lead to. Forms are not sent."""
    found: dict[str, set[str]] = {}
    queue = deque(starts)
    while queue and len(found) < MOST:
        path = queue.popleft()
        if path in found:
            continue
        response = client.get(path)
        found[path] = set(response.cookies)
        client.cookies.clear()
        if response.status_code == 200 and "text/html" in response.get("Content-Type", ""):
            page = b"".join(response) if response.streaming else response.content
            for link in LINK.findall(page.decode()):
                to = urlsplit(urljoin(f"http://testserver{path}", unescape(link)))
                if to.netloc == "testserver":
                    queue.append(to.path + (f"?{to.query}" if to.query else ""))
        elif response.status_code in (301, 302):
            queue.append(response["Location"])
    return found


def test_a_visitor_gets_no_cookie_on_any_page_she_reads(place: Place, ada: User, as_: SignIn) -> None:
    world = make_world(place, ada)
    Post.objects.create(
        author=ada,
        title="Voor iedereen",
        source="S",
        html="<p>S</p>",
        visibility="everyone",
        published_at=timezone.now(),
    )
    public = [
        reverse(name, kwargs=OURS[name].filled(world))
        for name, row in TABLE.items()
        if name in OURS and expected(row.get)["nobody"] == "200"
    ]
    found = walk(as_(None), ["/", *public])
    assert len(found) > 25
    assert {path: cookies for path, cookies in found.items() if cookies and not ASKS_FIRST.match(path)} == {}
    assert set().union(*found.values()) <= {"csrftoken"}
    assert not Session.objects.exists()
