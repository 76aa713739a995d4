"""Secrets that the database keeps but must not show: a copy of it alone opens nobody's second step."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

MARK = "sealed:"


def _seals() -> MultiFernet:
    """Return the seal of today's SECRET_KEY first, then those of the keys before it."""
    keys = [force_bytes(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"sealed " + key).digest())) for key in keys])


def seal(text: str) -> str:
    """Return the text so that only who has SECRET_KEY reads it; nothing stays nothing."""
    return MARK + _seals().encrypt(text.encode()).decode() if text else ""


def unseal(text: str) -> str:
    """Return what was sealed; a text from before sealing as it stands; "" where SECRET_KEY is another now."""
    if not text.startswith(MARK):
        return text
    try:
        return _seals().decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        return ""
