"""Roles: what somebody is for others."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models.persons import User
from course.people.models.places import Library, ServiceOrganisation


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, on: date | None = None) -> Self:
        """Keep the roles that hold on that day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Role(models.Model):
    """What somebody is for others. Taking part needs no role; an enrolment says that.

    The scope follows the kind: a trainer and an expert belong to a POI, a manager and a group leader to a
    library (a manager of several has several rows), a coordinator to the country.
    """

    class Kind(models.TextChoices):
        GROUP_LEADER = "group_leader", _("groepsleider")
        TRAINER = "trainer", _("trainer")
        MANAGER = "manager", _("leidinggevende")
        EXPERT = "expert", _("expert")
        COORDINATOR = "coordinator", _("landelijk coördinator")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("persoon"))
    kind = models.CharField(_("rol"), max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        ServiceOrganisation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles",
        verbose_name=_("POI"),
    )
    library = models.ForeignKey(
        Library, null=True, blank=True, on_delete=models.CASCADE, related_name="roles", verbose_name=_("bibliotheek")
    )
    subjects = models.CharField(_("onderwerpen"), max_length=200, blank=True, help_text=_("Alleen voor een expert."))
    starts_on = models.DateField(_("vanaf"), default=timezone.localdate)
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol")
        verbose_name_plural = _("rollen")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_scope_fits_its_kind",
                condition=(
                    Q(kind__in=["trainer", "expert"], organisation__isnull=False, library__isnull=True)
                    | Q(kind__in=["manager", "group_leader"], organisation__isnull=True, library__isnull=False)
                    | Q(kind="coordinator", organisation__isnull=True, library__isnull=True)
                ),
                violation_error_message=_(
                    "Deze rol past niet bij deze plek. Een trainer en een expert horen bij een POI, een leidinggevende "
                    "en een groepsleider bij een bibliotheek, een coördinator bij geen van beide."
                ),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
            # Three, because SQLite cannot treat two empty scopes as the same.
            models.UniqueConstraint(
                fields=["person", "kind", "organisation"],
                condition=Q(organisation__isnull=False),
                name="role_unique_at_a_poi",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "library"],
                condition=Q(library__isnull=False),
                name="role_unique_at_a_library",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(organisation__isnull=True, library__isnull=True),
                name="role_unique_in_the_country",
            ),
        ]

    def __str__(self) -> str:
        where = self.organisation or self.library or _("landelijk")
        return f"{self.get_kind_display()}, {where}"
