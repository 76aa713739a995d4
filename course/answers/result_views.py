"""For trainers: how the exercises of a ding went, and what happens to marks when a question was changed."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from course.answers.models import QuestionChange
from course.answers.question_changes import NothingToDecide, decide, undecided
from course.answers.results import quiz_results, scenario_results
from course.cohorts.access import trained_thing
from course.people.models import User
from lessons.exercises.item_analysis import LEAST
from lessons.models import ModulePage


@login_required
@require_GET
def results(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Show the item analysis of the quizzes, the splits of the scenarios, and the changed questions that wait."""
    page = trained_thing(cast(User, request.user), thing_id)
    context = {
        "thing": page,
        "module": ModulePage.objects.ancestor_of(page).first(),
        "quizzes": quiz_results(page),
        "scenarios": scenario_results(page),
        "changed": undecided(page),
        "decisions": QuestionChange.objects.filter(page=page).select_related("decided_by"),
        "least": LEAST,
    }
    return TemplateResponse(request, "answers/results.html", context)


@login_required
@require_POST
def decide_change(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Carry out a trainer's decision about a changed question."""
    person = cast(User, request.user)
    page = trained_thing(person, thing_id)
    exercise = page.exercise(str(exercise_id))
    decision = request.POST.get("decision", "")
    if exercise is None:
        raise Http404
    if decision not in QuestionChange.Decision.values:
        messages.error(request, _("Kies wat er met de punten gebeurt."))
        return redirect("answers:results", page.pk)
    try:
        change = decide(
            by=person, page=page, exercise=exercise, question=request.POST.get("question", ""), decision=decision
        )
    except NothingToDecide:
        messages.info(request, _("Hierover is al besloten."))
    else:
        said = ngettext(
            "Besloten. Bij %(count)s mens veranderde de score. Niemand verliest een stempel.",
            "Besloten. Bij %(count)s mensen veranderde de score. Niemand verliest een stempel.",
            change.changed,
        )
        messages.success(request, said % {"count": change.changed})
    return redirect("answers:results", page.pk)
