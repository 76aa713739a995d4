"""What is new for one person: posts of her group, and reactions on her own posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Literal

from course.blogs.models import Comment, Post
from course.blogs.texts import excerpt_of
from course.cohorts.models import Enrolment
from course.people.models import User


@dataclass(frozen=True)
class News:
    """One line of news. `text` is the beginning of the post, or of the reaction; `title` is the post's.

    `comment_count` is how many comments the post has; 0 for a reaction, which is one itself.
    """

    kind: Literal["post", "reaction"]
    who: User
    title: str
    text: str
    url: str
    at: datetime
    comment_count: int = 0


def news_for(person: User, limit: int = 5) -> list[News]:
    """Return the newest first, at most `limit`. Queries: posts, reactions and, when not asked before, roles."""
    news = [*_posts_for(person, limit), *_reactions_for(person, limit)]
    return sorted(news, key=attrgetter("at"), reverse=True)[:limit]


def _posts_for(person: User, limit: int) -> list[News]:
    groups = Enrolment.objects.active().filter(person=person).values("cohort")
    posts = Post.objects.visible_to(person).for_stream().filter(cohort__in=groups).exclude(author=person)[:limit]
    return [
        News(
            "post",
            post.author,
            post.title,
            post.excerpt,
            post.get_absolute_url(),
            post.published_at,
            post.comment_count,
        )
        for post in posts
        if post.published_at is not None
    ]


def _reactions_for(person: User, limit: int) -> list[News]:
    comments = (
        Comment.objects.standing()
        .filter(post__in=Post.objects.standing().filter(author=person), author__isnull=False)
        .exclude(author=person)
        .select_related("author__library", "post")
        .order_by("-created_at", "-pk")[:limit]
    )
    return [
        News(
            "reaction",
            comment.author,
            comment.post.title,
            excerpt_of(comment.html),
            comment.get_absolute_url(),
            comment.created_at,
        )
        for comment in comments
        if comment.author is not None
    ]
