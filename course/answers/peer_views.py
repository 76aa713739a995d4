"""Feedback of colleagues, page by page: asking for work, giving feedback on it, and the trainer who reads along."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.answers import peer
from course.answers.models import Review
from course.answers.peer_overview import works_in, works_run_by
from course.answers.peer_page import draft_key, name_of, points_of, title_of
from course.cohorts.access import Door, open_thing
from course.cohorts.models import Enrolment
from course.people import looks
from course.people.access import roles_of
from course.people.models import User
from lessons.exercises.peer_review import HIDDEN, PeerReviewExercise, ReviewForm
from lessons.models import BoundExercise, ThingPage

PER_PAGE = 25


def exercise_on(thing: ThingPage, exercise_id: uuid.UUID) -> BoundExercise:
    """Return this exercise of this page. Raises Http404 when it is not there or of another kind."""
    exercise = thing.exercise(str(exercise_id))
    if exercise is None or exercise.kind != peer.KIND:
        raise Http404
    return exercise


def back_to(thing: ThingPage, exercise: BoundExercise) -> HttpResponse:
    return redirect(f"{thing.address}#{exercise.anchor}", permanent=False)


@login_required
@require_POST
def ask(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Give her work to read, and go there; or say why there is none now."""
    person = cast(User, request.user)
    thing, door = open_thing(person, thing_id, to_answer=True)
    exercise = exercise_on(thing, exercise_id)
    try:
        review = peer.ask_for_work(by=person, enrolment=cast(Enrolment, door.enrolment), page=thing, exercise=exercise)
    except peer.NotHandedIn:
        messages.info(request, _("Lever eerst je eigen tekst in. Daarna krijg je een tekst van een collega."))
        return back_to(thing, exercise)
    if review is None:
        messages.info(request, _("Er is nu geen tekst van een collega. Kijk later nog eens."))
        return back_to(thing, exercise)
    return redirect("answers:review", review_id=review.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one piece of feedback to who gives it, who got it and her trainers; for all others it is not there."""
    person = cast(User, request.user)
    found = get_object_or_404(Review.objects.visible_to(person).select_related("author", "of__person"), pk=review_id)
    is_mine = found.author_id == person.pk
    thing, door = open_thing(person, found.page_id, to_answer=request.method == "POST")
    exercise = exercise_on(thing, found.exercise)
    if request.method == "POST":
        if not is_mine:
            raise PermissionDenied
        return give(request, found, thing, exercise)
    if is_mine and found.given_at is None:
        return fill_in(request, found, thing, exercise, door=door)
    looks.record(by=person, people=people_in(found), page="feedback")
    return read(request, found, thing, exercise)


def people_in(review: Review) -> list[int]:
    """Return whose feedback this is, and whose text it is about unless that is an example."""
    return [review.author_id, *([review.of.person_id] if review.of else [])]


def give(request: HttpRequest, found: Review, thing: ThingPage, exercise: BoundExercise) -> HttpResponse:
    """Take the feedback and go back to the lesson; what cannot be taken is shown again with its reason."""
    block = cast(PeerReviewExercise, exercise.block)
    form = block.review_form(exercise.value, data=request.POST)
    if not form.is_valid():
        if found.given_at is not None:
            return read(request, found, thing, exercise)
        return fill_in(request, found, thing, exercise, form)
    person = cast(User, request.user)
    try:
        peer.give_review(by=person, review=found, exercise=exercise, form=form, read=request.POST.get("read", ""))
    except peer.AlreadyGiven:
        typed = [form.cleaned_data["top"], form.cleaned_data["tip"]]
        return read(request, found, thing, exercise, typed)
    except peer.WorkChanged:
        return fill_in(request, found, thing, exercise, form, has_changed=True)
    messages.success(request, thanks(person, thing, exercise))
    return back_to(thing, exercise)


def thanks(person: User, thing: ThingPage, exercise: BoundExercise) -> str:
    """Return what she reads after giving feedback: that it was sent, and what is left. One query."""
    given = Review.objects.given().filter(author=person, page=thing, exercise=exercise.id).count()
    left = exercise.value["reviews"] - given
    if left <= 0:
        return _("Je feedback is verstuurd. Bedankt!")
    rest = ngettext("Geef nog %(count)s collega feedback.", "Geef nog %(count)s collega’s feedback.", left)
    return f"{_('Je feedback is verstuurd.')} {rest % {'count': left}}"


def context_of(request: HttpRequest, found: Review, thing: ThingPage, exercise: BoundExercise) -> dict[str, Any]:
    """Return what both faces of the page show. No query beyond the page's module."""
    knows = found.author_id != request.user.pk and (found.of is None or found.of.person_id != request.user.pk)
    return {
        "thing": thing,
        "exercise": exercise,
        "review": found,
        "module": thing.module_number,
        "work_title": title_of(found, exercise.value, knows_names=knows),
        "work": peer.shown_work(found, exercise.value),
        "is_mine": found.author_id == request.user.pk,
        "reviewer": name_of(found, exercise.value, knows_names=knows),
    }


def fill_in(  # noqa: PLR0913 - what is shown, and how the last try went
    request: HttpRequest,
    found: Review,
    thing: ThingPage,
    exercise: BoundExercise,
    form: ReviewForm | None = None,
    *,
    door: Door | None = None,
    has_changed: bool = False,
) -> HttpResponse:
    """Show the work and the rubric beside it; `form` is what was refused."""
    text = peer.work_text(found, exercise.value)
    if text is None:
        messages.info(request, _("Deze tekst is er niet meer. Vraag een andere tekst."))
        return back_to(thing, exercise)
    block = cast(PeerReviewExercise, exercise.block)
    context = {
        **context_of(request, found, thing, exercise),
        "form": form or block.review_form(exercise.value),
        "read": peer.fingerprint(text),
        "draft_key": draft_key(found),
        "has_changed": has_changed,
        "may_answer": door is None or door.may_answer,
        "is_hidden": exercise.value["reviewers"] == HIDDEN,
    }
    status = 409 if has_changed else 422 if form else 200
    return TemplateResponse(request, "answers/review.html", context, status=status)


def read(
    request: HttpRequest, found: Review, thing: ThingPage, exercise: BoundExercise, typed: list[str] | None = None
) -> HttpResponse:
    """Show feedback as it was given; `typed` is what came later and was not taken."""
    context = {
        **context_of(request, found, thing, exercise),
        "points": points_of(found, exercise),
        "typed": typed,
    }
    return TemplateResponse(request, "answers/review_given.html", context, status=409 if typed else 200)


@login_required
@require_GET
def handed_in(request: HttpRequest, thing_id: int, exercise_id: uuid.UUID) -> HttpResponse:
    """Show a trainer what the participants of her POI's cohorts handed in, and the feedback on it."""
    person = cast(User, request.user)
    thing, _door = open_thing(person, thing_id)
    trains_at = roles_of(person).trains_at
    if not trains_at:
        raise PermissionDenied
    exercise = exercise_on(thing, exercise_id)
    page = Paginator(works_run_by(trains_at, thing, exercise), PER_PAGE).get_page(request.GET.get("page"))
    works = works_in(page.object_list, exercise)
    reviewers = [review.author_id for work in works for review in work.reviews]
    looks.record(by=person, people=[*(answer.person_id for answer in page), *reviewers], page="feedback")
    context = {
        "thing": thing,
        "exercise": exercise,
        "module": thing.module_number,
        "page": page,
        "works": works,
    }
    return TemplateResponse(request, "answers/handed_in.html", context)
