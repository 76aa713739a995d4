"""Completions (derived) and the ledger they are derived from (never changed)."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from course.people.models import User
from lessons.models import ThingPage


class AppendOnlyError(Exception):
    """Somebody tried to rewrite history."""


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("A ledger entry is never changed. Add an entry that corrects it.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("A ledger entry is never removed. Add an entry that corrects it.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("A ledger entry is never changed. Add an entry that corrects it.")


class LedgerEntry(models.Model):
    """Something that happened to one person's evidence for one ding."""

    class Event(models.TextChoices):
        STARTED = "started", _("begonnen")
        GIVEN = "given", _("bewijs gegeven")
        WITHDRAWN = "withdrawn", _("bewijs ingetrokken")
        DONE = "done", _("ding klaar")
        EXEMPTED = "exempted", _("vrijstelling")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ledger")
    thing = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="ledger")
    event = models.CharField(max_length=10, choices=Event)
    exercise = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=160, blank=True, help_text="What the exercise was called then.")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    exercises_total = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="On a done entry: how many exercises counted at that moment."
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["person", "thing"], name="ledger_of_a_person")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_names_an_exercise_when_it_must",
                condition=Q(event__in=["given", "withdrawn"], exercise__isnull=False)
                | Q(event__in=["started", "done", "exempted"], exercise__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person", "thing"], condition=Q(event__in=["done", "exempted"]), name="ledger_done_once"
            ),
            models.UniqueConstraint(
                fields=["person", "thing"], condition=Q(event="started"), name="ledger_started_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("A ledger entry is never changed. Add an entry that corrects it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("A ledger entry is never removed. Add an entry that corrects it.")


class ThingCompletion(models.Model):
    """How far one person is with one ding: derived from the ledger by `rules.completion`, in the same transaction."""

    class State(models.TextChoices):
        BUSY = "busy", _("bezig")
        DONE = "done", _("klaar")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="completions")
    thing = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="completions")
    state = models.CharField(max_length=10, choices=State)
    exercises_done = models.PositiveSmallIntegerField(default=0)
    exercises_total = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    is_exempted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("voltooiing")
        verbose_name_plural = _("voltooiingen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thing"], name="completion_unique"),
            models.CheckConstraint(
                name="completion_never_above_all", condition=Q(exercises_done__lte=F("exercises_total"))
            ),
            models.CheckConstraint(
                name="completion_done_has_a_moment",
                condition=Q(state="done", done_at__isnull=False) | Q(state="busy", done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercises_done}/{self.exercises_total}"
