"""The evaluation of a ding, the nulmeting, and what trainers read of both.

What somebody fills in is in no message, log line or error report.
"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.cohorts.access import open_thing, run_cohort, trained_thing
from course.cohorts.models import Cohort
from course.evaluations import actions, overview
from course.evaluations.facts import INTAKE
from course.evaluations.forms import QuestionnaireForm
from course.evaluations.models import Answered, OwnResponse
from course.evaluations.results import SORTS, TIME, USEFULNESS, ordered, own_means, read_back, segments
from course.evaluations.visits import crumbs_to, crumbs_to_results, outcome_of, questionnaire_of, visit_of
from course.evaluations.waiting import EVALUATION
from course.people.access import roles_of, trainer_required
from course.people.models import User
from lessons.models import ModulePage, ThingPage

Outcome = Answered.Outcome


# --- After a ding ----------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thing(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Show the evaluation of one ding, or take it: without a name. Who filled it in before reads that she did."""
    person = cast(User, request.user)
    page = _thing_of(person, thing_id)
    questionnaire = questionnaire_of(EVALUATION)
    outcome = outcome_of(person, questionnaire, page)
    form = QuestionnaireForm(questionnaire, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_anonymously(by=person, questionnaire=questionnaire, thing=page, data=form.answers())
        except actions.AlreadyAnswered:
            messages.info(request, _("Je had dit al ingevuld. Je eerste antwoord telt."))
        return redirect("evaluations:thing", page.pk)
    context = {
        "thing": page,
        "module": ModulePage.objects.ancestor_of(page).first(),
        "questionnaire": questionnaire,
        "form": form,
        "is_filled_in": outcome == Outcome.FILLED_IN,
        "is_skipped": outcome == Outcome.SKIPPED,
        "crumbs": [*crumbs_to(page), {"label": _("Evaluatie")}],
    }
    return TemplateResponse(request, "evaluations/thing.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def skip_thing(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Skip the evaluation of one ding and go back to the ding."""
    person = cast(User, request.user)
    page = _thing_of(person, thing_id)
    actions.skip(by=person, questionnaire=questionnaire_of(EVALUATION), thing=page)
    messages.success(request, _("Je slaat deze evaluatie over. Dat mag."))
    return redirect(page.address)


def _thing_of(person: User, thing_id: int) -> ThingPage:
    """Return the ding, for who takes part in it: a trainer who only looks has nothing to evaluate."""
    page, door = open_thing(person, thing_id)
    if door.enrolment is None:
        raise PermissionDenied
    return page


# --- The nulmeting ---------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Show the nulmeting, or take it. The first list stays: who filled it in goes to her own result."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    questionnaire = questionnaire_of(INTAKE)
    outcome = outcome_of(person, questionnaire, None)
    to_result = visit.address("intake_result")
    if outcome == Outcome.FILLED_IN:
        return redirect(to_result)
    form = QuestionnaireForm(questionnaire, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_own(by=person, questionnaire=questionnaire, data=form.answers(), came_from=visit.origin)
        except actions.AlreadyAnswered:
            messages.info(request, _("Je had de nulmeting al ingevuld. Je eerste lijst blijft staan."))
        return redirect(to_result)
    context = {
        "questionnaire": questionnaire,
        "form": form,
        "thing": visit.origin,
        "is_skipped": outcome == Outcome.SKIPPED,
        "skip_url": visit.address("skip_intake"),
        "crumbs": [*visit.crumbs, {"label": questionnaire.title}],
    }
    return TemplateResponse(request, "evaluations/intake.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def skip_intake(request: HttpRequest) -> HttpResponse:
    """Skip the nulmeting and go back to the ding she came from, or to her course."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    actions.skip(by=person, questionnaire=questionnaire_of(INTAKE), came_from=visit.origin)
    messages.success(request, _("Je slaat de nulmeting over. Dat mag: je kunt gewoon verder."))
    return redirect(visit.way_back)


@login_required
@require_GET
def intake_result(request: HttpRequest) -> HttpResponse:
    """Show somebody her own nulmeting; without one she goes to the list."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    response = OwnResponse.objects.filter(person=person, questionnaire__slug=INTAKE).first()
    if response is None:
        return redirect(visit.address("intake"))
    items = questionnaire_of(INTAKE).item_list()
    context = {
        "means": own_means(items, response.data, overview.module_titles(visit.enrolment.cohort.course)),
        "answers": read_back(items, response.data),
        "answered_at": response.answered_at,
        "thing": visit.origin,
        "crumbs": [*visit.crumbs, {"label": _("Nulmeting")}],
    }
    return TemplateResponse(request, "evaluations/intake_result.html", context)


# --- For trainers ----------------------------------------------------------------------------------------------------


@trainer_required
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Show, ding by ding, what people say of the courses that this trainer's POI owns or runs."""
    trains_at = roles_of(request.user).trains_at
    sort = request.GET.get("sort", "number")
    if sort.removeprefix("-") not in SORTS:
        sort = "number"
    courses = [{"course": one.course, "results": ordered(one.results, sort)} for one in overview.results_for(trains_at)]
    context = {"courses": courses, "sort": sort, "cohorts": Cohort.objects.run_by(trains_at)}
    return TemplateResponse(request, "evaluations/results.html", context)


@trainer_required
@require_GET
def thing_results(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Show what people say of one ding, with their own words from ten answers on."""
    page = trained_thing(cast(User, request.user), thing_id)
    items = overview.evaluation_items()
    result = overview.results_of([page], items)[0]
    context = {
        "thing": page,
        "module": ModulePage.objects.ancestor_of(page).first(),
        "result": result,
        "charts": [
            {"title": items[key].text, "counts": counts, "segments": segments(counts)}
            for key, counts in ((USEFULNESS, result.usefulness_division), (TIME, result.time))
            if counts
        ],
        "crumbs": crumbs_to_results(_("Ding %(number)s") % {"number": page.number}),
    }
    return TemplateResponse(request, "evaluations/thing_results.html", context)


@trainer_required
@require_GET
def intake_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the nulmeting of one cohort as means of the group, from five lists on."""
    cohort = run_cohort(cast(User, request.user), slug)
    items = questionnaire_of(INTAKE).item_list()
    context = {
        "cohort": cohort,
        "means": overview.intake_of_cohort(cohort, items, INTAKE),
        "crumbs": crumbs_to_results(_("Nulmeting")),
    }
    return TemplateResponse(request, "evaluations/intake_results.html", context)
