"""All of one person's blog, gathered once for every kind of export."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from course.blogs.models import Blog, Comment, Picture, Post, PostVersion
from course.people.models import User

PICTURES = "fotos"


@dataclass(frozen=True)
class Said:
    """One reaction as readers see it; `parent` is the nearest one above it that they see too."""

    pk: uuid.UUID
    parent: uuid.UUID | None
    name: str
    is_author: bool
    written_at: datetime | None
    source: str
    html: str
    level: int


@dataclass(frozen=True)
class Entry:
    """One post with all that belongs to it."""

    post: Post
    tags: tuple[str, ...]
    versions: int
    said: tuple[Said, ...]
    pictures: tuple[Picture, ...]

    @property
    def written_at(self) -> datetime | None:
        """When it was written, as far as known: elsewhere if it was imported, else here."""
        if self.post.imported_from:
            return self.post.written_at
        return self.post.published_at or self.post.created_at


@dataclass(frozen=True)
class WholeBlog:
    """One person's blog, the newest post first and drafts on top."""

    owner: User
    title: str
    entries: tuple[Entry, ...]

    @property
    def pictures(self) -> Iterator[Picture]:
        return (picture for entry in self.entries for picture in entry.pictures)


def file_of(picture: Picture) -> str:
    """Return where a picture stands in the zip."""
    return f"{PICTURES}/{picture.pk}.{picture.extension}"


def whole_blog(owner: User) -> WholeBlog:
    """Return all that `owner` wrote, drafts too, with the reactions that readers see.

    Five queries, however much it is: the blog, posts, tags, reactions with authors, pictures.
    """
    versions = PostVersion.objects.filter(post=OuterRef("pk")).order_by().values("post").annotate(count=Count("pk"))
    posts = list(
        Post.objects.filter(author=owner)
        .for_mine()
        .defer(None)
        .defer("thing__body")
        .select_related("thing", "cohort__organisation", "pending")
        .prefetch_related("tags")
        .annotate(version_count=Coalesce(Subquery(versions.values("count")), 0))
    )
    said = _said_under(posts)
    pictures: dict[uuid.UUID, list[Picture]] = defaultdict(list)
    for picture in Picture.objects.filter(owner=owner):
        pictures[picture.post_key].append(picture)
    blog = Blog.objects.filter(person=owner).first()
    return WholeBlog(
        owner,
        blog.title if blog else "",
        tuple(
            Entry(
                post=post,
                tags=tuple(tag.name for tag in post.tags.all()),
                versions=post.version_count,
                said=tuple(said[post.pk]),
                pictures=tuple(pictures[post.pk]),
            )
            for post in posts
        ),
    )


def _said_under(posts: Iterable[Post]) -> dict[uuid.UUID, list[Said]]:
    """Return the reactions by post, each after the one it answers. One query."""
    said: dict[uuid.UUID, list[Said]] = defaultdict(list)
    authors = {post.pk: post.author_id for post in posts}
    comments = list(
        Comment.objects.filter(post__in=Post.objects.filter(author__in=set(authors.values())))
        .select_related("author")
        .order_by("created_at", "pk")
    )
    standing = {comment.pk for comment in comments if is_standing(comment)}
    above = {comment.pk: comment.parent_id for comment in comments}
    children: dict[uuid.UUID | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.pk in standing:
            children[_standing_above(comment.pk, above, standing)].append(comment)

    def walk(parent: uuid.UUID | None, level: int) -> None:
        for comment in children[parent]:
            said[comment.post_id].append(
                Said(
                    pk=comment.pk,
                    parent=parent,
                    name=comment.author_name,
                    is_author=comment.author_id == authors[comment.post_id],
                    written_at=comment.created_at if comment.is_date_known else None,
                    source=comment.source,
                    html=comment.html,
                    level=level,
                )
            )
            walk(comment.pk, level + 1)

    walk(None, 0)
    return said


def is_standing(comment: Comment) -> bool:
    """Say of one row what `Comment.objects.standing()` says of many."""
    is_let_through = comment.author_id is not None or comment.approved_at is not None
    return comment.deleted_at is None and comment.hidden_at is None and is_let_through


def _standing_above(
    pk: uuid.UUID, above: dict[uuid.UUID, uuid.UUID | None], standing: set[uuid.UUID]
) -> uuid.UUID | None:
    parent = above[pk]
    while parent is not None and parent not in standing:
        parent = above[parent]
    return parent
