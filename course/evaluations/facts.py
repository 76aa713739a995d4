"""What this room knows of a person that an exercise may ask for: the nulmeting is filled in, or skipped."""

from __future__ import annotations

from collections.abc import Collection

from course.cohorts.access import current_enrolment
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
    """Return the dingen that the nulmeting may complete: where she came from, and number 1 of her cohort.

    Not the whole programme: that would read 23 lessons to find one point. At most two queries.
    """
    things = {came_from.pk: came_from} if came_from else {}
    enrolment = current_enrolment(person)
    if enrolment is not None:
        first = ThingPage.objects.filter(programmes__cohort=enrolment.cohort_id, programmes__number=1)
        things |= {thing.pk: thing for thing in first}
    return [thing for thing in things.values() if asks_for_intake(thing)]


def asks_for_intake(thing: ThingPage) -> bool:
    return any(
        item["check"] == INTAKE
        for exercise in thing.exercises
        if exercise.kind == "checklist"
        for item in exercise.value["items"]
    )
