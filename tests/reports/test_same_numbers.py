"""Screen, files and a slow count by hand say the same, whoever did what and whatever is filtered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.progress.models import ThingCompletion
from tests import factories
from tests.conftest import Place
from tests.reports.factories import begin, finish
from tests.reports.reading import csv_of, rows_on_screen, xlsx_of

SignIn = Callable[[User | None], Client]
STARTED = datetime(2026, 9, 7, 21, 30, tzinfo=UTC)


class Somebody(NamedTuple):
    """One person to make up: her dingen are "todo", "busy" or "done", in the order of the programme."""

    name: str
    has_team: bool
    way: str
    here: bool
    stopped: bool
    dingen: list[str]


NAMES = st.sampled_from(["Ria van Dijk", "=1+1", "Kees de Boer", "Iris", "O'Brien <b>", "Nguyễn", "Iris Bakker"])
PEOPLE = st.lists(
    st.builds(
        Somebody,
        name=NAMES,
        has_team=st.booleans(),
        way=st.sampled_from(["all", "choose", "read"]),
        here=st.sampled_from([True, True, True, False]),
        stopped=st.sampled_from([False, False, False, True]),
        dingen=st.lists(st.sampled_from(["todo", "busy", "done"]), min_size=4, max_size=4),
    ),
    max_size=6,
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "naam": st.sampled_from(["iris", "van", "<b>", "niemand"]),
        "team": st.sampled_from(["geen"]),
        "stand": st.sampled_from(["done", "busy", "todo", "reads"]),
        "sort": st.sampled_from(["name", "-name", "done", "-done"]),
    },
)
WORDS = {"todo": "niet begonnen", "busy": "bezig", "done": "klaar"}


def make(people: list[Somebody], place: Place) -> None:
    team = factories.make_team(place.library)
    for number, one in enumerate(people):
        library = place.library if one.here else place.other_library
        person = factories.make_person(one.name, library=library)
        enrolment = factories.enrol(person, place.cohort, way=one.way, team=team if one.has_team and one.here else None)
        for thing, state in zip(place.things, one.dingen, strict=True):
            if state == "done":
                finish(person, thing, place.cohort, at=STARTED + timedelta(days=number, hours=thing.number))
            elif state == "busy":
                begin(person, thing)
        if one.stopped:
            Enrolment.objects.filter(pk=enrolment.pk).update(left_at=STARTED)


def counted_by_hand(place: Place, query: dict[str, str], *, dates: bool) -> list[list[str]]:
    """Return the rows that must be there, found one object at a time, without the report's own queries."""
    rows = []
    for enrolment in Enrolment.objects.filter(cohort=place.cohort):
        if enrolment.left_at or enrolment.library_id != place.library.pk:
            continue
        reads = enrolment.way == "read"
        cells, states = [], []
        for thing in place.things:
            kept = ThingCompletion.objects.filter(person=enrolment.person, thing=thing).first()
            state = kept.state if kept else "todo"
            states.append(state)
            word = "leest mee" if reads and state == "todo" else WORDS[state]
            if dates and kept and kept.done_at:
                word += f"@{kept.done_at.astimezone(ZoneInfo('Europe/Amsterdam')).date().isoformat()}"
            cells.append(word)
        done = states.count("done")
        standing = "done" if done == 4 else "todo" if set(states) == {"todo"} else "busy"
        standing = "reads" if reads else standing
        wanted = query.get("stand")
        if (wanted and wanted != standing) or (query.get("team") == "geen" and enrolment.team):
            continue
        if query.get("naam", "").casefold() not in enrolment.person.name.casefold():
            continue
        word = {"done": "alles klaar", "reads": "leest mee"}.get(standing) or WORDS[standing]
        count = "" if reads else f"{done} van de 4"
        rows.append([enrolment.person.name, enrolment.team.name if enrolment.team else "", word, count, *cells])
    return rows


def in_a_file(row: list[str], *, dates: bool) -> list[str]:
    """Return the row as a file says it, with the day as ISO in its own cell."""
    cells = [
        cell for word in row[4:] for cell in ((word.partition("@")[0], word.partition("@")[2]) if dates else (word,))
    ]
    return [*row[:3], row[3].split(" ")[0], *cells]


def as_text(cell: object) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else "" if cell is None else str(cell)


def day_as_iso(cell: str) -> str:
    parts = cell.split("-")
    return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else cell.removeprefix("'")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, query=QUERY, dates=st.booleans())
def test_screen_and_files_say_what_a_count_by_hand_says(
    people: list[Somebody], query: dict[str, str], dates: bool, place: Place, mona: User, as_: SignIn
) -> None:
    with transaction.atomic():
        make([Somebody("Iris Altijd", False, "all", True, False, ["done", "busy", "todo", "todo"]), *people], place)
        Cohort.objects.filter(pk=place.cohort.pk).update(managers_see="dates" if dates else "state")
        client = as_(mona)
        expected = sorted(counted_by_hand(place, query, dates=dates))
        screen = rows_on_screen(client, reverse("reports:completion"), **query)
        in_csv = csv_of(client.get(reverse("reports:completion_csv"), query)).rows
        in_xlsx = xlsx_of(client.get(reverse("reports:completion_xlsx"), query)).rows
        transaction.set_rollback(True)
    assert sorted(screen) == expected
    assert sorted([day_as_iso(str(cell)) for cell in row] for row in in_csv) == sorted(
        in_a_file(row, dates=dates) for row in expected
    )
    assert [[as_text(cell) for cell in row] for row in in_xlsx] == [in_a_file(row, dates=dates) for row in screen]
    if query.get("sort") in ("done", "-done"):
        numbers = [int(row[3].split(" ")[0]) for row in screen if row[3]]
        assert numbers == sorted(numbers, reverse=query["sort"] == "-done")
        assert [bool(row[3]) for row in screen] == sorted((bool(row[3]) for row in screen), reverse=True)
