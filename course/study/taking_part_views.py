"""How somebody takes part herself: her way, her leave; and the weeks of her cohort."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from course.cohorts import taking_part
from course.cohorts.access import chosen_enrolment, enrolments_of
from course.cohorts.models import Enrolment
from course.people.models import User
from course.people.organisations.access import may_keep_places
from course.study.calendar import calendar_file, weeks_for
from course.study.forms import PauseForm
from course.study.programme import programme_for


def account_page(request: HttpRequest, enrolment: Enrolment | None, *, form: PauseForm | None = None) -> HttpResponse:
    """Show the account, with status 422 when her leave could not be kept."""
    person = cast(User, request.user)
    context = {
        "enrolment": enrolment,
        "cohorts": enrolments_of(person),
        "person": person,
        "keeps_places": may_keep_places(person),
        "pause_form": form or PauseForm(initial={"until": enrolment.paused_until if enrolment else None}),
    }
    return TemplateResponse(request, "study/account.html", context, status=422 if form else 200)


@login_required
def take_part(request: HttpRequest) -> HttpResponse:
    """Change the way of taking part, pause or go on; small forms on the account page."""
    person = cast(User, request.user)
    slug = request.POST.get("ronde", "")
    enrolment = chosen_enrolment(person, slug)
    address = reverse("study:account") + (f"?{urlencode({'ronde': slug})}" if slug else "")
    if request.method != "POST" or enrolment is None:
        return redirect("study:account")
    form = PauseForm(request.POST)
    if "pause" in request.POST and not form.is_valid():
        return account_page(request, enrolment, form=form)
    try:
        said = _change(request, person, enrolment, form)
    except ValidationError as refusal:
        if "pause" in request.POST:
            form.add_error("until", refusal)
            return account_page(request, enrolment, form=form)
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(f"{address}#meedoen")


def _change(request: HttpRequest, person: User, enrolment: Enrolment, form: PauseForm) -> str:
    if "pause" in request.POST:
        until = form.cleaned_data["until"]
        taking_part.pause(by=person, enrolment=enrolment, until=until)
        if until is None:
            return _("De cursus staat op pauze. Alles blijft bewaard. Je gaat verder wanneer jij wilt.")
        return _("De cursus staat op pauze tot %(day)s. Alles blijft bewaard.") % {"day": date_format(until, "j F Y")}
    if "resume" in request.POST:
        taking_part.resume(by=person, enrolment=enrolment)
        return _("Welkom terug. De cursus loopt weer.")
    taking_part.change_way(by=person, enrolment=enrolment, way=request.POST.get("way", ""))
    return _("Je doet nu zo mee: %(way)s.") % {"way": enrolment.get_way_display()}


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the weeks of her cohort: when each opens, what is in it, and her own leave and last day."""
    person = cast(User, request.user)
    enrolment = chosen_enrolment(person, request.GET.get("ronde", ""))
    weeks = weeks_for(enrolment, programme_for(person, enrolment)) if enrolment else []
    context = {"enrolment": enrolment, "cohorts": enrolments_of(person), "weeks": weeks}
    return TemplateResponse(request, "study/calendar.html", context)


@login_required
@require_GET
def calendar_download(request: HttpRequest) -> HttpResponse:
    """Give the weeks as a file for her own calendar. Raises Http404 for who is in no cohort."""
    person = cast(User, request.user)
    enrolment = chosen_enrolment(person, request.GET.get("ronde", ""))
    if enrolment is None:
        raise Http404
    return HttpResponse(
        calendar_file(enrolment, weeks_for(enrolment, programme_for(person, enrolment))),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{enrolment.cohort.slug}.ics"'},
    )
