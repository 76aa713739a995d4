"""What people are told when an account is to be erased, and the clock that carries it out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.notifications import recurring
from course.notifications.actions import notify
from course.notifications.hours import SATURDAY, moment_of
from course.notifications.kinds import Kind, Letter
from course.notifications.kinds import register as register_kind
from course.notifications.letters import absolute
from course.notifications.models import Notice
from course.people.models import ErasureRequest
from course.people.own_data import pruning, requests

ASKED, SOON = "erasure_asked", "erasure_soon"


def tell(request: ErasureRequest) -> None:
    """Tell her that it was asked, and once more the day before."""
    key = str(request.pk)
    notify(person=request.person, reason=ASKED, period=key, subject=key)
    reminder = day_before(request.due_at)
    if reminder > timezone.now():
        notify(person=request.person, reason=SOON, period=key, subject=key, due_at=reminder)


def day_before(due_at: datetime) -> datetime:
    """Return nine in the morning of the last weekday before: in a weekend a mail may wait, and come too late."""
    day = timezone.localtime(due_at).date() - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return moment_of(day, 9)


def request_of(notice: Notice) -> ErasureRequest | None:
    """Return the request a notice is about, while it waits. One query."""
    if not notice.subject.isdigit():
        return None
    waiting = Q(cancelled_at=None, done_at=None)
    return ErasureRequest.objects.filter(waiting, person=notice.person, pk=int(notice.subject)).first()


def still_waits(notice: Notice) -> bool:
    return request_of(notice) is not None


def write(notice: Notice) -> Letter | None:
    """Return the letter that says when her account goes, why, and how to keep it."""
    request = request_of(notice)
    if request is None:
        return None
    subject = _("Morgen wissen we je account") if notice.reason == SOON else _("We wissen je account")
    context = {
        "request": request,
        "is_soon": notice.reason == SOON,
        "url": absolute(reverse("own_data:overview")),
    }
    return Letter(subject, render_to_string("people/own_data/letters/erasure.txt", context))


def register() -> None:
    """Make the kinds and the jobs known, and have requests told."""
    register_kind(Kind(ASKED, still_waits, write, label=gettext_lazy("Een account wordt gewist")))
    register_kind(Kind(SOON, still_waits, write, label=gettext_lazy("Een account wordt morgen gewist")))
    requests.tell_with(tell)
    recurring.register(recurring.Recurring("people.erasures", timedelta(hours=1), requests.carry_out_due))
    recurring.register(recurring.Recurring("people.retention", timedelta(days=1), pruning.prune))
