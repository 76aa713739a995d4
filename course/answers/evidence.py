"""Answers as evidence, and as the counts behind a poll's result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import cast

from django.db.models import Count

from course.answers.models import Answer
from course.cohorts.evidence import Evidence
from lessons.exercises import Count as TallyCount
from lessons.exercises.poll import PollExercise
from lessons.models import BoundExercise, ThingPage


def from_answers(people: Collection[int], things: Collection[ThingPage]) -> Iterable[Evidence]:
    """Give every answer of these people to these pages. One query."""
    answers = Answer.objects.filter(person__in=people, page__in=[thing.pk for thing in things])
    for answer in answers:
        yield Evidence(
            person_id=answer.person_id,
            thing_id=answer.page_id,
            exercise_id=str(answer.exercise),
            answer=answer.as_data(),
            at=answer.updated_at,
            revision_id=answer.revision_id,
            version=answer.version,
        )


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
