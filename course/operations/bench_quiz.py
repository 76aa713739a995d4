"""Two drafts to edit, a quiz of six questions and one of sixty; their trainer, and what her browser sends."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from course.cohorts.actions import assign_course, give_role
from course.people.models import ServiceOrganisation, User
from lessons.exercises.folded import as_sent, folded_name
from lessons.models import CoursePage, ModulePage, ThingPage

QUESTIONS = (6, 60)
OPTIONS = 4


@dataclass(frozen=True)
class Draft:
    """One ding with a quiz of so many questions, and who edits it."""

    questions: int
    thing: ThingPage
    trainer: User

    @property
    def address(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.thing.pk])


def drafts() -> list[Draft]:
    """Return the two drafts, made anew, so that no earlier measurement left its revisions."""
    trainer = make_trainer()
    ThingPage.objects.filter(slug__in=[slug(count) for count in QUESTIONS]).delete()
    module = ModulePage.objects.order_by("path")[0]
    return [Draft(count, make_draft(module, count), trainer) for count in QUESTIONS]


def slug(questions: int) -> str:
    return f"meting-quiz-{questions}"


def make_trainer() -> User:
    """Return somebody who may edit the course, as a trainer of the organisation that owns it."""
    organisation = ServiceOrganisation.objects.get(slug="poi-meting")
    trainer = User.objects.filter(email="tove@meting.example").first()
    if trainer is None:
        trainer = User.objects.create_user(email="tove@meting.example", name="Tove Jansen")
        assign_course(by=None, course=CoursePage.objects.get(), organisation=organisation)
        give_role(by=None, person=trainer, kind="trainer", organisation=organisation)
    return trainer


def make_draft(module: ModulePage, questions: int) -> ThingPage:
    rows = [{"type": "item", "id": str(uuid.uuid4()), "value": question(number)} for number in range(1, questions + 1)]
    value = {"title": "Quiz", "key": "quiz", "counts": True, "intro": "", "pass_percentage": 60, "questions": rows}
    thing = ThingPage(
        title=f"Een quiz van {questions} vragen",
        slug=slug(questions),
        number=99,
        spine_title="Quiz",
        goal="Je weet het.",
        author="Tove Jansen",
        live=False,
        body=[{"type": "quiz", "id": str(uuid.uuid4()), "value": value}],
    )
    module.add_child(instance=thing)
    thing.save_revision()
    return thing


def question(number: int) -> dict[str, Any]:
    return {
        "key": str(number),
        "kind": "choice",
        "text": f"Vraag {number}: wat doe je als een volger van de bibliotheek klaagt over de openingstijden?",
        "explanation": "Wie snel reageert met een oplossing, houdt een volger.",
        "options": [option(key, number) for key in ascii_lowercase[:OPTIONS]],
    }


def option(key: str, number: int) -> dict[str, Any]:
    return {
        "key": key,
        "text": f"Antwoord {key} op vraag {number}, met een halve zin erbij",
        "pair": "",
        "right": key == "b",
        "feedback": "Lees nog eens wat de volger vraagt, en wat hij eigenlijk wil.",
        "weight": None,
    }


# --- What the editor sends ---------------------------------------------------------------------------------------


def form_of(draft: Draft) -> bytes:
    """Return what a browser sends when this draft is saved with no question opened, as a form of that type."""
    thing = draft.thing
    fields = {
        "title": thing.title,
        "slug": thing.slug,
        "number": thing.number,
        "spine_title": thing.spine_title,
        "goal": thing.goal,
        "minutes_read": thing.minutes_read,
        "minutes_do": thing.minutes_do,
        "minutes_review": thing.minutes_review,
        "author": thing.author,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **dict(body_of(thing)),
    }
    return urlencode(fields, doseq=True).encode()


FORM_TYPE = "application/x-www-form-urlencoded"


def body_of(thing: ThingPage) -> Iterator[tuple[str, Any]]:
    (quiz,) = thing.exercises
    yield "body-count", "1"
    yield from place_of("body-0", quiz.id)
    yield "body-0-type", "quiz"
    questions = quiz.value["questions"].bound_blocks
    for name, child in quiz.block.child_blocks.items():
        if name != "questions":
            yield from as_sent(child, child.get_form_state(quiz.value[name]), f"body-0-value-{name}")
    yield "body-0-value-questions-count", str(len(questions))
    for number, bound in enumerate(questions):
        prefix = f"body-0-value-questions-{number}"
        yield from place_of(prefix, bound.id, number)
        yield folded_name(f"{prefix}-value"), json.dumps(bound.block.get_form_state(bound.value))


def place_of(prefix: str, block_id: str, number: int = 0) -> Iterator[tuple[str, str]]:
    yield f"{prefix}-deleted", ""
    yield f"{prefix}-order", str(number)
    yield f"{prefix}-id", block_id
