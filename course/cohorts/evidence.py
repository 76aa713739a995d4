"""Where evidence comes from: one signal, and a registry of sources.

An answer, a post or a filled-in questionnaire may complete a ding, and those rooms stand above this one. Each
registers a source; `progress` reads only through the registry. The signal says "look again at this person and ding".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

from course.people.models import User
from lessons.exercises import AnswerData
from lessons.models import ThingPage

given = Signal()
"""Sent with `person` and `thing` inside the transaction that stored, changed or removed a piece of evidence."""


@dataclass(frozen=True)
class Evidence:
    """One person's answer to one exercise of one ding, whatever room it came from.

    `at` is when it was last given; `revision_id` is the page version it was given to, or None when unknown; `version`
    counts how often the answer itself was saved; `begins` says whether it makes the ding begun: a reaction that may
    count for any ding begins none by itself.
    """

    person_id: int
    thing_id: int
    exercise_id: str
    answer: AnswerData
    at: datetime
    revision_id: int | None = None
    version: int = 0
    begins: bool = True


Source = Callable[[Collection[int], Collection[ThingPage]], Iterable[Evidence]]
"""Gives all evidence for these people (ids) and pages; a fixed number of queries, whatever their number."""

FactSource = Callable[[Collection[int]], dict[int, frozenset[str]]]
"""Gives, for these people, the facts an exercise may ask for, such as "intake"."""

_sources: list[Source] = []
_fact_sources: list[FactSource] = []


def register_source(source: Source) -> Source:
    """Add a source; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)
    return source


def register_facts(source: FactSource) -> FactSource:
    """Add a source of facts; call it in `AppConfig.ready()`."""
    if source not in _fact_sources:
        _fact_sources.append(source)
    return source


def collect(people: Collection[int], things: Collection[ThingPage]) -> list[Evidence]:
    """Return all evidence of these people for these dingen. Queries: those of the registered sources."""
    return [item for source in _sources for item in source(people, things)]


def facts_of(people: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the facts by person id. Queries: those of the registered sources."""
    facts: dict[int, frozenset[str]] = {person: frozenset() for person in people}
    for source in _fact_sources:
        for person, found in source(people).items():
            facts[person] = facts.get(person, frozenset()) | found
    return facts


def announce(person: User, thing: ThingPage) -> None:
    """Say that this person's evidence for this ding changed."""
    given.send(sender=None, person=person, thing=thing)
