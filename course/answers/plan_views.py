"""Pages around a week programme: the calendar file, and what team mates share."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.answers.models import Answer
from course.answers.plans import calendar_of, shared_with, take_over
from course.cohorts.access import open_thing
from course.cohorts.models import Enrolment
from course.people import looks
from course.people.models import User
from lessons.exercises.planner import PlannerExercise, plan_in
from lessons.models import BoundExercise, ThingPage


def open_planner(
    person: User, thing_id: int, exercise_id: uuid.UUID, *, to_answer: bool = False
) -> tuple[ThingPage, BoundExercise, Enrolment]:
    """Return the ding, its planner and her enrolment, or raise Http404 or PermissionDenied."""
    thing, door = open_thing(person, thing_id, to_answer=to_answer)
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or exercise.kind != PlannerExercise.kind:
        raise Http404
    if door.enrolment is None:
        raise PermissionDenied
    return thing, exercise, door.enrolment


@login_required
@require_GET
def calendar(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Give somebody her own plan as a calendar file."""
    person = cast(User, request.user)
    _thing, exercise, _enrolment = open_planner(person, thing_id, exercise_id)
    answer = get_object_or_404(Answer, person=person, exercise=exercise.id)
    content = calendar_of(plan_in(answer.data), exercise.title)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rooster.ics"'},
    )


@login_required
@require_GET
def shared(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Show the plans that her team mates share."""
    person = cast(User, request.user)
    thing, exercise, enrolment = open_planner(person, thing_id, exercise_id)
    plans = shared_with(person, enrolment, exercise)
    looks.record(by=person, people=[plan.person_id for plan in plans], page="plan")
    return TemplateResponse(
        request,
        "answers/shared_plans.html",
        {
            "thing": thing,
            "exercise": exercise,
            "plans": plans,
            "has_plan": Answer.objects.filter(person=person, exercise=exercise.id).exists(),
        },
    )


@login_required
@require_POST
def take(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID, answer_id: int) -> HttpResponse:
    """Make a plan that a team mate shares her own."""
    person = cast(User, request.user)
    thing, exercise, enrolment = open_planner(person, thing_id, exercise_id, to_answer=True)
    if answer_id not in {plan.answer_id for plan in shared_with(person, enrolment, exercise)}:
        raise Http404
    take_over(by=person, page=thing, exercise=exercise, plan=Answer.objects.get(pk=answer_id).data)
    messages.success(request, _("Dit rooster is nu ook van jou. Wat je erin verandert, verandert bij je collega niet."))
    return redirect(f"{thing.address}#{exercise.anchor}", permanent=False)
