"""How the people of the demo fill in the forms of exercises: each kind has its own way in FILL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils.datastructures import MultiValueDict

from course.answers.actions import submit_answer
from course.answers.models import Answer
from course.operations import demo_figures, demo_texts
from course.operations.demo_world import Demo
from course.people.models import User
from lessons.exercises.questions import ChoiceQuestion
from lessons.exercises.quiz import QuizExercise
from lessons.exercises.scenario_form import ScenarioForm
from lessons.exercises.scenario_graph import Choice
from lessons.models import BoundExercise, ThingPage

Fields = Mapping[str, list[str]]
"""What somebody filled in: the values of each field of a form, without its prefix."""


@dataclass(frozen=True)
class Task:
    """One person before one exercise, at some moment. `skill` is how often she chooses well, from 0 to 1."""

    person: User
    thing: ThingPage
    exercise: BoundExercise
    at: datetime
    skill: float = 0.75

    @property
    def question(self) -> str:
        """The exercise's place in the course, as demo_texts names its lists."""
        return f"{self.thing.number}"


def give(task: Task, fields: Fields, at: datetime | None = None, earlier: Mapping[str, Any] | None = None) -> Answer:
    """Send the real form of an exercise. Raises ValueError for what nobody could have sent."""
    exercise = task.exercise
    data = MultiValueDict({f"{exercise.id}-{name}": values for name, values in fields.items()})
    form = exercise.block.answer_form(exercise.value, data=data, initial=earlier, prefix=exercise.id)
    if not form.is_valid():
        raise ValueError(f"The demo cannot answer “{exercise.title}” of “{task.thing}”: {form.errors.as_text()}")
    return submit_answer(by=task.person, page=task.thing, exercise=exercise, form=form, at=at or task.at)


def answer(demo: Demo, task: Task) -> None:
    """Let one person answer one exercise; who does not pass a quiz tries once more, with the explanation at hand."""
    exercise = task.exercise
    if exercise.kind == "scenario":
        play(demo, task)
        return
    given = give(task, FILL[exercise.kind](demo, task))
    if exercise.kind == "quiz" and not exercise.block.is_done(exercise.value, given.as_data()):
        give(task, right_answers(exercise), task.at + timedelta(minutes=6))


# --- Checklist and poll ------------------------------------------------------------------------------------------

ITEM_TEXTS = {"waar": "video", "5": "card"}
"""Which list of texts goes with an item of a checklist that asks for one."""


def fill_checklist(demo: Demo, task: Task) -> Fields:
    """Tick what is asked, and some of the extra items; nobody hands in a file."""
    asked = [item for item in task.exercise.value["items"] if not item["check"] and item["field"] != "file"]
    ticked = [item for item in asked if not item["extra"] or demo.chance.random() < 0.5]
    said = [item for item in ticked if item["field"] == "text"]
    return {f"item-{item['key']}": ["on"] for item in ticked} | {
        f"text-{item['key']}": [demo.deck(demo_texts.lines(ITEM_TEXTS[item["key"]])).deal()] for item in said
    }


REASONS: Mapping[tuple[int, str], tuple[str, ...]] = {
    (1, "eens"): demo_texts.REASONS_2012_FOR,
    (1, "oneens"): demo_texts.REASONS_2012_AGAINST,
    (3, "eens"): demo_texts.REASONS_FOR,
    (3, "oneens"): demo_texts.REASONS_AGAINST,
    **{(18, vote): demo_texts.lines(f"poll-18-{vote}") for vote in ("eens", "oneens", "weet-niet")},
    **{(23, vote): demo_texts.lines(f"poll-23-{vote}") for vote in ("eens", "oneens")},
}
"""Why somebody votes so, by ding and vote."""


def fill_poll(demo: Demo, task: Task) -> Fields:
    """Vote and say why. A reason that was dealt before is not shared, so that nobody reads the same one twice."""
    options = [option["key"] for option in task.exercise.value["options"]]
    vote = options[demo.chance.randrange(len(options))]
    deck = demo.deck(REASONS[task.thing.number, vote])
    shares = deck.is_fresh and demo.chance.random() < 0.6
    return {"vote": [vote], "why": [deck.deal()], **({"share": ["on"]} if shares else {})}


# --- Quiz --------------------------------------------------------------------------------------------------------

HARD = {"mag-deze-foto": (0.1, 0.0, -0.05, -0.3, 0.05), "rekenen-met-bereik": (0.1, -0.2, 0.05, 0.0, -0.1)}
"""How much easier (+) or harder each question of a quiz is than the average one."""


def questions_of(exercise: BoundExercise) -> list[ChoiceQuestion]:
    """Return the questions of a quiz of the shipped course, which are all of the choosing kind."""
    block = cast(QuizExercise, exercise.block)
    return [cast(ChoiceQuestion, question) for question in block.questions_of(exercise.value)]


def right_answers(exercise: BoundExercise) -> Fields:
    return {name: [key] for question in questions_of(exercise) for name, key in question.right_answer().items()}


def wrong_answers(exercise: BoundExercise) -> Fields:
    """Return the first wrong option of each question."""
    return {
        question.name: [next(option.key for option in question.options if not option.right)]
        for question in questions_of(exercise)
    }


def fill_quiz(demo: Demo, task: Task) -> Fields:
    """Choose well as often as her skill and the question allow, and otherwise any other option."""
    chosen: dict[str, list[str]] = {}
    for place, question in enumerate(questions_of(task.exercise)):
        ease = (*HARD.get(task.exercise.key, ()), *[0.0] * 20)[place]
        is_right = demo.chance.random() < min(0.98, max(0.05, task.skill + ease))
        keys = [option.key for option in question.options if bool(option.right) == is_right]
        chosen[question.name] = [demo.chance.choice(keys)]
    return chosen


# --- Scenario ----------------------------------------------------------------------------------------------------

GOOD: Mapping[str, Mapping[str, str]] = {
    "de-vraag-van-21-10": {"n0": "b", "n1a": "a1", "n1c": "c1", "n1d": "d1", "n2": "fg"},
    "een-ster": {"n0": "cg", "n1a": "a1", "n1b": "b1", "n1d": "d1", "n2": "f"},
    "storm-bij-het-taalcafe": {"n0": "bh", "n1a": "a1", "n1d": "d1", "n1e": "h1", "n2": "fg"},
}
"""The better choices of each situation where there is more than one; several letters are several choices."""


def play(demo: Demo, task: Task, *, steps: int | None = None) -> None:
    """Walk through a scenario step by step and read what it says in the end; who ended badly often plays again.

    With `steps` she stops after so many.
    """
    end = _run(demo, task, None, task.at, steps)
    if steps is None and end.data["read"] != ["e1"] and demo.chance.random() < 0.6:
        later = task.at + timedelta(minutes=40)
        again = give(task, _move(end, act=["again"]), later, end.data)
        _run(demo, Task(task.person, task.thing, task.exercise, later, 0.95), again, later, None)


def _run(demo: Demo, task: Task, begun: Answer | None, at: datetime, steps: int | None) -> Answer:
    """Go from where she is to an end, and confirm it. Returns her answer."""
    given, taken = begun, 0
    while steps is None or taken < steps:
        form = task.exercise.block.answer_form(task.exercise.value, initial=given.data if given else None)
        here = cast(ScenarioForm, form).here
        assert here is not None  # noqa: S101 - the shipped stories have no dead ends
        taken += 1
        if here.is_end:
            return give(task, _move(given), at + timedelta(minutes=2 * taken), given.data if given else None)
        choice = _choose(demo, task, here.key, here.choices)
        fields = {"choice": [choice.key]}
        if choice.reply:
            fields[f"reply-{choice.key}"] = [demo.deck(demo_texts.lines(f"reply-{task.question}")).deal()]
        given = give(task, _move(given, **fields), at + timedelta(minutes=2 * taken), given.data if given else None)
    return cast(Answer, given)


def _move(given: Answer | None, **fields: list[str]) -> Fields:
    return {"act": ["go"], "moves": [str(given.data["moves"] if given else 0)], **fields}


def _choose(demo: Demo, task: Task, situation: str, choices: tuple[Choice, ...]) -> Choice:
    """Choose well as often as her skill allows. Nobody writes an own reply that somebody wrote before."""
    is_fresh = demo.deck(demo_texts.lines(f"reply-{task.question}")).is_fresh
    open_to_her = [choice for choice in choices if is_fresh or not choice.reply]
    better = GOOD[task.exercise.key].get(situation, "")
    chooses_well = demo.chance.random() < task.skill
    fitting = [one for one in open_to_her if (one.key == better or one.key in list(better)) == chooses_well]
    return demo.chance.choice(fitting or open_to_her)


FILL: Mapping[str, Callable[[Demo, Task], Fields]] = {
    "checklist": fill_checklist,
    "quiz": fill_quiz,
    "poll": fill_poll,
    "worksheet": lambda demo, task: demo_figures.SHEETS[task.exercise.key](demo, task.at),
    "planner": lambda demo, _task: demo_figures.week(demo),
}
