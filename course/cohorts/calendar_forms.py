"""The forms that change the calendar of a cohort: selects and buttons, nothing to drag.

Each form reads what a trainer chose and gives one `Wanted`; `seen` comes back from the page, so that the same press
twice changes once. `FORMS` is the registry: its keys stand in the addresses.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from course.cohorts import timetable as tables
from course.cohorts.calendar import Wanted
from course.cohorts.schedule import THINGS_IN_ALL
from course.cohorts.timetable import Timetable, Week

FURTHEST = 8
"""By how many weeks one press moves at most; who needs more presses again, or fills in a day."""


def week_name(week: Week) -> str:
    """Return what a select calls a week."""
    values = {"number": week.number, "day": date_format(week.opens_on, "j F")}
    return (_("Week %(number)s, %(day)s (inhaalweek)") if week.is_catch_up else _("Week %(number)s, %(day)s")) % values


class CalendarForm(forms.Form):
    """One change. `titles` are those of the dingen, by number."""

    title: ClassVar[str | Promise]
    button: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise] = ""
    can_preview: ClassVar[bool] = True

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any = None, *, timetable: Timetable, titles: dict[int, str], key: str) -> None:
        super().__init__(data, auto_id=f"{key}-%s", label_suffix="", initial={"seen": timetable.print})
        self.key = key
        self.timetable = timetable
        weeks = [(week.number, week_name(week)) for week in timetable.weeks]
        things = [(entry.number, f"{entry.number} {titles.get(entry.number, '')}") for entry in timetable.entries]
        self.fill(weeks, things)

    def fill(self, weeks: list[tuple[int, str]], things: list[tuple[int, str]]) -> None:
        """Give the selects what there is to choose from."""
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField) and not field.choices:
                field.choices = things if name in ("number", "one", "other") else weeks

    def wanted(self) -> Wanted:
        """Return the change that was chosen; ask a valid form only."""
        raise NotImplementedError

    def _wanted(self, key: str, values: dict[str, Any], change: tables.Change) -> Wanted:
        return Wanted(key, values, change, self.cleaned_data["seen"])


def number_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=[])


def moves() -> list[tuple[int, str]]:
    """Return by how much weeks move, in words: later first."""
    steps = range(1, FURTHEST + 1)
    return [(count, ngettext("%(n)d week later", "%(n)d weken later", count) % {"n": count}) for count in steps] + [
        (-count, ngettext("%(n)d week eerder", "%(n)d weken eerder", count) % {"n": count}) for count in steps
    ]


class ShiftForm(CalendarForm):
    title = gettext_lazy("Schuif weken")
    button = gettext_lazy("Schuif")
    explanation = gettext_lazy("Bijvoorbeeld voor een vakantie. De dingen blijven in hun week.")

    week = number_field(gettext_lazy("Welke week?"))
    following = forms.ChoiceField(
        label=gettext_lazy("Wat schuift er mee?"),
        choices=[
            ("yes", gettext_lazy("Deze week en alles erna")),
            ("no", gettext_lazy("Alleen deze week")),
        ],
    )
    weeks = number_field(gettext_lazy("Hoe ver?"))

    def fill(self, weeks: list[tuple[int, str]], things: list[tuple[int, str]]) -> None:
        self.fields["weeks"].choices = moves()  # type: ignore[attr-defined]  # a ChoiceField
        super().fill(weeks, things)

    def wanted(self) -> Wanted:
        values = {"week": self.cleaned_data["week"], "weeks": self.cleaned_data["weeks"]}
        following = self.cleaned_data["following"] == "yes"
        return self._wanted(
            "following" if following else "one", values, partial(tables.shift, following=following, **values)
        )


class HolidayForm(CalendarForm):
    """One press: everything from that week on a week later."""

    title = gettext_lazy("Vakantie")
    button = gettext_lazy("Vakantie: schuif alles een week op")

    week = number_field(gettext_lazy("Vanaf welke week?"))

    def wanted(self) -> Wanted:
        values = {"week": self.cleaned_data["week"], "weeks": 1}
        return self._wanted("following", values, partial(tables.shift, following=True, **values))


class CatchUpForm(CalendarForm):
    title = gettext_lazy("Voeg een inhaalweek toe")
    button = gettext_lazy("Voeg toe")
    explanation = gettext_lazy("In een inhaalweek gaat er niets nieuws open. Alles erna schuift een week op.")

    after = number_field(gettext_lazy("Na welke week?"))

    def wanted(self) -> Wanted:
        values = {"after": self.cleaned_data["after"]}
        return self._wanted("catch_up", values, partial(tables.insert_catch_up, **values))


class NoCatchUpForm(CalendarForm):
    title = gettext_lazy("Haal een inhaalweek weg")
    button = gettext_lazy("Haal weg")

    week = number_field(gettext_lazy("Welke inhaalweek?"))

    def wanted(self) -> Wanted:
        values = {"week": self.cleaned_data["week"]}
        return self._wanted("no_catch_up", values, partial(tables.remove_catch_up, **values))


class MoveForm(CalendarForm):
    title = gettext_lazy("Verplaats een ding")
    button = gettext_lazy("Verplaats")
    explanation = gettext_lazy("Het ding gaat dan open met de andere dingen van die week.")

    number = number_field(gettext_lazy("Welk ding?"))
    week = number_field(gettext_lazy("Naar welke week?"))

    def wanted(self) -> Wanted:
        values = {"number": self.cleaned_data["number"], "week": self.cleaned_data["week"]}
        return self._wanted("move", values, partial(tables.move_thing, **values))


class SwapForm(CalendarForm):
    title = gettext_lazy("Ruil twee dingen")
    button = gettext_lazy("Ruil")
    explanation = gettext_lazy("Elk gaat naar de week van het andere.")

    one = number_field(gettext_lazy("Dit ding"))
    other = number_field(gettext_lazy("Met dit ding"))

    def wanted(self) -> Wanted:
        values = {"one": self.cleaned_data["one"], "other": self.cleaned_data["other"]}
        return self._wanted("swap", values, partial(tables.swap_things, **values))


class DropForm(CalendarForm):
    title = gettext_lazy("Haal een ding uit deze ronde")
    button = gettext_lazy("Haal uit de ronde")
    explanation = gettext_lazy(
        "Dat kan zolang niemand eraan werkte. In de cursus zelf blijft het ding staan, en in andere rondes ook."
    )

    number = number_field(gettext_lazy("Welk ding?"))

    def wanted(self) -> Wanted:
        values = {"number": self.cleaned_data["number"]}
        return self._wanted("drop", values, partial(tables.drop_thing, **values))


class RuleForm(CalendarForm):
    title = gettext_lazy("Wanneer is iemand klaar?")
    button = gettext_lazy("Bewaar de regel")
    explanation = gettext_lazy(
        "Wie genoeg dingen deed, en alle kerndingen, is klaar. Wat mensen al deden, blijft gewoon staan."
    )
    can_preview = False

    threshold = forms.IntegerField(
        label=gettext_lazy("Klaar vanaf hoeveel dingen?"),
        min_value=1,
        max_value=THINGS_IN_ALL,
        help_text=gettext_lazy("Van alle 23. Heeft deze ronde er minder, dan telt het naar verhouding."),
    )
    core = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Welke dingen zijn kerndingen?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Zonder een kernding is niemand klaar."),
    )

    def fill(self, weeks: list[tuple[int, str]], things: list[tuple[int, str]]) -> None:
        self.fields["core"].choices = things  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["threshold"] = self.timetable.threshold
        self.initial["core"] = [entry.number for entry in self.timetable.entries if entry.is_core]

    def wanted(self) -> Wanted:
        chosen = {"threshold": self.cleaned_data["threshold"], "core": sorted(self.cleaned_data["core"])}
        return self._wanted("rule", {}, partial(tables.with_rule, **chosen))


def days_wanted(days: dict[int, date]) -> Wanted:
    """Return the change that gives weeks (by number) the days that were filled in: twice is once by itself."""
    return Wanted("days", {}, partial(tables.with_days, days=days))


FORMS: dict[str, type[CalendarForm]] = {
    "schuif": ShiftForm,
    "inhaalweek": CatchUpForm,
    "verplaats": MoveForm,
    "ruil": SwapForm,
    "regel": RuleForm,
    "uit-de-ronde": DropForm,
    "vakantie": HolidayForm,
    "inhaalweek-weg": NoCatchUpForm,
}
ON_A_ROW = ("vakantie", "inhaalweek-weg")
"""What is a button in the table of weeks, and no form of its own."""
