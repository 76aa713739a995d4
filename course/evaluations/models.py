"""Two kinds of answers, kept apart by construction: one's own, and nobody's."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from course.cohorts.models import Cohort
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire


class Answered(models.Model):
    """That somebody filled in or skipped a questionnaire: so that nobody is asked twice. Not what, and not when."""

    class Outcome(models.TextChoices):
        FILLED_IN = "filled_in", _("ingevuld")
        SKIPPED = "skipped", _("overgeslagen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="answered")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    thing = models.ForeignKey(ThingPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)

    class Meta:
        verbose_name = _("ingevulde vragenlijst")
        verbose_name_plural = _("ingevulde vragenlijsten")
        constraints: ClassVar = [
            # Two plain constraints and not one with nulls_distinct=False: SQLite leaves that one out in silence.
            models.UniqueConstraint(
                fields=["person", "questionnaire", "thing"],
                condition=Q(thing__isnull=False),
                name="answered_once_for_a_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "questionnaire"], condition=Q(thing__isnull=True), name="answered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class AnonymousResponseQuerySet(models.QuerySet["AnonymousResponse"]):
    def counted(self) -> Self:
        """Keep the responses that a trainer's page may count."""
        return self.filter(held_back=False)


class AnonymousResponse(models.Model):
    """What somebody said of a ding, or of a whole cohort: no person, no moment, a random id, no way to `Answered`.

    It is about one `thing` or one `cohort`, never both: that would divide people into groups too small to hide in.

    `held_back`: waits until five new ones can be counted at once. A trainer who looks after five answers and again
    after six would otherwise read the sixth person's answer from the difference.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    thing = models.ForeignKey(ThingPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    held_back = models.BooleanField(default=False)

    objects = AnonymousResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("antwoord zonder naam")
        verbose_name_plural = _("antwoorden zonder naam")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="response_about_one_thing_or_cohort",
                condition=Q(thing__isnull=True) | Q(cohort__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OwnResponse(models.Model):
    """What somebody said of herself (nulmeting, end): hers, with her name; others see group means from five."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="own_responses")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("eigen antwoord")
        verbose_name_plural = _("eigen antwoorden")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "questionnaire"], name="own_response_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}"
