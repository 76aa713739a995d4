"""A worksheet to take home: as a file for a spreadsheet."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from course.answers.worksheets import own_sheet
from course.cohorts.access import open_thing
from course.people.models import User
from lessons.exercises.sheet_copies import as_rows
from lessons.spreadsheet_text import csv_bytes


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
