"""The two questionnaires of the course, as their Markdown says them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from course.cohorts.models import Cohort
from course.evaluations import actions
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests import factories

MODULES = ["1", "2", "2", "2", "3", "3", "4", "4", "5", "6"]
POINTS = [
    "dit kan ik nog niet",
    "met veel hulp",
    "met een beetje hulp",
    "dit kan ik zelf",
    "ik kan het een collega uitleggen",
]


def item(kind: str, key: str, text: str, **value: Any) -> dict[str, Any]:
    return factories.block(kind, {"key": key, "text": text, "hint": "", **value})


def options(**texts: str) -> list[dict[str, str]]:
    return [{"key": key, "text": text} for key, text in texts.items()]


def make_evaluation(slug: str = "ding") -> Questionnaire:
    return Questionnaire.objects.create(
        slug=slug,
        title="Wat vond je van dit ding?",
        introduction="Drie korte vragen.",
        items=[
            item(
                "scale",
                "usefulness",
                "Hier kan ik iets mee in mijn werk.",
                labels=["niet", "waarschijnlijk niet", "misschien", "waarschijnlijk wel", "zeker"],
                not_applicable="",
                group="",
            ),
            item("choice", "time", "De tijd was:", options=options(short="te kort", good="goed", long="te lang")),
            item("number", "minutes", "Het kostte mij ongeveer zoveel minuten:", minimum=1, maximum=600),
            item("text", "change", "Wat moeten we veranderen of weglaten?", maximum=500, hint="Noem geen namen."),
        ],
    )


def make_intake() -> Questionnaire:
    statements = [
        item(
            "scale",
            f"nm{number:02}",
            f"Stelling {number}.",
            labels=POINTS,
            not_applicable="n.v.t. in mijn werk",
            group=module,
        )
        for number, module in enumerate(MODULES, start=1)
    ]
    hours = item("choice", "hours", "Hoeveel uur per week heb je hiervoor?", options=options(h0="0", h1="1"))
    return Questionnaire.objects.create(
        slug="intake", title="Nulmeting", introduction="Waar sta je nu?", is_anonymous=False, items=[*statements, hours]
    )


@pytest.fixture
def evaluation(db: None) -> Questionnaire:
    return make_evaluation()


@pytest.fixture
def intake(db: None) -> Questionnaire:
    return make_intake()


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> random.Random:
    """Chance that is the same at every run."""
    known = random.Random(23)  # noqa: S311 - the real one is random.SystemRandom
    monkeypatch.setattr(actions, "chance", known)
    return known


def enrolled(number: int, cohort: Cohort) -> list[User]:
    people = [factories.make_person() for _ in range(number)]
    for person in people:
        factories.enrol(person, cohort)
    return people
