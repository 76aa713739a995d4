"""A believable half-year: two cohorts, their posts, answers and evaluations, dated back from today.

Rows get the dates they would have had; progress is then derived from them as everywhere else, so that the demo
cannot show a number that the rules would not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from course.answers.actions import submit_answer
from course.answers.models import Answer
from course.blogs.models import Post, Visibility
from course.cohorts.actions import enrol, leave
from course.cohorts.models import Cohort, CohortThing, Enrolment
from course.operations import demo_texts
from course.operations.demo_people import AUTUMN, NOOR, SPRING, Walker
from course.operations.demo_voices import draft, evaluate, free_posts, post_for_thing, react, take_intake
from course.operations.demo_world import AMSTERDAM, Demo, make_cohorts, make_places
from course.people.models import User
from lessons.exercises.questions import ChoiceQuestion, question_of
from lessons.exercises.questions.base import as_list
from lessons.models import BoundExercise, CoursePage, ThingPage

Fields = dict[str, list[str]]
"""What somebody filled in: the values of each field of a form."""


def live(course: CoursePage, at: datetime | None = None) -> Demo:
    """Make people, places, cohorts and the half-year before `at` (default: now); returns what it made."""
    demo = Demo(course, at or timezone.now())
    make_places(demo)
    make_cohorts(demo)
    spring, autumn = demo.cohorts
    walk(demo, spring, SPRING)
    walk(demo, autumn, AUTUMN)
    free_posts(demo, autumn)
    begin(demo, autumn)
    return demo


def walk(demo: Demo, cohort: Cohort, walkers: Sequence[Walker]) -> None:
    """Let people take the open dingen of a cohort in order, each as far as she comes."""
    for walker in walkers:
        take_part(demo, cohort, demo.people[walker.name], walker.way)
    entries = demo.open_entries(cohort)
    for place, entry in enumerate(entries):
        doers = [walker for walker in walkers if place < round(walker.part * len(entries))]
        for walker in doers:
            do(demo, walker, entry)
        for walker in walkers:
            if walker.is_stuck and place == round(walker.part * len(entries)):
                get_stuck(demo, demo.people[walker.name], entry)
        written = Post.objects.filter(cohort=cohort, thing=entry.thing_id).select_related("author")
        # In a settled order: chance then makes the same choices on every database.
        posts = list(written.order_by("published_at", "author"))
        readable = [post for post in posts if post.visibility in (Visibility.GROUP, Visibility.EVERYONE)]
        react(demo, readable, [post.author for post in posts])
        evaluate(demo, entry.thing, [demo.people[walker.name] for walker in doers])
    stop(cohort, [demo.people[walker.name] for walker in walkers if walker.has_left])


def take_part(demo: Demo, cohort: Cohort, person: User, way: str = Enrolment.Way.ALL) -> None:
    """Enrol somebody some days before the cohort begins."""
    enrolment = enrol(by=None, person=person, cohort=cohort, way=way)
    day = cohort.starts_on - timedelta(days=demo.chance.randint(2, 9))
    at = datetime.combine(day, time(demo.chance.randint(9, 16), 30), tzinfo=AMSTERDAM)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at)


def stop(cohort: Cohort, people: Iterable[User]) -> None:
    """Let people stop halfway; what they made stays."""
    for enrolment in cohort.enrolments.filter(person__in=people).order_by("person"):
        leave(by=None, enrolment=enrolment)
        at = datetime.combine(cohort.starts_on + timedelta(weeks=9), time(16, 45), tzinfo=AMSTERDAM)
        Enrolment.objects.filter(pk=enrolment.pk).update(left_at=at)


def begin(demo: Demo, cohort: Cohort) -> None:
    """Let Noor do ding 1 and begin to write for ding 2: the reader of the demo goes on from there."""
    noor = demo.people[NOOR.name]
    take_part(demo, cohort, noor)
    first, second = demo.open_entries(cohort)[:2]
    do(demo, Walker(NOOR.name, part=0), first)
    draft(demo, noor, second.thing)


# --- Answers -----------------------------------------------------------------------------------------------------


def do(demo: Demo, walker: Walker, entry: CohortThing) -> None:
    """Let one person do the exercises of one ding: all that count, and about half of the others."""
    person, thing = demo.people[walker.name], entry.thing
    at = demo.moment(person, entry.week.opens_on)
    for exercise in thing.exercises:
        if exercise.kind == "blog_post":
            post_for_thing(walker, person, entry.cohort, (thing, exercise), at)
        elif exercise.counts or demo.chance.random() < 0.5:
            answer(demo, person, thing, exercise, at)


def answer(demo: Demo, person: User, thing: ThingPage, exercise: BoundExercise, at: datetime) -> None:
    """Let one person answer one exercise; who does not pass a quiz tries once more, with the explanation at hand."""
    if any(item.get("check") == "intake" for item in exercise.value.get("items", ())):
        take_intake(demo, person, at - timedelta(minutes=25))
    given = give(person, thing, exercise, FILL[exercise.kind](demo, exercise), at)
    if exercise.kind == "quiz" and not exercise.block.is_done(exercise.value, given.as_data()):
        give(person, thing, exercise, right_answers(exercise), at + timedelta(minutes=6))


def give(person: User, thing: ThingPage, exercise: BoundExercise, fields: Fields, at: datetime) -> Answer:
    data = MultiValueDict({f"{exercise.id}-{name}": values for name, values in fields.items()})
    form = exercise.block.answer_form(exercise.value, data=data, prefix=exercise.id)
    if not form.is_valid():
        raise ValueError(f"The demo cannot answer “{exercise.title}” of “{thing}”: {form.errors.as_text()}")
    return submit_answer(by=person, page=thing, exercise=exercise, form=form, at=at)


def get_stuck(demo: Demo, person: User, entry: CohortThing) -> None:
    """Let one person try the first quiz of a ding, choose wrong throughout, and leave it at that."""
    quiz = next((exercise for exercise in entry.thing.exercises if exercise.kind == "quiz"), None)
    if quiz is not None:
        give(
            person,
            entry.thing,
            quiz,
            right_answers(quiz) | wrong_answers(quiz),
            demo.moment(person, entry.week.opens_on),
        )


def fill_checklist(demo: Demo, exercise: BoundExercise) -> Fields:
    """Tick what is asked, and some of the extra items."""
    items = exercise.value["items"]
    ticked = [item for item in items if not item["check"] and (not item["extra"] or demo.chance.random() < 0.5)]
    said = [item for item in ticked if item["field"] == "text"]
    return {f"item-{item['key']}": ["on"] for item in ticked} | {
        f"text-{item['key']}": ["Gedaan, samen met een collega."] for item in said
    }


def right_answers(exercise: BoundExercise) -> Fields:
    return {
        name: as_list(answer)
        for question in map(question_of, exercise.value["questions"])
        for name, answer in question.right_answer().items()
    }


def wrong_answers(exercise: BoundExercise) -> Fields:
    """Return the first wrong option of each question to choose from that has one."""
    wrong = {
        question.name: [option.key for option in question.options if not option.worth][:1]
        for question in map(question_of, exercise.value["questions"])
        if question.kind == ChoiceQuestion.kind
    }
    return {name: keys for name, keys in wrong.items() if keys}


def fill_quiz(demo: Demo, exercise: BoundExercise) -> Fields:
    """Choose the right options four times out of five."""
    wrong = wrong_answers(exercise)
    right = right_answers(exercise)
    return {name: wrong.get(name, keys) if demo.chance.random() < 0.2 else keys for name, keys in right.items()}


def fill_poll(demo: Demo, exercise: BoundExercise) -> Fields:
    """Vote and say why. A reason that was dealt before is not shared, so that nobody reads the same one twice."""
    options = [option["key"] for option in exercise.value["options"]]
    vote = demo.chance.randrange(len(options))
    reasons = (
        (demo_texts.REASONS_2012_FOR, demo_texts.REASONS_2012_AGAINST)
        if exercise.value["earlier_label"]
        else (demo_texts.REASONS_FOR, demo_texts.REASONS_AGAINST)
    )
    deck = demo.deck(reasons[vote % 2])
    shares = deck.is_fresh and demo.chance.random() < 0.6
    return {"vote": [options[vote]], "why": [deck.deal()], **({"share": ["on"]} if shares else {})}


FILL: dict[str, Callable[[Demo, BoundExercise], Fields]] = {
    "checklist": fill_checklist,
    "quiz": fill_quiz,
    "poll": fill_poll,
}
