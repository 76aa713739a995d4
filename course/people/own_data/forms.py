"""The form with which somebody asks to be erased: what stays is her choice, and she types her address again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from course.people.models import User


class EraseForm(forms.Form):
    keeps_texts = forms.TypedChoiceField(widget=forms.RadioSelect, coerce=lambda value: value == "yes")
    address = forms.CharField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        keeps, address = self.fields["keeps_texts"], self.fields["address"]
        keeps.label = _("Wat doen we met wat anderen konden lezen?")
        keeps.help_text = _("Je berichten, je reacties, en de feedback en antwoorden die je deelde.")
        keeps.choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("no", _("Haal mijn teksten ook weg.")),
            ("yes", _("Laat mijn teksten staan, zonder mijn naam.")),
        ]
        keeps.error_messages["required"] = _("Kies of je teksten blijven staan.")
        address.label = _("Typ je e-mailadres nog een keer")
        address.help_text = _("Zo weten we zeker dat jij dit wilt.")
        address.error_messages["required"] = _("Typ het e-mailadres van je account.")

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"].strip()
        if typed.lower() != self.person.email.lower():
            raise ValidationError(
                _("Dit is niet het e-mailadres van je account. Je account heeft %(email)s.")
                % {"email": self.person.email},
                code="other",
            )
        return typed
