"""How a programme planner is written in a course folder: settings and an introduction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessons.importers.directives import NUMBER, Line, Setting
from lessons.importers.exercise_syntax import HEAD, ExerciseSyntax, read_prose
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece


class PlannerSyntax(ExerciseSyntax):
    name = "planner"
    settings = (
        *HEAD,
        Setting("minimum_blocks", "minimum_blocks", NUMBER, always=True),
        Setting("minimum_people", "minimum_people", NUMBER, always=True),
    )

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        piece.value["intro"] = read_prose(list(body), piece, ("intro",), where)

    def body(self, value: Any) -> list[str]:
        return str(value["intro"] or "").split("\n")
