"""One form for every questionnaire: what a trainer wrote decides what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.exercises.base import shuffled
from lessons.exercises.dutch import number_as_meant
from lessons.questionnaires import Item, Questionnaire

NOT_APPLICABLE = "na"
"""The value of "n.v.t." in the form; in the stored data it is null."""

MOST_BUTTONS = 8
"""A choice out of more than this folds into a list."""


def tidy(text: str) -> str:
    """Return the text with plain line ends and none with white space before it: one device looks like another."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


class WholeNumberField(forms.IntegerField):
    """A whole number within limits; "45,0" is a whole number too, and "1.000" is not 1."""

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
        number = number_as_meant(value) if isinstance(value, str) else None
        return super().to_python(value if number is None else f"{number:f}")

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


def field_for(item: Item, seed: str = "") -> forms.Field:
    """Return the form field for one item. Nothing is pre-chosen and each may stay open (syllabus 3 and 4).

    With a `seed` the answers to a knowledge question stand in an order of her own.
    """
    value = item.value
    shared: dict[str, Any] = {"label": item.text, "help_text": item.hint, "required": False}
    if item.kind == "number":
        return WholeNumberField(minimum=value["minimum"], maximum=value["maximum"], **shared)
    if item.kind == "text":
        return TextField(maximum=value["maximum"], **shared)
    choices = choices_for(item, seed)
    if item.kind == "several":
        shared["help_text"] = item.hint or _("Je mag meer dan één antwoord kiezen.")
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    if item.kind == "choice" and len(choices) > MOST_BUTTONS:
        choices.insert(0, ("", _("Kies een antwoord")))
        return forms.ChoiceField(choices=choices, **shared)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


def choices_for(item: Item, seed: str) -> list[tuple[str, str]]:
    """Return what there is to choose as (value in the form, words): points with their number before their name."""
    options = dict(item.options)
    if item.kind == "knowledge" and seed:
        return [(key, options[key]) for key in shuffled(map(str, options), f"{seed}/{item.key}")]
    if item.kind not in NUMBERED:
        return [(str(key), words) for key, words in options.items()]
    choices = [(str(point), f"{point} {name}".strip()) for point, name in options.items()]
    if item.kind == "scale" and item.value["not_applicable"]:
        choices.append((NOT_APPLICABLE, item.value["not_applicable"]))
    return choices


NUMBERED = ("scale", "points")
"""The kinds whose answer is a point, kept as a number."""


@dataclass(frozen=True)
class Part:
    """Questions under one heading; `heading` is None for those above the first."""

    heading: Item | None
    fields: list[forms.BoundField] = field(default_factory=list)


class QuestionnaireForm(forms.Form):
    """The items of one questionnaire, in order; the names of the fields are the keys of the items."""

    use_required_attribute = False

    def __init__(self, questionnaire: Questionnaire, data: Any = None, seed: str = "") -> None:
        super().__init__(data)
        self.all_items = questionnaire.item_list()
        self.items = [item for item in self.all_items if item.kind != "heading"]
        for item in self.items:
            self.fields[item.key] = field_for(item, seed)

    def parts(self) -> list[Part]:
        """Return the questions by heading, for the page."""
        parts = [Part(None)]
        for item in self.all_items:
            if item.kind == "heading":
                parts.append(Part(item))
            else:
                parts[-1].fields.append(self[item.key])
        return [part for part in parts if part.heading or part.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.answers():
            raise ValidationError(_("Vul minstens één antwoord in, of sla over."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what was filled in, as JSON by item key: a point and a number as int, "n.v.t." as None.

        Several choices stand in the order of the questionnaire. What was left open is left out.
        """
        given = {key: value for key, value in self.cleaned_data.items() if value not in ("", None, [])}
        kinds = {item.key: item for item in self.items}
        return {key: _stored(kinds[key], value) for key, value in given.items()}


def _stored(item: Item, value: Any) -> Any:
    if item.kind == "several":
        return [key for key, _words in item.options if key in value]
    if item.kind not in NUMBERED:
        return value
    return None if value == NOT_APPLICABLE else int(value)
