"""What can be done to a place. Each is whole or not at all, and is logged.

What was before stays true: a name keeps until when it held, a closed library keeps its enrolments, and a library that
merges keeps the cohorts that are over. The rooms above know of more that hangs on a library than this one does: each
registers a mover, which is called in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from course.people.models import FormerName, Library, Role, ServiceOrganisation, Team, User

Place = ServiceOrganisation | Library | Team

Mover = Callable[[Library, Library, Mapping[int, Team]], int]
"""Moves what must go along from the first library to the second, given the team that takes over from each old one (by
its id). Returns how many people it moved."""

_movers: list[Mover] = []


def register_mover(mover: Mover) -> None:
    """Make a room's mover known; it does so in its AppConfig.ready(). Twice is once."""
    if mover not in _movers:
        _movers.append(mover)


def free_slug(model: type[ServiceOrganisation | Library], name: str) -> str:
    """Return a part of an address for a new place. It stays when the name changes: links keep working. One query."""
    base = slugify(name)[:40] or "plek"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def add_library(*, by: User | None, organisation: ServiceOrganisation, name: str, isil: str = "") -> Library:
    """Return a new library of this POI. Raises ValidationError for a name or an ISIL that is taken or cannot be."""
    library = Library(organisation=organisation, name=name, isil=isil, slug=free_slug(Library, name))
    library.full_clean()
    library.save()
    log(library, "wagtail.create", user=by)
    return library


@transaction.atomic
def add_organisation(*, by: User | None, name: str, province: str = "") -> ServiceOrganisation:
    """Return a new POI. Raises ValidationError for a name that is taken."""
    organisation = ServiceOrganisation(name=name, province=province, slug=free_slug(ServiceOrganisation, name))
    organisation.full_clean()
    organisation.save()
    log(organisation, "wagtail.create", user=by)
    return organisation


@transaction.atomic
def add_team(*, by: User | None, library: Library, name: str) -> Team:
    """Return a new team. Raises ValidationError for a name that this library has already."""
    team = Team(library=library, name=name)
    team.full_clean()
    team.save()
    log(team, "wagtail.create", user=by)
    return team


@transaction.atomic
def rename(*, by: User | None, place: Place, name: str) -> None:
    """Give a place another name from today; `name_on` still knows the one before. The same name changes nothing.

    Two names on one day leave one behind: the one that held for a day at least. Raises ValidationError.
    """
    place.refresh_from_db()
    before, today = place.name, timezone.localdate()
    if name == before:
        return
    place.name = name
    place.full_clean()
    place.save(update_fields=["name"])
    if not place.former_names.filter(until_on=today).exists():
        FormerName.objects.create(**{_kind_of(place): place}, name=before, until_on=today)
    log(place, "wagtail.rename", user=by)


def _kind_of(place: Place) -> str:
    return {ServiceOrganisation: "organisation", Library: "library", Team: "team"}[type(place)]


@transaction.atomic
def close(*, by: User | None, place: Place) -> None:
    """End a place today: it can no longer be chosen and counts no more. Its people and history stay. Twice is once.

    Raises ValidationError for a POI with a library that still stands: those must go somewhere first.
    """
    if isinstance(place, ServiceOrganisation) and place.libraries.standing().exists():
        raise ValidationError(
            _("%(place)s heeft nog bibliotheken. Sluit die eerst, of zet ze bij een andere POI.") % {"place": place}
        )
    place.refresh_from_db()
    if place.closed_on is None:
        place.closed_on = timezone.localdate()
        place.save(update_fields=["closed_on"])
        log(place, "wagtail.edit", user=by)


@transaction.atomic
def reopen(*, by: User | None, place: Place) -> None:
    """Take back a closing. Raises ValidationError for a library that merged: its people have moved."""
    place.refresh_from_db()
    if isinstance(place, Library) and place.merged_into_id is not None:
        raise ValidationError(
            _("%(place)s is samengegaan met %(into)s. Dat is niet met één druk terug te draaien.")
            % {"place": place, "into": place.merged_into}
        )
    if place.closed_on is not None:
        place.closed_on = None
        place.save(update_fields=["closed_on"])
        log(place, "wagtail.edit", user=by)


@dataclass(frozen=True)
class Merged:
    """What a merger did: people who work elsewhere now, teams and managers that came along, enrolments that moved."""

    people: int
    teams: int
    roles: int
    enrolments: int


@transaction.atomic
def merge(*, by: User | None, library: Library, into: Library) -> Merged:
    """Let one library go up in another, from today.

    People, teams and roles move. Enrolments in cohorts that still run move too, by the movers; those of cohorts that
    are over stay with the old library under its old name, and `Library.objects.with_merged` finds them, so that no
    library counts twice and none is lost. Raises ValidationError when it cannot be.
    """
    library, into = _locked(library, into)
    _refuse(library, into)
    takes_over, teams = _move_teams(library, into)
    people = list(User.objects.filter(library=library).select_for_update())
    for person in people:
        person.library, person.team = into, takes_over.get(person.team_id or 0)
    User.objects.bulk_update(people, ["library", "team"], batch_size=500)
    roles = _move_roles(library, into)
    enrolments = sum(mover(library, into, takes_over) for mover in _movers)
    Library.objects.filter(merged_into=library).update(merged_into=into)  # One step always, however often they merge.
    library.closed_on, library.merged_into = timezone.localdate(), into
    library.save(update_fields=["closed_on", "merged_into"])
    log(library, "wagtail.edit", user=by)
    log(into, "wagtail.edit", user=by)
    return Merged(len(people), teams, roles, enrolments)


def _locked(library: Library, into: Library) -> tuple[Library, Library]:
    """Return both as they are now, locked in one order: two mergers that cross each other would else both succeed."""
    rows = Library.objects.select_for_update().in_bulk(sorted([library.pk, into.pk]))
    return rows[library.pk], rows[into.pk]


def _refuse(library: Library, into: Library) -> None:
    if library.pk == into.pk:
        raise ValidationError(_("Een bibliotheek kan niet met zichzelf samengaan. Kies een andere."))
    for one in (library, into):
        if one.closed_on is not None:
            raise ValidationError(_("%(place)s is gesloten. Kies een bibliotheek die er nog is.") % {"place": one})


def _move_teams(library: Library, into: Library) -> tuple[dict[int, Team], int]:
    """Return which team takes over from which old one (by id), and how many were new there.

    A team of the same name takes over; another moves as it is, and closed ones stay behind.
    """
    there = {team.name.casefold(): team for team in into.teams.all()}
    takes_over: dict[int, Team] = {}
    moved = 0
    for team in library.teams.standing():
        same = there.get(team.name.casefold())
        if same is None:
            same = Team.objects.create(library=into, name=team.name)
            moved += 1
        takes_over[team.pk] = same
    return takes_over, moved


def _move_roles(library: Library, into: Library) -> int:
    """Let who manages or leads groups here do so there from today; her old role ends. Returns how many did."""
    moved = 0
    today = timezone.localdate()
    for role in Role.objects.current().filter(library=library):
        there, is_new = Role.objects.get_or_create(
            person_id=role.person_id, kind=role.kind, library=into, defaults={"ends_on": role.ends_on}
        )
        has_ended = there.ends_on is not None and there.ends_on < today
        if has_ended:
            there.starts_on, there.ends_on = today, role.ends_on
            there.save(update_fields=["starts_on", "ends_on"])
        moved += is_new or has_ended
    Role.objects.filter(library=library, starts_on__gte=today).delete()
    yesterday = date.fromordinal(today.toordinal() - 1)
    Role.objects.current().filter(library=library).update(ends_on=yesterday)
    return moved


def names_on(libraries: Iterable[Library], day: date) -> dict[int, str]:
    """Return what each of these libraries was called on that day, by id. One query."""
    libraries = list(libraries)
    names = {library.pk: library.name for library in libraries}
    former = FormerName.objects.filter(library__in=names, until_on__gt=day).order_by("-until_on", "-pk")
    names.update((row.library_id, row.name) for row in former if row.library_id)  # The earliest comes last, and wins.
    return names
