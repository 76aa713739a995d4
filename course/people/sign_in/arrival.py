"""Somebody comes from her organisation's own sign-in for the first time: who is she here, if anybody."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from course.people.models import IdentityProvider, Role, User
from course.people.sign_in.stages import confirm_address

logger = logging.getLogger(__name__)

VERIFIED = ("email_verified", "xms_edov")
"""Claims that say the address was proved: that of the standard, and that of Entra ID, which does not send the other."""


@dataclass
class RefusedError(Exception):
    """She stays outside. `reason` is a key of templates/socialaccount/refused.html, which says what she can do."""

    reason: str


@dataclass(frozen=True)
class Claims:
    """What a provider says of one person."""

    email: str
    is_verified: bool
    name: str

    @classmethod
    def read(cls, data: dict[str, Any]) -> Claims:
        """Return what is in the claims; a broken one counts as not given."""
        email = data.get("email")
        verified = any(str(data.get(key)).lower() in ("true", "1") for key in VERIFIED)
        return cls(
            email=email.strip().lower() if isinstance(email, str) else "",
            is_verified=verified,
            name=" ".join(str(data.get("name") or "").replace("\x00", "").split())[:120],
        )


@transaction.atomic
def arrive(*, by: IdentityProvider, claims: Claims) -> User:
    """Return the person that these claims may sign in as: the one with this address, or a new one of the library.

    An address is believed only where the provider calls it verified, for the domains that we know it for, and of
    somebody who belongs to its place. Raises RefusedError. At most five queries.
    """
    if not claims.email or "\x00" in claims.email:
        raise RefusedError("no_address")
    if not claims.is_verified:
        raise RefusedError("unverified")
    if not by.believes(claims.email):
        raise RefusedError("foreign")
    person = User.objects.filter(email=claims.email).first() or _new_person(by, claims)
    if not belongs(person, by):
        raise RefusedError("elsewhere")
    confirm_address(person)
    logger.info("A person came for the first time by %s.", by.slug)
    return person


def _new_person(by: IdentityProvider, claims: Claims) -> User:
    """Make an account in the library. A POI does not know in which library its participants work: ask the trainer."""
    if by.library is None:
        raise RefusedError("unknown")
    name = claims.name or claims.email.partition("@")[0]
    return User.objects.create_user(claims.email, name=name, library=by.library)


def belongs(person: User, by: IdentityProvider) -> bool:
    """Say whether a person's account is of the place of this provider. At most one query.

    Never who runs the site or the whole country: then one library's server would open everything.
    """
    if person.is_superuser or person.is_staff or not person.is_active or person.erased_at is not None:
        return False
    roles = Role.objects.current().filter(person=person)
    if roles.filter(kind=Role.Kind.COORDINATOR).exists():
        return False
    if by.library_id is not None:
        return person.library_id == by.library_id or roles.filter(library_id=by.library_id).exists()
    in_region = Q(organisation_id=by.organisation_id) | Q(library__organisation_id=by.organisation_id)
    lives_here = person.library is not None and person.library.organisation_id == by.organisation_id
    return lives_here or roles.filter(in_region).exists()
