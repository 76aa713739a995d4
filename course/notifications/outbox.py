"""Sending what lies in the outbox: each notice once, as it is true now, in the hours that its person chose.

A notice is claimed by compare-and-set before it is sent, so that two workers never send the same one. A worker that is
killed between handing a mail over and writing that down leaves a claim; it is taken up after CLAIM_LASTS, and the mail
then carries the same Message-ID.
"""

from __future__ import annotations

import logging
import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from course.notifications.hours import next_allowed
from course.notifications.kinds import KINDS, Kind, Letter
from course.notifications.letters import message_for
from course.notifications.models import Cause, Notice, Undeliverable, Wishes
from course.notifications.undeliverable import note_failure

logger = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60))
"""How long after each failure the next attempt is: after the last of them a notice is dropped, some four days old."""

PERMANENT = range(500, 600)
"""SMTP's answers that will be the same tomorrow (RFC 5321, 4.2.1)."""

ABOUT_THE_ADDRESS = re.compile(r"\s*5\.1\.(?:1|2|3|6|10)\b")
"""Status codes that say that nobody has this address (RFC 3463). Any other refusal may be about us or this one mail."""


class Result(Enum):
    """What became of one attempt."""

    SENT = "sent"
    DROPPED = "dropped"
    LATER = "later"
    """Outside her hours, or it failed: it stays in the outbox with a new moment."""
    NO_SERVER = "no_server"
    """It failed because nobody takes our mail: the others would fail in the same way now."""
    NOT_OURS = "not_ours"
    """Not due any more, or another worker has it."""


class Refused(Exception):  # noqa: N818 - as a mail server says it
    """Sending failed. `for_good`: it would fail again. `no_address`: nobody has this address."""

    def __init__(self, cause: Cause, why: str, *, for_good: bool = False, no_address: bool = False) -> None:
        super().__init__(why)
        self.cause = cause
        self.for_good = for_good
        self.no_address = no_address


def deliver_due(*, at: datetime | None = None, at_most: int = 500) -> dict[Result, int]:
    """Send what is due, and say how many went which way. Stops at the first sign that the mail server is down."""
    counts = dict.fromkeys(Result, 0)
    due = Notice.objects.due(at or timezone.now()).values_list("pk", flat=True)[:at_most]
    connection = get_connection()
    for pk in list(due):
        result = deliver(pk, at=at, connection=connection)
        counts[result] += 1
        if result is Result.NO_SERVER:
            break
    return counts


def deliver(pk: int, *, at: datetime | None = None, connection: BaseEmailBackend | None = None) -> Result:
    """Send one notice when it is due and free. Queries: two for the claim and the notice, one to end it, the kind's."""
    now = at or timezone.now()
    if not Notice.objects.due(now).filter(pk=pk).update(claimed_at=now):
        return Result.NOT_OURS
    notice = Notice.objects.select_related("person__wishes", "person__undeliverable").get(pk=pk)
    claim = Claim(notice, now)
    wishes = wishes_of(notice)
    allowed_at = next_allowed(
        now, from_hour=wishes.from_hour, until_hour=wishes.until_hour, at_weekends=wishes.at_weekends
    )
    if allowed_at > now:
        return claim.postpone(allowed_at)
    with translation.override(notice.person.language):
        return _deliver_claimed(claim, wishes, connection)


def _deliver_claimed(claim: Claim, wishes: Wishes, connection: BaseEmailBackend | None) -> Result:
    notice = claim.notice
    try:
        kind = KINDS[notice.reason]
        letter, why_not = _letter(notice, kind, wishes)
        mail = message_for(notice, kind, letter, connection or get_connection()) if letter is not None else None
    except Exception as fault:
        # A fault of one kind is no reason to keep the others waiting, nor to lose this one.
        logger.exception("Notice %s (%s) could not be written.", notice.pk, notice.reason)
        return claim.fail(Cause.FAULT, f"{type(fault).__name__}: {fault}")
    if mail is None:
        return claim.drop(why_not)
    try:
        _send(mail)
    except Refused as refusal:
        return _refused(claim, refusal)
    return claim.succeed()


def _refused(claim: Claim, refusal: Refused) -> Result:
    logger.warning("Notice %s (%s) was not sent: %s", claim.notice.pk, claim.notice.reason, refusal)
    if refusal.no_address:
        note_failure(
            person=claim.notice.person, why=Undeliverable.Why.UNKNOWN, is_hard=True, said=str(refusal), at=claim.at
        )
    if refusal.for_good:
        return claim.drop(refusal.cause, str(refusal))
    result = claim.fail(refusal.cause, str(refusal))
    return Result.NO_SERVER if refusal.cause == Cause.NO_SERVER else result


def wishes_of(notice: Notice) -> Wishes:
    """Return how this person wants to be told, the defaults where she never said. No query."""
    return getattr(notice.person, "wishes", None) or Wishes(person=notice.person)


def _letter(notice: Notice, kind: Kind, wishes: Wishes) -> tuple[Letter | None, Cause]:
    """Return the letter; or None and why there is none. Asked now, not when it happened."""
    if (why_not := _no_mail(notice, kind, wishes)) is not None:
        return None, why_not
    if not kind.may_still_read(notice):
        return None, Cause.NOT_HERS
    return kind.render(notice), Cause.NOTHING


def _no_mail(notice: Notice, kind: Kind, wishes: Wishes) -> Cause | None:
    """Return why this person gets no mail of this kind, whatever it would say; None: she does. No query."""
    if not notice.person.is_active:
        return Cause.CLOSED
    address = getattr(notice.person, "undeliverable", None)
    if address is not None and address.stops:
        return Cause.UNREACHABLE
    wish = getattr(wishes, kind.wish) if kind.wish else "now"
    if wish == "never":
        return Cause.UNWANTED
    if kind.wish == "reactions" and wish == Wishes.Reactions.DIGEST:
        return Cause.IN_DIGEST
    return None


def _send(mail: EmailMessage) -> None:
    """Hand the mail over. Raises Refused."""
    try:
        _hand_over(mail)
    except smtplib.SMTPRecipientsRefused as fault:
        answers = [(code, _text(said)) for code, said in fault.recipients.values()]
        for_good = all(code in PERMANENT for code, _said in answers)
        raise Refused(
            Cause.REFUSED if for_good else Cause.DELAYED,
            "; ".join(f"{code} {said}" for code, said in answers),
            for_good=for_good,
            no_address=all(code in PERMANENT and ABOUT_THE_ADDRESS.match(said) for code, said in answers),
        ) from fault
    except smtplib.SMTPDataError as fault:
        for_good = fault.smtp_code in PERMANENT
        why = f"{fault.smtp_code} {_text(fault.smtp_error)}"
        raise Refused(Cause.REFUSED if for_good else Cause.DELAYED, why, for_good=for_good) from fault
    except (OSError, smtplib.SMTPException) as fault:  # Also a refusal of our own address or password.
        raise Refused(Cause.NO_SERVER, f"{type(fault).__name__}: {fault}") from fault
    except ValueError as fault:  # A header or an address that no mail can have.
        raise Refused(Cause.BAD_ADDRESS, f"{type(fault).__name__}: {fault}", for_good=True) from fault


def _hand_over(mail: EmailMessage) -> None:
    """Open, send, close. What goes wrong at closing is no failure: the server has the mail, and once is enough.

    Raises ValueError for letters before the @ that most mail servers cannot take (SMTPUTF8, RFC 6531): Django would
    write them as a header does, and no postbox has such a name.
    """
    if not all(address.rpartition("@")[0].isascii() for address in mail.recipients()):
        raise ValueError("Letters with accents before the @ cannot be mailed to.")
    connection = mail.connection or get_connection()
    try:
        connection.open()
        connection.send_messages([mail])
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@dataclass(frozen=True)
class Claim:
    """One notice that one worker holds since `at`. Each method ends the claim, and only while it is still its own."""

    notice: Notice
    at: datetime

    def succeed(self) -> Result:
        self._end(sent_at=self.at, attempts=self.notice.attempts + 1, cause="", outcome="")
        return Result.SENT

    def drop(self, cause: Cause, said: str = "") -> Result:
        self._end(dropped_at=self.at, cause=cause, outcome=said)
        return Result.DROPPED

    def postpone(self, until: datetime) -> Result:
        self._end(due_at=until)
        return Result.LATER

    def fail(self, cause: Cause, said: str) -> Result:
        """Try again later, each time later; once that is done, give up."""
        failures = self.notice.attempts + 1
        if failures > len(WAITS):
            self._end(attempts=failures, dropped_at=self.at, cause=cause, outcome=said)
            return Result.DROPPED
        self._end(attempts=failures, due_at=self.at + WAITS[failures - 1], cause=cause, outcome=said)
        return Result.LATER

    def _end(self, **fields: Any) -> None:
        if "outcome" in fields:  # A mail server may say what no database keeps.
            fields["outcome"] = fields["outcome"].replace("\0", "")[:300]
        ended = Notice.objects.waiting().filter(pk=self.notice.pk, claimed_at=self.at)
        if not ended.update(claimed_at=None, **fields):
            logger.error("Notice %s was taken up by another worker meanwhile: it may be sent twice.", self.notice.pk)
