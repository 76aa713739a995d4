"""Forms of a list of people: the file, what its columns are, and lines that are corrected on the page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts.models import Cohort
from course.cohorts.people_files.columns import LABELS, Column, Field
from course.cohorts.people_files.reading import Line

MOST_TYPED: Final = 254
_CORRECTION: Final = re.compile(r"regel-(\d{1,7})-(\w{1,20})")


class FileForm(forms.Form):
    """Which cohort, which file. `import_id` makes pressing twice the same list."""

    use_required_attribute = False

    import_id = forms.UUIDField(widget=forms.HiddenInput)
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(),
        label=gettext_lazy("Ronde"),
        empty_label=gettext_lazy("Kies een ronde"),
        error_messages={"required": gettext_lazy("Kies in welke ronde deze mensen komen.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Je lijst"),
        help_text=gettext_lazy("Een Excel-bestand (.xlsx) of een .csv, hooguit 10 MB."),
        allow_empty_file=True,  # An empty one gets the reader's own sentence.
        error_messages={"required": gettext_lazy("Kies het bestand met je lijst.")},
    )
    invites = forms.BooleanField(
        label=gettext_lazy("Stuur iedereen die erbij komt een uitnodiging"),
        help_text=gettext_lazy("Met een link om meteen te beginnen. Zonder vinkje krijgt nu niemand mail."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohort"]
        field.queryset = cohorts  # type: ignore[attr-defined]  # a ModelChoiceField
        field.initial = cohorts[0].pk if len(cohorts) == 1 else None
        self.fields["import_id"].initial = uuid.uuid4()


class ColumnsForm(forms.Form):
    """What each column of a file is, chosen by hand: a select for each, beside what stands in it."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, columns: Sequence[Column], width: int, samples: Sequence[Line], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[str] = []
        known = {column.index: column for column in columns}
        choices = [("", _("niet gebruiken")), *[(field.value, str(LABELS[field])) for field in Field]]
        for index in range(width):
            column = known.get(index)
            if column is not None and column.is_forbidden:
                continue  # Nobody looks into a password, and nobody makes a role of a column.
            name = f"kolom-{index}"
            heading = (column.heading if column else "") or _("Kolom %(number)d") % {"number": index + 1}
            self.fields[name] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=column.field.value if column and column.field else "",
                help_text=_("Bijvoorbeeld: %(sample)s") % {"sample": _sample(samples, index)},
            )
            self.asked.append(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [value for value in cleaned.values() if value]
        if Field.EMAIL.value not in chosen:
            raise ValidationError(_("Kies welke kolom het e-mailadres is. Zonder adres kan niemand meedoen."))
        twice = next((value for value in chosen if chosen.count(value) > 1), None)
        if twice is not None:
            raise ValidationError(
                _("Je koos twee keer “%(field)s”. Laat er één staan.") % {"field": LABELS[Field(twice)]}
            )
        return cleaned

    @property
    def chosen(self) -> dict[str, str]:
        """Return column number -> field, as a list keeps it."""
        return {name.removeprefix("kolom-"): value for name, value in self.cleaned_data.items() if value}


def _sample(samples: Sequence[Line], index: int) -> str:
    """Return at most three cells of a column, safe to stand in a hint (which is HTML)."""
    cells = [line.cells[index].strip() for line in samples if index < len(line.cells)]
    shown = [cell if len(cell) <= 30 else f"{cell[:30]}…" for cell in cells if cell][:3]
    return conditional_escape(" · ".join(shown) or _("niets"))


def corrections_in(posted: Mapping[str, str]) -> dict[int, dict[Field, str]]:
    """Return what was typed in the place of what the file says, by line and field. What is not ours is left out."""
    typed: dict[int, dict[Field, str]] = {}
    for name, value in posted.items():
        found = _CORRECTION.fullmatch(name)
        if found and found[2] in Field._value2member_map_ and value != posted.get(f"was-{name}"):
            typed.setdefault(int(found[1]), {})[Field(found[2])] = value[:MOST_TYPED]
    return typed
