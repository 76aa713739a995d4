"""The logbook's pages: writing beside a lesson, reading back, and what others shared."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.answers.logbook import LogConflict, LogForm, log_state, write_log
from course.answers.models import LogEntry
from course.cohorts.access import open_thing
from course.people import looks
from course.people.models import User
from lessons.models import ThingPage

PER_PAGE = 25


@login_required
@require_POST
def write(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Keep what she wrote in her logbook at this ding, and go back to it."""
    person = cast(User, request.user)
    thing, door = open_thing(person, thing_id)
    if door.enrolment is None:
        raise PermissionDenied
    request.door = door  # type: ignore[attr-defined]  # the page's own state need not ask again
    form = LogForm(request.POST, key=str(thing.pk))
    if not form.is_valid():
        return show(request, thing, form, status=422)
    said = form.cleaned_data
    try:
        entry = write_log(
            by=person, page=thing, text=said["log_text"], audience=said["audience"], made_from=said["version"]
        )
    except LogConflict:
        return show(request, thing, form, status=409)
    if request.headers.get("HX-Request"):
        return show(request, thing)
    messages.success(request, _("Je logboek is bewaard.") if entry else _("Dit staat niet meer in je logboek."))
    return redirect(f"{thing.address}#logboek", permanent=False)


def show(request: HttpRequest, thing: ThingPage, refused: LogForm | None = None, status: int = 200) -> HttpResponse:
    """Show the logbook question again: alone for htmx, in its lesson otherwise."""
    if request.headers.get("HX-Request"):
        log = log_state(cast(User, request.user), thing, refused)
        return TemplateResponse(request, "answers/log_entry.html", {"log": log, "page": thing}, status=status)
    context = thing.get_context(request)
    context["refused_log"] = refused
    return TemplateResponse(request, thing.get_template(request), context, status=status)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show everything somebody wrote in her logbook, in the order of the dingen. Two queries."""
    entries = (
        LogEntry.objects.filter(person=cast(User, request.user))
        .select_related("page")
        .defer("page__body")
        .order_by("page__number", "created_at")
    )
    return TemplateResponse(request, "answers/logbook.html", {"entries": entries})


@login_required
@require_GET
def shared(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Show what others shared with her in the logbook of this ding, the newest first."""
    person = cast(User, request.user)
    thing, _door = open_thing(person, thing_id)
    entries = (
        LogEntry.objects.visible_to(person)
        .filter(page=thing)
        .exclude(person=person)
        .select_related("person")
        .order_by("-updated_at", "-pk")
    )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    looks.record(by=person, people=[entry.person_id for entry in page], page="log")
    return TemplateResponse(request, "answers/shared_log.html", {"thing": thing, "entries": page})
