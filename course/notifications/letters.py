"""What makes a mail of a letter: greeting, closing, and the ways to get less of it (RFC 2369, RFC 8058)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from course.notifications.kinds import Kind, Letter
from course.notifications.models import Notice
from course.people.models import User

SALT = "notifications.less"
WISHES = ("reactions", "digest")


class Less(NamedTuple):
    """What an address in a mail lets its reader change without signing in: one wish of one person."""

    person_id: int
    wish: str


def token_for(person: User, wish: str) -> str:
    """Return the signed part of that address. It has no end: a mail of a year ago can still be answered with no."""
    return signing.dumps([person.pk, wish], salt=SALT)


def read_token(token: str) -> Less | None:
    """Return what the token is for; None for one that we never gave."""
    try:
        person_id, wish = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Less(person_id, wish) if wish in WISHES else None


def absolute(path: str) -> str:
    """Return the whole address of a page, for what is read outside the site: a mail, a feed."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def message_for(notice: Notice, kind: Kind, letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    """Return the mail, in the language that is active. Its Message-ID is always the same for one notice."""
    wishes_url = absolute(reverse("notifications:wishes"))
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    less_url = ""
    if kind.wish:
        less_url = absolute(reverse("notifications:less", args=[token_for(notice.person, kind.wish)]))
        headers |= {"List-Unsubscribe": f"<{less_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(
        "notifications/letter.txt",
        {
            "name": notice.person.get_short_name() if notice.person.name else "",
            "text": letter.text.strip(),
            "less_url": less_url,
            "wishes_url": wishes_url,
            "site_name": settings.SITE_NAME,
        },
    )
    return EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=text,
        to=[notice.person.email],
        headers=headers,
        connection=connection,
    )


_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+")


def quoted(text: str) -> str:
    """Return what somebody wrote as one line for a letter, without an e-mail address that may stand in it."""
    return _ADDRESS.sub("…@…", " ".join(text.split()))
