"""The calendar of a cohort inside Wagtail: look, preview, change, take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from course.cohorts import actions, calendar, calendar_forms
from course.cohorts.calendar_forms import FORMS, CalendarForm
from course.cohorts.forms import WeeksForm
from course.cohorts.models import Cohort, CohortThing
from course.cohorts.pages import by, cohort_page, own_cohort
from course.cohorts.schedule import required_things
from course.cohorts.timetable import Difference, Timetable, differences
from lessons.models import ThingPage


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show weeks and dingen of a cohort, and change the days on which weeks open."""
    cohort = own_cohort(request, pk)
    if request.method != "POST":
        return _page(request, cohort)
    weeks = _weeks(cohort, request.POST)
    if not weeks.is_valid():
        return _page(request, cohort, weeks=weeks)
    days = {form.instance.number: form.cleaned_data["opens_on"] for form in weeks.forms}
    try:
        calendar.change(by=by(request), cohort=cohort, wanted=calendar_forms.days_wanted(days))
    except ValidationError as refusal:
        return _page(request, cohort, refusal=refusal)
    messages.success(request, _("De weken van “%(cohort)s” zijn bewaard.") % {"cohort": cohort})
    return redirect("cohorts:programme", cohort.pk)


@require_POST
def change_calendar(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Make one change, or show what it would do."""
    cohort = own_cohort(request, pk)
    timetable = calendar.read(cohort)
    titles = calendar.titles_of(timetable)
    form = FORMS[change](request.POST, timetable=timetable, titles=titles, key=change)
    if not form.is_valid():
        return _page(request, cohort, bound=form)
    wanted = form.wanted()
    try:
        if "preview" in request.POST:
            after = wanted.change(timetable)
            return _page(request, cohort, bound=form, preview=differences(timetable, after), becomes=after)
        if not calendar.change(by=by(request), cohort=cohort, wanted=wanted):
            messages.warning(request, _("Zo stond het al. Er is niets veranderd."))
            return redirect("cohorts:programme", cohort.pk)
    except ValidationError as refusal:
        return _page(request, cohort, refusal=refusal)
    messages.success(request, calendar.described(wanted.key, wanted.values))
    return redirect("cohorts:programme", cohort.pk)


@require_POST
def take_back(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take the last change back."""
    cohort = own_cohort(request, pk)
    try:
        last = calendar.take_back(by=by(request), cohort=cohort, entry_id=entry)
    except ValidationError as refusal:
        return _page(request, cohort, refusal=refusal)
    messages.success(request, _("Teruggenomen: %(change)s") % {"change": last.words})
    return redirect("cohorts:programme", cohort.pk)


@require_POST
def add_new_things(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up the dingen that were published since the cohort began."""
    cohort = own_cohort(request, pk)
    added = actions.add_new_things(by=by(request), cohort=cohort)
    text = ngettext("%(count)d ding toegevoegd.", "%(count)d dingen toegevoegd.", len(added))
    messages.success(request, text % {"count": len(added)})
    return redirect("cohorts:programme", cohort.pk)


def _weeks(cohort: Cohort, data: Mapping[str, Any] | None = None) -> Any:
    """Return the formset of weeks, each with its dingen at hand. Two queries."""
    things = CohortThing.objects.select_related("thing").defer("thing__body")
    return WeeksForm(data, instance=cohort, queryset=cohort.weeks.prefetch_related(Prefetch("things", things)))


def _page(  # noqa: PLR0913 - what may stand on this page besides the calendar, each by its name
    request: HttpRequest,
    cohort: Cohort,
    *,
    weeks: Any = None,
    bound: CalendarForm | None = None,
    refusal: ValidationError | None = None,
    preview: list[Difference] | None = None,
    becomes: Timetable | None = None,
) -> HttpResponse:
    """Show the calendar; with an error it comes with status 422, and what was chosen stays chosen."""
    cohort.refresh_from_db()
    shown = weeks or _weeks(cohort)
    entries = [entry for form in shown for entry in form.instance.things.all()]
    timetable = calendar.read(cohort)
    titles = {entry.number: entry.thing.title for entry in entries}
    forms = {
        key: bound if bound and bound.key == key else form(timetable=timetable, titles=titles, key=key)
        for key, form in FORMS.items()
        if key not in calendar_forms.ON_A_ROW
    }
    is_wrong = bool(refusal or (bound and bound.errors) or (weeks and not weeks.is_valid()))
    return cohort_page(
        request,
        "cohorts/programme.html",
        cohort,
        _("Programma"),
        status=422 if is_wrong else 200,
        weeks=shown,
        entries=entries,
        seen=timetable.print,
        required=required_things(cohort.threshold, len(entries)),
        core=sorted(entry.number for entry in entries if entry.is_core),
        waiting=_waiting(cohort, entries),
        forms=forms,
        bound=bound,
        refusal=refusal.messages if refusal else [],
        preview=preview,
        becomes=becomes,
        last=calendar.last_change(cohort),
    )


def _waiting(cohort: Cohort, entries: list[CohortThing]) -> list[ThingPage]:
    known, numbers = {entry.thing_id for entry in entries}, {entry.number for entry in entries}
    return [
        thing
        for thing in actions.published_things(cohort.course)
        if thing.pk not in known and thing.number not in numbers
    ]
