"""Mentions: who is meant by "@Noor" in a text, and telling her."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from course.blogs.models import Comment, Post, Visibility
from course.cohorts.models import Enrolment
from course.notifications.actions import notify
from course.people.models import Role, User
from lessons.richtext import plain_text

MOST_NAMES = 20
"""Who calls more names than this in one text is not talking to anybody; the rest stays text."""

_AT = re.compile(r"(?<![\w@./-])@(?=\w)")
_GOES_ON = re.compile(r"-?\w")


def tell_mentioned(*, by: User, post: Post, html: str, comment: Comment | None = None) -> None:
    """Tell everybody whom this text of `by` names and who may read it; the same text again tells nobody twice.

    `html` is that of the comment, or of the post itself. Without an "@" no query.
    """
    text = plain_text(html)
    if not _AT.search(text) or post.published_at is None:
        return
    subject = str(comment.pk) if comment is not None else f"post:{post.pk}"
    period = str(comment.pk) if comment is not None else str(post.pk)
    for person in mentioned_in(text, by, post):
        notify(person=person, reason="mention", period=period, subject=subject)


def mentioned_in(text: str, by: User, post: Post) -> list[User]:
    """Return who is meant in this plain text: readers of the post, never its writer `by`.

    Queries: the people around the post, on a public post also those of other groups, and two for each name found.
    """
    known = _by_name(_around(post))
    if post.visibility == Visibility.EVERYONE:
        # Of strangers with one name nobody knows who is meant: nobody is.
        strangers = _by_name(_elsewhere())
        known = {**{name: ids for name, ids in strangers.items() if len(ids) == 1}, **known}
    ids = {person for name in names_in(text, known)[:MOST_NAMES] for person in known[name]} - {by.pk}
    people = User.objects.filter(pk__in=ids, is_active=True).order_by("pk")
    return [person for person in people if _may_be_told(person, post)]


def _around(post: Post) -> list[User]:
    """Return who may be meant first: the group, its trainers, the writer of the post and who reacted. One query."""
    who = Q(pk=post.author_id) | Q(comments__in=Comment.objects.standing().filter(post=post))
    if post.cohort is not None:
        who |= Q(pk__in=Enrolment.objects.active().filter(cohort=post.cohort).values("person"))
        trainers = Role.objects.current().filter(kind=Role.Kind.TRAINER, organisation=post.cohort.organisation_id)
        who |= Q(pk__in=trainers.values("person"))
    return list(User.objects.filter(who).only("name", "screen_name").order_by("pk").distinct())


def _elsewhere() -> list[User]:
    """Return everybody who takes part somewhere: only for a public post that names somebody. One query."""
    taking_part = Enrolment.objects.active().values("person")
    return list(User.objects.filter(pk__in=taking_part).only("name", "screen_name").order_by("pk"))


def _may_be_told(person: User, post: Post) -> bool:
    """Say whether this person may read the post and did not leave its group. Queries: two or three."""
    if not Post.objects.visible_to(person).filter(pk=post.pk).exists():
        return False
    of_group = Enrolment.objects.filter(person=person, cohort=post.cohort_id)
    return post.cohort_id is None or not of_group.filter(left_at__isnull=False).exists()


def _by_name(people: Iterable[User]) -> dict[str, set[int]]:
    """Return the ids of these people by the name that others see, folded."""
    by_name: dict[str, set[int]] = defaultdict(set)
    for person in people:
        if name := _folded(person.shown_name):
            by_name[name].add(person.pk)
    return by_name


def names_in(text: str, names: Collection[str]) -> list[str]:
    """Return which of these folded names the text calls with an "@", each once, in its order; the longest wins."""
    folded = _folded(text)
    longest_first = sorted(names, key=len, reverse=True)
    found: dict[str, None] = {}
    for at in _AT.finditer(folded):
        start = at.end()
        for name in longest_first:
            if folded.startswith(name, start) and not _GOES_ON.match(folded, start + len(name)):
                found[name] = None
                break
    return list(found)


def _folded(text: str) -> str:
    """Return a text in which case, kinds of spaces and ways to write an accent make no difference."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
