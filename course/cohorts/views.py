"""Courses to run or to copy, inside Wagtail."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from course.cohorts import actions
from course.cohorts.models import CourseOwner
from course.cohorts.pages import by, crumbs
from course.cohorts.permissions import organisations_of
from lessons.models import CoursePage


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
