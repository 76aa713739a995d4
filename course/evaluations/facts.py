"""What this room knows of a person that an exercise may ask for: the nulmeting is filled in, or skipped."""

from __future__ import annotations

from collections.abc import Collection

from course.cohorts.models import CohortThing
from course.evaluations.models import Answered
from course.people.models import User
from lessons.models import ThingPage

INTAKE = "intake"
"""The slug of the nulmeting, and the name of the fact."""


def intake_of(people: Collection[int]) -> dict[int, frozenset[str]]:
    """Give "intake" for who filled in or skipped the nulmeting. One query."""
    rows = Answered.objects.filter(person__in=people, questionnaire__slug=INTAKE)
    return {person: frozenset({INTAKE}) for person in rows.values_list("person_id", flat=True)}


def things_asking_for_intake(person: User, came_from: ThingPage | None = None) -> list[ThingPage]:
    """Return the dingen that the nulmeting may complete: where she came from, and those of her cohorts that ask it.

    Reads the lessons of her programmes once in her life: when she fills the nulmeting in or skips it. One query.
    """
    things = {came_from.pk: came_from} if came_from else {}
    programmes = CohortThing.objects.filter(cohort__enrolments__person=person)
    hers = ThingPage.objects.filter(pk__in=programmes.values("thing"))
    things |= {thing.pk: thing for thing in hers}
    return [thing for thing in things.values() if asks_for_intake(thing)]


def asks_for_intake(thing: ThingPage) -> bool:
    return any(
        item["check"] == INTAKE
        for exercise in thing.exercises
        if exercise.kind == "checklist"
        for item in exercise.value["items"]
    )
