"""The versions of a post: what its author wrote before, kept by sittings, so that no word is ever overwritten for good.

Every save of a text has a number, `version`: of the draft, of the published text, or of the unfinished change of it
(PendingText), which goes on counting where the post stopped. So a number stands for one text, in every window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from course.blogs import texts
from course.blogs.models import PendingText, Post, PostVersion

SITTING = timedelta(minutes=10)
"""A pause this long between two saves ends a sitting."""
ALWAYS_KEPT = 20
MOST_KEPT = 50


@dataclass(frozen=True)
class Present:
    """The last text that was saved of a post, as its author finds it in the editor."""

    title: str
    source: str
    version: int
    saved_at: datetime
    is_pending: bool = False
    """Whether its readers still see another text."""

    def says(self, title: str, source: str) -> bool:
        return (self.title, self.source) == (title, source)

    @property
    def words(self) -> int:
        return texts.words_in(self.source)


def pending_of(post: Post) -> PendingText | None:
    """Return the unfinished change of a published post. One query, unless it was loaded along."""
    pending: PendingText | None = getattr(post, "pending", None)
    return pending


def present(post: Post) -> Present:
    """Return what its author wrote last. Queries: those of `pending_of`."""
    pending = pending_of(post)
    if pending is not None:
        return Present(pending.title, pending.source, pending.version, pending.saved_at, is_pending=True)
    return Present(post.title, post.source, post.version, post.updated_at)


def sitting_ended(last_save: datetime, at: datetime | None = None) -> bool:
    """Say whether a save at this moment begins a new sitting."""
    return (at or timezone.now()) - last_save > SITTING


def keep(post: Post, text: Present, reason: PostVersion.Reason) -> None:
    """Keep this text of the post as a version; once is enough for one number, and nothing is not kept.

    Queries: one INSERT, one SELECT of how many there are, one DELETE when those are too many.
    """
    if not text.title and not text.source.strip():
        return
    version = PostVersion(
        post=post,
        version=text.version,
        reason=reason,
        title=text.title,
        source=text.source,
        words=text.words,
        saved_at=text.saved_at,
    )
    PostVersion.objects.bulk_create([version], ignore_conflicts=True)
    thin_out(post)


def thin_out(post: Post) -> None:
    """Above MOST_KEPT versions, let go of every second one of the old sittings.

    So long ago is remembered in larger steps. The newest ALWAYS_KEPT stay, and what was put aside by a deed of hers
    (publishing, putting back, throwing away) stays always.
    """
    rows = list(PostVersion.objects.filter(post=post).order_by("-version").values_list("pk", "reason"))
    if len(rows) > MOST_KEPT:
        old = [pk for pk, reason in rows[ALWAYS_KEPT:] if reason == PostVersion.Reason.SITTING]
        PostVersion.objects.filter(pk__in=old[::2]).delete()


def put_aside(post: Post, title: str, source: str) -> None:
    """Keep a text that was never saved: that of the window which gave way in a conflict. For its author only.

    It takes the next number, and the text that stays takes the one after that. One UPDATE, one INSERT.
    """
    now = present(post)
    if now.says(title, source) or not (title or source.strip()):
        return
    if now.is_pending:
        moved = PendingText.objects.filter(post=post, version=now.version).update(version=F("version") + 2)
    else:
        moved = Post.objects.filter(pk=post.pk, version=now.version).update(version=F("version") + 2)
    if moved:
        aside = Present(title, source, now.version + 1, timezone.now())
        keep(post, aside, PostVersion.Reason.CONFLICT)
