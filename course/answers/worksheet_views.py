"""A worksheet to take home as a file, and the worksheets that others share."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from course.answers.worksheets import SharedSheet, own_sheet, shared_with, sheet_of
from course.cohorts.access import open_thing
from course.people import looks
from course.people.models import User
from lessons.exercises.sheet_copies import as_rows
from lessons.exercises.worksheet import WorksheetExercise
from lessons.spreadsheet_text import csv_bytes

SHARED_PER_PAGE = 10


@login_required
@require_GET
def csv_file(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Give somebody her own worksheet as a file; for others, and before there is one, it does not exist."""
    person = cast(User, request.user)
    thing, _door = open_thing(person, thing_id)
    found = own_sheet(person, thing, exercise_id)
    if found is None:
        raise Http404
    name = slugify(found.exercise.title) or "meetblad"
    return HttpResponse(
        csv_bytes(as_rows(found.sheet)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_GET
def shared(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Show the worksheets that people of her group, or of the cohorts she trains, share with her."""
    person = cast(User, request.user)
    thing, _door = open_thing(person, thing_id)
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or exercise.kind != WorksheetExercise.kind:
        raise Http404
    page = Paginator(shared_with(person, exercise), SHARED_PER_PAGE).get_page(request.GET.get("page"))
    looks.record(by=person, people=[answer.person_id for answer in page], page="worksheet")
    sheets = [SharedSheet(answer.person.shown_name, sheet_of(exercise, answer)) for answer in page]
    context = {"thing": thing, "exercise": exercise, "page_of": page, "sheets": sheets}
    return TemplateResponse(request, "answers/shared_sheets.html", context)
