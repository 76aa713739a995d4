"""People out as a file, and in again: every line unchanged, whatever people are called."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from course.cohorts.models import Cohort, Enrolment
from course.cohorts.people_files.plan import Outcome, PlannedRow, Planner
from course.cohorts.people_files.reach import reach_of
from course.cohorts.people_files.writing import WRITERS, as_csv, as_xlsx
from course.people.models import Library, Team, User
from tests import factories
from tests.cohorts.people_files.sheets import entries_of
from tests.conftest import Place

FORMULAS = ["=1+1", "@SUM(A1)", "+31 6", "-2", "\t=1", "＝1", "'=1", "'t Hooft", '=HYPERLINK("x")', "#N/A", "_x0041_"]  # noqa: RUF001
ODD = ["JAN", "Dijk, Ria van", "ZoÃ«", "a;b", 'a"b', "a\nb\nc", " x  y ", "Zoe\u0308", "\u202eabc", "\u200b", "ﬀ", "😀"]
WORDS = st.one_of(
    st.sampled_from(FORMULAS + ODD),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40),
)
SignIn = Callable[[User | None], Client]


def round_trip(cohort: Cohort, extension: str) -> list[PlannedRow]:
    """Return what reading a cohort's own file back would do."""
    reach = reach_of(None, cohort)
    assert reach is not None
    write, _content_type = WRITERS[extension]
    return Planner(reach).plan(entries_of(write(reach)))


def assert_unchanged(rows: list[PlannedRow], number: int) -> None:
    told = [(row.outcome, row.problems, row.remarks, row.changes) for row in rows]
    assert told == [(Outcome.UNCHANGED, [], [], [])] * number


@pytest.mark.parametrize("extension", WRITERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_a_file_of_a_cohort_reads_back_unchanged(extension: str, place: Place, names: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        for name, team in names:
            row = Team.objects.get_or_create(library=place.library, name=team[:100])[0]
            person = factories.make_person(library=place.library, team=row)
            User.objects.filter(pk=person.pk).update(name=name, sort_name=name.casefold()[:100])
            factories.enrol(person, place.cohort)
        assert_unchanged(round_trip(place.cohort, extension), len(names))
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("extension", WRITERS)
def test_people_who_moved_paused_or_read_along_come_back_unchanged(
    extension: str, language: str, place: Place, ada: User, ben: User
) -> None:
    today = timezone.localdate()
    closed = factories.make_library("=Dicht", place.organisation, closed_on=today)
    User.objects.filter(pk=ada.pk).update(library=closed, language="en")
    User.objects.filter(pk=ben.pk).update(library=factories.make_library("Elders"))
    Library.objects.filter(pk=place.library.pk).update(isil="NL-0800010000")
    Enrolment.objects.filter(person=ada).update(way="read", paused_at=timezone.now())
    gone = factories.make_person(library=place.library)
    factories.enrol(gone, place.cohort)
    Enrolment.objects.filter(person=gone).update(left_at=timezone.now())
    chooses = factories.make_person(library=place.library)
    factories.enrol(chooses, place.cohort, way="choose")
    with translation.override(language):
        assert_unchanged(round_trip(place.cohort, extension), 3)


def test_no_cell_of_a_file_runs(place: Place) -> None:
    for formula in FORMULAS:
        person = factories.make_person(library=place.library)
        User.objects.filter(pk=person.pk).update(name=formula)
        factories.enrol(person, place.cohort)
    reach = reach_of(None, place.cohort)
    assert reach is not None
    content = as_csv(reach)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["E-mailadres", "Naam", "Bibliotheek", "ISIL", "Team of vestiging", "Manier van meedoen", "Taal"]
    for row in rows[1:]:
        assert not any(cell.startswith(("=", "@", "＝")) for cell in row)  # noqa: RUF001
    sheet = load_workbook(io.BytesIO(as_xlsx(reach))).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert [cell.value for cell in sheet[1]] == rows[0]


def test_mona_gets_the_people_of_her_library_and_tove_all(
    as_: SignIn, mona: User, tove: User, ada: User, place: Place
) -> None:
    kees = factories.make_person("Kees Vos", library=place.other_library)
    factories.enrol(kees, place.cohort)
    address = reverse("people_files:export", args=[place.cohort.slug, "csv"])
    hers, all_ = (as_(person).get(address).content.decode() for person in (mona, tove))
    assert (ada.email in hers, kees.email in hers) == (True, False)
    assert (ada.email in all_, kees.email in all_) == (True, True)
    assert "alles doen" in all_
    assert "alles doen" not in hers
    assert as_(ada).get(address).status_code == 403


def test_where_managers_see_nothing_mona_gets_no_list(as_: SignIn, mona: User, tove: User, place: Place) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(managers_see=Cohort.ManagerView.NOTHING)
    address = reverse("people_files:export", args=[place.cohort.slug, "xlsx"])
    assert as_(mona).get(address).status_code == 403
    assert as_(tove).get(address).status_code == 200
    assert address not in as_(mona).get(reverse("people_files:start")).content.decode()


def test_writing_costs_the_same_for_two_people_and_for_twenty(place: Place) -> None:
    reach = reach_of(None, place.cohort)
    assert reach is not None

    def cost(number: int) -> int:
        for _person in range(number):
            factories.enrol(factories.make_person(library=place.library), place.cohort)
        with CaptureQueriesContext(connection) as caught:
            as_csv(reach)
        return len(caught)

    assert cost(2) == cost(18) == 1
