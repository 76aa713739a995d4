"""Files that open right, and in which nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from course.people.models import Library
from course.reports.base import Column, FilterForm, Kind, Row, Scope, State, Summary, reports
from course.reports.writers import About, csv_response, xlsx_response
from tests.reports.reading import csv_of, workbook_of

COLUMNS = (
    Column("name", "Naam", Kind.TEXT),
    Column("count", "Aantal", Kind.NUMBER),
    Column("on", "Dag", Kind.DATE),
    Column("state", "Stand", Kind.STATE, is_dated=True),
)


class FixedSheet:
    columns = COLUMNS
    legend: tuple[State, ...] = ()

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.form = FilterForm(QueryDict(), columns=self.columns)

    def summary(self) -> Summary:
        return Summary()


def about() -> About:
    library = Library(name='Bibliotheek \'t Zand; "Oost"', slug="zand")
    at = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    return About(reports()["completion"], Scope((library,), library, (), None, at), [("Team", "De Brug")])


def named(*names: str) -> FixedSheet:
    return FixedSheet([(name, 1, None, State("done", "klaar")) for name in names])


ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://x.invalid";"klik")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-2-3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",  # noqa: RUF001 - spreadsheets read the wide sign too.
    "+31 (0)6 =1+1",
]
HARMLESS = [
    "Ria van Dijk",
    "-5",
    "+5,5",
    "-1.234,56",
    "+31 6 12345678",
    "Jan = Piet",
    "'s-Gravenhage",
    "O'Brien",
    "a;b",
    'Zij "Els"',
    "Nguyễn",
    "#N/A",
    "1E5",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_in_a_csv_is_guarded_and_otherwise_whole(text: str) -> None:
    assert csv_of(csv_response(named(text), about())).rows[0][0] == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_comes_back_as_it_was(text: str) -> None:
    assert csv_of(csv_response(named(text), about())).rows[0][0] == text
    cell = workbook_of(xlsx_response(named(text), about())).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", [attack for attack in ATTACKS if "\r" not in attack])
def test_a_formula_in_a_workbook_is_a_text(text: str) -> None:
    cell = workbook_of(xlsx_response(named(text), about())).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_control_characters_do_not_break_a_workbook() -> None:
    book = workbook_of(xlsx_response(named("A\x00d\x07a\x1b", "B\ufffeen\uffff"), about()))
    assert [book.worksheets[0][place].value for place in ("A2", "A3")] == ["Ada", "Ben"]


def test_a_workbook_has_numbers_as_numbers_and_days_as_days() -> None:
    row = ("Ada", 7, date(2026, 3, 9), State("done", "klaar", date(2026, 11, 19)))
    sheet = workbook_of(xlsx_response(FixedSheet([row]), about())).worksheets[0]
    name, count, on, state, state_on = sheet[2]
    assert [cell.data_type for cell in (name, count, on, state, state_on)] == ["s", "n", "d", "s", "d"]
    assert (count.value, on.value.date(), state_on.value.date()) == (7, date(2026, 3, 9), date(2026, 11, 19))
    assert on.number_format == "d-m-yyyy"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 28


def test_what_is_not_known_is_an_empty_cell() -> None:
    sheet = FixedSheet([("Ada", None, None, State("todo", "niet begonnen"))])
    assert csv_of(csv_response(sheet, about())).rows == [["Ada", "", "", "niet begonnen", ""]]
    values = [cell.value for cell in workbook_of(xlsx_response(sheet, about())).worksheets[0][2]]
    assert values == ["Ada", None, None, "niet begonnen", None]


def test_the_second_sheet_explains_the_first() -> None:
    told = dict(workbook_of(xlsx_response(named("Ada", "Ben"), about()))["Toelichting"].iter_rows(values_only=True))
    assert told["Rapport"] == "Zo ver is je team"
    assert told["Wat betekent het?"].startswith("Een ding is klaar als het bewijs er is")
    assert told["Filter: Team"] == "De Brug"
    assert told["Stand van"] == "19-11-2026, 00.30 (Europe/Amsterdam)"
    assert told["Aantal mensen"] == 2


def test_a_csv_opens_in_dutch_excel() -> None:
    response = csv_response(FixedSheet([("Ada", 7, date(2026, 3, 9), State("done", "klaar"))]), about())
    assert response.content == ("\ufeffNaam;Aantal;Dag;Stand;Stand: klaar op\r\nAda;7;9-3-2026;klaar;\r\n".encode())
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_file_name_is_safe_whatever_a_library_is_called() -> None:
    assert about().file_name("csv") == "voortgang-bibliotheek-t-zand-oost-2026-11-19.csv"
