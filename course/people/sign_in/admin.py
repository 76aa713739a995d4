"""Where who runs the site writes down an organisation's sign-in, in Wagtail. The secret goes in and never comes out."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from course.people.models import IdentityProvider
from course.people.sign_in.sealed import seal

FOR_EVERYBODY = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.nl live.nl live.com msn.com yahoo.com icloud.com me.com "
    "proton.me protonmail.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl home.nl hetnet.nl casema.nl".split()
)
"""Domains at which anybody gets an address: no organisation can say who owns one."""
DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class IdentityProviderForm(WagtailAdminModelForm):
    """One provider. Its two addresses stay once somebody came in by it: they are part of who she is."""

    server_url = forms.URLField(label=gettext_lazy("Adres van de aanbieder"), assume_scheme="https", max_length=200)
    secret = forms.CharField(
        label=gettext_lazy("Geheim (client secret)"),
        required=False,
        strip=True,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("We laten het nooit meer zien. Laat dit leeg om het te houden zoals het is."),
    )

    class Meta:
        model = IdentityProvider
        fields: ClassVar = [
            "name", "slug", "organisation", "library", "server_url", "client_id", "secret", "domains", "is_on"
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_id"].label = _("Naam van deze site bij de aanbieder (client id)")
        self.fields["domains"].help_text = _("Een domein per regel, zoals bibliotheek.example. Alleen deze adressen.")
        self.fields["server_url"].help_text = _("Het adres van de uitgever (issuer), zonder /.well-known erachter.")
        self.fields["slug"].help_text = self._return_address()
        if self.instance.pk and SocialAccount.objects.filter(provider=self.instance.slug).exists():
            for name in ("slug", "server_url"):
                self.fields[name].disabled = True

    def _return_address(self) -> str:
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.instance.slug or "adresnaam"})
        address = f"{settings.WAGTAILADMIN_BASE_URL}{path}"
        return _("Geef dit terugkeer-adres aan de aanbieder: %(address)s") % {"address": address}

    def clean_server_url(self) -> str:
        address = str(self.cleaned_data["server_url"]).rstrip("/")
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValidationError(_("Het adres moet met https:// beginnen."), code="https")
        return address

    def clean_domains(self) -> str:
        """Return one domain a line. One domain is of one provider. One query."""
        lines = [line.strip().lower().removeprefix("@") for line in self.cleaned_data["domains"].splitlines()]
        domains = list(dict.fromkeys(line for line in lines if line))
        for domain in domains:
            if not DOMAIN.fullmatch(domain):
                raise ValidationError(_("%(domain)s is geen domein.") % {"domain": domain}, code="domain")
            if domain in FOR_EVERYBODY:
                words = _("Bij %(domain)s kan iedereen een adres krijgen. Vul een domein van de organisatie zelf in.")
                raise ValidationError(words % {"domain": domain}, code="everybody")
        others = IdentityProvider.objects.exclude(pk=self.instance.pk)
        for other in others:
            if shared := other.believed_domains.intersection(domains):
                words = _("%(domain)s staat al bij %(other)s. Haal het daar eerst weg.")
                raise ValidationError(words % {"domain": min(shared), "other": other.name}, code="taken")
        return "\n".join(domains)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("organisation")) == bool(cleaned.get("library")):
            self.add_error("library", _("Kies een POI of een bibliotheek: een van de twee."))
        if not self.instance.pk and not cleaned.get("secret"):
            self.add_error("secret", _("Vul het geheim in dat de aanbieder je gaf."))
        return cleaned

    def save(self, commit: bool = True) -> IdentityProvider:
        if self.cleaned_data.get("secret"):
            self.instance.client_secret = seal(self.cleaned_data["secret"])
        saved: IdentityProvider = super().save(commit)
        return saved


class IdentityProviderViewSet(ModelViewSet):
    """For who runs the site only: no group gets permissions on this model."""

    model = IdentityProvider
    icon = "key"
    menu_label = gettext_lazy("Inloggen van organisaties")
    menu_name = "identity_providers"
    add_to_settings_menu = True
    copy_view_enabled = False
    search_fields: ClassVar = ["name"]
    list_display: ClassVar = ["name", "organisation", "library", BooleanColumn("is_on", label=gettext_lazy("Aan"))]

    def get_form_class(self, for_update: bool = False) -> Any:
        return IdentityProviderForm
