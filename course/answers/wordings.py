"""The questions of a quiz as they were worded in each published version of a page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Revision

from lessons.blocks import LessonBody
from lessons.exercises.questions import Question
from lessons.exercises.quiz import QuizExercise

Questions = Mapping[str, Question]
_BODY = LessonBody()


@dataclass(frozen=True)
class Version:
    """One published version of a page: its quizzes, by exercise id, as questions by key."""

    revision_id: int
    made_at: datetime
    quizzes: Mapping[str, Questions]


def versions_of(revision_ids: Collection[int]) -> dict[int, Version]:
    """Return what these page versions asked, by revision id. One query."""
    revisions = Revision.objects.filter(pk__in=set(revision_ids)).only("pk", "content", "created_at")
    return {
        revision.pk: Version(revision.pk, revision.created_at, _quizzes(revision.content.get("body") or "[]"))
        for revision in revisions
    }


def _quizzes(body: Any) -> dict[str, Questions]:
    raw = json.loads(body) if isinstance(body, str) else body
    quizzes = [child for child in raw if child.get("type") == QuizExercise.kind]
    return {
        str(child.id): {question.key: question for question in child.block.questions_of(child.value)}
        for child in _BODY.to_python(quizzes)
    }


def fingerprint(question: Question) -> str:
    """Return what tells two wordings apart: all that a participant reads before she answers, and what is right."""
    options = [[option.key, option.text, option.pair, option.worth] for option in question.options]
    return json.dumps([question.kind, question.text, options], ensure_ascii=False)
