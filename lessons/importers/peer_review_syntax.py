"""How feedback of colleagues is written: the rubric as a list of words by points, then example texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.exercises.peer_review import HIDDEN, SHOWN
from lessons.importers.directives import NUMBER, Line, Marks, Setting, joined, one_line, one_of
from lessons.importers.exercise_syntax import (
    HEAD,
    KEYED_BULLET,
    ExerciseSyntax,
    paragraph,
    read_prose,
    take_text,
    without_last_blank,
)
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece

_LEVEL = re.compile(r"\s*([0-9]): +(.*)\Z")


class PeerReviewSyntax(ExerciseSyntax):
    name = "peer_review"
    settings = (
        *HEAD,
        Setting("minimum_words", "minimum_words", NUMBER),
        Setting("maximum_words", "maximum_words", NUMBER),
        Setting("minimum_lines", "minimum_lines", NUMBER),
        Setting("feedback_words", "feedback_words", NUMBER, always=True),
        Setting("reviewers", "reviewers", one_of((SHOWN, HIDDEN)), always=True),
        Setting("reviews", "reviews", NUMBER),
        Setting("wait_days", "wait_days", NUMBER),
    )

    before = Marks("- |@ |= ")
    within = Marks("@ |= ")

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        piece.value["prompt"] = read_prose(take_text(lines, self.before), piece, ("prompt",), where)
        self.read_criteria(take_text(lines, self.within), piece, where)
        piece.value["examples"], piece.value["model_answer"] = [], ""
        while lines:
            line = lines.pop(0)
            rest = take_text(lines, self.within)
            if line.text.startswith("@ "):
                self.read_example(line, rest, piece, where)
            elif not piece.value["model_answer"]:
                piece.lines["model_answer",] = line.number
                piece.value["model_answer"] = joined([Line(line.number, line.text[2:]), *rest])
            else:
                where.fault(line.number, _("Er is al een voorbeeldantwoord. Begin een gewone regel niet met “= ”."))

    def read_criteria(self, lines: list[Line], piece: Piece, where: Place) -> None:
        criteria: list[dict[str, Any]] = []
        piece.value["criteria"] = criteria
        for line in lines:
            criterion, level = KEYED_BULLET.match(line.text.rstrip()), _LEVEL.match(line.text.rstrip())
            if criterion:
                piece.lines["criteria", len(criteria)] = line.number
                criteria.append({"key": criterion[1], "text": criterion[2].strip(), "levels": []})
            elif level and criteria and int(level[1]) == len(criteria[-1]["levels"]):
                levels = criteria[-1]["levels"]
                piece.lines["criteria", len(criteria) - 1, "levels", len(levels)] = line.number
                levels.append(level[2].strip())
            elif not line.is_blank:
                where.fault(
                    line.number,
                    _(
                        "Schrijf een criterium als “- kop. Kop”, met daaronder de woorden bij elk aantal punten "
                        "vanaf 0, zoals “  0: niet duidelijk”."
                    ),
                )

    def read_example(self, line: Line, rest: list[Line], piece: Piece, where: Place) -> None:
        place = len(piece.value["examples"])
        text = read_prose(rest, piece, ("examples", place, "text"), where)
        piece.lines["examples", place] = line.number
        piece.value["examples"].append({"title": line.text[2:].strip(), "text": text})

    def body(self, value: Any) -> list[str]:
        lines = paragraph(self.before.escaped(value["prompt"] or ""))
        for criterion in value["criteria"]:
            lines.append(f"- {criterion['key']}. {one_line(criterion['text'])}")
            lines += [f"  {points}: {one_line(words)}" for points, words in enumerate(criterion["levels"])]
        lines.append("")
        for example in value["examples"]:
            lines += [f"@ {one_line(example['title'])}", *paragraph(self.within.escaped(example["text"] or ""))]
        if value["model_answer"]:
            first, *rest = str(value["model_answer"]).split("\n")
            lines += [f"= {first}", *map(self.within.escape, rest)]
        return without_last_blank(lines)
