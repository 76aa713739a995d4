"""Measuring a list of people: read, looked at, carried out, and carried out again, by the clock."""

from __future__ import annotations

import io
import resource
import sys
import time
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

from course.cohorts.actions import start_cohort
from course.cohorts.models import Cohort
from course.cohorts.people_files.actions import look
from course.cohorts.people_files.carrying_out import carry_out
from course.cohorts.people_files.plan import BATCH, Outcome, Planner
from course.cohorts.people_files.reach import Reach, reach_of
from course.cohorts.people_files.reading import read_people_file
from course.cohorts.people_files.values import Sheet
from course.operations.scale_names import FIRST_NAMES, LAST_NAMES
from course.people.models import Library, ServiceOrganisation
from lessons.models import CoursePage
from lessons.spreadsheet_text import csv_bytes

LIBRARIES = 40
HEAD = ("E-mailadres", "Naam", "Bibliotheek", "Vestiging", "Manier van meedoen")


@dataclass(frozen=True)
class List:
    """What it took to bring in so many people. `grown` is by how many MB the process had to grow for it."""

    people: int
    read_csv: float
    read_xlsx: float
    look: float
    carry_out: float
    again: float
    grown: float


def rows_of(people: int) -> list[tuple[str, ...]]:
    """Return the head and so many invented people, spread over the libraries and three branches of each."""
    rows: list[tuple[str, ...]] = [HEAD]
    for number in range(people):
        first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // 7 % len(LAST_NAMES)]
        library = f"Bibliotheek Lijst {number % LIBRARIES + 1}"
        email = f"{first}.{number}@lijst.example".encode("ascii", "ignore").decode().replace(" ", "")
        rows.append((email, f"{first} {last}", library, f"Vestiging {number % 3}", "alles doen"))
    return rows


def xlsx_of(rows: list[tuple[str, ...]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def make_place() -> Cohort:
    """Return a cohort of a POI with its libraries; the one of the last time when it is here."""
    organisation, is_new = ServiceOrganisation.objects.get_or_create(name="POI Lijst", slug="poi-lijst")
    if is_new:
        Library.objects.bulk_create(
            Library(name=f"Bibliotheek Lijst {number}", slug=f"lijst-{number}", organisation=organisation)
            for number in range(1, LIBRARIES + 1)
        )
    found = Cohort.objects.filter(organisation=organisation).first()
    course = CoursePage.objects.live()[0]
    return found or start_cohort(
        by=None, course=course, organisation=organisation, name="Lijst", starts_on=timezone.localdate()
    )


def brought_in(people: int) -> List:
    """Bring in so many people, each with an invitation, and take them back again.

    Raises RuntimeError when not everybody came in, or when the second time changed anything.
    """
    cohort = make_place()
    reach = reach_of(None, cohort)
    rows = rows_of(people)
    content, workbook = csv_bytes(rows), xlsx_of(rows)
    if reach is None:
        raise RuntimeError("There is nothing to bring people into.")
    before = _most_memory()
    csv_seconds, xlsx_seconds = _reading(content), _reading(workbook)
    looking = time.perf_counter()
    look(_sheet(content), reach)
    looked = time.perf_counter() - looking
    with transaction.atomic():
        first = _carried_out(content, reach, people, Outcome.MADE)
        second = _carried_out(content, reach, people, Outcome.UNCHANGED)
        transaction.set_rollback(True)
    return List(people, csv_seconds, xlsx_seconds, looked, first, second, _most_memory() - before)


def _sheet(content: bytes) -> Sheet:
    return Sheet(read_people_file(io.BytesIO(content)), {}, {})


def _reading(content: bytes) -> float:
    began = time.perf_counter()
    for _line in read_people_file(io.BytesIO(content)).lines:
        pass
    return time.perf_counter() - began


def _carried_out(content: bytes, reach: Reach, people: int, expected: Outcome) -> float:
    began = time.perf_counter()
    sheet, planner, count = _sheet(content), Planner(reach), 0
    while entries := [sheet.entry(line) for line in islice(sheet.lines, BATCH)]:
        rows = carry_out(by=None, planner=planner, entries=entries, invites=True)
        count += sum(row.outcome is expected for row in rows)
    if count != people:
        raise RuntimeError(f"Of {people} people {count} were {expected.value}.")
    return time.perf_counter() - began


def _most_memory() -> float:
    """Return the most memory this process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_000_000 if sys.platform == "darwin" else 1000)
