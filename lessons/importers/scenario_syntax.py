"""How a scenario is written in a course folder: situations, ends, and the choices between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.exercises.dutch import read_time
from lessons.exercises.plain_checks import CHECKS
from lessons.importers.directives import KEY, NUMBER, Form, Line, Marks, Setting, one_line
from lessons.importers.exercise_syntax import HEAD, ExerciseSyntax, paragraph, read_prose, take_text, without_last_blank
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece, Way

NODE = Marks(r"@!? ")
"""Begins a situation or an end; the only mark in an introduction and in the text of an end."""
WITHIN = Marks(r"@!? |[-?] ")
"""What is a mark in the text of a situation."""
_HEAD = re.compile(rf"@(!?) ({KEY}) +(.+?)(?:\s+\{{([^{{}}]*)\}})?\Z")
_CHOICE = re.compile(rf"([-?]) ({KEY})\. +(.+) -> ({KEY})(?:\s+\{{([^{{}}]*)\}})?\Z")
_PART = re.compile(r"\s+(?=[a-z]+=)")
_NOTHING: dict[str, Any] = {"trust": 0, "minutes": 0, "days": 0, "clock": ""}
_NO_REPLY: dict[str, Any] = {"reply": False, "checks": [], "answer": "", "words": 1, "expert": ""}


def read_clock(text: str) -> str:
    return read_time(text).isoformat("minutes")


def read_signed(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,2}", text):
        raise ValueError(_("Schrijf hier een getal als 2 of -3."))
    return int(text)


def read_checks(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    strange = [name for name in names if name not in CHECKS]
    if strange:
        raise ValueError(
            _("“%(names)s” bestaat niet. Kies uit: %(known)s.")
            % {"names": ", ".join(strange), "known": ", ".join(CHECKS)}
        )
    return names


Reader = Callable[[str], Any]
EFFECTS: dict[str, Reader] = {
    "trust": read_signed,
    "minutes": NUMBER.read,
    "days": NUMBER.read,
    "clock": read_clock,
}
"""What may stand in braces behind a situation, in the order in which it is written."""
CHOICE_EFFECTS: dict[str, Reader] = {"expert": str, **EFFECTS}
REPLY: dict[str, Reader] = {"checks": read_checks, "answer": str, "words": NUMBER.read}
"""The indented lines below an own reply."""


def read_parts(text: str, readers: dict[str, Reader], line: int, where: Place) -> dict[str, Any]:
    """Return what stands in braces: `name=value`, parted by spaces; a value may hold spaces itself."""
    found: dict[str, Any] = {}
    for part in _PART.split((text or "").strip()) if text else ():
        name, _sign, value = part.partition("=")
        read_one(name, value.strip(), readers, found, (line, where))
    return found


def read_one(
    name: str, value: str, readers: dict[str, Reader], found: dict[str, Any], place: tuple[int, Place]
) -> None:
    """Read one named value into `found`, or report it at its place (line, file)."""
    line, where = place
    if name not in readers:
        where.fault(
            line,
            _("“%(name)s” bestaat hier niet. Kies uit: %(known)s.") % {"name": name, "known": ", ".join(readers)},
        )
        return
    try:
        found[name] = readers[name](value)
    except ValueError as error:
        where.fault(line, f"{name}: {error}")


class ScenarioSyntax(ExerciseSyntax):
    name = "scenario"
    settings = (
        *HEAD,
        Setting("begins", "begins", Form(read_clock, str)),
        Setting("trust", "trust", NUMBER, always=True),
    )

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        piece.value["intro"] = read_prose(take_text(lines, NODE), piece, ("intro",), where)
        piece.value["situations"], piece.value["ends"] = [], []
        while lines:
            line = lines.pop(0)
            match = _HEAD.match(line.text.rstrip())
            if not match:
                where.fault(
                    line.number,
                    _("Begin een situatie met “@ n1 Titel” en een einde met “@! e1 Titel”: sleutel, spatie, titel."),
                )
                take_text(lines, NODE)
                continue
            field = "ends" if match[1] else "situations"
            way: Way = (field, len(piece.value[field]))
            piece.lines[way] = line.number
            node = {"key": match[2], "title": match[3], **_NOTHING}
            node |= read_parts(match[4], EFFECTS, line.number, where)
            piece.value[field].append(node)
            marks = NODE if match[1] else WITHIN
            node["text"] = read_prose(take_text(lines, marks), piece, (*way, "text"), where)
            if not match[1]:
                node["choices"] = self.read_choices(lines, piece, way, where)

    def read_choices(self, lines: list[Line], piece: Piece, way: Way, where: Place) -> list[dict[str, Any]]:
        """Take the choices of one situation off `lines`, down to the next situation."""
        choices: list[dict[str, Any]] = []
        while lines and not NODE.match(lines[0].text):
            line = lines.pop(0)
            text = line.text.rstrip()
            if match := _CHOICE.match(text):
                piece.lines[*way, "choices", len(choices)] = line.number
                choice = {**_NO_REPLY, **_NOTHING, "key": match[2], "text": match[3], "target": match[4]}
                choice["reply"] = match[1] == "?"
                choices.append(choice | read_parts(match[5], CHOICE_EFFECTS, line.number, where))
            elif text[:1].isspace() and choices and choices[-1]["reply"]:
                name, _sign, value = text.strip().partition(":")
                read_one(name, value.strip(), REPLY, choices[-1], (line.number, where))
            elif text:
                where.fault(
                    line.number,
                    _(
                        "Deze regel hoort nergens bij. Schrijf een keuze als “- a. Wat je zegt. -> n2” en een eigen "
                        "antwoord als “? b. Wat je vraagt. -> n2”, met daaronder ingesprongen checks, answer en words."
                    ),
                )
        return choices

    # --- Writing ----------------------------------------------------------------------------------------------------

    def body(self, value: Any) -> list[str]:
        lines = paragraph(NODE.escaped(value["intro"] or ""))
        for node in value["situations"]:
            lines += [self.head("@", node), *paragraph(WITHIN.escaped(node["text"] or ""))]
            for choice in node["choices"]:
                lines += self.choice(choice)
            lines.append("")
        for node in value["ends"]:
            lines += [self.head("@!", node), *paragraph(NODE.escaped(node["text"] or ""))]
        return without_last_blank(lines)

    @staticmethod
    def head(sign: str, node: Any) -> str:
        return f"{sign} {node['key']} {one_line(node['title'])}{braces(node, EFFECTS)}"

    @staticmethod
    def choice(choice: Any) -> list[str]:
        sign = "?" if choice["reply"] else "-"
        target = f"{one_line(choice['text'])} -> {choice['target']}"
        lines = [f"{sign} {choice['key']}. {target}{braces(choice, CHOICE_EFFECTS)}"]
        if choice["checks"]:
            lines.append(f"  checks: {', '.join(choice['checks'])}")
        if choice["answer"]:
            lines.append(f"  answer: {one_line(choice['answer'])}")
        if choice["words"] != 1:
            lines.append(f"  words: {choice['words']}")
        return lines


def braces(row: Any, readers: dict[str, Reader]) -> str:
    """Return what a row changes as ` {name=value ...}`; nothing for a row that changes nothing."""
    parts = [f"{name}={row[name]}" for name in readers if row[name]]
    return f" {{{' '.join(parts)}}}" if parts else ""
