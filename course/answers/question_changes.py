"""A question that was changed after people had answered it: what a trainer may decide about their marks.

Nothing happens by itself: until somebody decides, every answer keeps the marks of the wording it was given to. Whoever
was done stays done, whatever is decided: `progress` never takes a stamp away, and its ledger says what changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from django.db import transaction
from django.db.models import Count

from course.answers.models import Answer, Attempt, QuestionChange
from course.answers.wordings import Version, fingerprint, versions_of
from course.cohorts import evidence
from course.people.models import User
from lessons.exercises.questions import Question
from lessons.exercises.quiz import QuizExercise
from lessons.models import BoundExercise, ThingPage

Decision = QuestionChange.Decision


@dataclass(frozen=True)
class Effect:
    """What a decision does to people's best scores."""

    rise: int
    fall: int


@dataclass(frozen=True)
class Changed:
    """A question that people answered in another wording than that of now, and that nobody decided about yet."""

    exercise: BoundExercise
    number: int
    question: Question
    answered: int
    effects: Mapping[str, Effect]


class NothingToDecide(Exception):  # noqa: N818 - it says what is wrong
    """The question did not change, or somebody decided already."""


def undecided(page: ThingPage) -> list[Changed]:
    """Return the changed questions of this page that wait for a decision. Seven queries at most, for any number."""
    quizzes = [exercise for exercise in page.exercises if exercise.kind == QuizExercise.kind]
    used = _versions_used(quizzes)
    if not used:
        return []
    versions = versions_of({revision for _exercise, revision, _people in used})
    decided = _decided(page, versions)
    waiting = [
        (quiz, number, question)
        for quiz in quizzes
        for number, question in enumerate(quiz.block.questions_of(quiz.value), start=1)
        if (quiz.id, question.key, fingerprint(question)) not in decided
        and _answered_otherwise(quiz, question, used, versions)
    ]
    if not waiting:
        return []
    attempts = _attempts([quiz for quiz, _number, _question in waiting])
    changes = list(QuestionChange.objects.filter(page=page).order_by("decided_at", "pk"))
    return [
        _changed(quiz, number, question, page, Marks(quiz, attempts[quiz.id], versions, changes))
        for quiz, number, question in waiting
    ]


def _versions_used(quizzes: Iterable[BoundExercise]) -> list[tuple[str, int, int]]:
    """Return (exercise id, revision id, number of people) for all that was answered. One query."""
    rows = (
        Attempt.objects.filter(answer__exercise__in=[quiz.id for quiz in quizzes])
        .order_by()
        .values_list("answer__exercise", "revision_id")
        .annotate(people=Count("answer", distinct=True))
    )
    return [(str(exercise), revision, people) for exercise, revision, people in rows]


def _answered_otherwise(
    quiz: BoundExercise, question: Question, used: Iterable[tuple[str, int, int]], versions: Mapping[int, Version]
) -> bool:
    now = fingerprint(question)
    earlier = (
        versions[revision].quizzes.get(quiz.id, {}).get(question.key) for one, revision, _ in used if one == quiz.id
    )
    return any(asked is not None and fingerprint(asked) != now for asked in earlier)


def _decided(page: ThingPage, versions: dict[int, Version]) -> set[tuple[str, str, str]]:
    """Return (exercise id, question key, wording) of all that was decided; adds the versions that decisions name."""
    changes = list(QuestionChange.objects.filter(page=page))
    versions |= versions_of({change.revision_id for change in changes} - set(versions))
    found = set()
    for change in changes:
        asked = versions[change.revision_id].quizzes.get(str(change.exercise), {}).get(change.question)
        if asked is not None:
            found.add((str(change.exercise), change.question, fingerprint(asked)))
    return found


def _attempts(quizzes: Iterable[BoundExercise]) -> dict[str, list[Attempt]]:
    """Return all attempts at these quizzes by exercise id, with answer and person, the oldest first. One query."""
    found: dict[str, list[Attempt]] = defaultdict(list)
    rows = (
        Attempt.objects.filter(answer__exercise__in=[quiz.id for quiz in quizzes])
        .select_related("answer__person")
        .order_by("made_at", "pk")
    )
    for attempt in rows:
        found[str(attempt.answer.exercise)].append(attempt)
    return found


@dataclass(frozen=True)
class Marks:
    """What attempts at one quiz are worth under the decisions that were made, oldest first."""

    quiz: BoundExercise
    attempts: list[Attempt]
    versions: Mapping[int, Version]
    changes: list[QuestionChange]

    def best(self, extra: QuestionChange | None = None) -> dict[int, float]:
        """Return the best score by answer id, with one more decision when given."""
        changes = [*self.changes, extra] if extra else self.changes
        latest = {change.question: change for change in changes if str(change.exercise) == self.quiz.id}
        best: dict[int, float] = {}
        for attempt in self.attempts:
            score = self._score(attempt, latest)
            best[attempt.answer_id] = max(score, best.get(attempt.answer_id, 0.0))
        return best

    def _score(self, attempt: Attempt, latest: Mapping[str, QuestionChange]) -> float:
        """Return the mean over the questions that this attempt was asked; one without any keeps its own score."""
        asked = self.versions[attempt.revision_id].quizzes.get(self.quiz.id, {})
        if not asked:
            return attempt.score or 0.0
        return fmean(self._marks(attempt, question, latest.get(question.key)) for question in asked.values())

    def _marks(self, attempt: Attempt, question: Question, change: QuestionChange | None) -> float:
        given = question.given(attempt.data)
        own = question.score(given)
        if change is None or change.decision == Decision.KEEP:
            return own
        wording = self.versions[change.revision_id].quizzes.get(self.quiz.id, {}).get(question.key)
        if wording is None or fingerprint(wording) == fingerprint(question):
            return own  # She was asked the new wording already.
        if change.decision == Decision.FULL_MARKS:
            return 1.0
        return wording.score(wording.given(attempt.data))


def _changed(quiz: BoundExercise, number: int, question: Question, page: ThingPage, marks: Marks) -> Changed:
    """Say of one question how many answered it otherwise, and what each decision would do."""
    versions = {**marks.versions}
    now = page.live_revision_id
    if now not in versions:
        versions |= versions_of([now])
    marks = Marks(marks.quiz, marks.attempts, versions, marks.changes)
    words = fingerprint(question)
    otherwise = set()
    for attempt in marks.attempts:
        asked = versions[attempt.revision_id].quizzes.get(quiz.id, {}).get(question.key)
        if asked is not None and fingerprint(asked) != words:
            otherwise.add(attempt.answer_id)
    stored = {attempt.answer_id: attempt.answer.score or 0.0 for attempt in marks.attempts}
    effects = {}
    for decision in (Decision.MARK_AGAIN, Decision.FULL_MARKS):
        change = QuestionChange(exercise=quiz.id, question=question.key, decision=decision, revision_id=now)
        effects[decision.value] = _effect(stored, marks.best(change))
    return Changed(quiz, number, question, len(otherwise), effects)


def _effect(stored: Mapping[int, float], best: Mapping[int, float]) -> Effect:
    rise = sum(round(best[answer] - score, 6) > 0 for answer, score in stored.items())
    fall = sum(round(best[answer] - score, 6) < 0 for answer, score in stored.items())
    return Effect(rise, fall)


@transaction.atomic
def decide(*, by: User, page: ThingPage, exercise: BoundExercise, question: str, decision: str) -> QuestionChange:
    """Carry out what a trainer decided about a changed question, and log it.

    Scores are made again from the attempts, which stay as they were. Raises NothingToDecide for a question that does
    not wait for a decision: a button that was pressed twice decides once.
    """
    waiting = [one for one in undecided(page) if one.exercise.id == exercise.id and one.question.key == question]
    if not waiting:
        raise NothingToDecide
    change = QuestionChange(
        page=page,
        exercise=exercise.id,
        question=question,
        decision=Decision(decision),
        revision_id=page.live_revision_id,
        answered=waiting[0].answered,
        decided_by=by,
    )
    change.changed = _mark_again(page, exercise, change)
    change.save()
    return change


def _mark_again(page: ThingPage, exercise: BoundExercise, change: QuestionChange) -> int:
    """Store the scores under all decisions, and say for whom something changed; returns how many that were."""
    attempts = _attempts([exercise])[exercise.id]
    changes = list(QuestionChange.objects.filter(page=page).order_by("decided_at", "pk"))
    revisions = {attempt.revision_id for attempt in attempts} | {one.revision_id for one in [*changes, change]}
    best = Marks(exercise, attempts, versions_of(revisions), changes).best(change)
    answers = {attempt.answer_id: attempt.answer for attempt in attempts}
    changed = []
    for pk, answer in answers.items():
        if round(best[pk] - (answer.score or 0.0), 6):
            answer.score = best[pk]
            changed.append(answer)
    Answer.objects.bulk_update(changed, ["score"], batch_size=500)
    for answer in changed:
        evidence.announce(answer.person, page)
    return len(changed)
