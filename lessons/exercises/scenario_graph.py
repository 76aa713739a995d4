"""The graph of a scenario: situations, choices and ends, what is wrong with it, and the way somebody walks through it.

Plain values in, plain values out: nothing here knows a block, a form or a page. The trust meter, the minutes and the
clock are always computed from the graph and the steps, never stored, so that they cannot disagree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

LEAST_TRUST, MOST_TRUST = 0, 10
DAY = 24 * 60


@dataclass(frozen=True)
class Effects:
    """What a choice or a situation does. `clock` is in minutes after midnight; `minutes` of work move it too."""

    trust: int = 0
    minutes: int = 0
    days: int = 0
    clock: int | None = None


@dataclass(frozen=True)
class OwnReply:
    """What is asked of a reply in one's own words: the checks that advise, what they look for, the least words."""

    checks: tuple[str, ...] = ()
    answer: str = ""
    words: int = 1


@dataclass(frozen=True)
class Choice:
    """One way on. With `expert` the question goes to that person: `effects.minutes` is then the wait, not work."""

    key: str
    text: str
    target: str
    effects: Effects = field(default_factory=Effects)
    expert: str = ""
    reply: OwnReply | None = None


@dataclass(frozen=True)
class Node:
    """A situation with choices, or an end with its looking-back text."""

    key: str
    title: str
    text: str
    effects: Effects = field(default_factory=Effects)
    choices: tuple[Choice, ...] = ()
    is_end: bool = False

    def choice(self, key: Any) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Graph:
    """All nodes by key, in the author's order. A run starts at `start`; `begins` is in minutes after midnight."""

    nodes: Mapping[str, Node]
    start: str
    trust: int = 5
    begins: int | None = None


# --- What is wrong with a graph ------------------------------------------------------------------------------------


class Wrong(Enum):
    NO_END = "no end"
    MISSING_TARGET = "missing target"
    NO_CHOICE = "no choice"
    UNREACHABLE = "unreachable"
    NO_EXIT = "no exit"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `node` and `choice` are keys, empty where the whole graph is meant."""

    wrong: Wrong
    node: str = ""
    choice: str = ""


def faults_of(graph: Graph) -> list[Fault]:
    """Return why nobody should walk through this graph, in the author's order; empty for a sound one.

    Every cause is named once: a situation that leads on to a hole is not also called a loop without an exit.
    """
    found = [] if any(node.is_end for node in graph.nodes.values()) else [Fault(Wrong.NO_END)]
    reached = reached_from(graph)
    leading_out = distances(graph, [key for key, node in graph.nodes.items() if node.is_end or has_hole(graph, node)])
    for key, node in graph.nodes.items():
        if not node.choices and not node.is_end:
            found.append(Fault(Wrong.NO_CHOICE, key))
        found += [
            Fault(Wrong.MISSING_TARGET, key, choice.key) for choice in node.choices if choice.target not in graph.nodes
        ]
        if key not in reached:
            found.append(Fault(Wrong.UNREACHABLE, key))
        elif key not in leading_out:
            found.append(Fault(Wrong.NO_EXIT, key))
    return found


def has_hole(graph: Graph, node: Node) -> bool:
    """Say whether a walk falls out of the graph here: no way on, or a way to nowhere."""
    return not node.choices or any(choice.target not in graph.nodes for choice in node.choices)


def reached_from(graph: Graph) -> set[str]:
    """Return the keys of all nodes that a run can come to."""
    reached: set[str] = set()
    waiting = [graph.start]
    while waiting:
        key = waiting.pop()
        if key in graph.nodes and key not in reached:
            reached.add(key)
            waiting += [choice.target for choice in graph.nodes[key].choices]
    return reached


def distances(graph: Graph, goals: Iterable[str]) -> dict[str, int]:
    """Return the least number of choices from each node to one of the goals; nodes that lead to none are left out."""
    before: dict[str, list[str]] = {}
    for key, node in graph.nodes.items():
        for choice in node.choices:
            before.setdefault(choice.target, []).append(key)
    found = dict.fromkeys(goals, 0)
    waiting = deque(found)
    while waiting:
        key = waiting.popleft()
        for earlier in before.get(key, ()):
            if earlier not in found:
                found[earlier] = found[key] + 1
                waiting.append(earlier)
    return found


def ways_to_an_end(graph: Graph) -> dict[str, int]:
    """Return how many choices each node is from the nearest end."""
    return distances(graph, [key for key, node in graph.nodes.items() if node.is_end])


# --- Walking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How things stand. `clock` counts minutes from midnight before the run began; None when there is no clock."""

    trust: int
    minutes: int
    clock: int | None

    def after(self, effects: Effects, *, waiting: bool = False) -> Standing:
        """Return how things stand after these effects. With `waiting` the minutes pass without work."""
        return replace(
            self,
            trust=min(max(self.trust + effects.trust, LEAST_TRUST), MOST_TRUST),
            minutes=self.minutes + (0 if waiting else effects.minutes),
            clock=self._moved(effects),
        )

    def _moved(self, effects: Effects) -> int | None:
        now = self.clock if self.clock is not None or effects.clock is None else 0
        if now is None:
            return None
        now += effects.minutes + effects.days * DAY
        if effects.clock is None:
            return now
        # What the clock says now: the first time from here on that it says so, so half past eight may be tomorrow's.
        return now + (effects.clock - now) % DAY


@dataclass(frozen=True)
class Visit:
    """One node on the way: how things stand in it, how they stood before, and how it was left (None: not yet)."""

    node: Node
    before: Standing
    standing: Standing
    choice: Choice | None = None
    reply: str = ""


@dataclass(frozen=True)
class Walk:
    """The way so far. It is cut where a step goes through what the graph no longer has; all its visits still exist."""

    visits: tuple[Visit, ...]
    is_cut: bool

    @property
    def here(self) -> Node | None:
        """The node where a next step may be made; None when the walk is cut."""
        return None if self.is_cut else self.visits[-1].node

    @property
    def end(self) -> str:
        """The key of the end that was reached; empty on the way and for a walk that is cut."""
        return self.here.key if self.here and self.here.is_end else ""


def walk(graph: Graph, steps: Sequence[Mapping[str, Any]]) -> Walk:
    """Return the way that these steps ({node, choice, reply}) make through the graph."""
    node = graph.nodes.get(graph.start)
    before = Standing(graph.trust, 0, graph.begins)
    visits: list[Visit] = []
    for step in steps:
        choice = node.choice(step.get("choice")) if node and node.key == step.get("node") else None
        if node is None or choice is None:
            break
        standing = before.after(node.effects)
        visits.append(Visit(node, before, standing, choice, step.get("reply", "")))
        node = graph.nodes.get(choice.target)
        before = standing.after(choice.effects, waiting=bool(choice.expert))
    is_cut = node is None or len(visits) < len(steps)
    if node is not None:
        visits.append(Visit(node, before, before.after(node.effects)))
    return Walk(tuple(visits), is_cut)
