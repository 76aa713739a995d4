"""The rules of time and of being done, as tables of examples (syllabus 0.1 and 0.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from course.cohorts import schedule
from course.cohorts.models import CohortWeek

SYLLABUS = {
    1: (1, 2),
    2: (3, 4),
    3: (5, 6),
    4: (7, 8),
    5: (9, 10),
    7: (11, 12),
    8: (13, 14),
    9: (15, 16),
    10: (17, 18),
    12: (19, 20),
    13: (21, 22),
    14: (23,),
}


@pytest.mark.parametrize(("number", "week"), [(number, week) for week, both in SYLLABUS.items() for number in both])
def test_a_ding_stands_in_the_week_of_the_syllabus(number: int, week: int) -> None:
    assert schedule.week_of(number) == week


@pytest.mark.parametrize(
    ("number", "per_week", "catch_up", "week"),
    [(1, 1, (), 1), (5, 1, (), 5), (5, 1, (1, 2), 7), (6, 3, (2,), 3), (1, 2, (1,), 2), (23, 23, (), 1)],
)
def test_a_trainer_may_choose_another_rhythm(number: int, per_week: int, catch_up: tuple[int, ...], week: int) -> None:
    assert schedule.week_of(number, per_week, catch_up) == week


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 24), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 12, 30), date(2027, 1, 4)),
    ],
)
def test_a_week_opens_on_a_monday(day: date, monday: date) -> None:
    assert schedule.first_monday(day) == monday


def test_the_whole_course_takes_fourteen_weeks_of_which_two_to_catch_up() -> None:
    weeks = schedule.plan_weeks(range(1, 24), date(2026, 9, 7))
    assert [week.number for week in weeks] == list(range(1, 15))
    assert [week.number for week in weeks if week.is_catch_up] == [6, 11]
    assert weeks[-1].opens_on == date(2026, 12, 7)


def test_weeks_end_with_the_last_ding_that_is_there() -> None:
    assert [week.number for week in schedule.plan_weeks([1, 2, 3, 7, 9], date(2026, 9, 7))] == [1, 2, 3, 4, 5]
    assert schedule.plan_weeks([], date(2026, 9, 7)) == []


@pytest.mark.parametrize(
    ("opens_on", "in_utc"),
    [
        (date(2026, 10, 19), datetime(2026, 10, 19, 7, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 8, tzinfo=UTC)),  # the clock went back the day before
        (date(2027, 3, 22), datetime(2027, 3, 22, 8, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 29, 7, tzinfo=UTC)),  # and forward
    ],
)
def test_a_week_opens_at_nine_in_amsterdam_in_summer_and_in_winter(opens_on: date, in_utc: datetime) -> None:
    week = CohortWeek(number=1, opens_on=opens_on)
    assert week.opens_at == in_utc
    assert week.is_open(in_utc)
    assert not week.is_open(in_utc.replace(hour=in_utc.hour - 1, minute=59))


def test_all_stays_open_half_a_year_after_the_last_week() -> None:
    assert schedule.closing_day(date(2026, 12, 7)) == date(2027, 6, 13)


@pytest.mark.parametrize(
    ("threshold", "published", "required"),
    [
        (20, 23, 20),
        (23, 23, 23),
        (20, 5, 5),
        (20, 4, 4),
        (20, 1, 1),
        (10, 5, 3),
        (1, 23, 1),
        (20, 0, 0),
        (30, 23, 23),
        (20, 12, 11),
    ],
)
def test_what_is_required_follows_what_is_published(threshold: int, published: int, required: int) -> None:
    assert schedule.required_things(threshold, published) == required


def test_only_published_dingen_belong_to_the_core_set() -> None:
    assert schedule.core_of([1, 2, 3, 7, 9]) == {2, 3}
    assert len(schedule.core_of(range(1, 24))) == 11


@pytest.mark.parametrize(
    ("done", "core", "required", "is_done"),
    [
        (range(1, 24), schedule.CORE, 20, True),
        ([n for n in range(1, 24) if n not in (1, 4, 6)], schedule.CORE, 20, True),
        ([n for n in range(1, 24) if n not in (1, 4, 6, 7)], schedule.CORE, 20, False),  # 19
        ([n for n in range(1, 24) if n != 23], schedule.CORE, 20, False),  # 22, but 23 is a kernding
        ([2, 3, 3, 3], {2, 3}, 3, False),  # twice is once
        ([], set(), 0, False),  # a course without dingen is nobody's achievement
    ],
)
def test_the_course_is_done_with_enough_dingen_and_the_core_set(
    done: list[int], core: set[int], required: int, is_done: bool
) -> None:
    assert schedule.is_course_done(list(done), core, required) is is_done
