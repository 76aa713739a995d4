"""The form about oneself, and allauth's forms with our own words."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from allauth.account import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import ModelForm, TextInput
from django.utils.translation import gettext as _

from course.people.models import User


class ProfileForm(ModelForm[User]):
    """What somebody is called, and in which language she reads."""

    class Meta:
        model = User
        fields: ClassVar = ["screen_name", "name", "language"]
        widgets: ClassVar = {
            "name": TextInput(attrs={"autocomplete": "name"}),
            "screen_name": TextInput(attrs={"autocomplete": "nickname"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Vul je naam in.")

    def clean_screen_name(self) -> str:
        """Return the name without signs nobody sees. Two people are never shown under one name. At most one query."""
        typed = unicodedata.normalize("NFC", self.cleaned_data["screen_name"])
        name = " ".join("".join(one for one in typed if unicodedata.category(one) not in ("Cc", "Cf")).split())
        if name and "screen_name" in self.changed_data:
            shown = Q(screen_name__iexact=name) | Q(screen_name="", name__iexact=name)
            if User.objects.exclude(pk=self.instance.pk).filter(shown).exists():
                raise ValidationError(_("Zo heet hier al iemand. Kies een andere schermnaam."), code="taken")
        return name


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
