"""Questions into a quiz of a ding, as a new draft, and out of it again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from lessons.exercises.quiz import QuestionBlock, QuizExercise
from lessons.importers.gift_export import write_gift
from lessons.importers.identity import with_ids
from lessons.importers.parsed_questions import (
    ParsedQuestion,
    ParsedQuestions,
    Skipped,
    as_key,
    mark_of,
    option_of,
)
from lessons.models import BoundExercise, ThingPage

NEW_TITLE = "Oefenvragen"
"""What a quiz is called that is made for questions: Dutch like the course, and the trainer's to change."""


class IntakeRefused(ValueError):  # noqa: N818 - the word of the house, as in CourseRefused.
    """These questions cannot go there. Its message is a whole sentence that says what to do."""


@dataclass(frozen=True)
class Incoming:
    """One question on its way in, under the key that it will keep."""

    key: str
    question: ParsedQuestion


@dataclass(frozen=True)
class Intake:
    """What would come into which quiz of which draft. `quiz_id` is empty for a quiz that has to be made."""

    draft: ThingPage
    quiz_id: str
    quiz_key: str
    quiz_title: str
    incoming: tuple[Incoming, ...]
    skipped: tuple[Skipped, ...]

    @property
    def is_new(self) -> bool:
        return not self.quiz_id


def draft_of(thing: ThingPage) -> ThingPage:
    """Return the ding as its trainers last saved it, live or not. One query."""
    draft: ThingPage = thing.get_latest_revision_as_object()
    return draft


def quizzes_of(draft: ThingPage) -> list[BoundExercise]:
    return [exercise for exercise in draft.exercises if exercise.kind == QuizExercise.kind]


# --- In ------------------------------------------------------------------------------------------------------------


def plan_intake(
    thing: ThingPage, parsed: ParsedQuestions, quiz_key: str | None = None, *, may_make: bool = False
) -> Intake:
    """Return what would come in, and what is there already. Raises IntakeRefused.

    `quiz_key` None is the only quiz of the ding. A quiz that is not there is made where the ding has none at all, or
    with `may_make`.
    """
    draft = draft_of(thing)
    quiz = chosen_quiz(draft, quiz_key, may_make=may_make)
    key = quiz.key if quiz else free_key(draft, quiz_key or NEW_TITLE)
    incoming, left = divided(parsed.questions, key, list(quiz.value["questions"]) if quiz else [])
    skipped = sorted([*parsed.skipped, *left], key=lambda one: one.line)
    title = quiz.title if quiz else NEW_TITLE
    return Intake(draft, quiz.id if quiz else "", key, title, tuple(incoming), tuple(skipped))


def chosen_quiz(draft: ThingPage, key: str | None, *, may_make: bool) -> BoundExercise | None:
    """Return the quiz of that key, or None when one has to be made. Raises IntakeRefused."""
    quizzes = {quiz.key: quiz for quiz in quizzes_of(draft)}
    known = ", ".join(quizzes)
    if key is None:
        if len(quizzes) > 1:
            raise IntakeRefused(_("Dit ding heeft meer dan één quiz. Kies uit: %(known)s.") % {"known": known})
        return next(iter(quizzes.values()), None)
    if key not in quizzes and not may_make and (quizzes or draft.exercise_by_key(key)):
        raise IntakeRefused(
            _("In dit ding staat geen quiz “%(key)s”. Kies uit: %(known)s.") % {"key": key, "known": known or "–"}
        )
    return quizzes.get(key)


def free_key(draft: ThingPage, wanted: str = NEW_TITLE) -> str:
    """Return a key that no exercise of the ding has."""
    key = as_key(wanted)
    taken = {exercise.key for exercise in draft.exercises}
    names = [key, *(f"{key}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def divided(
    questions: Iterable[ParsedQuestion], quiz_key: str, present: list[Any]
) -> tuple[list[Incoming], list[Skipped]]:
    """Return which questions are new to the quiz, under which keys, and which are there already.

    A key follows from the name of a question, else from its text, so that a second time finds the same one.
    """
    keys = {as_key(str(question["key"])) for question in present}
    wordings = {wording(parsed_of(question)) for question in present}
    incoming: list[Incoming] = []
    skipped: list[Skipped] = []
    new_keys: set[str] = set()
    for question in questions:
        key = as_key(question.name or question.text, quiz_key)
        if wording(question) in wordings:
            skipped.append(Skipped(question.line, question.title, _("Al aanwezig in deze quiz.")))
        elif key in keys:
            why = _(
                "Al aanwezig als “%(key)s”, in andere woorden. Pas die aan in Wagtail, of geef deze een andere naam."
            )
            skipped.append(Skipped(question.line, question.title, why % {"key": key}))
        else:
            key = key if key not in new_keys else f"{key}-{mark_of(repr(wording(question)))}"
            new_keys.add(key)
            wordings.add(wording(question))
            incoming.append(Incoming(key, question))
    return incoming, skipped


def wording(question: ParsedQuestion) -> tuple[Any, ...]:
    """Return what makes a question the same question, however it is called: what it asks, and from what."""
    return (question.kind, " ".join(question.text.split()), tuple((one.text, one.pair) for one in question.options))


@transaction.atomic
def take_in(intake: Intake, *, by: Any = None) -> Revision:
    """Save the questions in a new draft of the ding and return its revision; what is live stays as it is.

    Raises IntakeRefused when the page is locked, would not be valid, or was saved by somebody else since the plan.
    """
    draft = intake.draft
    newest = ThingPage.objects.select_for_update().filter(pk=draft.pk).values_list("latest_revision_id", flat=True)
    if list(newest) != [draft.latest_revision_id]:
        raise IntakeRefused(_("Iemand bewaarde dit ding net. Probeer het opnieuw."))
    lock = draft.get_lock()
    if lock and (by is None or lock.for_user(by)):
        raise IntakeRefused(_("Dit ding is vergrendeld. Ontgrendel het eerst in Wagtail."))
    block = draft.body.stream_block
    raw = block.get_prep_value(draft.body)
    rows = question_rows(raw, intake)
    for one in intake.incoming:
        seed = f"{intake.quiz_key}/{one.key}"
        value = with_ids(QUESTION, one.question.value(one.key), seed)
        rows.append({"type": "item", "id": str(uuid.uuid4()), "value": value})
    draft.body = block.to_python(raw)
    try:
        return draft.save_revision(user=by, log_action=True)
    except ValidationError as error:
        raise IntakeRefused(" ".join(error.messages)) from error


QUESTION = QuestionBlock()


def question_rows(raw: list[Any], intake: Intake) -> list[Any]:
    """Return the list in the raw body that holds the questions of the quiz; make the quiz when it is new."""
    if intake.is_new:
        value: dict[str, Any] = {
            "title": intake.quiz_title,
            "key": intake.quiz_key,
            "counts": False,
            "intro": "",
            "pass_percentage": 60,
            "questions": [],
        }
        raw.append({"type": QuizExercise.kind, "id": str(uuid.uuid4()), "value": value})
    else:
        value = next(block["value"] for block in raw if block["id"] == intake.quiz_id)
    rows: list[Any] = value["questions"]
    return rows


# --- Out -----------------------------------------------------------------------------------------------------------


def parsed_of(value: Any, name: str = "", category: str = "") -> ParsedQuestion:
    """Return a question of the quiz block as readers return it."""
    return ParsedQuestion(
        kind=value["kind"] or "choice",
        text=value["text"] or "",
        options=tuple(map(option_of, value["options"])),
        explanation=value["explanation"] or "",
        name=name,
        category=category,
    )


def questions_out(thing: ThingPage, quiz_key: str | None = None) -> tuple[str, int]:
    """Return the questions of the newest draft as GIFT, and how many there are. Raises IntakeRefused.

    `quiz_key` None is every quiz of the ding; each is a category then.
    """
    quizzes = quizzes_of(draft_of(thing))
    chosen = [quiz for quiz in quizzes if quiz_key in (None, quiz.key)]
    if not any(len(quiz.value["questions"]) for quiz in chosen):
        known = ", ".join(quiz.key for quiz in quizzes) or "–"
        raise IntakeRefused(_("Hier is geen quiz met vragen. Kies uit: %(known)s.") % {"known": known})
    questions = [
        parsed_of(question, f"{quiz.key}/{question['key']}", quiz.title if len(chosen) > 1 else "")
        for quiz in chosen
        for question in quiz.value["questions"]
    ]
    return write_gift(questions), len(questions)
