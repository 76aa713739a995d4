"""Exercises and answers for the tests of this folder. Nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lessons.blocks import LessonBody
from lessons.exercises import AnswerData, Exercise, Facts
from lessons.exercises.base import AnswerForm
from lessons.exercises.planner import ClockField
from lessons.exercises.sheet_plan import NUMBERS, Column
from lessons.exercises.worksheet_form import CellField
from lessons.models import BoundExercise, exercises_in
from tests import factories

PREFIX = "11111111-1111-4111-8111-111111111111"
BODY = LessonBody()
OTHER_PREFIX = "22222222-2222-4222-8222-222222222222"


def placed(raw: dict[str, Any], exercise_id: str = PREFIX) -> BoundExercise:
    """Return the exercise of this raw block as a page would give it."""
    return exercises_in(BODY.to_python([{**raw, "id": exercise_id}]))[0]


def previewed(kind: type[Exercise], exercise_id: str = PREFIX) -> BoundExercise:
    """Return a kind as it stands in a lesson, with the value of its own preview: a new kind needs no sample."""
    block = BODY.child_blocks[kind.kind]
    return BoundExercise(exercise_id, block, block.get_preview_value(), 1)


def form_for(
    exercise: BoundExercise,
    sent: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
    files: dict[str, Any] | None = None,
) -> AnswerForm:
    """Return the form after a POST of `sent` (names without the prefix), as a browser would send it."""
    data = None if sent is None else posted(sent, exercise.id)
    with_files = None if files is None else {f"{exercise.id}-{name}": file for name, file in files.items()}
    return exercise.block.answer_form(exercise.value, data, initial, exercise.id, with_files)


def posted(sent: dict[str, Any], prefix: str = PREFIX) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, given in sent.items():
        data.setlist(f"{prefix}-{name}", given if isinstance(given, list) else [given])
    return data


def filled_in(form: AnswerForm) -> dict[str, Any]:
    """Return something to send that fills in every field of a form, whatever its kind."""
    return {name: one_answer(field) for name, field in form.fields.items() if not isinstance(field, forms.FileField)}


def one_answer(field: Any) -> Any:
    if field.widget.is_hidden:
        return field.initial or ""
    if isinstance(field, CellField):
        return one_cell(field.column)
    if isinstance(field, forms.ChoiceField):
        keys = [key for key, _text in field.widget.choices if key not in ("", None)]
        return keys if isinstance(field, forms.MultipleChoiceField) else keys[0]
    if isinstance(field, forms.BooleanField):
        return "on"
    return one_text(field)


def one_text(field: Any) -> str:
    if isinstance(field, forms.IntegerField):
        return str(field.min_value or 1)
    if isinstance(field, ClockField):
        return "09:30"
    if field.max_length and field.max_length < 100:
        return str(field.label)[: field.max_length]  # Two short fields seldom want the same words.
    return factories.text_of(40)


def one_cell(column: Column) -> str:
    """Return something to fill in, in a column of a worksheet."""
    typed = {"date": "1-10-2026", "time": "9.30", "text": "Iets"} | dict.fromkeys(NUMBERS, column.minimum or "1")
    return column.choices[0][0] if column.choices else typed[column.type]


def answered(exercise: BoundExercise, sent: dict[str, Any], *facts: str) -> AnswerData:
    """Return the answer that this POST leaves, marked as the answers room marks it."""
    form = form_for(exercise, sent)
    assert form.is_valid(), form.errors
    data = AnswerData(form.answer_data(), facts=Facts(frozenset(facts)))
    mark = exercise.block.mark(exercise.value, data)
    return AnswerData(data.data, score=mark.score if mark else None, facts=data.facts)


def sentences(form: AnswerForm) -> Iterator[str]:
    """Give every error of a form as the page shows it."""
    for errors in form.errors.values():
        yield from map(str, errors)


def can_be_saved(exercise: BoundExercise) -> bool:
    """Say whether a trainer can save this exercise as it is."""
    try:
        exercise.block.clean(exercise.value)
    except ValidationError:
        return False
    return True
