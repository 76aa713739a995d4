"""Which evaluations wait for somebody: for her own page, never for anybody else's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from course.evaluations.models import Answered
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire

EVALUATION = "ding"
"""The slug of the short evaluation that follows each ding."""

AT_ONCE = 3
"""Only the newest dingen: who skipped reading this list for months is not asked for twenty opinions."""


@dataclass(frozen=True)
class Waiting:
    """One evaluation that somebody may still fill in: a whole sentence, and where."""

    title: str
    url: str


def waiting_for(person: User, done_things: Collection[ThingPage]) -> list[Waiting]:
    """Return the evaluations that wait for this person. `done_things` are the dingen she finished, newest first.

    Two queries, whatever the number of dingen; none without dingen.
    """
    newest = list(done_things)[:AT_ONCE]
    if not newest or not Questionnaire.objects.filter(slug=EVALUATION, live=True).exists():
        return []
    rows = evaluated_by(person).filter(thing__in=[thing.pk for thing in newest])
    answered = set(rows.values_list("thing_id", flat=True))
    return [
        Waiting(
            title=_("Wat vond je van ding %(number)s, %(title)s?") % {"number": thing.number, "title": thing.title},
            url=reverse("evaluations:thing", args=[thing.pk]),
        )
        for thing in newest
        if thing.pk not in answered
    ]


def evaluated_by(person: User) -> QuerySet[Answered]:
    """Return the evaluations of dingen that this person filled in or skipped, to ask for along with something else."""
    return Answered.objects.filter(person=person, questionnaire__slug=EVALUATION)
