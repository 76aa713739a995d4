"""The one shape that every reader of a course returns, and the faults it may find on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a course folder: where, and (in whole sentences for its writer) what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CourseRefused(ValueError):  # noqa: N818 - the word of the house, as in TextRefused.
    """A course that cannot be built. `faults` names every fault that was found, by file and line; never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Place:
    """The file that is being read: a reader tells its faults to it.

    `folder` is where it stands; `file` is its path within the course folder.
    """

    folder: Path
    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))


@dataclass(frozen=True)
class MediaFile:
    """A picture or download that stands beside a ding: in a ParsedBlock it stands where the page will hold a key."""

    path: Path
    name: str
    """As the course names it: `media/bordje.jpg`."""


@dataclass(frozen=True)
class ParsedBlock:
    """One block of a stream; `value` is in StreamField raw form, but for a MediaFile where a file belongs."""

    type: str
    id: str
    value: Any
    line: int


@dataclass(frozen=True)
class ParsedThing:
    external_key: str
    number: int
    title: str
    slug: str
    spine_title: str
    goal: str
    minutes_read: int
    minutes_do: int
    minutes_review: int
    author: str
    valid_until: date | None
    channels: str
    log_question: str
    start: str
    challenge: str
    reading: str
    body: tuple[ParsedBlock, ...]
    file: str
    line: int


@dataclass(frozen=True)
class ParsedModule:
    external_key: str
    number: int
    title: str
    slug: str
    short_title: str
    goal: str
    things: tuple[ParsedThing, ...]
    file: str
    line: int


@dataclass(frozen=True)
class ParsedQuestionnaire:
    slug: str
    title: str
    introduction: str
    is_anonymous: bool
    items: tuple[ParsedBlock, ...]
    file: str
    line: int


@dataclass(frozen=True)
class ParsedPlatform:
    """What a course folder says of a platform; `whose` is own, between or rented."""

    key: str
    name: str
    purpose: str
    character_limit: int | None
    what_counts: str
    whose: str
    checked_on: date | None
    is_gone: bool
    file: str
    line: int


@dataclass(frozen=True)
class ParsedCourse:
    """A whole course. `introduction` is safe HTML; `owner` is the slug of a POI, empty for a national course."""

    external_key: str
    title: str
    slug: str
    lead: str
    introduction: str
    owner: str
    modules: tuple[ParsedModule, ...]
    questionnaires: tuple[ParsedQuestionnaire, ...]
    file: str
    line: int
    platforms: tuple[ParsedPlatform, ...] = ()
