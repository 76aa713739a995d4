"""The key that signs badges: one RSA key an installation, whose public half stays published for ever.

From BADGE_KEY in the environment; where an installation may make its own (the demo), from a file that only its owner
reads, made at first use. RS256, because that is the one algorithm that every Open Badges 3.0 verifier must know.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from course.progress.models import BadgeKey

ALGORITHM = "RS256"
BITS = 3072
PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class NoBadgeKeyError(ImproperlyConfigured):
    """This installation has no key, and may not make one."""


def new_pem() -> str:
    """Return a new private key as PEM text."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept_pem(path: Path) -> str:
    """Return the key in this file, made at the first call (mode 600). Of two processes at once, one makes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_pem(path, new_pem(), replace=False)
    return path.read_text()


def write_pem(path: Path, pem: str, *, replace: bool) -> None:
    """Put a key in this file, whole or not at all; with `replace=False` one that is there already stays."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(pem)
    try:
        if replace:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


def signing_pem() -> str:
    """Return the private key of this installation. Raises NoBadgeKeyError with what to do."""
    if settings.BADGE_KEY:
        return str(settings.BADGE_KEY)
    if settings.BADGE_KEY_FILE is None:
        raise NoBadgeKeyError(
            "BADGE_KEY is not set, so no badge can be signed. Make one: manage.py rotate_badge_key --show"
        )
    return kept_pem(Path(settings.BADGE_KEY_FILE))


@lru_cache(maxsize=4)
def _loaded(pem: str) -> rsa.RSAPrivateKey:
    return cast(rsa.RSAPrivateKey, load_pem_private_key(pem.encode(), password=None))  # Settings refuse another kind.


def signing_key() -> tuple[str, rsa.RSAPrivateKey]:
    """Return the key id and the private key that signs now; its public half is published first. At most two queries."""
    key = _loaded(signing_pem())
    jwk = public_jwk(key)
    kid = thumbprint(jwk)
    BadgeKey.objects.get_or_create(kid=kid, defaults={"jwk": {**jwk, "kid": kid}})
    return kid, key


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    """Return the public half as JWK (RFC 7517)."""
    found: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {"kty": found["kty"], "n": found["n"], "e": found["e"], "alg": ALGORITHM, "use": "sig"}


def thumbprint(jwk: dict[str, Any]) -> str:
    """Return the thumbprint of an RSA key (RFC 7638): its name, which nobody has to hand out."""
    required = json.dumps({"e": jwk["e"], "kty": jwk["kty"], "n": jwk["n"]}, separators=(",", ":"), sort_keys=True)
    return base64url_encode(sha256(required.encode()).digest()).decode()
