"""A worksheet taken elsewhere: as a chart, as rows for a spreadsheet, as Markdown for a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from lessons.exercises import dutch
from lessons.exercises.chart import Chart, Point
from lessons.exercises.reckoning import rounded
from lessons.exercises.sheet_plan import Column
from lessons.exercises.sheets import Outcome, Sheet, decimals_of

_MARKS = re.compile(r"([\\`*_\[\]<>|~#])")


def chart_of(sheet: Sheet) -> Chart | None:
    """Return the chart that the author asked for; None when there is none, or nothing to show in it yet."""
    wanted = sheet.plan.chart
    keys = [column.key for column in sheet.plan.columns] + [outcome.key for outcome in sheet.plan.outcomes]
    if wanted is None or not {wanted.value, wanted.label} <= set(keys):
        return None
    value, label = keys.index(wanted.value), keys.index(wanted.label)
    points = [
        Point(row[label] or "–", sheet.number(place, wanted.value), row[value] or "–")
        for place, row in enumerate(sheet.table)
    ]
    chart = Chart(wanted.kind, sheet.heads[value], sheet.heads[label], tuple(points))
    return chart or None


def as_rows(sheet: Sheet) -> list[list[str]]:
    """Return the rows under their heads, and below them what stands once, as a Dutch spreadsheet reads them."""
    rows = [
        [_cell(column, row.get(column.key, "")) for column in sheet.plan.columns] + [_bare(one) for one in outcomes]
        for row, outcomes in zip(sheet.rows, sheet.outcomes[0], strict=True)
    ]
    below = [[column.label, _cell(column, sheet.below.get(column.key, ""))] for column in sheet.plan.sheet_columns]
    below += [[outcome.label, _bare(outcome)] for outcome in sheet.outcomes[1]]
    return [sheet.heads, *rows, *([[], *below] if below else [])]


def _cell(column: Column, cell: str) -> str:
    """Return a number without points, so that a program computes with it; the rest as people read it."""
    return column.typed(cell) if column.is_number else " ".join(column.shown(cell).split())


def _bare(outcome: Outcome) -> str:
    if isinstance(outcome.value, Decimal) and outcome.formula.format not in ("duration", "text"):
        return dutch.as_typed(rounded(outcome.value, decimals_of(outcome.formula.format)))
    return outcome.text


def as_markdown(sheet: Sheet) -> str:
    """Return the sheet as text for a post: its table, what stands below, and the chart as bars of blocks."""
    parts = [_markdown_table(sheet.heads, sheet.table)] if sheet.rows else []
    parts += [f"**{_plain(label)}:** {_plain(text)}" for label, text in sheet.once if text]
    chart = chart_of(sheet)
    if chart is not None:
        bars = [[point.label, f"{chart.text_bar(point)} {point.text}".strip()] for point in chart.points]
        parts.append(_markdown_table([chart.by, chart.of], bars))
    return "\n\n".join(parts)


def _markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_plain, line))} |" for line in lines)


def _plain(text: str) -> str:
    """Return words in which Markdown sees no marks, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
