"""Reads the environment: every variable is checked at the door and refused with a sentence that says what to do."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

# Measured in design/performance: with these no write was refused while 32 people wrote at once, and none was lost.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
    ),
}


def text(name: str, default: str | None = None) -> str:
    """Return the variable `name`; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None or value == "":
        if default is not None:
            return default
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment; the README lists what it means.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return the variable `name` as yes or no: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Write 1 or 0.")


def number(name: str, default: int) -> int:
    """Return the variable `name` as a whole number of 0 or more."""
    value = os.environ.get(name, "").strip()
    if value == "":
        return default
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number. Write digits only.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated variable `name` as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str) -> str:
    """Return the variable `name`, which must be long and random, as Django's check security.W009 says."""
    value = text(name)
    how = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if len(value) < 50:
        raise ImproperlyConfigured(f"{name} is shorter than 50 characters. {how}")
    if len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{name} can be guessed. {how}")
    return value


def signing_key(name: str) -> str:
    """Return the variable `name` as the PEM text of an RSA key of 2048 bits or more; empty when it is not set.

    A backslash with an n may stand for the end of a line, as in files of variables. No sentence repeats what was in it.
    """
    pem = os.environ.get(name, "").replace("\\n", "\n").strip()
    if not pem:
        return ""
    how = "Make one: manage.py rotate_badge_key --show"
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"{name} is no private key in PEM form without a password. {how}") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < 2048:
        raise ImproperlyConfigured(f"{name} is not an RSA key of 2048 bits or more. {how}")
    return pem


def hosts(name: str) -> list[str]:
    """Return the variable `name` as host names; `.example.org` stands for that name and all below it."""
    found = words(name)
    if not found:
        raise ImproperlyConfigured(f"{name} is not set. Name the site's own addresses, separated by commas.")
    for host in found:
        if "*" in host:
            raise ImproperlyConfigured(
                f"{name} holds {host!r}, and a * lets strangers choose the address in our mails. Name the site's own."
            )
        if not re.fullmatch(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]", host, re.IGNORECASE):
            raise ImproperlyConfigured(
                f"{name} holds {host!r}, which is no host name. Leave out https://, a port and a path."
            )
    return found


def origins(allowed_hosts: list[str]) -> list[str]:
    """Return the addresses from which forms may come: those of the site itself."""
    return [f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in allowed_hosts]


def address(name: str, default: str) -> str:
    """Return the variable `name` as the address of a site, without a slash at its end."""
    value = text(name, default).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+", value):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no address of a site. Write it like https://dingen.example.org."
        )
    return value


def database(data_dir: Path) -> dict[str, Any]:
    """Return Django's database settings from DATABASE_URL, or embedded SQLite in `data_dir` without it.

    Understands `sqlite:///path` and `postgres://user:password@host:port/name`; a socket folder may stand in the
    query: `postgres:///name?host=/run/postgresql`. No sentence repeats the address: a password may stand in it.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return sqlite(data_dir / "dingen.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: its host or port is wrong. Write postgres://user:password@host:5432/name, "
            "with %40 for an @, %2F for a / and %3A for a : in the password."
        ) from error
    path = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite":
        if not path or parts.netloc:
            raise ImproperlyConfigured("DATABASE_URL names no file. Write sqlite:///name, or sqlite:////folder/name.")
        return sqlite(Path(path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL is of no kind we know. Begin it with postgres:// or sqlite:///, or leave it out for SQLite."
        )
    if not path:
        raise ImproperlyConfigured("DATABASE_URL names no database. Write postgres://user:password@host/NAME.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Return Django's settings for the embedded database at `path`."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }
