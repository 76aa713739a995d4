"""The rules of time and of being done, as plain functions (syllabus 0.1 and 0.3). No tables, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

THINGS_IN_ALL = 23
"""What the threshold of a cohort is a part of: "20 of 23"."""
THRESHOLD = 20
CORE = frozenset({2, 3, 5, 11, 12, 13, 14, 19, 20, 21, 23})
"""The kerndingen: nobody is done without these."""
THINGS_A_WEEK = 2
CATCH_UP_WEEKS = (6, 11)
WEEKS_OPEN_AFTERWARDS = 26


@dataclass(frozen=True)
class PlannedWeek:
    """One week of a schedule that has yet to be stored."""

    number: int
    opens_on: date
    is_catch_up: bool


def week_of(number: int, per_week: int = THINGS_A_WEEK, catch_up_weeks: Collection[int] = CATCH_UP_WEEKS) -> int:
    """Return the week of the ding with that number.

    It follows from the number alone, so that ding 7 keeps week 4 while 4 to 6 are still being written.
    """
    teaching_weeks_left = (number - 1) // per_week
    week = 1
    while week in catch_up_weeks or teaching_weeks_left:
        if week not in catch_up_weeks:
            teaching_weeks_left -= 1
        week += 1
    return week


def first_monday(day: date) -> date:
    """Return that day when it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % 7)


def plan_weeks(
    numbers: Iterable[int],
    starts_on: date,
    per_week: int = THINGS_A_WEEK,
    catch_up_weeks: Collection[int] = CATCH_UP_WEEKS,
) -> list[PlannedWeek]:
    """Return every week up to that of the highest number, each on a Monday; empty for no numbers."""
    last = max((week_of(number, per_week, catch_up_weeks) for number in numbers), default=0)
    monday = first_monday(starts_on)
    return [
        PlannedWeek(week, monday + timedelta(weeks=week - 1), is_catch_up=week in catch_up_weeks)
        for week in range(1, last + 1)
    ]


def closing_day(last_week_opens_on: date) -> date:
    """Return the last day that answers are taken: half a year after the Sunday of the last week."""
    return last_week_opens_on + timedelta(weeks=1 + WEEKS_OPEN_AFTERWARDS, days=-1)


def required_things(threshold: int, published: int, total: int = THINGS_IN_ALL) -> int:
    """Return how many dingen somebody needs when `published` of `total` can be done: in proportion, rounded up.

    20 of 23 published dingen asks for 20, and 5 of 23 for 5: never more than there are.
    """
    return min(published, -(-threshold * published // total))


def core_of(numbers: Iterable[int]) -> frozenset[int]:
    """Return the kerndingen among these numbers: what is not published cannot be asked for."""
    return CORE & frozenset(numbers)


def is_course_done(done: Collection[int], core: Collection[int], required: int) -> bool:
    """Say whether these numbers are enough: as many as required, and all of the core set."""
    return 0 < required <= len(set(done)) and set(core) <= set(done)
