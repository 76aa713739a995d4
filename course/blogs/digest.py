"""One mail with what a group wrote: once a week or a day, never empty, never to somebody who just looked herself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.models import Comment, Follow, Post, PostQuerySet, StreamVisit
from course.blogs.texts import excerpt_of
from course.cohorts.models import Enrolment
from course.notifications.hours import AMSTERDAM, SATURDAY, moment_of, next_allowed
from course.notifications.kinds import Letter
from course.notifications.letters import absolute, quoted
from course.notifications.models import Notice, Wishes
from course.people.models import User

if TYPE_CHECKING:
    from datetime import date

REASON = "digest"
AT_MOST = 5
"""Of each sort; a number says how many more there are."""
FIRST_LOOKS_BACK = timedelta(days=7)
JUST_VISITED = timedelta(hours=4)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Item:
    """One post or reaction, as a letter tells it."""

    who: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Digest:
    """What is new for one person: the first of each sort, and how many there are of it."""

    posts: list[Item]
    post_count: int
    comments: list[Item]
    comment_count: int

    @property
    def more_posts(self) -> int:
        return self.post_count - len(self.posts)

    @property
    def more_comments(self) -> int:
        return self.comment_count - len(self.comments)


# --- Making them due -------------------------------------------------------------------------------------------------


def make_due(at: datetime | None = None) -> None:
    """Put this period's digest in the outbox for everybody who wants one; a second time it finds nobody.

    At most two queries for the week and, on working days, two for the day. A week begins on Monday; who joined or
    changed her wishes in the middle of it waits for the next one, so that no choice brings a mail at once.
    """
    now = at or timezone.now()
    today = now.astimezone(AMSTERDAM).date()
    monday = today - timedelta(days=today.weekday())
    year, week, _weekday = today.isocalendar()
    _make(f"{year}-W{week:02}", wanting(Wishes.Digest.WEEKLY), monday, now)
    if today.weekday() < SATURDAY:
        _make(today.isoformat(), wanting(Wishes.Digest.DAILY), today, now)


def wanting(how_often: Wishes.Digest) -> QuerySet[User]:
    """Return the people who chose this; without a row the default of Wishes holds."""
    chose = Q(wishes__digest=how_often)
    if how_often == Wishes().digest:
        chose |= Q(wishes__isnull=True)
    return User.objects.filter(chose, is_active=True)


def _make(period: str, people: QuerySet[User], first_day: date, now: datetime) -> None:
    began = moment_of(first_day, 0)
    has_one = Notice.objects.filter(person=OuterRef("pk"), reason=REASON, period=period)
    groups = taking_part().filter(enrolled_at__lt=began)
    people = (
        people.filter(~Exists(has_one), Exists(groups.filter(person=OuterRef("pk"))))
        .filter(Q(wishes__isnull=True) | Q(wishes__changed_at__lt=began))
        .select_related("wishes")
    )
    Notice.objects.bulk_create(
        [Notice(person=person, reason=REASON, period=period, due_at=_due(person, now)) for person in people],
        ignore_conflicts=True,
        batch_size=500,
    )


def _due(person: User, now: datetime) -> datetime:
    wishes = getattr(person, "wishes", None) or Wishes()
    return next_allowed(now, from_hour=wishes.from_hour, until_hour=wishes.until_hour, at_weekends=wishes.at_weekends)


def taking_part() -> QuerySet[Enrolment]:
    """Return the enrolments of people who are in a group now: not left, and not resting from it."""
    return Enrolment.objects.active().filter(paused_at__isnull=True)


# --- Writing one -----------------------------------------------------------------------------------------------------


def is_in_a_group(notice: Notice) -> bool:
    return taking_part().filter(person=notice.person).exists()


def write(notice: Notice) -> Letter | None:
    """Return the letter; None when there is nothing new, or when she just looked herself."""
    now = notice.claimed_at or timezone.now()
    visited_at = StreamVisit.objects.filter(person=notice.person).values_list("seen_at", flat=True).first()
    if visited_at is not None and visited_at > now - JUST_VISITED:
        return None
    told_at = Notice.objects.filter(person=notice.person, reason=REASON).aggregate(last=Max("sent_at"))["last"]
    since = max((moment for moment in (visited_at, told_at) if moment is not None), default=now - FIRST_LOOKS_BACK)
    digest = digest_for(notice.person, since)
    if not digest.post_count and not digest.comment_count:
        return None
    subject = _("Nieuw in je groep: %(what)s") % {"what": digest_in_words(digest)}
    context = {"digest": digest, "url": absolute(reverse("blogs:stream"))}
    return Letter(subject, render_to_string("blogs/letters/digest.txt", context))


def digest_in_words(digest: Digest) -> str:
    """Say how much there is, such as "3 berichten en 1 reactie"."""
    parts = []
    if digest.post_count:
        said = ngettext("%(count)s bericht", "%(count)s berichten", digest.post_count)
        parts.append(said % {"count": digest.post_count})
    if digest.comment_count:
        said = ngettext("%(count)s reactie", "%(count)s reacties", digest.comment_count)
        parts.append(said % {"count": digest.comment_count})
    return _(" en ").join(parts)


def digest_for(person: User, since: datetime) -> Digest:
    """Return what her group wrote since then, people she follows first. At most seven queries."""
    posts = readable_posts(person).filter(published_at__gt=since).exclude(author=person).select_related("author")
    posts = posts.without_texts()
    comments = readable_comments(person, since).select_related("author", "post").defer("post__source", "post__html")
    first_posts, post_count = _first(posts, person, "-published_at")
    first_comments, comment_count = _first(comments, person, "-created_at")
    return Digest(
        [
            Item(
                quoted(post.author.shown_name),
                quoted(post.title),
                quoted(post.excerpt),
                absolute(post.get_absolute_url()),
            )
            for post in first_posts
        ],
        post_count,
        [
            Item(
                quoted(comment.author_name),
                quoted(comment.post.title),
                quoted(excerpt_of(comment.html)),
                absolute(comment.get_absolute_url()),
            )
            for comment in first_comments
        ],
        comment_count,
    )


def readable_posts(person: User) -> PostQuerySet:
    """Return what this person may read now of her groups, of whom she follows, and of her own."""
    groups = taking_part().filter(person=person).values("cohort")
    followed = Follow.objects.filter(follower=person).values("followed")
    hers = Q(cohort__in=groups) | Q(author__in=followed) | Q(author=person)
    return Post.objects.standing().visible_to(person).filter(hers)


def readable_comments(person: User, since: datetime) -> QuerySet[Comment]:
    """Return the new reactions of others on those posts, but those that she was mailed at once, or never wants."""
    let_through = Q(author__isnull=True, approved_at__gt=since, post__imported_from="")
    comments = (
        Comment.objects.standing()
        .filter(Q(created_at__gt=since) | let_through, post__in=readable_posts(person))
        .exclude(author=person)
    )
    told = Notice.objects.filter(person=person, reason__in=["reaction", "mention"], sent_at__gt=since)
    keys = [uuid.UUID(period) for period in told.exclude(subject__startswith="post:").values_list("period", flat=True)]
    if Wishes.objects.filter(person=person, reactions=Wishes.Reactions.NEVER).exists():
        comments = comments.exclude(post__author=person)
    return comments.exclude(pk__in=keys)


def _first(rows: QuerySet[Row], person: User, newest: str) -> tuple[list[Row], int]:
    """Return the first of these, people she follows before others, and how many there are. Two queries."""
    follows = Follow.objects.filter(follower=person, followed=OuterRef("author"))
    ordered = rows.annotate(is_followed=Exists(follows)).order_by("-is_followed", newest, "-pk")
    return list(ordered[:AT_MOST]), rows.count()
