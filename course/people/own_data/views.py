"""All my data: what there is and why, a copy to take along, and having it erased."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from course.people.models import DataExport, Role, User
from course.people.own_data import exports, requests
from course.people.own_data.forms import EraseForm
from course.people.privacy import kinds_to_read


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the copy as it stands, and whether the account is to be erased."""
    person = cast(User, request.user)
    export = DataExport.objects.filter(person=person).first()
    ready = exports.ready_export(person)
    context = {
        "export": export,
        "ready": ready,
        "until": ready.made_at + exports.KEPT if ready and ready.made_at else None,
        "is_busy": exports.is_busy(export),
        "waiting": requests.waiting_request(person),
    }
    response = render(request, "people/own_data/overview.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Make a copy: at once when it is small, else in the background."""
    exports.ask_export(by=cast(User, request.user))
    return redirect("own_data:overview")


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Give her own copy; when there is none (any more), the page where she makes one."""
    export = exports.ready_export(cast(User, request.user))
    if export is None or not export.file.storage.exists(str(export.file.name)):
        messages.error(request, _("Er staat geen kopie klaar. Maak hem hier opnieuw."))
        return redirect("own_data:overview")
    name = f"mijn-gegevens-{timezone.localtime(export.made_at):%Y-%m-%d}.zip"
    response = FileResponse(export.file.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Say exactly what goes and what stays, and ask for it."""
    person = cast(User, request.user)
    form = EraseForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = requests.ask_erasure(person=person, keeps_texts=form.cleaned_data["keeps_texts"])
        except requests.LastAdministrator:
            form.add_error(None, _("Jij bent de enige beheerder van deze site. Maak eerst iemand anders beheerder."))
        else:
            day = date_format(timezone.localtime(asked.due_at), "j F Y")
            messages.success(request, _("We wissen je account op %(day)s.") % {"day": day})
            return redirect("own_data:overview")
    context = {
        "form": form,
        "kinds": kinds_to_read(),
        "has_role": Role.objects.current().filter(person=person).exists(),
        "days": requests.COOLING_OFF.days,
    }
    return render(request, "people/own_data/erase.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    """Keep the account after all."""
    if requests.cancel_erasure(by=cast(User, request.user)):
        messages.success(request, _("We wissen je account niet. Alles blijft zoals het is."))
    return redirect("own_data:overview")


@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """Show to everybody what is kept, why, on which ground, how long and who sees it: made of the declarations."""
    return render(request, "people/own_data/purposes.html", {"kinds": kinds_to_read()})
