"""From bytes to lines: what Dutch offices send, and what strangers make to hurt."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.cohorts.people_files import reading, workbooks
from course.cohorts.people_files.columns import heading_score
from course.cohorts.people_files.reading import read_people_file
from course.cohorts.people_files.text import FileRefused
from tests.cohorts.people_files.sheets import (
    ENCODINGS,
    SEPARATORS,
    csv_of,
    csv_text,
    entries_of,
    read,
    xlsx_of,
    zip_of,
)

PEOPLE = [
    ["zoë@waterrijk.example".replace("ë", "e"), "Zoë van den Bérg", "Bibliotheek Waterrijk"],
    ["j.o.s@waterrijk.example", "José de ’t Hooft", "Bibliotheek Waterrijk"],
]
HEADS = {
    "Dutch": ["E-mailadres", "Naam", "Bibliotheek"],
    "English": ["E-mail", "Full name", "Library"],
    "shouting": ["  E-MAIL ADRES ", "NAAM", "BIBLIOTHEEK"],
    "short": ["mail", "deelnemer", "Organisatie"],
    "accents": ["é-mailádres", "nááM", "bibliothéék"],
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_list_reads_the_same_however_it_was_written(encoding: str, separator: str, head: str) -> None:
    found = entries_of(csv_of([HEADS[head], *PEOPLE], SEPARATORS[separator], encoding))
    assert [(one.email, one.name, one.library) for one in found] == [tuple(row) for row in PEOPLE]
    assert [one.number for one in found] == [2, 3]


def test_a_workbook_reads_as_the_same_list() -> None:
    found = entries_of(xlsx_of([HEADS["Dutch"], *PEOPLE]))
    assert [(one.email, one.name, one.library) for one in found] == [tuple(row) for row in PEOPLE]


TITLES: dict[str, tuple[Any, ...]] = {
    "a title and an empty line above": (
        [["Deelnemers najaar"], [], ["Naam", "E-mail"], ["Ada Berg", "ada@a.example"]],
        4,
    ),
    "a date above": ([["Stand van", date(2026, 11, 2)], ["E-mail", "Naam"], ["ada@a.example", "Ada Berg"]], 3),
    "empty columns before": ([["", "", "E-mail", "Naam"], ["", "", "ada@a.example", "Ada Berg"]], 2),
    "empty lines between": ([["E-mail", "Naam"], ["", ""], [" ", ""], ["ada@a.example", "Ada Berg"]], 4),
    "a column without a name": ([["E-mail", "", "Naam"], ["ada@a.example", "x", "Ada Berg"]], 2),
}


@pytest.mark.parametrize("name", TITLES)
def test_the_head_of_a_list_is_found(name: str) -> None:
    table, number = TITLES[name]
    for content in (xlsx_of(table), csv_of(table)):
        (found,) = entries_of(content)
        assert (found.email, found.name, found.number) == ("ada@a.example", "Ada Berg", number)


def test_merged_headings_are_read_across_two_lines() -> None:
    table = [
        ["E-mail", "Naam", None, None, "Bibliotheek"],
        [None, "Voornaam", "Tussenvoegsel", "Achternaam", None],
        ["ria@a.example", "Ria", "van der", "Dijk", "Waterrijk"],
    ]
    (found,) = entries_of(xlsx_of(table, merged=["B1:D1", "A1:A2", "E1:E2"]))
    assert (found.email, found.name, found.library) == ("ria@a.example", "Ria van der Dijk", "Waterrijk")


def test_the_first_sheet_that_is_shown_is_read() -> None:
    content = xlsx_of([["E-mail"], ["ada@a.example"]], before=[["E-mail"], ["verborgen@a.example"]])
    assert [one.email for one in entries_of(content)] == ["ada@a.example"]


CELLS = [
    (12.0, "12"),
    (1.5, "1.5"),
    (612345678, "612345678"),
    (date(2026, 3, 1), "1-3-2026"),
    (datetime(2026, 3, 1, 9, 30), "1-3-2026"),  # noqa: DTZ001 - a cell knows no zone
    (True, "ja"),
    (None, ""),
    ("007", "007"),
]


@pytest.mark.parametrize(("value", "text"), CELLS)
def test_a_cell_reads_as_somebody_sees_it(value: Any, text: str) -> None:
    assert workbooks.cell_text(value) == text
    (line,) = read(xlsx_of([["E-mail", "Team"], ["ada@a.example", value]])).lines
    assert (*line.cells, "")[1] == text


def test_a_list_without_a_head_has_columns_without_names() -> None:
    file = read(csv_of([["Ada Berg", "ada@a.example"], ["Ben Berg", "ben@a.example"]]))
    assert file.headings == ("", "")
    assert [line.number for line in file.lines] == [1, 2]


def test_a_head_of_unknown_names_is_still_a_head() -> None:
    file = read(csv_of([["Wie", "Waar"], ["Ada", "ada@a.example"]]))
    assert file.headings == ("Wie", "Waar")


def test_excel_may_say_its_separator_itself() -> None:
    (found,) = entries_of(b"sep=,\r\nE-mail,Naam\r\nada@a.example,Ada; de eerste\r\n")
    assert (found.name, found.number) == ("Ada; de eerste", 3)


def test_a_comma_in_a_name_does_not_make_the_comma_a_separator() -> None:
    people = [[f"p{number}@a.example", f"Berg, Ada, {number}"] for number in range(30)]
    assert len(entries_of(csv_of([["E-mail", "Naam"], *people]))) == 30


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    found = entries_of(csv_of([["E-mail", "Naam"], ["ada@a.example", "Ada\nBerg"], ["ben@a.example", "Ben"]]))
    assert [(one.number, one.name) for one in found] == [(2, "Ada Berg"), (4, "Ben")]


# --- Refused with a sentence -------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "leeg"),
    "only blanks": (b"\xef\xbb\xbf \r\n;;\r\n", "leeg"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx"),
    "OpenDocument": (zip_of(content_xml=b"<x/>", mimetype=b"x"), ".ods"),
    "binary Excel": (zip_of(xl__workbook_bin=b"x"), ".xlsb"),
    "Word": (zip_of(word__document_xml=b"<x/>"), ".docx"),
    "any zip": (zip_of(foto_png=b"x"), "zip"),
    "PDF": (b"%PDF-1.7 ...", ".csv"),
    "a page that calls itself Excel": (b"<html><table><tr><td>E-mail</td></tr></table>", ".csv"),
    "half a zip": (xlsx_of([["E-mail"], ["ada@a.example"]])[:700], "beschadigd"),
    "a workbook of rubbish": (zip_of(xl__workbook_xml=b"<x/>", **{"[Content_Types]_xml": b"<x/>"}), "beschadigd"),
    "an open quotation mark": (b'E-mail;Naam\r\nada@a.example;"Ada\r\n' + b"ben@a.example;Ben\r\n" * 30, "regel 2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_with_what_to_do(name: str) -> None:
    content, word = REFUSED[name]
    with pytest.raises(FileRefused) as refused:
        list(read(content).lines)
    assert word in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(FileRefused, match="10 MB"):
        read(b"x" * 101)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINES", 3)
    table = [["E-mail"], *([f"p{number}@a.example"] for number in range(4))]
    for content in (csv_of(table), xlsx_of(table)):
        with pytest.raises(FileRefused, match="Deel de lijst"):
            list(read(content).lines)


def test_a_workbook_that_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1_000_000)
    sheet = b"<worksheet>" + b" " * (workbooks.MAX_UNPACKED + 1)
    with pytest.raises(FileRefused, match="te groot"):
        read(zip_of(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=sheet))


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zip_of(xl__workbook_xml=b"<x/>", xl__bomb_xml=b"0" * 5_000_000))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.rfind(signature)
        struct.pack_into("<I", content, at + offset, 10)  # It says ten bytes, in both places.
    with pytest.raises(FileRefused):
        list(read(bytes(content)).lines)


def test_parts_that_lie_over_each_other_are_refused() -> None:
    content = io.BytesIO(xlsx_of([["E-mail"], ["ada@a.example"]]))
    with zipfile.ZipFile(content) as archive:
        first, second = archive.infolist()[:2]
        second.header_offset = first.header_offset
        assert workbooks._overlap([first, second])
        assert not workbooks._overlap(sorted(archive.infolist()[2:], key=lambda part: part.header_offset))


def test_a_sheet_that_was_coloured_to_the_bottom_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_EMPTY", 5)
    table = [["E-mail"], ["ada@a.example"], *([None],) * 8, ["laat@a.example"]]
    assert [one.email for one in entries_of(xlsx_of(table))] == ["ada@a.example"]


def test_a_row_number_from_nowhere_does_not_keep_the_reader_busy() -> None:
    content = xlsx_of([["E-mail"], ["ada@a.example"], ["ben@a.example"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(b'r="3"', b'r="999999999999"').replace(b'"A3"', b'"A999999999999"')
            new.writestr(part.filename, data)
    assert [one.email for one in entries_of(changed.getvalue())] == ["ada@a.example"]


def test_reading_a_long_list_takes_no_more_memory_than_a_short_one() -> None:
    def peak(lines: int) -> int:
        content = io.BytesIO(csv_of([["E-mail", "Naam"], *([f"p{n}@a.example", "Ada Berg"] for n in range(lines))]))
        tracemalloc.start()
        for _line in read_people_file(content).lines:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(15_000) < peak(1_500) + 300_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(FileRefused):
        for line in read(content).lines:
            assert line.number > 0


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=6), st.sampled_from(sorted(SEPARATORS)))
def test_whatever_stands_in_a_cell_stays_in_its_cell(cells: list[str], separator: str) -> None:
    cells = [cell.replace("\r", " ").replace("\n", " ").replace("\x00", "") for cell in cells]
    head = ["E-mail", *(f"Kolom {number}" for number in range(len(cells)))]
    text = csv_text([head, ["ada@a.example", *cells]], SEPARATORS[separator])
    (line,) = read(text.encode("utf-8", "replace")).lines
    assert list(line.cells)[1:] == [cell.encode("utf-8", "replace").decode() for cell in cells]


def test_a_heading_counts_once() -> None:
    assert heading_score(["E-mail", "mail", "Naam", "x"]) == 2
