"""My course, the loan card, my account, and the short way to a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.views import serve

from course.blogs.models import Post
from course.blogs.news import news_for
from course.cohorts import buddies
from course.cohorts.access import chosen_enrolment, enrolments_of
from course.cohorts.models import Enrolment
from course.cohorts.wagtail_hooks import lesson_door
from course.evaluations.waiting import waiting_for
from course.people.models import User
from course.progress.certificates.actions import latest
from course.study.programme import Programme, programme_for
from course.study.taking_part_views import account_page
from course.study.team_bar import team_bar
from lessons.models import ThingPage


def lesson(request: HttpRequest, course: str, module: str, thing: str) -> HttpResponse:
    """Show a ding, found by its address in one query; any other page of that depth is left to Wagtail.

    Walking Wagtail's tree would cost more than the rest of the page together (design: performance).
    """
    path = f"{course}/{module}/{thing}/"
    page = ThingPage.objects.live().filter(slug=thing, url_path__endswith=f"/{path}").first()
    if page is None:
        return cast(HttpResponse, serve(request, path))
    refusal = lesson_door(page, request)
    return refusal or cast(HttpResponse, page.serve(request))


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this person."""

    title: str
    url: str
    hint: str = ""


def greeting(at: datetime) -> str:
    """Return the greeting for that hour of the day."""
    hour = timezone.localtime(at).hour
    if hour < 6:
        return _("Goedenacht")
    if hour < 12:
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


@login_required
def my_course(request: HttpRequest) -> HttpResponse:
    """Show the shelf, where to go on, news of colleagues and what waits. At most 15 queries."""
    person = cast(User, request.user)
    enrolment = chosen_enrolment(person, request.GET.get("ronde", ""))
    programme = programme_for(person, enrolment) if enrolment else Programme()
    is_enough = bool(enrolment and programme.is_enough(enrolment.cohort.threshold))
    return TemplateResponse(
        request,
        "study/my_course.html",
        {
            "greeting": greeting(timezone.now()),
            "enrolment": enrolment,
            "programme": programme,
            "now": programme.now,
            "done": programme.done,
            "total": len(programme.things),
            "is_enough": is_enough,
            "certificate": latest(enrolment) if enrolment else None,
            "news": news_for(person),
            "waiting": what_waits(person, programme) if enrolment else [],
            "closed": bool(enrolment and enrolment.is_closed()),
            "cohorts": enrolments_of(person),
            **buddy_for(person, enrolment),
            "team": team_bar(enrolment) if enrolment else None,
        },
    )


def buddy_for(person: User, enrolment: Enrolment | None) -> dict[str, Any]:
    """Give `buddy` (or None) and `buddy_url`, her blog when there is something in it to read. One or two queries."""
    buddy = buddies.buddy_of(enrolment) if enrolment else None
    writes = buddy is not None and Post.objects.visible_to(person).standing().filter(author=buddy).exists()
    return {"buddy": buddy, "buddy_url": reverse("blogs:person", args=[buddy.pk]) if buddy and writes else ""}


def what_waits(person: User, programme: Programme) -> list[Waiting]:
    """Return drafts to finish and evaluations to give. Queries: drafts, pages done, and those of `waiting_for`."""
    drafts = Post.objects.drafts().filter(author=person).order_by("-updated_at").only("title", "words")[:3]
    items = [
        Waiting(
            _("Maak je bericht “%(title)s” af") % {"title": draft.title or _("Zonder titel")},
            reverse("blogs:edit", args=[draft.pk]),
            _("Een concept van %(words)s woorden.") % {"words": draft.words},
        )
        for draft in drafts
    ]
    newest = [thing.id for thing in programme.done[:3]]
    if newest:
        pages = ThingPage.objects.without_body().in_bulk(newest)
        items += [Waiting(item.title, item.url) for item in waiting_for(person, [pages[key] for key in newest])]
    return items


@login_required
def card(request: HttpRequest) -> HttpResponse:
    """Show the whole loan card, to read and to print."""
    person = cast(User, request.user)
    enrolment = chosen_enrolment(person, request.GET.get("ronde", ""))
    programme = programme_for(person, enrolment) if enrolment else Programme()
    return TemplateResponse(
        request,
        "study/card.html",
        {
            "enrolment": enrolment,
            "programme": programme,
            "done": programme.done,
            "total": len(programme.things),
            "is_enough": bool(enrolment and programme.is_enough(enrolment.cohort.threshold)),
            "today": timezone.localdate(),
        },
    )


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show somebody's names and language, how she takes part and signs in; her names change at `people:profile`."""
    person = cast(User, request.user)
    return account_page(request, chosen_enrolment(person, request.GET.get("ronde", "")))
