"""How the exercises of a ding went, for trainers: item analysis of quizzes, splits of scenarios. Never per person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from course.answers.models import Answer, Attempt
from course.answers.wordings import Version, fingerprint, versions_of
from lessons.exercises.item_analysis import LEAST, ItemResult, Try, analyse, try_of
from lessons.exercises.questions import Question
from lessons.exercises.quiz import QuizExercise
from lessons.exercises.scenario import ScenarioExercise, Split, splits
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class EarlierWording:
    """How a question did while it was worded otherwise, and since when it was asked like that."""

    since: datetime
    result: ItemResult


@dataclass(frozen=True)
class QuestionResult:
    """One question as it is asked now, and the wordings it had before, the newest first."""

    number: int
    now: ItemResult
    before: list[EarlierWording]


@dataclass(frozen=True)
class QuizResult:
    """A quiz with its questions; `people` tried it at least once."""

    exercise: BoundExercise
    people: int
    questions: list[QuestionResult]

    @property
    def is_enough(self) -> bool:
        return self.people >= LEAST


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario with how the choices split at each situation; `people` made at least one choice."""

    exercise: BoundExercise
    people: int
    splits: list[Split]

    @property
    def is_enough(self) -> bool:
        return self.people >= LEAST


@dataclass(frozen=True)
class FirstTry:
    """What somebody answered the first time, and to which version of the page; not who she is."""

    exercise_id: str
    revision_id: int
    data: Mapping[str, Any]


def first_tries(exercise_ids: Collection[str]) -> list[FirstTry]:
    """Return everybody's first attempt at these exercises. One query; none without exercises."""
    if not exercise_ids:
        return []
    first = Attempt.objects.filter(answer=OuterRef("answer")).order_by("made_at", "pk").values("pk")[:1]
    rows = (
        Attempt.objects.filter(answer__exercise__in=exercise_ids, pk=Subquery(first))
        .order_by("pk")
        .values_list("answer__exercise", "revision_id", "data")
    )
    return [FirstTry(str(exercise), revision, data) for exercise, revision, data in rows]


def quiz_results(page: ThingPage) -> list[QuizResult]:
    """Return the item analysis of every quiz of this page, from first tries. Two queries, whatever their number."""
    quizzes = [exercise for exercise in page.exercises if exercise.kind == QuizExercise.kind]
    tries = first_tries([quiz.id for quiz in quizzes])
    versions = versions_of({one.revision_id for one in tries}) if tries else {}
    return [_quiz_result(quiz, [one for one in tries if one.exercise_id == quiz.id], versions) for quiz in quizzes]


def _quiz_result(quiz: BoundExercise, tries: list[FirstTry], versions: Mapping[int, Version]) -> QuizResult:
    asked: dict[tuple[str, str], _Asked] = {}
    for one in tries:
        version = versions[one.revision_id]
        questions = version.quizzes.get(quiz.id, {})
        judged = try_of(questions, one.data)
        for question in questions.values():
            key = (question.key, fingerprint(question))
            asked.setdefault(key, _Asked(question, version.made_at, [])).add(judged, version.made_at)
    now = quiz.block.questions_of(quiz.value)
    found = [
        QuestionResult(
            number,
            analyse(question, _tries_of(asked, question)),
            _before(question, asked),
        )
        for number, question in enumerate(now, start=1)
    ]
    return QuizResult(quiz, len(tries), found)


@dataclass
class _Asked:
    """The tries at one wording of one question, and when it was first asked so."""

    question: Question
    since: datetime
    tries: list[Try]

    def add(self, judged: Try, made_at: datetime) -> None:
        self.tries.append(judged)
        self.since = min(self.since, made_at)


def _tries_of(asked: Mapping[tuple[str, str], _Asked], question: Question) -> list[Try]:
    found = asked.get((question.key, fingerprint(question)))
    return found.tries if found else []


def _before(question: Question, asked: Mapping[tuple[str, str], _Asked]) -> list[EarlierWording]:
    """Return the other wordings of this question, the newest first."""
    mine = fingerprint(question)
    others = [one for (key, words), one in asked.items() if key == question.key and words != mine]
    others.sort(key=lambda one: one.since, reverse=True)
    return [EarlierWording(one.since, analyse(one.question, one.tries)) for one in others]


def scenario_results(page: ThingPage) -> list[ScenarioResult]:
    """Return how the choices split in every scenario of this page. One query; none without scenarios."""
    scenarios = [exercise for exercise in page.exercises if exercise.kind == ScenarioExercise.kind]
    if not scenarios:
        return []
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(exercise__in=[one.id for one in scenarios]).only("exercise", "data", "score"):
        answers[str(answer.exercise)].append(answer)
    return [_scenario_result(scenario, answers[scenario.id]) for scenario in scenarios]


def _scenario_result(scenario: BoundExercise, answers: Iterable[Answer]) -> ScenarioResult:
    found = splits(scenario.value, [answer.as_data() for answer in answers])
    return ScenarioResult(scenario, max((split.n for split in found), default=0), found)
