"""The organisations whose own accounts open our door (OpenID Connect)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from course.people.models.places import Library, ServiceOrganisation


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def working(self) -> Self:
        """Keep those that are switched on and whose place still stands, with that place."""
        standing = Q(organisation__in=ServiceOrganisation.objects.standing()) | Q(
            library__in=Library.objects.standing()
        )
        return self.filter(standing, is_on=True).select_related("organisation", "library")

    def for_address(self, email: str) -> IdentityProvider | None:
        """Return who is believed for the domain of this address. One query; asks nothing of any account."""
        return next((one for one in self.working() if one.believes(email)), None)


class IdentityProvider(models.Model):
    """One OpenID provider of a POI or a library. Who comes from it is known by (provider, `sub`), never by address.

    `domains` are the mail domains for which this provider is believed, one a line: only an address there, that the
    provider calls verified, is joined with an account that is here already.
    """

    slug = models.SlugField(_("adresnaam"), unique=True, help_text="Part of the callback address; never changed.")
    name = models.CharField(_("naam op de knop"), max_length=80)
    organisation = models.ForeignKey(
        ServiceOrganisation, null=True, blank=True, on_delete=models.CASCADE, related_name="identity_providers"
    )
    library = models.ForeignKey(
        Library, null=True, blank=True, on_delete=models.CASCADE, related_name="identity_providers"
    )
    server_url = models.URLField(
        _("adres van de aanbieder"), help_text="The issuer; its discovery document is below it."
    )
    client_id = models.CharField(max_length=200)
    client_secret = models.CharField(max_length=400, blank=True)
    domains = models.TextField(_("maildomeinen"), blank=True)
    is_on = models.BooleanField(_("aan"), default=True)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("inloggen van een organisatie")
        verbose_name_plural = _("inloggen van organisaties")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="identity_provider_of_one_place",
                condition=(
                    Q(organisation__isnull=False, library__isnull=True)
                    | Q(organisation__isnull=True, library__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def believed_domains(self) -> frozenset[str]:
        return frozenset(line.strip().lower() for line in self.domains.splitlines() if line.strip())

    def believes(self, email: str) -> bool:
        """Say whether the address is of one of the domains: exactly, so not of a name below it or around it."""
        return email.rpartition("@")[2].strip().lower() in self.believed_domains
