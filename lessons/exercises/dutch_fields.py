"""Form fields that read what `dutch.py` reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lessons.exercises.dutch import number_as_meant


class NumberField(forms.DecimalField):
    """A number as people here write it: 2,5 or 1.000. An `initial` number is shown with its comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        number = number_as_meant(str(value))
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return f"{value:g}".replace(".", ",") if isinstance(value, int | float) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}
