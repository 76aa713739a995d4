"""A list of people that somebody brings in: kept while it is looked at and carried out, and no longer."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models.cohorts import Cohort
from course.people.models import User


def private_storage() -> Any:
    return storages["private"]


def kept_at(import_: PeopleImport, _name: str) -> str:
    """Return where the file is kept: under its number, never under the name it came with."""
    return f"people/{import_.pk}"


class PeopleImport(models.Model):
    """One file with people on its way into one cohort: uploaded, looked at (dry run), carried out in the background.

    It goes on where it stopped: `handled` counts the rows that are done, and every row may be done twice.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("bekeken")
        RUNNING = "running", _("bezig")
        DONE = "done", _("klaar")
        FAILED = "failed", _("mislukt")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="people_imports")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(storage=private_storage, upload_to=kept_at, blank=True)
    file_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    columns = models.JSONField(default=dict, help_text="Which column of the file is which field, by its number.")
    corrections = models.JSONField(default=dict, help_text="Line number -> field -> what was typed in its place.")
    invites = models.BooleanField(_("stuur een uitnodiging"), default=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    total = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Outcome -> number of rows.")
    error = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lijst met mensen")
        verbose_name_plural = _("lijsten met mensen")
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.cohort} {self.made_at:%Y-%m-%d}"
