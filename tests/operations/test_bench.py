"""The benchmark runs, tells what it measured, and pages ask as many questions for 200 answered dingen as for 2.

No test here asserts a time: a machine has bad days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from course.cohorts.models import Cohort, Enrolment
from course.operations.bench_bare import BARE_TEXT
from course.operations.bench_browser import Step
from course.operations.bench_quiz import FORM_TYPE, drafts, form_of
from course.operations.bench_rounds import Case, bare_case
from course.operations.bench_world import Scale, scenes
from course.operations.management.commands import bench as bench_command
from course.people.models import ServiceOrganisation, User
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def bench(*arguments: str) -> str:
    out = StringIO()
    call_command("bench", "--quick", "--no-browser", *arguments, stdout=out, stderr=StringIO())
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

    # A quiz that is longer asks the database no more often, nor does it when it is saved.
    editing = {row[0]: int(row[3]) for row in rows if row[0].endswith(" questions")}
    assert editing["editor of 60 questions"] == editing["editor of 6 questions"]
    assert editing["saving 60 questions"] == editing["saving 6 questions"]
    assert "**The browser part was left out, because that was asked.**" in told

    # A course that is longer, or of which more is answered, asks the database no more often.
    queries = defaultdict(dict)
    for page, things, answered, count, *_rest in rows[2:-6]:
        queries[page][int(things), int(answered)] = int(count)
    assert queries.keys() == {"lesson page", "my course", "report"}
    for page, counts in queries.items():
        assert counts.keys() == {(23, 2), (200, 2), (200, 200)}
        assert len(set(counts.values())) == 1, f"{page}: {counts}"

    # Who may read a page is asked in a few questions, of which the share is told.
    checks = {row[0]: int(row[3]) for row in rows[-2:]}
    assert checks.keys() == {"access checks of the lesson page", "access checks of the report"}
    assert max(checks.values()) <= 3
    assert [line.split(" is ")[0] for line in told.splitlines() if "% of the" in line] == ["Asking who may read it"] * 2

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


def test_where_no_browser_is_the_bench_says_so_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    err = StringIO()
    told = bench_command.Command(stderr=err).in_browser([], rounds=1, is_left_out=False)
    assert "!!! No Chromium was found, so what editing costs in a browser is NOT MEASURED." in err.getvalue()
    assert "**No Chromium was found" in told


def test_a_step_is_compared_within_each_round() -> None:
    step = Step("one character")
    for six, sixty in ((10.0, 12.0), (100.0, 110.0), (10.0, 13.0)):
        step.add(6, six)
        step.add(60, sixty)
    assert (step.milliseconds(6), step.milliseconds(60)) == (10, 13)
    assert step.times == 1.2


def test_what_the_bench_sends_is_what_the_editor_would(place: Place, tove: User, as_: Callable[..., Client]) -> None:
    ServiceOrganisation.objects.create(name="POI Meting", slug="poi-meting")
    small, large = drafts()
    assert [draft.questions for draft in (small, large)] == [6, 60]
    response = as_(small.trainer).post(small.address, form_of(small), content_type=FORM_TYPE)
    assert response.status_code == 302
    kept = ThingPage.objects.get(pk=small.thing.pk).get_latest_revision_as_object()
    before, after = ([dict(row) for row in page.exercises[0].value["questions"]] for page in (small.thing, kept))
    assert [(row["key"], row["text"], len(row["options"])) for row in after] == [
        (row["key"], row["text"], len(row["options"])) for row in before
    ]
    assert [draft.thing.slug for draft in drafts()] == ["meting-quiz-6", "meting-quiz-60"], "A second time is no other."
