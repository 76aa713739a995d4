"""The questionnaires of the course, much as their Markdown says them."""

from __future__ import annotations

import random
import uuid
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


def make_intake_items() -> list[dict[str, Any]]:
    return [
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


def make_intake() -> Questionnaire:
    statements = make_intake_items()
    hours = item("choice", "hours", "Hoeveel uur per week heb je hiervoor?", options=options(h0="0", h1="1"))
    return Questionnaire.objects.create(
        slug="intake", title="Nulmeting", introduction="Waar sta je nu?", is_anonymous=False, items=[*statements, hours]
    )


QUESTIONS = {
    f"kw{number}": item(
        "knowledge",
        f"kw{number}",
        f"Kennisvraag {number}?",
        options=options(a="Fout antwoord", b="Goed antwoord", c="Ook fout"),
        right="b",
        explanation=f"Uitleg {number}.",
    )
    for number in range(1, 7)
}


def make_final_own() -> Questionnaire:
    intake = make_intake_items()
    then = item("points", "nm_then", "Achteraf gezien:", minimum=1, maximum=5, low="niet", high="goed")
    heading = item("heading", "kennis", "Zes kennisvragen", hint="Eén antwoord is goed.")
    return Questionnaire.objects.create(
        slug="einde-kennen",
        title="Wat kun je nu?",
        introduction="De tien zinnen.",
        is_anonymous=False,
        items=[*intake, then, heading, *QUESTIONS.values()],
    )


def make_final_opinion() -> Questionnaire:
    labels = ["helemaal oneens", "oneens", "niet eens en niet oneens", "eens", "helemaal eens"]
    things = {f"d{number}": f"{number}. Ding" for number in range(1, 24)}
    return Questionnaire.objects.create(
        slug="einde",
        title="Wat vond je van de cursus?",
        introduction="Zonder naam.",
        items=[
            item("scale", "e1_1", "De cursus paste bij mijn werk.", labels=labels, not_applicable="", group=""),
            item("points", "e1_8", "Ik raad deze cursus aan.", minimum=0, maximum=10, low="zeker niet", high="zeker"),
            item("text", "best", "Welk ding hield je het meest bij?", maximum=500),
            item("choice", "drop", "Welk ding moet eruit?", options=options(**things, none="geen")),
            item(
                "several", "stopped", "Waarom stopte je?", options=options(time="geen tijd", hard="te moeilijk", x="x")
            ),
        ],
    )


@pytest.fixture
def final(db: None) -> tuple[Questionnaire, Questionnaire]:
    """The end evaluation: what people can do now, and what they think of the course."""
    return make_final_own(), make_final_opinion()


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
    # A guess by the order of the ids hits three of fifty once in twelve runs.
    monkeypatch.setattr(actions.uuid, "uuid4", lambda: uuid.UUID(int=known.getrandbits(128), version=4))
    return known


def enrolled(number: int, cohort: Cohort) -> list[User]:
    people = [factories.make_person() for _ in range(number)]
    for person in people:
        factories.enrol(person, cohort)
    return people
