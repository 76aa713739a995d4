"""What happens when somebody uses her link: she has an account, her address is proven, and she takes part.

Signing in itself is allauth's (joining_views): nothing here knows of a session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from course.cohorts import actions
from course.cohorts.models import CohortThing, Enrolment, Invitation
from course.people.models import User


class NotOpenError(Exception):
    """This invitation opens nothing (any more); `state` says why, as the page for it knows."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def state_of(invitation: Invitation, at: datetime | None = None) -> str:
    """Return "open", or why this link opens nothing: used, revoked, expired, over (the cohort is closed).

    A closed account reads like a revoked invitation: whoever holds the link need not know more. Its queries are those
    of `holder_of`.
    """
    state = invitation.state(at)
    if state != "open":
        return state
    closes_on = invitation.cohort.closes_on
    if closes_on is not None and timezone.localdate(at) > closes_on:
        return "over"
    holder = holder_of(invitation)
    return "open" if holder is None or holder.is_active else "revoked"


def holder_of(invitation: Invitation) -> User | None:
    """Return whose account this link opens; None when using it makes one. At most one query."""
    return invitation.person or User.objects.filter(email=invitation.email).first()


def must_sign_in_first(invitation: Invitation, holder: User | None) -> bool:
    """Say whether this link alone is not enough: it enrols her then, but signs nobody in.

    Whoever trains, manages or looks after the site holds more than her own work, so a link that lies in a mailbox for
    weeks opens nothing of hers. The same for an address that is not hers any more. One query.
    """
    if holder is None:
        return False
    is_technical = holder.is_staff or holder.is_superuser
    return is_technical or holder.email.lower() != invitation.email.lower() or holder.roles.current().exists()


@dataclass(frozen=True)
class Arrival:
    """Who came in, and where she begins."""

    person: User
    enrolment: Enrolment
    url: str
    is_new_account: bool


@transaction.atomic
def arrive(*, invitation: Invitation, at: datetime | None = None) -> Arrival:
    """Use this invitation up: her account, her proven address and her enrolment. Two presses at once use it once.

    Raises NotOpenError, and ValidationError (a sentence for her) when nobody knows her library.
    """
    now = at or timezone.now()
    state = state_of(invitation, now)
    if state != "open":
        raise NotOpenError(state)
    still_open = Invitation.objects.open(now).filter(pk=invitation.pk, nonce=invitation.nonce)
    if not still_open.update(used_at=now):
        invitation.refresh_from_db(fields=["used_at", "revoked_at", "expires_at"])
        raise NotOpenError(invitation.state(now))
    person, is_new = _account(invitation)
    if person.email.lower() == invitation.email.lower():
        prove(person)
    enrolment = actions.enrol(by=person, person=person, cohort=invitation.cohort, way=invitation.way)
    return Arrival(person, enrolment, first_page(enrolment, now), is_new)


def _account(invitation: Invitation) -> tuple[User, bool]:
    """Return the account behind the invitation, made when there is none, with its library where it had none."""
    holder = holder_of(invitation)
    if holder is None:
        holder = User.objects.create_user(
            invitation.email, name=invitation.name, library=invitation.library, team=invitation.team
        )
        is_new = True
    else:
        is_new = False
        if holder.library_id is None and invitation.library is not None:
            holder.library, holder.team = invitation.library, invitation.team
            holder.save(update_fields=["library", "team"])
    if invitation.person_id is None:
        Invitation.objects.filter(pk=invitation.pk).update(person=holder)
    return holder, is_new


def prove(person: User) -> None:
    """Keep that her address is hers: she read the mail that was sent there. Raises ValidationError when it is taken.

    At most three queries.
    """
    known = EmailAddress.objects.filter(email__iexact=person.email)
    if known.filter(verified=True).exclude(user=person).exists():
        raise ValidationError(_("Een ander account gebruikt dit e-mailadres al."), code="taken")
    mine = known.filter(user=person).first()
    if mine is None:
        others = EmailAddress.objects.filter(user=person, primary=True)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=not others.exists())
    elif not mine.verified:
        EmailAddress.objects.filter(pk=mine.pk).update(verified=True)


def first_page(enrolment: Enrolment, at: datetime | None = None) -> str:
    """Return where she begins: the first ding that is open and not begun, else her own page. At most one query."""
    now = at or timezone.now()
    cohort = enrolment.cohort
    entry = (
        CohortThing.objects.filter(cohort=cohort, thing__live=True)
        .select_related("thing", "week")
        .defer("thing__body")
        .order_by("number")
        .first()
    )
    is_ahead = cohort.work_ahead and cohort.starts_on <= timezone.localdate(now)
    if entry is None or enrolment.things_done or not (is_ahead or entry.week.is_open(now)):
        return enrolment.get_absolute_url()
    return str(entry.thing.address)
