"""The writing coach beside the editor: what it needs on the page, and what it says of a text. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lessons.coach import Line, for_browser, lines_of, read, wording
from lessons.coach.jargon import Entry
from lessons.coach.sayings import begins, counts
from lessons.models import CoursePage, JargonWord, ModulePage, ThingPage

WRITING = 2
"""The number of the module about writing for the web, in every course that has one."""
_SUBJECT = ("b1", "duidelijk", "zin", "kop", "herschrijf")


@dataclass(frozen=True)
class Coach:
    """What templates/blogs/coach.html shows. `is_asked`: the writer asked for an example, so the server read it too."""

    rules: dict[str, Any]
    words: list[dict[str, Any]]
    sentences: dict[str, str]
    lesson: ThingPage | ModulePage | None
    is_asked: bool = False
    lines: tuple[Line, ...] = ()
    begins: str = ""
    counts: str = ""


def coach_for(thing: ThingPage | None, module: int | None, source: str | None = None) -> Coach:
    """Return the coach for a post about `thing`, which stands in the module of that number.

    With a `source` it reads that too. Four queries: where the course stands, its modules about writing, its dingen and
    the list of words; a post for a ding saves the first.
    """
    course = thing.path[: -2 * ThingPage.steplen] if thing else _first_course()
    things = _things(course)
    entries = _entries(module, {each.number: each.address for each in things})
    said = wording()
    rules = for_browser()
    browser_words = [entry.for_browser() for entry in entries]
    lesson = _lesson(course, things)
    if source is None:
        return Coach(rules, browser_words, said, lesson)
    advice = read(source, entries)
    return Coach(
        rules,
        browser_words,
        said,
        lesson,
        is_asked=True,
        lines=tuple(lines_of(advice, said)),
        begins=begins(advice, said),
        counts=counts(advice, said),
    )


def _first_course() -> str:
    return CoursePage.objects.live().order_by("path").values_list("path", flat=True).first() or ""


def _things(course: str) -> list[ThingPage]:
    if not course:
        return []
    things = ThingPage.objects.live().filter(path__startswith=course).order_by("path")
    return list(things.only("number", "title", "goal", "path", "url_path"))


def _entries(module: int | None, addresses: dict[int, str]) -> list[Entry]:
    words: Iterable[JargonWord] = JargonWord.objects.in_order()
    return [word.entry(addresses) for word in words if module not in word.modules]


def _lesson(course: str, things: list[ThingPage]) -> ThingPage | ModulePage | None:
    """Return the ding about plain writing: the one whose title and goal say most of it; else its module, or nothing."""
    modules = ModulePage.objects.live().filter(number=WRITING, path__startswith=course)
    module = modules.order_by("path").first() if course else None
    if module is None:
        return None
    inside = [thing for thing in things if thing.path.startswith(module.path)]
    best = max(inside, key=_says, default=None)
    return best if best is not None and _says(best) else module


def _says(thing: ThingPage) -> int:
    text = f"{thing.title} {thing.goal}".lower()
    return sum(word in text for word in _SUBJECT)
