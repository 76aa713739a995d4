"""From a reading to one row of a worksheet: which cells it fills, and which outcomes say nothing yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.utils.translation import gettext as _

from lessons.exercises import dutch
from lessons.exercises.exports.platforms import folded
from lessons.exercises.exports.readings import Reading
from lessons.exercises.formulas import Tree, names_in
from lessons.exercises.reckoning import Lack
from lessons.exercises.sheet_plan import Cells, Column, Plan
from lessons.exercises.sheets import sheet_of

TWINS = {"followers": "subscribers", "subscribers": "followers"}
"""A sheet asks for "volgers of abonnees"; a file has one of the two."""


@dataclass(frozen=True)
class FilledRow:
    """The cells that a reading fills, by column key. `refused` are whole sentences about cells that did not fit."""

    cells: dict[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def shown(self, plan: Plan) -> list[tuple[str, str]]:
        """Return each filled cell as (label, text), in the order of the sheet."""
        return [(one.label, one.shown(self.cells[one.key])) for one in plan.columns if one.key in self.cells]


def row_of(plan: Plan, reading: Reading, channel: str = "") -> FilledRow:
    """Return the row that these figures fill. `channel` is a cell of the sheet's channel column, or empty."""
    cells: dict[str, str] = {}
    refused = []
    figures = reading.figures
    for column in plan.columns:
        figure = figures.get(column.measure, figures.get(TWINS.get(column.measure, "")))
        if figure is None:
            continue
        try:
            cells[column.key] = column.read(dutch.as_typed(figure))
        except ValueError as error:
            refused.append(_("%(field)s: %(reason)s") % {"field": column.label, "reason": error})
    where = channel_column(plan)
    if where and channel:
        cells[where.key] = channel
    return FilledRow(cells, tuple(refused))


def channel_column(plan: Plan) -> Column | None:
    """Return the column that asks which channel a row is about."""
    return next((column for column in plan.columns if column.measure == "channel"), None)


def channel_cell(column: Column, names: Iterable[str]) -> str:
    """Return the cell for the first of these names that the column knows; empty when it knows none."""
    for name in map(folded, names):
        if not column.choices:
            return name[:1].upper() + name[1:]
        for cell, words in column.choices:
            if name in (folded(cell), folded(words)):
                return cell
    return ""


def outcomes_of(plan: Plan, cells: Cells, reading: Reading) -> list[tuple[str, str]]:
    """Return what follows from a row as (label, text), as far as anything does.

    What puts posts against something else says how many posts are needed, when there are too few for a conclusion.
    """
    sheet = sheet_of(plan, {"rows": [dict(cells)]})
    outcomes = sheet.outcomes[0][0] if sheet.rows else []
    doubtful = _ratios_of_posts(plan) if reading.too_few else set()
    return [
        (outcome.label, reading.too_few if outcome.key in doubtful else outcome.said)
        for outcome in outcomes
        if outcome.value is not Lack.EMPTY
    ]


def _ratios_of_posts(plan: Plan) -> set[str]:
    """Return the outcomes that use the number of posts and something else too."""
    posts = {column.key for column in plan.columns if column.measure == "posts"}
    uses: dict[str, frozenset[str]] = {}
    for key, (formula, _in_row) in plan.formulas.items():
        names = names_in(cast(Tree, formula.tree))  # the plan orders only formulas that could be read
        uses[key] = names.union(*(uses.get(name, frozenset()) for name in names)) - uses.keys()
    return {key for key, names in uses.items() if names & posts and names - posts}
