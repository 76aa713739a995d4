"""What we tell allauth about the second step: our words, and secrets that a copy of the database does not give away."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from course.people.models import User
from course.people.sign_in.sealed import seal, unseal
from course.people.sign_in.second_step import STEPS, reads_about_others


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        "add_email_blocked": _("Zolang je in twee stappen inlogt, kun je geen adres toevoegen. Wijzig je adres."),
        "cannot_delete_authenticator": _(
            "In jouw rol log je altijd in twee stappen in. Zet eerst een andere tweede stap klaar, dan kan deze weg."
        ),
        "cannot_generate_recovery_codes": _("Zet eerst een app of een passkey klaar. Daarna krijg je reservecodes."),
        "incorrect_code": _("Deze code klopt niet. Kijk of je de nieuwste code hebt en vul hem nog een keer in."),
        "unverified_email": _("Bevestig eerst je e-mailadres. Dan kun je daarna een tweede stap klaarzetten."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second step of who must have one. At most two queries."""
        if not settings.MFA_REQUIRED or not reads_about_others(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STEPS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Return a name to begin with. One query."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Mijn passkey") if count == 0 else gettext("Passkey %(number)d") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Show a person's own name in the window of her phone, not our row number."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        if isinstance(user, User):
            entity["display_name"] = user.name or user.email
        return entity
