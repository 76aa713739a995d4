"""The form for a line in the directory."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.blogs.models import DirectoryEntry
from course.people.models import User
from lessons.platforms import Platform

WHOLE_ADDRESS = gettext_lazy("Vul het hele adres in, zoals je browser het laat zien. Het begint met https://")


class WebAddress(forms.URLField):
    """An address of the web and of nothing else; "www.voorbeeld.nl" is taken for one."""

    default_validators = [URLValidator(schemes=["http", "https"], message=WHOLE_ADDRESS)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)
        self.error_messages |= {"invalid": WHOLE_ADDRESS}

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if "@" in urlsplit(address).netloc:  # What stands before it is not the site one comes to.
            raise ValidationError(WHOLE_ADDRESS, code="invalid")
        return str(address)


class DirectoryForm(forms.ModelForm):
    """A blog or account of this person, or of her library."""

    use_required_attribute = False

    address = WebAddress(
        label=gettext_lazy("Adres"),
        max_length=300,
        help_text=gettext_lazy("Bijvoorbeeld https://www.voorbeeld.nl/mijnblog"),
        error_messages={"required": gettext_lazy("Vul het adres in van het blog of account.")},
    )

    class Meta:
        model = DirectoryEntry
        fields: ClassVar = ["kind", "name", "address", "platform", "about"]
        widgets: ClassVar = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.label = _("Van wie is het?")
        kind.error_messages["required"] = _("Kies van wie het is.")
        kind.choices = [(DirectoryEntry.Kind.PERSON, _("Van mij. Mijn naam staat erbij: %s.") % person.shown_name)]
        if person.library is not None:
            of_library = _("Van mijn bibliotheek: %s. Mijn naam staat er niet bij.") % person.library
            kind.choices = [*kind.choices, (DirectoryEntry.Kind.LIBRARY, of_library)]
        self.fields["name"].label = _("Naam van het blog of account")
        self.fields["name"].error_messages["required"] = _("Vul in hoe het blog of account heet.")
        platform: Any = self.fields["platform"]
        platform.label, platform.empty_label = _("Waar staat het?"), _("Ergens anders")
        platform.queryset = Platform.objects.filter(is_gone=False).in_order()
        self.fields["about"].label = _("Waarover gaat het?")

    def validate_unique(self) -> None:
        """Leave it: the same address again changes the line that is there."""
