"""What somebody tells us about taking part: her leave."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from course.cohorts.forms import day_input


class PauseForm(forms.Form):
    """Until which day she rests; without one until she says so herself."""

    until = forms.DateField(
        label=gettext_lazy("Tot welke dag?"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Op deze dag begint de cursus vanzelf weer. Laat leeg als je dat nog niet weet."),
        error_messages={"invalid": gettext_lazy("Vul een dag in, zoals 24-12-2026, of laat dit leeg.")},
    )
