"""Answers for the benchmark: every person of a cohort gives the same good one, written in bulk."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, cast

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from course.answers.models import Answer, Review
from course.blogs.models import Comment, Post, Visibility
from course.blogs.texts import make
from course.cohorts.models import Cohort
from course.evaluations.facts import PARTS
from course.evaluations.models import Answered
from course.operations import demo_figures, demo_texts
from course.operations.demo_world import Demo
from course.people.models import User
from course.progress.actions import recompute
from lessons.exercises import AnswerData
from lessons.exercises.peer_review import example_key
from lessons.exercises.questions import question_of
from lessons.exercises.questions.base import as_list
from lessons.exercises.scenario_form import ScenarioForm
from lessons.models import BoundExercise, CoursePage, ThingPage
from lessons.questionnaires import Questionnaire

Fields = Mapping[str, list[str]]
Data = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The people of one cohort, who all do the same."""

    cohort: Cohort
    people: Sequence[User]
    demo: Demo


def answer_all(cohort: Cohort, people: Sequence[User], things: Sequence[ThingPage]) -> None:
    """Let all these people do all these dingen, by their own exercises' idea of a good answer."""
    group = Group(cohort, people, Demo(CoursePage.objects.get(), timezone.now()))
    slugs = {slug for part in PARTS.values() for slug in part}
    Answered.objects.bulk_create(
        Answered(person=person, questionnaire=asked, outcome=Answered.Outcome.SKIPPED)
        for asked in Questionnaire.objects.filter(slug__in=slugs)
        for person in people
    )
    for thing in things:
        for exercise in thing.exercises:
            if exercise.kind == "blog_post":
                write(group, thing, exercise)
            else:
                Answer.objects.bulk_create(answers(group, thing, exercise))
            if exercise.kind == "peer_review":
                Review.objects.bulk_create(reviews(people, thing, exercise))
        recompute([person.pk for person in people], thing)


def answers(group: Group, thing: ThingPage, exercise: BoundExercise) -> list[Answer]:
    """Return the same good answer of each of these people (not saved)."""
    data = play(exercise) if exercise.kind == "scenario" else sent(exercise, GOOD[exercise.kind](group.demo, exercise))
    mark = exercise.block.mark(exercise.value, AnswerData(data))
    return [
        Answer(
            person=person,
            page=thing,
            exercise=exercise.id,
            kind=exercise.kind,
            data=data,
            score=mark.score if mark else None,
            revision_id=thing.live_revision_id,
        )
        for person in group.people
    ]


def sent(exercise: BoundExercise, fields: Fields, earlier: Data | None = None) -> Data:
    """Return what the exercise's own form makes of these fields. Raises CommandError when it refuses them."""
    named = MultiValueDict({f"{exercise.id}-{name}": values for name, values in fields.items()})
    form = exercise.block.answer_form(exercise.value, data=named, initial=earlier, prefix=exercise.id)
    if not form.is_valid():
        raise CommandError(f"The benchmark cannot answer “{exercise.title}”: {form.errors.as_text()}")
    return form.answer_data()


# --- What is a good answer ---------------------------------------------------------------------------------------


def good_checklist(_demo: Demo, exercise: BoundExercise) -> Fields:
    asked = [item for item in exercise.value["items"] if not item["check"]]
    said = {f"text-{item['key']}": [demo_texts.REASONS_FOR[0]] for item in asked if item["field"] == "text"}
    return {f"item-{item['key']}": ["on"] for item in asked} | said


def good_quiz(_demo: Demo, exercise: BoundExercise) -> Fields:
    return {
        name: as_list(answer)
        for question in map(question_of, exercise.value["questions"])
        for name, answer in question.right_answer().items()
    }


def good_poll(_demo: Demo, exercise: BoundExercise) -> Fields:
    option = next(iter(exercise.value["options"]))
    return {"vote": [option["key"]], "why": [demo_texts.REASONS_FOR[0]], "share": ["on"]}


def good_work(_demo: Demo, exercise: BoundExercise) -> Fields:
    lines = exercise.value["minimum_lines"] or 1
    each = -(-max(exercise.value["minimum_words"] or 0, 5 * lines) // lines)
    return {"text": ["\n".join([f"- {words(each)}"] * lines)], "hand_in": ["yes"]}


GOOD: Mapping[str, Callable[[Demo, BoundExercise], Fields]] = {
    "checklist": good_checklist,
    "quiz": good_quiz,
    "poll": good_poll,
    "peer_review": good_work,
    "worksheet": lambda demo, exercise: demo_figures.SHEETS[exercise.key](demo, demo.now),
    "planner": lambda demo, _exercise: demo_figures.week(demo),
}


def play(exercise: BoundExercise) -> Data:
    """Return a run through this scenario to an end that was read, by the first choice that asks for no words."""
    data: Data | None = None
    while True:
        form = cast(ScenarioForm, exercise.block.answer_form(exercise.value, initial=data))
        here = form.here
        if here is None:
            raise CommandError(f"The benchmark finds no end in “{exercise.title}”.")
        fields = {"act": ["go"], "moves": [str(data["moves"] if data else 0)]}
        if here.is_end:
            return sent(exercise, fields, data)
        choice = min(here.choices, key=lambda one: bool(one.reply))
        words = {f"reply-{choice.key}": [demo_texts.REASONS_FOR[0]]} if choice.reply else {}
        data = sent(exercise, {**fields, "choice": [choice.key], **words}, data)


def reviews(people: Iterable[User], thing: ThingPage, exercise: BoundExercise) -> list[Review]:
    """Return the feedback that each of these people gives on the examples (not saved)."""
    now = timezone.now()
    return [
        Review(
            author=person,
            page=thing,
            exercise=exercise.id,
            example=example_key(example),
            text=example["text"],
            scores={criterion["key"]: 1 for criterion in exercise.value["criteria"]},
            tip=demo_texts.COMMENTS[0],
            top=demo_texts.COMMENTS[0],
            given_at=now,
        )
        for person in people
        for example in exercise.value["examples"]
    ]


def words(number: int) -> str:
    """Return so many words, without a sign that Markdown reads."""
    return " ".join(islice(cycle(demo_texts.REASONS_FOR[0].split()), number))


def write(group: Group, thing: ThingPage, exercise: BoundExercise) -> None:
    """Let each of these people publish a post for this exercise and react to the next one's."""
    headings = [f"## Kop {number}" for number in range(1, (exercise.value["minimum_headings"] or 0) + 1)]
    said = words(exercise.value["minimum_words"])
    source = "\n\n".join([said, *(part for heading in headings for part in (heading, said))])
    made: dict[str, Any] = make(source).as_fields()
    now = timezone.now()
    posts = Post.objects.bulk_create(
        Post(
            author=person,
            thing=thing,
            exercise=uuid.UUID(exercise.id),
            cohort=group.cohort,
            title=demo_texts.FIRST_POSTS[0][0],
            source=source,
            visibility=Visibility.GROUP,
            published_at=now,
            **made,
        )
        for person in group.people
    )
    reaction = make(demo_texts.COMMENTS[0])
    Comment.objects.bulk_create(
        Comment(
            post=post,
            author=person,
            source=demo_texts.COMMENTS[0],
            html=reaction.html,
            renderer_version=reaction.renderer_version,
        )
        for post, person in zip(posts, [*group.people[1:], group.people[0]], strict=True)
    )
