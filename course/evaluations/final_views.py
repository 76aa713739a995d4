"""The end evaluation (syllabus 5): one, in two parts. What she can do now is hers; what she thinks has no name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.cohorts.access import run_cohort
from course.evaluations import actions, overview
from course.evaluations.facts import FINAL_OPINION, FINAL_OWN, INTAKE
from course.evaluations.forms import QuestionnaireForm
from course.evaluations.growth import PLACES, group_growth, group_knowledge, knowledge_of, own_growth
from course.evaluations.models import Answered, OwnResponse
from course.evaluations.reactions import reactions_to
from course.evaluations.results import read_back
from course.evaluations.visits import Visit, crumbs_to_results, questionnaire_of, visit_of
from course.people.access import trainer_required
from course.people.models import User
from lessons.questionnaires import Questionnaire

NAMES = {FINAL_OWN: "final_own", FINAL_OPINION: "final_opinion"}
"""The two parts in their order, with the name of each one's page."""


@dataclass(frozen=True)
class FinalPart:
    """One part of the end evaluation as its person meets it. `outcome` is None while she did neither."""

    questionnaire: Questionnaire
    number: int
    outcome: str | None

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def is_filled_in(self) -> bool:
        return self.outcome == Answered.Outcome.FILLED_IN

    @property
    def is_skipped(self) -> bool:
        return self.outcome == Answered.Outcome.SKIPPED


def parts_for(person: User) -> list[FinalPart]:
    """Return the two parts in order. Two queries. Raises Http404 where a site has no end evaluation."""
    found = {one.slug: one for one in Questionnaire.objects.filter(slug__in=NAMES, live=True)}
    if len(found) < len(NAMES):
        raise Http404
    rows = Answered.objects.filter(person=person, questionnaire__slug__in=NAMES)
    outcomes = dict(rows.values_list("questionnaire__slug", "outcome"))
    return [FinalPart(found[slug], number, outcomes.get(slug)) for number, slug in enumerate(NAMES, start=1)]


# --- For who takes part ----------------------------------------------------------------------------------------------


@login_required
@require_GET
def final(request: HttpRequest) -> HttpResponse:
    """Show the end evaluation as one: its two parts, how far she is, and the way out of both."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    own, opinion = parts_for(person)
    context = {
        "own": own,
        "own_url": visit.address("final_result" if own.is_filled_in else "final_own"),
        "opinion": opinion,
        "opinion_url": visit.address("final_opinion"),
        "skip_url": visit.address("skip_final"),
        "is_over": not own.is_open and not opinion.is_open,
        "thing": visit.origin,
        "crumbs": [*visit.crumbs, {"label": _("Eindevaluatie")}],
    }
    return TemplateResponse(request, "evaluations/final.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def final_own(request: HttpRequest) -> HttpResponse:
    """Show what she can do now, or take it. The first list stays, as with the nulmeting."""

    def keep(visit: Visit, part: FinalPart, data: dict[str, Any]) -> None:
        person = cast(User, request.user)
        actions.answer_own(by=person, questionnaire=part.questionnaire, data=data, came_from=visit.origin)

    return _part(request, 0, keep)


@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def final_opinion(request: HttpRequest) -> HttpResponse:
    """Show what she thinks of the course, or take it: without a name, as one of her cohort."""

    def keep(visit: Visit, part: FinalPart, data: dict[str, Any]) -> None:
        actions.answer_anonymously(
            by=cast(User, request.user),
            questionnaire=part.questionnaire,
            data=data,
            cohort=visit.enrolment.cohort,
            came_from=visit.origin,
        )

    return _part(request, 1, keep)


@sensitive_variables()
def _part(request: HttpRequest, place: int, keep: Callable[[Visit, FinalPart, dict[str, Any]], None]) -> HttpResponse:
    person = cast(User, request.user)
    visit = visit_of(request, person)
    parts = parts_for(person)
    part = parts[place]
    if part.is_filled_in:
        return redirect(visit.address("final"))
    form = QuestionnaireForm(
        part.questionnaire, request.POST if request.method == "POST" else None, seed=f"{person.pk}"
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep(visit, part, form.answers())
        except actions.AlreadyAnswered:
            messages.info(request, _("Je had dit al ingevuld. Je eerste antwoord telt."))
        return redirect(_next(visit, person))
    name = NAMES[part.questionnaire.slug]
    context = {
        "part": part,
        "of": len(parts),
        "questionnaire": part.questionnaire,
        "form": form,
        "skip_url": f"{visit.address('skip_final')}{'&' if visit.origin else '?'}deel={part.number}",
        "crumbs": [
            *visit.crumbs,
            {"label": _("Eindevaluatie"), "url": visit.address("final")},
            {"label": part.questionnaire.title},
        ],
    }
    return TemplateResponse(request, f"evaluations/{name}.html", context, status=422 if form.errors else 200)


def _next(visit: Visit, person: User) -> str:
    """Return where she goes after a part: the other one while it is open, then her result, if there is one.

    Her result comes last: what she thinks of the course must not depend on how many questions she had right.
    """
    parts = parts_for(person)
    for part in parts:
        if part.is_open:
            return visit.address(NAMES[part.questionnaire.slug])
    return visit.address("final_result" if parts[0].is_filled_in else "final")


@login_required
@require_POST
def skip_final(request: HttpRequest) -> HttpResponse:
    """Skip one part (`?deel=1`) and go on with the other, or skip all that is still open and go back."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    parts = parts_for(person)
    named = [part for part in parts if str(part.number) == request.GET.get("deel")]
    for part in named or parts:
        actions.skip(by=person, questionnaire=part.questionnaire, came_from=visit.origin)
    if named:
        messages.success(request, _("Je slaat deel %(number)s over. Dat mag.") % {"number": named[0].number})
        return redirect(_next(visit, person))
    messages.success(request, _("Je doet niet mee met de eindevaluatie. Dat mag."))
    return redirect(visit.way_back)


@login_required
@require_GET
def final_result(request: HttpRequest) -> HttpResponse:
    """Show somebody what she learnt: before and after, and the knowledge questions explained. Hers alone."""
    person = cast(User, request.user)
    visit = visit_of(request, person)
    own, opinion = parts_for(person)
    lists = {
        response.questionnaire_id: response
        for response in OwnResponse.objects.filter(person=person, questionnaire__slug__in=(INTAKE, FINAL_OWN))
    }
    end = lists.pop(own.questionnaire.pk, None)
    if end is None:
        return redirect(visit.address("final"))
    start = next(iter(lists.values()), None)
    items = own.questionnaire.item_list()
    titles = overview.module_titles(visit.enrolment.cohort.course)
    context = {
        "growth": own_growth(items, start.data if start else {}, end.data, titles),
        "places": PLACES,
        "has_start": start is not None,
        "knowledge": knowledge_of(items, end.data),
        "answers": read_back([item for item in items if item.kind != "knowledge"], end.data),
        "answered_at": end.answered_at,
        "opinion_url": visit.address("final_opinion") if opinion.is_open else "",
        "thing": visit.origin,
        "crumbs": [
            *visit.crumbs,
            {"label": _("Eindevaluatie"), "url": visit.address("final")},
            {"label": _("Uitslag")},
        ],
    }
    return TemplateResponse(request, "evaluations/final_result.html", context)


# --- For trainers ----------------------------------------------------------------------------------------------------


@trainer_required
@require_GET
def final_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one cohort learnt and what it thinks of the course, from five people on. Never of one person."""
    cohort = run_cohort(cast(User, request.user), slug)
    items = questionnaire_of(FINAL_OWN).item_list()
    endings = overview.endings_of(cohort)
    context = {
        "cohort": cohort,
        "growth": group_growth(items, endings.pairs, overview.module_titles(cohort.course)),
        "places": PLACES,
        "knowledge": group_knowledge(items, endings.lists),
        "reactions": reactions_to(questionnaire_of(FINAL_OPINION).item_list(), endings.opinions),
        "crumbs": crumbs_to_results(_("Eindevaluatie")),
    }
    return TemplateResponse(request, "evaluations/final_results.html", context)
