"""Forms around an export: choosing the file, and saying what is what before a row is filled."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.answers.exports import Draft, NewRow, Target
from lessons.exercises.exports import FilledRow, Reading, channel_cell, channel_column, row_of
from lessons.exercises.exports.readings import MEASURE_WORDS, ROW_KINDS
from lessons.exercises.sheet_plan import Column
from lessons.exercises.sheets import row_title

NEW_ROW = "new"


class ExportFileForm(forms.Form):
    """Asks for the file. What is in it is judged by its reader, not here."""

    file = forms.FileField(
        label=gettext_lazy("Je export"),
        help_text=gettext_lazy("Een bestand dat eindigt op .csv of .xlsx, hoogstens 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Kies eerst een bestand.")},
    )


class ExportRowForm(forms.Form):
    """What the columns mean, which channel it is about and which row it fills. Every field starts as it was read."""

    def __init__(self, *args: Any, draft: Draft, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.target = draft, target
        self.where = channel_column(target.plan)
        if len(draft.readings) > 1:
            self.fields["chosen"] = self._chosen_field()
        if self.where is not None:
            self.fields["channel"] = self._channel_field(self.where)
        self.fields["place"] = self._place_field()
        self.fields["rows_are"] = forms.ChoiceField(
            label=_("Wat is één regel in je bestand?"), choices=list(ROW_KINDS.items()), initial=draft.reading.rows_are
        )
        measures = [("", _("sla over")), *MEASURE_WORDS.items()]
        for place, column in enumerate(draft.reading.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.header, choices=measures, required=False, initial=draft.reading.mapping.get(place, "")
            )

    def _chosen_field(self) -> forms.Field:
        choices = [(str(place), reading.source.name) for place, reading in enumerate(self.draft.readings)]
        return forms.ChoiceField(
            label=_("Over welk kanaal gaat deze rij?"),
            help_text=_("Er staan er meer in dit bestand. Kies er één en reken opnieuw."),
            choices=choices,
            initial=str(self.draft.chosen),
        )

    def _channel_field(self, column: Column) -> forms.Field:
        names = [self.draft.channel] if self.draft.channel else []
        initial = channel_cell(column, [*names, *self.draft.reading.source.channel])
        if not column.choices:
            return forms.CharField(label=column.label, max_length=column.length, required=False, initial=initial)
        return forms.ChoiceField(
            label=column.label, choices=[("", _("Kies")), *column.choices], required=False, initial=initial
        )

    def _place_field(self) -> forms.Field:
        plan, rows = self.target.plan, self.target.sheet.rows
        first = plan.columns[0]
        names = [first.shown(row.get(first.key, "")) for row in rows]
        choices = [
            (str(place), f"{row_title(plan, place)}: {name}" if name else row_title(plan, place))
            for place, name in enumerate(names)
        ]
        # Also when the sheet has changed since: the same button pressed twice must not fail at the second press.
        if self.target.may_grow or self.draft.version != self.target.version:
            choices.append((NEW_ROW, _("een nieuwe rij")))
        return forms.ChoiceField(
            label=_("In welke rij?"),
            help_text=_("In een rij die je al hebt, vervangen deze cijfers wat er stond."),
            choices=choices,
            initial=self._best_place(choices),
        )

    def _best_place(self, choices: list[tuple[str, str]]) -> str:
        """Return the row about the same channel, else a new one, else the last."""
        channel = self._first("channel")
        if self.where is not None and channel:
            for place, row in enumerate(self.target.sheet.rows):
                if row.get(self.where.key) == channel:
                    return str(place)
        return choices[-1][0]

    # --- What it says now ------------------------------------------------------------------------------------------

    def _first(self, name: str) -> str:
        """Return how a field began; empty for one that is not there."""
        return str(self.get_initial_for_field(self.fields[name], name) or "") if name in self.fields else ""

    def _now(self, name: str) -> str:
        """Return what was sent in a field when all of it was right, else how it began."""
        if name in self.fields and self.is_bound and self.is_valid():
            return str(self.cleaned_data[name])
        return self._first(name)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields that say what each column means."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def channel(self) -> str:
        return self._now("channel")

    @cached_property
    def draft_now(self) -> Draft:
        """The draft as this form says it: another channel of the file, or other names for its columns."""
        chosen = int(self._now("chosen") or self.draft.chosen)
        if chosen != self.draft.chosen:
            return replace(self.draft, chosen=chosen)
        reading = self.draft.reading
        named = {place: self._now(f"column-{place}") for place in range(len(reading.columns))}
        mapping = {place: measure for place, measure in named.items() if measure}
        if (mapping, self._now("rows_are")) == (dict(reading.mapping), reading.rows_are):
            return self.draft
        return self.draft.with_reading(reading.with_mapping(mapping, self._now("rows_are")))

    @property
    def reading(self) -> Reading:
        return self.draft_now.reading

    @cached_property
    def filled(self) -> FilledRow:
        """The cells that the figures fill now."""
        return row_of(self.target.plan, self.reading, self.channel)

    @property
    def has_figures(self) -> bool:
        """Whether there is more to keep than the name of a channel."""
        return bool(set(self.filled.cells) - {self.where.key if self.where else ""})

    @property
    def new_row(self) -> NewRow:
        place = self._now("place")
        return NewRow(self.filled.cells, None if place == NEW_ROW else int(place))

    @property
    def is_worth_remembering(self) -> bool:
        """Whether she said something that her library need not say again. Of two channels in one file: no."""
        draft = self.draft_now
        is_told = draft.named or (not draft.reading.is_known and self.channel != draft.channel)
        return is_told and len(draft.readings) == 1

    def asked_again(self) -> ExportRowForm:
        """Return the form for the page that counts again: as it is now, for the sheet as it is now."""
        draft = replace(self.draft_now, version=self.target.version)
        kept = {"channel": self.channel, "place": self._now("place")} if draft.chosen == self.draft.chosen else {}
        return ExportRowForm(draft=draft, target=self.target, initial=kept)
