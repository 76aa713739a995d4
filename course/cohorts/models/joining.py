"""How people come into a cohort: their own invitation, an address approved before, a place on the waiting list."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models.cohorts import Cohort
from course.cohorts.models.enrolments import Enrolment
from course.people.models import Library, Team, User

INVITATION_LASTS = timedelta(days=30)
"""How long a personal link opens the door. A new one costs its reader one press."""


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


def last_moment() -> datetime:
    return timezone.now() + INVITATION_LASTS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime | None = None) -> Self:
        """Keep the invitations that can still be used at that moment (default: now)."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """One personal way into one cohort.

    The link in the mail is `nonce` under the site's signature: used once, and worth nothing to who reads only the
    database. `person` is empty for who asked to join by the cohort's own link and has no account: using it makes one.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mailadres"))
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    name = models.CharField(_("naam"), max_length=120, blank=True)
    library = models.ForeignKey(Library, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Enrolment.Way, default=Enrolment.Way.ALL)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(default=last_moment)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.made_at:%Y-%m-%d}"

    def state(self, at: datetime | None = None) -> Literal["used", "revoked", "expired", "open"]:
        """Say what became of it by that moment (default: now)."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.expires_at > (at or timezone.now()) else "expired"


class ApprovedAddress(models.Model):
    """An address that may join without anybody looking: it passes the mail domains and takes a place that is free."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="approved_addresses")
    email = models.EmailField(_("e-mailadres"))
    library = models.ForeignKey(Library, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vooraf goedgekeurd adres")
        verbose_name_plural = _("vooraf goedgekeurde adressen")
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "email"], name="approved_address_once")]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.pk}"


class WaitingPlaceQuerySet(models.QuerySet["WaitingPlace"]):
    def waiting(self) -> Self:
        """Keep who still waits, the first comer first."""
        return self.filter(invited_at__isnull=True, withdrawn_at__isnull=True).order_by("asked_at", "pk")


class WaitingPlace(models.Model):
    """Somebody who wants to take part in a cohort that is full. Whoever came first is invited first."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="waiting_list")
    email = models.EmailField(_("e-mailadres"))
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_places")
    name = models.CharField(_("naam"), max_length=120)
    library = models.ForeignKey(Library, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    invited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("plaats op de wachtlijst")
        verbose_name_plural = _("wachtlijst")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "email"], condition=Q(withdrawn_at__isnull=True), name="waiting_place_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.asked_at:%Y-%m-%d}"
