"""For trainers, inside Wagtail: who of a cohort has a certificate, who could ask for one, and taking one back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from course.cohorts.pages import by, cohort_page, own_cohort
from course.people import looks
from course.progress.certificates import (
    actions,
    paths,  # noqa: F401 - the converter
)
from course.progress.certificates.earned import results_of
from course.progress.certificates.forms import RevokeForm
from course.progress.models import Certificate


@require_GET
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """List the certificates of a cohort, and who could have one. A fixed number of queries."""
    cohort = own_cohort(request, pk)
    found = list(Certificate.objects.for_cohort(cohort))
    has = {certificate.person_id for certificate in found}
    enrolments = list(cohort.enrolments.select_related("person").order_by("person__sort_name", "pk"))
    for enrolment in enrolments:
        enrolment.cohort = cohort
    results = results_of(enrolments)
    ready = [row.person for row in enrolments if row.person_id not in has and results[row.pk].is_met]
    people = [certificate.person for certificate in found if certificate.person is not None]
    looks.record(by=by(request), people=[*people, *ready], page="certificates")
    return cohort_page(
        request,
        "progress/certificates/cohort.html",
        cohort,
        _("Certificaten"),
        certificates=found,
        standing=sum(certificate.stands for certificate in found),
        may_give_again=_may_give_again(found),
        ready=ready,
    )


def _may_give_again(found: list[Certificate]) -> set[int]:
    """Return the ids of certificates that were taken back and that nothing took the place of."""
    standing = {certificate.person_id for certificate in found if certificate.stands}
    followed = {certificate.replaces_id for certificate in found}
    return {
        certificate.pk
        for certificate in found
        if certificate.reason in actions.TAKEN_BACK
        and certificate.person_id not in standing | {None}
        and certificate.pk not in followed
    }


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask why, and take a certificate back."""
    cohort = own_cohort(request, pk)
    certificate = get_object_or_404(Certificate.objects.for_cohort(cohort), code=code)
    if not certificate.stands:
        messages.warning(request, _("Dit certificaat geldt al niet meer."))
        return redirect("cohort_certificates:list", cohort.pk)
    form = RevokeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        actions.revoke(by=by(request), certificate=certificate, **form.cleaned_data)
        messages.success(request, _("Het certificaat van %(name)s is ingetrokken.") % {"name": certificate.name})
        return redirect("cohort_certificates:list", cohort.pk)
    if certificate.person is not None:
        looks.record(by=by(request), people=[certificate.person], page="certificates")
    return cohort_page(
        request,
        "progress/certificates/revoke.html",
        cohort,
        _("Certificaat intrekken"),
        status=422 if form.errors else 200,
        certificate=certificate,
        form=form,
    )


@require_POST
def give_again(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Give a new certificate in place of one that was taken back, under the name that stood on it."""
    cohort = own_cohort(request, pk)
    old = get_object_or_404(Certificate.objects.for_cohort(cohort), code=code, person__isnull=False)
    enrolment = get_object_or_404(cohort.enrolments, person=old.person)
    try:
        new = actions.issue(by=by(request), enrolment=enrolment, name=old.name)
        messages.success(request, _("%(name)s heeft een nieuw certificaat.") % {"name": new.name})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("cohort_certificates:list", cohort.pk)


urlpatterns = [
    path("rondes/<int:pk>/certificaten/", certificates, name="list"),
    path("rondes/<int:pk>/certificaten/<certificate_code:code>/intrekken/", revoke, name="revoke"),
    path("rondes/<int:pk>/certificaten/<certificate_code:code>/opnieuw/", give_again, name="give_again"),
]
