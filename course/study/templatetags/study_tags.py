"""The one place where a template asks for a person's state."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from course.cohorts.access import door_to
from course.people.models import User
from course.study.state import ExerciseState, LessonState, blank_exercise, empty_state, preview_state, state_for
from lessons.models import BoundExercise, ThingPage

register = template.Library()


@register.simple_tag(takes_context=True)
def page_state(context: dict[str, Any], page: ThingPage) -> LessonState:
    """Return all that this page shows of the person who reads it; made once a request. Queries: `state.state_for`."""
    request = context.get("request")
    if request is None:
        return empty_state(page)
    kept = getattr(request, "_page_state", None)
    if kept is None:
        kept = request._page_state = find_state(request, page, context)
    state: LessonState = kept
    return state


def find_state(request: HttpRequest, page: ThingPage, context: dict[str, Any]) -> LessonState:
    """Return the made-up state of a preview, the blank one of a visitor, or that of the person who is signed in."""
    if getattr(request, "is_preview", False):
        return preview_state(page, context.get("preview_mode", "") or getattr(request, "preview_mode", ""))
    if not isinstance(request.user, User):
        return empty_state(page)
    door = getattr(request, "door", None) or door_to(request.user, page)
    return state_for(request.user, page, door, context.get("refused"), context.get("refused_log"))


@register.simple_tag
def exercise_state(state: Any, exercise_id: Any, value: Any) -> ExerciseState:
    """Return the state of one exercise; outside a page (a block preview) that of somebody who has not answered."""
    if isinstance(state, LessonState) and str(exercise_id) in state.exercises:
        return state.exercises[str(exercise_id)]
    return blank_exercise(BoundExercise(str(exercise_id or "voorbeeld"), value.block, value, 1))
