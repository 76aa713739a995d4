"""What we tell people, once: the outbox, how each of them wants to be told, and what the site does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models import User

CLAIM_LASTS = timedelta(minutes=10)
"""Sending one mail takes seconds: whoever claimed a notice longer ago was killed, and another may take it up."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Keep what is neither sent nor dropped yet."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def due(self, at: datetime) -> Self:
        """Keep what should be sent at that moment and that nobody is sending. Reads the index `notice_due`."""
        unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_LASTS)
        return self.waiting().filter(unclaimed, due_at__lte=at)


class Notice(models.Model):
    """One thing to tell one person, for one reason and period. The unique constraint makes telling it twice impossible.

    It ends sent (`sent_at`), or dropped (`dropped_at`, with why in `outcome`): she may not read it any more, there was
    nothing to say, or it failed too often.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=40, help_text="The kind of notice; see kinds.py.")
    period = models.CharField(max_length=64, help_text="What makes it one: the id of a reaction, or a week.")
    subject = models.CharField(max_length=64, blank=True, help_text="Key of what it is about, for its kind to look up.")
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when one worker is sending it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="The last error, or why it was dropped.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht per mail")
        verbose_name_plural = _("berichten per mail")
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "reason", "period"], name="notice_once"),
            models.CheckConstraint(
                name="notice_ends_once", condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, dropped_at__isnull=True), name="notice_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.period}"


class Wishes(models.Model):
    """How somebody wants to be told things. Without a row the defaults hold."""

    class Reactions(models.TextChoices):
        NOW = "now", _("meteen")
        DIGEST = "digest", _("in het overzicht")
        NEVER = "never", _("nooit")

    class Digest(models.TextChoices):
        DAILY = "daily", _("elke werkdag")
        WEEKLY = "weekly", _("elke week")
        NEVER = "never", _("nooit")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="wishes")
    reactions = models.CharField(_("reacties op mijn berichten"), max_length=10, choices=Reactions, default="now")
    digest = models.CharField(_("overzicht van de groep"), max_length=10, choices=Digest, default="weekly")
    from_hour = models.PositiveSmallIntegerField(_("vanaf"), default=8)
    until_hour = models.PositiveSmallIntegerField(_("tot"), default=18)
    at_weekends = models.BooleanField(_("ook in het weekend"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wensen voor mail")
        verbose_name_plural = _("wensen voor mail")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wishes_hours_are_a_day",
                condition=Q(from_hour__lt=F("until_hour")) & Q(until_hour__lte=24),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.digest}"


class Recurrence(models.Model):
    """When one job of recurring.py runs next, whether it runs now, and how it went the last time."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when one process is running it.")
    ran_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed the last time; empty: it did not.")

    class Meta:
        verbose_name = _("terugkerende taak")
        verbose_name_plural = _("terugkerende taken")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
