"""Figures as people type and read them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.dutch import (
    NO_BREAK,
    as_duration,
    as_typed,
    as_written,
    duration_words,
    number_as_meant,
    plain_digits,
    read_date,
    read_number,
    read_time,
    with_decimals,
)
from tests.lessons.exercises.sheet_cases import MINUS, NUMBERS


@pytest.mark.parametrize(("typed", "whole", "decimal"), NUMBERS)
def test_a_number_is_read_as_a_dutch_office_writes_it(typed: str, whole: str | None, decimal: str | None) -> None:
    for is_whole, expected in ((True, whole), (False, decimal)):
        if expected is None:
            with pytest.raises(ValueError, match=r"\.$"):
                read_number(typed, whole=is_whole)
        else:
            assert plain_digits(read_number(typed, whole=is_whole)) == expected


@pytest.mark.parametrize(
    ("typed", "whole", "sentence"),
    [
        ("veel", True, "“veel” is geen getal. Schrijf bijvoorbeeld 2400 of 2,8."),
        ("2,8", True, "2,8 is geen heel getal. Rond het af."),
        (
            "1,500",
            True,
            "1,500 kan 1500 zijn of 1,5. Schrijf het zonder punt, met een komma voor decimalen.",
        ),
        (
            "2.400",
            False,
            "2.400 kan 2400 zijn of 2,4. Schrijf het zonder punt, met een komma voor decimalen.",
        ),
        (
            "3.000",
            False,
            "3.000 kan 3000 zijn of 3,0. Schrijf het zonder punt, met een komma voor decimalen.",
        ),
        ("1" * 16, True, "Dit getal is te lang. Rond het af, of kijk of er te veel cijfers staan."),
        ("x" * 50, True, f"“{'x' * 39}…” is geen getal. Schrijf bijvoorbeeld 2400 of 2,8."),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_do(typed: str, whole: bool, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        read_number(typed, whole=whole)
    assert str(refusal.value) == sentence


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,- €%", max_size=20))
def test_whatever_is_typed_gives_a_number_or_a_sentence(typed: str) -> None:
    for whole in (True, False):
        try:
            number = read_number(typed, whole=whole)
        except ValueError:
            continue
        assert read_number(as_typed(number), whole=whole) == number
        assert abs(number) < 10**15


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("112", "112"),
        (" 112 ", "112"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (",5", "0.5"),
        ("-3", "-3"),
        ("\u22123,25", "-3.25"),
        ("1.000", "1000"),
        ("1.234.567,89", "1234567.89"),
        ("1 000", "1000"),
        ("1\u00a0234,5", "1234.5"),
        ("€ 12,50", "12.50"),
        ("60 %", "60"),
        ("0,050", "0.050"),
        ("", None),
        ("twaalf", None),
        ("0.500", "0.5"),
        ("+3", "3"),
        ("-.5", "-0.5"),
        ("€ -5", "-5"),
        ("12,50 €", "12.50"),
        ("1e9", None),
        ("1e999999999", None),
        ("NaN", None),
        ("Infinity", None),
        ("0x10", None),
        ("1,2,3", None),
        ("1.2.3", None),
        ("9" * 16, None),
        ("9" * 1_000_000, None),
        ("٣", None),
        ("5\n6", None),
    ],
)
def test_a_number_that_is_only_compared_is_read_as_it_is_mostly_meant(text: str, number: str | None) -> None:
    assert number_as_meant(text) == (None if number is None else Decimal(number))


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_written_number_reads_as_itself(number: Decimal) -> None:
    assert number_as_meant(as_written(number)) == number


def test_a_point_that_a_worksheet_asks_about_is_taken_for_thousands_in_a_quiz() -> None:
    assert number_as_meant("2.400") == 2400
    with pytest.raises(ValueError, match="kan 2400 zijn of 2,4"):
        read_number("2.400")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31-12-2026", date(2026, 12, 31)),
        ("1-3-2026", date(2026, 3, 1)),
        ("01/03/2026", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        (" 2026-03-01 ", date(2026, 3, 1)),
        ("29-2-2028", date(2028, 2, 29)),
    ],
)
def test_a_date_is_day_month_year_or_what_a_browser_sends(typed: str, day: date) -> None:
    assert read_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["31-2-2026", "29-2-2026", "12-31-2026", "morgen", "1 maart 2026", "2026-3-1", "1-1-26"]
)
def test_a_day_that_is_not_there_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is geen datum\. Schrijf dag, maand en jaar: 31-12-2026\.$"):
        read_date(typed)


@pytest.mark.parametrize("typed", ["1-1-1026", "0026-01-01", "1-1-2200"])
def test_a_year_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Kijk het jaar na"):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9.30", time(9, 30)),
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("23.59 uur", time(23, 59)),
        ("00:00:00", time(0)),
    ],
)
def test_a_time_is_hours_and_minutes(typed: str, moment: time) -> None:
    assert read_time(typed) == moment


@pytest.mark.parametrize("typed", ["24.00", "9", "9.5", "930", "half tien", "9.60"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is geen tijd\. Schrijf uren en minuten: 9\.30\.$"):
        read_time(typed)


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("2688", 0, "2.688"),
        ("2.75", 1, "2,8"),
        ("15", 1, "15,0"),
        ("0.4615384615", 2, "0,46"),
        ("-25", 0, f"{MINUS}25"),
        ("-0.04", 1, "0,0"),
        ("1234567.891", 2, "1.234.567,89"),
        ("999.5", 0, "1.000"),
    ],
)
def test_a_number_is_written_with_a_comma_and_points(number: str, decimals: int, text: str) -> None:
    assert with_decimals(Decimal(number), decimals) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        ("87.5", "1 uur en 28 minuten"),
        ("87.49", "1 uur en 27 minuten"),
        ("0", "0 minuten"),
        ("1", "1 minuut"),
        ("59.5", "1 uur"),
        ("61", "1 uur en 1 minuut"),
        ("120", "2 uur"),
        ("1440", "24 uur"),
        ("100000", "1.666 uur en 40 minuten"),
        ("-90", f"{MINUS}1 uur en 30 minuten"),
        ("-5", f"{MINUS}5 minuten"),
    ],
)
def test_minutes_read_as_hours_and_minutes(minutes: str, text: str) -> None:
    assert as_duration(Decimal(minutes), duration_words()) == text


def test_a_space_in_a_figure_does_not_break() -> None:
    assert NO_BREAK == "\u00a0"
