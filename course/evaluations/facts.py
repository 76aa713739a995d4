"""What this room knows of a person that an exercise may ask for: a questionnaire is filled in, or skipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from course.cohorts.models import CohortThing
from course.evaluations.models import Answered
from course.people.models import User
from lessons.models import ThingPage

INTAKE = "intake"
"""The slug of the nulmeting, and the name of the fact."""

FINAL = "final"
"""The fact that the end evaluation is filled in or skipped: both of its parts."""

FINAL_OWN = "einde-kennen"
"""The slug of the first part of the end evaluation: what somebody can do now. Kept with her."""

FINAL_OPINION = "einde"
"""The slug of the second part: what she thinks of the course. Without a name."""

PARTS: dict[str, frozenset[str]] = {INTAKE: frozenset({INTAKE}), FINAL: frozenset({FINAL_OWN, FINAL_OPINION})}
"""The questionnaires that make each fact true, once all of them are filled in or skipped."""

FACT_OF = {slug: fact for fact, slugs in PARTS.items() for slug in slugs}


def answered_facts(people: Collection[int]) -> dict[int, frozenset[str]]:
    """Give "intake" and "final" for who filled in or skipped all of it. One query."""
    rows = Answered.objects.filter(person__in=people, questionnaire__slug__in=FACT_OF)
    given: dict[int, set[str]] = defaultdict(set)
    for person, slug in rows.values_list("person_id", "questionnaire__slug"):
        given[person].add(slug)
    facts = {
        person: frozenset(fact for fact, parts in PARTS.items() if parts <= slugs) for person, slugs in given.items()
    }
    return {person: found for person, found in facts.items() if found}


def things_asking_for(fact: str, person: User, came_from: ThingPage | None = None) -> list[ThingPage]:
    """Return the dingen that this fact may complete: where she came from, and those of her cohorts that ask it.

    Reads the lessons of her programmes once in her life for each fact: when it becomes true. One query.
    """
    things = {came_from.pk: came_from} if came_from else {}
    programmes = CohortThing.objects.filter(cohort__enrolments__person=person)
    hers = ThingPage.objects.filter(pk__in=programmes.values("thing"))
    things |= {thing.pk: thing for thing in hers}
    return [thing for thing in things.values() if asks_for(fact, thing)]


def asks_for(fact: str, thing: ThingPage) -> bool:
    return any(
        item["check"] == fact
        for exercise in thing.exercises
        if exercise.kind == "checklist"
        for item in exercise.value["items"]
    )
