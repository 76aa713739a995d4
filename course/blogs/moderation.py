"""Asking the trainer to look, and what she does: hide, restore or leave, each with a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from course.blogs.models import Comment, Flag, Moderation, Post, Visibility
from course.blogs.models.comments import decided_by
from course.blogs.talk import announce_reactions_of
from course.blogs.texts import excerpt_of
from course.cohorts import evidence
from course.notifications.actions import notify
from course.people.access import roles_of
from course.people.models import Role, User

Act = Moderation.Act


class NobodyLooks(Exception):  # noqa: N818 - it is news for who reports, not a fault
    """There is no trainer or coordinator who could look at this. Nothing was stored."""


@dataclass(frozen=True)
class Subject:
    """What somebody wrote and others may object to: a post, or one reaction under it."""

    post: Post
    comment: Comment | None = None

    @property
    def author(self) -> User | None:
        """Who wrote it; None for a guest."""
        return self.comment.author if self.comment is not None else self.post.author

    @property
    def author_name(self) -> str:
        return self.comment.author_name if self.comment is not None else self.post.author.shown_name

    @property
    def is_hidden(self) -> bool:
        return (self.comment or self.post).hidden_at is not None

    @property
    def url(self) -> str:
        return self.comment.get_absolute_url() if self.comment is not None else self.post.get_absolute_url()

    @property
    def keys(self) -> dict[str, Any]:
        """How it is found in the tables of flags and interventions."""
        return {"post": self.post, "comment": self.comment}

    def rows(self) -> Q:
        """Return the condition that finds its flags and interventions."""
        return Q(post=self.post, comment=self.comment) if self.comment else Q(post=self.post, comment__isnull=True)

    def is_by(self, user: User) -> bool:
        return self.author is not None and self.author.pk == user.pk


def may_moderate(user: User, subject: Subject) -> bool:
    """Say whether `user` decides about this; nobody does about her own words. The post needs its cohort.

    A trainer of the group's POI does; a coordinator where everyone reads and there is no group.
    """
    if subject.is_by(user):
        return False
    if subject.post.cohort is not None:
        return subject.post.cohort.organisation_id in roles_of(user).trains_at
    return subject.post.visibility == Visibility.EVERYONE and roles_of(user).is_coordinator


def moderators_of(subject: Subject) -> QuerySet[User]:
    """Return those of whom `may_moderate` is true."""
    roles = Role.objects.current()
    if subject.post.cohort is not None:
        roles = roles.filter(kind=Role.Kind.TRAINER, organisation=subject.post.cohort.organisation_id)
    elif subject.post.visibility == Visibility.EVERYONE:
        roles = roles.filter(kind=Role.Kind.COORDINATOR)
    else:
        roles = roles.none()
    people = User.objects.filter(is_active=True, pk__in=roles.values("person"))
    return people.exclude(pk=subject.author.pk) if subject.author is not None else people


def may_flag(user: User, subject: Subject) -> bool:
    """Say whether `user` may ask a trainer to look: not at her own words, and who decides herself has no need to."""
    return not subject.is_by(user) and not subject.is_hidden and not may_moderate(user, subject)


@transaction.atomic
def flag(*, by: User, subject: Subject, reason: str) -> Flag:
    """Ask the trainers to look, and tell them so; once a person as long as nobody has looked.

    Raises PermissionDenied when `by` may not (see `may_flag`) or cannot read it, NobodyLooks.
    """
    readable = Post.objects.standing().visible_to(by).filter(pk=subject.post.pk).exists()
    if not readable or not may_flag(by, subject):
        raise PermissionDenied
    people = list(moderators_of(subject))
    if not people:
        raise NobodyLooks
    try:
        with transaction.atomic():
            made = Flag.objects.create(by=by, reason=reason, **subject.keys)
    except IntegrityError:
        return Flag.objects.open().get(subject.rows(), by=by)
    for person in people:
        notify(person=person, reason="flag", period=f"flag:{made.pk}", subject=str(made.pk))
    return made


@transaction.atomic
def intervene(*, by: User, subject: Subject, act: Act, reason: str) -> Moderation | None:
    """Hide it from its readers, put it back, or leave it; return the line of the log. All flags on it are handled.

    None when it was so already and nobody had flagged it: the same form twice writes one line. Raises PermissionDenied
    when `by` may not (see `may_moderate`), IntegrityError without a reason.

    Hiding takes back no ding that was done with it (see course/progress/rules.py): only what was not done yet waits.
    """
    if not may_moderate(by, subject):
        raise PermissionDenied
    now = timezone.now()
    changed = 0
    if act != Act.LEAVE:
        model: Any = Comment if subject.comment is not None else Post
        rows = model.objects.filter(pk=(subject.comment or subject.post).pk, hidden_at__isnull=act == Act.HIDE)
        changed = rows.update(hidden_at=now if act == Act.HIDE else None)
    handled = Flag.objects.open().filter(subject.rows()).update(handled_at=now, handled_by=by)
    if not changed and not handled:
        return None
    line = Moderation.objects.create(act=act, reason=reason, by=by, **subject.keys)
    if changed:
        _announce(subject)
    return line


def _announce(subject: Subject) -> None:
    if subject.comment is None:
        if subject.post.thing is not None:
            evidence.announce(subject.post.author, subject.post.thing)
    elif subject.comment.author is not None and subject.comment.author_id != subject.post.author_id:
        announce_reactions_of(subject.comment.author)


@dataclass(frozen=True)
class Reported:
    """One thing that somebody reported, with all open reports on it, the oldest first."""

    subject: Subject
    flags: tuple[Flag, ...]
    excerpt: str


MOST = 100


def flagged_subjects(user: User) -> list[Reported]:
    """Return what this person may decide on, what has waited longest first; at most that of MOST reports. One query."""
    found: dict[tuple[Any, Any], list[Flag]] = {}
    for one in Flag.objects.open().for_moderator(user)[:MOST]:
        if one.comment is not None:
            one.comment.post = one.post  # Its address would ask for it again.
        found.setdefault((one.post_id, one.comment_id), []).append(one)
    return [
        Reported(
            Subject(flags[0].post, flags[0].comment),
            tuple(flags),
            excerpt_of(flags[0].comment.html) if flags[0].comment is not None else flags[0].post.excerpt,
        )
        for flags in found.values()
    ]


def log_for(user: User, most: int = 20) -> list[Moderation]:
    """Return what was last done with what this person may read and decides on, the newest first. One query."""
    own = Q(comment__isnull=True, post__author=user) | Q(comment__author=user)
    lines = Moderation.objects.filter(decided_by(user)).exclude(own)
    return list(lines.select_related("post__author", "comment__author", "by").order_by("-at", "-pk")[:most])


def why_hidden(post: Post) -> dict[Any, Moderation]:
    """Return, by comment id (None: the post itself), why it was last hidden. One query."""
    lines = Moderation.objects.filter(post=post, act=Act.HIDE).select_related("by").order_by("at", "pk")
    return {line.comment_id: line for line in lines}
