"""allauth's forms of the second step, with our words, and the form for a code by mail."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm as Activate
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ONCE_SECONDS = 180
"""Longer than a code of an app works, with the clock of a phone half a minute off on both sides."""

EMPTY_CODE = gettext_lazy("Vul de code in.")


def code_attributes() -> dict[str, str]:
    return {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "class": "mono"}


class OnceMixin(base.BaseAuthenticateForm):
    """A used code is not taken again, also where a slow clock makes it valid for longer than allauth thinks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code uit je app, of een reservecode"),
            widget=forms.TextInput(attrs=code_attributes()),
            error_messages={"required": EMPTY_CODE},
        )

    def clean_code(self) -> str:
        code = super().clean_code()
        if not cache.add(f"second-step-used:{self.user.pk}:{''.join(code.split())}", True, timeout=ONCE_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return cast(str, code)


class AuthenticateForm(OnceMixin, base.AuthenticateForm):
    """The second step at sign-in."""


class ReauthenticateForm(OnceMixin, base.ReauthenticateForm):
    """The second step before something weighty."""


def goes_on(person: Any) -> None:
    """Let who has just proved herself see her codes on paper without proving it by the app of a moment ago."""
    record_authentication(context.request, person, "mfa", reauthenticated=True)


class ActivateForm(Activate):
    """Shows that the app works before it becomes the second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code die je app nu laat zien"),
            widget=forms.TextInput(attrs=code_attributes()),
            error_messages={"required": EMPTY_CODE},
        )

    def clean_code(self) -> str:
        code = super().clean_code()
        goes_on(self.user)
        return cast(str, code)


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey or key. The browser fills in the credential."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam, om hem later te herkennen")
        self.fields["passwordless"].label = _("Hiermee wil ik ook inloggen zonder code of wachtwoord")
        self.fields["passwordless"].help_text = _("Dat kan met een vingerafdruk, je gezicht of een pincode.")
        self.fields["credential"].error_messages["required"] = _(
            "Je browser heeft niets gestuurd. Probeer het nog een keer, of kies een app met codes."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            goes_on(self.user)
        return cast(dict[str, Any], cleaned)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam")
        self.fields["name"].error_messages["required"] = _("Vul een naam in.")


class PasswordAgainForm(PasswordAgain):
    """One's password, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Wachtwoord")
        self.fields["password"].error_messages["required"] = _("Vul je wachtwoord in.")


class MailedCodeForm(forms.Form):
    """The code that was just mailed."""

    code = forms.CharField(
        label=gettext_lazy("Code uit de mail"),
        max_length=40,
        widget=forms.TextInput(attrs=code_attributes()),
        error_messages={"required": gettext_lazy("Vul de code in die we je mailden.")},
    )
