"""One form for every questionnaire: what a trainer wrote decides what is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.questionnaires import Item, Questionnaire

NOT_APPLICABLE = "na"
"""The value of "n.v.t." in the form; in the stored data it is null."""


def tidy(text: str) -> str:
    """Return the text with plain line ends and none with white space before it: one device looks like another."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


class WholeNumberField(forms.IntegerField):
    """A whole number within limits; "45,0" is a whole number too."""

    widget = forms.TextInput

    def __init__(self, *, minimum: int, maximum: int, **kwargs: Any) -> None:
        sentence = _("Vul een heel getal in van %(minimum)s tot en met %(maximum)s.") % {
            "minimum": minimum,
            "maximum": maximum,
        }
        super().__init__(
            validators=[MinValueValidator(minimum, sentence), MaxValueValidator(maximum, sentence)],
            error_messages={"invalid": sentence},
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class TextField(forms.CharField):
    """A text of so many signs. The browser lets you type on: the sentence afterwards says how much is too much."""

    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})

    def __init__(self, *, maximum: int, **kwargs: Any) -> None:
        too_long = gettext_lazy(
            "Je tekst heeft %(show_value)d tekens. Er passen er hoogstens %(limit_value)d. Maak hem korter."
        )
        super().__init__(validators=[MaxLengthValidator(maximum, too_long)], **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


def field_for(item: Item) -> forms.Field:
    """Return the form field for one item. Nothing is pre-chosen and each may stay open (syllabus 3 and 4)."""
    value = item.value
    shared: dict[str, Any] = {"label": item.text, "help_text": item.hint, "required": False}
    if item.kind == "number":
        return WholeNumberField(minimum=value["minimum"], maximum=value["maximum"], **shared)
    if item.kind == "text":
        return TextField(maximum=value["maximum"], **shared)
    if item.kind == "choice":
        choices = [(option["key"], option["text"]) for option in value["options"]]
    else:
        choices = [(str(point), f"{point} {label}") for point, label in enumerate(value["labels"], start=1)]
        if value["not_applicable"]:
            choices.append((NOT_APPLICABLE, value["not_applicable"]))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


class QuestionnaireForm(forms.Form):
    """The items of one questionnaire, in order; the names of the fields are the keys of the items."""

    use_required_attribute = False

    def __init__(self, questionnaire: Questionnaire, data: Any = None) -> None:
        super().__init__(data)
        self.items = questionnaire.item_list()
        for item in self.items:
            self.fields[item.key] = field_for(item)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.answers():
            raise ValidationError(_("Vul minstens één antwoord in, of sla over."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was filled in, as JSON by item key: a scale and a number as int, "n.v.t." as None.

        What was left open is left out.
        """
        given = {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}
        scales = {item.key for item in self.items if item.kind == "scale"}
        return {key: _point(value) if key in scales else value for key, value in given.items()}


def _point(value: str) -> int | None:
    return None if value == NOT_APPLICABLE else int(value)
