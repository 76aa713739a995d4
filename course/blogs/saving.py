"""Storing a text where it still is as its writer saw it; never over something she did not see.

Each `put_...` compares and sets in one statement. A save within a sitting is that ONE write. The first save after a
pause (history.SITTING) is two: the text it overwrites is kept as a version. One statement cannot do both on SQLite, and
the two other roads were worse: a session forgets, and a page that is only opened must write nothing. Once in some
fifteen sittings a third one thins the oldest versions out.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from course.blogs import history, texts
from course.blogs.history import Present, pending_of, present
from course.blogs.models import PendingText, Post, PostVersion
from course.blogs.search import derived_fields, tag_names

Reason = PostVersion.Reason


class Conflict(Exception):  # noqa: N818 - it is news for the writer, not a fault
    """The text was changed elsewhere since it was opened here. Nothing was written; both texts travel along.

    `stored` is the post as it is now, `present` the text its author would find in the editor.
    """

    def __init__(self, post: Post, title: str, source: str) -> None:
        self.stored = Post.objects.select_related("thing", "cohort__organisation", "author", "pending").get(pk=post.pk)
        self.present = present(self.stored)
        self.title = title
        self.source = source
        super().__init__(f"Post {post.pk} is at version {self.present.version}.")


def put_draft(stored: Post, title: str, source: str, version: int) -> Post:
    """Store this text in a draft. The same text again changes nothing, and emptiness never replaces a text.

    Raises Conflict, also when it was published since; TextRefused.
    """
    before = Present(stored.title, stored.source, stored.version, stored.updated_at)
    if before.says(title, source) or not (title or source.strip()):
        return stored
    now = timezone.now()
    fields: dict[str, Any] = {
        "title": title,
        "source": source,
        **derived_fields(title, source, tag_names(stored)),
        "updated_at": now,
    }
    draft = Post.objects.drafts().filter(pk=stored.pk, version=version)
    if before.version != version or not draft.update(**fields, version=F("version") + 1):
        raise Conflict(stored, title, source)
    if history.sitting_ended(before.saved_at, now):
        history.keep(stored, before, Reason.SITTING)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.version = version + 1
    return stored


def put_pending(stored: Post, title: str, source: str, version: int) -> Post:
    """Store this text beside a published post, whose readers see nothing of it. Otherwise as `put_draft`."""
    before = present(stored)
    if before.says(title, source) or not (title or source.strip()):
        return stored
    texts.make(source)  # What could not be published is refused now.
    if before.version != version:
        raise Conflict(stored, title, source)
    now = timezone.now()
    pending = pending_of(stored)
    if pending is None:
        return _begin_pending(stored, title, source)
    mine = PendingText.objects.filter(post=stored, version=version)
    if not mine.update(title=title, source=source, version=F("version") + 1, saved_at=now):
        raise Conflict(stored, title, source)
    if history.sitting_ended(before.saved_at, now):
        history.keep(stored, before, Reason.SITTING)
    pending.title, pending.source, pending.version, pending.saved_at = title, source, version + 1, now
    return stored


def _begin_pending(stored: Post, title: str, source: str) -> Post:
    """Begin a change where no other window has begun one or published one at this very moment."""
    same = Post.objects.published().filter(pk=stored.pk, version=stored.version)
    if not same.select_for_update().values_list("pk", flat=True).first():
        raise Conflict(stored, title, source)
    try:
        with transaction.atomic():
            PendingText.objects.create(
                post=stored, title=title, source=source, based_on=stored.version, version=stored.version + 1
            )
    except IntegrityError:
        raise Conflict(stored, title, source) from None
    return stored


def put_online(stored: Post, title: str, source: str, version: int) -> Post:
    """Give the readers of a published post this text, and let go of the unfinished change. Otherwise as `put_draft`.

    What they read until now is kept as a version. Nobody's text is lost between the two: a change that another window
    saved meanwhile is a Conflict.
    """
    before = present(stored)
    if not before.is_pending and before.says(title, source):
        return stored
    if before.version != version:
        raise Conflict(stored, title, source)
    if before.is_pending and not before.says(title, source) and history.sitting_ended(before.saved_at):
        history.keep(stored, before, Reason.SITTING)
    if (stored.title, stored.source) != (title, source):
        history.keep(stored, Present(stored.title, stored.source, stored.version, stored.updated_at), Reason.PUBLISHED)
    fields = {"title": title, "source": source, **derived_fields(title, source, tag_names(stored))}
    same = Post.objects.published().filter(pk=stored.pk, version=stored.version)
    if not same.update(**fields, version=before.version + 1, updated_at=timezone.now()):
        raise Conflict(stored, title, source)
    drop_pending(stored, before)
    stored.refresh_from_db()
    return stored


def drop_pending(stored: Post, seen: Present) -> None:
    """Let go of the unfinished change that was seen. Raises Conflict when there is another one by now."""
    PendingText.objects.filter(post=stored, version=seen.version).delete()
    if PendingText.objects.filter(post=stored).exists():
        raise Conflict(stored, seen.title, seen.source)
