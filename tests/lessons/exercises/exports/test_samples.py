"""Every sample export comes to the figures that were worked out by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO

import pytest

from lessons.exercises.exports import Reading, read_export
from lessons.exercises.exports.platforms import PLATFORMS
from tests.lessons.exercises.exports.samples import EXPECTED, Expected, own_table

each_sample = pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.make.__name__)


@each_sample
def test_a_sample_comes_to_its_figures(expected: Expected) -> None:
    readings = read_export(expected.name, BytesIO(expected.make()))
    first = readings[0]
    assert (first.platform, [reading.platform for reading in readings[1:]]) == (expected.platform, expected.others)
    period = (first.begins.isoformat(), first.ends.isoformat()) if first.begins and first.ends else None
    assert period == expected.period
    assert first.figures == {measure: Decimal(figure) for measure, figure in expected.figures.items()}
    assert not expected.says or expected.says in first.notes


@each_sample
def test_figures_travel_and_the_rows_stay_behind(expected: Expected) -> None:
    for reading in read_export(expected.name, BytesIO(expected.make())):
        travelled = Reading.from_data(json.loads(json.dumps(reading.as_data())))
        assert travelled == reading
        assert travelled.sample.rows == ()
        assert len(reading.sample.rows) >= 2


def test_every_platform_has_a_sample() -> None:
    shown = {expected.platform for expected in EXPECTED} | {name for one in EXPECTED for name in one.others}
    assert shown == set(PLATFORMS)


def test_an_own_table_can_be_named_by_hand_and_is_then_remembered() -> None:
    reading = read_export("kanaal.xlsx", BytesIO(own_table()))[0]
    assert [column.header for column in reading.columns] == ["Geplaatst", "Vrienden van de bieb", "Uren werk"]
    named = reading.with_mapping({0: "posts", 1: "followers"}, reading.rows_are)
    assert named.figures == {"posts": Decimal(60), "followers": Decimal(131)}
    again = reading.with_headers(named.headers_by_measure(), named.rows_are)
    assert again.figures == named.figures
