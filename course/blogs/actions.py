"""What people do with posts: keep a draft, publish, change, take back, delete. Comments: see talk.py."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from course.blogs import history
from course.blogs.audience import cohort_of
from course.blogs.history import present
from course.blogs.mentions import tell_mentioned
from course.blogs.models import Blog, Comment, Post, PostVersion, Visibility
from course.blogs.saving import Conflict, drop_pending, put_draft, put_online, put_pending
from course.blogs.search import derived_fields
from course.blogs.talk import add_comment, announce_reactions_of, remove_comment
from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.people.models import User
from lessons.models import ThingPage

__all__ = [
    "Conflict",
    "add_comment",
    "delete_post",
    "discard_changes",
    "keep_both",
    "publish",
    "remove_comment",
    "restore",
    "rewrite",
    "save_changes",
    "save_draft",
    "withdraw",
]


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
    makes one draft; an emptied form leaves the draft as it is. Writes: one for a new draft, else see saving.py.
    Raises Conflict when the stored text is another one than she saw, or was published since; PermissionDenied for
    somebody else's post; TextRefused.
    """
    stored = _own_post(by, post_id)
    if stored is None:
        if not (title or source.strip()):
            return None
        stored = _begin(by, post_id, thing, exercise, title=title, source=source)
    return put_draft(stored, title, source, version)


def _own_post(by: User, post_id: uuid.UUID) -> Post | None:
    post = Post.objects.select_related("cohort__organisation", "thing").filter(pk=post_id).first()
    if post is not None and post.author_id != by.pk:
        raise PermissionDenied
    return post


def _begin(by: User, post_id: uuid.UUID, thing: ThingPage | None, exercise: uuid.UUID | None, **text: str) -> Post:
    """Return the new draft, or the one that the same form made at this very moment."""
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


@transaction.atomic
def save_changes(*, by: User, post: Post, title: str, source: str, version: int) -> Post:
    """Keep what is being changed in a published post; its readers see the old text until `rewrite`.

    Raises as `save_draft` does. Writes: one, see saving.py.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    return put_pending(post, title, source, version)


@transaction.atomic
def publish(
    *, by: User, post: Post, visibility: Visibility, cohort: Cohort | None, takes_guests: bool | None = None
) -> Post:
    """Let those of `visibility` read the post as it is stored; once more, it only changes who they are.

    `takes_guests` says whether people without an account may react, where everyone reads it; None leaves that as it is.
    Remembers the choice for the next post, but never "everyone". Raises PermissionDenied for somebody else's post,
    IntegrityError for a post without a title or text, or for a group that is not named.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    now = timezone.now()
    chosen: dict[str, Any] = {"visibility": visibility, "cohort": cohort}
    if takes_guests is not None:
        chosen["takes_guests"] = takes_guests and visibility == Visibility.EVERYONE
    Post.objects.filter(pk=post.pk).update(**chosen, published_at=Coalesce(F("published_at"), now), updated_at=now)
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
    """Change the text of a published post; its readers see it at once, and what they read before becomes a version.

    Raises as `save_draft` does. A view that also changes who may read it holds both in one transaction.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    changed = put_online(post, title, source, version)
    _announce(changed)
    return changed


@transaction.atomic
def discard_changes(*, by: User, post: Post, version: int) -> int:
    """Let go of the unfinished change of a published post; it becomes a version, whose number is returned.

    Without a change nothing happens, and the number is that of the text online. Raises Conflict when the change is
    another one than she saw, PermissionDenied for somebody else's post.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    gone = present(post)
    if not gone.is_pending:
        return gone.version
    if gone.version != version:
        raise Conflict(post, gone.title, gone.source)
    history.keep(post, gone, PostVersion.Reason.DISCARDED)
    drop_pending(post, gone)
    # A window that still shows it must not save over what comes next.
    Post.objects.filter(pk=post.pk).update(version=gone.version + 1)
    post.refresh_from_db()
    return gone.version


@transaction.atomic
def restore(*, by: User, old: PostVersion, version: int) -> int:
    """Put this version back as the draft, or as the change of a published post; return the number to undo it with.

    First the present text becomes a version itself. Raises Conflict when that is another one than she saw,
    PermissionDenied for somebody else's post, TextRefused.
    """
    post = old.post
    if post.author_id != by.pk:
        raise PermissionDenied
    before = present(post)
    if before.version != version:
        raise Conflict(post, old.title, old.source)
    if not before.says(old.title, old.source):
        history.keep(post, before, PostVersion.Reason.REPLACED)
        put = put_draft if post.is_draft else put_pending
        put(post, old.title, old.source, version)
    return before.version


@transaction.atomic
def keep_both(*, by: User, post: Post, title: str = "", source: str = "") -> None:
    """Keep both texts of a conflict as versions: the stored one, and that of the other window when it is given."""
    if post.author_id != by.pk:
        raise PermissionDenied
    history.keep(post, present(post), PostVersion.Reason.CONFLICT)
    history.put_aside(post, title, source)


@transaction.atomic
def withdraw(*, by: User, post: Post) -> Post:
    """Make a draft of a published post again: from now on only its author can open it. Comments stay with it.

    What she was changing in it becomes the draft; what readers saw becomes a version.
    """
    if post.author_id != by.pk:
        raise PermissionDenied
    last = present(post)
    if last.is_pending:
        put_online(post, last.title or post.title, last.source or post.source, last.version)
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
