"""allauth's forms, with our own words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext as _


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """Asks for the address that the code goes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mailadres")
        email.error_messages["required"] = _("Vul je e-mailadres in. Daar sturen we de code naartoe.")
        email.error_messages["invalid"] = _("Dit is geen e-mailadres. Kijk of er een @ in staat.")


class LoginForm(forms.LoginForm):
    """Signs in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = _("Vul je e-mailadres in.")
        self.fields["password"].error_messages["required"] = _("Vul je wachtwoord in, of vraag een code per mail.")
