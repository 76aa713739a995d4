"""How a quiz is written in a course folder: questions of every kind, their options, feedback and explanations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.exercises.questions import QUESTION_KINDS, ChoiceQuestion
from lessons.exercises.questions.match import MatchQuestion
from lessons.importers.directives import KEY, NUMBER, Line, Marks, Setting, joined, one_line
from lessons.importers.exercise_syntax import (
    HEAD,
    ExerciseSyntax,
    paragraph,
    read_prose,
    take_text,
    without_last_blank,
)
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece, Way

PAIR = " => "
_KINDS = "|".join(name for name in QUESTION_KINDS if name != ChoiceQuestion.kind)
_KIND = re.compile(rf"(.*?)\s*\{{({_KINDS})\}}\Z", re.DOTALL)
_WEIGHT = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,5})?\Z")


class QuizSyntax(ExerciseSyntax):
    name = "quiz"
    settings = (*HEAD, Setting("pass", "pass_percentage", NUMBER, always=True))

    before = Marks(r"\? |- \[")
    within = Marks(r"\? |- \[|= |\s*>")
    _question = re.compile(rf"\? ({KEY})\. +(.*)\Z")
    _option = re.compile(rf"- \[([ xX]|-?[0-9.,]+)\] ({KEY})\. +(.*)\Z")

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        piece.value["intro"] = read_prose(take_text(lines, self.before), piece, ("intro",), where)
        questions: list[dict[str, Any]] = []
        piece.value["questions"] = questions
        while lines:
            line = lines.pop(0)
            match = self._question.match(line.text)
            if not match:
                where.fault(line.number, _("Begin elke vraag met “? 1. De vraag”: vraagteken, sleutel, punt."))
                take_text(lines, Marks(r"\? "))
                continue
            piece.lines["questions", len(questions)] = line.number
            first, kind = read_kind(match[2])
            text = joined([Line(line.number, first), *take_text(lines, self.within)])
            question: dict[str, Any] = {"key": match[1], "text": text, "kind": kind, "explanation": "", "options": []}
            questions.append(question)
            self.read_answers(lines, question, piece, ("questions", len(questions) - 1), where)

    def read_answers(self, lines: list[Line], question: dict[str, Any], piece: Piece, way: Way, where: Place) -> None:
        """Take the options, their feedback and the explanation off `lines`, down to the next question."""
        options = question["options"]
        while lines and not lines[0].text.startswith("? "):
            line = lines.pop(0)
            match = self._option.match(line.text)
            if match:
                piece.lines[*way, "options", len(options)] = line.number
                option = {"key": match[2], "feedback": "", **read_mark(match[1], line.number, where)}
                options.append({**option, **read_sides(match[3].strip(), question["kind"])})
            elif line.text.lstrip().startswith(">") and options:
                feedback = f"{options[-1]['feedback']} {line.text.lstrip()[1:].strip()}"
                options[-1]["feedback"] = feedback.strip()
            elif line.text.startswith("= ") and not question["explanation"]:
                piece.lines[*way, "explanation"] = line.number
                rest = take_text(lines, self.within)
                question["explanation"] = joined([Line(line.number, line.text[2:]), *rest])
            elif not line.is_blank:
                where.fault(
                    line.number,
                    _(
                        "Deze regel hoort nergens bij. Onder een vraag staan “- [ ] a. fout”, “- [x] b. goed”, "
                        "“  > uitleg bij een antwoord” en één keer “= uitleg voor iedereen”."
                    ),
                )
        if question["kind"] == ChoiceQuestion.kind:
            self.refuse_silent(options, piece, way, where)

    @staticmethod
    def refuse_silent(options: list[dict[str, Any]], piece: Piece, way: Way, where: Place) -> None:
        """Report options to choose from that say nothing to whoever chose them."""
        for place, option in enumerate(options):
            if not option["feedback"]:
                where.fault(
                    piece.lines[*way, "options", place],
                    _("Antwoord %(key)s heeft geen uitleg. Zet eronder een regel “  > ” met wat iemand ervan leert.")
                    % {"key": option["key"]},
                )

    def body(self, value: Any) -> list[str]:
        lines = paragraph(self.before.escaped(value["intro"] or ""))
        for question in value["questions"]:
            first, *rest = str(question["text"]).split("\n")
            kind = "" if question["kind"] == ChoiceQuestion.kind else f" {{{question['kind']}}}"
            lines += [f"? {question['key']}. {first}{kind}", *map(self.within.escape, rest)]
            for option in question["options"]:
                lines.append(f"- [{write_mark(option)}] {option['key']}. {write_sides(option, question['kind'])}")
                if option["feedback"]:
                    lines.append(f"  > {one_line(option['feedback'])}")
            if question["explanation"]:
                first, *rest = str(question["explanation"]).split("\n")
                lines += [f"= {first}", *map(self.within.escape, rest)]
            lines.append("")
        return without_last_blank(lines)


def read_kind(text: str) -> tuple[str, str]:
    """Return the first line of a question as (its text, its kind): "Hoeveel? {number}"."""
    match = _KIND.match(text.rstrip())
    return (match[1], match[2]) if match else (text, ChoiceQuestion.kind)


def read_mark(text: str, line: int, where: Place) -> dict[str, Any]:
    """Return what stands between the square brackets: nothing, an x, or a weight in per cent."""
    if text in " xX":
        return {"right": text != " ", "weight": None}
    if not _WEIGHT.match(text):
        where.fault(line, _("“%(text)s” is geen gewicht. Schrijf een getal van -100 tot 100.") % {"text": text})
        return {"right": False, "weight": None}
    return {"right": False, "weight": float(text.replace(",", "."))}


def write_mark(option: Any) -> str:
    weight = option["weight"]
    if weight is None:
        return "x" if option["right"] else " "
    return f"{weight:.5f}".rstrip("0").rstrip(".")


def read_sides(text: str, kind: str) -> dict[str, str]:
    """Return an option's text, and for a pair what belongs to it: "links => rechts"."""
    if kind != MatchQuestion.kind:
        return {"text": text, "pair": ""}
    left, _sign, right = f" {text} ".partition(PAIR)
    return {"text": left.strip(), "pair": right.strip()}


def write_sides(option: Any, kind: str) -> str:
    if kind != MatchQuestion.kind:
        return one_line(option["text"])
    return f"{one_line(option['text'])}{PAIR}{one_line(option['pair'])}".strip()
