"""Scenario: done with an end and its looking-back text; playing again takes nothing away (syllabus 0.6)."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail import blocks

from course.study.state import LessonState, blank_exercise
from lessons.exercises import AnswerData
from lessons.exercises.scenario import ScenarioExercise, graph_of, minutes_of, splits
from lessons.exercises.scenario_form import ScenarioForm, Scene, clock_text, duration, signed
from lessons.exercises.scenario_graph import Graph
from lessons.exercises.scenario_preview import choice, effects
from lessons.exercises.scenario_record import MOST_STEPS
from lessons.models import BoundExercise
from tests.factories import block
from tests.lessons.exercises.samples import can_be_saved, form_for, placed, posted, previewed, sentences
from tests.lessons.exercises.scenario_graphs import sound_graphs, steps


def situation(key: str, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"title": f"Situatie {key}", "text": f"Er gebeurt {key}.", **effects()}
    return {**plain, "key": key, "choices": list(choices), **more}


def end(key: str, **more: Any) -> dict[str, Any]:
    return {"title": f"Einde {key}", "text": "Kijk terug.", **effects(), "key": key, **more}


def scenario(*nodes: dict[str, Any], **value: Any) -> BoundExercise:
    """Return a scenario of these situations and ends; without any, a small one with everything in it."""
    nodes = nodes or (
        situation(
            "n1",
            choice("a", "Een standaardzin.", "n2", trust=-2),
            choice("b", "Een eigen antwoord.", "e1", reply=True, words=3, checks=["greeting", "name"], minutes=4),
            choice("c", "Vraag het Els.", "n3", expert="Els", minutes=60),
        ),
        situation("n2", choice("a", "Alsnog helpen.", "n1"), choice("b", "Niets doen.", "e2"), trust=-1),
        situation("n3", choice("a", "Doorgeven.", "e1")),
        end("e1", trust=3),
        end("e2"),
    )
    situations = [node for node in nodes if "choices" in node]
    ends = [node for node in nodes if "choices" not in node]
    plain = {"title": "Een gesprek", "key": "gesprek", "counts": True, "intro": "", "begins": "21:10", "trust": 5}
    return placed(block("scenario", {**plain, "situations": situations, "ends": ends, **value}))


def played(exercise: BoundExercise, *moves: dict[str, Any], data: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the data after these POSTs, each from the page as it then was."""
    stored = data or {}
    for move in moves:
        form = sent_to(exercise, stored, **move)
        assert form.is_valid(), form.errors
        stored = form.answer_data()
    return stored


def sent_to(exercise: BoundExercise, stored: dict[str, Any], **move: Any) -> ScenarioForm:
    """Return the form after a POST; without `moves` it was made from the page as it stands."""
    moves = str(stored.get("moves", 0))
    form = form_for(exercise, {"moves": moves, **{name.replace("_", "-"): sent for name, sent in move.items()}}, stored)
    assert isinstance(form, ScenarioForm)
    return form


def pick(key: str, **more: Any) -> dict[str, Any]:
    return {"choice": key, **more}


READ = {"act": "go"}
BACK = {"act": "back"}
AGAIN = {"act": "again"}
OWN = pick("b", reply_b="Hoi Samira, het kan! – Noor")


def answer(data: dict[str, Any]) -> AnswerData:
    return AnswerData(data)


def scene_of(exercise: BoundExercise, data: dict[str, Any]) -> Scene:
    form = form_for(exercise, initial=data)
    assert isinstance(form, ScenarioForm)
    return form.scene


def block_of(exercise: BoundExercise) -> ScenarioExercise:
    assert isinstance(exercise.block, ScenarioExercise)
    return exercise.block


# --- Done with an end and its looking-back text ----------------------------------------------------------------------


def test_ada_is_done_when_she_read_the_looking_back_text_of_an_end() -> None:
    exercise = scenario()
    way: list[tuple[dict[str, Any], list[str]]] = [
        (pick("a"), ["Speel het verhaal tot een einde."]),
        (pick("b"), ["Lees de terugblik en bevestig dat je hem las."]),
        (READ, []),
    ]
    data: dict[str, Any] = {}
    assert exercise.block.missing(exercise.value, None) == ["Maak je eerste keuze."]
    for move, missing in way:
        data = played(exercise, move, data=data)
        assert exercise.block.missing(exercise.value, answer(data)) == missing
        assert exercise.block.is_done(exercise.value, answer(data)) is (not missing)
    assert data["read"] == ["e2"]


@pytest.mark.parametrize("after", [[BACK], [AGAIN], [AGAIN, pick("a")], [AGAIN, OWN, READ]])
def test_playing_again_takes_nothing_away(after: list[dict[str, Any]]) -> None:
    exercise = scenario()
    data = played(exercise, pick("a"), pick("b"), READ, *after)
    assert exercise.block.is_done(exercise.value, answer(data))
    assert exercise.block.missing(exercise.value, answer(data)) == []


def test_an_end_that_a_trainer_took_away_still_counts() -> None:
    data = played(scenario(), pick("a"), pick("b"), READ)
    other = scenario(situation("x", choice("a", "Door.", "e9")), end("e9"))
    assert other.block.is_done(other.value, answer(data))


def test_beginning_again_keeps_the_run_that_was() -> None:
    exercise = scenario()
    data = played(exercise, pick("a"), pick("b"), READ, AGAIN, OWN, AGAIN, pick("c"))
    assert data["runs"] == [
        {"steps": steps("n1/a", "n2/b"), "end": "e2"},
        {"steps": [{"node": "n1", "choice": "b", "reply": "Hoi Samira, het kan! – Noor"}], "end": "e1"},
    ]
    assert data["steps"] == steps("n1/c")


# --- One POST is one step --------------------------------------------------------------------------------------------

MOVES = [pick("a"), OWN, pick("c"), BACK, AGAIN, READ]


def test_a_double_click_makes_one_step() -> None:
    exercise = scenario()
    for move in (pick("a"), OWN, pick("c")):
        once = played(exercise, move)
        twice = sent_to(exercise, once, moves="0", **move)
        assert twice.is_valid(), twice.errors
        assert twice.answer_data() == once


@pytest.mark.parametrize("move", [BACK, AGAIN, READ], ids=["back", "again", "read"])
def test_a_double_click_on_another_button_changes_nothing_either(move: dict[str, Any]) -> None:
    exercise = scenario()
    before = played(exercise, pick("a"), pick("b"))
    once = played(exercise, move, data=before)
    twice = sent_to(exercise, once, moves=str(before["moves"]), **move)
    assert twice.is_valid(), twice.errors
    assert twice.answer_data() == once


def test_going_back_and_on_does_not_make_an_old_page_look_new() -> None:
    """The number of steps is the same again, yet the page that ada had open is another."""
    exercise = scenario()
    old = played(exercise, pick("a"))
    data = played(exercise, BACK, pick("c"), data=old)
    assert len(data["steps"]) == len(old["steps"])
    late = sent_to(exercise, data, moves=str(old["moves"]), choice="a")
    assert not late.is_valid()
    assert late.scene.moments[-1].key == "n3"


def test_another_choice_from_a_second_window_is_refused_and_changes_nothing() -> None:
    exercise = scenario()
    data = played(exercise, pick("a"))
    late = sent_to(exercise, data, moves="0", choice="c")
    assert list(sentences(late)) == ["Je was in een ander venster al verder. Hieronder sta je waar je gebleven was."]
    assert [row.is_chosen for row in late.rows("ada")] == [False, False]


def test_words_from_a_second_window_are_shown_again() -> None:
    exercise = scenario()
    data = played(exercise, pick("a"))
    late = sent_to(exercise, data, moves="0", choice="b", reply_b="Hoi, wat\r\nvervelend")
    assert not late.is_valid()
    assert late.late_words == ["Hoi, wat\nvervelend"]
    assert form_for(exercise, initial=data).late_words == []  # type: ignore[attr-defined]


def test_words_of_another_situation_do_not_stand_in_the_reply_of_this_one() -> None:
    exercise = scenario(
        situation("n1", choice("a", "Schrijf.", "n2", reply=True)),
        situation("n2", choice("a", "Schrijf nog eens.", "e1", reply=True)),
        end("e1"),
    )
    data = played(exercise, pick("a", reply_a="Eén"))
    late = sent_to(exercise, data, moves="0", choice="a", reply_a="Iets anders")
    assert not late.is_valid()
    assert [(row.is_chosen, row.typed) for row in late.rows("ada")] == [(False, "")]


@pytest.mark.parametrize("moves", ["1", "-1", "x", "", "0\x00"])
def test_a_page_of_a_run_that_never_was_is_refused(moves: str) -> None:
    assert not sent_to(scenario(), {}, moves=moves, choice="a").is_valid()


@settings(max_examples=40, deadline=None)  # A busy machine is no fault of what is tested.
@given(st.lists(st.sampled_from(MOVES), max_size=8))
def test_whatever_is_sent_twice_is_as_if_it_was_sent_once(moves: list[dict[str, Any]]) -> None:
    exercise = scenario()
    data: dict[str, Any] = {}
    for move in moves:
        before = copy.deepcopy(data)
        form = sent_to(exercise, data, **move)
        if form.is_valid():
            after = form.answer_data()
            again = sent_to(exercise, after, moves=str(data.get("moves", 0)), **move)
            assert not again.is_valid() or again.answer_data() == after
            data = after
        assert before == data or form.is_valid()


# --- Choosing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        ({}, "Kies eerst wat je doet. Dan zie je wat er gebeurt."),
        (pick("z"), "Kies uit de antwoorden die er staan."),
        (pick("b"), "Schrijf hier eerst je antwoord."),
        (pick("b", reply_b="😀 !"), "Schrijf hier eerst je antwoord."),
        (pick("b", reply_b="Hoi"), "Schrijf nog 2 woorden erbij."),
        (pick("b", reply_b="Hoi Samira"), "Schrijf nog 1 woord erbij."),
        (BACK, "Er is nog geen stap om terug te nemen. Kies eerst wat je doet."),
        (AGAIN, "Er is nog geen stap om terug te nemen. Kies eerst wat je doet."),
    ],
)
def test_a_move_that_cannot_be_made_says_what_is_missing(move: dict[str, Any], sentence: str) -> None:
    assert list(sentences(sent_to(scenario(), {}, **move))) == [sentence]


def test_a_reply_of_more_than_2000_characters_is_refused_and_kept() -> None:
    form = sent_to(scenario(), {}, choice="b", reply_b="x " * 1001)
    assert not form.is_valid()
    assert next(row.typed for row in form.rows() if row.key == "b") == "x " * 1001


def test_what_was_typed_at_a_choice_that_was_not_made_is_no_reason_to_stop() -> None:
    data = played(scenario(), pick("a", reply_b="x" * 3000))
    assert data["steps"] == steps("n1/a")


def test_whoever_writes_a_reply_and_ticks_nothing_means_that_reply() -> None:
    data = played(scenario(), {"reply_b": " Hoi Samira,\r\nhet kan! "})
    assert data["steps"] == [{"node": "n1", "choice": "b", "reply": "Hoi Samira,\nhet kan!"}]


def test_two_replies_and_no_tick_is_asked_about() -> None:
    both = (choice("a", "Schrijf.", "e1", reply=True), choice("b", "Schrijf anders.", "e1", reply=True))
    exercise = scenario(situation("n1", *both), end("e1"))
    form = sent_to(exercise, {}, reply_a="Hoi", reply_b="Dag")
    assert list(sentences(form)) == ["Kies eerst wat je doet. Dan zie je wat er gebeurt."]


def test_a_run_in_circles_is_stopped_with_a_sentence() -> None:
    exercise = scenario()
    circle = steps("n1/a", "n2/a") * (MOST_STEPS // 2)
    form = sent_to(exercise, {"steps": circle, "moves": 7}, choice="c")
    assert list(sentences(form)) == ["Dit gesprek gaat maar door. Begin opnieuw en kies eens iets anders."]
    assert sent_to(exercise, {"steps": circle, "moves": 7}, act="again").is_valid()


def test_one_step_back_marks_what_was_chosen_and_keeps_the_words() -> None:
    exercise = scenario()
    form = form_for(exercise, initial=played(exercise, OWN, BACK))
    rows = {row.key: row for row in form.rows("ada")}
    assert rows["b"].is_chosen
    assert rows["b"].typed == "Hoi Samira, het kan! – Noor"
    assert not rows["a"].is_chosen
    assert form_for(exercise, initial=played(exercise, pick("a"), BACK)).rows()[0].typed == ""


def test_nothing_is_chosen_beforehand() -> None:
    assert not any(row.is_chosen for row in form_for(scenario()).rows("ada"))


def test_choices_are_shuffled_for_each_person_and_situation_and_stay_so() -> None:
    exercise = scenario()
    orders = {person: tuple(row.key for row in form_for(exercise).rows(person)) for person in map(str, range(40))}
    assert len(set(orders.values())) == 6
    assert all(tuple(row.key for row in form_for(exercise).rows(person)) == orders[person] for person in orders)


# --- What a trainer changed meanwhile --------------------------------------------------------------------------------


def changed() -> BoundExercise:
    """Return the small scenario without its second situation."""
    return scenario(situation("n1", choice("c", "Vraag het Els.", "e1", expert="Els")), end("e1"))


def test_a_run_through_what_is_gone_ends_with_a_sentence_and_can_begin_again() -> None:
    data = played(scenario(), pick("a"))
    after = changed()
    scene = scene_of(after, data)
    assert scene.is_cut
    assert [moment.key for moment in scene.moments] == ["n1"]
    form = sent_to(after, data, choice="c")
    assert list(sentences(form)) == ["Dit verhaal is intussen veranderd. Begin opnieuw of ga één stap terug."]
    assert form.rows() == []
    assert played(after, AGAIN, pick("c"), READ, data=data)["read"] == ["e1"]
    assert played(after, BACK, data=data)["steps"] == []


def test_an_earlier_run_to_an_end_that_is_gone_stays_readable() -> None:
    data = played(scenario(), pick("a"), pick("b"), READ, AGAIN)
    scene = scene_of(changed(), data)
    assert [(run.number, run.end, run.lines) for run in scene.earlier] == [(1, "", [])]
    scene = scene_of(scenario(), data)
    assert [(run.number, run.end) for run in scene.earlier] == [(1, "Einde e2")]


def test_a_scenario_of_nothing_at_all_does_not_fall_over() -> None:
    exercise = placed(block("scenario", {"title": "Leeg", "key": "leeg", "situations": [], "ends": []}))
    scene = scene_of(exercise, {})
    assert scene.is_cut
    assert scene.last is None
    assert scene.sent_reply == ""
    assert "Begin opnieuw" in exercise.block.render(exercise.value)
    assert exercise.block.describe(exercise.value, answer({})) == "Nog geen keuze gemaakt."


# --- What the page shows ---------------------------------------------------------------------------------------------


def test_the_whole_talk_stays_readable() -> None:
    exercise = scenario()
    scene = scene_of(exercise, played(exercise, pick("a"), pick("a"), OWN))
    assert [(moment.key, moment.said) for moment in scene.moments] == [
        ("n1", "Een standaardzin."),
        ("n2", "Alsnog helpen."),
        ("n1", "Hoi Samira, het kan! – Noor"),
        ("e1", ""),
    ]
    assert [moment.changes for moment in scene.moments] == [
        [],
        ["Vertrouwen \N{MINUS SIGN}3, nu 2 van 10"],
        [],
        ["Vertrouwen +3, nu 5 van 10", "4 minuten werk"],
    ]
    assert scene.is_end
    assert not scene.is_read
    assert (scene.trust, scene.trust_text, scene.worked, scene.clock) == (5, "5 van 10", "4 minuten", "21.14 uur")
    assert scene.outcome == "Je maakte 3 keuzes. Het vertrouwen ging van 5 naar 5. Het kostte je 4 minuten werk."


def test_the_checks_advise_after_an_own_reply_and_never_block() -> None:
    exercise = scenario()
    data = played(exercise, pick("b", reply_b="Dat weet ik niet."))
    moment = scene_of(exercise, data).moments[0]
    assert [(advice.key, advice.holds) for advice in moment.advice] == [("greeting", False), ("name", False)]
    assert moment.reply_place == scene_of(exercise, data).sent_reply == "n1/b"


def test_an_expert_answers_after_the_time_of_the_story() -> None:
    exercise = scenario()
    asked, answered = scene_of(exercise, played(exercise, pick("c"))).moments
    assert asked.asked == "Je vraagt het aan Els. Het antwoord komt na 1 uur."
    assert (answered.from_expert, answered.when, answered.changes) == ("Els", "22.10 uur", [])
    assert asked.from_expert == ""


def test_an_expert_may_answer_at_once() -> None:
    exercise = changed()
    data = played(exercise, pick("c"))
    assert scene_of(exercise, data).moments[0].asked == "Je vraagt het aan Els."
    assert scene_of(exercise, data).outcome == "Je maakte 1 keuze. Het vertrouwen ging van 5 naar 5."


@pytest.mark.parametrize(
    ("moves", "number", "least"),
    [([], 1, 1), ([pick("a")], 2, 2), ([pick("a"), pick("a")], 3, 3), ([pick("c")], 2, 2)],
)
def test_a_step_has_a_number_and_says_how_many_there_are_at_least(
    moves: list[dict[str, Any]], number: int, least: int
) -> None:
    exercise = scenario()
    scene = scene_of(exercise, played(exercise, *moves))
    assert (scene.number, scene.of_at_least) == (number, least)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 minuten"), (1, "1 minuut"), (59, "59 minuten"), (60, "1 uur"), (61, "1 uur en 1 minuut"), (180, "3 uur")],
)
def test_a_duration_reads_in_words(minutes: int, text: str) -> None:
    assert duration(minutes) == text


@pytest.mark.parametrize(
    ("clock", "text"),
    [(None, ""), (0, "0.00 uur"), (545, "9.05 uur"), (1270, "21.10 uur"), (1440 + 510, "dag 2, 8.30 uur")],
)
def test_a_clock_reads_as_dutch(clock: int | None, text: str) -> None:
    assert clock_text(clock) == text


@pytest.mark.parametrize(("number", "text"), [(2, "+2"), (-3, "\N{MINUS SIGN}3")])
def test_a_change_has_a_sign(number: int, text: str) -> None:
    assert signed(number) == text


def shown(exercise: BoundExercise, data: dict[str, Any]) -> str:
    """Return the card as somebody sees it who may answer."""
    form = form_for(exercise, initial=data)
    state = replace(blank_exercise(exercise), submit_url="/antwoord/", form=form, rows=form.rows("ada"))
    return exercise.block.render(
        exercise.value, {"state": LessonState(exercises={exercise.id: state}), "id": exercise.id}
    )


@pytest.mark.parametrize(
    ("moves", "there", "gone"),
    [
        ([], ["Verstuur en kijk wat er gebeurt", "1 van minstens 1"], ["Begin opnieuw", "Eén stap terug", "Ik heb"]),
        ([pick("a")], ["Begin opnieuw", "Eén stap terug", "Ga verder bij stap 2", "2 van minstens 2"], ["Ik heb"]),
        ([pick("c")], ["Ga verder", "Antwoord van Els", "Het antwoord komt na 1 uur."], ["Verstuur en"]),
        ([OWN], ["Ik heb het gelezen", "einde, na stap 1", "Speel het nog een keer"], ["Verstuur", "Ga verder"]),
        ([OWN, READ], ["Je las deze terugblik", "Speel het nog een keer"], ["Ik heb het gelezen"]),
        ([OWN, READ, AGAIN], ["Keer 1, einde: Einde e1", "1 van minstens"], ["Ik heb het gelezen"]),
        ([pick("a"), AGAIN], ["Keer 1, niet afgemaakt"], []),
    ],
)
def test_the_card_offers_what_can_be_done(moves: list[dict[str, Any]], there: list[str], gone: list[str]) -> None:
    exercise = scenario()
    html = shown(exercise, played(exercise, *moves))
    for words in there:
        assert words in html
    for words in gone:
        assert words not in html


def test_a_reply_is_shown_as_plain_text() -> None:
    exercise = scenario()
    html = shown(exercise, played(exercise, pick("b", reply_b="Hoi <script>alert(1)</script> **dag**")))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **dag**" in html


def test_where_she_is_now_can_take_the_focus() -> None:
    exercise = scenario()
    for moves in ([], [pick("a")], [OWN]):
        html = shown(exercise, played(exercise, *moves))
        assert html.count("data-focus") == html.count('id="oefening-gesprek-nu"') == 1
    html = shown(changed(), played(scenario(), pick("a")))
    assert html.count("data-focus") == html.count('id="oefening-gesprek-nu"') == 1
    assert "Je trainer heeft dit verhaal intussen veranderd." in html


# --- In a report -----------------------------------------------------------------------------------------------------


def test_a_run_reads_as_lines_in_a_report() -> None:
    exercise = scenario()
    data = played(exercise, pick("a"), pick("b"), READ, AGAIN, OWN)
    assert exercise.block.describe(exercise.value, answer(data)) == (
        "1. Situatie n1: Hoi Samira, het kan! – Noor\n2. Einde e1\n"
        "Keer 1:\n1. Situatie n1: Een standaardzin.\n2. Situatie n2: Niets doen.\n3. Einde e2"
    )


def test_the_choices_of_the_first_run_are_counted_for_each_situation() -> None:
    exercise = scenario()
    people = [
        played(exercise, pick("a"), pick("b"), READ, AGAIN, pick("c")),
        played(exercise, pick("a"), pick("a"), pick("c")),
        played(exercise, OWN),
        played(exercise, pick("c")),
        {},
    ]
    found = splits(exercise.value, map(answer, people))
    assert [(split.key, split.title, split.n) for split in found] == [
        ("n1", "Situatie n1", 4),
        ("n2", "Situatie n2", 2),
        ("n3", "Situatie n3", 0),
    ]
    assert [(one.key, one.count, one.share) for one in found[0].counts] == [("a", 2, 50), ("b", 1, 25), ("c", 1, 25)]
    assert [(one.key, one.count, one.share) for one in found[2].counts] == [("a", 0, 0)]
    tally = exercise.block.tally(exercise.value, map(answer, people))
    assert [one.key for one in tally] == ["n1/a", "n1/b", "n1/c", "n2/a", "n2/b", "n3/a"]
    assert [one.count for one in tally] == [2, 1, 1, 1, 1, 0]
    assert tally[3].label == "Alsnog helpen."


def test_choices_that_are_no_longer_there_count_for_nobody() -> None:
    data = played(scenario(), pick("a"), pick("b"))
    assert [(split.key, split.n) for split in splits(changed().value, [answer(data)])] == [("n1", 0)]


# --- What a trainer writes -------------------------------------------------------------------------------------------


def told(exercise: BoundExercise) -> str:
    """Return all that saving refuses, as one text."""
    with pytest.raises(ValidationError) as refusal:
        exercise.block.clean(exercise.value)
    return str(blocks.base.get_error_json_data(refusal.value))


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        (
            [situation("n1", choice("a", "Door.", "n9"), choice("b", "Klaar.", "e1")), end("e1")],
            "Keuze a van “n1 Situatie n1” leidt naar “n9”, maar die is er niet.",
        ),
        (
            [situation("n1", choice("a", "Door.", "n2"), choice("b", "Klaar.", "e1")), situation("n2"), end("e1")],
            "“n2 Situatie n2” heeft geen keuze. Voeg er één toe, of maak er een einde van.",
        ),
        (
            [situation("n1", choice("a", "Door.", "e1")), end("e1"), end("e2")],
            "Niemand komt ooit bij “e2 Einde e2”. Laat er een keuze naartoe leiden, of haal hem weg.",
        ),
        (
            [
                situation("n1", choice("a", "Door.", "n2"), choice("b", "Klaar.", "e1")),
                situation("n2", choice("a", "Rond.", "n2")),
                end("e1"),
            ],
            "Vanaf “n2 Situatie n2” komt niemand ooit bij een einde. Laat er een keuze uit de kring leiden.",
        ),
        ([situation("n1", choice("a", "Rond.", "n1"))], "Dit verhaal heeft geen einde. Voeg er één toe."),
        (
            [situation("x", choice("a", "Door.", "x")), end("x")],
            "De sleutel “x” staat er twee keer (Een gesprek). Geef er één een andere sleutel.",
        ),
    ],
)
def test_a_story_that_cannot_be_walked_is_refused_by_name(nodes: list[dict[str, Any]], sentence: str) -> None:
    exercise = scenario(*nodes)
    assert not can_be_saved(exercise)
    assert sentence in told(exercise)


def test_a_fault_is_said_at_the_choice_where_a_trainer_can_mend_it() -> None:
    exercise = scenario(situation("n1", choice("a", "Klaar.", "e1"), choice("b", "Door.", "n9")), end("e1"))
    with pytest.raises(ValidationError) as refusal:
        exercise.block.clean(exercise.value)
    error: Any = refusal.value
    for part in ("situations", 0, "choices", 1, "target"):
        error = error.block_errors[part]
    assert error.messages == ["Keuze b van “n1 Situatie n1” leidt naar “n9”, maar die is er niet."]


def test_a_draft_may_be_half_a_story() -> None:
    exercise = scenario(situation("n1", choice("a", "Door.", "n9")))
    assert not can_be_saved(exercise)
    exercise.block.clean_deferred(exercise.value)
    assert not can_be_saved(exercise)


@pytest.mark.parametrize(
    ("time", "kept"),
    [("21:10", "21:10"), ("21.10", "21:10"), ("8.30", "08:30"), ("", ""), (" 9:05 ", "09:05"), ("21.10 uur", "21:10")],
)
def test_a_time_may_be_written_with_a_point(time: str, kept: str) -> None:
    exercise = scenario(begins=time)
    assert exercise.block.clean(exercise.value)["begins"] == kept


@pytest.mark.parametrize("time", ["24:00", "9", "half tien", "21:60"])
def test_what_is_no_time_is_refused(time: str) -> None:
    assert f"“{time}” is geen tijd. Schrijf uren en minuten: 9.30." in told(scenario(begins=time))
    assert minutes_of(time) is None


def test_a_choice_is_one_line() -> None:
    exercise = scenario(situation("n1", choice("a", "Hoi,\r\n\r\nhet kan.  – Noor", "e1")), end("e1"))
    assert exercise.block.clean(exercise.value)["situations"][0]["choices"][0]["text"] == "Hoi, het kan. – Noor"


def test_keys_are_made_where_a_trainer_left_them_out() -> None:
    first = situation("", choice("", "Door.", "2"), choice("", "Klaar.", "e1"))
    exercise = scenario(first, situation("", choice("", "Klaar.", "e1")), end(""))
    value = exercise.block.clean(exercise.value)
    assert [row["key"] for row in value["situations"]] == ["1", "2"]
    assert [row["key"] for row in value["situations"][0]["choices"]] == ["a", "b"]
    assert [row["key"] for row in value["ends"]] == ["e1"]


def test_empty_numbers_read_as_nothing() -> None:
    bare = dict.fromkeys(("trust", "minutes", "days", "clock", "words", "answer", "expert", "checks"))
    exercise = scenario(situation("n1", choice("a", "Schrijf.", "e1", reply=True, **bare)), end("e1"), trust=None)
    graph = graph_of(exercise.value)
    own = graph.nodes["n1"].choices[0].reply
    assert graph.trust == 0
    assert own is not None
    assert (own.words, own.checks, own.answer) == (1, (), "")


def raw_of(graph: Graph) -> list[dict[str, Any]]:
    """Return a drawn graph as what a trainer would have written."""
    nodes = []
    for node in graph.nodes.values():
        changes = {"trust": node.effects.trust, "minutes": node.effects.minutes}
        choices = [choice(one.key, one.text, one.target) for one in node.choices]
        nodes.append(end(node.key, **changes) if node.is_end else situation(node.key, *choices, **changes))
    return nodes


@settings(max_examples=30, deadline=None)
@given(sound_graphs(), st.data())
def test_any_story_can_be_played_with_its_own_form(graph: Graph, data: st.DataObject) -> None:
    exercise = scenario(*raw_of(graph))
    assert can_be_saved(exercise)
    stored: dict[str, Any] = {}
    for _ in range(12):
        form = form_for(exercise, initial=stored)
        rows = form.rows("ada")
        move = pick(data.draw(st.sampled_from([row.key for row in rows]))) if rows else READ
        stored = played(exercise, move, data=stored)
        if not rows:
            break
    is_done = block_of(exercise).is_done(exercise.value, answer(stored))
    assert is_done is bool(stored["read"])


# --- What comes from elsewhere ---------------------------------------------------------------------------------------


def test_a_post_without_a_page_before_it_is_refused_with_a_sentence() -> None:
    form = previewed(ScenarioExercise)
    sent = posted({"choice": "a"})
    refused = form.block.answer_form(form.value, sent, None, form.id)
    assert not refused.is_valid()
    assert all(sentence.endswith(".") for sentence in sentences(refused))
