"""What one person filled in on a worksheet, for the rooms that show it elsewhere."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from course.answers.models import Answer
from course.people.models import User
from lessons.exercises.sheets import Sheet
from lessons.exercises.worksheet import WorksheetExercise
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class OwnSheet:
    """A kept worksheet: the exercise, the answer's row, and all that follows from it."""

    exercise: BoundExercise
    answer: Answer
    sheet: Sheet


def own_sheet(person: User, thing: ThingPage, exercise_id: uuid.UUID) -> OwnSheet | None:
    """Return what this person keeps of that worksheet of this ding; None without it or an answer. One query."""
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or exercise.kind != WorksheetExercise.kind:
        return None
    answer = Answer.objects.filter(person=person, page=thing, exercise=exercise.id).first()
    if answer is None:
        return None
    sheet = cast(WorksheetExercise, exercise.block).sheet(exercise.value, answer.as_data())
    return OwnSheet(exercise, answer, sheet)
