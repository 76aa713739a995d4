"""The forms of who wants to take part: the code, and who she is."""

from __future__ import annotations

import unicodedata
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts import asking
from course.cohorts.models import Cohort
from course.people.models import Library


def readable(typed: str) -> str:
    """Return a name on one line, without signs that nobody sees."""
    kept = "".join(one for one in unicodedata.normalize("NFC", typed) if unicodedata.category(one) not in ("Cc", "Cf"))
    return " ".join(kept.split())


class CodeForm(forms.Form):
    """The code of a cohort, as somebody read it on a poster."""

    code = forms.CharField(
        label=gettext_lazy("Code van je ronde"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Je kreeg de code van je trainer of je leidinggevende."),
        error_messages={"required": gettext_lazy("Vul de code in.")},
    )

    def clean_code(self) -> str:
        self.cohort = asking.cohort_of_code(self.cleaned_data["code"])
        if self.cohort is None:
            raise ValidationError(
                _("Deze code kennen we niet. Kijk of hij goed is overgenomen, of vraag hem nog eens aan je trainer.")
            )
        return self.cleaned_data["code"]


class AskForm(forms.Form):
    """Who wants to take part. Never says whether an address has an account."""

    asked = ("library",)

    name = forms.CharField(
        label=gettext_lazy("Je naam"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Vul je naam in.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Je e-mailadres van het werk"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Vul je e-mailadres in. Daar sturen we de link naartoe."),
            "invalid": gettext_lazy("Dit is geen e-mailadres. Kijk of er een @ in staat."),
        },
    )
    library = forms.ModelChoiceField(
        Library.objects.none(),
        label=gettext_lazy("Je bibliotheek"),
        required=False,
        empty_label=gettext_lazy("Kies je bibliotheek"),
        error_messages={"invalid_choice": gettext_lazy("Kies een bibliotheek uit de lijst.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.libraries = Library.objects.standing().filter(organisation=cohort.organisation_id)
        cast(forms.ModelChoiceField, self.fields["library"]).queryset = self.libraries
        if self.domains:
            self.fields["email"].help_text = _("Het eindigt op %(domains)s.") % {
                "domains": _(" of ").join(f"@{domain}" for domain in self.domains)
            }

    @property
    def domains(self) -> list[str]:
        return sorted(asking.domains_of(self.cohort))

    def clean_name(self) -> str:
        name = readable(self.cleaned_data["name"])
        if not any(one.isalpha() for one in name):
            raise ValidationError(_("Vul je naam in."))
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if not asking.may_ask(self.cohort, email):
            raise ValidationError(
                _("Met dit e-mailadres kun je niet meedoen. Vul je werkadres in, of mail de contactpersoon.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        email = cleaned.get("email")
        if email and not cleaned.get("library") and "library" not in self.errors:
            cleaned["library"] = asking.library_of(self.cohort, email, list(self.libraries))
            if cleaned["library"] is None:
                self.add_error("library", _("Kies je bibliotheek."))
        return cleaned
