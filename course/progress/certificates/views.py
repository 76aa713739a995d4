"""Asking for a certificate, having it, and showing a stranger that it is real."""

from __future__ import annotations

from typing import cast

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from course.cohorts.models import Enrolment
from course.people.models import User
from course.progress.certificates import actions
from course.progress.certificates.earned import Result, results_of
from course.progress.certificates.forms import NameForm
from course.progress.certificates.pdf import pdf_of, period, qr_code
from course.progress.models import Certificate

TRIES = {"code": "30/m/ip"}


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List one's certificates, those that can be asked for, and what is still missing. Six queries with the session."""
    person = cast(User, request.user)
    certificates = list(Certificate.objects.for_person(person))
    enrolments = list(Enrolment.objects.for_person(person))
    results = results_of(enrolments)
    has = {certificate.cohort_id for certificate in certificates if certificate.stands}
    waits = [(row, results[row.pk]) for row in enrolments if row.cohort_id not in has and row.left_at is None]
    waits += [
        (row, results[row.pk])
        for row in enrolments
        if row.cohort_id not in has and row.left_at is not None and results[row.pk].is_met
    ]
    return render(
        request,
        "progress/certificates/mine.html",
        {
            "standing": [certificate for certificate in certificates if certificate.stands],
            "ended": [certificate for certificate in certificates if not certificate.stands],
            "ready": [row for row, result in waits if result.is_met],
            "busy": [(row, result, _missing_core(result)) for row, result in waits if not result.is_met],
        },
    )


def _missing_core(result: Result) -> list[int]:
    return sorted(result.core - {thing.number for thing in result.done})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Let somebody look whether her name is right, and then give her the certificate. Nobody gets one unasked."""
    person = cast(User, request.user)
    enrolment = get_object_or_404(Enrolment.objects.for_person(person), pk=enrolment_id)
    standing = Certificate.objects.standing().filter(person=person, cohort=enrolment.cohort).first()
    if standing is not None:
        return redirect("certificates:paper", standing.code)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        try:
            certificate = actions.issue(by=person, enrolment=enrolment, name=form.cleaned_data["name"])
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("certificates:mine")
        messages.success(request, _("Gefeliciteerd! Je certificaat is klaar."))
        return redirect("certificates:paper", certificate.code)
    result = results_of([enrolment])[enrolment.pk]
    if not result.is_met:
        messages.error(request, _("Je hebt nog niet genoeg dingen klaar voor een certificaat."))
        return redirect("certificates:mine")
    context = {"form": form, "enrolment": enrolment, "result": result, "certificate": None}
    return render(request, "progress/certificates/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_name(request: HttpRequest, code: str) -> HttpResponse:
    """Give a new certificate in place of one with a wrong name; the old one says so from then on."""
    person = cast(User, request.user)
    certificate = own_certificate(person, code)
    if not certificate.stands and request.method != "POST":
        return redirect("certificates:mine")
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": certificate.name})
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.issue_again(by=person, certificate=certificate, name=form.cleaned_data["name"])
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("certificates:mine")
        messages.success(request, _("Dit is je nieuwe certificaat. Het oude geldt niet meer."))
        return redirect("certificates:paper", new.code)
    context = {"form": form, "certificate": certificate}
    return render(request, "progress/certificates/ask.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Show somebody her own certificate, to read and to print, with what she can do with it."""
    certificate = own_certificate(cast(User, request.user), code)
    return render(
        request,
        "progress/certificates/paper.html",
        {
            "certificate": certificate,
            "period": period(certificate),
            "url": request.build_absolute_uri(certificate.get_absolute_url()),
            "qr": qr_code(request.build_absolute_uri(certificate.get_absolute_url())),
        },
    )


@require_GET
@login_required
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody her own certificate as PDF."""
    certificate = own_certificate(cast(User, request.user), code)
    name = slugify(certificate.name) or "certificaat"
    return HttpResponse(
        pdf_of(certificate),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="certificaat-{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def own_certificate(person: User, code: str) -> Certificate:
    """Return this person's own certificate, with its cohort and POI. Raises Http404 for anybody else's."""
    mine = Certificate.objects.filter(person=person).select_related("cohort__organisation")
    return get_object_or_404(mine, code=code)


@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a stranger whether this certificate is real and still holds, and nothing else of whose it is.

    Who tries codes gets thirty a minute: the codes themselves are the lock, this only spares the server.
    """
    certificate = Certificate.objects.filter(code=code).first()
    if certificate is None:
        known = ratelimit.consume(request, app="certificates", action="code", config=TRIES, limit_get=True)
        status = 404 if known else 429
        response = render(request, "progress/certificates/unknown.html", {"too_often": not known}, status=status)
    else:
        context = {"certificate": certificate, "period": period(certificate)}
        response = render(request, "progress/certificates/verify.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
