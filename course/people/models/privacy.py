"""Who looked at whom, and who asked to be forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models.persons import User


class Look(models.Model):
    """That a trainer or manager opened a page about a person: one row a day, for that person to read."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="looks")
    viewer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    viewer_was = models.CharField(max_length=20, help_text="The role that opened the page: a kind of Role.")
    page = models.CharField(max_length=40, help_text="Which page, as a key; looks.py has the words for it.")
    on = models.DateField(default=timezone.localdate)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("blik")
        verbose_name_plural = _("blikken")
        ordering: ClassVar = ["-last_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "viewer", "page", "on"], name="look_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.on}"


class ErasureRequest(models.Model):
    """That somebody wants to be forgotten. It waits a week, in which she can take it back; then it is carried out."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="erasure_requests")
    keeps_texts = models.BooleanField(
        default=False, help_text="Whether what she wrote for others stays, under no name; else it is emptied."
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("verzoek om te wissen")
        verbose_name_plural = _("verzoeken om te wissen")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="erasure_ends_once", condition=Q(cancelled_at__isnull=True) | Q(done_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="erasure_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"
