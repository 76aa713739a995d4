"""Certificates: what was proven on a day, in the words of that day; and the public keys of their badges."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models import Cohort
from course.people.models import User
from course.progress.models.completions import AppendOnlyError

CODE_BYTES = 16
"""128 bits: a stranger who tries a thousand codes a second finds none before the sun is out."""
STATUS_LIST_SIZE = 131_072
"""How many certificates one published status list speaks of: the least that the standard allows, for privacy."""

MAY_CHANGE = frozenset({"revoked_at", "revoked_by", "reason", "note", "name", "recipient_hash", "recipient_salt"})
"""What revoking writes; and the three that erasing empties. All else stays as it was issued."""


def new_code() -> str:
    """Return an unguessable code of 22 signs that fits in an address."""
    return secrets.token_urlsafe(CODE_BYTES)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> Self:
        """Keep what is not revoked, nor replaced by another."""
        return self.filter(revoked_at__isnull=True)

    def for_person(self, person: User) -> Self:
        """Give what one person ever got, the newest first. One query."""
        return self.filter(person=person).order_by("-issued_at", "-pk")

    def for_cohort(self, cohort: Cohort) -> Self:
        """Give all certificates of a cohort by name, with who revoked them and what took their place. One query."""
        return self.filter(cohort=cohort).select_related("person", "revoked_by", "replaced_by").order_by("name", "-pk")

    def update(self, **kwargs: Any) -> int:
        if not set(kwargs) <= MAY_CHANGE:
            raise AppendOnlyError("A certificate is never changed. Revoke it, and issue another.")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise AppendOnlyError("A certificate is never removed. Revoke it.")


class Certificate(models.Model):
    """That one person met the rule of one cohort. Titles and names are copies: what changes later changes nothing here.

    It stands until it is revoked. One that was issued again under another name is revoked with reason "replaced", and
    the new one names it. `things` is a list of {"number", "title", "exempted"} in the order of numbers.
    """

    class Reason(models.TextChoices):
        REPLACED = "replaced", _("vervangen door een nieuw certificaat")
        MISTAKE = "mistake", _("per vergissing gegeven")
        FRAUD = "fraud", _("niet eerlijk gehaald")
        REQUEST = "request", _("op verzoek")

    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="certificates")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="certificates")
    name = models.CharField(_("naam"), max_length=120, blank=True, help_text="As on it; empty since it was erased.")
    course_title = models.CharField(max_length=255)
    cohort_name = models.CharField(max_length=120)
    organisation_name = models.CharField(max_length=120)
    began_on = models.DateField()
    finished_on = models.DateField()
    things = models.JSONField()
    things_total = models.PositiveSmallIntegerField(help_text="How many dingen could be done then.")
    rule = models.TextField(help_text="What was asked of her, in words.")
    language = models.CharField(max_length=5, default="nl")
    issued_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reden"), max_length=10, choices=Reason, blank=True)
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    subject = models.UUIDField(default=uuid.uuid4, editable=False, help_text="Who it is about, in its badge only.")
    recipient_hash = models.CharField(max_length=71, blank=True, help_text="sha256$…: her address then, salted.")
    recipient_salt = models.CharField(max_length=32, blank=True)
    status_index = models.PositiveIntegerField(unique=True, help_text="Its place in the published status lists.")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificaat")
        verbose_name_plural = _("certificaten")
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "cohort"], condition=Q(revoked_at__isnull=True), name="certificate_stands_once"
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_a_reason",
                condition=Q(revoked_at__isnull=True, reason="") | (Q(revoked_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="certificate_nameless_is_revoked", condition=~Q(name="") | Q(revoked_at__isnull=False)
            ),
            models.CheckConstraint(name="certificate_replaces_another", condition=~Q(replaces=F("pk"))),
        ]

    def __str__(self) -> str:
        return f"{self.name or '–'}: {self.cohort_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("A certificate is never changed. Revoke it, and issue another.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("certificates:verify", args=[self.code])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("A certificate is never removed. Revoke it.")

    @property
    def stands(self) -> bool:
        return self.revoked_at is None

    @property
    def is_replaced(self) -> bool:
        return self.reason == self.Reason.REPLACED

    @property
    def exempted(self) -> list[dict[str, Any]]:
        """The dingen among `things` that she had an exemption for."""
        return [thing for thing in self.things if thing["exempted"]]

    @property
    def status_list(self) -> int:
        """The number of the published list that speaks of this certificate."""
        return self.status_index // STATUS_LIST_SIZE


class BadgeKey(models.Model):
    """The public half of a key that signs or once signed badges. It stays published for ever: badges outlive a key."""

    kid = models.CharField(max_length=43, primary_key=True, help_text="The RFC 7638 thumbprint.")
    jwk = models.JSONField(help_text="RFC 7517, the public half only.")
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sleutel voor badges")
        verbose_name_plural = _("sleutels voor badges")
        ordering: ClassVar = ["first_used_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="badge_key_is_public", condition=Q(jwk__d__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.kid
