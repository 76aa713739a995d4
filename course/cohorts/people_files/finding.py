"""Which library and which team a line means: by the name of now, of before, or its number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from course.cohorts.people_files.reach import Reach
from course.cohorts.people_files.text import cleaned, key
from course.people.models import FormerName, Library, Team

_FILLERS: Final = ("stichting", "de", "openbare", "bibliotheek", "bibliotheken", "bieb", "library")


@dataclass(frozen=True)
class FoundLibrary:
    """A library, or the sentence why there is none to be had."""

    library: Library | None
    problem: str = ""


@dataclass(frozen=True)
class TeamChoice:
    """A team of one library. Without `pk` it is yet to be made."""

    library_id: int
    name: str
    pk: int | None = None


class Places:
    """The libraries of the country and the teams within reach, read once: three queries."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._today = timezone.localdate()
        self.by_pk = Library.objects.in_bulk()
        self._names = self._all_names()
        standing = [one for one in self.by_pk.values() if one.pk in reach.libraries and self._stands(one)]
        self.only = standing[0] if len(standing) == 1 else None
        self._standing_names = sorted(one.name for one in standing)
        self._teams: dict[int, dict[str, Team]] = {}
        self.read_teams()

    def _stands(self, library: Library) -> bool:
        return library.closed_on is None or library.closed_on > self._today

    def _all_names(self) -> list[dict[str, set[int]]]:
        """Return what a library may be called, the surest first: name, loose name, former name, slug, bare name."""
        exact, loose, former, slugs, bare = (defaultdict[str, set[int]](set) for _level in range(5))
        for one in self.by_pk.values():
            exact[cleaned(one.name)].add(one.pk)
            loose[key(one.name)].add(one.pk)
            slugs[key(one.slug)].add(one.pk)
            bare[_bare(one.name)].add(one.pk)
        for library_id, name in FormerName.objects.filter(library__isnull=False).values_list("library_id", "name"):
            former[key(name)].add(library_id)
        self._isils = {key(one.isil): one.pk for one in self.by_pk.values() if one.isil}
        return [exact, loose, former, slugs, bare]

    # --- Libraries -----------------------------------------------------------------------------------------------

    def now(self, library_id: int) -> int:
        """Return the library that this one goes on in: itself, or what it merged into."""
        seen: set[int] = set()
        while library_id not in seen and (after := self.by_pk[library_id].merged_into_id) is not None:
            seen.add(library_id)
            library_id = after
        return library_id

    def library(self, name: str, isil: str) -> FoundLibrary:
        """Return the library that a line means. Without name and ISIL it is the only one within reach, if it is."""
        if not name and not isil:
            if self.only is not None:
                return FoundLibrary(self.only)
            return FoundLibrary(None, _("Hier staat geen bibliotheek. Vul in waar deze persoon werkt."))
        by_isil = self._numbered(isil)
        named = self._called(name) if name else set()
        if by_isil is not None and named and by_isil not in named:
            return FoundLibrary(None, _("De naam en de ISIL zijn van twee verschillende bibliotheken. Kies er één."))
        found = {by_isil} if by_isil is not None else named
        return self._judged(found, name or isil)

    def _called(self, name: str) -> set[int]:
        for level, names in enumerate(self._names):
            wanted = cleaned(name) if level == 0 else _bare(name) if level == len(self._names) - 1 else key(name)
            found = {self.now(pk) for pk in names.get(wanted, ())} if wanted else set()
            if found:
                return found & self._reach.libraries or found
        by_isil = self._numbered(name)
        return {by_isil} if by_isil is not None else set()

    def _numbered(self, isil: str) -> int | None:
        found = self._isils.get(key(isil))
        return self.now(found) if found is not None else None

    def _judged(self, found: set[int], asked: str) -> FoundLibrary:
        if not found:
            return FoundLibrary(None, self._unknown(asked))
        if len(found) > 1:
            return FoundLibrary(None, _("Meer bibliotheken heten of heetten zo. Vul de hele naam of de ISIL in."))
        library = self.by_pk[next(iter(found))]
        if library.pk not in self._reach.libraries:
            return FoundLibrary(None, self._elsewhere(library))
        if not self._stands(library):
            return FoundLibrary(
                None, _("%(library)s is gesloten. Vul in waar deze persoon nu werkt.") % {"library": library.name}
            )
        return FoundLibrary(library)

    def _unknown(self, asked: str) -> str:
        near = get_close_matches(asked, self._standing_names, n=3, cutoff=0.5)
        if near:
            return _("Deze bibliotheek kennen we niet. Bedoel je: %(names)s?") % {"names": ", ".join(near)}
        return _("Deze bibliotheek kennen we niet. Kijk de naam na, of vul de ISIL in.")

    def _elsewhere(self, library: Library) -> str:
        if self._reach.is_whole:
            return _("%(library)s hoort niet bij de POI van deze ronde. Kies een bibliotheek van %(poi)s.") % {
                "library": library.name,
                "poi": self._reach.cohort.organisation.name,
            }
        return _("Je bent geen leidinggevende van %(library)s. Vraag een trainer om deze persoon in te schrijven.") % {
            "library": library.name
        }

    # --- Teams ---------------------------------------------------------------------------------------------------

    def read_teams(self) -> None:
        """Read the teams within reach again: after a batch that made some. One query."""
        self._teams = defaultdict(dict)
        for team in Team.objects.filter(library__in=self._reach.libraries).order_by("-closed_on", "pk"):
            for name in (key(team.name), cleaned(team.name).casefold(), cleaned(team.name)):
                self._teams[team.library_id][name] = team

    def team(self, library_id: int, name: str) -> TeamChoice | str:
        """Return the team of that name in this library, one to be made, or the sentence why neither."""
        if len(name) > Team._meta.get_field("name").max_length:  # type: ignore[operator]  # it has one
            return _("Deze teamnaam is langer dan 120 tekens. Kort hem in.")
        known = self._teams.get(library_id, {})
        found = known.get(name) or known.get(name.casefold()) or known.get(key(name) or name)
        if found is None:
            return TeamChoice(library_id, name)
        if found.closed_on is not None and found.closed_on <= self._today:
            return _("Het team %(team)s is gesloten. Kies een ander team, of laat dit vak leeg.") % {"team": found.name}
        return TeamChoice(library_id, found.name, found.pk)


def _bare(name: str) -> str:
    """Return the name without what every library is called: "De Bibliotheek Waterrijk" gives "waterrijk"."""
    words = [word for word in name.replace("-", " ").split() if key(word) not in _FILLERS]
    return key("".join(words))
