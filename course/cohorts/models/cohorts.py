"""Course ownership, and cohorts with their programme."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models import ServiceOrganisation, User
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

    keeps_months = models.PositiveSmallIntegerField(
        _("bewaren na sluiting (maanden)"),
        default=12,
        help_text=_("Zo lang na de laatste dag blijft het werk van deelnemers bij hun naam staan."),
    )
    is_joinable = models.BooleanField(
        _("mensen kunnen zichzelf aanmelden"), default=False, help_text=_("Dan is er een pagina ‘Meedoen?’.")
    )
    join_code = models.CharField(_("code om mee te doen"), max_length=16, unique=True, null=True, blank=True)
    join_domains = models.TextField(
        _("maildomeinen"), blank=True, help_text=_("Eén per regel, zoals bibliotheek.nl. Leeg: elk adres mag.")
    )
    joins_until = models.DateField(_("aanmelden kan tot en met"), null=True, blank=True)
    places = models.PositiveIntegerField(
        _("aantal plaatsen"),
        null=True,
        blank=True,
        help_text=_("Leeg: geen maximum. Is de ronde vol, dan komt er een wachtlijst."),
    )
    contact = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contact_of",
        verbose_name=_("contactpersoon"),
    )
    invitation = models.TextField(_("tekst op de pagina ‘Meedoen?’"), blank=True, max_length=2000)

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
