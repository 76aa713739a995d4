"""Platforms and their limits: data that national editors keep, because a limit changes and a platform disappears."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

KEEPS = timedelta(days=184)
"""No six months are longer than this. Syllabus 7.4: a limit of a platform is good for six months."""


class PlatformQuerySet(models.QuerySet["Platform"]):
    def in_order(self) -> PlatformQuerySet:
        """Return them by name, with those that are gone at the end."""
        return self.order_by("is_gone", Lower("name"))


class Platform(models.Model):
    """A place where a library writes, with the limit that counts there and the day somebody looked it up."""

    class Whose(models.TextChoices):
        OWN = "own", _("van jezelf")
        BETWEEN = "between", _("ertussenin")
        RENTED = "rented", _("gehuurd")

    key = models.SlugField(_("sleutel"), max_length=40, unique=True, help_text=_("Verandert nooit."))
    name = models.CharField(_("naam"), max_length=60)
    purpose = models.CharField(_("waarvoor"), max_length=200, help_text=_("Voor wie en wat: “nieuws en cultuur”."))
    character_limit = models.PositiveIntegerField(
        _("hoogstens (tekens)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    what_counts = models.CharField(
        _("wat telt er?"), max_length=300, blank=True, help_text=_("Een zin: “De eerste regel telt.”")
    )
    whose = models.CharField(_("van wie?"), max_length=10, choices=Whose)
    checked_on = models.DateField(
        _("gecontroleerd op"), null=True, blank=True, help_text=_("De dag waarop je de maat zelf hebt nagekeken.")
    )
    is_gone = models.BooleanField(
        _("bestaat niet meer"), default=False, help_text=_("Dan staat de naam doorgestreept in de lijst.")
    )

    objects = PlatformQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("key"),
        FieldPanel("purpose"),
        FieldPanel("whose"),
        FieldRowPanel([FieldPanel("character_limit"), FieldPanel("checked_on")]),
        FieldPanel("what_counts"),
        FieldPanel("is_gone"),
    ]

    class Meta:
        verbose_name = _("kanaal")
        verbose_name_plural = _("kanalen")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(whose__in=["own", "between", "rented"]), name="platform_is_somebodys"
            ),
            models.CheckConstraint(
                condition=models.Q(character_limit__isnull=True) | models.Q(character_limit__gt=0),
                name="platform_holds_a_character",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_is_gone_display(self) -> str:
        """Return how Wagtail shows `is_gone`: without this it would say True or False."""
        return gettext("ja") if self.is_gone else gettext("nee")

    def is_stale(self, on: date | None = None) -> bool:
        """Say whether the last check is more than six months old. Never checked is another matter."""
        return self.checked_on is not None and (on or timezone.localdate()) - self.checked_on > KEEPS
