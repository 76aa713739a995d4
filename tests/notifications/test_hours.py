"""When somebody wants mail, by the clock of Amsterdam: also in the two nights that the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.notifications.hours import AMSTERDAM, next_allowed


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T18:00", "2026-11-24T08:00"),
        ("2026-11-27T17:59", "2026-11-27T17:59"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),
        ("2026-11-29T12:00", "2026-11-30T08:00"),
    ],
)
def test_from_eight_until_six_on_working_days(now: str, then: str) -> None:
    assert next_allowed(at(now), from_hour=8, until_hour=18, at_weekends=False) == at(then)


def test_who_wants_only_the_hour_that_does_not_exist_waits_a_day() -> None:
    wanted = next_allowed(at("2026-03-29T01:30"), from_hour=2, until_hour=3, at_weekends=True)
    assert wanted == at("2026-03-30T02:00")


def test_the_hour_that_comes_twice_counts_twice() -> None:
    first, second = at("2026-10-25T02:30"), at("2026-10-25T02:30").replace(fold=1)
    for moment in (first, second):
        assert next_allowed(moment, from_hour=2, until_hour=3, at_weekends=True).timestamp() == moment.timestamp()


def test_an_impossible_wish_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(ValueError, match="holds no hour"):
        next_allowed(at("2026-11-23T12:00"), from_hour=9, until_hour=9, at_weekends=True)


START = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
moments = st.one_of(
    st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-4320, 4320)
    ),
)
windows = st.integers(0, 23).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 24)))


def is_wanted(moment: datetime, window: tuple[int, int], at_weekends: bool) -> bool:
    local = moment.astimezone(AMSTERDAM)
    return window[0] <= local.hour < window[1] and (at_weekends or local.isoweekday() <= 5)


@given(moments, windows, st.booleans())
def test_it_is_the_first_wanted_moment(now: datetime, window: tuple[int, int], at_weekends: bool) -> None:
    found = next_allowed(now, from_hour=window[0], until_hour=window[1], at_weekends=at_weekends)
    assert found >= now
    assert is_wanted(found, window, at_weekends)
    between = now
    while between < found:
        assert not is_wanted(between, window, at_weekends)
        between += timedelta(minutes=15)
    assert found == now or not is_wanted(found - timedelta(minutes=1), window, at_weekends)
