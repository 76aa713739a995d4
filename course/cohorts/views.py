"""What trainers do with a cohort inside Wagtail: weeks and programme, participants, and courses to copy.

Wagtail lets in only who may use the admin; each view here finds its cohort among those of the person who asks, so a
foreign id is a 404.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from course.cohorts import actions
from course.cohorts.forms import ParticipantForm, WeeksForm
from course.cohorts.models import Cohort, CohortThing, CourseOwner
from course.cohorts.permissions import cohorts_of, organisations_of
from course.cohorts.schedule import required_things
from course.people.models import User
from lessons.models import CoursePage, ThingPage

VERBS = {"pauzeer": actions.pause, "hervat": actions.resume, "stop": actions.leave}


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)  # Wagtail let nobody in who is not signed in.


def _crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    items = [(reverse("wagtailadmin_home"), _("Begin")), (reverse("cohorts:index"), _("Rondes")), *last]
    return [{"url": url, "label": label} for url, label in items]


def _cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(cohorts_of(_by(request)).select_related("course", "organisation"), pk=pk)


def _page(request: HttpRequest, template: str, cohort: Cohort, title: str, **context: Any) -> HttpResponse:
    crumbs = _crumbs((reverse("cohorts:edit", args=[cohort.pk]), str(cohort)), ("", title))
    return render(
        request,
        template,
        {"cohort": cohort, "header_title": f"{cohort}: {title}", "breadcrumbs_items": crumbs, **context},
    )


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show weeks and dingen of a cohort, and change the days on which weeks open."""
    cohort = _cohort(request, pk)
    weeks = WeeksForm(
        request.POST or None,
        instance=cohort,
        queryset=cohort.weeks.prefetch_related(
            Prefetch("things", CohortThing.objects.select_related("thing").defer("thing__body"))
        ),
    )
    if request.method == "POST" and weeks.is_valid():
        weeks.save()
        messages.success(request, _("De weken van “%(cohort)s” zijn bewaard.") % {"cohort": cohort})
        return redirect("cohorts:programme", cohort.pk)
    entries = [entry for form in weeks for entry in form.instance.things.all()]
    return _page(
        request,
        "cohorts/programme.html",
        cohort,
        _("Programma"),
        weeks=weeks,
        entries=entries,
        required=required_things(cohort.threshold, len(entries)),
        core=sorted(entry.number for entry in entries if entry.is_core),
        waiting=_waiting(cohort, entries),
    )


def _waiting(cohort: Cohort, entries: list[CohortThing]) -> list[ThingPage]:
    known, numbers = {entry.thing_id for entry in entries}, {entry.number for entry in entries}
    return [
        thing
        for thing in actions.published_things(cohort.course)
        if thing.pk not in known and thing.number not in numbers
    ]


@require_POST
def add_new_things(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up the dingen that were published since the cohort began."""
    cohort = _cohort(request, pk)
    added = actions.add_new_things(by=_by(request), cohort=cohort)
    text = ngettext("%(count)d ding toegevoegd.", "%(count)d dingen toegevoegd.", len(added))
    messages.success(request, text % {"count": len(added)})
    return redirect("cohorts:programme", cohort.pk)


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """List who takes part in a cohort, and enrol one more."""
    cohort = _cohort(request, pk)
    form = ParticipantForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        actions.enrol(by=_by(request), person=form.person, cohort=cohort, way=form.cleaned_data["way"])
        messages.success(request, _("%(person)s doet mee.") % {"person": form.person})
        return redirect("cohorts:people", cohort.pk)
    enrolments = cohort.enrolments.select_related("person", "library", "team").order_by("person__sort_name", "pk")
    return _page(request, "cohorts/people.html", cohort, _("Deelnemers"), form=form, enrolments=enrolments)


@require_POST
def change_enrolment(request: HttpRequest, pk: int, enrolment: int, verb: str) -> HttpResponse:
    """Pause, resume or end one person's taking part. An enrolment of another cohort is a 404."""
    cohort = _cohort(request, pk)
    row = get_object_or_404(cohort.enrolments.select_related("person", "cohort"), pk=enrolment)
    VERBS[verb](by=_by(request), enrolment=row)
    messages.success(request, _("De inschrijving van %(person)s is aangepast.") % {"person": row.person})
    return redirect("cohorts:people", cohort.pk)


def courses(request: HttpRequest) -> HttpResponse:
    """List all published courses: who owns them, and who may copy them."""
    mine = list(organisations_of(_by(request)))
    owners = CourseOwner.objects.select_related("organisation")
    return render(
        request,
        "cohorts/courses.html",
        {
            "courses": CoursePage.objects.live().prefetch_related(Prefetch("ownership", owners)).order_by("title"),
            "organisations": mine,
            "header_title": _("Cursussen"),
            "breadcrumbs_items": _crumbs(("", _("Cursussen"))),
        },
    )


@require_POST
def copy_course(request: HttpRequest, course: int, organisation: int) -> HttpResponse:
    """Copy what is published of a course for one's own POI."""
    page = get_object_or_404(CoursePage.objects.live(), pk=course)
    owner = organisations_of(_by(request)).filter(pk=organisation).first()
    if owner is None:
        raise PermissionDenied
    copy = actions.copy_course(by=_by(request), course=page, organisation=owner)
    messages.success(request, _("“%(course)s” is gekopieerd. Jullie kunnen de kopie nu aanpassen.") % {"course": page})
    return redirect("wagtailadmin_explore", copy.pk)
