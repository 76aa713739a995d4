"""The comments under one post as a thread: nested, at most three levels, each with what this reader may do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from course.blogs.models import Comment, Post
from course.blogs.talk import may_remove
from course.people.models import Role, User
from course.people.names import initials


@dataclass
class Node:
    """One comment as the page shows it. `html` is safe; `tag` is "writer", "trainer" or empty.

    The addresses are empty where this reader may not. `is_answered_now` says that the form stands under this one.
    """

    pk: uuid.UUID
    author_name: str
    initials: str
    colour: int
    tag: str
    at: datetime
    html: str
    is_removed: bool
    reply_url: str
    remove_url: str
    is_answered_now: bool
    answers: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """All comments of one post: the first level in order, and how many are not removed."""

    nodes: list[Node]
    count: int
    answered: Comment | None = None

    @property
    def has_form_inside(self) -> bool:
        return self.answered is not None


def thread_of(post: Post, reader: User | None, answering: str = "") -> Thread:
    """Return the thread under this post for this reader (None: a visitor). `answering` is the id she replies to.

    Two queries: the comments with their authors, and who of those authors trains this group.
    """
    comments = list(post.comments.select_related("author").order_by("created_at", "pk"))
    trainers = _trainers_among(comments, post)
    answered = next((one for one in comments if str(one.pk) == answering and one.deleted_at is None), None)
    nodes: dict[uuid.UUID, Node] = {}
    top: list[Node] = []
    for comment in comments:
        comment.post = post
        nodes[comment.pk] = _node(comment, reader, trainers, is_answered_now=comment is answered)
    for comment in comments:
        above = nodes.get(comment.parent_id) if comment.parent_id else None
        (above.answers if above else top).append(nodes[comment.pk])
    standing = sum(1 for one in comments if one.deleted_at is None)
    return Thread(top, standing, answered if reader is not None else None)


def _trainers_among(comments: Iterable[Comment], post: Post) -> frozenset[int]:
    if post.cohort is None:
        return frozenset()
    authors = {comment.author_id for comment in comments if comment.author_id}
    trainers = Role.objects.current(timezone.localdate()).filter(
        kind=Role.Kind.TRAINER, organisation=post.cohort.organisation_id, person__in=authors
    )
    return frozenset(trainers.values_list("person", flat=True))


def _node(comment: Comment, reader: User | None, trainers: frozenset[int], *, is_answered_now: bool) -> Node:
    post = comment.post
    is_removed = comment.deleted_at is not None
    tag = "writer" if comment.author_id == post.author_id else "trainer" if comment.author_id in trainers else ""
    may_act = reader is not None and not is_removed
    return Node(
        pk=comment.pk,
        author_name=comment.author_name,
        initials=initials(comment.author_name),
        colour=comment.colour,
        tag=tag,
        at=comment.created_at,
        html=comment.html,
        is_removed=is_removed,
        reply_url=f"{post.get_absolute_url()}?antwoord={comment.pk}#reageer" if may_act else "",
        remove_url=reverse("blogs:remove_comment", args=[comment.pk])
        if reader is not None and may_act and may_remove(reader, comment)
        else "",
        is_answered_now=is_answered_now and reader is not None,
    )
