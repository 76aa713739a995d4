"""Sending what lies in the outbox: each notice once, as it is true now, in the hours that its person chose.

A notice is claimed by compare-and-set before it is sent, so that two workers never send the same one. A worker that is
killed between handing a mail over and writing that down leaves a claim; it is taken up after CLAIM_LASTS, and the mail
then carries the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from course.notifications.hours import next_allowed
from course.notifications.kinds import KINDS, Kind, Letter
from course.notifications.letters import message_for
from course.notifications.models import Notice, Wishes

logger = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60))
"""How long after each failure the next attempt is: after the last of them a notice is dropped, some four days old."""

PERMANENT = range(500, 600)
"""SMTP's answers that will be the same tomorrow (RFC 5321, 4.2.1)."""


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
    """Sending failed. `for_good`: it would fail again. `by_server`: what is wrong is not this one mail."""

    def __init__(self, why: str, *, for_good: bool = False, by_server: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good
        self.by_server = by_server


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
    notice = Notice.objects.select_related("person__wishes").get(pk=pk)
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
    except Exception as fault:
        # A fault of one kind is no reason to keep the others waiting, nor to lose this one.
        logger.exception("Notice %s (%s) could not be written.", notice.pk, notice.reason)
        return claim.fail(f"{type(fault).__name__}: {fault}")
    if letter is None:
        return claim.drop(why_not)
    try:
        _send(notice, kind, letter, connection)
    except Refused as refusal:
        logger.warning("Notice %s (%s) was not sent: %s", notice.pk, notice.reason, refusal)
        if refusal.for_good:
            return claim.drop(str(refusal))
        claim.fail(str(refusal))
        return Result.NO_SERVER if refusal.by_server else Result.LATER
    return claim.succeed()


def wishes_of(notice: Notice) -> Wishes:
    """Return how this person wants to be told, the defaults where she never said. No query."""
    return getattr(notice.person, "wishes", None) or Wishes(person=notice.person)


def _letter(notice: Notice, kind: Kind, wishes: Wishes) -> tuple[Letter | None, str]:
    """Return the letter; or None and why there is none. Asked now, not when it happened."""
    if not notice.person.is_active:
        return None, "Her account is closed."
    wish = getattr(wishes, kind.wish) if kind.wish else "now"
    if wish == "never":
        return None, "She does not want this mail."
    if kind.wish == "reactions" and wish == Wishes.Reactions.DIGEST:
        return None, "She reads it in her digest."
    if not kind.may_still_read(notice):
        return None, "She may not read it any more."
    return kind.render(notice), "There is nothing to say any more."


def _send(notice: Notice, kind: Kind, letter: Letter, connection: BaseEmailBackend | None) -> None:
    """Hand the mail over. Raises Refused."""
    try:
        message_for(notice, kind, letter, connection or get_connection()).send()
    except smtplib.SMTPRecipientsRefused as fault:
        answers = list(fault.recipients.values())
        why = "; ".join(f"{code} {_text(said)}" for code, said in answers)
        raise Refused(why, for_good=all(code in PERMANENT for code, _said in answers)) from fault
    except smtplib.SMTPDataError as fault:
        why = f"{fault.smtp_code} {_text(fault.smtp_error)}"
        raise Refused(why, for_good=fault.smtp_code in PERMANENT) from fault
    except (OSError, smtplib.SMTPException) as fault:  # Also a refusal of our own address or password.
        raise Refused(f"{type(fault).__name__}: {fault}", by_server=True) from fault
    except ValueError as fault:  # A header or an address that no mail can have.
        raise Refused(f"{type(fault).__name__}: {fault}", for_good=True) from fault


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@dataclass(frozen=True)
class Claim:
    """One notice that one worker holds since `at`. Each method ends the claim, and only while it is still its own."""

    notice: Notice
    at: datetime

    def succeed(self) -> Result:
        self._end(sent_at=self.at, attempts=self.notice.attempts + 1, outcome="")
        return Result.SENT

    def drop(self, why: str) -> Result:
        self._end(dropped_at=self.at, outcome=why[:300])
        return Result.DROPPED

    def postpone(self, until: datetime) -> Result:
        self._end(due_at=until)
        return Result.LATER

    def fail(self, why: str) -> Result:
        """Try again later, each time later; once that is done, give up."""
        failures = self.notice.attempts + 1
        if failures > len(WAITS):
            self._end(attempts=failures, dropped_at=self.at, outcome=f"Failed too often. {why}"[:300])
            return Result.DROPPED
        self._end(attempts=failures, due_at=self.at + WAITS[failures - 1], outcome=why[:300])
        return Result.LATER

    def _end(self, **fields: Any) -> None:
        ended = Notice.objects.waiting().filter(pk=self.notice.pk, claimed_at=self.at)
        if not ended.update(claimed_at=None, **fields):
            logger.error("Notice %s was taken up by another worker meanwhile: it may be sent twice.", self.notice.pk)
