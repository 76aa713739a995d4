"""What others see of what somebody answered: only what she shares, by the querysets that open it for them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from course.answers.models import Answer, LogEntry, Review, group_of, in_care_of
from course.people import sight
from course.people.models import User
from course.people.sight import AT_MOST, Eyes, Seen, Thing
from course.people.who_sees_what import Viewer
from lessons.exercises.poll import PollExercise
from lessons.exercises.worksheet import WorksheetExercise


def register() -> None:
    sight.register_seer("worksheet", worksheets_seen)
    sight.register_seer("reason", reasons_seen)
    sight.register_seer("log", log_seen)
    sight.register_seer("feedback", feedback_seen)
    for nothing in ("answers", "vote"):
        sight.register_seer(nothing, lambda _person, _eyes: Seen(0))


def _answers(person: User, kind: str) -> QuerySet[Answer]:
    return Answer.objects.filter(person=person, kind=kind)


def _seen(answers: QuerySet[Answer]) -> Seen:
    rows = answers.order_by("page__number").values_list("page__number", "page__title")[:AT_MOST]
    return Seen(answers.count(), tuple(Thing(_ding(number, title)) for number, title in rows))


def _ding(number: int, title: str) -> str:
    return str(_("Ding %(number)s: %(title)s")) % {"number": number, "title": title}


def worksheets_seen(person: User, eyes: Eyes) -> Seen:
    """Three queries."""
    near = Q(person__in=group_of(eyes.user).values("person")) | Q(person__in=in_care_of(eyes.user).values("person"))
    return _seen(_answers(person, WorksheetExercise.kind).filter(near, data__share=True))


def reasons_seen(person: User, eyes: Eyes) -> Seen:
    """A trainer reads every reason, the group what is shared, a manager none. At most two queries."""
    reasons = _answers(person, PollExercise.kind).exclude(data__why="")
    if eyes.viewer is Viewer.TRAINER:
        return _seen(reasons)
    return _seen(reasons.filter(data__share=True)) if eyes.viewer is Viewer.GROUP else Seen(0)


def log_seen(person: User, eyes: Eyes) -> Seen:
    """Three queries."""
    entries = LogEntry.objects.visible_to(eyes.user).filter(person=person)
    rows = entries.order_by("page__number").values_list("page__number", "page__title")[:AT_MOST]
    things = tuple(Thing(_ding(number, title), reverse("answers:logbook")) for number, title in rows)
    return Seen(entries.count(), things)


def feedback_seen(person: User, eyes: Eyes) -> Seen:
    """Feedback she gave or got that these eyes may open. Two queries."""
    reviews = Review.objects.given().visible_to(eyes.user).filter(Q(author=person) | Q(of__person=person))
    rows = reviews.order_by("-given_at", "pk").values_list("pk", "page__number", "page__title")[:AT_MOST]
    things = tuple(Thing(_ding(number, title), reverse("answers:review", args=[pk])) for pk, number, title in rows)
    return Seen(reviews.count(), things)
