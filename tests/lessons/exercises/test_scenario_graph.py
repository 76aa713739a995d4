"""The graph of a scenario: what is refused, and how somebody walks through it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.scenario_graph import (
    DAY,
    LEAST_TRUST,
    MOST_TRUST,
    Choice,
    Effects,
    Fault,
    Graph,
    Node,
    Standing,
    Wrong,
    faults_of,
    reached_from,
    walk,
    ways_to_an_end,
)
from lessons.exercises.scenario_record import (
    MOST_RUNS,
    Record,
    begun_again,
    can_go_back,
    confirmed,
    first_run,
    kept_step,
    record_of,
    stepped,
    stepped_back,
)
from tests.lessons.exercises.scenario_graphs import graph, sound_graphs, steps

# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "faults"),
    [
        ({"n1": "a>e1", "e1": ""}, []),
        ({"n1": "a>n1 b>e1", "e1": ""}, []),
        ({"n1": "a>n2 b>n3", "n2": "a>n1", "n3": "a>e1", "e1": ""}, []),
        ({"n1": "a>n1"}, [Fault(Wrong.NO_END), Fault(Wrong.NO_EXIT, "n1")]),
        ({"n1": "a>n9 b>e1", "e1": ""}, [Fault(Wrong.MISSING_TARGET, "n1", "a")]),
        ({"n1": "a>n2 b>e1", "n2": "", "e1": ""}, [Fault(Wrong.NO_CHOICE, "n2")]),
        ({"n1": "a>e1", "n2": "a>e1", "e1": ""}, [Fault(Wrong.UNREACHABLE, "n2")]),
        ({"n1": "a>e1", "e1": "", "e2": ""}, [Fault(Wrong.UNREACHABLE, "e2")]),
        (
            {"n1": "a>n2 b>e1", "n2": "a>n3", "n3": "a>n2", "e1": ""},
            [Fault(Wrong.NO_EXIT, "n2"), Fault(Wrong.NO_EXIT, "n3")],
        ),
        # A typing error is named once, at the choice that has it; what lies behind is out of reach.
        ({"n1": "a>n22", "n2": "a>e1", "e1": ""}, None),
    ],
)
def test_what_nobody_should_walk_through_is_named(nodes: dict[str, str], faults: list[Fault] | None) -> None:
    expected = faults
    if expected is None:
        expected = [
            Fault(Wrong.MISSING_TARGET, "n1", "a"),
            Fault(Wrong.UNREACHABLE, "n2"),
            Fault(Wrong.UNREACHABLE, "e1"),
        ]
    assert faults_of(graph(**nodes)) == expected


def test_an_empty_graph_has_no_end() -> None:
    assert faults_of(graph()) == [Fault(Wrong.NO_END)]


@given(sound_graphs())
def test_a_sound_graph_has_no_faults(any_graph: Graph) -> None:
    assert faults_of(any_graph) == []
    assert reached_from(any_graph) == set(any_graph.nodes)


@given(sound_graphs(), st.data())
def test_a_choice_that_leads_nowhere_is_always_named(any_graph: Graph, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([key for key, node in any_graph.nodes.items() if node.choices]))
    node = any_graph.nodes[key]
    broken = replace(node, choices=(replace(node.choices[0], target="weg"), *node.choices[1:]))
    faults = faults_of(replace(any_graph, nodes={**any_graph.nodes, key: broken}))
    assert Fault(Wrong.MISSING_TARGET, key, node.choices[0].key) in faults


@given(sound_graphs())
def test_without_its_ends_every_situation_is_a_loop_or_leads_nowhere(any_graph: Graph) -> None:
    situations = {key: node for key, node in any_graph.nodes.items() if not node.is_end}
    faults = faults_of(replace(any_graph, nodes=situations))
    assert faults[0] == Fault(Wrong.NO_END)
    assert any(fault.wrong is Wrong.MISSING_TARGET for fault in faults)


# --- Trust, work and the clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trust", "change", "after"), [(5, 2, 7), (5, -3, 2), (1, -3, LEAST_TRUST), (9, 3, MOST_TRUST), (0, 0, 0)]
)
def test_trust_stays_between_0_and_10(trust: int, change: int, after: int) -> None:
    assert Standing(trust, 0, None).after(Effects(trust=change)).trust == after


@pytest.mark.parametrize(
    ("clock", "effects", "after"),
    [
        (None, Effects(minutes=6), None),
        (None, Effects(clock=510), 510),
        (1270, Effects(), 1270),
        (1270, Effects(minutes=6), 1276),
        (1270, Effects(clock=1290), 1290),
        (1270, Effects(clock=1270), 1270),
        (1270, Effects(clock=510), DAY + 510),
        (1270, Effects(minutes=5, clock=1274), DAY + 1274),
        (545, Effects(days=7), 7 * DAY + 545),
        (545, Effects(days=7, clock=545), 7 * DAY + 545),
        (545, Effects(days=7, clock=540), 8 * DAY + 540),
    ],
)
def test_the_clock_only_goes_on(clock: int | None, effects: Effects, after: int | None) -> None:
    assert Standing(5, 0, clock).after(effects).clock == after


def test_waiting_for_an_expert_is_no_work() -> None:
    asked = Standing(5, 10, 600).after(Effects(minutes=60), waiting=True)
    assert (asked.minutes, asked.clock) == (10, 660)
    assert Standing(5, 10, 600).after(Effects(minutes=60)) == Standing(5, 70, 660)


# --- Walking ---------------------------------------------------------------------------------------------------------

SMALL = graph(n1="a>n2 b>e1", n2="a>e1 b>n1", e1="")


def test_a_run_begins_at_the_first_situation() -> None:
    way = walk(SMALL, [])
    assert [visit.node.key for visit in way.visits] == ["n1"]
    assert way.here is SMALL.nodes["n1"]
    assert way.end == ""


def test_a_run_comes_to_an_end() -> None:
    way = walk(SMALL, steps("n1/a", "n2/b", "n1/b"))
    assert [visit.node.key for visit in way.visits] == ["n1", "n2", "n1", "e1"]
    assert way.end == "e1"
    assert not way.is_cut


def test_an_expert_who_was_asked_costs_time_but_no_work() -> None:
    ask = Choice("a", "Vraag het Els.", "e1", Effects(minutes=60), expert="Els")
    small = Graph(
        {
            "n1": Node("n1", "Vraag", "?", Effects(minutes=5), (ask,)),
            "e1": Node("e1", "Einde", ".", Effects(trust=3), is_end=True),
        },
        "n1",
        begins=540,
    )
    last = walk(small, steps("n1/a")).visits[-1]
    assert last.before == Standing(5, 5, 605)
    assert last.standing == Standing(8, 5, 605)


@pytest.mark.parametrize(
    ("made", "visited"),
    [
        (["n9/a"], ["n1"]),
        (["n1/z"], ["n1"]),
        (["n1/a", "n9/a", "e1/a"], ["n1", "n2"]),
        (["n1/a", "n2/a", "e1/a"], ["n1", "n2", "e1"]),
    ],
)
def test_steps_through_what_a_trainer_took_away_end_where_it_still_exists(made: list[str], visited: list[str]) -> None:
    way = walk(SMALL, steps(*made))
    assert way.is_cut
    assert way.here is None
    assert way.end == ""
    assert [visit.node.key for visit in way.visits] == visited


def test_a_choice_whose_target_was_taken_away_stays_readable() -> None:
    way = walk(graph(n1="a>weg b>e1", e1=""), steps("n1/a"))
    assert way.is_cut
    assert [visit.choice.key for visit in way.visits if visit.choice] == ["a"]


def test_a_graph_of_nothing_is_no_error() -> None:
    way = walk(graph(), steps("n1/a"))
    assert way.is_cut
    assert way.visits == ()


@given(sound_graphs(), st.data())
def test_any_walk_stays_in_the_graph_and_can_always_end(any_graph: Graph, data: st.DataObject) -> None:
    record = wander(any_graph, data)
    to_go = ways_to_an_end(any_graph)
    for _ in range(len(any_graph.nodes)):
        here = walk(any_graph, record["steps"]).here
        assert here is not None
        assert any_graph.nodes[here.key] is here
        if here.is_end:
            break
        record = stepped(record, here.key, min(here.choices, key=lambda choice: to_go[choice.target]))
    assert walk(any_graph, record["steps"]).end


@given(sound_graphs(), st.data())
def test_how_things_stand_is_always_within_bounds(any_graph: Graph, data: st.DataObject) -> None:
    before = Standing(any_graph.trust, 0, any_graph.begins)
    for visit in walk(any_graph, wander(any_graph, data)["steps"]).visits:
        now = visit.standing
        assert LEAST_TRUST <= now.trust <= MOST_TRUST
        assert now.minutes >= before.minutes
        assert before.clock is None or (now.clock is not None and now.clock >= before.clock)
        before = now


def wander(any_graph: Graph, data: st.DataObject, most: int = 8) -> Record:
    """Return the record of somebody who makes up to `most` choices, as chance has it."""
    record = record_of({})
    for _ in range(data.draw(st.integers(0, most))):
        here = walk(any_graph, record["steps"]).here
        assert here is not None
        if here.is_end:
            break
        record = stepped(record, here.key, data.draw(st.sampled_from(here.choices)))
    return record


# --- The record ------------------------------------------------------------------------------------------------------


@given(sound_graphs(), st.data())
def test_going_back_and_choosing_again_is_as_having_chosen_it_first(any_graph: Graph, data: st.DataObject) -> None:
    record = wander(any_graph, data)
    here = walk(any_graph, record["steps"]).here
    assert here is not None
    for first in here.choices:
        astray = stepped_back(stepped(record, here.key, first), any_graph)
        assert astray["steps"] == record["steps"]
        assert kept_step(astray, here.key)["choice"] == first.key
        for choice in here.choices:
            assert stepped(astray, here.key, choice)["steps"] == stepped(record, here.key, choice)["steps"]


@given(sound_graphs(), st.data())
def test_steps_that_were_taken_back_stay_at_hand(any_graph: Graph, data: st.DataObject) -> None:
    record = wander(any_graph, data)
    back = record
    while can_go_back(back):
        back = stepped_back(back, any_graph)
    for step in record["steps"]:
        assert kept_step(back, step["node"]) == step
        choice = any_graph.nodes[step["node"]].choice(step["choice"])
        assert choice is not None
        back = stepped(back, step["node"], choice)
    assert (back["steps"], back["undone"]) == (record["steps"], record["undone"])


@given(sound_graphs(), st.data())
def test_beginning_again_keeps_the_run_that_was(any_graph: Graph, data: st.DataObject) -> None:
    record = wander(any_graph, data)
    again = begun_again(record, any_graph)
    assert again["steps"] == []
    assert again["runs"] == [{"steps": record["steps"], "end": walk(any_graph, record["steps"]).end}]
    assert first_run(again) == first_run(record) == record["steps"]


def test_the_first_run_is_kept_however_often_somebody_plays() -> None:
    record = stepped(record_of({}), "n1", SMALL.nodes["n1"].choices[0])
    for _ in range(MOST_RUNS + 5):
        record = stepped(begun_again(record, SMALL), "n1", SMALL.nodes["n1"].choices[1])
    assert len(record["runs"]) == MOST_RUNS
    assert first_run(record) == steps("n1/a")
    assert record["runs"][1]["end"] == record["runs"][-1]["end"] == "e1"


def test_another_choice_forgets_what_was_taken_back() -> None:
    record = stepped(record_of({}), "n1", SMALL.nodes["n1"].choices[0])
    record = stepped_back(record, SMALL)
    assert stepped(record, "n1", SMALL.nodes["n1"].choices[1])["undone"] == []


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        (["n1/a", "n2/a"], ["n1/a"]),
        (["n1/a", "n2/weg"], ["n1/a"]),
        (["n1/a", "weg/a", "n2/a"], ["n1/a"]),
        (["weg/a", "n1/a"], []),
    ],
)
def test_one_step_back_from_what_is_gone_leads_to_what_still_exists(made: list[str], kept: list[str]) -> None:
    back = stepped_back({**record_of({}), "steps": steps(*made)}, SMALL)
    assert back["steps"] == steps(*kept)
    assert back["undone"] == steps(*made)[len(kept) :][::-1]


def test_one_step_back_where_the_whole_story_is_gone_leads_to_its_beginning() -> None:
    assert stepped_back({**record_of({}), "steps": steps("n1/a")}, graph())["steps"] == []


def test_an_end_is_confirmed_once() -> None:
    once = confirmed(record_of({}), "e1")
    assert once["read"] == ["e1"]
    assert confirmed(once, "e1") is once
    assert confirmed(once, "e2")["read"] == ["e1", "e2"]


def test_a_record_is_never_changed_in_place() -> None:
    stored: dict[str, Any] = {"steps": steps("n1/a"), "runs": [], "read": ["e1"], "moves": 3}
    record = record_of(stored)
    for after in (
        stepped(record, "n2", SMALL.nodes["n2"].choices[0]),
        stepped_back(record, SMALL),
        begun_again(record, SMALL),
        confirmed(record, "e2"),
    ):
        assert after["moves"] == 4
    assert stored == {"steps": steps("n1/a"), "runs": [], "read": ["e1"], "moves": 3}
    assert record_of(stored) == {**stored, "undone": []}
