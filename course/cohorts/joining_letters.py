"""What people read in their mail about joining: an invitation, a place in the queue, or that they are in.

Two ways out. A trainer's invitation goes through the outbox of notifications, in the hours its reader chose. Whoever
asked herself is answered at once, also when she has no account (joining_tasks.py); those letters name nobody, because
anybody may have typed that name and that address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts import joining, waiting
from course.cohorts.models import Enrolment, Invitation, WaitingPlace
from course.cohorts.offers import offer_of
from course.notifications.kinds import Kind, Letter, register
from course.notifications.letters import absolute, twin_of
from course.notifications.models import Notice
from course.people.models import User


def register_kinds() -> None:
    """Make the kinds of this room known."""
    label = gettext_lazy("Uitnodiging voor een ronde")
    register(Kind(joining.REASON, may_open, write_invitation, label=label, tells_trainer=True))


# --- A trainer's invitation ------------------------------------------------------------------------------------------


def invitation_of(notice: Notice) -> Invitation | None:
    """Return the invitation that a notice is about, while it is open and still hers. One query."""
    if not notice.subject.isdecimal():
        return None
    found = Invitation.objects.open().select_related("cohort__course", "cohort__contact", "made_by")
    return found.filter(pk=int(notice.subject), person=notice.person_id, email=notice.person.email).first()


def may_open(notice: Notice) -> bool:
    return invitation_of(notice) is not None


def write_invitation(notice: Notice) -> Letter | None:
    invitation = invitation_of(notice)
    return _invitation(invitation, "invited") if invitation is not None else None


def _invitation(invitation: Invitation, why: str) -> Letter:
    """Return the letter with the link. `why`: "invited" by somebody, she "asked" herself, or a "place" came free."""
    offer = offer_of(invitation.cohort)
    by = invitation.made_by if why == "invited" else None
    text = _text(
        "invitation",
        offer=offer,
        begins=offer.begins_on,
        has_begun=offer.has_begun(),
        course=invitation.cohort.course.title,
        cohort=invitation.cohort.name,
        by=by.name if by is not None else "",
        why=why,
        url=joining.address_of(invitation),
        until=timezone.localtime(invitation.expires_at),
    )
    return Letter(_("Doe mee met %(course)s") % {"course": invitation.cohort.course.title}, text)


def _text(template: str, **context: Any) -> str:
    return render_to_string(f"cohorts/letters/{template}.txt", context)


# --- Answers to who asked herself ------------------------------------------------------------------------------------

Written = tuple[str, User | None, Letter]
"""An address, the person behind it when there is one, and the letter."""


def _to_invited(key: int, why: str) -> Written | None:
    found = Invitation.objects.open().select_related("cohort__course", "cohort__contact", "person", "made_by")
    invitation = found.filter(pk=key).first()
    return (invitation.email, invitation.person, _invitation(invitation, why)) if invitation is not None else None


def _to_waiting(key: int, _why: str) -> Written | None:
    found = WaitingPlace.objects.waiting().select_related("cohort__course", "cohort__contact", "person")
    place = found.filter(pk=key).first()
    if place is None:
        return None
    course = place.cohort.course.title
    text = _text(
        "waiting",
        offer=offer_of(place.cohort),
        course=course,
        cohort=place.cohort.name,
        number=waiting.number_of(place),
        days=waiting.HOLDS_FOR.days,
    )
    return place.email, place.person, Letter(_("Je staat op de wachtlijst van %(course)s") % {"course": course}, text)


def _to_participant(key: int, _why: str) -> Written | None:
    found = Enrolment.objects.active().select_related("cohort__course", "cohort__contact", "person")
    enrolment = found.filter(pk=key).first()
    if enrolment is None:
        return None
    cohort, person = enrolment.cohort, enrolment.person
    text = _text(
        "already",
        offer=offer_of(cohort),
        course=cohort.course.title,
        cohort=cohort.name,
        url=absolute(reverse("account_request_login_code")),
    )
    return person.email, person, Letter(_("Je doet al mee met %(course)s") % {"course": cohort.course.title}, text)


LETTERS: dict[str, Callable[[int, str], Written | None]] = {
    "invited": _to_invited,
    "asked": _to_invited,
    "place": _to_invited,
    "waiting": _to_waiting,
    "already": _to_participant,
}
"""What a mail may be about: which letter, and of what the key is the id."""


def send(about: str, key: int) -> bool:
    """Write the letter as it is true now and hand it over; False when there is nothing to say any more.

    Raises what the mail server raises. The person's language is that of her account; a stranger reads Dutch.
    """
    language = _language_of(about, key)
    with translation.override(language):
        written = LETTERS[about](key, about)
        if written is None:
            return False
        email, _person, letter = written
        text = render_to_string(
            "cohorts/letters/around.txt",
            {"text": letter.text.strip(), "site_name": settings.SITE_NAME, "site": absolute("/")},
        )
        subject = " ".join(letter.subject.split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=text,
            to=[email],
            headers={"Auto-Submitted": "auto-replied", "Content-Language": language},
        )
        message.attach_alternative(twin_of(subject, text), "text/html")
        message.send()
    return True


def _language_of(about: str, key: int) -> str:
    """Return the language to write in. One query."""
    whose: dict[str, Any] = {"waiting": WaitingPlace, "already": Enrolment}
    rows = whose.get(about, Invitation).objects.filter(pk=key)
    return rows.values_list("person__language", flat=True).first() or settings.LANGUAGE_CODE
