"""What mona may know of the people of her library, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.reports.base import reports
from tests import factories
from tests.conftest import Place
from tests.reports.factories import begin, finish
from tests.reports.reading import csv_of, rows_on, rows_on_screen, workbook_of, xlsx_of

SignIn = Callable[[User | None], Client]
FILES = ["reports:completion_csv", "reports:completion_xlsx"]
EVERYTHING = ["reports:completion", *FILES]
ADA, BEN = "Ada van den Berg", "Ben Yıldız"
LATE = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
"""Half past midnight on 19 November in Amsterdam."""


@pytest.fixture
def page() -> str:
    return reverse("reports:completion")


@pytest.fixture
def manager(as_: SignIn, mona: User, ada: User, ben: User, cleo: User) -> Client:
    """mona, signed in, with ada and ben in her library and cleo in another."""
    return as_(mona)


def show(cohort: Cohort, what: str) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(managers_see=what)


# --- Who may look --------------------------------------------------------------------------------------------------


def test_mona_sees_ada_and_ben_and_not_cleo(manager: Client, page: str) -> None:
    assert [row[0] for row in rows_on_screen(manager, page)] == [ADA, BEN]
    for name in EVERYTHING:
        assert b"Cleo" not in manager.get(reverse(name)).content


def test_mona_sees_only_her_own_library_of_a_cohort_of_several(manager: Client, place: Place, page: str) -> None:
    stranger = factories.make_person("Cleo Tweede", library=place.other_library)
    factories.enrol(stranger, place.cohort)
    assert [row[0] for row in rows_on_screen(manager, page)] == [ADA, BEN]
    assert len(csv_of(manager.get(reverse("reports:completion_csv"))).rows) == 2


@pytest.mark.parametrize("name", ["reports:index", *EVERYTHING])
def test_only_managers_come_in(name: str, as_: SignIn, ada: User, tove: User) -> None:
    assert as_(ada).get(reverse(name)).status_code == 403
    assert as_(tove).get(reverse(name)).status_code == 403
    assert as_(None).get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_manager_of_another_library_cannot_ask_for_monas(name: str, as_: SignIn, place: Place, ada: User) -> None:
    other = factories.make_person("Nadia", library=place.other_library)
    factories.give_role(other, "manager", library=place.other_library)
    client = as_(other)
    assert client.get(reverse(name), {"bibliotheek": place.library.slug}).status_code == 404
    assert client.get(reverse(name), {"ronde": place.cohort.slug}).status_code == 404


def test_a_role_that_has_ended_shows_nothing(as_: SignIn, mona: User, ada: User, page: str) -> None:
    mona.roles.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert as_(mona).get(page).status_code == 403


def test_a_manager_of_two_libraries_chooses_one(manager: Client, mona: User, place: Place, page: str) -> None:
    factories.give_role(mona, "manager", library=place.other_library)
    assert "Kies deze bibliotheek" in manager.get(page).content.decode()
    names = [row[0] for row in rows_on_screen(manager, page, bibliotheek=place.other_library.slug)]
    assert names == ["Cleo Nguyễn"]
    assert manager.get(page, {"bibliotheek": place.library.slug, "ronde": place.other_cohort.slug}).status_code == 404


def test_a_library_without_participants_gets_an_empty_page_and_no_file(as_: SignIn, place: Place, page: str) -> None:
    manager = factories.make_person("Fien")
    factories.give_role(manager, "manager", library=place.other_library)
    response = as_(manager).get(page)
    assert "Er doet nog niemand mee." in response.content.decode()
    assert as_(manager).get(reverse("reports:completion_csv")).status_code == 404


def test_the_index_leads_to_the_only_report(manager: Client, page: str) -> None:
    assert manager.get(reverse("reports:index")).headers["Location"] == page


def test_with_several_reports_the_index_lists_them(manager: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = reports()["completion"]
    monkeypatch.setattr("course.reports.views.reports", lambda: {"one": report, "other": report})
    assert manager.get(reverse("reports:index")).content.decode().count(f'href="{page}"') == 2


def test_nothing_can_be_changed_here(manager: Client) -> None:
    for name in ["reports:index", *EVERYTHING]:
        assert manager.post(reverse(name)).status_code == 405


# --- What the rows say ---------------------------------------------------------------------------------------------


def test_a_cell_says_klaar_bezig_or_niet_begonnen(manager: Client, ada: User, place: Place, page: str) -> None:
    finish(ada, place.checklist_thing, place.cohort)
    begin(ada, place.blog_thing)
    first, second = rows_on_screen(manager, page)
    assert first == [
        ADA,
        "",
        "bezig",
        "1 van de 4",
        "klaar",
        "bezig",
        "niet begonnen",
        "niet begonnen",
    ]
    assert second[2:4] == ["niet begonnen", "0 van de 4"]


def test_somebody_with_all_dingen_done_is_alles_klaar(manager: Client, ada: User, place: Place, page: str) -> None:
    for thing in place.things:
        finish(ada, thing, place.cohort)
    assert rows_on_screen(manager, page)[0][2:4] == ["alles klaar", "4 van de 4"]


def test_whoever_reads_along_is_never_behind(manager: Client, ben: User, place: Place, page: str) -> None:
    Enrolment.objects.filter(person=ben).update(way="read")
    finish(ben, place.poll_thing, place.cohort)
    reader = rows_on_screen(manager, page)[1]
    assert reader == [BEN, "", "leest mee", "", "leest mee", "leest mee", "klaar", "leest mee"]
    for standing in ("todo", "busy", "done"):
        assert "Ben" not in str(rows_on_screen(manager, page, stand=standing))
    assert [row[0] for row in rows_on_screen(manager, page, stand="reads")] == [BEN]
    figures = {str(figure.label): figure for figure in manager.get(page).context["summary"].figures}
    assert (figures["Dingen klaar"].value, figures["Dingen klaar"].of) == (0, 4)
    assert (figures["Niet begonnen"].value, figures["Lezen mee"].value) == (1, 1)


def test_whoever_stopped_is_not_in_the_report(manager: Client, ben: User, page: str) -> None:
    Enrolment.objects.filter(person=ben).update(left_at=timezone.now())
    assert [row[0] for row in rows_on_screen(manager, page)] == [ADA]


def test_whoever_moved_stays_with_the_library_of_then(manager: Client, ada: User, place: Place, page: str) -> None:
    User.objects.filter(pk=ada.pk).update(library=place.other_library)
    assert [row[0] for row in rows_on_screen(manager, page)] == [ADA, BEN]


def test_a_pause_is_nobodys_business(manager: Client, ben: User, page: str) -> None:
    before = rows_on_screen(manager, page)
    Enrolment.objects.filter(person=ben).update(paused_at=timezone.now())
    assert rows_on_screen(manager, page) == before
    assert "gepauzeerd" not in manager.get(page).content.decode()


def test_a_report_holds_no_address_and_no_screen_name(manager: Client, ada: User, place: Place) -> None:
    User.objects.filter(pk=ada.pk).update(screen_name="Boekenwurm")
    finish(ada, place.checklist_thing, place.cohort)
    for name in EVERYTHING:
        response = manager.get(reverse(name))
        content = response.content.decode("utf-8", "ignore")
        if name.endswith("xlsx"):
            content = str([list(sheet.iter_rows(values_only=True)) for sheet in workbook_of(response)])
        assert "Boekenwurm" not in content
        assert ada.email not in content


def test_the_chart_counts_those_who_hand_in(manager: Client, ada: User, ben: User, place: Place, page: str) -> None:
    finish(ada, place.checklist_thing, place.cohort)
    finish(ben, place.checklist_thing, place.cohort)
    begin(ben, place.blog_thing)
    chart = manager.get(page).context["summary"].chart
    assert [(bar.number, bar.done) for bar in chart.bars] == [(1, 2), (2, 0), (3, 0), (7, 0)]
    assert chart.people == 2
    assert "Ding 1 is het vaakst klaar: bij 2 van 2. Ding 7 het minst: bij 0." in manager.get(page).content.decode()


def test_the_sentence_above_the_chart_is_right_for_one_person_too(
    manager: Client, ben: User, place: Place, page: str
) -> None:
    ben.enrolments.update(left_at=timezone.now())
    first = manager.get(page).content.decode()
    assert "Nog niemand heeft een ding klaar." in first
    assert "1 tot 1 van 1 mens<" in " ".join(first.split())
    for thing in place.things:
        finish(User.objects.get(name=ADA), thing, place.cohort)
    assert "Elk ding is even vaak klaar: bij 1 van 1." in manager.get(page).content.decode()


def test_mona_first_sees_the_newest_cohort_that_has_begun_or_else_the_next_one(
    manager: Client, ada: User, place: Place, page: str
) -> None:
    today = timezone.localdate()
    later, soon = (
        factories.make_cohort(place.course, place.things, place.organisation, starts_on=today + timedelta(days=days))
        for days in (60, 30)
    )
    for cohort in (later, soon):
        factories.enrol(ada, cohort)
    assert manager.get(page).context["scope"].cohort == place.cohort
    Enrolment.objects.filter(cohort=place.cohort).delete()
    assert manager.get(page).context["scope"].cohort == soon


# --- What managers see is a setting of the cohort ------------------------------------------------------------------


def test_where_managers_see_nothing_there_is_a_sentence_and_no_name_and_no_file(
    manager: Client, place: Place, page: str
) -> None:
    show(place.cohort, "nothing")
    content = manager.get(page).content.decode()
    assert "afgesproken dat leidinggevenden niet zien" in content
    assert "Ada" not in content
    assert [manager.get(reverse(name)).status_code for name in FILES] == [403, 403]


def test_where_managers_see_states_there_is_no_day_anywhere(
    manager: Client, ada: User, place: Place, page: str
) -> None:
    show(place.cohort, "state")
    finish(ada, place.checklist_thing, place.cohort, at=datetime(2019, 3, 7, 11, tzinfo=UTC))
    leak = re.compile(r"2019|7-3|7 mrt|maart|11[.:]00|12[.:]00")
    main = manager.get(page).content.decode().split("<tbody>")[-1].split("</tbody>")[0]
    assert "klaar" in main
    assert not leak.search(main)
    assert "<time" not in main
    sheet = csv_of(manager.get(reverse("reports:completion_csv")))
    assert not leak.search(str([sheet.head, sheet.rows]))
    assert not any("klaar op" in head for head in sheet.head)
    rows = list(workbook_of(manager.get(reverse("reports:completion_xlsx"))).worksheets[0].iter_rows(values_only=True))
    assert not [cell for row in rows for cell in row if isinstance(cell, date) or leak.search(str(cell))]


def test_where_managers_see_days_a_day_is_that_of_amsterdam(
    manager: Client, ada: User, place: Place, page: str
) -> None:
    show(place.cohort, "dates")
    finish(ada, place.checklist_thing, place.cohort, at=LATE)
    begin(ada, place.blog_thing)
    assert rows_on_screen(manager, page)[0][4:6] == ["klaar@2026-11-19", "bezig"]
    sheet = csv_of(manager.get(reverse("reports:completion_csv")))
    assert sheet.head[4:6] == ["1. Zo werkt 23 Dingen", "1. Zo werkt 23 Dingen: klaar op"]
    assert sheet.rows[0][4:8] == ["klaar", "19-11-2026", "bezig", ""]


# --- Filters, order, paging ----------------------------------------------------------------------------------------


def test_mona_finds_people_by_name_team_and_state(
    manager: Client, ada: User, ben: User, place: Place, page: str
) -> None:
    team = factories.make_team(place.library, "De Brug")
    Enrolment.objects.filter(person=ben).update(team=team)
    finish(ada, place.checklist_thing, place.cohort)
    for query, names in (
        ({"naam": BEN[4:7].lower()}, [BEN]),
        ({"naam": "%"}, []),
        ({"team": str(team.pk)}, [BEN]),
        ({"team": "geen"}, [ADA]),
        ({"stand": "busy"}, [ADA]),
        ({"stand": "todo"}, [BEN]),
        ({"stand": "done"}, []),
        ({"stand": "todo", "team": "geen"}, []),
    ):
        assert [row[0] for row in rows_on_screen(manager, page, **query)] == names, query


def test_a_filter_that_nobody_fits_says_so_and_offers_a_way_back(manager: Client, page: str) -> None:
    content = manager.get(page, {"naam": "Zacharias"}).content.decode()
    assert "Niemand past bij dit filter." in content
    assert "Toon weer iedereen" in content


def test_names_stand_the_dutch_way(manager: Client, place: Place, page: str) -> None:
    for name in ("Ria van Dijk", "Zeynep Aksoy", "Kees de Boer"):
        factories.enrol(factories.make_person(name, library=place.library), place.cohort)
    names = [row[0] for row in rows_on_screen(manager, page)]
    assert names == ["Zeynep Aksoy", ADA, "Kees de Boer", "Ria van Dijk", BEN]
    assert [row[0] for row in rows_on_screen(manager, page, sort="-name")] == names[::-1]


def test_the_number_done_sorts_and_readers_come_last(
    manager: Client, ada: User, ben: User, place: Place, page: str
) -> None:
    reader = factories.make_person("Aad Lezer", library=place.library)
    factories.enrol(reader, place.cohort, way="read")
    finish(ben, place.checklist_thing, place.cohort)
    assert [row[0] for row in rows_on_screen(manager, page, sort="done")] == [str(ada), str(ben), str(reader)]
    assert [row[0] for row in rows_on_screen(manager, page, sort="-done")] == [str(ben), str(ada), str(reader)]
    assert 'aria-sort="descending"' in manager.get(page, {"sort": "-done"}).content.decode()


def test_a_page_has_25_people_and_keeps_filter_and_order_in_its_address(
    manager: Client, place: Place, page: str
) -> None:
    for number in range(60):
        factories.enrol(factories.make_person(f"Iris {number:03}", library=place.library), place.cohort)
    first = manager.get(page, {"naam": "Iris", "sort": "-name"})
    assert len(rows_on(first)) == 25
    assert "1 tot 25 van 60 mensen" in " ".join(first.content.decode().split())
    assert "naam=Iris&amp;sort=-name&amp;page=2" in first.content.decode()
    assert len(rows_on(manager.get(page, {"naam": "Iris", "page": "3"}))) == 10
    whole = rows_on_screen(manager, page, naam="Iris", sort="-name")
    assert [row[0] for row in whole] == [f"Iris {number:03}" for number in range(59, -1, -1)]


def test_a_team_of_elsewhere_is_no_filter(manager: Client, place: Place, page: str) -> None:
    elsewhere = factories.make_team(place.other_library, "Ver weg")
    assert manager.get(page, {"team": str(elsewhere.pk)}).status_code == 404


HOSTILE = [
    "",
    "-1",
    "0",
    "999999999999999999999999",
    "9" * 5000,
    "1' OR '1'='1",
    "person__email",
    "password",
    "-person__password",
    "\x00",
    "a\x00b",
    "%00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%",
    "_" * 80,
    "١٢",
    "\ud7ff\U0001f4da",
    "[]",
    "None",
    "😀" * 60_000,
]


@pytest.mark.parametrize("name", EVERYTHING)
def test_no_address_makes_the_site_fall_over(name: str, manager: Client) -> None:
    for key in ("bibliotheek", "ronde", "naam", "team", "stand", "sort", "page", "__proto__"):
        for value in HOSTILE:
            response = manager.get(reverse(name), {key: value})
            assert response.status_code in (200, 404), (key, value[:30])
            assert b"<script>alert" not in response.content


# --- What it costs -------------------------------------------------------------------------------------------------


def test_fifty_people_cost_as_many_queries_as_two(manager: Client, ada: User, place: Place, page: str) -> None:
    team = factories.make_team(place.library)
    finish(ada, place.checklist_thing, place.cohort)
    costs = []
    for people in (0, 48):
        for number in range(people):
            person = factories.make_person(f"Iris {number:03}", library=place.library)
            factories.enrol(person, place.cohort, team=team)
            finish(person, place.checklist_thing, place.cohort)
        for name in EVERYTHING:
            with CaptureQueriesContext(connection) as queries:
                assert manager.get(reverse(name)).status_code == 200
            costs.append(len(queries))
    assert costs[:3] == costs[3:]
    # Session, person, roles, libraries, cohorts, programme, teams, totals, chart, people, their completions; and for
    # the log of looks who they are, and that line.
    assert costs[0] <= 14
    assert max(costs[1:3]) <= 12


# --- The files -----------------------------------------------------------------------------------------------------


def test_both_files_say_what_the_screen_says(manager: Client, ada: User, place: Place, page: str) -> None:
    finish(ada, place.checklist_thing, place.cohort)
    screen = rows_on_screen(manager, page)
    csv_rows = csv_of(manager.get(reverse("reports:completion_csv"))).rows
    xlsx_rows = xlsx_of(manager.get(reverse("reports:completion_xlsx"))).rows
    assert [[row[0], row[2], *row[4:]] for row in screen] == [[row[0], row[2], *row[4:]] for row in csv_rows]
    assert [row[3] for row in csv_rows] == ["1", "0"]
    assert [row[3] for row in xlsx_rows] == [1, 0]
    assert [row[0] for row in xlsx_rows] == [row[0] for row in screen]


def test_a_file_is_named_after_library_cohort_and_day(manager: Client) -> None:
    today = timezone.localdate().isoformat()
    for extension in ("csv", "xlsx"):
        header = manager.get(reverse(f"reports:completion_{extension}")).headers["Content-Disposition"]
        assert header == f'attachment; filename="voortgang-bibliotheek-waterrijk-najaar-{today}.{extension}"'
