"""Comments: adding one, taking one away, and the thread they form. `actions.py` offers the verbs to other rooms."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from course.blogs import texts
from course.blogs.models import Comment, Post
from course.cohorts import evidence
from course.people.access import roles_of
from course.people.models import User
from lessons.models import ThingPage

DEEPEST_LEVEL = 3
"""A reply to a reply to a comment. Deeper ones stand at this level too: on a phone they would have no width left."""


def add_comment(*, by: User, post: Post, comment_id: uuid.UUID, parent: Comment | None, source: str) -> Comment:
    """Return the new comment, or the one that the same form made before.

    Raises PermissionDenied when `by` may not read the post or the id belongs to another comment, ValueError when
    `parent` stands under another post, TextRefused.
    """
    if not Post.objects.published().visible_to(by).filter(pk=post.pk).exists():
        raise PermissionDenied
    if parent is not None and parent.post_id != post.pk:
        raise ValueError("A reply stands under the post of the comment it replies to.")
    made = texts.make(source)
    comment = Comment(
        pk=comment_id,
        post=post,
        author=by,
        parent=_parent_in_reach(parent),
        source=source,
        html=made.html,
        renderer_version=made.renderer_version,
    )
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            if post.author_id != by.pk:
                announce_reactions_of(by)
    except IntegrityError:
        twin = Comment.objects.filter(pk=comment_id).first()
        if twin is None:
            raise
        if (twin.author_id, twin.post_id) != (by.pk, post.pk):
            raise PermissionDenied from None
        return twin
    return comment


def _parent_in_reach(parent: Comment | None) -> Comment | None:
    """Return where a reply to `parent` hangs, so that no reply stands deeper than DEEPEST_LEVEL."""
    level, above = 1, parent
    while above is not None and above.parent_id is not None:
        level, above = level + 1, above.parent
    return parent.parent if parent is not None and level >= DEEPEST_LEVEL else parent


def may_remove(user: User, comment: Comment) -> bool:
    """Say whether `user` may take this comment away: its author, the post's author, a trainer of the post's group."""
    if user.pk in (comment.author_id, comment.post.author_id):
        return True
    cohort = comment.post.cohort
    return cohort is not None and cohort.organisation_id in roles_of(user).trains_at


@transaction.atomic
def remove_comment(*, by: User, comment: Comment) -> Comment:
    """Take a comment away: its words go for good, its place and the replies under it stay. Twice is once.

    Raises PermissionDenied when `by` may not (see `may_remove`).
    """
    if not may_remove(by, comment):
        raise PermissionDenied
    if comment.deleted_at is None:
        comment.source, comment.html, comment.deleted_at = "", "", timezone.now()
        comment.save(update_fields=["source", "html", "deleted_at"])
        if comment.author is not None and comment.author_id != comment.post.author_id:
            announce_reactions_of(comment.author)
    return comment


def announce_reactions_of(person: User) -> None:
    """Announce for each ding with a published post of this person: a reaction counts for all of them. One query."""
    own = Post.objects.published().filter(author=person, thing__isnull=False).values("thing")
    for thing in ThingPage.objects.filter(pk__in=own):
        evidence.announce(person, thing)
