"""The chart of a worksheet: from zero, in round numbers, nothing left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.chart import WIDTH, Chart, Point, shown, ticks


def points(*numbers: str | None) -> tuple[Point, ...]:
    return tuple(
        Point(f"Punt {place}", None if number is None else Decimal(number), number or "–")
        for place, number in enumerate(numbers)
    )


def bar(*numbers: str | None) -> Chart:
    return Chart("bar", "Volgers", "Kanaal", points(*numbers))


def line(*numbers: str | None) -> Chart:
    return Chart("line", "Bereik", "Dag", points(*numbers))


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        ("0", "2400", "0 500 1000 1500 2000 2500"),
        ("0", "10", "0 2 4 6 8 10"),
        ("0", "1", "0 0.2 0.4 0.6 0.8 1.0"),
        ("0", "0", "0 0.2"),
        ("-25", "100", "-50 0 50 100"),
        ("-3", "0", "-3 -2 -1 0"),
        ("0", "0.07", "0 0.02 0.04 0.06 0.08"),
    ],
)
def test_an_axis_has_round_numbers_from_zero(least: str, most: str, expected: str) -> None:
    assert ticks(Decimal(least), Decimal(most)) == [Decimal(number) for number in expected.split()]


@given(
    st.decimals(min_value=-(10**18), max_value=0, places=6),
    st.decimals(min_value=0, max_value=10**18, places=6),
)
def test_an_axis_always_holds_zero_and_every_value(least: Decimal, most: Decimal) -> None:
    axis = ticks(least, most)
    assert axis[0] <= least
    assert axis[-1] >= most
    assert 0 in axis
    assert 2 <= len(axis) <= 8


def test_numbers_on_the_axis_read_dutch() -> None:
    assert [shown(Decimal(number)) for number in ("2000", "0.5", "1.0", "-50")] == ["2.000", "0,5", "1", "\u221250"]


def test_bars_are_as_long_as_their_values() -> None:
    chart = bar("2000", "1000", "0", None)
    widths = [float(one.width) for one in chart.bars]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[2:] == [0, 0]
    assert [one.point.text for one in chart.bars] == ["2000", "1000", "0", "–"]
    assert {one.x for one in chart.bars} == {chart.zero}
    assert all(float(one.text_x) < WIDTH for one in chart.bars)
    assert chart.height == chart.foot + 34


def test_a_bar_below_zero_goes_the_other_way() -> None:
    chart = bar("-25", "100")
    below, above = chart.bars
    assert float(below.x) < float(chart.zero) == pytest.approx(float(above.x))


def test_a_long_name_is_cut_in_the_picture_only() -> None:
    chart = Chart("bar", "Volgers", "Kanaal", (Point("Een heel lange naam van een kanaal", Decimal(1), "1"),))
    assert chart.bars[0].name == "Een heel lange naam v…"
    assert chart.bars[0].point.label == "Een heel lange naam van een kanaal"


def test_a_line_breaks_off_where_nothing_is_known() -> None:
    chart = line("1", "2", None, "4")
    assert chart.path.count("M") == 2
    assert chart.path.count("L") == 1
    assert len(chart.dots) == 3
    heights = [float(dot.y) for dot in chart.dots]
    assert heights == sorted(heights, reverse=True)
    assert chart.height == 266


def test_of_many_points_only_some_carry_their_name() -> None:
    chart = line(*map(str, range(20)))
    assert 5 <= sum(dot.is_labelled for dot in chart.dots) <= 8
    assert line("5").dots[0].x == "64.0"


def test_the_finding_names_the_highest_and_the_lowest() -> None:
    chart = bar("3", None, "9", "1")
    assert chart
    assert (chart.most.label, chart.least.label) == ("Punt 2", "Punt 3")
    assert chart.title == "Volgers, per kanaal"
    assert [mark.text for mark in chart.marks] == ["0", "2", "4", "6", "8", "10"]
    assert len(line("3").marks) == 4


def test_without_a_value_there_is_no_chart() -> None:
    assert not bar(None, None)
    assert not bar()


def test_a_text_bar_stands_in_for_the_picture() -> None:
    chart = bar("100", "50", "1", "0", "-5", None)
    assert [len(chart.text_bar(point)) for point in chart.points] == [20, 10, 1, 0, 0, 0]
