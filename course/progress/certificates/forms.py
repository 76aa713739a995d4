"""The name that comes on a certificate, and why one is taken back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from course.progress.certificates import names
from course.progress.models import Certificate


class NameForm(forms.Form):
    """One field: the name, tidied and checked."""

    name = forms.CharField(
        label=_("Je naam, zoals hij op het certificaat komt"),
        help_text=_("Kijk goed naar hoofdletters, tussenvoegsels en accenten."),
        max_length=400,
        error_messages={"required": _("Schrijf je naam, zoals hij op het certificaat komt.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto"}),
    )

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"])
        names.check(name)
        return name


class RevokeForm(forms.Form):
    """Why a certificate is taken back. Strangers read the reason, and never the note."""

    reason = forms.ChoiceField(
        label=_("Waarom trek je het in?"),
        choices=[(value, label) for value, label in Certificate.Reason.choices if value != Certificate.Reason.REPLACED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom je dit certificaat intrekt.")},
    )
    note = forms.CharField(
        label=_("Toelichting voor jezelf en je collega-trainers"),
        help_text=_("Wie het certificaat controleert, leest dit niet."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
