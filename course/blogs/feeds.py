"""Feeds of a person, a ding and a group in Atom (RFC 4287), and the blogs of a group as OPML.

A feed reader cannot sign in. Without a key it gets what everyone may read; with somebody's key, in the address, what
she may read at this moment. What is not public stands there with its first lines only: many feed readers keep their
texts with a stranger, and from there nothing can be withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from course.blogs.models import ExternalBlog, FeedToken, Post, PostQuerySet, Visibility
from course.cohorts.models import Cohort, Enrolment
from course.notifications.letters import absolute
from course.people.access import roles_of
from course.people.models import User

POSTS_A_FEED: Final = 50

Reader = User | AnonymousUser


# --- The key -----------------------------------------------------------------------------------------------------


def key_of(person: User) -> str:
    """Return the key that opens this person's private feeds, empty when she has none. One query."""
    found = FeedToken.objects.filter(person=person, revoked_at__isnull=True).values_list("token", flat=True).first()
    return found or ""


def make_key(*, by: User) -> str:
    """Return her key; made when there is none. Pressed twice at once there is still one."""
    try:
        with transaction.atomic():
            return FeedToken.objects.create(person=by).token
    except IntegrityError:
        return key_of(by)


def revoke_key(*, by: User) -> None:
    """Let no address with her key open anything any more."""
    FeedToken.objects.filter(person=by, revoked_at__isnull=True).update(revoked_at=timezone.now())


def reader_with(key: str) -> Reader | None:
    """Return whose key this is, a visitor for no key at all, None for a key that opens nothing. One query at most."""
    if not key:
        return AnonymousUser()
    if not key.isprintable():  # PostgreSQL holds no text with a NUL in it, and does not compare with one either.
        return None
    found = FeedToken.objects.select_related("person").filter(token=key, revoked_at__isnull=True).first()
    return found.person if found is not None and found.person.is_active else None


# --- Atom --------------------------------------------------------------------------------------------------------


class _Atom(Atom1Feed):
    """Django's Atom, with the whole text of what is public."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})


@dataclass(frozen=True)
class Source:
    """What a feed is of: its title, the page it belongs to, its own address without a key, and its posts."""

    title: str
    page: str
    address: str
    posts: PostQuerySet


def posts_for(reader: Reader) -> PostQuerySet:
    return Post.objects.visible_to(reader).standing()


def atom(source: Source, key: str = "") -> str:
    """Return the newest posts as an Atom document. One query for the posts, one for their tags."""
    feed = _Atom(
        title=plain(source.title),
        link=absolute(source.page),
        description=None,
        feed_url=absolute(with_key(source.address, key)),
        language="nl",
        author_name=settings.SITE_NAME,
    )
    posts = source.posts.select_related("author", "thing").prefetch_related("tags")
    for post in posts.order_by("-published_at", "-pk")[:POSTS_A_FEED]:
        is_public = post.visibility == Visibility.EVERYONE
        feed.add_item(
            title=plain(post.title),
            link=absolute(post.get_absolute_url()),
            description=plain(post.excerpt),
            content=plain(post.html) if is_public else "",
            unique_id=f"urn:uuid:{post.pk}",
            author_name=plain(post.author.shown_name),
            pubdate=post.published_at,
            updateddate=max(post.updated_at, post.published_at or post.updated_at),
            categories=[tag.name for tag in post.tags.all()],
        )
    return str(feed.writeString("utf-8"))


_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold: one of them would break the whole feed."""
    return _NOT_IN_XML.sub("", text)


def with_key(address: str, key: str) -> str:
    return f"{address}?sleutel={key}" if key else address


# --- OPML --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outline:
    """One blog in a list of blogs."""

    name: str
    feed: str
    page: str


def blogs_of(cohort: Cohort, reader: User, key: str) -> list[Outline]:
    """Return the blogs of a group as far as this reader may read them, here and elsewhere, by name. Two queries."""
    members = Enrolment.objects.active().filter(cohort=cohort).values("person")
    authors = User.objects.filter(pk__in=posts_for(reader).filter(cohort=cohort, author__in=members).values("author"))
    here = [
        Outline(
            plain(person.shown_name),
            absolute(with_key(reverse("feeds:person", args=[person.pk]), key)),
            absolute(reverse("blogs:person", args=[person.pk])),
        )
        for person in authors
    ]
    elsewhere = ExternalBlog.objects.filter(person__in=members, proven_at__isnull=False).exclude(feed="")
    there = [
        Outline(plain(f"{blog.person.shown_name}: {blog}"), blog.feed, blog.address)
        for blog in elsewhere.select_related("person")
    ]
    return sorted([*here, *there], key=lambda outline: outline.name.casefold())


def groups_of(person: User) -> Iterable[Cohort]:
    """Return the groups whose feed this person may have: those she takes part in, and as a trainer those of her POI."""
    mine = Enrolment.objects.active().filter(person=person).values("cohort")
    cohorts = Cohort.objects.filter(pk__in=mine)
    trains_at = roles_of(person).trains_at
    if trains_at:
        cohorts = cohorts | Cohort.objects.filter(organisation__in=trains_at)
    return cohorts.distinct().order_by("-starts_on", "name")


def opml_title(cohort: Cohort) -> str:
    return plain(_("Blogs van %(group)s") % {"group": cohort.name})
