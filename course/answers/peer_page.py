"""What a lesson page shows of feedback among colleagues: what she handed in, gave, got, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.answers import peer
from course.answers.models import Review
from course.cohorts.models import Enrolment
from course.people.models import User
from lessons.exercises import AnswerData
from lessons.exercises.peer_review import HIDDEN, PeerReviewExercise
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class Points:
    """What one criterion got, in points and in the words of the rubric."""

    criterion: str
    points: int
    most: int
    words: str


@dataclass(frozen=True)
class Given:
    """Feedback she gives: on what, and where it stands."""

    title: str
    url: str
    at: datetime | None
    draft_key: str


@dataclass(frozen=True)
class Received:
    """Feedback she got. `work` is the text it is about, only when she has changed hers since."""

    name: str
    points: list[Points]
    top: str
    tip: str
    at: datetime
    work: SafeString | str = ""


@dataclass(frozen=True)
class PeerState:
    """One exercise of this kind as one person meets it; of the five ways on, at most one holds."""

    asks: int
    ask_url: str
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    has_newer_draft: bool = False
    problems: list[str] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    begun: Given | None = None
    has_work: bool = False
    has_extra: bool = False
    has_example: bool = False
    waits_until: datetime | None = None


def draft_key(review: Review) -> str:
    """Return under which name the browser keeps feedback that was typed and not sent."""
    return f"review:{review.pk}"


def points_of(review: Review, exercise: BoundExercise) -> list[Points]:
    block = cast(PeerReviewExercise, exercise.block)
    return [Points(*row) for row in block.points(exercise.value, review.scores)]


def title_of(review: Review, value: Any, *, knows_names: bool = False) -> str:
    """Return what somebody reads above the work. `knows_names`: a trainer, also where colleagues do not know."""
    example = peer.example_of(review, value)
    if example is not None:
        return str(example["title"])
    if review.of is None:
        return _("Een tekst die er niet meer is")
    if value["reviewers"] == HIDDEN and not knows_names:
        return _("Tekst van een collega")
    return _("Tekst van %(name)s") % {"name": review.of.person.shown_name}


def name_of(review: Review, value: Any, *, knows_names: bool = False) -> str:
    """Return who gave this feedback, as its reader may know it."""
    return _("Een collega") if value["reviewers"] == HIDDEN and not knows_names else review.author.shown_name


def peers_on(
    person: User, enrolment: Enrolment, page: ThingPage, answers: Mapping[str, AnswerData], at: datetime | None = None
) -> dict[str, PeerState]:
    """Return the state of each exercise of this kind on the page by id.

    Queries: none on a page without one; else her moments once she has written, and once she has handed in the feedback
    she gave and got, and the works that wait.
    """
    exercises = [bound for bound in page.exercises if bound.kind == peer.KIND]
    if not exercises:
        return {}
    moment = at or timezone.now()
    has_written = any(exercise.id in answers for exercise in exercises)
    moments = peer.moments_of(person, page) if has_written else {}
    handed_in = [one for one in exercises if (found := moments.get(one.id)) and found.handed_in_at]
    reviews = reviews_around(person, page) if handed_in else []
    works = peer.works_for(enrolment, page, handed_in, moment) if handed_in else {}
    states = {}
    for exercise in exercises:
        around = [review for review in reviews if str(review.exercise) == exercise.id]
        answer = answers.get(exercise.id, AnswerData({}))
        table = Table(person, exercise, answer, around, moments.get(exercise.id), moment)
        states[exercise.id] = table.state(page, works.get(exercise.id, []))
    return states


def reviews_around(person: User, page: ThingPage) -> list[Review]:
    """Return the feedback that she gives on this page and that she got, the oldest first. One query."""
    return list(
        Review.objects.filter(Q(author=person) | Q(of__person=person, given_at__isnull=False), page=page)
        .select_related("author", "of__person")
        .order_by("given_at", "pk")
    )


@dataclass(frozen=True)
class Table:
    """All that lies on the table for one person and one exercise."""

    person: User
    exercise: BoundExercise
    answer: AnswerData
    reviews: Sequence[Review]
    moments: peer.Moments | None
    at: datetime

    def state(self, page: ThingPage, works: Sequence[peer.Work]) -> PeerState:
        value, data = self.exercise.value, self.answer.data
        mine = [review for review in self.reviews if review.author_id == self.person.pk]
        given = [self.given(review) for review in mine if review.given_at]
        begun = next((self.given(review) for review in mine if peer.is_begun(review, value)), None)
        handed_in_at = self.moments.handed_in_at if self.moments else None
        is_new = data.get("text") != data.get("work")
        return PeerState(
            asks=value["reviews"],
            ask_url=reverse("answers:ask", args=[page.pk, self.exercise.id]),
            saved_at=self.moments.saved_at if self.moments else None,
            handed_in_at=handed_in_at,
            has_newer_draft=handed_in_at is not None and is_new,
            problems=cast(PeerReviewExercise, self.exercise.block).shortcomings_of(value, data) if is_new else [],
            given=given,
            received=[self.received(review) for review in self.reviews if review.author_id != self.person.pk],
            begun=begun,
            **({} if begun or handed_in_at is None else self.way_on(len(given), works, handed_in_at)),
        )

    def way_on(self, given: int, works: Sequence[peer.Work], handed_in_at: datetime) -> dict[str, Any]:
        """Return what comes next for who has begun nothing: a colleague's work, an example, or a wait."""
        asked = self.exercise.value["reviews"]
        has_work = bool(peer.wanted(works, given, asked))
        if given >= asked:
            return {"has_extra": has_work}
        until = peer.waits_until(self.exercise, handed_in_at)
        if has_work:
            return {"has_work": True}
        return {"has_example": True} if self.at >= until else {"waits_until": until}

    def given(self, review: Review) -> Given:
        title = title_of(review, self.exercise.value)
        return Given(title, reverse("answers:review", args=[review.pk]), review.given_at, draft_key(review))

    def received(self, review: Review) -> Received:
        is_old = review.text != self.answer.data.get("work")
        return Received(
            name=name_of(review, self.exercise.value),
            points=points_of(review, self.exercise),
            top=review.top,
            tip=review.tip,
            at=cast(datetime, review.given_at),
            work=peer.as_html(review.text) if is_old else "",
        )
