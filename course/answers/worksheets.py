"""What people filled in on a worksheet, for the pages that show it elsewhere: her own, and what others share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from django.db.models import Q, QuerySet

from course.answers.models import Answer, group_of, in_care_of
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
    return OwnSheet(exercise, answer, sheet_of(exercise, answer))


def sheet_of(exercise: BoundExercise, answer: Answer) -> Sheet:
    return cast(WorksheetExercise, exercise.block).sheet(exercise.value, answer.as_data())


@dataclass(frozen=True)
class SharedSheet:
    """A worksheet that its owner shares, under the name that others see."""

    who: str
    sheet: Sheet


def shared_with(person: User, exercise: BoundExercise) -> QuerySet[Answer]:
    """Return the answers to this worksheet that people of her group, or in her care as a trainer, share with her."""
    return (
        Answer.objects.filter(exercise=exercise.id, data__share=True)
        .filter(Q(person__in=group_of(person).values("person")) | Q(person__in=in_care_of(person).values("person")))
        .exclude(person=person)
        .select_related("person")
        .order_by("-updated_at", "-pk")
    )
