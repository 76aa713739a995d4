"""Blogs that participants keep elsewhere: found, proven, read again and again, and counted for a ding.

Only `course/fetching.py` goes out, and only `pages_elsewhere.py` reads what comes back. What counts is kept as it was:
a snapshot and its hash, because the page itself may change tomorrow.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from course.blogs.models import ExternalBlog, ExternalPost
from course.blogs.pages_elsewhere import FEED_TYPES, Entry, Feed, number_in, read_feed, text_of_page
from course.cohorts import evidence
from course.cohorts.access import current_enrolment
from course.cohorts.models import Cohort
from course.fetching import Fetcher, FetchRefused
from course.notifications.actions import notify
from course.notifications.letters import absolute
from course.people.models import User
from lessons.models import ThingPage

PAGE_TYPES: Final = (*FEED_TYPES, "text/html", "application/xhtml+xml")
BLOGS_A_PERSON: Final = 3
EVERY: Final = timedelta(hours=3)
LONGEST_WAIT: Final = timedelta(days=7)
DEAD_AFTER: Final = 8
"""So many failures one after another, spread over three weeks by the waiting in between: then its owner is told."""


class NotYours(Exception):  # noqa: N818 - it says what is the matter
    """The sign that a blog is hers was not found there. The message is a sentence for her."""


# --- Registering and proving -------------------------------------------------------------------------------------


def register(*, by: User, address: str, fetcher: Fetcher | None = None) -> ExternalBlog:
    """Return her blog at this address, with the feed that was found there. The same address again: the same blog.

    Raises FetchRefused with a sentence when there is no feed, or when she has three blogs already.
    """
    address = _whole(address)
    known = ExternalBlog.objects.filter(person=by, address=address).first()
    if known is not None:
        return known
    if ExternalBlog.objects.filter(person=by).count() >= BLOGS_A_PERSON:
        raise FetchRefused(_("Je hebt al drie blogs elders. Haal er eerst een weg."), is_lasting=True)
    feed_address, feed = discover(fetcher or Fetcher(), address)
    code = f"dingen-{secrets.token_hex(4)}"
    try:
        with transaction.atomic():
            return ExternalBlog.objects.create(
                person=by, address=address, feed=feed_address, title=feed.title, code=code
            )
    except IntegrityError:
        return ExternalBlog.objects.get(person=by, address=address)


def _whole(address: str) -> str:
    address = address.strip()
    return address if "://" in address else f"https://{address}"


def discover(fetcher: Fetcher, address: str) -> tuple[str, Feed]:
    """Return the feed at this address, or the one its page names. At most two fetches. Raises FetchRefused."""
    answer = fetcher.get(address, PAGE_TYPES)
    feed = read_feed(answer.body, answer.address)
    if feed is not None:
        return answer.address[:300], feed
    named = text_of_page(answer.body).feed_address(answer.address)
    if named:
        found = fetcher.get(named, PAGE_TYPES)
        feed = read_feed(found.body, found.address)
        if feed is not None and len(found.address) <= 300:
            return found.address, feed
    raise FetchRefused(
        _("Op deze pagina vinden we geen feed. Kijk bij de instellingen van je blog of je een feed kunt aanzetten."),
        is_lasting=True,
    )


def prove(*, by: User, blog: ExternalBlog, fetcher: Fetcher | None = None) -> ExternalBlog:
    """Let a blog count as hers: her code stands in a post, or its page links to her blog here with rel="me".

    Raises NotYours with what to do, FetchRefused, PermissionDenied for somebody else's blog.
    """
    if blog.person_id != by.pk:
        raise PermissionDenied
    out = fetcher or Fetcher()
    answer = out.get(blog.feed, PAGE_TYPES)
    feed = read_feed(answer.body, answer.address)
    in_a_post = feed is not None and any(blog.code in f"{one.title} {one.text}" for one in feed.entries)
    if not in_a_post and not _says_me(out, blog):
        raise NotYours(
            _("We vinden de code %(code)s nog niet in je berichten. Zet hem in een bericht en probeer het opnieuw.")
            % {"code": blog.code}
        )
    now = timezone.now()
    ExternalBlog.objects.filter(pk=blog.pk, proven_at__isnull=True).update(proven_at=now, next_fetch_at=now)
    blog.refresh_from_db()
    if feed is not None:
        take_in(blog, feed.entries)
    return blog


def _says_me(fetcher: Fetcher, blog: ExternalBlog) -> bool:
    answer = fetcher.get(blog.address, PAGE_TYPES)
    here = absolute(reverse("blogs:person", args=[blog.person_id]))
    return text_of_page(answer.body).is_me([here])


@transaction.atomic
def remove(*, by: User, blog: ExternalBlog) -> None:
    """Forget a blog elsewhere and what was read there. What it proved stays done, as the ledger says."""
    if blog.person_id != by.pk:
        raise PermissionDenied
    things = list(ThingPage.objects.filter(external_posts__blog=blog).distinct())
    ExternalBlog.objects.filter(pk=blog.pk).delete()
    for thing in things:
        evidence.announce(by, thing)


# --- Reading again -----------------------------------------------------------------------------------------------


def fetch_due(now: datetime | None = None) -> int:
    """Put every proven blog that is due in the queue and return how many. A recurring job; see apps.py."""
    at = now or timezone.now()
    due = ExternalBlog.objects.filter(proven_at__isnull=False, next_fetch_at__lte=at).values_list("pk", flat=True)
    claimed = [
        # Where it still is due: a second tick at this moment gets nothing.
        pk
        for pk in list(due)
        if ExternalBlog.objects.filter(pk=pk, next_fetch_at__lte=at).update(next_fetch_at=at + EVERY)
    ]
    for pk in claimed:
        fetch_blog.enqueue(pk)
    return len(claimed)


@task()
def fetch_blog(blog_id: int) -> None:
    blog = ExternalBlog.objects.select_related("person").filter(pk=blog_id, proven_at__isnull=False).first()
    if blog is not None:
        read_again(blog)


def read_again(blog: ExternalBlog, fetcher: Fetcher | None = None, now: datetime | None = None) -> int:
    """Fetch the feed, unless it did not change, and take in what is new; returns how many posts that are.

    What fails waits longer each time, up to a week; after DEAD_AFTER times, or when the site says that the feed is gone
    for good, its owner is told once and nobody asks again until she proves it anew.
    """
    at = now or timezone.now()
    try:
        answer = (fetcher or Fetcher()).get(blog.feed, PAGE_TYPES, blog.etag, blog.last_modified)
        feed = read_feed(answer.body, answer.address) if answer.status == 200 else None
        if answer.status == 200 and feed is None:
            raise FetchRefused(_("Op dit adres staat geen feed meer."))
    except FetchRefused as refusal:
        _failed(blog, refusal, at)
        return 0
    etag, changed = (answer.etag, answer.last_modified) if feed else (blog.etag, blog.last_modified)
    ExternalBlog.objects.filter(pk=blog.pk).update(
        etag=etag, last_modified=changed, failures=0, last_error="", fetched_at=at, next_fetch_at=at + EVERY
    )
    return take_in(blog, feed.entries) if feed else 0


def _failed(blog: ExternalBlog, refusal: FetchRefused, at: datetime) -> None:
    failures = blog.failures + 1
    is_dead = refusal.is_lasting or failures >= DEAD_AFTER
    wait = min(EVERY * 2**failures, LONGEST_WAIT)
    with transaction.atomic():
        ExternalBlog.objects.filter(pk=blog.pk).update(
            failures=failures, last_error=str(refusal)[:300], next_fetch_at=None if is_dead else at + wait
        )
        if is_dead:
            notify(person=blog.person, reason="feed_dead", period=f"{blog.pk}:{at:%Y-%m-%d}", subject=str(blog.pk))


@transaction.atomic
def take_in(blog: ExternalBlog, entries: Iterable[Entry]) -> int:
    """Keep the posts that are new and return how many. Three queries, and some for each new or changed one.

    A post is known by what the feed calls it, else by its address, else by its words: a feed that renumbers after a
    move doubles nothing. What counts for a ding is not changed any more.
    """
    kept = list(ExternalPost.objects.filter(blog=blog))
    by_key = {post.key: post for post in kept}
    by_address = {post.address: post for post in kept if post.address != blog.address}
    by_words = {(post.title, post.text_hash): post for post in kept}
    added = 0
    for entry in entries:
        known = by_key.get(entry.key) or by_address.get(entry.address) or by_words.get((entry.title, entry.text_hash))
        if known is None:
            known = _add(blog, entry)
            added += 1
            by_key[entry.key] = by_address[entry.address] = by_words[entry.title, entry.text_hash] = known
        elif known.confirmed_at is None and known.text_hash != entry.text_hash:
            _fill(known, entry)
            known.save()
        if known.confirmed_at is None:
            _take_tag(blog, known, entry)
    return added


def _add(blog: ExternalBlog, entry: Entry) -> ExternalPost:
    post = ExternalPost(blog=blog, key=entry.key)
    _fill(post, entry)
    post.save(force_insert=True)
    return post


def _fill(post: ExternalPost, entry: Entry) -> None:
    flat = " ".join(entry.text.split())
    post.address, post.title, post.text, post.text_hash = entry.address, entry.title, entry.text, entry.text_hash
    post.summary = flat if len(flat) <= 400 else f"{flat[:399].rsplit(' ', 1)[0]}…"
    post.words, post.headings, post.published_at = len(entry.text.split()), entry.headings, entry.published_at


def _take_tag(blog: ExternalBlog, post: ExternalPost, entry: Entry) -> None:
    """Let a tag such as "ding 5" say which ding a post is for, when that ding is in her programme and asks for one."""
    number = number_in(entry.tags)
    enrolment = current_enrolment(blog.person) if number is not None else None
    if enrolment is None:
        return
    thing = ThingPage.objects.filter(number=number, programmes__cohort=enrolment.cohort).live().first()
    exercise = next((one for one in thing.exercises if one.kind == "blog_post"), None) if thing else None
    if thing is not None and exercise is not None:
        _count(blog.person, post, thing, uuid.UUID(exercise.id), enrolment.cohort)


# --- Counting for a ding -----------------------------------------------------------------------------------------


@transaction.atomic
def confirm(
    *, by: User, post: ExternalPost, thing: ThingPage, exercise: uuid.UUID, cohort: Cohort | None
) -> ExternalPost:
    """Say which ding a post elsewhere is for; from now on it is evidence and its snapshot stays as it is.

    Raises PermissionDenied for somebody else's post, or for a blog that is not proven.
    """
    if post.blog.person_id != by.pk or post.blog.proven_at is None:
        raise PermissionDenied
    _count(by, post, thing, exercise, cohort)
    return post


def _count(person: User, post: ExternalPost, thing: ThingPage, exercise: uuid.UUID, cohort: Cohort | None) -> None:
    before = post.thing
    post.thing, post.exercise, post.cohort, post.confirmed_at = thing, exercise, cohort, timezone.now()
    post.save(update_fields=["thing", "exercise", "cohort", "confirmed_at"])
    for changed in {page.pk: page for page in (before, thing) if page is not None}.values():
        evidence.announce(person, changed)


def complete(post: ExternalPost, fetcher: Fetcher | None = None) -> ExternalPost:
    """Fetch the page of a post whose feed gives the first lines only, and keep its whole text, when that is longer.

    Before it counts, never after. Raises FetchRefused.
    """
    answer = (fetcher or Fetcher()).get(post.address, PAGE_TYPES)
    page = text_of_page(answer.body)
    if post.confirmed_at is None and len(page.text.split()) > post.words:
        whole = Entry(post.key, post.address, post.title, page.text, page.headings, (), post.published_at)
        _fill(post, whole)
        post.save()
    return post


def is_web_address(text: str) -> bool:
    """Say whether this looks like a web address, for the form; fetching decides."""
    parts = urlsplit(_whole(text))
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
