"""Verifying a badge with nothing but the badge, the issuer's public key and its status list: no network, no query.

The order is that of Open Badges 3.0, section 9.1. Only RS256 is taken: a token that chooses its own algorithm ("none",
or a MAC with the public key as its secret) chooses whether it is believed.
"""

from __future__ import annotations

import binascii
import datetime
import gzip
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt.utils import base64url_decode

from course.progress.certificates.keys import ALGORITHM, PRIVATE_PARTS
from course.progress.models import STATUS_LIST_SIZE

Jwk = dict[str, Any]
FindKey = Callable[[str], Jwk | None]
FindList = Callable[[str], str | None]
"""Given the address of a status list, the token that stands there; None when it cannot be had."""

HEADERS = frozenset({"alg", "kid", "typ"})
LARGEST_LIST = STATUS_LIST_SIZE // 8 * 64
"""What a list may grow to when it is unpacked: a few kilobytes can hold gigabytes of zeros."""
LEEWAY = datetime.timedelta(minutes=5)


class NotVerifiedError(Exception):
    """Why this badge is not to be believed, as a sentence."""


def verify(token: str, find_key: FindKey, find_list: FindList, at: datetime.datetime) -> dict[str, Any]:
    """Return the credential in this token. Raises NotVerifiedError."""
    document = _opened(token, find_key, at)
    _conforms(document)
    status = document.get("credentialStatus")
    if status is not None and _is_revoked(status, document, find_key, find_list, at):
        raise NotVerifiedError("The issuer revoked this badge.")
    return document


def _opened(token: str, find_key: FindKey, at: datetime.datetime) -> dict[str, Any]:
    """Return the document of a token that is signed and valid now, after checking all that is said in it twice."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise NotVerifiedError("This is not a signed token (three parts with dots between them).") from error
    if header.get("alg") != ALGORITHM:
        raise NotVerifiedError(f"It is signed with {header.get('alg')!r}. Only {ALGORITHM} is taken.")
    if set(header) - HEADERS or header.get("typ", "JWT") != "JWT":
        raise NotVerifiedError("Its header says more than alg, kid and typ, and nothing of that is believed.")
    kid = header.get("kid")
    jwk = find_key(kid) if isinstance(kid, str) else None
    if jwk is None:
        raise NotVerifiedError(f"The key {kid!r} is not published by an issuer that is known here.")
    if jwk.get("kty") != "RSA" or PRIVATE_PARTS & set(jwk):
        raise NotVerifiedError("The key is not the public half of an RSA key.")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(jwk, ALGORITHM),
            algorithms=[ALGORITHM],
            options={"require": ["iss", "jti", "nbf", "sub"], "verify_nbf": False, "verify_exp": False},
        )
    except jwt.InvalidSignatureError as error:
        raise NotVerifiedError(
            "The signature is not of this key: something was changed, or somebody else signed."
        ) from error
    except jwt.PyJWTError as error:
        raise NotVerifiedError(f"The token cannot be read: {error}") from error
    _said_twice(claims, str(kid))
    _in_time(claims, at)
    return claims


def _said_twice(claims: dict[str, Any], kid: str) -> None:
    """Hold the claims of the token against the document, and the key against the issuer."""
    issuer = claims.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    subject = claims.get("credentialSubject")
    pairs = {
        "issuer": (claims["iss"], issuer_id),
        "id": (claims["jti"], claims.get("id")),
        "subject": (claims["sub"], subject.get("id") if isinstance(subject, dict) else None),
        "validFrom": (claims["nbf"], _seconds(claims.get("validFrom"))),
    }
    if "exp" in claims or "validUntil" in claims:
        pairs["validUntil"] = (claims.get("exp"), _seconds(claims.get("validUntil")))
    for name, (claimed, written) in pairs.items():
        if claimed != written:
            raise NotVerifiedError(f"Token and credential differ in {name}: {claimed!r} and {written!r}.")
    if _origin(str(issuer_id)) != _origin(kid):
        raise NotVerifiedError("The key is published by another site than the issuer's.")


def _in_time(claims: dict[str, Any], at: datetime.datetime) -> None:
    if claims["nbf"] > (at + LEEWAY).timestamp():
        raise NotVerifiedError(f"It is valid from {claims['validFrom']}, and not yet.")
    if "exp" in claims and claims["exp"] < (at - LEEWAY).timestamp():
        raise NotVerifiedError(f"It was valid until {claims['validUntil']}.")


def _conforms(document: dict[str, Any]) -> None:
    kinds = document.get("type")
    if not isinstance(kinds, list) or not {"OpenBadgeCredential", "AchievementCredential"} & set(map(str, kinds)):
        raise NotVerifiedError("This is a credential of another kind than an Open Badge.")
    subject = document["credentialSubject"]
    if not (subject.get("id") or subject.get("identifier")):
        raise NotVerifiedError("It does not say who earned it.")
    if not isinstance(subject.get("achievement"), dict):
        raise NotVerifiedError("It does not say what was earned.")


def _is_revoked(
    status: Any, document: dict[str, Any], find_key: FindKey, find_list: FindList, at: datetime.datetime
) -> bool:
    if not isinstance(status, dict) or status.get("type") != "BitstringStatusListEntry":
        raise NotVerifiedError("Whether it is revoked is told in a way that is not known here.")
    url, place = status.get("statusListCredential"), status.get("statusListIndex")
    if not isinstance(url, str) or not isinstance(place, str) or not (place.isascii() and place.isdecimal()):
        raise NotVerifiedError("Whether it is revoked cannot be looked up: its place in the list is not given.")
    if _origin(url) != _origin(str(document["iss"])):
        raise NotVerifiedError("Its status list is of another site than the issuer's.")
    token = find_list(url)
    if token is None:
        raise NotVerifiedError(f"Whether it is revoked cannot be looked up: there is no list at {url}.")
    listed = _opened(token, find_key, at)
    subject = listed["credentialSubject"]
    if listed["id"] != url or "BitstringStatusListCredential" not in listed.get("type", []):
        raise NotVerifiedError("What stands at the address of the status list is something else.")
    if subject.get("statusPurpose") != status.get("statusPurpose"):
        raise NotVerifiedError("The status list is for another purpose.")
    return bit(str(subject.get("encodedList")), int(place))


def bit(encoded: str, place: int) -> bool:
    """Return one bit of an encoded list. Raises NotVerifiedError for one that is damaged or of a wrong size."""
    if not encoded.startswith("u"):
        raise NotVerifiedError("The status list is not multibase base64url.")
    try:
        with gzip.GzipFile(fileobj=BytesIO(base64url_decode(encoded[1:]))) as packed:
            bits = packed.read(LARGEST_LIST + 1)
    except (OSError, EOFError, zlib.error, binascii.Error, ValueError) as error:
        raise NotVerifiedError("The status list is damaged.") from error
    if len(bits) * 8 < STATUS_LIST_SIZE or len(bits) > LARGEST_LIST or place >= len(bits) * 8:
        raise NotVerifiedError("The status list has no such place, or is not of a size that the standard allows.")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def _seconds(text: Any) -> int | None:
    try:
        at = datetime.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return int(at.timestamp()) if at.tzinfo else None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
