"""What the demo's trainer did to the course: she worded one question anew, after people had answered the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wagtail.models import Page, Revision

from course.operations.demo_people import SANNE
from course.operations.demo_world import AMSTERDAM, Demo
from lessons.models import ThingPage


@dataclass(frozen=True)
class EarlierWording:
    """A question as it was asked before: its ding, its key, its text and the options that read otherwise."""

    thing: int
    question: str
    text: str
    options: Mapping[str, str]


VAGUE = EarlierWording(
    7,
    "4",
    "Een volle zaal tijdens een lezing. Mag deze foto?",
    {"b": "Meestal goed.", "c": "Alleen met toestemming van iedereen."},
)
"""Who sits in front, and who was told? Half of the people chose to be careful, and they had a point."""

WRITTEN, VAGUE_SINCE, CLEAR_SINCE = (timedelta(weeks=weeks) for weeks in (31, 30, 13))
"""How long before this week the course was written, and each wording came: the new one between the two cohorts."""


def date_back(demo: Demo) -> None:
    """Let the course be as old as what people did with it."""
    at = moment(demo, WRITTEN)
    pages = Page.objects.descendant_of(demo.course, inclusive=True)
    pages.update(first_published_at=at, last_published_at=at, latest_revision_created_at=at)
    Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)]).update(
        created_at=at
    )


def ask_vaguely(demo: Demo) -> Revision | None:
    """Publish the earlier wording; returns the version of now, None where the course has no such question."""
    page = ThingPage.objects.descendant_of(demo.course).filter(number=VAGUE.thing).first()
    quiz = next((one for one in page.exercises if one.kind == "quiz"), None) if page else None
    if page is None or quiz is None:
        return None
    now = page.live_revision
    for question in quiz.value["questions"]:
        if question["key"] == VAGUE.question:
            question["text"] = VAGUE.text
            for option in question["options"]:
                option["text"] = VAGUE.options.get(option["key"], option["text"])
    publish(demo, page, VAGUE_SINCE)
    return now


def ask_clearly(demo: Demo, version: Revision) -> None:
    """Publish the wording of now again. What it means for those who answered is for the trainer to decide."""
    publish(demo, version.as_object(), CLEAR_SINCE)


def publish(demo: Demo, page: ThingPage, ago: timedelta) -> None:
    at = moment(demo, ago)
    revision = page.save_revision(user=demo.people[SANNE.name], clean=False)
    revision.publish(user=demo.people[SANNE.name])
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    ThingPage.objects.filter(pk=page.pk).update(last_published_at=at, latest_revision_created_at=at)


def moment(demo: Demo, ago: timedelta) -> datetime:
    return datetime.combine(demo.monday - ago, time(14, 5), tzinfo=AMSTERDAM)
