"""Pages around an export: choose a file, look at what was read, put it in a worksheet."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from course.answers.actions import AnswerConflict
from course.answers.export_forms import ExportFileForm, ExportRowForm
from course.answers.exports import Draft, StaleDraft, as_remembered, fill_row, remember, target_of
from course.cohorts.access import open_thing
from course.cohorts.models import Enrolment
from course.people.models import User
from lessons.exercises.exports import MOST_BYTES, ExportError, outcomes_of, read_export
from lessons.exercises.exports.platforms import OTHER, PLATFORMS
from lessons.exercises.worksheet import WorksheetExercise
from lessons.models import BoundExercise, ThingPage

View = Callable[..., HttpResponse]


class InMemoryOnly(FileUploadHandler):
    """Keeps so much of an upload that its reader can say it is too large, and lets the rest flow by.

    Django would write a large file to disk first. What is uploaded here is promised not to be kept, so it never
    reaches a disk at all.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.room = MOST_BYTES + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data[: self.room])
        self.room -= len(raw_data[: self.room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def kept_in_memory(view: View) -> View:
    """Read what is uploaded with InMemoryOnly. The check of the token comes after that choice: it reads the form."""

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [InMemoryOnly(request)]
        return csrf_protect(view)(request, *args, **kwargs)

    return csrf_exempt(chosen)


def open_sheet(person: User, thing_id: int, exercise_id: uuid.UUID) -> tuple[ThingPage, BoundExercise, Enrolment]:
    """Return the ding, its worksheet that reads exports, and her enrolment, or raise Http404 or PermissionDenied."""
    thing, door = open_thing(person, thing_id, to_answer=True)
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or exercise.kind != WorksheetExercise.kind or not exercise.value["reads"]:
        raise Http404
    return thing, exercise, cast(Enrolment, door.enrolment)  # who may answer is enrolled


@kept_in_memory
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Ask for a file, and show what was read of it."""
    person = cast(User, request.user)
    thing, exercise, enrolment = open_sheet(person, thing_id, exercise_id)
    if request.method != "POST":
        return show_upload(request, thing, exercise, ExportFileForm())
    form = ExportFileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            readings = read_export(upload.name or "", upload)
        except ExportError as error:
            form.add_error("file", str(error))
        else:
            target = target_of(person, thing, exercise)
            draft = as_remembered(readings, enrolment.library_id, target.version)
            return show_preview(request, thing, exercise, ExportRowForm(draft=draft, target=target))
    return show_upload(request, thing, exercise, form, status=422)


@login_required
@require_POST
def export_row(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Put the figures in her worksheet, or count again under other names."""
    person = cast(User, request.user)
    thing, exercise, enrolment = open_sheet(person, thing_id, exercise_id)
    try:
        draft = Draft.unseal(request.POST.get("figures", ""), person, exercise)
    except StaleDraft:
        messages.info(request, _("Dit duurde te lang. Er is niets bewaard. Kies je bestand nog een keer."))
        return redirect("answers:export", thing.pk, exercise.id)
    target = target_of(person, thing, exercise)
    form = ExportRowForm(request.POST, draft=draft, target=target)
    if not form.is_valid():
        return show_preview(request, thing, exercise, form, status=422)
    if "again" in request.POST or not form.has_figures or form.draft_now.chosen != draft.chosen:
        return show_preview(request, thing, exercise, form.asked_again())
    try:
        fill_row(by=person, page=thing, exercise=exercise, row=form.new_row, made_from=draft.version)
    except AnswerConflict:
        return show_preview(request, thing, exercise, form.asked_again(), status=409)
    if form.is_worth_remembering:
        remember(reading=form.reading, library_id=enrolment.library_id, channel=form.channel)
    messages.success(request, _("Deze cijfers staan in je meetblad. Vul nu de rest van de rij in."))
    return redirect(f"{thing.address}#{exercise.anchor}", permanent=False)


def show_upload(
    request: HttpRequest, thing: ThingPage, exercise: BoundExercise, form: ExportFileForm, status: int = 200
) -> HttpResponse:
    platforms = [platform for key, platform in PLATFORMS.items() if key != OTHER]
    context = {
        "thing": thing,
        "exercise": exercise,
        "form": form,
        "platforms": platforms,
        "checked_on": min(platform.checked_on for platform in platforms),
    }
    return TemplateResponse(request, "answers/export.html", context, status=status)


def show_preview(
    request: HttpRequest, thing: ThingPage, exercise: BoundExercise, form: ExportRowForm, status: int = 200
) -> HttpResponse:
    """Show what was read, what it fills and what is still to be said. Of the rows only now, never a second time."""
    context = {
        "thing": thing,
        "exercise": exercise,
        "form": form,
        "reading": form.reading,
        "row": form.filled.shown(form.target.plan),
        "outcomes": outcomes_of(form.target.plan, form.filled.cells, form.reading),
        "figures": form.draft_now.seal(cast(User, request.user), exercise),
        "has_changed": status == 409,
    }
    return TemplateResponse(request, "answers/export_preview.html", context, status=status)
