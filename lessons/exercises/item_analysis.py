"""Item analysis of a quiz: how hard each question is and whether it tells apart who knows. Pure.

Facility is the mean score at the first try; discrimination is the item-rest correlation: Pearson's r between the score
on a question and the mean score on the other questions of the same try (Crocker and Algina, Introduction to Classical
and Modern Test Theory, 1986, chapter 14). A question that somebody was not asked or did not answer is left out, not
wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import StatisticsError, correlation, fmean
from typing import Any

from lessons.exercises.base import Count
from lessons.exercises.questions import Question

LEAST = 5
"""Under this number of people nothing is shown: with fewer, one could guess who answered what."""
WEAK = 0.2
"""An item-rest correlation below this tells little (the usual rule of thumb, Ebel 1965)."""


@dataclass(frozen=True)
class Try:
    """One person's first try at a quiz: what was given and what it scored, by question key; no answer, no entry."""

    given: Mapping[str, Any]
    scores: Mapping[str, float]


@dataclass(frozen=True)
class ItemResult:
    """One question in one wording. All but `n` is None or empty under five people, or where it cannot be said."""

    question: Question
    n: int
    facility: float | None = None
    right: float | None = None
    discrimination: float | None = None
    counts: Sequence[Count] = field(default_factory=list)

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST

    @property
    def right_keys(self) -> frozenset[str]:
        """Return the keys of the counts whose option earns marks."""
        return frozenset(f"{self.question.key}/{option.key}" for option in self.question.options if option.worth > 0)

    @property
    def is_weak(self) -> bool:
        """Say whether this question tells little about who knows the rest."""
        return self.discrimination is not None and self.discrimination < WEAK


def try_of(questions: Mapping[str, Question], data: Mapping[str, Any]) -> Try:
    """Return a first try, judged by the questions as they were asked then."""
    given = {key: question.given(data) for key, question in questions.items()}
    given = {key: said for key, said in given.items() if said not in (None, "", [], {})}
    return Try(given, {key: questions[key].score(said) for key, said in given.items()})


def analyse(question: Question, tries: Sequence[Try]) -> ItemResult:
    """Return how this question did in these first tries; all of them were asked it in this wording."""
    answered = [one for one in tries if question.key in one.scores]
    if len(answered) < LEAST:
        return ItemResult(question, len(answered))
    scores = [one.scores[question.key] for one in answered]
    return ItemResult(
        question,
        len(answered),
        facility=fmean(scores),
        right=fmean(score == 1 for score in scores),
        discrimination=item_rest(question.key, answered),
        counts=question.tally([one.given[question.key] for one in answered]),
    )


def item_rest(key: str, tries: Sequence[Try]) -> float | None:
    """Return Pearson's r between this item and the mean of the others in each try.

    None when fewer than five tries have other items, or when either side never varies: then there is nothing to tell.
    """
    pairs = [
        (one.scores[key], fmean(score for other, score in one.scores.items() if other != key))
        for one in tries
        if len(one.scores) > 1
    ]
    if len(pairs) < LEAST:
        return None
    try:
        return correlation([item for item, _rest in pairs], [rest for _item, rest in pairs])
    except StatisticsError:
        return None
