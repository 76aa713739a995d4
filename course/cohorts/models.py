"""Course ownership, cohorts with their programme, and enrolments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models import Library, ServiceOrganisation, Team, User
from lessons.models import CoursePage, ThingPage

OPENS_AT = time(9, 0)
"""A week opens at nine in the morning, Dutch time (syllabus 0.1)."""


class CourseOwner(models.Model):
    """Who may edit a course. Without an organisation the course is national: only coordinators' staff edit it."""

    course = models.OneToOneField(
        CoursePage, on_delete=models.CASCADE, related_name="ownership", verbose_name=_("cursus")
    )
    organisation = models.ForeignKey(
        ServiceOrganisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name=_("POI"),
        help_text=_("Leeg: een landelijke cursus."),
    )

    class Meta:
        verbose_name = _("eigenaar van een cursus")
        verbose_name_plural = _("eigenaren van cursussen")

    def __str__(self) -> str:
        return f"{self.course}: {self.organisation or _('landelijk')}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    def run_by(self, organisation_ids: frozenset[int]) -> Self:
        """Keep the cohorts that these POIs run."""
        return self.filter(organisation_id__in=organisation_ids)

    def open(self, on: date | None = None) -> Self:
        """Keep the cohorts that have begun and are not closed on that day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(closes_on__isnull=True) | Q(closes_on__gte=day))


class Cohort(models.Model):
    """One run of a course, with its own dates and rules."""

    class ManagerView(models.TextChoices):
        NOTHING = "nothing", _("niets")
        STATE = "state", _("niet begonnen, bezig of klaar")
        DATES = "dates", _("niet begonnen, bezig of klaar, met datum")

    name = models.CharField(_("naam"), max_length=120)
    slug = models.SlugField(_("adresnaam"), unique=True)
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("cursus"))
    organisation = models.ForeignKey(
        ServiceOrganisation, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("POI")
    )
    starts_on = models.DateField(_("begint op"))
    closes_on = models.DateField(_("blijft open tot en met"), null=True, blank=True)
    work_ahead = models.BooleanField(
        _("vooruitwerken mag"), default=False, help_text=_("Alle dingen zijn open vanaf de eerste week.")
    )
    threshold = models.PositiveSmallIntegerField(
        _("klaar vanaf (aantal dingen)"),
        default=20,
        help_text=_("Van alle 23. Zijn er minder dingen gepubliceerd, dan telt het naar verhouding."),
    )
    managers_see = models.CharField(
        _("leidinggevenden zien"), max_length=10, choices=ManagerView, default=ManagerView.STATE
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        ordering: ClassVar = ["-starts_on", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="cohort_closes_after_it_starts",
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CohortWeek(models.Model):
    """One week of the schedule: rows, so that a holiday moves one week and nothing else."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField(_("week"))
    opens_on = models.DateField(_("opent op"))
    is_catch_up = models.BooleanField(_("inhaalweek"), default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "number"], name="week_number_unique")]

    def __str__(self) -> str:
        return f"{self.cohort}, week {self.number}"

    @property
    def opens_at(self) -> datetime:
        """The moment this week opens: nine o'clock in Amsterdam, also across a change of summer time."""
        return datetime.combine(self.opens_on, OPENS_AT, tzinfo=ZoneInfo(settings.TIME_ZONE))

    def is_open(self, at: datetime | None = None) -> bool:
        return self.opens_at <= (at or timezone.now())


class CohortThing(models.Model):
    """One ding in the programme of a cohort: its number, its week, whether it belongs to the core set.

    The programme is rows of the cohort and not the page tree: a trainer who moves a page changes no running cohort.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="programme")
    thing = models.ForeignKey(ThingPage, on_delete=models.PROTECT, related_name="programmes")
    number = models.PositiveSmallIntegerField(_("nummer"))
    week = models.ForeignKey(CohortWeek, on_delete=models.PROTECT, related_name="things")
    is_core = models.BooleanField(_("kernding"), default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "thing"], name="programme_thing_unique"),
            models.UniqueConstraint(fields=["cohort", "number"], name="programme_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.number}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        """Keep the people who have not left."""
        return self.filter(left_at__isnull=True)

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
    left_at = models.DateTimeField(_("gestopt op"), null=True, blank=True)
    things_done = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Derived by progress; `manage.py reconcile_progress` verifies it."
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inschrijving")
        verbose_name_plural = _("inschrijvingen")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "cohort"], name="enrolment_unique")]
        indexes: ClassVar = [
            # The completion report reads one library of one cohort, people in order.
            models.Index(fields=["cohort", "library"], name="enrolment_report"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("study:my_course")
