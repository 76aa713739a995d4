"""A believable half-year: two cohorts, their posts, answers and evaluations, dated back from today.

Rows get the dates they would have had; progress is then derived from them as everywhere else, so that the demo
cannot show a number that the rules would not give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.apps import apps
from django.utils import timezone

from course.blogs.models import Post, Visibility
from course.cohorts import evidence
from course.cohorts.actions import enrol, leave
from course.cohorts.models import Cohort, CohortThing, Enrolment
from course.cohorts.taking_part import pause
from course.operations import demo_edit
from course.operations.demo_answers import Task, answer, give, play, right_answers, wrong_answers
from course.operations.demo_certificates import certify
from course.operations.demo_meeting import meet
from course.operations.demo_peers import exchange
from course.operations.demo_people import AUTUMN, NOOR, SPRING, Walker
from course.operations.demo_questionnaires import evaluate, take_final, take_intake
from course.operations.demo_voices import comments_on, draft, free_posts, log, post_for_thing, react
from course.operations.demo_world import AMSTERDAM, Demo, make_cohorts, make_places
from course.people.models import User
from course.progress.actions import recompute
from lessons.models import CoursePage, ThingPage


def live(course: CoursePage, at: datetime | None = None) -> Demo:
    """Make people, places, cohorts and the half-year before `at` (default: now); returns what it made."""
    demo = Demo(course, at or timezone.now())
    make_places(demo)
    make_cohorts(demo)
    demo_edit.date_back(demo)
    spring, autumn = demo.cohorts
    with judged_together():
        wording_of_now = demo_edit.ask_vaguely(demo)
        walk(demo, spring, SPRING)
        certify(spring)
        if wording_of_now is not None:
            demo_edit.ask_clearly(demo, wording_of_now)
        walk(demo, autumn, AUTUMN)
    free_posts(demo, autumn)
    begin(demo, autumn)
    meet(demo, autumn)
    return demo


@contextmanager
def judged_together() -> Iterator[None]:
    """Let nobody's progress follow from each piece of evidence by itself: whoever uses this recomputes it per ding.

    The same rules give the same ledger for thirty people at once, in a tenth of the time.
    """
    evidence.given.disconnect(dispatch_uid="progress.evidence_changed")
    try:
        yield
    finally:
        apps.get_app_config("progress").ready()


def walk(demo: Demo, cohort: Cohort, walkers: Sequence[Walker]) -> None:
    """Let people take the open dingen of a cohort in order, each as far as she comes."""
    for walker in walkers:
        take_part(demo, cohort, demo.people[walker.name], walker.way)
    everybody = [demo.people[walker.name].pk for walker in walkers]
    entries = demo.open_entries(cohort)
    for place, entry in enumerate(entries):
        took = [one for one in walkers if place < round(one.part * len(entries)) and one.takes(entry.number)]
        do(demo, entry, took)
        for walker in walkers:
            if walker.is_stuck and place == round(walker.part * len(entries)):
                get_stuck(demo, demo.people[walker.name], entry)
        talk(demo, cohort, entry.thing)
        recompute(everybody, entry.thing)
        evaluate(demo, entry.thing, [demo.people[walker.name] for walker in took])
    stop(cohort, [demo.people[walker.name] for walker in walkers if walker.has_left])
    rest(demo, cohort, [demo.people[walker.name] for walker in walkers if walker.is_paused])


def talk(demo: Demo, cohort: Cohort, thing: ThingPage) -> None:
    """Let those who wrote for a ding react to each other: everybody where the ding asks for it."""
    written = Post.objects.filter(cohort=cohort, thing=thing).select_related("author")
    # In a settled order: chance then makes the same choices on every database.
    posts = list(written.order_by("published_at", "author"))
    readable = [post for post in posts if post.visibility in (Visibility.GROUP, Visibility.EVERYONE)]
    react(demo, readable, [post.author for post in posts], comments_on(thing.number))


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


def rest(demo: Demo, cohort: Cohort, people: Iterable[User]) -> None:
    """Let people pause since some weeks: no mails, and the dingen stay open."""
    for enrolment in cohort.enrolments.filter(person__in=people).order_by("person"):
        pause(by=None, enrolment=enrolment)
        at = datetime.combine(demo.monday - timedelta(weeks=5), time(8, 50), tzinfo=AMSTERDAM)
        Enrolment.objects.filter(pk=enrolment.pk).update(paused_at=at)


def begin(demo: Demo, cohort: Cohort) -> None:
    """Let Noor begin two dingen of which one waits for her words and one for her ticks."""
    noor = demo.people[NOOR.name]
    for entry in demo.open_entries(cohort):
        if entry.number == 6:
            draft(demo, noor, entry.thing)
        elif entry.number == 8:
            checklist = next(one for one in entry.thing.exercises if one.kind == "checklist")
            day = timezone.localdate(demo.now) - timedelta(days=2)
            at = datetime.combine(day, time(16, 5), tzinfo=AMSTERDAM)
            give(Task(noor, entry.thing, checklist, at), {f"item-{key}": ["on"] for key in "1234"})


# --- Doing a ding ------------------------------------------------------------------------------------------------


def do(demo: Demo, entry: CohortThing, walkers: Iterable[Walker]) -> None:
    """Let people do the exercises of one ding: all that count, and about half of the others."""
    shared: dict[str, list[Task]] = {}
    for walker in walkers:
        person, thing = demo.people[walker.name], entry.thing
        is_shared = any(exercise.kind == "peer_review" for exercise in thing.exercises)
        # The early one comes first by days, where colleagues read each other: she waits, and gets the examples.
        since = timedelta(days=5 if is_shared and not walker.is_early else 0)
        at = demo.moment(person, entry.week.opens_on + since, within=0 if walker.is_early else 11)
        for exercise in thing.exercises:
            task = Task(person, thing, exercise, at, walker.skill)
            if exercise.kind == "blog_post":
                post_for_thing(demo, walker, entry.cohort, task)
            elif exercise.kind == "peer_review":
                shared.setdefault(exercise.id, []).append(task)
            elif exercise.counts or demo.chance.random() < 0.5:
                fill_in_first(demo, entry.cohort, task)
                answer(demo, task)
        if thing.exercises and demo.chance.random() < walker.logs:
            log(demo, Task(person, thing, thing.exercises[0], at))
    for tasks in shared.values():
        exchange(demo, entry.cohort, tasks)


def fill_in_first(demo: Demo, cohort: Cohort, task: Task) -> None:
    """Fill in the questionnaire that a checklist asks for."""
    checks = {item.get("check") for item in task.exercise.value.get("items", ())}
    if "intake" in checks:
        take_intake(demo, task.person, task.at)
    if "final" in checks:
        take_final(demo, task.person, cohort, task.at)


def get_stuck(demo: Demo, person: User, entry: CohortThing) -> None:
    """Let one person begin a ding and leave it at that: a quiz chosen wrong throughout, a story left halfway."""
    for exercise in entry.thing.exercises:
        task = Task(person, entry.thing, exercise, demo.moment(person, entry.week.opens_on), skill=0)
        if exercise.kind == "quiz":
            give(task, {**right_answers(exercise), **wrong_answers(exercise)})
            return
        if exercise.kind == "scenario":
            play(demo, task, steps=2)
            return
