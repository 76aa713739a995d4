"""Measuring the blogs at the size of a country: twenty thousand posts, and an import of five thousand.

Time by the clock, because on PostgreSQL the work is done in another process; everything as multiples of a bare view in
the same run.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils.crypto import get_random_string

from course.blogs.importers.build import bring_in
from course.blogs.importers.files import read_blog
from course.blogs.models import Post, Visibility
from course.operations import demo_texts
from course.operations.bench_rounds import Case, session_of
from course.operations.scale_data import DOMAIN
from course.people.models import User

SEARCHES = (
    ("search, a word of many posts", "bibliotheek"),
    ("search, two words", "poster telefoon"),
    ("search, nothing found", "zzzeldzaam"),
)


class ByTheClock(Case):
    """A page of which the whole wait counts, the database's part included."""

    def measure(self) -> None:
        began = time.perf_counter()
        for _ in range(self.at_once):
            self.ask()
        self.costs.append((time.perf_counter() - began) * 1000 / self.at_once)


class Autosave(ByTheClock):
    """One more letter each time, with the version that the answer before gave: what the editor sends all day."""

    version = "0"
    letters = 0

    def ask(self) -> bytes:
        self.letters += 1
        text = f"{factual_text()} {self.letters}"
        self.body = urlencode({"title": "Mijn week", "source": text, "version": self.version}).encode()
        self.environ["CONTENT_LENGTH"] = str(len(self.body))
        headers: dict[str, str] = {}
        start_response: Any = lambda _status, given: headers.update(given)  # noqa: E731 - typed by WSGI, not by us
        response = self.handler({**self.environ, "wsgi.input": BytesIO(self.body)}, start_response)
        answer = b"".join(response)
        response.close()
        if headers.get("Draft-State") != "saved":
            raise RuntimeError(f"The draft was not kept: {headers}.")
        self.version = headers["Draft-Version"]
        return answer


def factual_text() -> str:
    return demo_texts.FREE_POSTS[0][1]


def reader() -> User:
    """Return a participant whose group wrote much."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}", roles__isnull=True).order_by("pk")[0]


def blog_cases(at_once: int) -> list[Case]:
    """Return the pages of the blogs as one participant asks for them, and her autosave."""
    person, handler = reader(), WSGIHandler()
    cookie = session_of(person)
    posts = Post.objects.visible_to(person).standing().filter(visibility=Visibility.GROUP)
    post = posts.exclude(author=person).order_by("-published_at").first() or Post.objects.filter(author=person)[0]
    pages = [
        ("post page", post.get_absolute_url(), post.title),
        ("stream", reverse("blogs:stream"), person.name),
        *((name, f"{reverse('blogs:search')}?{urlencode({'q': words})}", person.name) for name, words in SEARCHES),
    ]
    cases: list[Case] = [
        ByTheClock(
            name, handler, dict(RequestFactory().get(path, HTTP_COOKIE=cookie).environ), escape(expected), at_once
        )
        for name, path, expected in pages
    ]
    token = get_random_string(32)
    headers = {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}
    form = "application/x-www-form-urlencoded"
    save = RequestFactory().post(
        reverse("blogs:draft", args=[uuid.uuid4()]), b"x", content_type=form, headers={**headers, "HX-Request": "true"}
    )
    return [*cases, Autosave("autosave", handler, dict(save.environ), "", at_once)]


# --- Importing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Import:
    """What it took to read a file of so many posts and to make drafts of them."""

    posts: int
    seconds: float


def wxr_of(posts: int) -> bytes:
    """Return a WordPress export with so many posts, each with two reactions."""
    texts = [source for _title, source in demo_texts.FREE_POSTS]
    items = []
    for number in range(posts):
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in texts[number % len(texts)].split("\n\n"))
        said = "".join(
            f"<wp:comment><wp:comment_id>{number * 2 + one}</wp:comment_id><wp:comment_author>Lezer</wp:comment_author>"
            "<wp:comment_date_gmt>2012-03-04 10:00:00</wp:comment_date_gmt><wp:comment_approved>1</wp:comment_approved>"
            "<wp:comment_content>Mooi verhaal.</wp:comment_content></wp:comment>"
            for one in (1, 2)
        )
        items.append(
            f"<item><title>Bericht {number}</title><guid>https://oud.example/?p={number}</guid>"
            f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
            "<wp:post_date_gmt>2012-03-03 10:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type>"
            f"<wp:status>publish</wp:status>{said}</item>"
        )
    spaces = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel><title>Oud</title>'
    return f"{head}<wp:wxr_version>1.2</wp:wxr_version>{''.join(items)}</channel></rss>".encode()


def imported(posts: int) -> Import:
    """Import so many posts and take them back again."""
    file, owner = BytesIO(wxr_of(posts)), reader()
    began = time.perf_counter()
    with transaction.atomic():
        brought = bring_in(by=owner, blog=read_blog(file))
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    if brought.posts != posts:
        raise RuntimeError(f"Of {posts} posts {brought.posts} were imported.")
    return Import(posts, took)
