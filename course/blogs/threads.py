"""The comments under one post as a thread: nested, at most three levels, each with what this reader may do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from course.blogs.guests import takes_guests_now, usual_wait
from course.blogs.models import Comment, Moderation, Post
from course.blogs.moderation import Subject, may_flag, may_moderate, why_hidden
from course.blogs.talk import TO_CHANGE, may_change, may_remove
from course.blogs.thanks import ThanksLine, thanks_line
from course.people.models import Role, User
from course.people.names import initials


@dataclass(frozen=True)
class Links:
    """Where this reader may go with a comment; each is empty where she may not."""

    reply: str = ""
    change: str = ""
    remove: str = ""
    flag: str = ""
    moderate: str = ""

    def __bool__(self) -> bool:
        return any((self.reply, self.change, self.remove, self.flag, self.moderate))


@dataclass
class Node:
    """One comment as the page shows it. `html` is safe; `tag` is "writer", "trainer", "guest", "imported" or empty.

    `is_hidden`: a trainer hid it; then `html` is empty for all but its author and the trainers, and `why` is the line
    of the log for those two. `has_flagged`: this reader called the trainer. `changeable_until` comes with its link.
    `is_answered_now` says that the form stands under this one.
    """

    pk: uuid.UUID
    author_name: str
    initials: str
    colour: int
    tag: str
    at: datetime | None
    html: str
    is_removed: bool
    is_hidden: bool
    is_edited: bool
    has_flagged: bool
    links: Links
    is_answered_now: bool
    is_own: bool = False
    changeable_until: datetime | None = None
    why: Moderation | None = None
    answers: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """All comments of one post: the first level in order, how many stand, and (for its author) which guests wait."""

    nodes: list[Node]
    count: int
    answered: Comment | None = None
    held: tuple[Node, ...] = ()

    @property
    def has_form_inside(self) -> bool:
        return self.answered is not None


def thread_of(post: Post, reader: User | None, answering: str = "") -> Thread:
    """Return the thread under this post for this reader (None: a visitor). `answering` is the id she replies to.

    Two queries: the comments with their authors and her flags, and who of those authors trains this group; one more
    where a trainer hid something.
    """
    comments = post.comments.select_related("author").order_by("created_at", "pk")
    found = list(comments.with_flags_of(reader) if reader is not None else comments)
    for comment in found:
        comment.post = post
    shown = [one for one in found if not one.is_held]
    view = _View.of(post, reader, shown)
    answered = next((one for one in shown if str(one.pk) == answering and _stands(one)), None)
    nodes = {one.pk: view.node(one, is_answered_now=one is answered) for one in shown}
    top: list[Node] = []
    for comment in shown:
        above = nodes.get(comment.parent_id) if comment.parent_id else None
        (above.answers if above else top).append(nodes[comment.pk])
    is_author = reader is not None and reader.pk == post.author_id
    held = tuple(view.node(one, is_answered_now=False) for one in found if one.is_held and is_author)
    may_answer = reader is not None and post.hidden_at is None
    return Thread(top, sum(map(_stands, shown)), answered if may_answer else None, held)


def _stands(comment: Comment) -> bool:
    return comment.deleted_at is None and comment.hidden_at is None


@dataclass(frozen=True)
class _View:
    """How one reader looks at the comments of one post."""

    post: Post
    reader: User | None
    trainers: frozenset[int]
    reasons: dict[Any, Moderation]

    @classmethod
    def of(cls, post: Post, reader: User | None, comments: list[Comment]) -> _View:
        hidden = reader is not None and any(one.hidden_at is not None for one in comments)
        return cls(post, reader, _trainers_among(comments, post), why_hidden(post) if hidden else {})

    def node(self, comment: Comment, *, is_answered_now: bool) -> Node:
        subject = Subject(self.post, comment)
        is_hidden = comment.hidden_at is not None
        is_own = self.reader is not None and comment.author_id == self.reader.pk
        moderates = self.reader is not None and may_moderate(self.reader, subject)
        reads = not is_hidden or is_own or moderates
        links = self._links(comment, subject) if self.reader is not None and comment.deleted_at is None else Links()
        return Node(
            pk=comment.pk,
            author_name=comment.author_name,
            initials=initials(comment.author_name),
            colour=comment.colour,
            tag=self._tag(comment),
            at=comment.created_at if comment.is_date_known else None,
            html=comment.html if reads else "",
            is_removed=comment.deleted_at is not None,
            is_hidden=is_hidden,
            is_edited=comment.edited_at is not None,
            has_flagged=getattr(comment, "has_flagged", False),
            links=links,
            is_answered_now=is_answered_now and self.reader is not None,
            is_own=is_own,
            changeable_until=comment.created_at + TO_CHANGE if links.change else None,
            why=self.reasons.get(comment.pk) if is_hidden and reads else None,
        )

    def _tag(self, comment: Comment) -> str:
        if comment.author_id is None:  # What came along with an imported post was there before the post was.
            return "guest" if comment.created_at > self.post.created_at else "imported"
        if comment.author_id == self.post.author_id:
            return "writer"
        return "trainer" if comment.author_id in self.trainers else ""

    def _links(self, comment: Comment, subject: Subject) -> Links:
        assert self.reader is not None  # noqa: S101 - for mypy; a visitor has no links
        links = Links(
            remove=_to("remove_comment", comment) if may_remove(self.reader, comment) else "",
            moderate=_to("moderate_comment", comment) if may_moderate(self.reader, subject) else "",
        )
        if comment.hidden_at is not None or self.post.hidden_at is not None:
            return links
        return replace(
            links,
            reply=f"{self.post.get_absolute_url()}?antwoord={comment.pk}#reageer",
            change=_to("change_comment", comment) if may_change(self.reader, comment) else "",
            flag=_to("flag_comment", comment) if may_flag(self.reader, subject) else "",
        )


def _to(name: str, comment: Comment) -> str:
    return reverse(f"blogs:{name}", args=[comment.pk])


def _trainers_among(comments: Iterable[Comment], post: Post) -> frozenset[int]:
    if post.cohort is None:
        return frozenset()
    authors = {comment.author_id for comment in comments if comment.author_id}
    trainers = Role.objects.current(timezone.localdate()).filter(
        kind=Role.Kind.TRAINER, organisation=post.cohort.organisation_id, person__in=authors
    )
    return frozenset(trainers.values_list("person", flat=True))


@dataclass(frozen=True)
class Around:
    """What else one reader finds around a post: the thanks, the way to the trainer, and what the trainer did.

    `why` is there for its author and the trainers of a hidden post. `may_react`: a signed-in reader has a form;
    `takes_guests`: a visitor has one, with `wait` saying how long being let through usually takes (may be empty).
    """

    thanks: ThanksLine
    may_react: bool
    takes_guests: bool
    wait: str = ""
    flag_url: str = ""
    has_flagged: bool = False
    moderate_url: str = ""
    why: Moderation | None = None


def around(post: Post, reader: User | None) -> Around:
    """Return that for a post of `for_page()` and `with_marks_of()` this reader.

    Queries: the names of those who thanked, for the author; why it is hidden, when it is; the history of the author's
    decisions, for a visitor who may react.
    """
    thanks = thanks_line(post, reader)
    if reader is None:
        open_to_guests = takes_guests_now(post)
        return Around(thanks, False, open_to_guests, usual_wait(post.author) if open_to_guests else "")
    subject = Subject(post)
    moderates = may_moderate(reader, subject)
    return Around(
        thanks,
        may_react=post.hidden_at is None,
        takes_guests=False,
        flag_url=reverse("blogs:flag", args=[post.pk]) if may_flag(reader, subject) else "",
        has_flagged=post.has_flagged,
        moderate_url=reverse("blogs:moderate", args=[post.pk]) if moderates else "",
        why=why_hidden(post).get(None) if post.hidden_at is not None else None,
    )
