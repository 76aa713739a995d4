"""Which results a trainer sees: the dingen of every course that her POI owns or runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from course.cohorts.models import Cohort
from course.evaluations.facts import FINAL_OPINION, FINAL_OWN, INTAKE
from course.evaluations.models import AnonymousResponse, OwnResponse
from course.evaluations.results import Means, ThingResult, group_means, result_of
from course.evaluations.waiting import EVALUATION
from lessons.models import CoursePage, ModulePage, ThingPage
from lessons.questionnaires import Item, Questionnaire


@dataclass(frozen=True)
class CourseResults:
    """One course with the results of its live dingen, by number."""

    course: CoursePage
    results: list[ThingResult]


def evaluation_items() -> dict[str, Item]:
    """Return the items of the short evaluation by key; empty when it is not there. One query."""
    questionnaire = Questionnaire.objects.filter(slug=EVALUATION).first()
    return {item.key: item for item in questionnaire.item_list()} if questionnaire else {}


def results_of(things: Collection[ThingPage], items: dict[str, Item]) -> list[ThingResult]:
    """Return the results of these dingen in their order. One query, whatever their number."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    responses = AnonymousResponse.objects.counted().filter(questionnaire__slug=EVALUATION, thing__in=things)
    for thing_id, data in responses.order_by("pk").values_list("thing_id", "data"):
        rows[thing_id].append(data)
    return [result_of(thing, items, rows[thing.pk]) for thing in things]


def results_for(organisation_ids: Collection[int]) -> list[CourseResults]:
    """Return the results of all courses that these POIs own or run. Four queries, whatever the number of dingen."""
    courses = list(
        CoursePage.objects.filter(
            Q(ownership__organisation__in=organisation_ids) | Q(cohorts__organisation__in=organisation_ids)
        )
        .distinct()
        .order_by("path")
    )
    if not courses:
        return []
    below = reduce(or_, (Q(path__startswith=course.path) for course in courses))
    things = list(ThingPage.objects.live().filter(below).order_by("number", "path").without_body())
    results = results_of(things, evaluation_items())
    return [
        CourseResults(course, [result for result in results if result.thing.path.startswith(course.path)])
        for course in courses
    ]


def intake_of_cohort(cohort: Cohort, items: list[Item], slug: str) -> Means:
    """Return the group's means for one cohort, with the titles of its modules. Two queries.

    Who left the cohort still counts: otherwise the mean would move by her answers alone on the day she leaves.
    """
    lists = OwnResponse.objects.filter(questionnaire__slug=slug, person__enrolments__cohort=cohort)
    oldest_first = list(lists.order_by("answered_at", "pk").values_list("data", flat=True))
    return group_means(items, oldest_first, module_titles(cohort.course))


@dataclass(frozen=True)
class Endings:
    """What the people of one cohort filled in at its end, oldest first.

    `pairs` are the start and the end of who filled in both; `opinions` are those that count, of nobody.
    """

    lists: list[dict[str, Any]]
    pairs: list[tuple[dict[str, Any], dict[str, Any]]]
    opinions: list[dict[str, Any]]


def endings_of(cohort: Cohort) -> Endings:
    """Return what a cohort filled in at its end. Two queries. Who left it still counts, as for the nulmeting."""
    rows = OwnResponse.objects.filter(
        questionnaire__slug__in=(INTAKE, FINAL_OWN), person__enrolments__cohort=cohort
    ).order_by("answered_at", "pk")
    starts: dict[int, dict[str, Any]] = {}
    ends: dict[int, dict[str, Any]] = {}
    for person, slug, data in rows.values_list("person_id", "questionnaire__slug", "data"):
        (starts if slug == INTAKE else ends)[person] = data
    opinions = AnonymousResponse.objects.counted().filter(questionnaire__slug=FINAL_OPINION, cohort=cohort)
    return Endings(
        lists=list(ends.values()),
        pairs=[(starts[person], end) for person, end in ends.items() if person in starts],
        opinions=list(opinions.order_by("pk").values_list("data", flat=True)),
    )


def module_titles(course: CoursePage) -> dict[str, str]:
    """Return the titles of a course's modules by number as text: "3": "3. Beeld en video". One query."""
    modules = ModulePage.objects.child_of(course).live().values_list("number", "title")
    return {str(number): f"{number}. {title}" for number, title in modules}
