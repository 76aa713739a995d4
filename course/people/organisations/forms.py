"""Forms about places."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.people.models import Library, ServiceOrganisation, Team


def tidy(name: str) -> str:
    return " ".join(name.split())


class PlaceForm(forms.ModelForm):
    """What every place has: a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Vul een naam in.")

    def clean_name(self) -> str:
        """Return the name. Two places of one kind with names that differ in capitals only are one place to people."""
        name = tidy(self.cleaned_data["name"])
        same = self._meta.model._default_manager.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if isinstance(self.instance, Team):
            same = same.filter(library=self.instance.library_id)
        if same.exists():
            raise ValidationError(_("“%(name)s” is er al. Kies een andere naam.") % {"name": name}, code="taken")
        return name


class OrganisationForm(PlaceForm):
    class Meta:
        model = ServiceOrganisation
        fields: ClassVar = ["name", "province"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam van de POI")
        self.fields["province"].help_text = _("Werkt de POI voor meer provincies? Laat dit dan leeg.")


class IsilField(forms.CharField):
    """An ISIL in capitals, without spaces: lists come with all kinds of dashes. What it must be says the model."""

    def to_python(self, value: Any) -> str:
        typed = re.sub(r"\s", "", super().to_python(value) or "").upper()
        return re.sub("[\u2010-\u2015\u2212]", "-", typed)


class LibraryForm(PlaceForm):
    isil = IsilField(
        label="ISIL",
        required=False,
        help_text=gettext_lazy("De code van de bibliotheek, zoals NL-0812345678."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Library
        fields: ClassVar = ["name", "isil"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam van de bibliotheek")

    def clean_isil(self) -> str:
        """Return the code, which one library has. At most one query."""
        isil: str = self.cleaned_data["isil"]
        other = Library.objects.filter(isil=isil).exclude(pk=self.instance.pk).first() if isil else None
        if other is not None:
            raise ValidationError(_("Dit is de ISIL van %(place)s. Kijk de code na.") % {"place": other}, code="taken")
        return isil


class TeamForm(PlaceForm):
    class Meta:
        model = Team
        fields: ClassVar = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam van het team")
        self.fields["name"].help_text = _("Een vestiging mag ook.")


class MergeForm(forms.Form):
    """With which library of the same POI. What it does is shown before it is done."""

    into = forms.ModelChoiceField(
        Library.objects.none(),
        label=gettext_lazy("Samen met"),
        empty_label=gettext_lazy("Kies een bibliotheek"),
        error_messages={"required": gettext_lazy("Kies met welke bibliotheek deze samengaat.")},
    )

    def __init__(self, *args: Any, library: Library, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Library.objects.standing().filter(organisation=library.organisation_id).exclude(pk=library.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField
