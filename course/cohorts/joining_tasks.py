"""Mail about joining that goes out at once, also to people without an account.

The outbox of notifications tells people we know, in the hours they chose. Somebody who just pressed ‘Meld mij aan’
waits for this mail now and may be nobody to us yet: so it is a task, that tries again when a mail server refuses.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 24 * 60))
"""How long after each failure the next attempt is. After the last of them we give up: she can ask again."""

PERMANENT = 500
"""From here on a mail server's answers will be the same tomorrow (RFC 5321, 4.2.1)."""


def mail_later(about: str, key: int) -> None:
    """Put one mail in the queue once this transaction is sure. `about` and `key`: see joining_letters.LETTERS."""
    transaction.on_commit(partial(mail_about_joining.enqueue, about, key))


@task()
def mail_about_joining(about: str, key: int, failures: int = 0) -> str:
    """Write and send one mail, as it is true now. Says how it went.

    "sent", "nothing" (to say any more), "refused" (that address takes no mail), "later" or "given up".
    """
    from course.cohorts import joining_letters  # letters know the queue, not the other way round

    try:
        return "sent" if joining_letters.send(about, key) else "nothing"
    except smtplib.SMTPRecipientsRefused as fault:
        if all(code >= PERMANENT for code, _said in fault.recipients.values()):
            return "refused"
        why = "SMTPRecipientsRefused"
    except (OSError, smtplib.SMTPException) as fault:
        why = type(fault).__name__
    # A fault may repeat the address: only its class goes into the log.
    logger.warning("Mail about joining (%s %s) was not sent: %s", about, key, why)
    if failures >= len(WAITS):
        logger.error("Mail about joining (%s %s) failed too often and is given up.", about, key)
        return "given up"
    mail_about_joining.using(run_after=timezone.now() + WAITS[failures]).enqueue(about, key, failures + 1)
    return "later"
