"""The one POST view for every kind of exercise, and the files that participants handed in."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from course.answers.actions import AnswerConflict, submit_answer
from course.answers.models import Answer, AnswerFile
from course.cohorts.access import open_thing
from course.people.models import User
from lessons.exercises.base import AnswerForm
from lessons.models import BoundExercise, ThingPage


@login_required
@require_POST
def submit(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Take an answer: through the lesson's door, into the exercise's own form, to the one verb, back to its place."""
    person = cast(User, request.user)
    thing, door = open_thing(person, thing_id, to_answer=True)
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or not exercise.block.is_answered_here:
        raise Http404
    if not exercise.block.is_open(exercise.value, timezone.localdate()):
        raise PermissionDenied
    answer = Answer.objects.filter(person=person, page=thing, exercise=exercise.id).first()
    form = exercise.block.answer_form(
        exercise.value,
        data=request.POST,
        files=request.FILES,
        initial=answer.data if answer else None,
        prefix=exercise.id,
    )
    request.door = door  # type: ignore[attr-defined]  # the page's own state need not ask again
    if not form.is_valid():
        return show(request, thing, exercise, form, status=422)
    try:
        submit_answer(by=person, page=thing, exercise=exercise, form=form, made_from=version_of(request))
    except AnswerConflict:
        return show(request, thing, exercise, form, status=409)
    if request.headers.get("HX-Request"):
        return show(request, thing, exercise)
    return redirect(f"{thing.address}#{exercise.anchor}", permanent=False)


def version_of(request: HttpRequest) -> int | None:
    """Return the version of the answer that the form was made from; None when it does not say so."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def show(
    request: HttpRequest,
    thing: ThingPage,
    exercise: BoundExercise,
    refused: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the exercise again: alone for htmx, in its whole page otherwise; a refused form keeps what was typed.

    A valid form that was refused is a conflict: the page then shows both texts, and saving again keeps the newer one.
    """
    context = thing.get_context(request)
    context["refused"] = {exercise.id: refused} if refused else {}
    if request.headers.get("HX-Request"):
        block = next(child for child in thing.body if str(child.id) == exercise.id)
        return TemplateResponse(request, "exercises/one.html", {**context, "block": block}, status=status)
    return TemplateResponse(request, thing.get_template(request), context, status=status)


@login_required
@require_GET
def file(request: HttpRequest, file_id: uuid.UUID) -> FileResponse:
    """Give a handed-in file back to its owner, as a download; to others it does not exist."""
    kept = get_object_or_404(AnswerFile, pk=file_id, answer__person=cast(User, request.user))
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name)
