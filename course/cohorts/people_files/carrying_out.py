"""Doing what was planned, batch by batch: each batch is whole or not at all, and doing one again changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from course.cohorts.joining import invite_all
from course.cohorts.people_files.enrolling import enrol_all
from course.cohorts.people_files.finding import Places, TeamChoice
from course.cohorts.people_files.plan import Outcome, PlannedRow, Planner
from course.cohorts.people_files.values import Entry
from course.people.models import Team, User
from course.people.names import sort_name

ATTEMPTS = 3


def carry_out(*, by: User | None, planner: Planner, entries: Sequence[Entry], invites: bool) -> list[PlannedRow]:
    """Carry out one batch and return what became of each line.

    It is planned inside the transaction that carries it out, so that it is true at that moment. Somebody else may make
    the same person meanwhile: then the whole batch is planned and done again, and finds her there.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                rows = planner.plan(entries)
                _write(by, planner, [row for row in rows if not row.is_refused], invites)
                return rows
        except IntegrityError:
            planner.places.read_teams()
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")  # pragma: no cover


def counted(rows: Sequence[PlannedRow]) -> Counter[str]:
    """Return how many lines have which outcome."""
    return Counter(row.outcome.value for row in rows)


def _write(by: User | None, planner: Planner, rows: Sequence[PlannedRow], invites: bool) -> None:
    """Write this batch: eleven queries and the invitations, whatever the number of lines."""
    teams = _teams_for(rows, planner.places)
    made = _make_people([row for row in rows if row.outcome is Outcome.MADE], teams)
    known = _fill_in([row for row in rows if row.person_id is not None and (row.enrols or row.changes)], teams)
    people = made | known
    joining = [(people[row.entry.number], row.way) for row in rows if row.enrols]
    cohort = planner.reach.cohort
    enrol_all(by=by, cohort=cohort, people=joining)
    if invites:
        by_way = defaultdict(list)
        for person, way in joining:
            by_way[way].append(person)
        for way, some in by_way.items():
            invite_all(by=by, cohort=cohort, people=some, way=way)


def _teams_for(rows: Sequence[PlannedRow], places: Places) -> dict[tuple[int, str], int]:
    """Return the id of each team that these lines name, after making those that are new."""
    chosen = dict.fromkeys(row.team for row in rows if row.team is not None)
    new = [team for team in chosen if team.pk is None]
    ids = {(team.library_id, team.name): team.pk for team in chosen if team.pk is not None}
    if new:
        first: dict[tuple[int, str], TeamChoice] = {}
        for team in new:
            first.setdefault((team.library_id, team.name.casefold()), team)
        Team.objects.bulk_create(
            [Team(library_id=team.library_id, name=team.name) for team in first.values()], ignore_conflicts=True
        )
        places.read_teams()
        for team in new:
            found = places.team(team.library_id, team.name)
            if not isinstance(found, TeamChoice) or found.pk is None:
                raise IntegrityError(f"Team {team.name!r} is not there after it was made.")
            ids[team.library_id, team.name] = found.pk
    return ids


def _make_people(rows: Sequence[PlannedRow], teams: dict[tuple[int, str], int]) -> dict[int, User]:
    """Return new people by line number: without a password, without a role. One query."""
    people = [
        User(
            email=row.entry.email,
            name=row.entry.name,
            sort_name=sort_name(row.entry.name)[:120],
            language=row.entry.language or "nl",
            library_id=row.library_id,
            team_id=_team_id(row, teams),
            password=make_password(None),
        )
        for row in rows
    ]
    User.objects.bulk_create(people)
    return {row.entry.number: person for row, person in zip(rows, people, strict=True)}


def _fill_in(rows: Sequence[PlannedRow], teams: dict[tuple[int, str], int]) -> dict[int, User]:
    """Return people who were here already by line number, with what was empty filled in. At most two queries."""
    people = User.objects.select_for_update().in_bulk([row.person_id for row in rows])
    changed = []
    for row in rows:
        person = people[row.person_id]
        if not (row.fills_name or row.library_id or row.team):
            continue
        if row.fills_name and not person.name.strip():
            person.name, person.sort_name = row.entry.name, sort_name(row.entry.name)[:120]
        person.library_id = person.library_id or row.library_id
        if row.team is not None and row.team.library_id == person.library_id:
            person.team_id = person.team_id or _team_id(row, teams)
        changed.append(person)
    User.objects.bulk_update(changed, ["name", "sort_name", "library", "team"])
    return {row.entry.number: people[row.person_id] for row in rows}


def _team_id(row: PlannedRow, teams: dict[tuple[int, str], int]) -> int | None:
    return teams[row.team.library_id, row.team.name] if row.team is not None else None
