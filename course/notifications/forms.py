"""How somebody wants to be told: all of it on her own page, or one wish from a mail."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from course.notifications.models import Wishes


def hours(first: int, last: int) -> list[tuple[int, str]]:
    """Return hours of the day as choices."""
    return [(hour, _("%(hour)s.00 uur") % {"hour": hour}) for hour in range(first, last + 1)]


def choices_of(wish: str) -> list[tuple[str, str]]:
    """Return the choices for one wish, each with a capital: they stand on lines of their own."""
    found = {"reactions": Wishes.Reactions, "digest": Wishes.Digest, "course": Wishes.Course}[wish]
    return [(value, capfirst(str(label))) for value, label in found.choices]


class WishesForm(forms.ModelForm[Wishes]):
    asked = ("at_weekends",)

    class Meta:
        model = Wishes
        fields: ClassVar = ["reactions", "digest", "course", "from_hour", "until_hour", "at_weekends"]
        widgets: ClassVar = dict.fromkeys(["reactions", "digest", "course"], forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reactions, digest = self.fields["reactions"], self.fields["digest"]
        reactions.label = _("Reacties op wat ik schrijf")
        reactions.help_text = _(
            "Ook als iemand antwoordt op jouw reactie, of je noemt. Wil je ze in het overzicht? Kies dan hieronder "
            "hoe vaak dat komt."
        )
        digest.label = _("Overzicht van mijn groep")
        digest.help_text = _("Je krijgt het alleen als er iets nieuws is, en niet als je net op de site was.")
        self.fields["course"].label = _("Nieuws van de cursus")
        self.fields["course"].help_text = _(
            "Op de dag dat een week opent: welke dingen er zijn. En soms een duwtje, als een ding lang blijft liggen."
        )
        for name in ("reactions", "digest", "course"):
            self.fields[name].choices = choices_of(name)  # type: ignore[attr-defined]  # a ChoiceField
        for name, label, choices in (
            ("from_hour", _("Mail mij vanaf"), hours(0, 23)),
            ("until_hour", _("Mail mij tot"), hours(1, 24)),
        ):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)
        self.fields["at_weekends"].label = _("Ook in het weekend")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_hour"), cleaned.get("until_hour")
        if first is not None and last is not None and first >= last:
            self.add_error("until_hour", _("Kies bij ‘tot’ een later uur dan bij ‘vanaf’."))
        return cleaned


class LessForm(forms.Form):
    """One wish, with the choice as it is now."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, wish: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        field.choices = choices_of(wish)  # type: ignore[attr-defined]  # a ChoiceField, which it is above
        field.label = _("Wanneer wil je deze mail?")
        field.error_messages["required"] = _("Kies wanneer je deze mail wilt.")
        field.error_messages["invalid_choice"] = _("Kies wanneer je deze mail wilt.")
