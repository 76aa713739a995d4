"""What people do with posts: keep a draft, publish, change, take back, delete. Comments: see talk.py."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from course.blogs.audience import cohort_of
from course.blogs.mentions import tell_mentioned
from course.blogs.models import Blog, Comment, Post, Visibility
from course.blogs.search import derived_fields, tag_names
from course.blogs.talk import add_comment, announce_reactions_of, remove_comment
from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.people.models import User
from lessons.models import ThingPage

__all__ = [
    "Conflict",
    "add_comment",
    "delete_post",
    "publish",
    "remove_comment",
    "rewrite",
    "save_draft",
    "withdraw",
]


class Conflict(Exception):  # noqa: N818 - it is news for the writer, not a fault
    """The text was changed elsewhere since it was opened here. Nothing was written; both texts travel along."""

    def __init__(self, stored: Post, title: str, source: str) -> None:
        super().__init__(f"Post {stored.pk} is at version {stored.version}.")
        self.stored = stored
        self.title = title
        self.source = source


@transaction.atomic
def save_draft(  # noqa: PLR0913 - one argument for each thing the editor sends
    *,
    by: User,
    post_id: uuid.UUID,
    thing: ThingPage | None,
    exercise: uuid.UUID | None,
    title: str,
    source: str,
    version: int,
) -> Post | None:
    """Keep what was typed and return the draft; None when nothing was typed and there is no draft yet.

    `version` is the one the writer saw, 0 for a new post. The same text again changes nothing, so a form sent twice
    makes one draft. Raises Conflict when the stored text is another one than she saw, or was published since;
    PermissionDenied for somebody else's post; TextRefused.
    """
    stored = _own_post(by, post_id)
    if stored is None:
        if not title and not source.strip():
            return None
        stored = _begin(by, post_id, thing, exercise, title=title, source=source)
    return _put(stored, title, source, version, published=False)


def _own_post(by: User, post_id: uuid.UUID) -> Post | None:
    post = Post.objects.select_related("cohort__organisation", "thing").filter(pk=post_id).first()
    if post is not None and post.author_id != by.pk:
        raise PermissionDenied
    return post


def _begin(by: User, post_id: uuid.UUID, thing: ThingPage | None, exercise: uuid.UUID | None, **text: str) -> Post:
    """Return the new draft, or the one that the same form made at this very moment."""
    Blog.objects.get_or_create(person=by)
    post = Post(
        pk=post_id,
        author=by,
        thing=thing,
        exercise=exercise,
        cohort=cohort_of(by, thing),
        **text,
        **derived_fields(text["title"], text["source"]),
    )
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError:
        twin = _own_post(by, post_id)
        if twin is None:
            raise
        return twin
    return post


def _put(stored: Post, title: str, source: str, version: int, *, published: bool) -> Post:
    """Store this text where the post still is at `version` and as `published` as the writer saw it."""
    if (stored.title, stored.source) == (title, source):
        return stored
    fields: dict[str, Any] = {"title": title, "source": source, **derived_fields(title, source, tag_names(stored))}
    changed = Post.objects.filter(pk=stored.pk, version=version, published_at__isnull=not published).update(
        **fields, version=F("version") + 1, updated_at=timezone.now()
    )
    stored.refresh_from_db()
    if not changed:
        raise Conflict(stored, title, source)
    return stored


@transaction.atomic
def publish(*, by: User, post: Post, visibility: Visibility, cohort: Cohort | None) -> Post:
    """Let those of `visibility` read the post as it is stored; once more, it only changes who they are.

    Remembers the choice for the next post, but never "everyone". Raises PermissionDenied for somebody else's post,
    IntegrityError for a post without a title or text, or for a group that is not named.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    now = timezone.now()
    Post.objects.filter(pk=post.pk).update(
        visibility=visibility, cohort=cohort, published_at=Coalesce(F("published_at"), now), updated_at=now
    )
    remembered: dict[str, Any] = {"has_chosen": True}
    if visibility != Visibility.EVERYONE:
        remembered["visibility"] = visibility
    Blog.objects.update_or_create(person=by, defaults=remembered)
    post.refresh_from_db()
    tell_mentioned(by=by, post=post, html=post.html)
    _announce(post)
    return post


@transaction.atomic
def rewrite(*, by: User, post: Post, title: str, source: str, version: int) -> Post:
    """Change the text of a published post; its readers see it at once.

    Raises as `save_draft` does. A view that also changes who may read it holds both in one transaction.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    changed = _put(post, title, source, version, published=True)
    _announce(changed)
    return changed


@transaction.atomic
def withdraw(*, by: User, post: Post) -> Post:
    """Make a draft of a published post again: from now on only its author can open it. Comments stay with it."""
    if post.author_id != by.pk:
        raise PermissionDenied
    Post.objects.filter(pk=post.pk).update(published_at=None, updated_at=timezone.now())
    post.refresh_from_db()
    _announce(post)
    return post


@transaction.atomic
def delete_post(*, by: User, post: Post) -> None:
    """Delete a post with the comments under it. An author may always do that with her own words.

    Who reacted may lose a piece of evidence with it, so for each of them is announced too.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    reacted = list(User.objects.filter(comments__post=post).exclude(pk=by.pk).distinct())
    Comment.objects.filter(post=post).update(parent=None)  # Replies protect what they reply to.
    Post.objects.filter(pk=post.pk).delete()
    _announce(post)
    for person in reacted:
        announce_reactions_of(person)


def _announce(post: Post) -> None:
    if post.thing is not None:
        evidence.announce(post.author, post.thing)
