"""What a trainer reads of feedback among colleagues: the works of her cohorts, and what was said of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils.safestring import SafeString

from course.answers import peer
from course.answers.models import Answer, Review
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class ReadAlong:
    """One work as a trainer finds it; `reviews` are given, the oldest first."""

    name: str
    place: str
    cohort: str
    handed_in_at: datetime
    given: int
    work: SafeString
    reviews: list[Review]


def works_run_by(trains_at: Collection[int], page: ThingPage, exercise: BoundExercise) -> QuerySet[Answer]:
    """Return the works handed in within cohorts of these POIs, one row a person and cohort.

    Adds `cohort_name`, `library_name` and `handed_in_at`.
    """
    cohort = "person__enrolments__cohort"
    return (
        Answer.objects.filter(
            Q(**{f"{cohort}__organisation__in": trains_at, f"{cohort}__programme__thing": page}),
            page=page,
            exercise=exercise.id,
            data__handed_in=True,
        )
        .annotate(
            cohort_name=F(f"{cohort}__name"),
            library_name=F("person__enrolments__library__name"),
            handed_in_at=Min("attempts__made_at", filter=Q(attempts__data__handed_in=True)),
        )
        .select_related("person")
        .order_by(f"-{cohort}__starts_on", "cohort_name", "person__sort_name", "pk")
    )


def works_in(answers: Iterable[Any], exercise: BoundExercise) -> list[ReadAlong]:
    """Return these works (of `works_run_by`) with the feedback on them. Two queries, whatever their number."""
    rows = list(answers)
    about: dict[int | None, list[Review]] = defaultdict(list)
    reviews = Review.objects.given().filter(of__in=[row.pk for row in rows]).select_related("author")
    for review in reviews.order_by("given_at", "pk"):
        about[review.of_id].append(review)
    people = [row.person_id for row in rows]
    given = Counter(
        Review.objects.given().filter(author__in=people, exercise=exercise.id).values_list("author", flat=True)
    )
    return [
        ReadAlong(
            name=row.person.shown_name,
            place=row.library_name,
            cohort=row.cohort_name,
            handed_in_at=row.handed_in_at,
            given=given[row.person_id],
            work=peer.as_html(str(row.data.get("work", ""))),
            reviews=about[row.pk],
        )
        for row in rows
    ]
