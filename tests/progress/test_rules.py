"""When a ding is done: tables of examples, and what holds after any history. No test here touches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course.progress.rules import (
    Event,
    Line,
    Standing,
    done_exercises,
    facts_on_page,
    is_finished,
    last_given,
    new_lines,
    standing,
    standing_evidence,
)
from lessons.blocks import LessonBody
from lessons.exercises import AnswerData, Facts
from lessons.models import BoundExercise, exercises_in
from tests.factories import checklist_block, poll_block, text_of

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
BODY = LessonBody()


def at(hours: int) -> datetime:
    return MONDAY + timedelta(hours=hours)


def page(*blocks: dict[str, Any]) -> list[BoundExercise]:
    return exercises_in(BODY.to_python(blocks))


def simple(name: str, **value: Any) -> dict[str, Any]:
    """Return a checklist of one item, with its own name as its id."""
    return {**checklist_block(name, **{"title": f"Lijst {name}", **value}), "id": name}


def looked_at(name: str, fact: str, **value: Any) -> dict[str, Any]:
    """Return a checklist of one item that only the system ticks."""
    items = [{"key": "1", "text": "Vanzelf.", "check": fact}]
    return {**checklist_block(name, items, **value), "id": name}


@dataclass(frozen=True)
class Proof:
    """A piece of evidence as the registry of sources gives it."""

    exercise_id: str
    answer: AnswerData
    at: datetime
    revision_id: int | None = 41
    begins: bool = True


DONE = AnswerData({"ticked": ["1"]})
HALF = AnswerData({"ticked": []})


def proof(name: str, hours: int, answer: AnswerData = DONE) -> Proof:
    return Proof(name, answer, at(hours))


def line(event: str, hours: int, exercise: str = "", total: int | None = None) -> Line:
    return Line(event, at(hours), exercise, total=total)


def told(lines: Iterable[Line]) -> list[tuple[str, str, int]]:
    """Return lines as (event, exercise, hours since Monday), which is what most tests are about."""
    return [(one.event, one.exercise, round((one.at - MONDAY).total_seconds() / 3600)) for one in lines]


def lacking(
    exercises: Sequence[BoundExercise],
    proofs: Sequence[Proof],
    lines: Sequence[Line] = (),
    known: Iterable[str] = (),
    hours: int = 99,
) -> list[Line]:
    return new_lines(exercises, proofs, frozenset(known), lines, at(hours))


# --- What the ledger lacks ---------------------------------------------------------------------------------------


def test_nothing_done_is_nothing_said() -> None:
    assert lacking(page(simple("a")), []) == []


def test_half_an_answer_is_a_start() -> None:
    assert told(lacking(page(simple("a")), [proof("a", 1, HALF)])) == [("started", "", 1)]


def test_the_last_exercise_makes_a_ding_done_with_the_moment_of_the_last_proof() -> None:
    exercises = page(simple("a"), simple("b"))
    assert told(lacking(exercises, [proof("b", 5), proof("a", 2)])) == [
        ("started", "", 2),
        ("given", "a", 2),
        ("given", "b", 5),
        ("done", "", 5),
    ]


def test_a_line_remembers_what_the_exercise_was_called_and_which_version_was_answered() -> None:
    given_line = lacking(page(simple("a")), [proof("a", 1)])[1]
    assert given_line == Line("given", at(1), "a", "Lijst a", revision_id=41)


def test_the_done_line_remembers_how_many_exercises_counted() -> None:
    exercises = page(simple("a"), simple("b"), simple("c", counts=False))
    assert lacking(exercises, [proof("a", 1), proof("b", 2)])[-1] == Line("done", at(2), total=2)


def test_an_exercise_that_does_not_count_gives_no_line_and_is_no_hurdle() -> None:
    exercises = page(simple("a"), simple("extra", counts=False))
    assert told(lacking(exercises, [proof("a", 1), proof("extra", 2)])) == [
        ("started", "", 1),
        ("given", "a", 1),
        ("done", "", 1),
    ]


def test_a_page_on_which_nothing_counts_is_never_done() -> None:
    assert told(lacking(page(simple("extra", counts=False)), [proof("extra", 2)])) == [("started", "", 2)]
    assert lacking(page(), []) == []


def test_proof_that_is_withdrawn_is_said_so_and_done_stays_done() -> None:
    lines = [line("started", 1), line("given", 1, "a"), line("done", 1, total=1)]
    after = lacking(page(simple("a")), [proof("a", 3, HALF)], lines, hours=3)
    assert told(after) == [("withdrawn", "a", 3)]
    assert standing([*lines, *after], ["a"]) == Standing(at(1), 1, 1, done_at=at(1))


def test_proof_that_is_erased_altogether_is_withdrawn_too() -> None:
    lines = [line("started", 1), line("given", 1, "a")]
    assert told(lacking(page(simple("a"), simple("b")), [], lines, hours=4)) == [("withdrawn", "a", 4)]


def test_proof_that_is_given_again_is_said_again_but_done_only_once() -> None:
    lines = [line("started", 1), line("given", 1, "a"), line("done", 1, total=1), line("withdrawn", 2, "a")]
    assert told(lacking(page(simple("a")), [proof("a", 3)], lines)) == [("given", "a", 3)]


def test_a_better_answer_to_what_was_done_already_adds_nothing() -> None:
    lines = [line("started", 1), line("given", 1, "a")]
    assert lacking(page(simple("a"), simple("b")), [proof("a", 8)], lines) == []


def test_two_exercises_must_be_proven_at_the_same_moment() -> None:
    exercises = page(simple("a"), simple("b"))
    lines = [line("started", 1), line("given", 1, "a"), line("withdrawn", 2, "a")]
    assert told(lacking(exercises, [proof("b", 3)], lines)) == [("given", "b", 3)]


def test_a_page_that_loses_its_open_exercise_gives_the_stamp_with_the_day_of_the_proof() -> None:
    lines = [line("started", 1), line("given", 2, "a")]
    assert told(lacking(page(simple("a")), [proof("a", 2)], lines, hours=50)) == [("done", "", 2)]


def test_a_page_that_gains_an_exercise_takes_nothing_from_who_was_done() -> None:
    lines = [line("started", 1), line("given", 1, "a"), line("done", 1, total=1)]
    exercises = page(simple("a"), simple("new"))
    assert lacking(exercises, [proof("a", 1)], lines) == []
    assert standing(lines, ["a", "new"]) == Standing(at(1), 1, 1, done_at=at(1))


def test_a_page_that_gains_an_exercise_asks_it_of_who_was_busy() -> None:
    lines = [line("started", 1), line("given", 1, "a")]
    assert standing(lines, ["a", "b", "new"]) == Standing(at(1), 1, 3)


def test_who_was_exempted_may_still_answer_and_is_not_done_twice() -> None:
    lines = [line("exempted", 1, total=1)]
    after = lacking(page(simple("a")), [proof("a", 3)], lines)
    assert told(after) == [("started", "", 3), ("given", "a", 3)]
    assert standing([*lines, *after], ["a"]) == Standing(at(1), 1, 1, done_at=at(1), is_exempted=True)


def test_what_the_system_saw_is_given_now_when_nobody_answered() -> None:
    exercises = page(looked_at("intake", "intake"))
    after = lacking(exercises, [], known=["intake"], hours=7)
    assert told(after) == [("started", "", 7), ("given", "intake", 7), ("done", "", 7)]
    assert after[1].revision_id is None


def test_what_the_system_no_longer_sees_is_withdrawn() -> None:
    lines = [line("given", 7, "intake")]
    assert told(lacking(page(looked_at("intake", "intake"), simple("b")), [], lines, hours=9)) == [
        ("withdrawn", "intake", 9)
    ]


def test_proof_of_an_exercise_that_left_the_page_counts_no_more() -> None:
    assert told(lacking(page(simple("b")), [proof("a", 1), proof("b", 2)])) == [
        ("started", "", 1),
        ("given", "b", 2),
        ("done", "", 2),
    ]


# --- Facts that exercises make true for each other ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "known", "facts"),
    [
        ({}, [], []),
        ({}, ["intake"], ["intake"]),
        ({"stelling": AnswerData({"vote": "eens"})}, [], ["vote:stelling"]),
        ({"stelling": AnswerData({"vote": "eens"})}, ["intake"], ["intake", "vote:stelling"]),
        ({"stelling": AnswerData({})}, [], []),
        ({"van een andere bladzijde": AnswerData({"vote": "eens"})}, [], []),
    ],
)
def test_facts_come_from_the_house_and_from_the_page_itself(
    answers: dict[str, AnswerData], known: list[str], facts: list[str]
) -> None:
    exercises = page({**poll_block("stelling"), "id": "stelling"}, looked_at("lijst", "vote:stelling"))
    assert facts_on_page(exercises, answers, frozenset(known)) == Facts(frozenset(facts))


def test_a_vote_ticks_the_item_of_another_exercise_wherever_it_stands_on_the_page() -> None:
    poll, item = {**poll_block("stelling"), "id": "stelling"}, looked_at("lijst", "vote:stelling")
    vote = {"stelling": AnswerData({"vote": "eens", "why": text_of(5)})}
    for exercises in (page(poll, item), page(item, poll)):
        assert done_exercises(exercises, {}) == frozenset()
        assert done_exercises(exercises, vote) == {"lijst"}


def test_who_stores_an_answer_cannot_bring_facts_of_her_own() -> None:
    answers = {"lijst": AnswerData({}, facts=Facts(frozenset({"intake"})))}
    assert done_exercises(page(looked_at("lijst", "intake")), answers) == frozenset()


# --- Reading a ledger --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "stands"),
    [
        ([], set()),
        ([line("given", 1, "a")], {"a"}),
        ([line("given", 1, "a"), line("withdrawn", 2, "a")], set()),
        ([line("given", 1, "a"), line("withdrawn", 2, "a"), line("given", 3, "a")], {"a"}),
        ([line("given", 1, "a"), line("given", 2, "b"), line("withdrawn", 3, "a")], {"b"}),
        ([line("started", 1), line("done", 1), line("exempted", 1)], set()),
    ],
)
def test_the_last_word_on_an_exercise_counts(lines: list[Line], stands: set[str]) -> None:
    assert standing_evidence(lines) == stands


@pytest.mark.parametrize(
    ("lines", "finished", "stamp"),
    [
        ([], False, None),
        ([line("started", 1)], False, None),
        ([line("given", 2, "a"), line("given", 1, "b")], False, at(2)),
        ([line("given", 2, "a"), line("withdrawn", 5, "a")], False, at(2)),
        ([line("done", 3)], True, None),
        ([line("exempted", 3)], True, None),
    ],
)
def test_a_ledger_says_whether_and_when(lines: list[Line], finished: bool, stamp: datetime | None) -> None:
    assert is_finished(lines) is finished
    assert last_given(lines) == stamp


@pytest.mark.parametrize(
    ("lines", "counting", "expected"),
    [
        ([], ["a"], None),
        ([line("started", 1)], ["a", "b"], Standing(at(1), 0, 2)),
        ([line("started", 3), line("given", 2, "a")], ["a", "b"], Standing(at(2), 1, 2)),
        ([line("started", 1), line("given", 1, "weg")], ["a", "b"], Standing(at(1), 0, 2)),
        ([line("started", 1)], [], Standing(at(1), 0, 0)),
        ([line("started", 1), line("done", 2, total=3)], ["a"], Standing(at(1), 3, 3, done_at=at(2))),
        ([line("done", 2)], ["a"], Standing(at(2), 0, 0, done_at=at(2))),
        ([line("exempted", 2, total=1)], ["a"], Standing(at(2), 1, 1, done_at=at(2), is_exempted=True)),
    ],
)
def test_a_standing_follows_from_the_ledger_and_the_page(
    lines: list[Line], counting: list[str], expected: Standing | None
) -> None:
    found = standing(lines, counting)
    assert found == expected
    if found is not None:
        assert found.state == ("done" if found.done_at else "busy")


# --- After any history -------------------------------------------------------------------------------------------

NAMES = ["a", "b", "c", "d"]


@dataclass
class History:
    """One person and one ding through time. Each step changes what is true; then the ledger is brought up to date."""

    blocks: dict[str, dict[str, Any]] = field(default_factory=lambda: {"a": simple("a"), "b": simple("b")})
    proofs: dict[str, Proof] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    hours: int = 0

    @property
    def exercises(self) -> list[BoundExercise]:
        return page(*self.blocks.values())

    @property
    def counting(self) -> frozenset[str]:
        return frozenset(exercise.id for exercise in self.exercises if exercise.counts)

    @property
    def proven(self) -> frozenset[str]:
        answers = {name: item.answer for name, item in self.proofs.items()}
        return done_exercises(self.exercises, answers, frozenset(self.known)) & self.counting

    def lacks(self) -> list[Line]:
        return lacking(self.exercises, list(self.proofs.values()), self.lines, self.known, self.hours)

    def stands(self) -> Standing | None:
        return standing(self.lines, self.counting)

    # The steps.

    def answer(self, name: str) -> None:
        self.proofs[name] = proof(name, self.hours)

    def answer_in_part(self, name: str) -> None:
        self.proofs[name] = proof(name, self.hours, HALF)

    def bring_back_an_older_proof(self, name: str) -> None:
        self.proofs[name] = proof(name, self.hours // 2)

    def withdraw(self, name: str) -> None:
        self.proofs.pop(name, None)

    def gain_exercise(self, name: str) -> None:
        self.blocks.setdefault(name, simple(name))

    def gain_exercise_that_the_system_ticks(self, name: str) -> None:
        self.blocks.setdefault(name, looked_at(name, "intake"))

    def lose_exercise(self, name: str) -> None:
        self.blocks.pop(name, None)

    def count_or_stop_counting(self, name: str) -> None:
        if name in self.blocks:
            value = self.blocks[name]["value"]
            self.blocks[name] = {**self.blocks[name], "value": {**value, "counts": not value["counts"]}}

    def move_to_the_end(self, name: str) -> None:
        if name in self.blocks:
            self.blocks[name] = self.blocks.pop(name)

    def learn_or_forget_a_fact(self, name: str) -> None:
        self.known ^= {"intake"}

    def exempt(self, name: str) -> None:
        if not is_finished(self.lines):
            self.lines.append(Line(Event.EXEMPTED, at(self.hours), total=len(self.counting)))


Step = Callable[[History, str], None]
STEPS: list[Step] = [
    History.answer,
    History.answer_in_part,
    History.bring_back_an_older_proof,
    History.withdraw,
    History.gain_exercise,
    History.gain_exercise_that_the_system_ticks,
    History.lose_exercise,
    History.count_or_stop_counting,
    History.move_to_the_end,
    History.learn_or_forget_a_fact,
    History.exempt,
]
histories = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(NAMES)), max_size=25)

FINISHED_THEN_GREW = [(History.answer, "a"), (History.answer, "b"), (History.gain_exercise, "c")]


@settings(deadline=None, max_examples=100)
@given(histories)
@example(FINISHED_THEN_GREW)
@example([(History.exempt, "a"), (History.answer, "a"), (History.answer, "b"), (History.withdraw, "a")])
def test_after_any_history_the_ledger_is_true_and_takes_nothing_back(steps: list[tuple[Step, str]]) -> None:
    history = History()
    before: Standing | None = None
    for hours, (step, name) in enumerate(steps, start=1):
        history.hours = hours
        step(history, name)
        history.lines += history.lacks()
        after = history.stands()
        assert history.lacks() == [], "asked again, the ledger lacks nothing"
        assert_the_ledger_is_well_formed(history.lines)
        assert_the_standing_is_true(history, after)
        assert_nothing_fell(before, after)
        before = after


def assert_the_ledger_is_well_formed(lines: list[Line]) -> None:
    """Hold the lines against the constraints of the table they are stored in."""
    events = [one.event for one in lines]
    assert events.count(Event.STARTED) <= 1
    assert events.count(Event.DONE) + events.count(Event.EXEMPTED) <= 1
    for one in lines:
        assert bool(one.exercise) is (one.event in (Event.GIVEN, Event.WITHDRAWN))
        assert (one.total is not None) is (one.event in (Event.DONE, Event.EXEMPTED))
    for name in NAMES:
        said = [one.event for one in lines if one.exercise == name]
        assert said == ([Event.GIVEN, Event.WITHDRAWN] * len(said))[: len(said)], "given and withdrawn take turns"


def assert_the_standing_is_true(history: History, found: Standing | None) -> None:
    assert (found is None) is (history.lines == [])
    assert standing_evidence(history.lines) & history.counting == history.proven
    if found is None:
        return
    assert 0 <= found.done <= found.total
    assert found.started_at == min(one.at for one in history.lines)
    assert found.started_at <= (found.done_at or at(history.hours)) <= at(history.hours)
    assert (found.state == "done") is is_finished(history.lines)
    if found.state == "busy":
        assert (found.done, found.total) == (len(history.proven), len(history.counting))
        assert not history.counting or history.proven < history.counting, "all is proven, so it is done"


def assert_nothing_fell(before: Standing | None, after: Standing | None) -> None:
    """Once there, a standing stays; once done, it stays as it was but for an earlier start."""
    if before is None:
        return
    assert after is not None
    assert after.started_at <= before.started_at
    if before.done_at:
        assert replace(after, started_at=before.started_at) == before


@settings(deadline=None, max_examples=60)
@given(histories, st.permutations(NAMES))
def test_the_order_in_which_sources_give_their_proof_does_not_matter(
    steps: list[tuple[Step, str]], order: list[str]
) -> None:
    history = History()
    for hours, (step, name) in enumerate(steps, start=1):
        history.hours = hours
        step(history, name)
    proofs = [history.proofs[name] for name in order if name in history.proofs]
    assert lacking(history.exercises, proofs, history.lines, history.known, history.hours) == history.lacks()


@settings(deadline=None, max_examples=60)
@given(histories)
def test_catching_up_once_ends_in_the_same_standing_evidence_as_following_every_step(
    steps: list[tuple[Step, str]],
) -> None:
    followed, late = History(), History()
    for hours, (step, name) in enumerate(steps, start=1):
        for history in (followed, late):
            history.hours = hours
            step(history, name)
        followed.lines += followed.lacks()
    late.lines += late.lacks()
    assert standing_evidence(followed.lines) & followed.counting == standing_evidence(late.lines) & late.counting
    assert not is_finished(late.lines) or is_finished(followed.lines)
