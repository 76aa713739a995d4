"""Mail of the demo: kept as files and shown on a page of the site, because one machine has no mail server."""

import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 50
# allauth's sign-in codes: groups of capitals and digits, alone on a line.
_CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+|[0-9]{6})\s*$", re.MULTILINE)


def outbox_folder() -> Path:
    return Path(getattr(settings, "OUTBOX_DIR", settings.DATA_DIR / "outbox"))


class OutboxEmailBackend(BaseEmailBackend):
    """Writes each message to settings.OUTBOX_DIR as an .eml file that any mail program opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = outbox_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # Under another name first: who reads the folder never finds half a message.
            path = folder / f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(path)
        return len(email_messages)


@dataclass(frozen=True)
class SentMail:
    """One mail as /demo/mail/ shows it. `code` is the sign-in code in it, or empty."""

    subject: str
    to: str
    sent_at: datetime
    body: str
    code: str


@require_safe
def outbox_view(request: HttpRequest) -> HttpResponse:
    """Show the newest mails of the demo, to nobody but the person at this machine."""
    if not getattr(settings, "DEMO", False) or not is_at_this_machine(request):
        raise Http404
    response = render(request, "operations/outbox.html", {"mails": newest_mails(), "shown": SHOWN})
    response["Cache-Control"] = "no-store"
    return response


def is_at_this_machine(request: HttpRequest) -> bool:
    """Say whether the request comes from this computer itself, and not through a proxy that runs on it."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def newest_mails() -> list[SentMail]:
    """Return the last SHOWN mails, newest first."""
    paths = sorted(outbox_folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [read_mail(path) for path in paths]


def read_mail(path: Path) -> SentMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    part = message.get_body(("plain",))
    body = str(part.get_content()) if part else ""
    code = _CODE.search(body)
    return SentMail(
        subject=str(message["subject"] or ""),
        to=str(message["to"] or ""),
        sent_at=datetime.fromtimestamp(int(path.name.split("-")[0]) / 1e9, UTC),
        body=body.strip(),
        code=code[1] if code else "",
    )
