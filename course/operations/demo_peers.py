"""Feedback of colleagues in the demo: work is handed in, read and answered in the order in which it happened."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import cast

from course.answers.peer import ask_for_work, fingerprint, give_review, work_text
from course.cohorts.models import Cohort, Enrolment
from course.operations import demo_texts
from course.operations.demo_answers import Task, give
from course.operations.demo_world import Demo
from lessons.exercises.peer_review import PeerReviewExercise

DAYS = ("ma 9.00", "di 15.30", "wo 9.30", "do 16.00", "vr 12.00")
MAKERS = ("Noor (Tijmen)", "Karim (Noor)", "Tijmen (de balie)", "jeugd (Karim)")


def exchange(demo: Demo, cohort: Cohort, tasks: Iterable[Task]) -> None:
    """Let people hand in their work and give feedback, by the order of the clock.

    Whoever finds no work comes back a day later; after the wait she gets an example. What would lie in the future is
    still to be done.
    """
    enrolments = {enrolment.person_id: enrolment for enrolment in cohort.enrolments.all()}
    order = count()
    # Tasks cannot be compared: the number between keeps those of one moment in the order they came.
    events = [(task.at, next(order), task) for task in tasks]
    heapq.heapify(events)
    handed_in: set[int] = set()
    given: Counter[int] = Counter()
    while events:
        at, _number, task = heapq.heappop(events)
        person = task.person.pk
        if at > demo.now - timedelta(hours=2):
            continue
        pause = timedelta(days=1)
        if person not in handed_in:
            give(task, {"text": [work(demo, task)], "hand_in": ["yes"]}, at)
            handed_in.add(person)
            pause = timedelta(hours=demo.chance.randint(1, 20))
        elif review(demo, task, enrolments[person], at):
            given[person] += 1
            pause = timedelta(minutes=demo.chance.randint(30, 600))
        if given[person] < task.exercise.value["reviews"]:
            heapq.heappush(events, (demo.by_day(at + pause), next(order), task))


def review(demo: Demo, task: Task, enrolment: Enrolment, at: datetime) -> bool:
    """Read what there is to read and say what she thinks; False when there is nothing yet."""
    exercise = task.exercise
    asked = ask_for_work(by=task.person, enrolment=enrolment, page=task.thing, exercise=exercise, at=at)
    if asked is None:
        return False
    text = work_text(asked, exercise.value) or ""
    points = {
        f"criterion-{criterion['key']}": str(demo.chance.choices([0, 1, 2], weights=[1, 4, 6])[0])
        for criterion in exercise.value["criteria"]
    }
    said = {part: demo.deck(demo_texts.lines(f"{part}-{task.thing.number}")).deal() for part in ("top", "tip")}
    form = cast(PeerReviewExercise, exercise.block).review_form(exercise.value, data={**points, **said})
    if not form.is_valid():
        raise ValueError(f"The demo cannot give this feedback on “{exercise.title}”: {form.errors.as_text()}")
    moment = at + timedelta(minutes=20)
    give_review(by=task.person, review=asked, exercise=exercise, form=form, read=fingerprint(text), at=moment)
    return True


def work(demo: Demo, task: Task) -> str:
    """Return what this person hands in: a text nobody else has, or a calendar made for the occasion."""
    if task.thing.number == 15:
        return calendar(demo)
    return demo.deck(demo_texts.pieces(f"works-{task.thing.number:02}")).deal()


def calendar(demo: Demo) -> str:
    """Return two weeks of eight to ten posts as a table; some of them ask something or answer somebody."""
    asks = demo.chance.randint(2, 5)
    talk = demo.chance.sample(demo_texts.lines("planned-talk"), asks)
    tell = demo.chance.sample(demo_texts.lines("planned-tell"), demo.chance.randint(8, 10) - asks)
    mixed = demo.chance.sample([*talk, *tell], len(talk) + len(tell))
    days = [f"Week {week}, {day}" for week in (1, 2) for day in DAYS]
    kept = sorted(demo.chance.sample(range(len(days)), len(mixed)))
    rows = [
        f"| {days[place]} | {channel} | {sort} | {message} | {whom} | {demo.chance.choice(MAKERS)} |"
        for place, (sort, channel, message, whom) in zip(kept, (line.split(" | ") for line in mixed), strict=True)
    ]
    head = ["| Dag en uur | Kanaal | Soort | Boodschap | Voor wie? | Maker (reserve) |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows])
