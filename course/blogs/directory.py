"""The directory of blogs and accounts that people put in it themselves: who is in it, as others may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from course.blogs.models import DirectoryEntry
from course.blogs.search import MOST_CHARACTERS, fold, parse
from course.people.models import Library
from lessons.platforms import Platform

ELSEWHERE = "anders"
"""In the address: what stands on none of the platforms that the editors keep."""


def _word(query: Any, name: str) -> str:
    """Return what stands in a query string, without the signs that no database compares with."""
    return "".join(sign for sign in query.get(name, "") if sign.isprintable())


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the directory, as it stands in the address. Empty: no matter."""

    name: str = ""
    platform: str = ""
    library: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: Any) -> Wish:
        """Return the wish in a query string; what nobody could have chosen is left out."""
        kind = query.get("soort", "")
        return cls(
            name=parse(query.get("naam", "")).typed[:MOST_CHARACTERS],
            platform=_word(query, "kanaal")[:40],
            library=_word(query, "bibliotheek")[:60],
            kind=kind if kind in DirectoryEntry.Kind.values else "",
        )

    @property
    def is_any(self) -> bool:
        return any((self.name, self.platform, self.library, self.kind))

    def condition(self) -> Q:
        """Return what an entry must be, but for its name."""
        wanted = Q()
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.platform == ELSEWHERE:
            wanted &= Q(platform=None)
        elif self.platform:
            wanted &= Q(platform__key=self.platform)
        if self.library:
            wanted &= Q(kind="library", library__slug=self.library) | Q(
                kind="person", person__library__slug=self.library
            )
        return wanted


def listed() -> QuerySet[DirectoryEntry]:
    """Return what stands in the directory, by name; an account that was closed takes its lines along."""
    entries = DirectoryEntry.objects.filter(person__is_active=True)
    return entries.select_related("person__library", "library", "platform").order_by("name", "pk")


def found(wish: Wish) -> list[DirectoryEntry]:
    """Return the entries of this wish, by name. One query.

    Names are compared folded, so here and not in the database. Somebody with a screen name is found by that name, and
    her own name finds nothing; an account of a library is not found by who put it in.
    """
    entries = listed().filter(wish.condition())
    words = parse(wish.name).words
    return sorted(
        (entry for entry in entries if all(word in fold(_names_of(entry)) for word in words)),
        key=lambda entry: (fold(entry.name), entry.pk),
    )


def _names_of(entry: DirectoryEntry) -> str:
    if entry.kind == DirectoryEntry.Kind.LIBRARY:
        return f"{entry.name}\n{entry.library}"
    return f"{entry.name}\n{entry.person.shown_name}\n{entry.person.library or ''}"


def platforms_in_use() -> QuerySet[Platform]:
    """Return the platforms of which something stands in the directory."""
    used = DirectoryEntry.objects.filter(person__is_active=True, platform__isnull=False).values("platform")
    return Platform.objects.filter(pk__in=used).in_order()


def libraries_in_use() -> QuerySet[Library]:
    """Return the libraries of which somebody or something stands in the directory."""
    active = DirectoryEntry.objects.filter(person__is_active=True)
    own = active.filter(kind="person", person__library__isnull=False).values("person__library")
    return Library.objects.filter(Q(pk__in=own) | Q(pk__in=active.filter(kind="library").values("library")))
