"""The part of the editor's form that asks what the pictures in a post show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from course.blogs.pictures import LONGEST_ALT, PLACEHOLDER, address_of, described, undescribed


@dataclass(frozen=True)
class Asked:
    """One picture that says nothing yet: where it is served, its place in the text, and the field beside it."""

    url: str
    place: int
    field: BoundField


def name_of(picture: uuid.UUID) -> str:
    return f"alt-{picture}"


def alt_field(place: int) -> forms.CharField:
    """Return the field that asks what the picture at this place of the text shows."""
    return forms.CharField(
        label=_("Wat is er te zien op foto %(place)s?") % {"place": place},
        help_text=_("Eén zin is genoeg. Wie de foto niet kan zien, leest of hoort deze tekst."),
        max_length=LONGEST_ALT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DescribesPictures(forms.Form):
    """A form with a `source`: asks for words for each picture in it that has none, and publishes none without.

    Renders the text where it has pictures.

    The words go into the Markdown. Only where nothing is said yet: what the writer put between the brackets counts.
    """

    to_publish = False
    placeholder = PLACEHOLDER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._silent = undescribed(self["source"].value() or "")
        for place, picture in self._silent:
            self.fields[name_of(picture)] = alt_field(place)

    @property
    def asked(self) -> list[str]:
        """Names of the fields that publishing needs, though a draft may leave them empty."""
        return [name_of(picture) for _place, picture in self._silent]

    @property
    def next_picture(self) -> uuid.UUID:
        """An id for the next picture, so that a form that is sent twice makes one."""
        return uuid.uuid4()

    @property
    def pictures(self) -> list[Asked]:
        """The pictures that the page has to ask about, in the order of the text."""
        return [Asked(address_of(picture), place, self[name_of(picture)]) for place, picture in self._silent]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("source"):
            return cleaned
        said = {picture: cleaned.get(name_of(picture), "") for _place, picture in self._silent}
        cleaned["source"] = described(cleaned["source"], said)
        if self.to_publish:
            for place, picture in undescribed(cleaned["source"]):
                self.add_error(
                    name_of(picture),
                    _("Foto %(place)s heeft nog geen beschrijving. Schrijf in één zin wat erop te zien is.")
                    % {"place": place},
                )
        return cleaned


class AltForm(forms.Form):
    """The one field beside a picture that was uploaded this moment."""

    def __init__(self, picture: uuid.UUID, place: int) -> None:
        super().__init__()
        self.asked = [name_of(picture)]
        self.fields[name_of(picture)] = alt_field(place)
        self.picture = Asked(address_of(picture), place, self[name_of(picture)])
