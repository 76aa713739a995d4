"""Answers as evidence, and as the counts behind a poll's result."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db.models import Count, Max

from course.answers.models import Answer, Review
from course.cohorts.evidence import Evidence
from lessons.exercises import Count as TallyCount
from lessons.exercises.peer_review import PeerReviewExercise
from lessons.exercises.poll import PollExercise
from lessons.models import BoundExercise, ThingPage


def from_answers(people: Collection[int], things: Collection[ThingPage]) -> Iterable[Evidence]:
    """Give every answer of these people to these pages. One query, and one more for feedback among colleagues."""
    answers = Answer.objects.filter(person__in=people, page__in=[thing.pk for thing in things])
    reviews = reviews_given(people, things)
    for answer in answers:
        given = reviews.get((answer.person_id, answer.exercise))
        data = answer.as_data()
        yield Evidence(
            person_id=answer.person_id,
            thing_id=answer.page_id,
            exercise_id=str(answer.exercise),
            answer=replace(data, data={**data.data, "reviews_given": given.number}) if given else data,
            at=max(answer.updated_at, given.last_at) if given else answer.updated_at,
            revision_id=answer.revision_id,
            version=answer.version,
        )


@dataclass(frozen=True)
class ReviewsGiven:
    """How often somebody gave feedback in one exercise, and when last."""

    number: int
    last_at: datetime


def reviews_given(people: Collection[int], things: Collection[ThingPage]) -> dict[tuple[int, uuid.UUID], ReviewsGiven]:
    """Return by person and exercise the feedback given there. One query, none for pages that ask for no feedback.

    On examples and on work that was erased since it counts as well: she did it.
    """
    exercises = [one.id for thing in things for one in thing.exercises if one.kind == PeerReviewExercise.kind]
    if not exercises:
        return {}
    rows = (
        Review.objects.given()
        .filter(author__in=people, page__in=[thing.pk for thing in things], exercise__in=exercises)
        .order_by()
        .values("author", "exercise")
        .annotate(number=Count("pk"), last_at=Max("given_at"))
    )
    return {(row["author"], row["exercise"]): ReviewsGiven(row["number"], row["last_at"]) for row in rows}


def poll_results(polls: Collection[BoundExercise]) -> Mapping[str, list[TallyCount]]:
    """Return the result of each poll by exercise id, counted in the database. One query, whatever their number."""
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Answer.objects.filter(exercise__in=[poll.id for poll in polls], kind=PollExercise.kind)
        .values_list("exercise", "data__vote")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for exercise, vote, number in rows:
        votes[str(exercise)][vote] = number
    results = {}
    for poll in polls:
        block = cast(PollExercise, poll.block)
        options = list(poll.value["options"])
        results[poll.id] = block.counted(options, [votes[poll.id].get(option["key"], 0) for option in options])
    return results
