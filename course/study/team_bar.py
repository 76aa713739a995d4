"""How far a team is with this week, as numbers without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from course.cohorts.models import CohortThing, Enrolment
from course.progress.models import ThingCompletion

OTHERS = 3
"""How many others there must be: whoever looks knows herself, and a number over one or two others is a name."""


@dataclass(frozen=True)
class TeamBar:
    """`done` of `people` of this team finished every ding of week `week`."""

    team: str
    week: int
    done: int
    people: int


def team_bar(enrolment: Enrolment, at: datetime | None = None) -> TeamBar | None:
    """Return how far her team is with the newest week that opened; None without a team, or when it is too small.

    Counted is who takes part in this cohort from this team now: not who left, rests or reads along. So whoever leaves
    or moves to another team leaves the denominator with it. Two queries, none without a team.
    """
    if enrolment.team is None:
        return None
    week, things = newest_week(enrolment, at)
    if not things:
        return None
    finished = (
        ThingCompletion.objects.filter(person=OuterRef("person"), state=ThingCompletion.State.DONE, thing__in=things)
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values("number")
    )
    mates = (
        Enrolment.objects.present()
        .filter(cohort=enrolment.cohort_id, team=enrolment.team_id, paused_at__isnull=True)
        .exclude(way=Enrolment.Way.READ)
        .annotate(finished=Coalesce(Subquery(finished, output_field=IntegerField()), 0))
    )
    counted = mates.aggregate(
        people=Count("pk"),
        others=Count("pk", filter=~Q(pk=enrolment.pk)),
        done=Count("pk", filter=Q(finished=len(things))),
    )
    if counted["others"] < OTHERS:
        return None
    return TeamBar(enrolment.team.name, week, counted["done"], counted["people"])


def newest_week(enrolment: Enrolment, at: datetime | None = None) -> tuple[int, list[int]]:
    """Return number and dingen (ids) of the newest week that opened with any; (0, []) before the first. One query."""
    entries = CohortThing.objects.filter(cohort=enrolment.cohort_id, thing__live=True).select_related("week")
    opened = [entry for entry in entries.only("thing_id", "week__number", "week__opens_on") if entry.week.is_open(at)]
    number = max((entry.week.number for entry in opened), default=0)
    return number, [entry.thing_id for entry in opened if entry.week.number == number]
