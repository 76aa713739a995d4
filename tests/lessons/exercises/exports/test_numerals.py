"""Numbers in the ways that platforms write them, and how a column decides what a comma is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lessons.exercises.exports.numerals import EITHER, Why, decimal_mark, evidence, numeral

WRITTEN = [
    ("0", "", "0"),
    ("1234", "", "1234"),
    (" 12 ", "", "12"),
    ("-5", "", "-5"),
    ("\u22125", "", "-5"),
    ("+5", "", "5"),
    ("€ -5", "", "-5"),
    ("€ 1.234,50", ",", "1234.50"),
    ("1.234,5", ",", "1234.5"),
    ("1,234.5", ".", "1234.5"),
    ("12.345.678", ",", "12345678"),
    ("12,345,678", ".", "12345678"),
    ("1 234", "", "1234"),
    ("1\u00a0234\u202f567", "", "1234567"),
    ("1 234,5", ",", "1234.5"),
    ("1'234.5", ".", "1234.5"),
    ("2,8", ",", "2.8"),
    ("2.85", ".", "2.85"),
    ("0.125", ".", "0.125"),
    ("0,125", ",", "0.125"),
    ("1234,567", ",", "1234.567"),
    (",5", ",", "0.5"),
    (".5", ".", "0.5"),
    ("12 %", "", "12"),
    ("12,5%", ",", "12.5"),
    ("1,2K", ",", "1200"),
    ("1.2k", ".", "1200"),
    ("1,2 mln", ",", "1200000"),
    ("1.2M", ".", "1200000"),
    ("3 duizend", "", "3000"),
    ("2 mrd.", "", "2000000000"),
]


@pytest.mark.parametrize(("text", "mark", "value"), WRITTEN)
def test_a_number_is_read_as_it_was_meant(text: str, mark: str, value: str) -> None:
    found = numeral(text)
    assert found is not None
    assert (found.mark, found.value(found.mark)) == (mark, Decimal(value))


@pytest.mark.parametrize(("text", "comma", "point"), [("1.234", "1234", "1.234"), ("1,234", "1.234", "1234")])
def test_one_mark_before_three_figures_can_be_read_in_two_ways(text: str, comma: str, point: str) -> None:
    found = numeral(text)
    assert found is not None
    assert found.mark == EITHER
    assert (found.value(","), found.value("."), found.value("")) == (Decimal(comma), Decimal(point), Decimal(1234))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "boek",
        "1.2.3",
        "1,23,456",
        "1..2",
        "12 views",
        "5m",
        "=1+1",
        "1/2",
        "3-11-2026",
        "1e5",
        "1 23",
        "%",
        "9" * 41,
    ],
)
def test_what_is_no_number_stays_text(text: str) -> None:
    assert numeral(text) is None


def test_a_number_with_too_many_figures_is_no_count() -> None:
    found = numeral("9" * 16)
    assert found is not None
    assert found.value("") is None


def test_a_share_is_known_as_one() -> None:
    shares = [numeral("12 %"), numeral("12")]
    assert [share.is_percentage for share in shares if share] == [True, False]


@pytest.mark.parametrize(
    ("own", "others", "language", "decided"),
    [
        ("", ",", "nl", ("", Why.SURE)),
        (",", ".", "en", (",", Why.SURE)),
        (",?", ".", "en", (",", Why.SURE)),
        (",.", "", "nl", ("", Why.CLASH)),
        ("?", ".?", "nl", (".", Why.FILE)),
        ("?", "?", "nl", (",", Why.LANGUAGE)),
        ("?", ",.?", "en", (".", Why.LANGUAGE)),
        ("?", "?", "", ("", Why.CUSTOM)),
    ],
)
def test_a_column_decides_its_comma_then_the_file_then_the_headers(
    own: str, others: str, language: str, decided: tuple[str, Why]
) -> None:
    assert decimal_mark(frozenset(own), frozenset(others), language) == decided


def test_plain_numbers_prove_nothing() -> None:
    found = [numeral(text) for text in ("1", "2.5", "1.000")]
    assert evidence([one for one in found if one]) == {".", EITHER}
