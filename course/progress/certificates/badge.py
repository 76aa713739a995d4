"""A certificate as Open Badge 3.0: an OpenBadgeCredential, signed as a JSON Web Token (VC-JWT).

Source: Open Badges 3.0, sections 8.2 (JWT proof) and B (data model); Verifiable Credentials 2.0; Bitstring Status List
1.0. It names nobody: the recipient is a salted hash of her address, so that only who knows the address finds her in it.
"""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Iterable
from typing import Any

import jwt
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from jwt.utils import base64url_encode

from course.cohorts.models import Cohort
from course.notifications.letters import absolute
from course.people.models import ServiceOrganisation
from course.progress.certificates.keys import ALGORITHM, signing_key
from course.progress.models import STATUS_LIST_SIZE, Certificate

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
STATUS_LASTS = datetime.timedelta(days=1)
"""How long a status list may be kept: a revocation is known everywhere within this time."""

CLOCKS_DIFFER = datetime.timedelta(minutes=5)
"""A list is valid from a little earlier, so that a verifier with a slow clock takes it too."""


def _address(name: str, *args: object) -> str:
    return absolute(reverse(f"certificates:{name}", args=args))


def key_address(kid: str) -> str:
    """Return where the public key of that name stands: what a badge names as its `kid`."""
    return _address("key", kid)


def status_address(number: int) -> str:
    """Return where that status list stands."""
    return _address("status", number)


def moment(at: datetime.datetime) -> str:
    """Return this moment as Verifiable Credentials write it: UTC, whole seconds."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def profile(organisation: ServiceOrganisation) -> dict[str, Any]:
    """Return the issuer: the POI that ran the cohort, under an address that stays when its name changes."""
    return {
        "id": _address("issuer", organisation.slug),
        "type": ["Profile"],
        "name": organisation.name,
        "url": absolute("/"),
    }


def installation() -> dict[str, Any]:
    """Return who keeps the keys and the status lists: this site, for all its POIs."""
    return {"id": _address("installation"), "type": ["Profile"], "name": settings.SITE_NAME, "url": absolute("/")}


def achievement(cohort: Cohort, *, course: str, rule: str, language: str) -> dict[str, Any]:
    """Return what was achieved, with its criteria as an address and in words."""
    with translation.override(language):
        description = _("Deed de cursus ‘%(course)s’: leren over sociale media door te doen, ding voor ding.")
        url = _address("achievement", cohort.slug)
        return {
            "id": url,
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": course,
            "description": description % {"course": course},
            "inLanguage": language,
            "criteria": {"id": url, "narrative": rule},
        }


def credential(certificate: Certificate) -> dict[str, Any]:
    """Return the credential, unsigned. The cohort with its POI must be on the certificate; no query.

    The words are those of the day of issue, so that a badge is the same whenever she fetches it.
    """
    issuer = profile(certificate.cohort.organisation) | {"name": certificate.organisation_name}
    subject: dict[str, Any] = {
        "id": certificate.subject.urn,
        "type": ["AchievementSubject"],
        "activityStartDate": f"{certificate.began_on}T00:00:00Z",
        "activityEndDate": f"{certificate.finished_on}T00:00:00Z",
        "achievement": achievement(
            certificate.cohort,
            course=certificate.course_title,
            rule=certificate.rule,
            language=certificate.language,
        ),
    }
    if certificate.recipient_hash:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": certificate.recipient_hash,
                "identityType": "emailAddress",
                "salt": certificate.recipient_salt,
            }
        ]
    status_list = status_address(certificate.status_list)
    place = certificate.status_index % STATUS_LIST_SIZE
    return {
        "@context": [VC, OPEN_BADGES],
        "id": absolute(certificate.get_absolute_url()),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.course_title,
        "issuer": issuer,
        "validFrom": moment(certificate.issued_at),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{status_list}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": status_list,
        },
    }


def signed(document: dict[str, Any]) -> str:
    """Return this credential as Compact JWS: the document itself with the claims that repeat it (section 8.2.4)."""
    kid, key = signing_key()
    issuer = document["issuer"]
    claims = {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return jwt.encode({**document, **claims}, key, ALGORITHM, headers={"kid": key_address(kid), "typ": "JWT"})


def _seconds(text: str) -> int:
    return int(datetime.datetime.fromisoformat(text).timestamp())


def status_credential(number: int, at: datetime.datetime | None = None) -> dict[str, Any]:
    """Return list `number` of what was revoked, unsigned. One query.

    It is the installation's and not of one POI: a list of one small POI would tell who revoked how much.
    """
    url = status_address(number)
    now = (at or timezone.now()) - CLOCKS_DIFFER
    first = number * STATUS_LIST_SIZE
    revoked = Certificate.objects.filter(
        revoked_at__isnull=False, status_index__gte=first, status_index__lt=first + STATUS_LIST_SIZE
    )
    places = (index - first for index in revoked.values_list("status_index", flat=True))
    return {
        "@context": [VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": _address("installation"),
        "validFrom": moment(now),
        "validUntil": moment(now + STATUS_LASTS),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(places),
        },
    }


def encoded(places: Iterable[int]) -> str:
    """Return the bit string with these bits set, the first bit leftmost: GZIP, then base64url after a multibase "u"."""
    bits = bytearray(STATUS_LIST_SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64url_encode(gzip.compress(bytes(bits), mtime=0)).decode()
