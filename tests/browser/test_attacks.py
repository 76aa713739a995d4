"""Hundreds of attacks at once in a post, a reaction and titles, in a real browser: nothing runs, nothing is asked."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from course.blogs import actions, texts
from course.blogs.models import Comment, Post, Visibility
from course.people.models import User
from lessons.richtext import PARTICIPANT, TextRefused, clean_html
from tests.browser.conftest import Opener, person
from tests.lessons.attacks import attacks
from tests.lessons.test_richtext import vectors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = 40


def hundreds() -> list[str]:
    return [*vectors(), *attacks(seed=8, number=700)]


def made(maker: Any, text: str) -> str:
    try:
        return str(maker(text))
    except TextRefused:
        return ""


@pytest.fixture
def noor(live_server: Any) -> User:
    return person("Noor Haddou")


def post_with_all(author: User) -> Post:
    """Return a post that everybody reads, whose HTML is that of hundreds of texts; a reaction holds as many."""
    post = actions.save_draft(
        by=author, post_id=uuid.uuid4(), thing=None, exercise=None, title="Aanval", source="Tekst", version=0
    )
    assert post is not None
    actions.publish(by=author, post=post, visibility=Visibility.EVERYONE, cohort=None)
    as_markdown = "\n".join(made(lambda text: texts.make(text).html, text) for text in hundreds())
    as_html = "\n".join(made(lambda text: clean_html(text, PARTICIPANT), text) for text in hundreds())
    Post.objects.filter(pk=post.pk).update(html=as_markdown + as_html)
    for html in (as_markdown, as_html):
        Comment.objects.create(post=post, author=author, source="Tekst", html=html)
    return post


class Watch:
    """What a page did that it may not do."""

    def __init__(self, page: Page, own: str) -> None:
        self.seen: list[str] = []
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self.hear(message.text))
        page.on("pageerror", lambda error: self.seen.append(f"script {error}"))
        page.on("popup", lambda popup: self.seen.append(f"window {popup.url}"))
        page.on("request", lambda request: None if request.url.startswith(own) else self.seen.append(request.url))
        context: BrowserContext = page.context
        context.on("page", lambda other: self.seen.append(f"page {other.url}"))

    def hear(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.seen.append(text)


def stir(page: Page) -> None:
    """Do what sets off events: move over everything, focus it, scroll past it."""
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll('main *')) {
            for (const name of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart', 'error', 'load']) {
              one.dispatchEvent(new Event(name));
            }
          }
          scrollTo(0, document.body.scrollHeight);
        }"""
    )
    page.wait_for_timeout(300)


def live_parts(page: Page) -> list[str]:
    """Return what stands in the texts of people that our renderer never writes, as the browser built it."""
    return list(
        page.evaluate(
            """(names) => [...document.querySelectorAll('article.prose *, .comments .prose *')].flatMap((one) => [
              ...one.getAttributeNames().filter((name) => !names.includes(name)),
              ...(one.namespaceURI === 'http://www.w3.org/1999/xhtml' ? [] : [one.namespaceURI]),
              ...(one.localName === 'a' && !/^(https?|mailto):$/.test(one.protocol) ? [one.href] : []),
              ...(one.localName === 'a' && one.rel !== 'nofollow ugc noopener' ? [`rel ${one.rel}`] : []),
              ...(one.localName === 'img' && !one.getAttribute('src').startsWith('/blogs/foto/') ? [one.src] : []),
            ])""",
            sorted({name for names in PARTICIPANT.attributes.values() for name in names} | {"rel"}),
        )
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_post_and_its_reactions_full_of_attacks_do_nothing(
    javascript: bool, noor: User, open_as: Opener, live_server: Any
) -> None:
    post = post_with_all(noor)
    with open_as(None, javascript=javascript) as page:
        watch = Watch(page, live_server.url)
        page.goto(post.get_absolute_url(), wait_until="load")
        page.wait_for_timeout(300)
        if javascript:
            stir(page)
            assert page.locator("article.prose *").count() > 500
            assert live_parts(page) == []
        assert watch.seen == []


def test_titles_full_of_attacks_are_only_words(noor: User, open_as: Opener, live_server: Any) -> None:
    attack = [text[:160].replace("\x00", "") for text in hundreds() if text[:160].strip()]
    now = timezone.now()
    Post.objects.bulk_create(
        Post(
            author=noor,
            title=title,
            source="x",
            html="<p>x</p>",
            excerpt=title,
            visibility="everyone",
            published_at=now,
        )
        for title in attack[:: len(attack) // TITLES]
    )
    with open_as(None) as page:
        watch = Watch(page, live_server.url)
        for address in (
            reverse("blogs:stream"),
            f"{reverse('blogs:stream')}?page=2",
            reverse("blogs:person", args=[noor.pk]),
        ):
            page.goto(address, wait_until="load")
            stir(page)
        for post in Post.objects.all()[:10]:
            page.goto(post.get_absolute_url(), wait_until="load")
            assert " ".join(page.locator("h1").inner_text().split()) == " ".join(post.title.split())
        assert watch.seen == []
