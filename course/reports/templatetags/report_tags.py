"""The cells of a report's table, fast: a page has hundreds of them and only a handful of faces."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from course.reports.base import Cell, Column, Row, State

register = template.Library()


class Faces:
    """The cells of one table, each drawn once for each face: 25 people have 575 states of some ten kinds."""

    def __init__(self) -> None:
        self._template = get_template("reports/cell.html")
        self._drawn: dict[Hashable, str] = {}

    def of(self, column: Column, cell: Cell, *, names_row: bool) -> str:
        """Return one cell as HTML."""
        # A State itself would do as a key, but hashing its word translates it: half the time of the page.
        what = (cell.key, cell.on) if isinstance(cell, State) else cell
        face = (column.module or column.key, what)
        if face not in self._drawn:
            self._drawn[face] = self._template.render({"column": column, "cell": cell, "names_row": names_row})
        return self._drawn[face]


@register.simple_tag
def drawn_rows(rows: Sequence[Row], columns: Sequence[Column]) -> list[SafeString]:
    """Return each row as its cells in HTML. No query."""
    faces = Faces()
    return [
        mark_safe(  # noqa: S308 - every part comes from cell.html, which escapes
            "".join(
                faces.of(column, cell, names_row=not position)
                for position, (column, cell) in enumerate(zip(columns, row, strict=True))
            )
        )
        for row in rows
    ]
