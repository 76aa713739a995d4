"""The calendar as a value: what each change does, whatever the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from course.cohorts import schedule, timetable
from course.cohorts.models import CohortWeek
from course.cohorts.timetable import Entry, Timetable, Week

MONDAY = date(2026, 9, 7)


def standard(things: int = 23, starts_on: date = MONDAY) -> Timetable:
    weeks = schedule.plan_weeks(range(1, things + 1), starts_on)
    return Timetable(
        weeks=tuple(Week(week.number, week.opens_on, week.is_catch_up, id=100 + week.number) for week in weeks),
        entries=tuple(
            Entry(1000 + number, number, schedule.week_of(number), number in schedule.CORE)
            for number in range(1, things + 1)
        ),
        threshold=20,
        starts_on=starts_on,
        closes_on=schedule.closing_day(weeks[-1].opens_on),
    )


timetables = st.integers(1, 23).map(standard)


@given(timetables, st.data(), st.integers(0, 8))
def test_a_holiday_moves_a_week_and_all_after_it_and_nothing_before(
    table: Timetable, data: st.DataObject, by: int
) -> None:
    week = data.draw(st.integers(1, len(table.weeks)))
    moved = timetable.shift(table, week=week, weeks=by, following=True)
    for old, new in zip(table.weeks, moved.weeks, strict=True):
        assert new.opens_on - old.opens_on == timedelta(weeks=by if old.number >= week else 0)
    assert moved.entries == table.entries
    assert timetable.shift(moved, week=week, weeks=-by, following=True) == table


@given(timetables, st.data())
def test_a_catch_up_week_put_in_and_taken_out_changes_nothing(table: Timetable, data: st.DataObject) -> None:
    after = data.draw(st.integers(1, len(table.weeks)))
    longer = timetable.insert_catch_up(table, after=after)
    assert [week.number for week in longer.weeks] == list(range(1, len(table.weeks) + 2))
    assert not longer.in_week(after + 1)
    assert len(longer.entries) == len(table.entries)
    assert timetable.remove_catch_up(longer, week=after + 1) == table


@given(timetables.filter(lambda table: len(table.weeks) > 1), st.data())
def test_dingen_that_change_weeks_twice_are_where_they_were(table: Timetable, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(table.entries))
    other = data.draw(st.sampled_from([entry for entry in table.entries if entry.week != one.week]))
    swapped = timetable.swap_things(table, one=one.number, other=other.number)
    assert swapped.entry(one.number).week == other.week
    assert swapped.entry(other.number).week == one.week
    assert timetable.swap_things(swapped, one=one.number, other=other.number) == table


@given(timetables)
def test_what_is_written_down_is_read_back(table: Timetable) -> None:
    assert timetable.from_data(table.as_data()) == table
    assert timetable.from_data(table.as_data()).print == table.print


def test_one_week_cannot_pass_the_next() -> None:
    with pytest.raises(ValidationError, match="Schuif ook de andere weken mee"):
        timetable.shift(standard(), week=5, weeks=2, following=False)


def test_the_first_and_the_last_day_follow_the_weeks() -> None:
    table = standard()
    later = timetable.shift(table, week=1, weeks=2, following=True)
    assert later.starts_on == table.starts_on + timedelta(weeks=2)
    assert later.closes_on == table.closes_on + timedelta(weeks=2)  # type: ignore[operator]


def test_a_last_day_that_somebody_chose_stays() -> None:
    chosen = date(2027, 1, 31)
    table = replace(standard(), closes_on=chosen)
    assert timetable.shift(table, week=5, weeks=1, following=True).closes_on == chosen
    with pytest.raises(ValidationError, match="Kies eerst een latere laatste dag"):
        timetable.shift(table, week=5, weeks=8, following=True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda table: timetable.shift(table, week=40, weeks=1, following=True), "geen week 40"),
        (lambda table: timetable.move_thing(table, number=24, week=1), "Ding 24 hoort niet bij deze ronde"),
        (lambda table: timetable.remove_catch_up(table, week=1), "geen inhaalweek"),
        (
            lambda table: timetable.remove_catch_up(timetable.move_thing(table, number=1, week=6), week=6),
            "staan nog dingen",
        ),
        (lambda table: timetable.swap_things(table, one=1, other=2), "al in dezelfde week"),
        (lambda table: timetable.drop_thing(standard(1), number=1), "het enige ding"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(change: timetable.Change, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        change(standard())


@pytest.mark.parametrize(
    ("starts_on", "at_utc"),
    [(date(2026, 10, 12), [7, 7, 8, 8]), (date(2027, 3, 15), [8, 8, 7, 7])],
    ids=["summer time ends", "summer time begins"],
)
def test_a_week_opens_at_nine_in_amsterdam_on_both_sides_of_summer_time(starts_on: date, at_utc: list[int]) -> None:
    table = timetable.insert_catch_up(standard(8, starts_on - timedelta(weeks=1)), after=1)
    table = timetable.shift(table, week=1, weeks=1, following=False)
    opens = [CohortWeek(opens_on=week.opens_on).opens_at for week in table.weeks[:1] + table.weeks[2:]]
    assert [moment.hour for moment in opens] == [9] * len(opens)
    assert all(moment.weekday() == 0 for moment in opens)
    moments = [CohortWeek(opens_on=starts_on + timedelta(weeks=week)).opens_at for week in range(4)]
    assert [(moment - moment.utcoffset()).hour for moment in moments] == at_utc  # type: ignore[operator]


def test_a_preview_says_which_week_moves_comes_and_goes() -> None:
    table = standard(4)
    rows = timetable.differences(table, timetable.insert_catch_up(table, after=1))
    assert [(row.number, row.was, row.becomes) for row in rows] == [
        (1, MONDAY, MONDAY),
        (2, None, MONDAY + timedelta(weeks=1)),
        (3, MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=2)),
    ]
    longer = replace(table, weeks=(*table.weeks, Week(3, MONDAY + timedelta(weeks=2), is_catch_up=True, id=9)))
    gone = timetable.differences(longer, timetable.remove_catch_up(longer, week=3))[-1]
    assert (gone.number, gone.becomes) == (3, None)
