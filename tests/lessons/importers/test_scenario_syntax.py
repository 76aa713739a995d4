"""A scenario in a course folder: what reads back, what is reported with its line, and the stories that we ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.exercises.plain_checks import CHECKS
from lessons.exercises.scenario import ScenarioExercise, graph_of
from lessons.exercises.scenario_graph import Graph, faults_of, walk, ways_to_an_end
from lessons.importers.dialects import lesson_dialect
from lessons.importers.directives import Directive, Line, split_body
from lessons.importers.identity import plain, same
from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import CourseRefused, Place
from tests.lessons.importers.folders import THING_FILE, Folder
from tests.lessons.importers.test_round_trip import (
    exercises,
    full_text,
    key,
    line,
    lists_of,
    one_line,
    read_back,
    structs,
    text,
)

SCENARIO = """\
::: scenario gesprek
title: Een gesprek
begins: 21:10
trust: 5

Het is **laat**.

- Je hebt dienst.

@ n0 Een vraag {trust=1 minutes=2 days=1 clock=08:30}
“Waar is mijn boek?”

\\- dit is geen keuze

- a. “Bel de klantenservice.” -> n1 {trust=-2}
? b. Schrijf zelf een antwoord. -> e1 {minutes=4}
  checks: greeting, answer
  answer: e-book, De Brug
  words: 10
- c. Vraag het na. -> n1 {expert=Els de Vries minutes=60}

@ n1 Stil
Er gebeurt niets.

- a. Alsnog helpen. -> n0
- b. Zo laten. -> e1

@! e1 Klaar {trust=3}
Kijk terug:

- Wat ging goed?
:::"""


def written(value: Any) -> str:
    return "\n".join(lesson_dialect().write("scenario", value))


def with_scenario(folder: Folder, old: str = "", new: str = "") -> None:
    """Put the story into the ding of this folder, with one part of it changed."""
    assert old in SCENARIO
    folder.change(THING_FILE, "::: who_sees_what\n:::\n", SCENARIO.replace(old, new, 1) + "\n")


def story_in(folder: Folder) -> Any:
    body = read_course(folder.root).modules[0].things[0].body
    return next(block.value for block in body if block.type == "scenario")


def test_a_story_reads_as_situations_choices_and_ends(folder: Folder) -> None:
    with_scenario(folder)
    block = ScenarioExercise()
    graph = graph_of(block.to_python(story_in(folder)))

    assert list(graph.nodes) == ["n0", "n1", "e1"]
    assert (graph.start, graph.trust, graph.begins) == ("n0", 5, 21 * 60 + 10)
    first = graph.nodes["n0"]
    assert first.text == "“Waar is mijn boek?”\n\n- dit is geen keuze"
    assert (first.effects.trust, first.effects.minutes, first.effects.days, first.effects.clock) == (1, 2, 1, 510)
    assert [(one.key, one.target, one.expert) for one in first.choices] == [
        ("a", "n1", ""),
        ("b", "e1", ""),
        ("c", "n1", "Els de Vries"),
    ]
    own = first.choices[1].reply
    assert own is not None
    assert (own.checks, own.answer, own.words) == (("greeting", "answer"), "e-book, De Brug", 10)
    assert graph.nodes["e1"].text == "Kijk terug:\n\n- Wat ging goed?"


def test_a_story_is_written_as_it_was_read(folder: Folder) -> None:
    with_scenario(folder)
    block = ScenarioExercise()

    assert written(plain(block, story_in(folder))) == SCENARIO


# (what stands there, what it becomes, words on the line of the fault, words of the fault)
BROKEN = [
    ("-> n1 {trust=-2}", "-> n9", "-> n9", ["Keuze a van “n0 Een vraag”", "“n9”"]),
    ("- a. Alsnog helpen. -> n0\n- b. Zo laten. -> e1\n", "", "@ n1 Stil", ["“n1 Stil” heeft geen keuze"]),
    ("- b. Zo laten. -> e1\n", "", None, []),
    ("@! e1 Klaar", "@ n2 Los\nHoi\n\n- a. Klaar -> e1\n\n@! e1 Klaar", "@ n2 Los", ["Niemand komt ooit bij “n2 Los”"]),
    ("@! e1 Klaar", "@! e2 Ook\nHoi\n\n@! e1 Klaar", "@! e2", ["Niemand komt ooit bij “e2 Ook”"]),
    ("- b. Zo laten. -> e1", "- b. Zo laten. -> n1", None, []),
    ("n0\n- b. Zo laten. -> e1", "n1", "@ n1 Stil", ["Vanaf “n1 Stil” komt niemand ooit bij een einde"]),
    ("@! e1 Klaar {trust=3}\nKijk terug:\n\n- Wat", "@ e1 Klaar\nWat", "@ e1", ["“e1 Klaar” heeft geen keuze"]),
    ("- Wat ging goed?", "@ e1", "@ e1", ["Begin een situatie met"]),
    ("@ n1 Stil", "@ n1", "@ n1", ["Begin een situatie met “@ n1 Titel”"]),
    ("@ n1 Stil", "@ N1 Stil", "@ N1", ["Begin een situatie met"]),
    ("- a. “Bel", "- “Bel", "- “Bel", ["Deze regel hoort nergens bij"]),
    ("  words: 10", "words: 10", "words: 10", ["Deze regel hoort nergens bij"]),
    ("- c. Vraag", "  words: 3\n- c. Vraag", None, []),
    ("{expert=Els de Vries minutes=60}", "{expert=Els}\n  words: 3", "  words: 3", ["Deze regel hoort nergens bij"]),
    ("  words: 10", "  woorden: 10", "woorden", ["“woorden” bestaat hier niet", "checks, answer, words"]),
    ("  words: 10", "  words: tien", "tien", ["words: Schrijf hier een geheel getal"]),
    ("greeting, answer", "greeting, toon", "toon", ["“toon” bestaat niet", "private"]),
    ("{trust=-2}", "{vertrouwen=-2}", "vertrouwen", ["“vertrouwen” bestaat hier niet", "expert, trust, minutes"]),
    ("{trust=-2}", "{trust=min2}", "min2", ["trust: Schrijf hier een getal als 2 of -3."]),
    ("{trust=-2}", "{trust=-20}", "-20", ["10"]),
    ("clock=08:30", "clock=24:00", "24:00", ["clock: “24:00” is geen tijd. Schrijf uren en minuten: 9.30."]),
    ("Een vraag {trust=1 minutes=2 days=1 clock=08:30}", "Een vraag {expert=Els}", "expert=Els", ["“expert”"]),
    ("begins: 21:10", "begins: laat", "begins", ["begins: “laat” is geen tijd. Schrijf uren en minuten: 9.30."]),
    ("trust: 5", "trust: 11", "trust: 11", ["10"]),
    ("@ n1 Stil", "@ n0 Stil", "::: scenario", ["De sleutel “n0” staat er twee keer"]),
]


@pytest.mark.parametrize(("old", "new", "at", "words"), BROKEN)
def test_every_fault_of_a_story_is_named_with_its_line(
    folder: Folder, old: str, new: str, at: str | None, words: list[str]
) -> None:
    with_scenario(folder, old, new)
    if at is None:
        read_course(folder.root)
        return
    with pytest.raises(CourseRefused) as refusal:
        read_course(folder.root)
    on_line = [fault for fault in refusal.value.faults if fault.line == folder.line(THING_FILE, at)]
    assert any(all(word in fault.message for word in words) for fault in on_line), refusal.value.faults


def test_the_clock_and_the_sign_may_be_written_otherwise(folder: Folder) -> None:
    with_scenario(folder, "{trust=1 minutes=2 days=1 clock=08:30}", "{trust=+1 clock=8.30 minutes=2 days=1}")

    assert written(plain(ScenarioExercise(), story_in(folder))) == SCENARIO


# --- Any value at all ------------------------------------------------------------------------------------------------

clock = st.one_of(st.just(""), st.times().map(lambda time: f"{time:%H:%M}"))
changes = {"trust": st.integers(-10, 10), "minutes": st.integers(0, 99), "days": st.integers(0, 9), "clock": clock}
choices = structs(
    **changes,
    text=one_line,
    target=key,
    reply=st.booleans(),
    checks=st.lists(st.sampled_from(list(CHECKS)), unique=True),
    answer=line,
    words=st.integers(1, 50),
    expert=line,
    key=key,
)
stories = exercises(
    intro=text,
    begins=clock,
    trust=st.integers(0, 10),
    situations=lists_of(structs(**changes, key=key, title=one_line, text=full_text, choices=lists_of(choices)), 1),
    ends=lists_of(structs(**changes, key=key, title=one_line, text=full_text)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories)
def test_any_story_reads_back_as_it_was_written(story: dict[str, Any]) -> None:
    dialect = lesson_dialect()
    value = plain(dialect.block.child_blocks["scenario"], story)

    assert same(read_back(dialect, dialect.write("scenario", value), "scenario"), value)


def test_an_ordinary_story_is_not_written_as_data() -> None:
    value = plain(ScenarioExercise(), ScenarioExercise().get_prep_value(ScenarioExercise().get_preview_value()))

    assert written(value).startswith("::: scenario voorbeeld\n")


# --- The stories that we ship ----------------------------------------------------------------------------------------

CONTENT = Path(__file__).parents[3] / "lessons" / "content"


def shipped_stories() -> dict[str, Graph]:
    """Return the stories of the shipped course by the name of their file."""
    dialect, found = lesson_dialect(), {}
    for file in sorted(CONTENT.glob("*/*.md")):
        where = Place(CONTENT, file.name)
        lines = [Line(number, words) for number, words in enumerate(file.read_text("utf-8").split("\n"), start=1)]
        for part in split_body(lines, where):
            if isinstance(part, Directive) and part.name == "scenario":
                piece = dialect.read(part, where)
                assert piece is not None
                found[file.stem] = graph_of(ScenarioExercise().to_python(dialect.raw(piece, "x", where)))
    return found


STORIES = shipped_stories()
BEST_ROUTES = {
    "11-goed-reageren": ["b", "b1", "f", "terug"],
    "12-klachten-en-reviews": ["c", "c1", "f", "terug"],
    "13-trollen-en-huisregels": ["b", "b1", "f", "terug"],
}
each_story = pytest.mark.parametrize("name", STORIES)


def test_three_dingen_have_a_story() -> None:
    assert set(STORIES) == set(BEST_ROUTES)


def routes(graph: Graph, at: str, seen: tuple[str, ...] = ()) -> list[list[str]]:
    """Return every way from here to an end that comes nowhere twice, as keys of nodes."""
    if graph.nodes[at].is_end:
        return [[at]]
    onward = {choice.target for choice in graph.nodes[at].choices} - {at, *seen}
    return [[at, *rest] for target in sorted(onward) for rest in routes(graph, target, (*seen, at))]


@each_story
def test_every_route_through_a_shipped_story_comes_to_an_end(name: str) -> None:
    graph = STORIES[name]

    assert faults_of(graph) == []
    found = routes(graph, graph.start)
    assert {route[-1] for route in found} == {key for key, node in graph.nodes.items() if node.is_end}
    assert len(found) >= 6
    assert all(distance <= 4 for distance in ways_to_an_end(graph).values())


@each_story
def test_the_best_route_of_the_syllabus_comes_to_the_best_end(name: str) -> None:
    graph, steps = STORIES[name], []
    for choice in BEST_ROUTES[name]:
        here = walk(graph, steps).here
        assert here is not None
        steps.append({"node": here.key, "choice": choice})
    way = walk(graph, steps)

    assert way.end == "e1"
    best = way.visits[-1].standing.trust
    assert best >= max(walk(graph, other).visits[-1].standing.trust for other in all_walks(graph))


@each_story
def test_the_worst_end_of_a_shipped_story_costs_trust(name: str) -> None:
    graph = STORIES[name]
    assert all(
        walk(graph, way).visits[-1].standing.trust < graph.trust
        for way in all_walks(graph)
        if walk(graph, way).end == "e3"
    )


def all_walks(graph: Graph) -> list[list[dict[str, str]]]:
    """Return the steps of every route; of two choices that lead to the same place, each."""

    def onward(at: str, seen: tuple[str, ...]) -> list[list[dict[str, str]]]:
        found: list[list[dict[str, str]]] = []
        for choice in graph.nodes[at].choices:
            if choice.target not in (at, *seen):
                step = {"node": at, "choice": choice.key}
                rests = [[]] if graph.nodes[choice.target].is_end else onward(choice.target, (*seen, at))
                found += [[step, *rest] for rest in rests]
        return found

    return onward(graph.start, ())
