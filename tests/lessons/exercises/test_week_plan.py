"""The arithmetic of a week programme, with the worked examples of ding 17."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.week_plan import FIRST_MINUTE, LAST_MINUTE, Block, WeekPlan, is_complete, level_of, plan_of


def block(
    person: str = "Noor",
    day: int = 0,
    begin: int = 9 * 60,
    minutes: int = 60,
    preparation: int = 60,
    stand_in: str = "",
) -> Block:
    return Block(f"{person} {day}", day, begin, minutes, preparation, person, stand_in)


def spread(noor: int, tijmen: int, available: float) -> WeekPlan:
    people = ["Noor"] * noor + ["Tijmen"] * tijmen
    return WeekPlan(tuple(block(person, day) for day, person in enumerate(people)), available)


def test_four_blocks_for_noor_and_one_for_tijmen_fall_over_when_noor_drops_out() -> None:
    plan = spread(4, 1, 10)
    assert plan.hours == 10.0
    assert (plan.hours_of("Noor"), plan.hours_of("Tijmen")) == (8.0, 2.0)
    assert plan.cover == 100
    assert plan.busiest == "Noor"
    assert plan.cover_without_busiest == 20
    assert level_of(plan.cover_without_busiest) == "red"


def test_three_and_two_with_twelve_hours_is_better() -> None:
    plan = spread(3, 2, 12)
    assert (plan.hours_of("Noor"), plan.hours_of("Tijmen")) == (6.0, 4.0)
    assert plan.cover == 120
    assert plan.cover_without_busiest == pytest.approx(60)
    assert level_of(plan.cover_without_busiest) == "orange"


def test_the_pilot_of_2013_was_112_hours_a_week_and_2688_in_all() -> None:
    whole_day = [
        block(day=day, begin=FIRST_MINUTE, minutes=LAST_MINUTE - FIRST_MINUTE, preparation=0) for day in range(7)
    ]
    plan = WeekPlan(tuple(whole_day))
    assert plan.hours == 112
    assert plan.hours * 24 == 2688
    assert plan.uncovered_hours == 0
    assert WeekPlan(()).uncovered_hours == 112


@pytest.mark.parametrize(
    ("cover", "level"),
    [(None, ""), (0.0, "red"), (49.9, "red"), (50.0, "orange"), (79.9, "orange"), (80.0, "green"), (120.0, "green")],
)
def test_a_cover_has_a_colour(cover: float | None, level: str) -> None:
    assert level_of(cover) == level


def test_without_hours_or_blocks_there_is_no_cover() -> None:
    assert WeekPlan((block(),)).cover is None
    assert WeekPlan((), 10).cover is None
    assert WeekPlan((), 10).cover_without_busiest is None
    assert WeekPlan((), 10).busiest == ""


def test_a_team_never_has_less_than_no_hours_left() -> None:
    assert spread(4, 1, 5).cover_without_busiest == 0


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (block(begin=10 * 60), False),  # 9 to 10 and 10 to 11 just touch
        (block(begin=9 * 60 + 59), True),
        (block(begin=8 * 60), False),
        (block(begin=8 * 60 + 1), True),
        (block(day=1), False),
        (block("Tijmen"), False),
    ],
)
def test_one_person_cannot_do_two_things_at_once(other: Block, together: bool) -> None:
    plan = WeekPlan((block(), other))
    assert bool(plan.overlaps) is together


def test_names_with_other_capitals_are_one_person() -> None:
    plan = WeekPlan((block("Noor"), block("noor", day=1)))
    assert plan.people == ["Noor"]
    assert plan.hours_of("NOOR") == 4


def test_a_stand_in_takes_over_what_she_can() -> None:
    plan = WeekPlan(
        (
            block("Noor", 0, stand_in="Tijmen"),
            block("Noor", 1, stand_in="Tijmen"),
            block("Noor", 2),
            block("Tijmen", 1, stand_in="Noor"),
        ),
        8,
    )
    out = plan.drop_out("Noor")
    assert [one.day for one in out.taken_over] == [0]
    assert [one.day for one in out.lost] == [1, 2]
    assert [one.person for one in plan.drop_outs] == ["Noor", "Tijmen"]
    assert plan.without_stand_in == [plan.blocks[2]]


def test_a_stand_in_cannot_take_over_two_blocks_at_the_same_hour() -> None:
    plan = WeekPlan((block("Noor", stand_in="Karim"), block("Noor", begin=9 * 60 + 30, stand_in="Karim")))
    out = plan.drop_out("Noor")
    assert (len(out.taken_over), len(out.lost)) == (1, 1)


def test_the_week_by_hour_shows_who_is_on() -> None:
    plan = WeekPlan((block(begin=9 * 60 + 30, minutes=90),))
    grid = dict(plan.grid())
    assert list(grid) == list(range(7, 23))
    assert [hour for hour, days in grid.items() if days[0]] == [9, 10]
    assert not any(grid[9][1:])


def test_days_come_in_order_and_so_do_their_blocks() -> None:
    plan = WeekPlan((block(day=4), block(day=1, begin=600), block(day=1, begin=480)))
    assert [(day, [one.begin for one in blocks]) for day, blocks in plan.by_day()] == [(1, [480, 600]), (4, [540])]


def test_a_half_row_is_no_block_yet() -> None:
    row = {"name": "Boek", "day": 0, "begin": 540, "minutes": 60, "preparation": None, "person": "Noor", "stand_in": ""}
    assert is_complete(row)
    assert plan_of([row, {**row, "person": ""}, {**row, "day": None}], None).blocks == (
        Block("Boek", 0, 540, 60, 0, "Noor", ""),
    )


blocks = st.builds(
    Block,
    name=st.sampled_from(["a", "b"]),
    day=st.integers(0, 6),
    begin=st.integers(FIRST_MINUTE, LAST_MINUTE - 60),
    minutes=st.integers(1, 60),
    preparation=st.integers(0, 120),
    person=st.sampled_from(["Noor", "Tijmen", "Karim"]),
    stand_in=st.sampled_from(["", "Noor", "Els"]),
)


@given(st.lists(blocks, max_size=12), st.floats(0, 100))
def test_any_week_adds_up(made: list[Block], available: float) -> None:
    plan = WeekPlan(tuple(made), available)
    assert sum(map(plan.hours_of, plan.people)) == pytest.approx(plan.hours)
    assert 0 <= plan.uncovered_hours <= 112
    assert plan.covered_hours <= sum(one.minutes for one in made) / 60 + 1e-9
    for out in plan.drop_outs:
        assert sorted([*out.taken_over, *out.lost], key=repr) == sorted(plan.of(out.person), key=repr)
        assert out.cover is None or plan.cover is None or out.cover <= plan.cover + 1e-9
