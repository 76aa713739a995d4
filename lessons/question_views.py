"""Questions in and out of a ding, in Wagtail's admin. What was uploaded travels in the form, signed; none is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from lessons.exercises.quiz import QuizExercise
from lessons.importers.parsed_questions import (
    ParsedOption,
    ParsedQuestion,
    ParsedQuestions,
    QuestionsRefused,
    Skipped,
)
from lessons.importers.question_files import read_questions, refuse_large
from lessons.importers.quiz_questions import (
    Intake,
    IntakeRefused,
    draft_of,
    free_key,
    plan_intake,
    questions_out,
    quizzes_of,
    take_in,
)
from lessons.models import ThingPage

SALT = "lessons.questions"
PREVIEW_SECONDS = 4 * 60 * 60
NEW = ""


class QuestionFileForm(forms.Form):
    """The file, and the quiz it goes into. `parsed` holds what was read after a valid upload."""

    file = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Een bestand in GIFT of Moodle XML, hoogstens 2 MB en 500 vragen."),
        error_messages={
            "required": gettext_lazy("Kies een bestand met vragen."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander."),
        },
    )
    quiz = forms.ChoiceField(label=gettext_lazy("In welke quiz?"), required=False)

    def __init__(self, *args: Any, draft: ThingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parsed: ParsedQuestions | None = None
        self.skipped: tuple[Skipped, ...] = ()
        quizzes = [(quiz.key, quiz.title) for quiz in quizzes_of(draft)]
        new = (NEW, _("Een nieuwe quiz, die niet meetelt"))
        self.fields["quiz"].choices = [*quizzes, new]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            refuse_large(upload.size or 0)
            self.parsed = read_questions(upload.read())
        except QuestionsRefused as refused:
            self.skipped = refused.skipped
            raise ValidationError(str(refused)) from refused
        return upload


def thing_to_edit(request: HttpRequest, page_id: int) -> ThingPage:
    """Return the ding that this person may edit. Raises Http404 and PermissionDenied."""
    thing = get_object_or_404(ThingPage, pk=page_id)
    if not thing.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return thing


# --- In ------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def import_questions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for a file; show what would come in; put it in the draft after a yes."""
    thing = thing_to_edit(request, page_id)
    if "intake" in request.POST:
        return confirm(request, thing)
    draft = draft_of(thing)
    form = QuestionFileForm(request.POST or None, request.FILES or None, draft=draft)
    if form.is_bound and form.is_valid() and form.parsed:
        quiz_key = form.cleaned_data["quiz"]
        try:
            intake = plan_intake(thing, form.parsed, quiz_key or free_key(draft), may_make=quiz_key == NEW)
        except IntakeRefused as refused:
            form.add_error("quiz", str(refused))
        else:
            return render(request, "lessons/admin/questions_preview.html", preview(thing, intake))
    context = {"thing": thing, "form": form, "skipped": form.skipped}
    return render(request, "lessons/admin/questions_upload.html", context, status=422 if form.is_bound else 200)


def preview(thing: ThingPage, intake: Intake) -> dict[str, Any]:
    """Return what the preview shows: the questions as a participant gets them, the answers, and the sealed intake."""
    frame = {"block_def": QUIZ, "bound_block": QUIZ.bind(quiz_value(intake)), "page_title": intake.quiz_title}
    return {
        "thing": thing,
        "intake": intake,
        "frame": render_to_string("wagtailcore/shared/block_preview.html", frame),
        "sealed": sealed(thing, intake),
    }


QUIZ = QuizExercise()
QUIZ.set_name(QuizExercise.kind)


def quiz_value(intake: Intake) -> Any:
    questions = [one.question.value(one.key) for one in intake.incoming]
    return QUIZ.to_python({"title": intake.quiz_title, "key": intake.quiz_key, "counts": False, "questions": questions})


def sealed(thing: ThingPage, intake: Intake) -> str:
    """Return the questions as text that only this site can have written: what is confirmed is what was shown."""
    questions = [{**asdict(one.question), "line": 0} for one in intake.incoming]
    content = {"thing": thing.pk, "quiz": intake.quiz_key, "is_new": intake.is_new, "questions": questions}
    return signing.dumps(content, salt=SALT, compress=True)


def opened(thing: ThingPage, seal: str) -> Intake:
    """Return what was sealed, planned once more: the draft may have changed. Raises BadSignature, IntakeRefused."""
    content = signing.loads(seal, salt=SALT, max_age=PREVIEW_SECONDS)
    if content["thing"] != thing.pk:
        raise signing.BadSignature
    questions = [
        ParsedQuestion(**{**question, "options": tuple(ParsedOption(**option) for option in question["options"])})
        for question in content["questions"]
    ]
    return plan_intake(thing, ParsedQuestions(tuple(questions), ()), content["quiz"], may_make=content["is_new"])


def confirm(request: HttpRequest, thing: ThingPage) -> HttpResponse:
    """Put what was previewed into the draft. Sent twice, it adds nothing the second time."""
    try:
        intake = opened(thing, request.POST["intake"])
        if intake.incoming:
            take_in(intake, by=request.user)
    except signing.BadSignature:
        messages.error(request, _("Deze voorvertoning is verlopen. Kies het bestand opnieuw."))
        return redirect("lessons_import_questions", thing.pk)
    except IntakeRefused as refused:
        messages.error(request, str(refused))
        return redirect("lessons_import_questions", thing.pk)
    messages.success(request, concluded(len(intake.incoming)))
    return redirect("wagtailadmin_pages:edit", thing.pk)


def concluded(count: int) -> str:
    if not count:
        return _("Er is niets nieuws: deze vragen staan er al.")
    return ngettext(
        "%(count)d vraag staat in het concept. Kijk het na en publiceer het zelf.",
        "%(count)d vragen staan in het concept. Kijk het na en publiceer het zelf.",
        count,
    ) % {"count": count}


# --- Out -----------------------------------------------------------------------------------------------------------


@require_GET
def export_questions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give all questions of the newest draft as a file of GIFT."""
    thing = thing_to_edit(request, page_id)
    try:
        text, _count = questions_out(thing)
    except IntakeRefused:
        messages.error(request, _("Dit ding heeft nog geen quiz met vragen."))
        return redirect("wagtailadmin_pages:edit", thing.pk)
    headers = {"Content-Disposition": f'attachment; filename="{thing.slug}.gift.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
