"""What people do to find each other: follow somebody, say what they have read, put themselves in the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from course.blogs.models import DirectoryEntry, Follow, Post, StreamVisit
from course.people.models import User
from lessons.platforms import Platform

# --- Following ---------------------------------------------------------------------------------------------------


def follow(*, by: User, person: User) -> Follow:
    """Let `by` follow this person, who can see that. Twice is once; it opens no post that was shut.

    Raises PermissionDenied for herself, and for somebody of whom she can read nothing: she cannot know who that is.
    """
    if by.pk == person.pk or not Post.objects.visible_to(by).standing().filter(author=person).exists():
        raise PermissionDenied
    made, _is_new = Follow.objects.get_or_create(follower=by, followed=person)
    return made


def unfollow(*, by: User, person_id: int) -> None:
    """Stop following, also somebody of whom there is nothing to read any more. Twice is once."""
    Follow.objects.filter(follower=by, followed=person_id).delete()


def is_following(reader: User | None, person_id: int) -> bool:
    """Say whether this reader follows that person. One query; none for a visitor or for herself."""
    if reader is None or reader.pk == person_id:
        return False
    return Follow.objects.filter(follower=reader, followed=person_id).exists()


@dataclass(frozen=True)
class Colleague:
    """Somebody at the other end of a follow. `last_at` is her newest post for this reader; None: nothing to read."""

    person: User
    last_at: datetime | None
    is_followed: bool


def followed_by(person: User) -> list[Colleague]:
    """Return whom this person follows, by name. Two queries, and her roles when not asked before."""
    rows = Follow.objects.filter(follower=person, followed__is_active=True).select_related("followed__library")
    return _colleagues(person, [row.followed for row in rows], frozenset(row.followed_id for row in rows))


def followers_of(person: User) -> list[Colleague]:
    """Return who follows this person, by name. Three queries, and her roles when not asked before."""
    rows = Follow.objects.filter(followed=person, follower__is_active=True).select_related("follower__library")
    hers = frozenset(Follow.objects.filter(follower=person).values_list("followed", flat=True))
    return _colleagues(person, [row.follower for row in rows], hers)


def _colleagues(reader: User, people: list[User], followed: frozenset[int]) -> list[Colleague]:
    readable = Post.objects.visible_to(reader).standing().filter(author__in=people).order_by()
    last = dict(readable.values_list("author").annotate(last_at=Max("published_at")))
    people = sorted(people, key=lambda one: (one.shown_name.casefold(), one.pk))
    return [Colleague(one, last.get(one.pk), one.pk in followed) for one in people]


# --- What she has seen -------------------------------------------------------------------------------------------

SAME_VISIT = timedelta(minutes=30)


def new_since(person: User, at: datetime | None = None) -> datetime | None:
    """Return since when posts are new to this person; None: she was never here, so nothing is called new. One query.

    That is her last visit; while a visit lasts it stays the one before, so that new stays new as she reads.
    """
    visit = StreamVisit.objects.filter(person=person).first()
    if visit is None:
        return None
    return visit.before if (at or timezone.now()) - visit.seen_at <= SAME_VISIT else visit.seen_at


def see(*, by: User, until: datetime) -> None:
    """Remember that this person had all posts before her at that moment. A visit soon after another is the same one."""
    with transaction.atomic():
        visit, is_first = StreamVisit.objects.select_for_update().get_or_create(person=by, defaults={"seen_at": until})
        if is_first or until <= visit.seen_at:  # A page that was left open knows less than is known here.
            return
        if until - visit.seen_at > SAME_VISIT:
            visit.before = visit.seen_at
        visit.seen_at = until
        visit.save(update_fields=["before", "seen_at"])


def read_all(*, by: User, until: datetime) -> None:
    """Remember that nothing from before that moment is new to this person any more: she says so herself."""
    StreamVisit.objects.update_or_create(person=by, defaults={"seen_at": until, "before": until})


# --- The directory -----------------------------------------------------------------------------------------------


def put_in_directory(*, by: User, kind: str, platform: Platform | None, address: str, **words: str) -> DirectoryEntry:
    """Put a blog or account of this person, or of her library, in the directory; the same address again changes it.

    `words` are `name` and `about`. Raises PermissionDenied for an account of a library when she has none.
    """
    is_of_library = kind == DirectoryEntry.Kind.LIBRARY
    if is_of_library and by.library is None:
        raise PermissionDenied
    fields = {"kind": kind, "platform": platform, "library": by.library if is_of_library else None, **words}
    try:
        with transaction.atomic():
            entry, _is_new = DirectoryEntry.objects.update_or_create(person=by, address=address, defaults=fields)
    except IntegrityError:  # The same form at the same moment.
        entry = DirectoryEntry.objects.get(person=by, address=address)
    return entry


def take_out_of_directory(*, by: User, entry_id: int) -> None:
    """Take a line of her own out of the directory, for good. Somebody else's, or one that is gone, stays as it is."""
    DirectoryEntry.objects.filter(person=by, pk=entry_id).delete()
