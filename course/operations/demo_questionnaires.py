"""What the people of the demo fill in about themselves and about the course: nulmeting, every ding, the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from course.cohorts.models import Cohort
from course.evaluations.actions import answer_anonymously, answer_own, skip
from course.evaluations.facts import FINAL_OPINION, FINAL_OWN, INTAKE
from course.evaluations.models import Answered, OwnResponse
from course.operations import demo_texts
from course.operations.demo_world import Demo
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Item, Questionnaire

DING = "ding"
THEN = "nm_then"


def questionnaire(slug: str) -> Questionnaire:
    return Questionnaire.objects.get(slug=slug)


def take_intake(demo: Demo, person: User, at: datetime) -> None:
    """Fill in the nulmeting, once; a few leave an item out because it is no part of their work."""
    if Answered.objects.filter(person=person, questionnaire__slug=INTAKE).exists():
        return
    asked = questionnaire(INTAKE)
    data: dict[str, Any] = {}
    for item in asked.item_list():
        if item.kind == "scale":
            data[item.key] = demo.chance.choices([1, 2, 3, 4, 5, None], weights=[2, 4, 6, 4, 1, 1])[0]
        elif item.kind == "choice":
            data[item.key] = demo.chance.choice(list(item.value["options"]))["key"]
    keep_own(person, asked, data, at)


def take_final(demo: Demo, person: User, cohort: Cohort, at: datetime) -> None:
    """Fill in both parts of the end evaluation: what she can do now, mostly more, and what she thinks of the course.

    One of ten skips the second part. A site without these questionnaires asks nothing.
    """
    parts = {one.slug: one for one in Questionnaire.objects.filter(slug__in=[FINAL_OWN, FINAL_OPINION], live=True)}
    if len(parts) < 2:
        return
    before = OwnResponse.objects.get(person=person, questionnaire__slug=INTAKE).data
    own = {item.key: _grown(demo, item, before) for item in parts[FINAL_OWN].item_list() if item.kind != "heading"}
    keep_own(person, parts[FINAL_OWN], own, at)
    if demo.chance.random() < 0.1:
        skip(by=person, questionnaire=parts[FINAL_OPINION])
        return
    asked = [item for item in parts[FINAL_OPINION].item_list() if item.kind != "heading"]
    said = {item.key: _opinion(demo, item) for item in asked}
    data = {key: value for key, value in said.items() if value not in (None, "", [])}
    answer_anonymously(by=person, questionnaire=parts[FINAL_OPINION], cohort=cohort, data=data)


def _grown(demo: Demo, item: Item, before: dict[str, Any]) -> Any:
    if item.kind == "knowledge":
        keys = [str(key) for key, _words in item.options]
        return item.value["right"] if demo.chance.random() < 0.8 else demo.chance.choice(keys)
    if item.key == THEN:
        return demo.chance.choice([1, 2, 2, 3])
    point = before.get(item.key)
    # Now and then somebody finds out that she could do less than she thought.
    return None if point is None else min(5, max(1, point + demo.chance.choices([-1, 0, 1, 2], [1, 2, 6, 6])[0]))


def _opinion(demo: Demo, item: Item) -> Any:
    if item.kind == "scale":
        return demo.chance.choices([2, 3, 4, 5], weights=[1, 2, 6, 4])[0]
    if item.kind == "points":
        return demo.chance.choices([6, 7, 8, 9, 10], weights=[1, 3, 5, 4, 1])[0]
    if item.kind == "choice":
        keys = [str(key) for key, _words in item.options]
        return keys[-1] if demo.chance.random() < 0.6 else demo.chance.choice(keys)
    if item.kind == "several":
        return [str(demo.chance.choice(item.options)[0])] if demo.chance.random() < 0.4 else []
    return demo.deck(demo_texts.lines(item.key)).deal() if demo_texts.lines(item.key) else ""


def keep_own(person: User, asked: Questionnaire, data: dict[str, Any], at: datetime) -> None:
    response = answer_own(by=person, questionnaire=asked, data=data)
    OwnResponse.objects.filter(pk=response.pk).update(answered_at=at - timedelta(minutes=25))


def evaluate(demo: Demo, thing: ThingPage, people: Iterable[User]) -> None:
    """Let four in five of those who finished a ding say what they thought of it."""
    asked = questionnaire(DING)
    finished = set(thing.completions.filter(state="done").values_list("person_id", flat=True))
    for person in people:
        if person.pk in finished and demo.chance.random() < 0.8:
            data = {
                "usefulness": demo.chance.choices([2, 3, 4, 5], weights=[1, 2, 5, 3])[0],
                "time": demo.chance.choices(["short", "good", "long"], weights=[2, 6, 1])[0],
                "minutes": max(5, 5 * round(demo.chance.gauss(thing.minutes, 12) / 5)),
            }
            if demo.chance.random() < 0.3:
                data["change"] = demo.deck(demo_texts.CHANGES).deal()
            answer_anonymously(by=person, questionnaire=asked, thing=thing, data=data)
