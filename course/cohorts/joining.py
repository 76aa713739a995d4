"""Inviting people into a cohort: each gets one link of her own, told once.

A personal link is a key: it signs in. It is used once, it ends by itself, and it can be taken back. What happens when
somebody uses it stands in arriving.py; how many may come in stands in waiting.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from course.cohorts.joining_tasks import mail_later
from course.cohorts.models import Cohort, Enrolment, Invitation
from course.cohorts.models.joining import last_moment, new_nonce
from course.notifications.actions import notify
from course.notifications.letters import absolute
from course.notifications.models import Notice
from course.notifications.tasks import enqueue_due
from course.people.models import Library, User

SALT = "cohorts.joining"
REASON = "invitation"
"""The kind of notice; its letter stands in joining_letters.py."""


# --- The link ------------------------------------------------------------------------------------------------------


def token_for(invitation: Invitation) -> str:
    """Return the key in the link: which invitation, and its nonce, under the signature of this site."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def address_of(invitation: Invitation) -> str:
    """Return the whole address for a mail."""
    return absolute(reverse("joining:invitation", args=[token_for(invitation)]))


def read_token(token: str) -> Invitation | None:
    """Return the invitation of a link, open or not, with cohort and person; None for a link we never gave.

    A link whose nonce was renewed is one that we do not give any more. One query.
    """
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Invitation.objects.filter(pk=pk, nonce=nonce)
    return found.select_related("cohort__course", "cohort__contact", "person", "library", "made_by").first()


# --- Inviting ------------------------------------------------------------------------------------------------------


def invite(*, by: User | None, cohort: Cohort, person: User) -> Invitation:
    """Return this person's open invitation, made and told when she had none. Raises nothing when she takes part."""
    invite_all(by=by, cohort=cohort, people=[person])
    return Invitation.objects.filter(used_at__isnull=True, revoked_at__isnull=True).get(
        cohort=cohort, email=person.email
    )


@transaction.atomic
def invite_all(
    *, by: User | None, cohort: Cohort, people: Iterable[User], way: str = Enrolment.Way.ALL, at: datetime | None = None
) -> int:
    """Invite each of these people who has no open invitation, and return how many that were.

    An open invitation is kept and not told again; a used, expired or revoked one gives a new one. The maximum of the
    cohort does not hold here: somebody with a name chose these people. At most six queries, and two after the
    transaction; some hundreds of people at a time.
    """
    now = at or timezone.now()
    by_email = {person.email: person for person in people if person.is_active}
    mine = Invitation.objects.filter(
        cohort=cohort, email__in=list(by_email), used_at__isnull=True, revoked_at__isnull=True
    )
    mine.filter(expires_at__lte=now).update(revoked_at=now)
    known = set(mine.values_list("email", flat=True))
    made = [
        Invitation(
            cohort=cohort,
            email=email,
            person=person,
            name=person.name,
            library_id=person.library_id,
            team_id=person.team_id,
            way=way,
            made_by=by,
            made_at=now,
        )
        for email, person in by_email.items()
        if email not in known
    ]
    # Whoever invites the same person at this very moment is first or second, and both are right.
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    ours = Invitation.objects.filter(cohort=cohort, nonce__in=[one.nonce for one in made])
    return _tell(cohort, list(ours.values_list("pk", "person_id")), now) if made else 0


def _tell(cohort: Cohort, rows: list[tuple[int, int | None]], now: datetime) -> int:
    """Put one mail for each (invitation, person) in the outbox, and return how many. One query.

    The period names the cohort: a trainer of another one does not read of it.
    """
    Notice.objects.bulk_create(
        [
            Notice(person_id=person_id, reason=REASON, period=f"cohort:{cohort.pk}:{pk}", subject=str(pk), due_at=now)
            for pk, person_id in rows
            if person_id is not None
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(enqueue_due)
    return len(rows)


@transaction.atomic
def invite_address(
    *, by: User, cohort: Cohort, email: str, name: str, library: Library | None, at: datetime | None = None
) -> None:
    """Invite whoever reads this address; with an account or without one comes to the same for who asks (A47).

    At most nine queries.
    """
    now = at or timezone.now()
    person = User.objects.filter(email=email, is_active=True).first()
    if person is not None:
        if person.library_id is None:
            person.library = library  # Only for the invitation: she gets it when she uses it.
        invite_all(by=by, cohort=cohort, people=[person], at=now)
        return
    mine = Invitation.objects.filter(cohort=cohort, email=email, used_at__isnull=True, revoked_at__isnull=True)
    mine.filter(expires_at__lte=now).update(revoked_at=now)
    invitation, is_new = mine.get_or_create(
        defaults={"cohort": cohort, "email": email, "name": name, "library": library, "made_by": by, "made_at": now}
    )
    if is_new:
        mail_later("invited", invitation.pk)


# --- Afterwards ----------------------------------------------------------------------------------------------------


def revoke(*, invitation: Invitation, at: datetime | None = None) -> bool:
    """Take an unused invitation back: its link opens nothing any more. False when it was used or taken back before."""
    unused = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True)
    return bool(unused.update(revoked_at=at or timezone.now()))


def renew(*, invitation: Invitation, at: datetime | None = None) -> bool:
    """Let an unused invitation last again from now; False when it was used or taken back.

    One that had expired gets another key, because whoever finds the old mail must not get in by asking for this one:
    the new link goes to the mailbox only. An open one keeps its key, so that both mails work.
    """
    now = at or timezone.now()
    fields: dict[str, object] = {"expires_at": last_moment()}
    if invitation.expires_at <= now:
        fields["nonce"] = new_nonce()
    unused = Invitation.objects.filter(
        pk=invitation.pk, nonce=invitation.nonce, used_at__isnull=True, revoked_at__isnull=True
    )
    if not unused.update(**fields):
        return False
    invitation.refresh_from_db()
    return True


def send_again(*, by: User, invitation: Invitation, at: datetime | None = None) -> bool:
    """Mail an unused invitation once more, and let it last again; False when it was used or taken back.

    Two presses within a minute are one mail to who has an account.
    """
    now = at or timezone.now()
    if not renew(invitation=invitation, at=now):
        return False
    Invitation.objects.filter(pk=invitation.pk).update(made_by=by)
    if invitation.person is None:
        mail_later("invited", invitation.pk)
    else:
        notify(
            person=invitation.person,
            reason=REASON,
            period=f"cohort:{invitation.cohort_id}:{invitation.pk}:{now:%Y%m%d%H%M}",
            subject=str(invitation.pk),
        )
    return True
