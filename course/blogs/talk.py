"""Comments: adding one, changing it, taking it away. `actions.py` offers the verbs to other rooms.

Whoever reacts, by whatever road, passes `posts_open_to`, and every new comment is stored by `place`.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from course.blogs import texts
from course.blogs.mentions import tell_mentioned
from course.blogs.models import Comment, Post, PostQuerySet
from course.blogs.notices import tell_of_reaction
from course.cohorts import evidence
from course.people.access import roles_of
from course.people.models import User
from lessons.models import ThingPage

DEEPEST_LEVEL = 3
"""A reply to a reply to a comment. Deeper ones stand at this level too: on a phone they would have no width left."""

TO_CHANGE = timedelta(minutes=15)
"""How long somebody may change her reaction: to mend a slip, not to take back what others answered."""


class Closed(Exception):  # noqa: N818 - it is news for the writer, not a fault
    """The time to change this reaction is over."""


class Changed(Exception):  # noqa: N818 - as above
    """The reaction was changed elsewhere since it was opened here. Nothing was written; `stored` is what is there."""

    def __init__(self, stored: Comment) -> None:
        super().__init__(f"Comment {stored.pk} was changed.")
        self.stored = stored


def posts_open_to(by: User | None) -> PostQuerySet:
    """Return the posts on which `by` (None: a guest) may react now: the one gate of every comment.

    Nobody reacts on what a trainer hid, not even who can still read it; guests only where everyone reads and the
    author allows it.
    """
    if by is not None:
        return Post.objects.standing().visible_to(by)
    return Post.objects.standing().visible_to(AnonymousUser()).filter(takes_guests=True)


def add_comment(*, by: User, post: Post, comment_id: uuid.UUID, parent: Comment | None, source: str) -> Comment:
    """Return the new comment, or the one that the same form made before.

    Raises PermissionDenied when `by` may not react on the post or the id belongs to another comment, ValueError when
    `parent` stands under another post, TextRefused.
    """
    if parent is not None and parent.post_id != post.pk:
        raise ValueError("A reply stands under the post of the comment it replies to.")
    comment = Comment(pk=comment_id, post=post, author=by, parent=_parent_in_reach(parent), source=source)
    with transaction.atomic():
        placed, is_new = place(comment)
        if is_new:
            if post.author_id != by.pk:
                announce_reactions_of(by)
            tell_mentioned(by=by, post=post, html=placed.html, comment=placed)
            tell_of_reaction(placed, parent)
    return placed


def place(comment: Comment) -> tuple[Comment, bool]:
    """Store a new comment with its HTML, or find the one that the same form made before; say which it was.

    Raises as `add_comment`.
    """
    if not posts_open_to(comment.author).filter(pk=comment.post_id).exists():
        raise PermissionDenied
    made = texts.make(comment.source)
    comment.html, comment.renderer_version = made.html, made.renderer_version
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        twin = Comment.objects.filter(pk=comment.pk).first()
        if twin is None:
            raise
        if (twin.author_id, twin.post_id) != (comment.author_id, comment.post_id):
            raise PermissionDenied from None
        return twin, False
    return comment, True


def may_change(user: User, comment: Comment, at: datetime | None = None) -> bool:
    """Say whether `user` may still change this comment at that moment (default: now)."""
    return is_own_standing(user, comment) and (at or timezone.now()) < comment.created_at + TO_CHANGE


def is_own_standing(user: User, comment: Comment) -> bool:
    """Say whether `user` wrote this comment and others can read it."""
    return comment.author_id == user.pk and comment.deleted_at is None and comment.hidden_at is None


@transaction.atomic
def change_comment(*, by: User, comment: Comment, source: str, seen: datetime | None) -> Comment:
    """Store another text; `seen` is the `edited_at` of the text that she changed. The same text again changes nothing.

    Raises PermissionDenied for another's comment or one that does not stand, Closed after fifteen minutes, Changed
    when another tab was first, TextRefused.
    """
    if not is_own_standing(by, comment) or not posts_open_to(by).filter(pk=comment.post_id).exists():
        raise PermissionDenied
    if comment.source == source:
        return comment
    if not may_change(by, comment):
        raise Closed
    made = texts.make(source)
    now = timezone.now()
    still = Comment.objects.standing().filter(pk=comment.pk, edited_at=seen, created_at__gt=now - TO_CHANGE)
    changed = still.update(source=source, html=made.html, renderer_version=made.renderer_version, edited_at=now)
    comment.refresh_from_db(fields=["source", "html", "edited_at", "deleted_at", "hidden_at"])
    if not changed and comment.source != source:
        raise Changed(comment)
    tell_mentioned(by=by, post=comment.post, html=comment.html, comment=comment)
    return comment


def _parent_in_reach(parent: Comment | None) -> Comment | None:
    """Return where a reply to `parent` hangs, so that no reply stands deeper than DEEPEST_LEVEL."""
    level, above = 1, parent
    while above is not None and above.parent_id is not None:
        level, above = level + 1, above.parent
    return parent.parent if parent is not None and level >= DEEPEST_LEVEL else parent


def may_remove(user: User, comment: Comment) -> bool:
    """Say whether `user` may take this comment away: its author, the post's author, a trainer of the post's group.

    Not what is held: about that is decided (see guests.py).
    """
    if comment.is_held:
        return False
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
        comment.source, comment.html, comment.email, comment.deleted_at = "", "", "", timezone.now()
        comment.save(update_fields=["source", "html", "email", "deleted_at"])
        if comment.author is not None and comment.author_id != comment.post.author_id:
            announce_reactions_of(comment.author)
    return comment


def announce_reactions_of(person: User) -> None:
    """Announce for each ding with a published post of this person: a reaction counts for all of them. One query."""
    own = Post.objects.published().filter(author=person, thing__isnull=False).values("thing")
    for thing in ThingPage.objects.filter(pk__in=own):
        evidence.announce(person, thing)
