"""Enrolments: one person in one cohort; and who is whose buddy there."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models.cohorts import Cohort
from course.people.models import Library, Team, User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        """Keep the people who have not left."""
        return self.filter(left_at__isnull=True)

    def present(self) -> Self:
        """Keep who has not left and still has an account: a nameless row helps nobody and holds no place."""
        return self.active().filter(person__is_active=True)

    def for_person(self, person: User) -> Self:
        """Give one person's enrolments, the newest cohort first, with cohort and course. One query."""
        return (
            self.filter(person=person).select_related("cohort__course", "library").order_by("-cohort__starts_on", "-pk")
        )


class Enrolment(models.Model):
    """One person in one cohort, with the team and library she worked at then: a mover stays with that team."""

    class Way(models.TextChoices):
        ALL = "all", _("alles doen")
        CHOOSE = "choose", _("kiezen")
        READ = "read", _("meelezen")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("deelnemer"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("ronde"))
    way = models.CharField(_("manier van meedoen"), max_length=10, choices=Way, default=Way.ALL)
    library = models.ForeignKey(
        Library, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("bibliotheek")
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="enrolments", verbose_name=_("team")
    )
    enrolled_at = models.DateTimeField(_("ingeschreven op"), default=timezone.now)
    paused_at = models.DateTimeField(_("gepauzeerd sinds"), null=True, blank=True)
    paused_until = models.DateField(
        _("pauze tot"), null=True, blank=True, help_text="The first day after her leave; empty: until she says so."
    )
    left_at = models.DateTimeField(_("gestopt op"), null=True, blank=True)
    extended_until = models.DateField(
        _("verlengd tot en met"), null=True, blank=True, help_text="Her own last day, after that of the cohort."
    )
    extension_reason = models.CharField(_("reden van verlengen"), max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
        help_text="The enrolment in an earlier cohort that goes on here.",
    )
    things_done = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Derived by progress; `manage.py reconcile_progress` verifies it."
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inschrijving")
        verbose_name_plural = _("inschrijvingen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "cohort"], name="enrolment_unique"),
            models.CheckConstraint(
                name="enrolment_pause_ends_only_when_paused",
                condition=Q(paused_until__isnull=True) | Q(paused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_extension_has_a_reason",
                condition=Q(extended_until__isnull=True) | ~Q(extension_reason=""),
            ),
        ]
        indexes: ClassVar = [
            # The completion report reads one library of one cohort, people in order.
            models.Index(fields=["cohort", "library"], name="enrolment_report"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("study:my_course")

    @property
    def last_day(self) -> date | None:
        """The last day that she may answer: that of the cohort, or her own after it; None: there is no end."""
        days = [day for day in (self.cohort.closes_on, self.extended_until) if day is not None]
        return max(days) if self.cohort.closes_on is not None else None

    def is_closed(self, on: date | None = None) -> bool:
        """Say whether only reading is left to her on that day (default: today)."""
        return self.last_day is not None and (on or timezone.localdate()) > self.last_day


class BuddyPairQuerySet(models.QuerySet["BuddyPair"]):
    def standing(self) -> Self:
        """Keep the pairs that have not ended."""
        return self.filter(ended_at__isnull=True)


class BuddyPair(models.Model):
    """Two people of one cohort who help each other. One who stops ends the pair; the other gets a new buddy.

    A person stands in at most one pair at a time: as `first` and as `second` by constraint, across the two by
    `buddies.pair`, which locks the cohort.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="buddy_pairs")
    first = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BuddyPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("buddypaar")
        verbose_name_plural = _("buddyparen")
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="buddies_are_two", condition=~Q(first=F("second"))),
            models.UniqueConstraint(
                fields=["first"], condition=Q(ended_at__isnull=True), name="buddy_first_in_one_pair"
            ),
            models.UniqueConstraint(
                fields=["second"], condition=Q(ended_at__isnull=True), name="buddy_second_in_one_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.first_id} + {self.second_id}"
