"""The mail that says: your certificate is ready, look whether your name is right."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts.models import Enrolment
from course.notifications.kinds import Kind, Letter, register
from course.notifications.letters import absolute
from course.notifications.models import Notice
from course.progress.certificates.actions import REASON
from course.progress.models import Certificate


def _enrolment(notice: Notice) -> Enrolment | None:
    if not notice.subject.isdecimal():
        return None
    mine = Enrolment.objects.filter(pk=notice.subject, person=notice.person_id)
    return mine.select_related("cohort__course").first()


def may_still_read(notice: Notice) -> bool:
    return _enrolment(notice) is not None


def render(notice: Notice) -> Letter | None:
    """Return the letter, or None when she has her certificate already."""
    enrolment = _enrolment(notice)
    if enrolment is None:
        return None
    if Certificate.objects.filter(person=notice.person_id, cohort=enrolment.cohort_id).exists():
        return None
    text = _(
        "Gefeliciteerd! Je hebt genoeg dingen klaar voor het certificaat van ‘%(course)s’.\n\n"
        "Kijk eerst of je naam klopt. Dan maken wij het certificaat:\n%(url)s\n\n"
        "Je krijgt het op papier (pdf) en als digitale badge."
    ) % {
        "course": enrolment.cohort.course.title,
        "url": absolute(reverse("certificates:ask", args=[enrolment.pk])),
    }
    return Letter(subject=_("Je certificaat ligt klaar"), text=text)


def register_kind() -> None:
    label = gettext_lazy("Het certificaat ligt klaar")
    register(Kind(REASON, may_still_read, render, label=label, tells_trainer=True))
