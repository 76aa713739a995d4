"""The pages of a list of people: choose a file, see what it would do, correct it, carry it out, see what came of it."""

from __future__ import annotations

import uuid
from itertools import islice
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from course.cohorts.models import Cohort, PeopleImport
from course.cohorts.people_files import actions
from course.cohorts.people_files.columns import read_columns
from course.cohorts.people_files.forms import ColumnsForm, FileForm, corrections_in
from course.cohorts.people_files.reach import Reach, cohorts_for, may_bring_people, reach_of
from course.cohorts.people_files.reading import Line
from course.cohorts.people_files.text import FileRefused
from course.cohorts.people_files.writing import WRITERS, enrolments_in
from course.people import looks
from course.people.models import User

ROWS_A_PAGE: Final = 50
SAMPLES: Final = 20
State = PeopleImport.State


def _by(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for who brings nobody in anywhere."""
    user = cast(User, request.user)
    if not may_bring_people(user):
        raise PermissionDenied
    return user


def _mine(request: HttpRequest, import_id: uuid.UUID) -> tuple[PeopleImport, Reach]:
    """Return one's own list and what it may touch today. Raises Http404 for any other."""
    by = _by(request)
    found = PeopleImport.objects.select_related("cohort__organisation").filter(by=by)
    import_ = get_object_or_404(found, pk=import_id)
    reach = reach_of(by, import_.cohort)
    if reach is None:
        raise Http404
    return import_, reach


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Take a file for a cohort; and show which cohorts can be written to a file, and one's lists of this week."""
    by = _by(request)
    cohorts = cohorts_for(by).select_related("organisation")
    asked = {"cohort": cohorts.filter(slug=request.GET["ronde"]).first()} if "ronde" in request.GET else None
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*posted, cohorts=cohorts, initial=asked)
    if form.is_valid():
        try:
            return redirect("people_files:list", actions.keep(by=by, **form.cleaned_data).pk)
        except FileRefused as refused:
            form.add_error("file", str(refused))
    context = {
        "form": form,
        "cohorts": cohorts,
        "lists": PeopleImport.objects.filter(by=by).select_related("cohort")[:10],
        "is_trainer": any(reach_is_whole(by, cohort) for cohort in cohorts),
    }
    return render(request, "cohorts/people_files/start.html", context, status=422 if form.errors else 200)


def reach_is_whole(user: User, cohort: Cohort) -> bool:
    reach = reach_of(user, cohort)
    return reach is not None and reach.is_whole


@require_safe
@login_required
def show(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show a list as far as it is: what it would do, how far it is, or what came of it."""
    import_, reach = _mine(request, import_id)
    if import_.state != State.UPLOADED:
        percent = 100 * import_.handled / max(import_.total, 1)
        return render(request, "cohorts/people_files/progress.html", {"list": import_, "percent": percent})
    try:
        with actions.opened(import_) as sheet:
            looked = actions.look(sheet, reach)
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("people_files:start")
    if not looked.has_addresses:
        return redirect("people_files:columns", import_.pk)
    page = Paginator(cast(Any, looked.rows), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cohorts/people_files/look.html", {"list": import_, "looked": looked, "rows": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Let somebody say which column is what."""
    import_, _reach = _mine(request, import_id)
    if import_.state != State.UPLOADED:
        return redirect("people_files:list", import_.pk)
    try:
        with actions.opened_file(import_) as file:
            samples = list(islice(file.lines, SAMPLES))
            headings = file.headings
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("people_files:start")
    known = read_columns(headings, import_.columns)
    width = max(len(headings), *(used_width(line) for line in samples), 0)
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, columns=known, width=width, samples=samples)
    if form.is_valid():
        actions.choose_columns(by=_by(request), import_=import_, columns=form.chosen)
        return redirect("people_files:list", import_.pk)
    context = {"list": import_, "form": form, "columns": known}
    return render(request, "cohorts/people_files/columns.html", context, status=422 if form.errors else 200)


def used_width(line: Line) -> int:
    """Return up to which column there is something on this line."""
    return max((at for at, cell in enumerate(line.cells, start=1) if cell.strip()), default=0)


@require_POST
@login_required
def correct(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Keep what was typed in the place of what the file says, and look again."""
    import_, _reach = _mine(request, import_id)
    typed = corrections_in(request.POST.dict())
    if typed and not actions.correct(by=_by(request), import_=import_, corrections=typed):
        messages.warning(request, _("Deze lijst wordt al uitgevoerd. Je wijziging is niet bewaard."))
    return redirect("people_files:list", import_.pk)


@require_POST
@login_required
def carry_out(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Put the carrying out in the queue."""
    import_, _reach = _mine(request, import_id)
    actions.start(by=_by(request), import_=import_)
    return redirect("people_files:list", import_.pk)


@require_POST
@login_required
def throw_away(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Delete a list with its file. Nobody that it brought in goes."""
    import_, _reach = _mine(request, import_id)
    actions.throw_away(by=_by(request), import_=import_)
    messages.success(request, _("De lijst is weggegooid."))
    return redirect("people_files:start")


@require_safe
@login_required
def export(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """Give the people of a cohort as a file: all of them to its trainer, those of her libraries to a manager.

    Where the cohort shows managers nothing, they get no list either.
    """
    by = _by(request)
    cohort = get_object_or_404(Cohort.objects.select_related("organisation"), slug=slug)
    reach = reach_of(by, cohort)
    if reach is None:
        raise Http404
    if not reach.is_whole and cohort.managers_see == Cohort.ManagerView.NOTHING:
        raise PermissionDenied
    write, content_type = WRITERS[extension]
    log(cohort, "wagtail.edit", user=by, data={"people_list": extension})
    looks.record(by=by, people=enrolments_in(reach).values_list("person", flat=True), page="people")
    response = HttpResponse(write(reach), content_type=content_type)
    name = f"mensen-{cohort.slug}-{timezone.localdate().isoformat()}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
