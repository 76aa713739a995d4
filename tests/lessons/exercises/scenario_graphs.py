"""Graphs for the tests of scenarios: small ones by hand, and sound ones of any shape by chance."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lessons.exercises.scenario_graph import Choice, Effects, Graph, Node

effects = st.builds(
    Effects,
    trust=st.integers(-10, 10),
    minutes=st.integers(0, 300),
    days=st.integers(0, 3),
    clock=st.one_of(st.none(), st.integers(0, 24 * 60 - 1)),
)


def graph(begins: int | None = None, trust: int = 5, **nodes: str) -> Graph:
    """Return a graph in short: n1="a>n2 b>e1" is a situation with two choices, e1="" with a name in e an end."""
    made = {}
    for key, ways in nodes.items():
        choices = tuple(Choice(*way.partition(">")[::2], "") for way in ways.split())
        choices = tuple(Choice(one.key, f"Keuze {one.key}", one.text) for one in choices)
        made[key] = Node(key, f"Titel {key}", "Tekst.", choices=choices, is_end=key.startswith("e"))
    return Graph(made, next(iter(made), ""), trust, begins)


@st.composite
def sound_graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph that a trainer could publish: each node is reached, and each leads to an end somehow."""
    size = draw(st.integers(1, 7))
    keys = [f"n{number}" for number in range(size)]
    ends = [f"e{number}" for number in range(draw(st.integers(1, 3)))]
    everything = [*keys, *ends]
    nodes: dict[str, Node] = {}
    for place, key in enumerate(keys):
        # To the next one, so that all are reached; the last leads to every end, so that all lead out.
        targets = [keys[place + 1]] if place + 1 < size else list(ends)
        targets += draw(st.lists(st.sampled_from(everything), max_size=3))
        choices = tuple(
            Choice(f"c{number}", f"Keuze {number}", target, draw(effects), draw(st.sampled_from(["", "Els"])))
            for number, target in enumerate(draw(st.permutations(targets)))
        )
        nodes[key] = Node(key, f"Titel {key}", "Tekst.", draw(effects), choices)
    for key in ends:
        nodes[key] = Node(key, f"Einde {key}", "Terugblik.", draw(effects), is_end=True)
    begins = draw(st.one_of(st.none(), st.integers(0, 24 * 60 - 1)))
    return Graph(nodes, keys[0], draw(st.integers(0, 10)), begins)


def steps(*ways: str) -> list[dict[str, Any]]:
    """Return steps in short: "n1/a"."""
    return [dict(zip(("node", "choice"), way.split("/"), strict=True)) for way in ways]
