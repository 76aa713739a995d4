"""When a ding is done: pure rules, no query. The stored rows are what these functions say of the ledger.

Source: syllabus 0.3 and 0.6. A ding is done when every exercise that counts has its evidence at the same moment. Done
stays done, whatever is withdrawn or added to the page later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from course.progress.models import LedgerEntry
from lessons.exercises import AnswerData, Facts
from lessons.models import BoundExercise

Event = LedgerEntry.Event


class Given(Protocol):
    """What `evidence.Evidence` offers; tests give their own."""

    @property
    def exercise_id(self) -> str: ...
    @property
    def answer(self) -> AnswerData: ...
    @property
    def at(self) -> datetime: ...
    @property
    def revision_id(self) -> int | None: ...
    @property
    def begins(self) -> bool: ...


@dataclass(frozen=True)
class Line:
    """One line of the ledger, stored or still to be stored. `exercise` is an exercise id or empty."""

    event: str
    at: datetime
    exercise: str = ""
    title: str = ""
    revision_id: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Standing:
    """How far one person is with one ding; `done` of `total` exercises that count, never more than all."""

    started_at: datetime
    done: int
    total: int
    done_at: datetime | None = None
    is_exempted: bool = False

    @property
    def state(self) -> str:
        return "done" if self.done_at else "busy"


def facts_on_page(
    exercises: Iterable[BoundExercise], answers: Mapping[str, AnswerData], known: frozenset[str]
) -> Facts:
    """Return what is known of the person, together with what her answers on this page make true for each other."""
    found = set(known)
    for exercise in exercises:
        answer = answers.get(exercise.id)
        if answer is not None:
            found |= exercise.block.facts(exercise.value, answer)
    return Facts(frozenset(found))


def done_exercises(
    exercises: Sequence[BoundExercise], answers: Mapping[str, AnswerData], known: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the ids of the exercises, counting or not, whose evidence is enough."""
    facts = facts_on_page(exercises, answers, known)
    return frozenset(
        exercise.id
        for exercise in exercises
        if exercise.block.is_done(exercise.value, replace(answers.get(exercise.id, AnswerData({})), facts=facts))
    )


def standing_evidence(lines: Iterable[Line]) -> frozenset[str]:
    """Return the exercises whose last word in the ledger is "given"."""
    last = {line.exercise: line.event for line in lines if line.exercise}
    return frozenset(exercise for exercise, event in last.items() if event == Event.GIVEN)


def is_finished(lines: Iterable[Line]) -> bool:
    return any(line.event in (Event.DONE, Event.EXEMPTED) for line in lines)


def new_lines(
    exercises: Sequence[BoundExercise],
    given: Sequence[Given],
    known: frozenset[str],
    lines: Sequence[Line],
    now: datetime,
) -> list[Line]:
    """Return the lines the ledger lacks, in order, so that it says what the evidence says. Empty: all is true already.

    `exercises` are all of the page, `given` one person's evidence for it, `lines` her ledger of this ding so far.
    """
    evidence = {item.exercise_id: item for item in given}
    added: list[Line] = []
    done = done_exercises(exercises, {key: item.answer for key, item in evidence.items()}, known)
    before = standing_evidence(lines)
    counting = [exercise for exercise in exercises if exercise.counts]
    begun = [item.at for item in given if item.begins]
    something_done = any(exercise.id in done for exercise in counting)
    if (begun or something_done) and not any(line.event == Event.STARTED for line in lines):
        added.append(Line(Event.STARTED, min(begun, default=now)))
    for exercise in counting:
        if exercise.id in done and exercise.id not in before:
            item = evidence.get(exercise.id)
            added.append(
                Line(
                    Event.GIVEN,
                    item.at if item else now,
                    exercise.id,
                    exercise.title,
                    item.revision_id if item else None,
                )
            )
        elif exercise.id in before and exercise.id not in done:
            added.append(Line(Event.WITHDRAWN, now, exercise.id, exercise.title))
    if counting and done >= {exercise.id for exercise in counting} and not is_finished(lines):
        added.append(Line(Event.DONE, last_given([*lines, *added]) or now, total=len(counting)))
    return added


def last_given(lines: Iterable[Line]) -> datetime | None:
    """Return when the newest piece of evidence was given: that is the date on the stamp."""
    return max((line.at for line in lines if line.event == Event.GIVEN), default=None)


def standing(lines: Sequence[Line], counting: Iterable[str]) -> Standing | None:
    """Return how far somebody is, from her ledger and the ids of the exercises that count now; None: not begun.

    A finished ding keeps the number of exercises of the day it was finished, so that a page that grows later takes
    nothing from anybody.
    """
    if not lines:
        return None
    started_at = min(line.at for line in lines)
    for line in lines:
        if line.event in (Event.DONE, Event.EXEMPTED):
            total = line.total or 0
            return Standing(started_at, total, total, done_at=line.at, is_exempted=line.event == Event.EXEMPTED)
    ids = frozenset(counting)
    return Standing(started_at, len(standing_evidence(lines) & ids), len(ids))
