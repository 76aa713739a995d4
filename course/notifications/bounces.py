"""Mail that comes back: reading what mail servers report of it (RFC 3462, RFC 3464), and remembering what it means.

A report is believed when it names the signed Message-ID of a notice: whoever never had the mail cannot make one up. It
stops further mail only when it also names the address that the person has today.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from enum import Enum

from django.db import transaction

from course.notifications.letters import notice_of
from course.notifications.models import Cause, Notice, Undeliverable
from course.notifications.undeliverable import note_failure

logger = logging.getLogger(__name__)

Why = Undeliverable.Why
_STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9])")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,200}>")
_NOBODY = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
"""Nobody has the address, the postbox is closed, or the domain is not there."""
AT_MOST_PARTS = 50


class Outcome(Enum):
    """What became of one message that was read."""

    STOPPED = "stopped"
    """The address does not work: no more mail goes there."""
    COUNTED = "counted"
    """It failed for now; the third time ends it."""
    KNOWN = "known"
    """Read before, or about an address that she has no longer."""
    NO_FAILURE = "no failure"
    """A report of a delay, or of something that did arrive."""
    NOT_OURS = "not ours"
    """No report, or not of a mail that we sent."""


@dataclass(frozen=True)
class Failure:
    """One recipient who did not get the mail. `addresses` as given at sending and at the end, in lower case."""

    addresses: tuple[str, ...]
    status: str
    said: str

    @property
    def why(self) -> Undeliverable.Why:
        """What it means to people."""
        if self.status in _NOBODY:
            return Why.UNKNOWN
        if self.status.endswith(".2.2"):
            return Why.FULL
        return Why.REFUSED if self.status.startswith("5.7.") else Why.OTHER

    @property
    def is_hard(self) -> bool:
        """Whether it will be the same tomorrow. A refusal of our words or our server says nothing of her address."""
        return self.why == Why.UNKNOWN


@dataclass(frozen=True)
class Report:
    """What one report says: which mails it may be of, and who did not get it."""

    message_ids: tuple[str, ...]
    failures: tuple[Failure, ...]


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_report(message: Message) -> Report | None:
    """Return what a message reports; None for one that is no report of delivery."""
    parts = _parts(message)
    blocks = [
        block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)
    ]
    if not blocks:
        return None
    found = _MESSAGE_ID.findall(" ".join(_ids(message, parts, blocks)))
    failures = [_failure(block) for block in blocks if _field(block, "Action").lower() == "failed"]
    return Report(tuple(dict.fromkeys(found)), tuple(failures))


def _parts(message: Message) -> list[Message]:
    """Return the message and its parts, at most AT_MOST_PARTS: a report has three."""
    found: list[Message] = []
    for part in message.walk():
        found.append(part)
        if len(found) >= AT_MOST_PARTS:
            break
    return found


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields: first those of the message, then one for each recipient."""
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _ids(message: Message, parts: list[Message], blocks: list[Message]) -> Iterator[str]:
    """Yield where mail servers keep the Message-ID of what came back."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (_field(original, "Message-ID") for original in payload if isinstance(original, Message))
        elif part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            yield _field(message_from_bytes(headers), "Message-ID") if isinstance(headers, bytes) else ""
    yield from (_field(block, "X-Original-Message-ID") for block in blocks)
    yield _field(message, "In-Reply-To")
    yield _field(message, "References")


def _failure(block: Message) -> Failure:
    said = _field(block, "Diagnostic-Code").partition(";")[2].strip() or _field(block, "Diagnostic-Code")
    status = _status(_field(block, "Status"))
    if status is None or status.endswith(".0.0"):  # The general code; often the server's own words know more.
        status = _status(said) or status
    addresses = (_field(block, name).partition(";")[2].strip() for name in ("Original-Recipient", "Final-Recipient"))
    return Failure(
        addresses=tuple(dict.fromkeys(address.strip("<>").lower() for address in addresses if address)),
        status=status or "",
        said=said,
    )


def _status(text: str) -> str | None:
    match = _STATUS.search(text)
    return match[0] if match else None


def _field(message: Message, name: str) -> str:
    """Return one field as a line that every database can keep; empty when it is not there."""
    value = str(message.get(name, "") or "")
    return " ".join(value.encode("utf-8", "replace").decode().replace("\0", "").split())


# --- Remembering -----------------------------------------------------------------------------------------------------


def take_in(message: Message) -> Outcome:
    """Read one message and remember what it says. Reading it again changes nothing. At most seven queries."""
    try:
        report = read_report(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError) as fault:
        logger.warning("A message among the bounces could not be read: %s: %s", type(fault).__name__, fault)
        return Outcome.NOT_OURS
    if report is None:
        return Outcome.NOT_OURS
    ids = [pk for given in report.message_ids if (pk := notice_of(given)) is not None]
    notice = Notice.objects.select_related("person").filter(pk__in=ids, sent_at__isnull=False).first()
    if notice is None:
        return Outcome.NOT_OURS
    return _remember(notice, report.failures[0]) if report.failures else Outcome.NO_FAILURE


@transaction.atomic
def _remember(notice: Notice, failure: Failure) -> Outcome:
    """Write it down, once a notice: by compare-and-set, because the same report may be read by two at once."""
    fresh = Notice.objects.filter(pk=notice.pk, sent_at__isnull=False).exclude(cause=Cause.BOUNCED)
    if not fresh.update(cause=Cause.BOUNCED, outcome=failure.said[:300]):
        return Outcome.KNOWN
    if not set(failure.addresses) & _spellings(notice.person.email):
        return Outcome.KNOWN
    row = note_failure(person=notice.person, why=failure.why, is_hard=failure.is_hard, said=failure.said)
    return Outcome.STOPPED if row.stopped_at is not None else Outcome.COUNTED


def _spellings(address: str) -> set[str]:
    """Return an address as it may stand in a report: a domain with an accent is sent in letters without."""
    name, _at, domain = address.lower().rpartition("@")
    try:
        return {address.lower(), f"{name}@{domain.encode('idna').decode()}"}
    except UnicodeError:
        return {address.lower()}
