"""One person's worksheet: what she filled in, what follows from it, and what is still missing."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.exercises import dutch
from lessons.exercises.formulas import Tree
from lessons.exercises.reckoning import Lack, Scope, Value, evaluate, rounded
from lessons.exercises.sheet_plan import Cells, Column, Formula, Plan

NAMED_ROWS = 4
_CONTACT = re.compile(r"@|[0-9](?:[ ()./+-]{0,2}[0-9]){8,}")
"""An address or account, or so many figures that they are a telephone number."""


@dataclass(frozen=True)
class Outcome:
    """What a formula gave, as the page shows it. `colour` is green, orange, red or nothing; `word` says it too."""

    formula: Formula
    value: Value
    text: str
    colour: str = ""
    word: str = ""
    warning: str = ""

    @property
    def key(self) -> str:
        return self.formula.key

    @property
    def label(self) -> str:
        return self.formula.label

    @property
    def said(self) -> str:
        """The outcome with its colour in words: "20 % (rood)"."""
        return f"{self.text} ({self.word})" if self.word else self.text


@dataclass(frozen=True)
class Sheet:
    """The filled rows, and what stands below them. Cells that do not fit the plan are not here: see `sheet_of`."""

    plan: Plan
    rows: tuple[Cells, ...] = ()
    below: Cells = field(default_factory=dict)

    # --- What follows from it --------------------------------------------------------------------------------------

    @cached_property
    def _scopes(self) -> tuple[tuple[Scope, ...], Scope]:
        """What every name stands for: in each row, and over all rows."""
        plan = self.plan
        once = _values_of(plan, plan.sheet_columns, self.below)
        rows = [_values_of(plan, plan.columns, row) for row in self.rows]
        scopes = tuple(Scope(ChainMap(row, once)) for row in rows)
        whole = Scope(once, scopes, plan.labels)
        for key, (formula, in_row) in plan.formulas.items():
            for values, scope in zip(rows, scopes, strict=True) if in_row else [(once, whole)]:
                values[key] = self._value(formula, scope)
        return scopes, whole

    def _value(self, formula: Formula, scope: Scope) -> Value:
        if len(self.rows) < formula.needs:
            return Lack.FEW
        return evaluate(cast(Tree, formula.tree), scope)  # the plan orders only formulas that could be read

    @cached_property
    def outcomes(self) -> tuple[list[list[Outcome]], list[Outcome]]:
        """What is computed in each row, and over all rows, in the author's order."""
        rows, whole = self._scopes
        of_rows = [[self._outcome(formula, row) for formula in self.plan.outcomes] for row in rows]
        return of_rows, [self._outcome(formula, whole) for formula in self.plan.sheet_outcomes]

    def _outcome(self, formula: Formula, scope: Scope) -> Outcome:
        value = scope.values.get(formula.key, Lack.EMPTY)
        warns = formula.warns_if is not None and evaluate(formula.warns_if, scope) is True
        colour = colour_of(formula, value)
        return Outcome(
            formula,
            value,
            text_of(formula, value, missing=formula.needs - len(self.rows)),
            colour,
            colour_words()[colour] if colour else "",
            formula.warning if warns else "",
        )

    def number(self, row: int, key: str) -> Decimal | None:
        """Return the number that stands under that name in that row, or None."""
        value = self._scopes[0][row].values.get(key)
        return value if isinstance(value, Decimal) else None

    # --- What is still missing -------------------------------------------------------------------------------------

    @property
    def has_something(self) -> bool:
        return bool(self.rows or self.below)

    @cached_property
    def gaps(self) -> list[list[Column]]:
        """For each row the columns that still keep it from being complete."""
        return [_gaps(self.plan, self.plan.columns, row) for row in self.rows]

    @property
    def complete(self) -> list[Cells]:
        return [row for row, gaps in zip(self.rows, self.gaps, strict=True) if not gaps]

    @cached_property
    def missing(self) -> list[str]:
        """Whole sentences that say what is needed before this counts; none when it does."""
        return [*self._missing_rows(), *self._missing_values(), *self._missing_below()]

    @property
    def is_exception(self) -> bool:
        """Whether she says that the author's exception to the number of rows is hers."""
        return bool(self.plan.rows_unless) and self.below.get(self.plan.rows_unless) == "yes"

    def _missing_rows(self) -> Iterable[str]:
        plan = self.plan
        needed = 1 if self.is_exception else plan.minimum_rows
        short = needed - len(self.complete)
        if short <= 0:
            return
        if plan.is_single:
            yield _fill_in(_gaps(plan, plan.columns, self.rows[0] if self.rows else {}))
            return
        yield ngettext(
            "Vul nog %(count)s rij helemaal in. Je hebt er %(least)s nodig.",
            "Vul nog %(count)s rijen helemaal in. Je hebt er %(least)s nodig.",
            short,
        ) % {"count": short, "least": needed}
        half = [(place, gaps) for place, gaps in enumerate(self.gaps) if gaps]
        names = [f"{row_title(plan, place)} ({_labels(gaps)})" for place, gaps in half[:NAMED_ROWS]]
        if names:
            yield _("Nog niet compleet: %(rows)s.") % {
                "rows": "; ".join(names) + ("; …" if len(half) > NAMED_ROWS else "")
            }

    def _missing_values(self) -> Iterable[str]:
        plan = self.plan
        column = next((column for column in plan.columns if column.key == plan.distinct), None)
        if column is None or self.is_exception:
            return
        count = len({" ".join(row[column.key].lower().split()) for row in self.complete if column.key in row})
        if count < plan.distinct_least:
            yield ngettext(
                "Bij “%(field)s” heb je %(count)s verschillend antwoord. Nodig zijn er %(least)s.",
                "Bij “%(field)s” heb je %(count)s verschillende antwoorden. Nodig zijn er %(least)s.",
                count,
            ) % {"field": column.label, "count": count, "least": plan.distinct_least}

    def _missing_below(self) -> Iterable[str]:
        if gaps := _gaps(self.plan, self.plan.sheet_columns, self.below):
            yield _fill_in(gaps)

    # --- How it reads ----------------------------------------------------------------------------------------------

    @property
    def heads(self) -> list[str]:
        """What stands above each column of the whole table: what is filled in, then what is computed."""
        return [column.label for column in self.plan.columns] + [outcome.label for outcome in self.plan.outcomes]

    @property
    def table(self) -> list[list[str]]:
        """The rows as people read them, under `heads`."""
        return [
            [column.shown(row.get(column.key, "")) for column in self.plan.columns]
            + [outcome.said for outcome in outcomes]
            for row, outcomes in zip(self.rows, self.outcomes[0], strict=True)
        ]

    @property
    def once(self) -> list[tuple[str, str]]:
        """What stands below the rows, as (label, text): what is filled in, then what is computed."""
        filled = [(column.label, column.shown(self.below.get(column.key, ""))) for column in self.plan.sheet_columns]
        return filled + [(outcome.label, outcome.said) for outcome in self.outcomes[1]]

    def described(self) -> str:
        """Return the whole sheet as plain lines, one a row and one for each thing below; empty cells stay out."""
        lines = [
            f"{row_title(self.plan, place)}: " + "; ".join(_pairs(zip(self.heads, row, strict=True)))
            for place, row in enumerate(self.table)
        ]
        return "\n".join([*lines, *_pairs(self.once)])


def sheet_of(plan: Plan, data: Mapping[str, Any]) -> Sheet:
    """Return the sheet that an answer's data holds, without empty rows and what does not fit the plan (any more)."""
    rows, below = data.get("rows"), data.get("below")
    kept = [_fitting(plan.columns, row) for row in rows] if isinstance(rows, list) else []
    return Sheet(plan, tuple(row for row in kept if row), _fitting(plan.sheet_columns, below))


def _fitting(columns: Iterable[Column], cells: Any) -> dict[str, str]:
    if not isinstance(cells, Mapping):
        return {}
    return {column.key: cells[column.key] for column in columns if column.still_fits(cells.get(column.key))}


def _values_of(plan: Plan, columns: tuple[Column, ...], cells: Cells) -> dict[str, Value]:
    asked = set(plan.asked(columns, cells))
    return {column.key: column.value(cells.get(column.key) if column in asked else None) for column in columns}


def row_title(plan: Plan, place: int) -> str:
    """Return "Kanaal 1" for the first row."""
    name = plan.row_name or _("rij")
    return f"{name[:1].upper()}{name[1:]} {place + 1}"


def _gaps(plan: Plan, columns: tuple[Column, ...], cells: Cells) -> list[Column]:
    wrong = faults(plan, columns, cells)
    return [
        column
        for column in plan.asked(columns, cells)
        if column.key in wrong or (not column.is_optional and not cells.get(column.key))
    ]


def _labels(columns: Iterable[Column]) -> str:
    return ", ".join(column.label for column in columns)


def _fill_in(columns: Iterable[Column]) -> str:
    return _("Vul nog in: %(fields)s.") % {"fields": _labels(columns)}


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label} {' '.join(text.split())}" for label, text in pairs if text]


def faults(plan: Plan, columns: tuple[Column, ...], cells: Cells) -> dict[str, str]:
    """Return what is wrong between the cells of one row, as the rest of a sentence by column key."""
    by_key = {column.key: column for column in columns}
    found: dict[str, str] = {}
    for column in plan.asked(columns, cells):
        for rule, name in (("at_most", column.at_most), ("after", column.after), ("differs", column.differs)):
            other = by_key.get(name)
            if other is not None and cells.get(column.key) and cells.get(name):
                sentence = _fault(rule, column.value(cells[column.key]), other, cells[name])
                if sentence:
                    found[column.key] = sentence
    return found


def _fault(rule: str, value: Any, other: Column, cell: str) -> str:
    that: Any = other.value(cell)
    if rule == "differs":
        same = value == that
        return _("kies iets anders dan bij “%(other)s”.") % {"other": other.label} if same else ""
    words = {"other": other.label, "value": other.shown(cell)}
    if rule == "at_most" and value > that:
        return _("dit is meer dan bij “%(other)s” (%(value)s). Kijk allebei na.") % words
    if rule == "after" and value <= that:
        return _("dit moet later zijn dan bij “%(other)s” (%(value)s).") % words
    return ""


def contact_in(text: str) -> bool:
    """Say whether a text seems to hold an account, a mail address or a telephone number of somebody."""
    return bool(_CONTACT.search(text))


# --- Outcomes as text ----------------------------------------------------------------------------------------------


def outcome_words() -> dict[str, str]:
    """Return the words that outcomes are made of, for this module and for the browser."""
    return {
        **dutch.duration_words(),
        "yes": _("ja"),
        "no": _("nee"),
        "empty": "–",
        "division": _("delen door nul kan niet"),
        "nothing": _("nog te weinig bekend"),
        "few_one": ngettext("nog %(count)s rij nodig", "nog %(count)s rijen nodig", 1),
        "few": ngettext("nog %(count)s rij nodig", "nog %(count)s rijen nodig", 2),
        "few_rows": _("nog te weinig rijen"),
        "too_large": _("te groot om te rekenen"),
        "wrong": _("geen getal"),
    }


def colour_words() -> dict[str, str]:
    """Return the word beside each colour."""
    return {"green": _("groen"), "orange": _("oranje"), "red": _("rood")}


def decimals_of(form: str) -> int:
    """Return how many decimals a format shows."""
    _name, _space, number = form.partition(" ")
    return int(number or 0)


def text_of(formula: Formula, value: Value, missing: int = 0) -> str:
    """Return an outcome as people read it. `missing`: how many rows it still needs."""
    words = outcome_words()
    if isinstance(value, Lack):
        if value is Lack.FEW:
            return words["few_one" if missing == 1 else "few" if missing > 1 else "few_rows"] % {"count": missing}
        if value in (Lack.DIVISION, Lack.NOTHING) and formula.otherwise:
            return formula.otherwise
        return words[value.value]
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, str):
        return " ".join(value.split())
    return _number_text(formula.format, value, words)


def _number_text(form: str, number: Decimal, words: Mapping[str, str]) -> str:
    if form == "duration":
        return dutch.as_duration(number, words)
    if form == "text":
        return dutch.as_typed(rounded(number, dutch.MOST_DECIMALS)).replace("-", dutch.MINUS)
    text = dutch.with_decimals(number, decimals_of(form))
    return f"{text}{dutch.NO_BREAK}%" if form.startswith("percent") else text


def colour_of(formula: Formula, value: Value) -> str:
    """Return the colour of an outcome, judged as it is shown: what reads 80 % is not held to be 79,6 %."""
    if formula.green is None or formula.orange is None or not isinstance(value, Decimal):
        return ""
    shown = rounded(value, decimals_of(formula.format) if formula.format != "text" else dutch.MOST_DECIMALS)
    if shown >= formula.green:
        return "green"
    return "orange" if shown >= formula.orange else "red"
