"""The form of a worksheet: as many rows as somebody needs, any order, holes allowed.

A row is `r<number>-<key>`, what stands below the rows `s-<key>`. How many rows there are follows from the names that
were sent, so a row that a browser added needs no counting field. Empty rows are not kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lessons.exercises.base import NO_FACTS, AnswerForm, Facts
from lessons.exercises.chart import Chart
from lessons.exercises.formulas import Tree, as_lists
from lessons.exercises.reckoning import Lack
from lessons.exercises.sheet_copies import chart_of
from lessons.exercises.sheet_plan import Cells, Column, Formula, Plan
from lessons.exercises.sheets import (
    Outcome,
    Sheet,
    colour_words,
    contact_in,
    faults,
    outcome_words,
    row_title,
    sheet_of,
)

LONG_TEXT = 100
NUMBER_MARK, PLACE_MARK = "__number__", "__place__"
"""What worksheet.js replaces in the blank row."""
INPUT_TYPES = {"date": "date", "time": "time"}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}")


class CellField(forms.Field):
    """One cell. Never required: what is missing is said when the sheet is looked at as evidence."""

    def __init__(self, column: Column, name: str, **kwargs: Any) -> None:
        super().__init__(required=False, label=name, **kwargs)
        self.column = column

    def to_python(self, value: Any) -> str:
        """Return the cell. Raises ValidationError with a sentence that names it."""
        try:
            return self.column.read("" if value is None else str(value))
        except ValueError as error:
            raise ValidationError(self.sentence(str(error))) from error

    def sentence(self, reason: str) -> str:
        """Return what is wrong, with the name of this cell before it."""
        return f"{self.label}: {reason}"


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it. `value` is what was typed, also when it was refused."""

    column: Column
    id: str
    name: str
    value: str
    errors: tuple[str, ...] = ()
    warning: str = ""

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def input_type(self) -> str:
        """A picker of the browser for a date or time, unless something else was typed: that it would not show."""
        kind = INPUT_TYPES.get(self.column.type, "text")
        return kind if not self.value or _ISO.fullmatch(self.value) else "text"

    @property
    def input_mode(self) -> str:
        return {"whole": "numeric", "decimal": "decimal", "percentage": "decimal"}.get(self.column.type, "")

    @property
    def is_long(self) -> bool:
        """Whether its author asks for more than a few words."""
        return self.column.type == "text" and int(self.column.maximum or 0) > LONG_TEXT

    @property
    def describers(self) -> str:
        """The ids of the hint, warning and error that tell about this cell."""
        told = [("helptext", self.column.hint), ("warning", self.warning), ("error", self.errors)]
        return " ".join(f"{self.id}_{name}" for name, is_there in told if is_there)


@dataclass(frozen=True)
class SheetRow:
    """One row as the page shows it."""

    key: str
    title: str
    cells: list[Cell]
    outcomes: list[Outcome]


class WorksheetForm(AnswerForm):
    share = forms.BooleanField(required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.stored = sheet_of(plan, self.previous)
        self.wants_more = self.is_bound and self.more_name in self.data
        for place in range(self.row_count):
            row = self.stored.rows[place] if place < len(self.stored.rows) else {}
            self._add_cells(f"r{place}", self.plan.columns, row, "" if plan.is_single else row_title(plan, place))
        self._add_cells("s", plan.sheet_columns, self.stored.below, "")
        share = self.fields.pop("share")
        share.label = _("Mijn groep en mijn trainer mogen dit meetblad bekijken")
        share.initial = bool(self.previous.get("share"))
        self.fields["share"] = share

    def _add_cells(self, start: str, columns: tuple[Column, ...], cells: Cells, title: str) -> None:
        for column in columns:
            name = f"{title}, {column.label}" if title else column.label
            typed = column.typed(cells.get(column.key, ""))
            self.fields[f"{start}-{column.key}"] = CellField(column, name, initial=typed)

    @cached_property
    def row_count(self) -> int:
        """How many rows the form has: those that were sent or kept, and at least as many as are needed."""
        begin = re.compile(re.escape(self.add_prefix("r")) + r"([0-9]{1,3})-")
        sent = [int(match[1]) + 1 for match in map(begin.match, map(str, self.data)) if match]
        count = max(sent, default=0) if self.is_bound else len(self.stored.rows)
        wanted = max(count, self.plan.minimum_rows, 1) + bool(self.wants_more)
        return min(wanted, max(self.plan.maximum_rows, self.plan.minimum_rows))

    @property
    def may_grow(self) -> bool:
        return self.row_count < self.plan.maximum_rows

    @property
    def may_lose_rows(self) -> bool:
        return not self.plan.is_single

    @property
    def more_name(self) -> str:
        """How the button is called that asks for one row more."""
        return self.add_prefix("more")

    def is_valid(self) -> bool:
        """A press on “extra rij” keeps nothing: the same words come back with one row more."""
        return super().is_valid() and not self.wants_more

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [(f"r{place}", self.plan.columns) for place in range(self.row_count)]
        for start, columns in [*parts, ("s", self.plan.sheet_columns)]:
            for key, reason in faults(self.plan, columns, self._cleaned_cells(start, columns)).items():
                field = self.fields[f"{start}-{key}"]
                assert isinstance(field, CellField)  # noqa: S101 - for mypy
                self.add_error(f"{start}-{key}", field.sentence(reason))
        return cleaned

    def _cleaned_cells(self, start: str, columns: tuple[Column, ...]) -> dict[str, str]:
        found = {column.key: self.cleaned_data.get(f"{start}-{column.key}") for column in columns}
        return {key: cell for key, cell in found.items() if cell}

    def answer_data(self) -> dict[str, Any]:
        rows = [self._cleaned_cells(f"r{place}", self.plan.columns) for place in range(self.row_count)]
        return {
            "rows": [row for row in rows if row],
            "below": self._cleaned_cells("s", self.plan.sheet_columns),
            "share": bool(self.cleaned_data.get("share")),
        }

    # --- What the page shows ---------------------------------------------------------------------------------------

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet as far as it is right: what was just sent, else what is kept."""
        if not self.is_bound:
            return self.stored
        self.is_valid()  # so that there is something cleaned, whatever was refused
        return sheet_of(self.plan, self.answer_data())

    @cached_property
    def chart(self) -> Chart | None:
        return chart_of(self.sheet)

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[SheetRow]:
        """Return the rows as the page shows them, each with what is computed from it."""
        outcomes = iter(self.sheet.outcomes[0])
        shown = []
        for place in range(self.row_count):
            cells = [self._cell(f"r{place}", column) for column in self.plan.columns]
            is_filled = self._is_filled(place)
            shown.append(
                SheetRow(
                    f"r{place}",
                    row_title(self.plan, place),
                    cells,
                    next(outcomes) if is_filled else self._blank_outcomes,
                )
            )
        return shown

    def _is_filled(self, place: int) -> bool:
        if self.is_bound:
            return bool(self._cleaned_cells(f"r{place}", self.plan.columns))
        return place < len(self.stored.rows)

    @property
    def _blank_outcomes(self) -> list[Outcome]:
        text = outcome_words()[Lack.EMPTY.value]
        return [Outcome(formula, Lack.EMPTY, text) for formula in self.plan.outcomes]

    @property
    def below(self) -> list[Cell]:
        """What is filled in once, below the rows."""
        return [self._cell("s", column) for column in self.plan.sheet_columns]

    @property
    def blank_row(self) -> SheetRow:
        """A row for worksheet.js to copy, with marks where its number belongs."""
        start = f"r{PLACE_MARK}"
        cells = [
            Cell(column, self._id(f"{start}-{column.key}"), self.add_prefix(f"{start}-{column.key}"), "")
            for column in self.plan.columns
        ]
        title = row_title(self.plan, 0).removesuffix("1") + NUMBER_MARK
        return SheetRow(start, title, cells, self._blank_outcomes)

    def _cell(self, start: str, column: Column) -> Cell:
        name = f"{start}-{column.key}"
        bound = self[name]
        value = bound.value()
        text = "" if value is None else str(value)
        warning = column.no_contact and contact_in(text)
        return Cell(
            column,
            self._id(name),
            bound.html_name,
            text,
            tuple(map(str, bound.errors)),
            _("Staat hier een account of telefoonnummer? Haal het weg als het van een klant is.") if warning else "",
        )

    def _id(self, name: str) -> str:
        return str(self.auto_id) % self.add_prefix(name)

    @property
    def for_browser(self) -> str:
        """What worksheet.js needs to compute the same as we do, as JSON."""
        plan = self.plan
        return json.dumps(
            {
                "prefix": f"{self.prefix}-" if self.prefix else "",
                "maximum": plan.maximum_rows,
                "columns": [_column_for_browser(column) for column in plan.columns],
                "below": [_column_for_browser(column) for column in plan.sheet_columns],
                "formulas": [
                    _formula_for_browser(formula) | {"in_row": in_row} for formula, in_row in plan.formulas.values()
                ],
                "labels": plan.labels,
                "words": outcome_words(),
                "colours": colour_words(),
            }
        )


def _column_for_browser(column: Column) -> dict[str, Any]:
    return {"key": column.key, "type": column.type, "when": column.when}


def _formula_for_browser(formula: Formula) -> dict[str, Any]:
    return {
        "key": formula.key,
        "tree": _lists(formula.tree),
        "format": formula.format,
        "otherwise": formula.otherwise,
        "needs": formula.needs,
        "warns_if": _lists(formula.warns_if),
        "warning": formula.warning,
        "green": formula.green,
        "orange": formula.orange,
    }


def _lists(tree: Tree | None) -> list[Any] | None:
    return as_lists(tree) if tree is not None else None
