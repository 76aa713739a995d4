"""A list in the hands of somebody: planned and carried out as the page and the command do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from course.cohorts.models import Cohort
from course.cohorts.people_files.carrying_out import carry_out
from course.cohorts.people_files.plan import PlannedRow, Planner
from course.cohorts.people_files.reach import reach_of
from course.people.models import User
from tests.cohorts.people_files.sheets import csv_of, entries_of
from tests.conftest import Place

Rows = Sequence[Sequence[str]]
Do = Callable[..., list[PlannedRow]]

HEAD = ["E-mail", "Naam", "Bibliotheek", "Team", "Manier", "Taal"]


def _planner(by: User | None, cohort: Cohort) -> Planner:
    reach = reach_of(by, cohort)
    assert reach is not None
    return Planner(reach)


@pytest.fixture
def planned(place: Place, tove: User) -> Do:
    """Return what becomes of these rows: `planned([["ada@…", "Ada"]], by=mona)`. By default tove brings them in."""

    def plan(rows: Rows, by: User | None = tove, head: Sequence[str] = HEAD) -> list[PlannedRow]:
        return _planner(by, place.cohort).plan(entries_of(csv_of([head, *rows])))

    return plan


@pytest.fixture
def brought_in(place: Place, tove: User) -> Do:
    """Carry these rows out, as `planned` plans them; with invitations when `invites`."""

    def bring(
        rows: Rows, by: User | None = tove, head: Sequence[str] = HEAD, *, invites: bool = False
    ) -> list[PlannedRow]:
        planner = _planner(by, place.cohort)
        return carry_out(by=by, planner=planner, entries=entries_of(csv_of([head, *rows])), invites=invites)

    return bring
