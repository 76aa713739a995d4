"""“Waarom sta ik op 3 van 5?”: every number opened to its rules, evidence, time and page version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from course.cohorts import evidence
from course.cohorts.access import open_thing
from course.people.models import User
from course.progress import rules
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.exercises import AnswerData
from lessons.models import BoundExercise


@dataclass(frozen=True)
class Reason:
    """One exercise that counts: whether it is done, since when, by what, and what is still missing."""

    bound: BoundExercise
    is_done: bool
    at: datetime | None
    evidence: list[str]
    missing: list[str]
    revision_id: int | None


@login_required
def why(request: HttpRequest, thing_id: int) -> HttpResponse:
    """Show one person why she stands where she stands in this ding."""
    person = cast(User, request.user)
    thing, door = open_thing(person, thing_id)
    if door.enrolment is None:
        raise PermissionDenied
    given = {item.exercise_id: item for item in evidence.collect([person.pk], [thing])}
    known = evidence.facts_of([person.pk])[person.pk]
    answers = {key: item.answer for key, item in given.items()}
    facts = rules.facts_on_page(thing.exercises, answers, known)
    done = rules.done_exercises(thing.exercises, answers, known)
    reasons = []
    for bound in (bound for bound in thing.exercises if bound.counts):
        item = given.get(bound.id)
        answer = replace(item.answer if item else AnswerData({}), facts=facts)
        reasons.append(
            Reason(
                bound=bound,
                is_done=bound.id in done,
                at=item.at if item else None,
                evidence=bound.block.describe(bound.value, answer).splitlines() if item else [],
                missing=bound.block.missing(bound.value, answer) if bound.id not in done else [],
                revision_id=item.revision_id if item else None,
            )
        )
    return TemplateResponse(
        request,
        "progress/why.html",
        {
            "thing": thing,
            "reasons": reasons,
            "completion": ThingCompletion.objects.filter(person=person, thing=thing).first(),
            "ledger": LedgerEntry.objects.filter(person=person, thing=thing).select_related("revision").order_by("pk"),
        },
    )
