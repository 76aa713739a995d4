"""The places where people work: POIs, libraries and teams, and what they were called before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ISIL = re.compile(r"NL-0[1-8][0-9]{4}[0-9A-Za-z]{0,4}")
"""Two digits of kind, four of the organisation, up to four signs of the place (domain.md 3.4). Lenient on purpose."""


class Province(models.TextChoices):
    """The twelve provinces; the code is ISO 3166-2:NL."""

    DRENTHE = "NL-DR", "Drenthe"
    FLEVOLAND = "NL-FL", "Flevoland"
    FRIESLAND = "NL-FR", "Fryslân"
    GELDERLAND = "NL-GE", "Gelderland"
    GRONINGEN = "NL-GR", "Groningen"
    LIMBURG = "NL-LI", "Limburg"
    NOORD_BRABANT = "NL-NB", "Noord-Brabant"
    NOORD_HOLLAND = "NL-NH", "Noord-Holland"
    OVERIJSSEL = "NL-OV", "Overijssel"
    UTRECHT = "NL-UT", "Utrecht"
    ZEELAND = "NL-ZE", "Zeeland"
    ZUID_HOLLAND = "NL-ZH", "Zuid-Holland"


class PlaceQuerySet(models.QuerySet):
    def standing(self, on: date | None = None) -> Self:
        """Keep the places that are not closed, nor merged into another, on that day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class LibraryQuerySet(PlaceQuerySet):
    def with_merged(self, ids: Iterable[int]) -> Self:
        """Keep these libraries and those that merged into one of them: what a manager of today may look back on."""
        chosen = list(ids)
        return self.filter(Q(pk__in=chosen) | Q(merged_into__in=chosen))


class Named:
    """A place with a name of its own, and with those that it had before."""

    name: Any
    former_names: Any

    def name_on(self, day: date) -> str:
        """Return what this place was called on that day. One query."""
        former = self.former_names.filter(until_on__gt=day).order_by("until_on", "pk").first()
        return str(former.name if former else self.name)


class ServiceOrganisation(Named, models.Model):
    """A provincial support organisation (POI, formerly PSO): trainers work here."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    slug = models.SlugField(_("adresnaam"), unique=True)
    province = models.CharField(_("provincie"), max_length=5, choices=Province, blank=True)
    closed_on = models.DateField(
        _("gesloten op"), null=True, blank=True, help_text=_("Vanaf deze dag telt de POI niet meer mee.")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("POI")
        verbose_name_plural = _("POI's")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Library(Named, models.Model):
    """A public library: participants and managers work here."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    slug = models.SlugField(_("adresnaam"), unique=True)
    isil = models.CharField(
        "ISIL",
        max_length=16,
        blank=True,
        help_text=_("Bijvoorbeeld NL-0812345678. Hoeft niet."),
        validators=[
            RegexValidator(
                rf"^{ISIL.pattern}\Z",
                _("Een ISIL begint met NL-0 en dan 5 tot 9 cijfers of letters, zoals NL-0812345678. Leeg mag ook."),
            )
        ],
    )
    organisation = models.ForeignKey(
        ServiceOrganisation, on_delete=models.PROTECT, related_name="libraries", verbose_name=_("POI")
    )
    closed_on = models.DateField(_("gesloten op"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        verbose_name=_("samengegaan met"),
        help_text="Her people moved there on `closed_on`; enrolments of before stay with this row.",
    )

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("bibliotheek")
        verbose_name_plural = _("bibliotheken")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["isil"], condition=~Q(isil=""), name="library_isil_unique"),
            models.CheckConstraint(
                name="library_merged_is_closed", condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False)
            ),
            models.CheckConstraint(name="library_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
        ]

    def __str__(self) -> str:
        return self.name


class Team(Named, models.Model):
    """A branch or a team inside one library."""

    name = models.CharField(_("naam"), max_length=120)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="teams", verbose_name=_("bibliotheek"))
    closed_on = models.DateField(_("gesloten op"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["library", "name"], name="team_name_unique")]

    def __str__(self) -> str:
        return f"{self.name} ({self.library})"


class FormerName(models.Model):
    """What a place was called until a day: a report of last year still shows the name of last year."""

    organisation = models.ForeignKey(
        ServiceOrganisation, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    library = models.ForeignKey(Library, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("naam"), max_length=120)
    until_on = models.DateField(_("tot"), help_text="The first day of the name that came after it.")

    class Meta:
        verbose_name = _("vroegere naam")
        verbose_name_plural = _("vroegere namen")
        ordering: ClassVar = ["until_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="former_name_of_one_place",
                condition=(
                    Q(organisation__isnull=False, library__isnull=True, team__isnull=True)
                    | Q(organisation__isnull=True, library__isnull=False, team__isnull=True)
                    | Q(organisation__isnull=True, library__isnull=True, team__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
