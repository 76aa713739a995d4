"""What trainers do with a cohort inside Wagtail besides its calendar: who takes part, and courses to copy.

Wagtail lets in only who may use the admin; each view here finds its cohort among those of the person who asks, so a
foreign id is a 404.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from course.cohorts import actions
from course.cohorts.forms import ParticipantForm
from course.cohorts.models import CourseOwner
from course.cohorts.pages import by, cohort_page, crumbs, own_cohort
from course.cohorts.permissions import organisations_of
from lessons.models import CoursePage

VERBS = {"pauzeer": actions.pause, "hervat": actions.resume, "stop": actions.leave}


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """List who takes part in a cohort, and enrol one more."""
    cohort = own_cohort(request, pk)
    form = ParticipantForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        actions.enrol(by=by(request), person=form.person, cohort=cohort, way=form.cleaned_data["way"])
        messages.success(request, _("%(person)s doet mee.") % {"person": form.person})
        return redirect("cohorts:people", cohort.pk)
    enrolments = cohort.enrolments.select_related("person", "library", "team").order_by("person__sort_name", "pk")
    return cohort_page(request, "cohorts/people.html", cohort, _("Deelnemers"), form=form, enrolments=enrolments)


@require_POST
def change_enrolment(request: HttpRequest, pk: int, enrolment: int, verb: str) -> HttpResponse:
    """Pause, resume or end one person's taking part. An enrolment of another cohort is a 404."""
    cohort = own_cohort(request, pk)
    row = get_object_or_404(cohort.enrolments.select_related("person", "cohort"), pk=enrolment)
    VERBS[verb](by=by(request), enrolment=row)
    messages.success(request, _("De inschrijving van %(person)s is aangepast.") % {"person": row.person})
    return redirect("cohorts:people", cohort.pk)


def courses(request: HttpRequest) -> HttpResponse:
    """List all published courses: who owns them, and who may copy them."""
    mine = list(organisations_of(by(request)))
    owners = CourseOwner.objects.select_related("organisation")
    return render(
        request,
        "cohorts/courses.html",
        {
            "courses": CoursePage.objects.live().prefetch_related(Prefetch("ownership", owners)).order_by("title"),
            "organisations": mine,
            "header_title": _("Cursussen"),
            "breadcrumbs_items": crumbs(("", _("Cursussen"))),
        },
    )


@require_POST
def copy_course(request: HttpRequest, course: int, organisation: int) -> HttpResponse:
    """Copy what is published of a course for one's own POI."""
    page = get_object_or_404(CoursePage.objects.live(), pk=course)
    owner = organisations_of(by(request)).filter(pk=organisation).first()
    if owner is None:
        raise PermissionDenied
    copy = actions.copy_course(by=by(request), course=page, organisation=owner)
    messages.success(request, _("“%(course)s” is gekopieerd. Jullie kunnen de kopie nu aanpassen.") % {"course": page})
    return redirect("wagtailadmin_explore", copy.pk)
