"""What this room keeps of people: what they answered, handed in, said of each other's work and wrote in their log.

What somebody chose is in the words of the course, and what she typed is in her own. Erasing keeps the first where
totals are made of it (polls, quizzes) and takes the second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from course.people.privacy import (
    Erasing,
    Extra,
    Ground,
    Holding,
    Kind,
    Someone,
    declare,
    delete,
    nothing_of_people,
    plain,
)

COUNTED: Final = frozenset({"checklist", "poll", "quiz", "scenario"})
"""The kinds whose choices are counted together: those stay, under no name."""

ANSWERS = Kind(
    "answers",
    name=_("Je antwoorden"),
    what=_("Je antwoorden op opdrachten, met eerdere pogingen en de bestanden die je inleverde."),
    why=_("Daarmee laat je zien wat je hebt gedaan, en zie je zelf wat je eerder koos."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat. Keuzes in een quiz of stelling blijven daarna zonder naam meetellen."),
    who=_("Jij. Anderen alleen wat jij deelt; zie ‘Wie ziet wat’."),
    when_erased=_("Wat je typte en je bestanden gaan weg. Welke keuze er is gemaakt, telt zonder naam mee."),
)
FEEDBACK = Kind(
    "feedback",
    name=_("Feedback"),
    what=_("Feedback die je gaf en kreeg."),
    why=_("Collega’s leren van elkaars werk."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat."),
    who=_("Jij, de collega om wie het gaat, en je trainer."),
    when_erased=_("Wat jij schreef gaat weg, of blijft zonder je naam: dat kies je zelf."),
)
LOGBOOK = Kind(
    "logbook",
    name=_("Je logboek"),
    what=_("Je logboek."),
    why=_("Zo kijk je terug op wat je leerde."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat."),
    who=_("Alleen jij, tot je het deelt."),
    when_erased=_("Weg. Wat je deelde, mag zonder je naam blijven: dat kies je zelf."),
)


# --- What stays of an answer -------------------------------------------------------------------------------------


def words_of_course(value: Any) -> Iterator[str]:
    """Yield every text in what a trainer wrote: keys of options among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from words_of_course(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from words_of_course(part)


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return the same JSON with each text changed; names of fields stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: with_texts(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [with_texts(part, change) for part in value]
    return value


def is_shared(kind: str, data: Any) -> bool:
    """Say whether colleagues could read this answer: she shared it, or handed it in to them."""
    return isinstance(data, dict) and bool(data.get("share") or (kind == "peer_review" and data.get("handed_in")))


def known_words(answer: Any) -> frozenset[str]:
    """Return the words of the exercise that was answered, as it was asked then. One query for the revision."""
    for block in _blocks(answer.revision.content.get("body")):
        if str(block.get("id")) == str(answer.exercise):
            return frozenset(words_of_course(block.get("value")))
    return frozenset()


def _blocks(body: Any) -> list[dict[str, Any]]:
    found = json.loads(body) if isinstance(body, str) else body
    return [one for one in found or () if isinstance(one, dict)]


def erase_answers(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Keep each answer as far as it is counted, or as far as colleagues read it and she leaves it to them."""
    for answer in rows.select_related("revision").prefetch_related("attempts"):
        data, tells = _left_of(erasing, answer)
        plain(rows.filter(pk=answer.pk)).update(data=data(answer.data))
        if tells:
            for attempt in answer.attempts.all():
                type(attempt).objects.filter(pk=attempt.pk).update(data=data(attempt.data))
        else:
            answer.attempts.all().delete()
        for review in answer.reviews.exclude(text=""):  # The copy of her work that stands with feedback.
            type(review).objects.filter(pk=review.pk).update(text=erasing.kept(review.text))


def _left_of(erasing: Erasing, answer: Any) -> tuple[Callable[[Any], Any], bool]:
    """Return what makes of an answer's data what stays of it, and whether earlier attempts stay too."""
    if erasing.keeps_texts and is_shared(answer.kind, answer.data):
        return lambda data: _without_files(with_texts(data, erasing.someone.without_name)), False
    if answer.kind in COUNTED:
        known = known_words(answer)
        return lambda data: _without_files(with_texts(data, lambda text: text if text in known else "")), True
    return lambda _data: {}, False


def _without_files(data: Any) -> Any:
    return {name: part for name, part in data.items() if name != "files"} if isinstance(data, dict) else {}


def erase_reviews(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Leave points and, if she wants, her words without her name; the copy of the colleague's work is not hers."""
    for review in rows.exclude(top="", tip="", text=""):
        text = erasing.someone.without_name(review.text)
        plain(rows.filter(pk=review.pk)).update(top=erasing.kept(review.top), tip=erasing.kept(review.tip), text=text)


def erase_log(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Remove the logbook; what she shared stays without her name if she wants."""
    shared = rows.exclude(audience="private") if erasing.keeps_texts else rows.none()
    delete(erasing, rows.exclude(pk__in=list(shared.values_list("pk", flat=True))))
    for entry in shared:
        plain(shared.filter(pk=entry.pk)).update(text=erasing.kept(entry.text))


# --- What others gave her ------------------------------------------------------------------------------------------


def feedback_received(who: Someone) -> Iterable[dict[str, Any]]:
    """Yield the feedback on her work, without who gave it: the page does not say so either. One query."""
    from course.answers.models import Review  # models are there only once the apps are

    for review in Review.objects.given().filter(of__person=who.person).select_related("page").order_by("given_at"):
        yield {
            "thing": review.page.title,
            "work": review.text,
            "scores": review.scores,
            "top": review.top,
            "tip": review.tip,
            "given_at": review.given_at.isoformat() if review.given_at else None,
        }


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        ANSWERS,
        FEEDBACK,
        LOGBOOK,
        holdings=[
            Holding("answers.Review", "feedback", of=("author",), erase=erase_reviews),
            Holding("answers.AnswerFile", "answers", of=("answer__person",), erase=delete),
            # Attempts go or stay with their answer.
            Holding("answers.Attempt", "answers", of=("answer__person",)),
            Holding("answers.Answer", "answers", of=("person",), erase=erase_answers),
            Holding("answers.LogEntry", "logbook", of=("person",), erase=erase_log),
            Holding("answers.QuestionChange", "answers", names=("decided_by",)),
        ],
        extras=[Extra("feedback_received", "feedback", _("Feedback die je kreeg"), feedback_received)],
    )
    nothing_of_people("answers.ColumnMapping", because="Which column of an export is which measure, for a library.")
