"""Who looked at whom, who took her data along, and who asked to be forgotten."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.files.storage import storages
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
    """That somebody is to be forgotten. It waits, and meanwhile she can take it back; then it is carried out.

    A week when she asked for it herself; longer when the time to keep her data is over (`by_retention`).
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="erasure_requests")
    keeps_texts = models.BooleanField(
        default=False, help_text="Whether what she wrote for others stays, under no name; else it is emptied."
    )
    by_retention = models.BooleanField(default=False, help_text="Whether the site asks it, because time is up.")
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


def private_storage() -> Any:
    return storages["private"]


def export_path(export: DataExport, _name: str) -> str:
    """Return an address that nobody guesses, another one for each export."""
    return f"exports/{export.person_id}/{uuid.uuid4()}.zip"


class DataExport(models.Model):
    """All that the site knows of somebody, packed for her alone: one at a time, kept for some days.

    Without `made_at` it is being made; `error` says why it was not.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="data_export")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private_storage, upload_to=export_path, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("kopie van gegevens")
        verbose_name_plural = _("kopieën van gegevens")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"
