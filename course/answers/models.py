"""Answers: the one that holds, every attempt behind it, and files that came along."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from course.people.models import User
from lessons.exercises import AnswerData, Facts
from lessons.exercises.base import NO_FACTS
from lessons.models import ThingPage


class Answer(models.Model):
    """One person's answer to one exercise. `data` is the last one, `score` the best one so far (0 to 1, or null)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="answers")
    page = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="answers")
    exercise = models.UUIDField(_("opdracht"), help_text="The id of the exercise in the page's body.")
    kind = models.CharField(_("soort"), max_length=30)  # No choices: a new kind is not a migration.
    data = models.JSONField(default=dict)
    score = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", help_text="The wording that was answered."
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("antwoord")
        verbose_name_plural = _("antwoorden")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "page", "exercise"], name="answer_unique"),
            models.CheckConstraint(
                name="answer_score_range", condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["exercise", "kind"], name="answer_tally")]  # read by poll results

    def __str__(self) -> str:
        return f"{self.kind} {self.exercise}"

    def as_data(self, facts: Facts = NO_FACTS) -> AnswerData:
        """Return the answer as an exercise reads it."""
        return AnswerData(data=self.data, score=self.score, facts=facts)


class Attempt(models.Model):
    """One time somebody answered. Append-only: a retake never hides what came before."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="attempts")
    data = models.JSONField()
    score = models.FloatField(null=True, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.answer} {self.made_at:%Y-%m-%d}"


def private_storage() -> Storage:
    return storages["private"]


def file_path(instance: AnswerFile, _filename: str) -> str:
    """Return an address that tells nothing: the participant's own file name is kept in the row only."""
    return f"answers/{instance.pk}"


class AnswerFile(models.Model):
    """A file handed in with an item of a checklist. Only its owner can fetch it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    item = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    file = models.FileField(storage=private_storage, upload_to=file_path)
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
