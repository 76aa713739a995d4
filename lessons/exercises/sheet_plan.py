"""A worksheet as its author planned it: columns to fill in, and outcomes to compute. And what may stand in a cell.

A cell is kept as plain text that does not depend on a language: "2400", "2.8", "2026-12-31", "09:30", "yes", the key
of an option, or the text itself. An empty cell is not kept at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.exercises import dutch
from lessons.exercises.formulas import FormulaError, Kind, Known, Tree, in_order, parse
from lessons.exercises.reckoning import Lack, Value
from lessons.text_limits import plain_line_ends

NUMBERS = ("whole", "decimal", "percentage")
TYPES = (*NUMBERS, "date", "time", "choice", "yes_no", "text")
MEASURES = ("posts followers reach views interactions clicks visits subscribers opens channel").split()
"""What an export of a platform may hold, and a cell may be filled from."""
TEXT_LENGTH = 200
"""How many characters a text cell takes when its author did not say."""
FORMAT = re.compile(r"whole|(?:decimal|percent) [0-6]|duration|text")

Cells = Mapping[str, str]
"""One row, or what stands below the rows: what is filled in, by column key."""


@dataclass(frozen=True)
class Column:
    """One thing to fill in. `minimum` and `maximum` are kept as a cell is; of a text they count characters."""

    key: str
    label: str
    type: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    is_optional: bool = False
    minimum: str = ""
    maximum: str = ""
    at_most: str = ""
    after: str = ""
    differs: str = ""
    when: str = ""
    no_contact: bool = False
    measure: str = ""

    @property
    def kind(self) -> Kind:
        if self.type == "yes_no":
            return Kind.YES_NO
        return Kind.TEXT if self.type in ("text", "choice") else Kind.NUMBER

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen, as (cell, words); empty for a cell to type in."""
        return (("yes", _("ja")), ("no", _("nee"))) if self.type == "yes_no" else self.options

    @property
    def length(self) -> int:
        return int(self.maximum or TEXT_LENGTH)

    def read(self, typed: str) -> str:
        """Return what was typed as a cell, empty for nothing. Raises ValueError with the rest of a sentence."""
        typed = typed.strip()
        if not typed:
            return ""
        cell = _READERS[self.type](self, typed)
        self._check_bounds(cell)
        return cell

    def _check_bounds(self, cell: str) -> None:
        if self.type == "text" or self.choices:
            return
        value = self.value(cell)
        if self.minimum and value < self.value(self.minimum):  # type: ignore[operator]  # both are numbers
            raise ValueError(_("vul minstens %(least)s in.") % {"least": self.shown(self.minimum)})
        if self.maximum and value > self.value(self.maximum):  # type: ignore[operator]
            raise ValueError(_("vul hoogstens %(most)s in.") % {"most": self.shown(self.maximum)})

    def value(self, cell: str | None) -> Value:
        """Return what formulas compute with: a date is its day number, a time its minutes, an empty cell a lack."""
        if not cell:
            return Lack.EMPTY
        if self.is_number:
            return Decimal(cell)
        if self.type == "date":
            return Decimal(date.fromisoformat(cell).toordinal())
        if self.type == "time":
            return Decimal(dutch.minutes_after_midnight(time.fromisoformat(cell)))
        return cell == "yes" if self.type == "yes_no" else cell

    def shown(self, cell: str) -> str:
        """Return a cell as people read it; empty for an empty one."""
        if self.is_number and cell:
            number = Decimal(cell)
            decimals = max(0, -int(number.as_tuple().exponent))
            return dutch.with_decimals(number, decimals) + (f"{dutch.NO_BREAK}%" if self.type == "percentage" else "")
        if self.type == "date" and cell:
            return dutch.dutch_day(date.fromisoformat(cell))
        if self.type == "time" and cell:
            return f"{cell.lstrip('0') if not cell.startswith('00') else cell[1:]}".replace(":", ".")
        return dict(self.choices).get(cell, "" if self.choices else cell)

    def typed(self, cell: str) -> str:
        """Return a cell as it stands in its input."""
        return cell.replace(".", ",") if self.is_number else cell

    def still_fits(self, cell: Any) -> bool:
        """Say whether a kept cell is one of this column as it is now: its author may have changed it since."""
        if not isinstance(cell, str) or not cell:
            return False
        try:
            return self.read(self.typed(cell)) == cell
        except ValueError:
            return False


def _read_number(column: Column, typed: str) -> str:
    return dutch.plain_digits(dutch.read_number(typed, whole=column.type == "whole"))


def _read_choice(column: Column, typed: str) -> str:
    if typed not in dict(column.choices):
        raise ValueError(_("kies uit de antwoorden die er staan."))
    return typed


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _read_text(column: Column, typed: str) -> str:
    text = plain_line_ends(typed)
    if _CONTROL.search(text):
        raise ValueError(_("hier staan tekens in die niet te lezen zijn. Haal ze weg."))
    too_many = len(text) - column.length
    if too_many > 0:
        raise ValueError(
            ngettext("maak de tekst %(count)s teken korter.", "maak de tekst %(count)s tekens korter.", too_many)
            % {"count": dutch.with_decimals(Decimal(too_many), 0)}
        )
    return text


_READERS: Mapping[str, Callable[[Column, str], str]] = {
    **dict.fromkeys(NUMBERS, _read_number),
    "date": lambda _column, typed: dutch.read_date(typed).isoformat(),
    "time": lambda _column, typed: dutch.read_time(typed).isoformat("minutes"),
    "choice": _read_choice,
    "yes_no": _read_choice,
    "text": _read_text,
}


@dataclass(frozen=True)
class Formula:
    """One thing to compute. `tree` is None for a formula that cannot be read: a page that is still being written."""

    key: str
    label: str
    tree: Tree | None
    format: str = "whole"
    otherwise: str = ""
    needs: int = 0
    warns_if: Tree | None = None
    warning: str = ""
    green: int | None = None
    orange: int | None = None


@dataclass(frozen=True)
class ChartPlan:
    kind: str
    value: str
    label: str


@dataclass(frozen=True)
class Plan:
    """A whole worksheet. Keys are unique over all four lists."""

    columns: tuple[Column, ...]
    outcomes: tuple[Formula, ...] = ()
    sheet_columns: tuple[Column, ...] = ()
    sheet_outcomes: tuple[Formula, ...] = ()
    minimum_rows: int = 1
    maximum_rows: int = 1
    row_name: str = ""
    rows_unless: str = ""
    """A yes or no below the rows: a yes asks for one row only, and no different values."""
    distinct: str = ""
    distinct_least: int = 0
    chart: ChartPlan | None = None

    @property
    def is_single(self) -> bool:
        """Whether there is just one row: then it is a form, and nobody counts."""
        return self.maximum_rows == 1

    @cached_property
    def known(self) -> dict[str, Known]:
        """What a formula may name. An outcome can be a number or a text: its own formula says which."""
        names = {column.key: Known(column.kind, in_rows=True) for column in self.columns}
        names |= {outcome.key: Known(Kind.ANY, in_rows=True) for outcome in self.outcomes}
        names |= {column.key: Known(column.kind, in_rows=False) for column in self.sheet_columns}
        return names | {outcome.key: Known(Kind.ANY, in_rows=False) for outcome in self.sheet_outcomes}

    @cached_property
    def formulas(self) -> dict[str, tuple[Formula, bool]]:
        """Every outcome with whether it is of each row, in an order in which each comes after what it uses."""
        every = {outcome.key: (outcome, True) for outcome in self.outcomes}
        every |= {outcome.key: (outcome, False) for outcome in self.sheet_outcomes}
        trees = {key: outcome.tree for key, (outcome, _in_row) in every.items() if outcome.tree is not None}
        try:
            return {key: every[key] for key in in_order(trees)}
        except FormulaError:
            return {}

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The words of each column with choices, by column and by what formulas compute with."""
        return {
            column.key: {_key_of(column, cell): words for cell, words in column.choices}
            for column in (*self.columns, *self.sheet_columns)
            if column.choices
        }

    def asked(self, columns: tuple[Column, ...], cells: Cells) -> Iterator[Column]:
        """Yield the columns that matter here: not those that wait for a yes that is not given."""
        open_keys: set[str] = set()
        for column in columns:
            if not column.when or (column.when in open_keys and cells.get(column.when) == "yes"):
                open_keys.add(column.key)
                yield column


def _key_of(column: Column, cell: str) -> str:
    return str(cell == "yes").lower() if column.type == "yes_no" else cell


def read_formula(text: str) -> Tree | None:
    """Return the tree of a formula that was checked when it was saved; None for one that cannot be read."""
    try:
        return parse(text)
    except FormulaError:
        return None
