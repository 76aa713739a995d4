"""The kinds of question in a quiz. To add one: a class here, a template in templates/exercises/quiz/, a line below."""

from typing import Any

from lessons.exercises.questions.base import Option, Question, QuestionRow
from lessons.exercises.questions.choice import ChoiceQuestion
from lessons.exercises.questions.match import MatchQuestion
from lessons.exercises.questions.typed import NumberQuestion, ShortQuestion

QUESTION_KINDS: dict[str, type[Question]] = {
    kind.kind: kind for kind in (ChoiceQuestion, NumberQuestion, ShortQuestion, MatchQuestion)
}


def question_of(value: Any) -> Question:
    """Return the question that a trainer wrote. One without a kind is of before there were kinds: choosing."""
    return QUESTION_KINDS.get(value.get("kind") or "", ChoiceQuestion)(value)


__all__ = ["QUESTION_KINDS", "ChoiceQuestion", "Option", "Question", "QuestionRow", "question_of"]
