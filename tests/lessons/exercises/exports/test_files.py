"""Files as they come: letters, delimiters, titles, sheets; and those that are no export at all."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lessons.exercises.exports import ExportError, Table, read_export, read_tables
from tests.lessons.exercises.exports.samples import as_csv, as_xlsx, facebook_posts_en, own_table

ROWS = [["Datum", "Bereik"], ["2026-10-01", "12"], ["2026-10-02", "15"]]


def tables(content: str | bytes, name: str = "export.csv") -> list[Table]:
    return read_tables(name, io.BytesIO(content.encode() if isinstance(content, str) else content))


def refusal(content: str | bytes, name: str = "export.csv") -> str:
    with pytest.raises(ExportError) as refused:
        tables(content, name)
    return str(refused.value)


# --- Letters and delimiters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_read_in_every_dialect(delimiter: str, encoding: str) -> None:
    rows = [["Datum", "Café één"], ["2026-10-01", "12,5"], ["2026-10-02", "ä; b"]]
    assert tables(as_csv(rows, delimiter, encoding)) == [
        Table(("Datum", "Café één"), (("2026-10-01", "12,5"), ("2026-10-02", "ä; b")))
    ]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\ufffe\uffff"), max_size=12)
names = st.from_regex(r"[a-zé]{3,10}( [a-z]{1,5}){0,2}", fullmatch=True)


@st.composite
def written(draw: Any) -> tuple[list[list[str]], str, str, str, str]:
    width = draw(st.integers(2, 6))
    header = draw(st.lists(names, min_size=width, max_size=width, unique=True))
    row = st.tuples(st.integers(0, 9999).map(str), *[words] * (width - 1)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=8))
    delimiter = draw(st.sampled_from(",;\t"))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    above = draw(st.sampled_from(["", f"sep={delimiter}\n", "Mijn rapport\n\n", "# Account\n# Periode\n\n"]))
    return [header, *rows], delimiter, encoding, above, draw(st.sampled_from(["\r\n", "\n"]))


@given(written())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_table_reads_back_as_it_was_written(made: tuple[list[list[str]], str, str, str, str]) -> None:
    rows, delimiter, encoding, above, line_end = made
    data = as_csv(rows, delimiter, encoding, above).decode(encoding).replace("\r\n", line_end).encode(encoding)
    found = tables(data)
    assert [list(found[0].headers), *map(list, found[0].rows)] == rows
    assert len(found) == 1


def test_titles_and_comments_above_are_kept_apart() -> None:
    found = tables("# Account: A, B\n# Start date: 20261001\n\nDatum,Bereik\n2026-10-01,12\n")[0]
    assert found.titles == ("# Account: A B", "# Start date: 20261001")
    found = tables("Ons rapport;;\nPeriode;oktober;\nDatum;Bereik;Klikken\n2026-10-01;12;3\n")[0]
    assert found.headers == ("Datum", "Bereik", "Klikken")
    assert found.titles == ("Ons rapport", "Periode oktober")
    found = tables("Periode;1-10-2026;\nAccount;Waterrijk;\nDatum;Bereik;Klikken\n2026-10-01;12;3\n")[0]
    assert found.titles == ("Periode 1-10-2026", "Account Waterrijk")


def test_tables_below_each_other_stay_apart_unless_they_are_of_one_day() -> None:
    found = tables("Een\nDatum,Bereik\n2026-10-01,1\n\nTwee\nLand,Mensen,Deel\nNL,5,1\n")
    assert [table.headers for table in found] == [("Datum", "Bereik"), ("Land", "Mensen", "Deel")]
    found = tables("Een\nDatum,Aantal\n2026-10-01,1\n\nTwee\nDatum,Aantal\n2026-10-01,2\n2026-10-02,3\n")
    assert found == [Table(("Datum", "Een", "Twee"), (("2026-10-01", "1", "2"), ("2026-10-02", "", "3")))]


def test_one_table_of_meta_gets_its_title_as_header_and_another_keeps_its_own() -> None:
    assert tables("Bereik\nDatum,Primair\n2026-10-01,1\n")[0].headers == ("Datum", "Bereik")
    assert tables("Ons rapport\nDatum,Weergaven\n2026-10-01,1\n")[0].headers == ("Datum", "Weergaven")


def test_a_blank_line_does_not_end_a_table() -> None:
    found = tables("Datum,Bereik\n2026-10-01,1\n\n2026-10-02,2\n\n,\nToelichting\n")
    assert [len(table.rows) for table in found] == [2]


def test_a_rank_above_the_first_column_is_no_comment() -> None:
    assert tables("#,Bereik\n1,12\n")[0].headers == ("#", "Bereik")


def test_rows_that_are_too_wide_are_left_out_and_counted_and_short_ones_filled() -> None:
    found = tables("Datum,Bereik,Klik\n1-1-2026,5,3\n1-2-2026\n1-3-2026,1,234,9\n1-4-2026,5,3,,\n2-2-2026,4\n")[0]
    assert found.rows == (
        ("1-1-2026", "5", "3"),
        (
            "1-4-2026",
            "5",
            "3",
        ),
        ("2-2-2026", "4", ""),
    )
    assert found.crooked == 1


def test_a_long_text_is_cut_off() -> None:
    assert len(tables(as_csv([["Tekst", "Bereik"], ["a" * 5000, "1"]]))[0].rows[0][0]) == 2000


def test_a_sep_line_with_another_mark_is_passed_by() -> None:
    assert tables("sep=|\nDatum;Bereik\n2026-10-01;12\n")[0].headers == ("Datum", "Bereik")


# --- Workbooks -----------------------------------------------------------------------------------------------------


def test_a_workbook_gives_numbers_and_days_as_they_are() -> None:
    values = [date(2026, 10, 1), datetime(2026, 10, 2, 9, 30), 12, 2.5, None, True, "=SUM(A1:A2)", " tekst "]  # noqa: DTZ001
    found = tables(as_xlsx([[f"Kolom {number}" for number in "abcdefgh"], values]))[0]
    assert found.rows == (
        (date(2026, 10, 1), date(2026, 10, 2), Decimal(12), Decimal("2.5"), "", "True", "=SUM(A1:A2)", " tekst "),
    )


def test_every_sheet_is_a_table_and_a_lone_cell_stays_in_its_row() -> None:
    found = tables(as_xlsx([["Titel"], ["Dag", "Bereik"], ["ma", 1], ["di"]], [["Land", "Mensen"], ["NL", 4]], []))
    assert [(table.headers, len(table.rows)) for table in found] == [(("Dag", "Bereik"), 2), (("Land", "Mensen"), 1)]


def test_a_formula_is_never_computed_and_said_not_to_count() -> None:
    data = as_xlsx([["Datum", "Bereik"], [date(2026, 10, 1), 5], [date(2026, 10, 2), 7], [date(2026, 10, 3), "=1+1"]])
    reading = read_export("a.xlsx", io.BytesIO(data))[0]
    assert reading.figures["reach"] == 12
    assert "In “Bereik” staat 1 keer iets anders dan een getal. Dat telt niet mee." in reading.notes


def rebuilt(part: str, content: bytes, **settings: Any) -> bytes:
    """Return a good workbook in which one part has this content."""
    source, made = zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS))), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != part:
                archive.writestr(name, source.read(name))
        archive.writestr(part, content, **settings)
    return made.getvalue()


def sheet(content: bytes) -> bytes:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return rebuilt("xl/worksheets/sheet1.xml", start + content + b"</sheetData></worksheet>")


def test_a_number_beyond_all_numbers_is_no_figure() -> None:
    head = b"<row><c t='str'><v>Datum</v></c><c t='str'><v>Bereik</v></c></row>"
    row = head + b"<row><c><v>1</v></c><c><v>1e999</v></c></row>"
    assert tables(sheet(row))[0].rows == ((Decimal(1), ""),)


def test_macros_are_never_looked_at() -> None:
    found = tables(rebuilt("xl/vbaProject.bin", b"<!DOCTYPE" * 100), "export.xlsm")
    assert found[0].headers == ("Datum", "Bereik")


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def encrypted() -> bytes:
    """Return a workbook of which the directory says that it has a password."""
    data = bytearray(as_xlsx(ROWS))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


# --- What is no export ---------------------------------------------------------------------------------------------

CONTENT_TYPES = "[Content_Types].xml"

REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "Dit bestand is leeg."),
    ("blank lines", lambda: b"\n \r\n", "Dit bestand is leeg."),
    ("50 MB", lambda: b"a,b\n" * 13_000_000, "groter dan 5 MB"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(2000), "“foto.csv” is een plaatje"),
    ("a photo", lambda: b"\xff\xd8\xff\xe0" + os.urandom(2000), "is een plaatje"),
    ("a pdf", lambda: b"%PDF-1.7 ...", "Dit is een pdf."),
    ("old excel", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "oud Excel-bestand"),
    ("noise", lambda: os.urandom(5_000_000), ""),
    ("half a character", lambda: b"\xff\xfea", "De letters in dit bestand zijn niet te lezen."),
    ("a letter of no alphabet", lambda: b"a;b\n\x81;1\n", "De letters in dit bestand zijn niet te lezen."),
    ("control characters", lambda: b"a;b\n\x01;1\n", "vinden we geen tabel"),
    ("zeros", lambda: bytes(4000), "vinden we geen tabel"),
    ("prose", lambda: b"Dit is een verhaal.\nEn nog een zin.\n", "vinden we geen tabel"),
    ("one column", lambda: b"Datum\n2026-10-01\n", "vinden we geen tabel"),
    ("figures without headers", lambda: b"1,2\n3,4\n", "vinden we geen tabel"),
    ("headers without figures", lambda: b"Datum,Bereik\n", "maar geen regels met cijfers"),
    ("too many lines", lambda: b"a,b\n" * 1_200_000, "meer dan 20.000 regels"),
    ("too many columns", lambda: b",".join(b"k%d" % n + b"x" for n in range(250)) + b"\n", "meer dan 200 kolommen"),
    ("too many cells", lambda: (b"k," * 150 + b"\n") * 2000, "te veel cijfers"),
    ("one endless line", lambda: b"," * 5_000_000, "vinden we geen tabel"),
    ("one endless cell", lambda: b"a,b\n" + b"x" * 190_000 + b",1\n", "vinden we geen tabel"),
    ("an open quotation mark", lambda: b'Datum,Bereik\n"2026-10-01,1\n2026-10-02,2\n', "Bij regel 3 kloppen"),
    ("an endless quotation", lambda: b'"' + b"a,b\n" * 100_000, "vinden we geen tabel"),
    ("a broken zip", lambda: b"PK\x03\x04" + os.urandom(3000), "Dit Excel-bestand is beschadigd."),
    ("half a workbook", lambda: own_table()[:3000], "Dit Excel-bestand is beschadigd."),
    ("another zip", lambda: zipped(Tabel__csv=b"a,b"), "Dit is een zip-bestand"),
    ("a libreoffice sheet", lambda: zipped(content__xml=b"<a/>"), "bestand van LibreOffice (.ods)"),
    ("a password", encrypted, "Dit bestand heeft een wachtwoord."),
    ("many parts", lambda: zipped(**{f"deel{n}": b"" for n in range(400)}), "uitgepakt te groot"),
    ("a zip bomb", lambda: sheet(b"0" * 60_000_000), "uitgepakt te groot"),
    ("endless rows", lambda: sheet(b"<row/>" * 600_000), "uitgepakt te groot"),
    ("endless cells", lambda: sheet(b"<row>" + b"<c/>" * 900_000 + b"</row>"), "uitgepakt te groot"),
    ("endless nesting", lambda: sheet(b"<b>" * 1_100_000), "uitgepakt te groot"),
    ("endless attributes", lambda: sheet(b"<row " + b'a="1" ' * 900_000 + b"/>"), "Dit Excel-bestand is beschadigd."),
    ("endless styles", lambda: rebuilt("xl/styles.xml", b"<a>" + b"<b/>" * 60_000 + b"</a>"), "uitgepakt te groot"),
    ("a far cell", lambda: sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "meer dan 20.000 regels"),
    ("an endless number", lambda: sheet(b"<row><c><v>" + b"9" * 900_000 + b"</v></c></row>"), "is beschadigd."),
    (
        "an entity",
        lambda: rebuilt("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "Dit Excel-bestand is beschadigd.",
    ),
    (
        "an entity in other letters",
        lambda: rebuilt("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
        "Dit Excel-bestand is beschadigd.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_export_is_refused_with_a_sentence_at_once_and_in_little_room(
    make: Callable[[], bytes], sentence: str
) -> None:
    data = make()
    begins = time.process_time()
    said = refusal(data, "C:/mijn map/foto.csv")
    assert time.process_time() - begins < 2
    assert sentence in said
    assert said.endswith(".")
    tracemalloc.start()
    try:
        refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024 * 1024
    finally:
        tracemalloc.stop()


def largest_csv() -> bytes:
    return as_csv(
        [["Datum", *"abcde"], *[[f"2026-10-{day % 30 + 1:02d}", "1.234,5", 2, 3, 4, "tekst"] for day in range(19_000)]]
    )


def largest_xlsx() -> bytes:
    return as_xlsx(
        [["Datum", *"abcde"], *[["2026-10-01", number, 2, 3, 4, f"tekst {number}"] for number in range(9_500)]]
    )


@pytest.mark.parametrize("make", [largest_csv, largest_xlsx])
def test_the_largest_export_is_read_soon(make: Callable[[], bytes]) -> None:
    """Within two seconds on a quiet machine; a busy one that measures coverage takes three times as long."""
    data = make()
    begins = time.process_time()
    assert read_export("groot", io.BytesIO(data))
    assert time.process_time() - begins < 6


def may_be_read(data: bytes) -> None:
    with suppress(ExportError):
        assert read_export("export.csv", io.BytesIO(data))


@given(st.binary(max_size=400))
@example(b"sep=;\n")
@example(b"\xff\xfe")
@example(b"PK\x05\x06" + bytes(18))
@settings(max_examples=400, deadline=None)
def test_no_bytes_at_all_raise_anything_but_a_sentence(data: bytes) -> None:
    may_be_read(data)


@given(
    st.text(st.sampled_from("aé;,\t\n\r\"'#=-/.:% 0123456789@€K\u00a0"), max_size=200),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
@settings(max_examples=400, deadline=None)
def test_no_text_at_all_raises_anything_but_a_sentence(text: str, encoding: str) -> None:
    may_be_read(text.encode(encoding, errors="replace"))
    may_be_read(("Datum;Bereik;Weergaven\n" + text).encode(encoding, errors="replace"))


GOOD = {"text": facebook_posts_en(), "workbook": own_table()}


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_an_export_raises_anything_but_a_sentence(kind: str, data: Any) -> None:
    content = bytearray(GOOD[kind])
    for _hit in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    may_be_read(bytes(content[: data.draw(st.integers(1, len(content)))]))
