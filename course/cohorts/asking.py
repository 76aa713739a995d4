"""Asking to join: on the page ‘Meedoen?’ of a cohort, or with its code.

What the page answers is the same for everybody: whether somebody has an account, takes part already or was invited
stands only in the mail, which nobody but the owner of that address reads (reliability.md A47).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from course.cohorts import joining, waiting
from course.cohorts.joining_tasks import mail_later
from course.cohorts.limits import has_room
from course.cohorts.models import ApprovedAddress, Cohort, Enrolment, Invitation, WaitingPlace
from course.cohorts.waiting import Asker
from course.people.models import IdentityProvider, Library, User

MAILS_A_DAY = 3
"""So many answers go to one address in a day: whoever types somebody else's address fills no postbox."""

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What is read aloud without doubt: no 0 and O, no 1, I and L."""
CODE_LENGTH = 8


class ClosedError(Exception):
    """Nobody can join this cohort any more, or not yet."""


# --- The way in ------------------------------------------------------------------------------------------------------


def new_code() -> str:
    """Return a code that no cohort has, eight signs that can be read aloud. One query."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _number in range(CODE_LENGTH))
        if not Cohort.objects.filter(join_code=code).exists():
            return code


def plain_code(typed: str) -> str:
    """Return a code as it is kept: in capitals, without the spaces and dashes that people type."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def cohort_of_code(typed: str) -> Cohort | None:
    """Return the cohort that this code opens now; None for any other. One query."""
    code = plain_code(typed)
    return Cohort.objects.filter(join_code=code, is_joinable=True).first() if code else None


def domains_of(cohort: Cohort) -> frozenset[str]:
    """Return the mail domains that may join, in small letters; none: every address may."""
    return frozenset(line.strip().lstrip("@").lower() for line in cohort.join_domains.splitlines() if line.strip())


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def approved(cohort: Cohort, email: str) -> ApprovedAddress | None:
    """Return the row that a trainer made for this address. One query."""
    return ApprovedAddress.objects.filter(cohort=cohort, email=email).select_related("library").first()


def may_ask(cohort: Cohort, email: str) -> bool:
    """Say whether this address may join: by its domain, or because a trainer approved it. At most one query."""
    domains = domains_of(cohort)
    return not domains or domain_of(email) in domains or approved(cohort, email) is not None


def library_of(cohort: Cohort, email: str, libraries: list[Library]) -> Library | None:
    """Return the library that an address says by itself: approved with it, the only one of its domain, the only one.

    None when only she can say. At most two queries.
    """
    row = approved(cohort, email)
    if row is not None and row.library is not None:
        return row.library
    domain = domain_of(email)
    providers = IdentityProvider.objects.filter(library__in=libraries, is_on=True, domains__icontains=domain)
    found = {one.library_id for one in providers if domain in one.domains.lower().split()}
    by_domain = [library for library in libraries if library.pk in found]
    if len(by_domain) == 1:
        return by_domain[0]
    return libraries[0] if len(libraries) == 1 else None


@transaction.atomic
def change_way_in(*, by: User, cohort: Cohort, changes: dict[str, Any]) -> Cohort:
    """Keep how people come in; `changes` are fields of Cohort. Whoever opens the page gets a code with it.

    More places go to who waits.
    """
    if changes.get("is_joinable") and not changes.get("join_code"):
        changes = {**changes, "join_code": new_code()}
    for name, value in changes.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changes))
    log(cohort, "wagtail.edit", user=by)
    waiting.fill_soon(cohort.pk)
    return cohort


@transaction.atomic
def approve(*, by: User, cohort: Cohort, emails: list[str], library: Library | None) -> int:
    """Let these addresses in whatever their domain; return how many were new. At most four queries."""
    known = set(ApprovedAddress.objects.filter(cohort=cohort, email__in=emails).values_list("email", flat=True))
    new = [email for email in dict.fromkeys(emails) if email not in known]
    rows = [ApprovedAddress(cohort=cohort, email=email, library=library, added_by=by) for email in new]
    ApprovedAddress.objects.bulk_create(rows, ignore_conflicts=True)
    return len(new)


# --- Asking ----------------------------------------------------------------------------------------------------------


def ask(*, cohort: Cohort, name: str, email: str, library: Library | None, at: datetime | None = None) -> None:
    """Answer somebody who wants to take part, by mail and never here.

    She gets an invitation while there is room and nobody waits, else a place on the waiting list. Twice is once: the
    same answer is mailed again, at most three times a day. Raises ClosedError.
    """
    now = at or timezone.now()
    email = email.strip().lower()
    is_heard = has_room(f"mail:{email}", MAILS_A_DAY, timedelta(days=1))
    with transaction.atomic():
        mine = waiting.locked(cohort.pk)
        if not mine.is_joinable or not waiting.takes_people(mine, now):
            raise ClosedError
        letter = _answer(mine, name, email, library, now) if is_heard else None
        if letter is not None:
            mail_later(*letter)


def _answer(cohort: Cohort, name: str, email: str, library: Library | None, now: datetime) -> tuple[str, int] | None:
    """Do what this address may have, and return which letter tells of it: none for a closed account.

    Call it under the lock.
    """
    person = User.objects.filter(email=email).first()
    if person is not None and not person.is_active:
        return None
    enrolment = Enrolment.objects.active().filter(cohort=cohort, person=person).first() if person else None
    if enrolment is not None:
        return "already", enrolment.pk
    asker = Asker.of(email, person, name, library.pk if library else None)
    waiting.fill_locked(cohort, now)
    invited = Invitation.objects.open(now).filter(cohort=cohort, email=email).exists()
    if invited or not waiting.is_full(cohort, now):
        return "asked", waiting.hold_place(cohort, asker, now).pk
    return "waiting", wait(cohort, asker, now).pk


def wait(cohort: Cohort, asker: Asker, now: datetime) -> WaitingPlace:
    """Return her place on the waiting list, the one she has or a new one at the end. Call it under the lock."""
    places = WaitingPlace.objects.filter(cohort=cohort, email=asker.email, withdrawn_at__isnull=True)
    standing = places.filter(invited_at__isnull=True).first()
    if standing is not None:
        return standing
    places.update(withdrawn_at=now)  # She was invited before and did not come.
    return WaitingPlace.objects.create(
        cohort=cohort,
        email=asker.email,
        person=asker.person,
        name=asker.name,
        library_id=asker.library_id,
        asked_at=now,
    )


def ask_again(*, invitation: Invitation, at: datetime | None = None) -> None:
    """Answer who found her link too old, by mail and never here: with a new link, or with a place on the waiting list.

    A trainer's own invitation keeps its place; one she asked for herself has lost it to who waited behind her.
    """
    now = at or timezone.now()
    if not has_room(f"mail:{invitation.email}", MAILS_A_DAY, timedelta(days=1)):
        return
    with transaction.atomic():
        cohort = waiting.locked(invitation.cohort_id)
        waiting.fill_locked(cohort, now)
        if invitation.made_by_id is not None or not waiting.is_full(cohort, now):
            if joining.renew(invitation=invitation, at=now):
                mail_later("asked", invitation.pk)
            return
        if waiting.takes_people(cohort, now):
            asker = Asker.of(invitation.email, invitation.person, invitation.name, invitation.library_id)
            mail_later("waiting", wait(cohort, asker, now).pk)
