"""The stream of posts for one reader: what is new to her, and the choices by which she makes it smaller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from course.blogs.meeting import new_since
from course.blogs.models import Follow, Post, PostQuerySet, Tag
from course.people.models import User

MOST_TAGS = 20

NEW, FOLLOWED = "nieuw", "volg"


@dataclass(frozen=True)
class Choice:
    """What the reader wants to see of the stream, as it stands in the address. Empty: all of it."""

    show: str = ""
    thing: int | None = None

    @classmethod
    def of(cls, query: Any, reader: User | None) -> Choice:
        """Return the choice in a query string. What nobody could have chosen is left out: a visitor follows nobody."""
        show = query.get("toon", "")
        number = query.get("ding", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 4
        return cls(
            show=show if reader is not None and show in (NEW, FOLLOWED) else "",
            thing=(int(number) or None) if is_number else None,
        )

    @property
    def query(self) -> str:
        """Return it as it stands in the address, for the pager: empty or ending in "&"."""
        chosen = {"toon": self.show, "ding": self.thing}
        parts = {key: value for key, value in chosen.items() if value}
        return f"{urlencode(parts)}&" if parts else ""


@dataclass(frozen=True)
class Stream:
    """All posts one reader may see, and since when they are new to her (None: nothing is called new)."""

    posts: PostQuerySet
    reader: User | None
    now: datetime
    since: datetime | None

    def chosen(self, choice: Choice) -> PostQuerySet:
        """Return the posts of this choice. No query."""
        posts = self.posts
        if choice.thing is not None:
            posts = posts.filter(thing__number=choice.thing)
        if choice.show == FOLLOWED:
            posts = posts.filter(author__in=Follow.objects.filter(follower=self.reader).values("followed"))
        if choice.show == NEW:
            posts = posts.filter(self._new) if self.since else posts.none()
        return posts

    @property
    def _new(self) -> Q:
        return Q(published_at__gt=self.since) & ~Q(author=self.reader)

    def count_new(self) -> int:
        """Return how many posts of others are new to this reader. One query; none when nothing is called new."""
        return self.posts.filter(self._new).count() if self.since else 0

    def is_new(self, post: Post) -> bool:
        is_own = self.reader is not None and post.author_id == self.reader.pk
        return not is_own and bool(self.since and post.published_at and post.published_at > self.since)

    def has_all_new(self, page: Page, choice: Choice) -> bool:
        """Say whether everything new stands on this page, or on one that came before it: then she has had it all."""
        if choice.thing is not None or choice.show == FOLLOWED:
            return False
        if not page.has_next() or self.since is None:
            return True
        last = page[-1].published_at
        return choice.show == "" and last is not None and last <= self.since

    @property
    def since_words(self) -> str:
        return day_words(self.since, self.now) if self.since else ""


def stream_for(reader: User | None, posts: PostQuerySet) -> Stream:
    """Return the stream of these posts, which this reader may see. One query; none for a visitor."""
    now = timezone.now()
    return Stream(posts, reader, now, new_since(reader, now) if reader is not None else None)


@dataclass(frozen=True)
class Card:
    """A post as one reader sees it in a list."""

    post: Post
    is_own: bool = False
    is_new: bool = False


def cards_of(posts: Iterable[Post], reader: User | None, stream: Stream | None = None) -> list[Card]:
    """Return these posts for this reader; with a stream they say what is new to her. No query of its own."""
    own = reader.pk if reader is not None else None
    return [Card(post, post.author_id == own, stream is not None and stream.is_new(post)) for post in posts]


def day_words(moment: datetime, now: datetime) -> str:
    """Say when that was, as people do: "9.15 uur" today, then "gisteren", a weekday, a date, at last with the year."""
    at, today = timezone.localtime(moment), timezone.localtime(now).date()
    days = (today - at.date()).days
    if days <= 0:
        return _("%(time)s uur") % {"time": date_format(at, "G.i")}
    if days == 1:
        return _("gisteren")
    if at.date() > today - timedelta(days=7):
        return date_format(at, "l")
    return date_format(at, "j F" if at.year == today.year else "j F Y")


def things_of(posts: PostQuerySet) -> dict[int, str]:
    """Return {number: title} of the dingen that have one of these posts, in order. One query."""
    of_things = posts.filter(thing__isnull=False).order_by("thing__number", "thing")
    return dict(of_things.values_list("thing__number", "thing__title").distinct())


def tags_of(posts: PostQuerySet) -> list[Tag]:
    """Return the tags that these posts have most, by name, each with `post_count`. At most MOST_TAGS; one query."""
    readable = posts.order_by().values("pk")
    counted = Tag.objects.filter(posts__in=readable).annotate(post_count=Count("posts"))
    return sorted(counted.order_by("-post_count", "name")[:MOST_TAGS], key=lambda tag: tag.name)
