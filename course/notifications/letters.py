"""What makes a mail of a letter: greeting, closing, and the ways to get less of it (RFC 2369, RFC 8058)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from course.notifications.kinds import Kind, Letter
from course.notifications.models import Notice
from course.people.models import User

SALT = "notifications.less"
WISHES = ("reactions", "digest", "course")
_NOTICE = re.compile(r"<?notice-(?P<pk>[0-9]{1,18})\.(?P<sign>[0-9a-f]{20})@")


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


def twin_of(subject: str, text: str, site: str = "") -> str:
    """Return the HTML twin of a whole mail that goes past the outbox: greeting and closing stand in its text."""
    twin = {"subject": subject, "text": text, "site": site or absolute("/"), "site_name": settings.SITE_NAME}
    return render_to_string("account/email/twin.html", twin)


def message_id(notice_id: int) -> str:
    """Return the Message-ID of a notice: always the same one, and signed.

    Who never had the mail cannot make a report up that it came back (bounces.py).
    """
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return f"<notice-{notice_id}.{_sign(notice_id)}@{host}>"


def notice_of(given: str) -> int | None:
    """Return the id of the notice that a Message-ID is of; None for one that we never gave."""
    match = _NOTICE.match(given.strip())
    if match is None or not constant_time_compare(match["sign"], _sign(int(match["pk"]))):
        return None
    return int(match["pk"])


def _sign(notice_id: int) -> str:
    return salted_hmac("notifications.message_id", str(notice_id)).hexdigest()[:20]


def message_for(notice: Notice, kind: Kind, letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the mail in both shapes, in the language that is active."""
    wishes_url = absolute(reverse("notifications:wishes"))
    headers = {
        "Message-ID": message_id(notice.pk),
        "Auto-Submitted": "auto-generated",
        "Content-Language": get_language() or settings.LANGUAGE_CODE,
    }
    less_url = ""
    if kind.wish:
        less_url = absolute(reverse("notifications:less", args=[token_for(notice.person, kind.wish)]))
        headers |= {"List-Unsubscribe": f"<{less_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = " ".join(letter.subject.split())
    context = {
        "subject": subject,
        "name": notice.person.get_short_name() if notice.person.name else "",
        "text": letter.text.strip("\n").rstrip(),
        "less_url": less_url,
        "wishes_url": wishes_url,
        "site": absolute("/"),
        "site_name": settings.SITE_NAME,
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("notifications/letter.txt", context),
        from_email=settings.BOUNCE_EMAIL or settings.DEFAULT_FROM_EMAIL,
        to=[notice.person.email],
        headers=headers | {"From": settings.DEFAULT_FROM_EMAIL},
        connection=connection,
    )
    message.attach_alternative(render_to_string("notifications/letter.html", context), "text/html")
    return message


_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+")


def quoted(text: str) -> str:
    """Return what somebody wrote as one line for a letter, without an e-mail address that may stand in it."""
    return _ADDRESS.sub("…@…", " ".join(text.split()))
