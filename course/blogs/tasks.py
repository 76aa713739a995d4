"""The exercise that stands beside the text while somebody writes: what a ding asks for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.cohorts.access import open_thing
from course.people.models import User
from lessons.models import ModulePage, ThingPage
from lessons.richtext import TRAINER, TextRefused, render_markdown

KIND = "blog_post"


@dataclass(frozen=True)
class Task:
    """What one ding asks of a post. `prompt` is safe HTML; without a minimum there is nothing to count."""

    thing: ThingPage
    exercise: uuid.UUID | None
    title: str
    prompt: str = ""
    starters: tuple[str, ...] = ()
    minimum_words: int = 0
    maximum_words: int = 0
    minimum_headings: int = 0
    comment_required: bool = False
    anchor: str = ""

    @property
    def url(self) -> str:
        """Where the exercise stands in its ding."""
        return f"{self.thing.address}#{self.anchor}" if self.anchor else self.thing.address

    @property
    def length(self) -> str:
        """Say how long the text should be, or nothing."""
        if not self.minimum_words:
            return ""
        if self.maximum_words:
            sentence = _("Schrijf %(minimum)s tot ongeveer %(maximum)s woorden.")
            return sentence % {"minimum": self.minimum_words, "maximum": self.maximum_words}
        sentence = ngettext(
            "Schrijf minstens %(minimum)s woord.", "Schrijf minstens %(minimum)s woorden.", self.minimum_words
        )
        return sentence % {"minimum": self.minimum_words}


def task_of(thing: ThingPage, exercise: uuid.UUID | None) -> Task:
    """Return what this ding asks. No query beyond the page.

    Without the exercise (it may be gone from the page) only title and log question are left.
    """
    bound = thing.exercise(str(exercise)) if exercise is not None else None
    if bound is None or bound.kind != KIND:
        return Task(thing, exercise, thing.title, prompt=linebreaks(thing.log_question, autoescape=True))
    value = bound.value
    return Task(
        thing,
        exercise,
        bound.title,
        prompt=_prompt(str(value["prompt"])),
        starters=tuple(str(starter) for starter in value["starters"]),
        minimum_words=value["minimum_words"] or 0,
        maximum_words=value["maximum_words"] or 0,
        minimum_headings=value["minimum_headings"] or 0,
        comment_required=bool(value["comment_required"]),
        anchor=bound.anchor,
    )


def _prompt(source: str) -> str:
    try:
        return str(render_markdown(source, TRAINER))
    except TextRefused:
        return linebreaks(source, autoescape=True)


def open_task(person: User, thing: str | None, exercise: str | None) -> Task | None:
    """Return the task an address names, None when it names none.

    Raises Http404 when there is no such ding or blog exercise, PermissionDenied when this person may not do that ding
    now. Queries: those of `open_thing`.
    """
    if not thing:
        return None
    page, _door = open_thing(person, _whole(thing), to_answer=True)
    if not exercise:
        return task_of(page, None)
    bound = page.exercise(exercise)
    if bound is None or bound.kind != KIND:
        raise Http404
    return task_of(page, uuid.UUID(bound.id))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


def word_line(words: int, task: Task | None) -> str:
    """Say how many words a text has, and how many are still to come. For under the text."""
    line = ngettext("Je tekst telt %(count)s woord.", "Je tekst telt %(count)s woorden.", words) % {"count": words}
    if task is None or not task.minimum_words:
        return line
    if words >= task.minimum_words:
        return f"{line} {_('Dat is lang genoeg voor de opdracht.')}"
    wanted = _("De opdracht vraagt er minstens %(minimum)s.") % {"minimum": task.minimum_words}
    return f"{line} {wanted}"


def module_number(thing: ThingPage | None) -> int | None:
    """Return the number of the module above a ding: the colour of its pages. One query."""
    if thing is None:
        return None
    above = thing.path[: -ThingPage.steplen]
    return ModulePage.objects.filter(path=above).values_list("number", flat=True).first()
