"""Feedback of colleagues: who reads whose work, and what is kept of it.

A work is the text that somebody handed in (`Answer.data["work"]`). Whoever asks gets the work of her own cohort that
needs a reader most. Nobody waits for ever: when no colleague's work is left and her own was handed in as many days ago
as the trainer says, the trainer's examples stand in.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from course.answers.models import Answer, Attempt, Review
from course.cohorts import evidence
from course.cohorts.models import CohortThing, Enrolment
from course.people.models import User
from lessons.exercises.peer_review import PeerReviewExercise, ReviewForm, example_key
from lessons.models import BoundExercise, ThingPage
from lessons.richtext import PARTICIPANT, TRAINER, TextRefused, render_markdown

KIND = PeerReviewExercise.kind


class NotHandedIn(Exception):  # noqa: N818 - it says what is wrong
    """She has no work of her own yet: first hand in, then read that of others."""


class WorkChanged(Exception):  # noqa: N818 - it says what is wrong
    """The work is another text than the one she read; nothing was stored."""


class AlreadyGiven(Exception):  # noqa: N818 - it says what is wrong
    """She gave other feedback on this work before, in another window; that one stays."""


# --- Whose work --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """A colleague's work that somebody may still read; `reviews` are given or on their way."""

    answer_id: int
    library_id: int
    reviews: int


def first_to_read(works: Iterable[Work], library_id: int, reader: int) -> Work | None:
    """Return the work that needs a reader most, None for none.

    The fewest reviews come first, then another library than her own; the rest is chance, which falls differently for
    every reader but the same each time, so that pressing again gives nothing else.
    """
    return min(
        works,
        key=lambda work: (
            work.reviews,
            work.library_id == library_id,
            uuid.uuid5(uuid.NAMESPACE_OID, f"{reader}/{work.answer_id}").hex,
        ),
        default=None,
    )


def works_for(
    enrolment: Enrolment, page: ThingPage, exercises: Iterable[BoundExercise], at: datetime
) -> dict[str, list[Work]]:
    """Return by exercise id the works of her cohort that this person has not read yet, her own left out. One query.

    Feedback that was asked longer ago than the trainer lets people wait, and never given, keeps no work from others.
    """
    on_its_way = Q()
    for exercise in exercises:
        since = at - timedelta(days=exercise.value["wait_days"])
        on_its_way |= Q(exercise=exercise.id, reviews__asked_at__gt=since)
    rows = (
        Answer.objects.filter(
            page=page,
            kind=KIND,
            data__handed_in=True,
            person__enrolments__cohort=enrolment.cohort_id,
            person__enrolments__left_at__isnull=True,
        )
        .exclude(person=enrolment.person_id)
        .exclude(pk__in=Review.objects.filter(author=enrolment.person_id, of__isnull=False).values("of"))
        .annotate(
            library=F("person__enrolments__library_id"),
            number=Count("reviews", filter=Q(reviews__given_at__isnull=False) | on_its_way),
        )
        .order_by()
        .values_list("exercise", "pk", "library", "number")
    )
    works: dict[str, list[Work]] = defaultdict(list)
    for exercise_id, answer_id, library_id, number in rows:
        works[str(exercise_id)].append(Work(answer_id, library_id, number))
    return works


def wanted(works: Iterable[Work], given: int, asked: int) -> list[Work]:
    """Return the works she may be given: any of them, and once she has done her part only those that lack reviews."""
    return [work for work in works if given < asked or work.reviews < asked]


@dataclass(frozen=True)
class Moments:
    """When her answer was last saved, and when it was first handed in (None: not yet)."""

    saved_at: datetime
    handed_in_at: datetime | None


def moments_of(person: User, page: ThingPage) -> dict[str, Moments]:
    """Return these moments by exercise id. One query; attempts are append-only, so nothing moves the first one."""
    rows = (
        Attempt.objects.filter(answer__person=person, answer__page=page, answer__kind=KIND)
        .order_by()
        .values("answer__exercise")
        .annotate(saved=Max("made_at"), first=Min("made_at", filter=Q(data__handed_in=True)))
    )
    return {str(row["answer__exercise"]): Moments(row["saved"], row["first"]) for row in rows}


def waits_until(exercise: BoundExercise, handed_in_at: datetime) -> datetime:
    """Return from when the examples stand in for colleagues who are not there."""
    return handed_in_at + timedelta(days=exercise.value["wait_days"])


# --- What is to be read ------------------------------------------------------------------------------------------


def example_of(review: Review, value: Any) -> Any:
    """Return the example this feedback is about, None for a colleague's work and for an example that is gone."""
    return next((one for one in value["examples"] if review.example and example_key(one) == review.example), None)


def work_text(review: Review, value: Any) -> str | None:
    """Return the text to give feedback on, as it is now; None when it was erased. No query with `of` at hand."""
    if review.of is not None:
        return str(review.of.data.get("work", ""))
    example = example_of(review, value)
    return None if example is None else str(example["text"])


def fingerprint(text: str) -> str:
    """Return a short sign of exactly this text: the form carries it, so that nobody judges what she did not read."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=512)
def as_html(text: str, *, by_trainer: bool = False) -> SafeString:
    """Return the text as it is shown; kept by the text itself, because a work is read by several people."""
    try:
        return render_markdown(text, TRAINER if by_trainer else PARTICIPANT)
    except TextRefused:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks


def shown_work(review: Review, value: Any) -> SafeString:
    """Return the work as HTML: as it was when the feedback was given, else as it is now."""
    text = review.text if review.given_at else work_text(review, value) or ""
    return as_html(text, by_trainer=bool(review.example))


# --- What people do ----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_work(
    *, by: User, enrolment: Enrolment, page: ThingPage, exercise: BoundExercise, at: datetime | None = None
) -> Review | None:
    """Return what she is to read: what she began, else a colleague's work, else (after the wait) an example.

    None while she waits. Asking twice gives the same. Raises NotHandedIn.
    """
    moment = at or timezone.now()
    # One at a time in a cohort: two who ask at once would both get the same work, or one person two works.
    list(CohortThing.objects.select_for_update(no_key=True).filter(cohort=enrolment.cohort_id, thing=page).values("pk"))
    handed_in_at = moments_of(by, page).get(exercise.id, Moments(moment, None)).handed_in_at
    if handed_in_at is None:
        raise NotHandedIn
    mine = Review.objects.filter(author=by, page=page, exercise=exercise.id).select_related("of")
    reviews = list(mine.order_by("pk"))
    begun = next((one for one in reviews if is_begun(one, exercise.value)), None)
    if begun is not None:
        return begun
    given = sum(one.given_at is not None for one in reviews)
    about = next_work(enrolment, page, exercise, given, moment)
    if not about and given < exercise.value["reviews"] and moment >= waits_until(exercise, handed_in_at):
        about = next_example(exercise, reviews)
    if not about:
        return None
    review, _is_new = Review.objects.get_or_create(
        author=by, page=page, exercise=exercise.id, **about, defaults={"asked_at": moment}
    )
    return review


def is_begun(review: Review, value: Any) -> bool:
    """Say whether this is still to be given, on a work that is still there."""
    return review.given_at is None and work_text(review, value) is not None


def next_work(
    enrolment: Enrolment, page: ThingPage, exercise: BoundExercise, given: int, at: datetime
) -> dict[str, Any]:
    """Return which colleague's work comes next, as fields of a Review; empty for none. One query."""
    works = wanted(works_for(enrolment, page, [exercise], at)[exercise.id], given, exercise.value["reviews"])
    work = first_to_read(works, enrolment.library_id, enrolment.person_id)
    return {"of_id": work.answer_id} if work else {}


def next_example(exercise: BoundExercise, reviews: Iterable[Review]) -> dict[str, Any]:
    """Return the first example she has not read, as fields of a Review; empty for none."""
    read = {review.example for review in reviews}
    keys = [example_key(example) for example in exercise.value["examples"]]
    return next(({"example": key} for key in keys if key not in read), {})


@transaction.atomic
def give_review(
    *, by: User, review: Review, exercise: BoundExercise, form: ReviewForm, read: str, at: datetime | None = None
) -> Review:
    """Store her feedback, with the work as she read it (`read`: its fingerprint). The same again changes nothing.

    Raises WorkChanged when the work became another text in between, AlreadyGiven when other feedback stands there.
    """
    kept = Review.objects.select_for_update(of=("self",)).select_related("of", "page").get(pk=review.pk, author=by)
    data: Mapping[str, Any] = form.review_data()
    if kept.given_at is not None:
        if any(getattr(kept, name) != said for name, said in data.items()):
            raise AlreadyGiven
        return kept
    text = work_text(kept, exercise.value)
    if text is None or fingerprint(text) != read:
        raise WorkChanged
    kept.text, kept.given_at = text, at or timezone.now()
    for name, said in data.items():
        setattr(kept, name, said)
    kept.save()
    evidence.announce(by, kept.page)
    return kept
