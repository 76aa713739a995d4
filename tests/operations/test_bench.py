"""The benchmark runs, tells what it measured, and pages ask as many questions for 200 answered dingen as for 2.

No test here asserts a time: a machine has bad days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from wagtail.models import Site

from course.cohorts.models import Cohort, Enrolment
from course.operations.bench_bare import BARE_TEXT
from course.operations.bench_rounds import Case, bare_case
from course.operations.bench_world import Scale, scenes
from course.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_tests_own_transaction_stays_open() -> Iterator[None]:
    """Keep Django from closing the connection at each request, as its own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bench(*arguments: str) -> str:
    out = StringIO()
    call_command("bench", "--quick", *arguments, stdout=out, stderr=StringIO())
    Site.clear_site_root_paths_cache()
    return out.getvalue()


def rows_of(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_the_quick_benchmark_tells_what_it_measured_and_the_second_time_makes_nothing_new(tmp_path: Path) -> None:
    told = bench("--rounds", "1", "--into", str(tmp_path))
    assert (tmp_path / f"{timezone.localdate():%Y-%m-%d}.md").read_text() == told
    assert "Load of the machine" in told
    rows = rows_of(told)
    assert [row[0] for row in rows][:2] == ["bare view", "bare view, all middleware"]
    assert rows[0][3:5] == ["0", "10"]
    assert rows[0][-1] == "1"

    # A course that is longer, or of which more is answered, asks the database no more often.
    queries = defaultdict(dict)
    for page, things, answered, count, *_rest in rows[2:]:
        queries[page][int(things), int(answered)] = int(count)
    assert queries.keys() == {"lesson page", "my course", "report"}
    for page, counts in queries.items():
        assert counts.keys() == {(23, 2), (200, 2), (200, 200)}
        assert len(set(counts.values())) == 1, f"{page}: {counts}"

    # It measured what it says: the people of the last cohort did everything there is to do.
    done = {
        cohort.slug: set(cohort.enrolments.values_list("things_done", flat=True)) for cohort in Cohort.objects.all()
    }
    assert done == {"meting-23-2": {2}, "meting-200-2": {2}, "meting-200-200": {200}}

    before = Enrolment.objects.count()
    assert [row[:4] for row in rows_of(bench("--rounds", "1"))] == [row[:4] for row in rows]
    assert Enrolment.objects.count() == before
    assert len(list(tmp_path.iterdir())) == 1, "Without --into a quick run keeps nothing."

    with pytest.raises(CommandError, match="made for other sizes"):
        scenes([Scale(23, 2)], people=7)


def test_a_database_with_people_in_it_is_left_alone() -> None:
    ada = factories.make_person("Ada van den Berg")
    with pytest.raises(CommandError, match="Set DATA_DIR to an empty folder"):
        bench()
    assert list(User.objects.all()) == [ada]


def test_another_answer_than_the_page_is_not_measured() -> None:
    case = bare_case(at_once=1)
    assert case.ask().decode() == BARE_TEXT
    case.expected = "Ada van den Berg"
    with pytest.raises(CommandError, match="/bare/ answered 200 OK without “Ada van den Berg”"):
        case.ask()


def test_a_multiple_is_taken_within_each_round_so_that_a_busy_moment_counts_for_both() -> None:
    bare, page = bare_case(at_once=1), bare_case(at_once=1)
    bare.costs, page.costs = [1.0, 4.0, 1.0], [10.0, 40.0, 11.0]
    assert page.times(bare) == 10
    assert page.milliseconds == 11


def test_a_case_counts_its_queries_apart_from_its_time() -> None:
    case: Case = bare_case(at_once=3)
    case.look()
    case.measure()
    assert (case.queries, case.size, len(case.costs)) == (0, 10_000, 1)
