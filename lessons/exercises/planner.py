"""Programme planner (ding 17): the week in blocks, who is on, who stands in, and whether it survives a drop-out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from lessons.exercises import dutch
from lessons.exercises.base import NO_FACTS, AnswerData, AnswerForm, Exercise, Facts
from lessons.exercises.dutch_fields import NumberField
from lessons.exercises.week_plan import FIRST_MINUTE, LAST_MINUTE, WeekPlan, is_complete, plan_of

SPARE_ROWS = 2
MAXIMUM_ROWS = 60
LONGEST = (LAST_MINUTE - FIRST_MINUTE) * 7
COLUMNS = ("name", "day", "begin", "minutes", "preparation", "person", "stand_in")


class ClockField(forms.CharField):
    """A time of the day, as minutes since midnight."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            minute = dutch.minutes_after_midnight(dutch.read_time(text))
        except ValueError:
            minute = -1
        if not FIRST_MINUTE <= minute < LAST_MINUTE:
            raise ValidationError(_("Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30."))
        return minute

    def prepare_value(self, value: Any) -> Any:
        return dutch.clock(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class PlanRow:
    """One row of the form as the page shows it."""

    key: str
    number: int
    fields: list[forms.BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class PlannerForm(AnswerForm):
    """Rows of blocks; empty rows are left out, and two spare ones always stand ready."""

    available = NumberField(required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=2)
    sentence = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    share = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {"available", "sentence"}
        stored = list(self.previous.get("blocks", ()))
        self.row_count = min(MAXIMUM_ROWS, max(self._posted_rows(), len(stored) + SPARE_ROWS))
        self._name_the_rest()
        for number in range(self.row_count):
            row = stored[number] if number < len(stored) else {}
            for column in COLUMNS:
                self.fields[f"{column}-{number}"] = self._field(column, number + 1, row.get(column))

    def _posted_rows(self) -> int:
        """Return how many rows were sent: a page of another tab may have shown more of them than now."""
        if not self.is_bound:
            return 0
        names = re.compile(rf"{re.escape(self.add_prefix('name'))}-([0-9]{{1,2}})\Z")
        numbers = [int(match[1]) for match in map(names.match, map(str, self.data)) if match]
        return max(numbers, default=-1) + 1

    def _name_the_rest(self) -> None:
        available, sentence, share = (self.fields[name] for name in ("available", "sentence", "share"))
        available.label = _("Hoeveel uur per week heeft je team hiervoor?")
        available.initial = self.previous.get("available")
        available.error_messages |= {
            "invalid": _("Schrijf de uren van je team als getal, zoals 10 of 7,5."),
            "min_value": _("De uren van je team kunnen niet minder dan 0 zijn."),
            "max_value": _("Meer dan 1000 uur per week is te veel. Kijk het getal na."),
            "max_digits": _("Schrijf de uren van je team als getal, zoals 10 of 7,5."),
            "max_decimal_places": _("Schrijf de uren met hoogstens twee cijfers achter de komma."),
            "max_whole_digits": _("Meer dan 1000 uur per week is te veel. Kijk het getal na."),
        }
        sentence.label = _("Wat zegt deze dekking? Schrijf één zin.")
        sentence.initial = self.previous.get("sentence", "")
        sentence.error_messages["max_length"] = _("Houd het bij één zin, van hoogstens 400 tekens.")
        share.label = _("Mijn team mag dit rooster bekijken en overnemen")
        share.initial = self.previous.get("share", False)

    def _field(self, column: str, number: int, initial: Any) -> forms.Field:
        where = {"number": number}
        whole = {
            "invalid": _("Regel %(number)s: schrijf de minuten als heel getal, zoals 60.") % where,
            "min_value": _("Regel %(number)s: zoveel minuten kan niet.") % where,
            "max_value": _("Regel %(number)s: zoveel minuten kan niet.") % where,
        }
        days = [("", "–"), *((str(day), str(name)) for day, name in WEEKDAYS.items())]
        made: dict[str, forms.Field] = {
            "name": forms.CharField(max_length=60, label=_("Blok")),
            "day": forms.TypedChoiceField(choices=days, coerce=int, empty_value=None, label=_("Dag")),
            "begin": ClockField(
                max_length=5, label=_("Begint om"), widget=forms.TextInput(attrs={"placeholder": "09:30", "size": 5})
            ),
            "minutes": forms.IntegerField(
                min_value=1, max_value=LAST_MINUTE - FIRST_MINUTE, label=_("Duur (min.)"), error_messages=whole
            ),
            "preparation": forms.IntegerField(
                min_value=0, max_value=LONGEST, label=_("Vooraf (min.)"), error_messages=whole
            ),
            "person": forms.CharField(max_length=40, label=_("Wie")),
            "stand_in": forms.CharField(max_length=40, label=_("Reserve")),
        }
        field = made[column]
        field.required = False
        field.initial = str(initial) if column == "day" and initial is not None else initial
        too_long = _("Regel %(number)s: dit is te lang.") % where
        field.error_messages |= {
            "max_length": _("Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30.")
            if column == "begin"
            else too_long,
            "invalid_choice": _("Regel %(number)s: kies een dag uit de lijst.") % where,
        }
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(self.row_count):
            begin, minutes = cleaned.get(f"begin-{number}"), cleaned.get(f"minutes-{number}")
            person, stand_in = cleaned.get(f"person-{number}"), cleaned.get(f"stand_in-{number}")
            if begin is not None and minutes and begin + minutes > LAST_MINUTE:
                self.add_error(
                    f"minutes-{number}",
                    _("Regel %(number)s loopt door na 23:00 uur. Maak het blok korter of begin eerder.")
                    % {"number": number + 1},
                )
            if person and stand_in and person.casefold() == stand_in.casefold():
                self.add_error(
                    f"stand_in-{number}",
                    _("Regel %(number)s: de reserve is iemand anders dan wie het doet.") % {"number": number + 1},
                )
        return cleaned

    def answer_data(self) -> dict[str, Any]:
        said = self.cleaned_data
        rows = [{column: said[f"{column}-{number}"] for column in COLUMNS} for number in range(self.row_count)]
        return {
            "blocks": [row for row in rows if any(value not in (None, "") for value in row.values())],
            "available": None if said["available"] is None else float(said["available"]),
            "sentence": said["sentence"],
            "share": said["share"],
        }

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[PlanRow]:
        return [
            PlanRow(str(number), number + 1, [self[f"{column}-{number}"] for column in COLUMNS])
            for number in range(self.row_count)
        ]

    @property
    def plan(self) -> WeekPlan:
        """The plan as it is stored."""
        return plan_in(self.previous)

    @property
    def names(self) -> list[str]:
        """Everybody named in the stored plan, to choose from."""
        rows = self.previous.get("blocks", ())
        return sorted({row[part] for row in rows for part in ("person", "stand_in") if row.get(part)}, key=str.casefold)


def plan_in(data: Mapping[str, Any]) -> WeekPlan:
    """Return the plan of an answer's data."""
    return plan_of(data.get("blocks", ()), data.get("available"))


class PlannerExercise(Exercise):
    kind = "planner"
    label = gettext_lazy("Meetblad")
    form_class = PlannerForm

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding (Markdown)"), required=False)
    minimum_blocks = blocks.IntegerBlock(label=gettext_lazy("Minstens (blokken)"), default=5, min_value=1, max_value=50)
    minimum_people = blocks.IntegerBlock(label=gettext_lazy("Minstens (mensen)"), default=2, min_value=1, max_value=20)

    class Meta:
        template = "exercises/planner.html"
        icon = "calendar-alt"
        description = gettext_lazy("Een week van 7 tot 23 uur in blokken, met reserves en de uitvaltoets.")
        preview_value = {
            "title": "Rooster en dekking",
            "key": "voorbeeld",
            "counts": True,
            "intro": "",
            "minimum_blocks": 5,
            "minimum_people": 2,
        }

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        return not self._lacks(value, answer)

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        return self._lacks(value, answer or AnswerData({}))

    def _lacks(self, value: Any, answer: AnswerData) -> list[str]:
        plan = plan_in(answer.data)
        lacks = []
        blocks_short = value["minimum_blocks"] - len(plan.blocks)
        if blocks_short > 0:
            lacks.append(
                ngettext(
                    "Je rooster heeft nog %(count)s volledig blok nodig.",
                    "Je rooster heeft nog %(count)s volledige blokken nodig.",
                    blocks_short,
                )
                % {"count": blocks_short}
            )
        if len(plan.people) < value["minimum_people"]:
            lacks.append(_("Verdeel de blokken over minstens %(count)s mensen.") % {"count": value["minimum_people"]})
        if plan.without_stand_in:
            names = ", ".join(block.name for block in plan.without_stand_in[:5])
            lacks.append(_("Nog zonder reserve: %(names)s.") % {"names": names})
        if not all(map(is_complete, answer.data.get("blocks", ()))):
            lacks.append(_("Vul de halve regels aan of maak ze leeg."))
        if plan.available is None:
            lacks.append(_("Vul in hoeveel uur je team per week heeft."))
        if not answer.data.get("sentence"):
            lacks.append(_("Schrijf één zin over wat de dekking zegt."))
        return lacks

    def describe(self, value: Any, answer: AnswerData) -> str:
        plan = plan_in(answer.data)
        lines = [
            f"{WEEKDAYS[block.day]} {dutch.clock(block.begin)} {block.name}: {block.person}"
            + (f" ({block.stand_in})" if block.stand_in else "")
            for _day, day in plan.by_day()
            for block in day
        ]
        return "\n".join([*lines, answer.data.get("sentence", "")]).strip() or "–"
