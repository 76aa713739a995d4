"""What this room tells people of the course by mail, and when the clock looks for it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from course.notifications import recurring
from course.notifications.kinds import Kind, register
from course.progress import stuck, week_opens


def register_kinds() -> None:
    """Make the kinds of notice known, and the jobs that make them due."""
    register(
        Kind(
            week_opens.REASON,
            week_opens.may_still_read,
            week_opens.write,
            wish="course",
            label=_("Een nieuwe week is open"),
            tells_trainer=True,
        )
    )
    register(
        Kind(
            stuck.REASON,
            stuck.still_lies,
            stuck.write,
            wish="course",
            label=_("Een ding dat blijft liggen"),
            tells_trainer=True,
        )
    )
    recurring.register(recurring.Recurring("progress.week_opens", timedelta(minutes=5), week_opens.make_due))
    recurring.register(recurring.Recurring("progress.stuck", timedelta(hours=6), stuck.make_due))
