"""Who comes to fill something in, and from which ding: she goes back there afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from course.cohorts.access import SHUT, current_enrolment, door_to
from course.cohorts.models import Enrolment
from course.evaluations.models import Answered
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire


@dataclass(frozen=True)
class Visit:
    """Somebody who takes part: her enrolment, and the ding that sent her here, if any."""

    enrolment: Enrolment
    origin: ThingPage | None

    @property
    def crumbs(self) -> list[dict[str, Any]]:
        if self.origin:
            return crumbs_to(self.origin)
        return [{"label": _("Mijn cursus"), "url": reverse("study:my_course")}]

    @property
    def way_back(self) -> str:
        """The address of the ding she came from, or of her course."""
        return self.origin.address if self.origin else reverse("study:my_course")

    def address(self, name: str) -> str:
        """Return the address of one of our pages, which remembers the ding she came from."""
        return reverse(f"evaluations:{name}") + (f"?ding={self.origin.pk}" if self.origin else "")


def visit_of(request: HttpRequest, person: User) -> Visit:
    """Return who comes: with the enrolment of the ding that `?ding=` names, when she takes that, else her newest.

    Anything strange there is as if nothing stood there. Raises PermissionDenied for who takes part in nothing.
    At most three queries: the ding, its door, her enrolment.
    """
    number = request.GET.get("ding", "")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        page: ThingPage | None = ThingPage.objects.live().filter(pk=int(number)).first()
        door = door_to(person, page) if page else SHUT
        if door.enrolment:
            return Visit(door.enrolment, page)
    enrolment = current_enrolment(person)
    if enrolment is None:
        raise PermissionDenied
    return Visit(enrolment, None)


def crumbs_to(page: ThingPage) -> list[dict[str, Any]]:
    title = _("Ding %(number)s") % {"number": page.number}
    return [{"label": _("Mijn cursus"), "url": reverse("study:my_course")}, {"label": title, "url": page.address}]


def crumbs_to_results(title: str) -> list[dict[str, Any]]:
    """Return the way of a trainer to one of the pages below all results."""
    return [{"label": _("Evaluaties"), "url": reverse("evaluations:results")}, {"label": title}]


def questionnaire_of(slug: str) -> Questionnaire:
    """Return the published questionnaire; raises Http404 where a site does not have it. One query."""
    return get_object_or_404(Questionnaire, slug=slug, live=True)


def outcome_of(person: User, questionnaire: Questionnaire, about: ThingPage | None) -> str | None:
    """Return whether she filled it in or skipped it; None for neither. One query."""
    rows = Answered.objects.filter(person=person, questionnaire=questionnaire, thing=about)
    return rows.values_list("outcome", flat=True).first()
