"""How exercises are written in a course folder: what they share, and the three simplest kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.importers.directives import (
    DAY,
    ID,
    KEY,
    NUMBER,
    YES_OR_NO,
    Directive,
    Form,
    Line,
    Marks,
    Setting,
    check_headings,
    joined,
    one_line,
    trimmed,
)
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece, Syntax, Way

HEAD = (
    Setting("title", "title", required=True),
    Setting("id", "id", ID),
    Setting("counts", "counts", YES_OR_NO),
)
"""What every exercise has."""

BULLET = Marks("- ")
KEYED_BULLET = re.compile(rf"- ({KEY})\. +(.*)\Z")
"""`- key. words`: one of the things that an exercise lists."""


class ExerciseSyntax(Syntax):
    """`::: kind key`: the key is what answers are tied to."""

    def read_argument(self, directive: Directive, piece: Piece, where: Place) -> None:
        piece.value["key"] = directive.argument
        if not re.fullmatch(KEY, directive.argument):
            where.fault(
                directive.line,
                _("Achter “%(name)s” hoort een sleutel: kleine letters, cijfers en streepjes, zoals mijn-opdracht.")
                % {"name": self.name},
            )

    def argument(self, value: Any) -> str:
        return str(value["key"])


def take_text(lines: list[Line], marks: Marks) -> list[Line]:
    """Take the lines before the first mark off `lines`; return them unescaped."""
    count = next((place for place, line in enumerate(lines) if marks.match(line.text)), len(lines))
    taken, lines[:] = lines[:count], lines[count:]
    return marks.unescaped(taken)


def read_prose(lines: list[Line], piece: Piece, way: Way, where: Place) -> str:
    """Return Markdown of an exercise; remember where it stands."""
    check_headings(lines, where)
    if filled := trimmed(lines):
        piece.lines[way] = filled[0].number
    return joined(lines)


def paragraph(lines: list[str]) -> list[str]:
    """Return lines of a text and a blank line below them; nothing for no text."""
    return [*lines, ""] if any(lines) else []


def without_last_blank(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and not lines[-1] else lines


# --- checklist -----------------------------------------------------------------------------------------------------


class ChecklistSyntax(ExerciseSyntax):
    name = "checklist"
    settings = HEAD

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        piece.value["intro"] = read_prose(take_text(lines, BULLET), piece, ("intro",), where)
        items: list[dict[str, Any]] = []
        piece.value["items"] = items
        for line in lines:
            if match := KEYED_BULLET.match(line.text.rstrip()):
                piece.lines["items", len(items)] = line.number
                items.append(self.read_item(match[1], match[2], line.number, where))
            elif not line.is_blank:
                where.fault(line.number, _("Schrijf elk punt als “- 1. Ik heb …”: streepje, sleutel, punt."))

    def read_item(self, key: str, text: str, line: int, where: Place) -> dict[str, Any]:
        item: dict[str, Any] = {"key": key, "text": text.strip(), "extra": False, "field": "", "check": ""}
        match = re.fullmatch(r"(.*?)\s*\{([^{}]*)\}", item["text"])
        if match:
            item["text"] = match[1]
        for word in match[2].split() if match else ():
            name, _sign, value = word.partition("=")
            if word == "extra":
                item["extra"] = True
            elif (name == "field" and value in {"text", "file"}) or (name == "check" and value):
                item[name] = value
            else:
                where.fault(
                    line,
                    _("“%(word)s” bestaat niet. Kies uit: extra, field=text, field=file, check=NAAM.") % {"word": word},
                )
        return item

    def body(self, value: Any) -> list[str]:
        intro = paragraph(BULLET.escaped(value["intro"] or ""))
        return [*intro, *(self.write_item(item) for item in value["items"])]

    @staticmethod
    def write_item(item: Any) -> str:
        words = ["extra"] * bool(item["extra"])
        words += [f"{name}={item[name]}" for name in ("field", "check") if item[name]]
        return f"- {item['key']}. {one_line(item['text'])}" + (f" {{{' '.join(words)}}}" if words else "")


# --- poll ----------------------------------------------------------------------------------------------------------


def read_votes(text: str) -> dict[str, int]:
    pairs = re.findall(rf"({KEY})=([0-9]{{1,9}})(?:,\s*|\Z)", text)
    if ", ".join(f"{key}={count}" for key, count in pairs) != re.sub(r",\s*", ", ", text):
        raise ValueError(_("Schrijf hier de stemmen per antwoord, zoals eens=38, oneens=13."))
    return {key: int(count) for key, count in pairs}


VOTES = Form(read_votes, lambda votes: ", ".join(f"{key}={count}" for key, count in votes.items()))


class PollSyntax(ExerciseSyntax):
    name = "poll"
    settings = (
        *HEAD,
        Setting("statement", "statement", required=True),
        Setting("minimum_words", "minimum_words", NUMBER, always=True),
        Setting("same_as", "same_as"),
        Setting("closes", "closes_on", DAY),
        Setting("earlier_label", "earlier_label"),
        Setting("earlier_votes", "earlier_votes", VOTES),
    )

    signature = Marks("@@? ")
    before = Marks("- |@@? ")

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        piece.value["intro"] = read_prose(take_text(lines, self.before), piece, ("intro",), where)
        options: list[dict[str, Any]] = []
        piece.value["options"] = options
        for line in take_text(lines, self.signature):
            if match := KEYED_BULLET.match(line.text.rstrip()):
                piece.lines["options", len(options)] = line.number
                options.append({"key": match[1], "text": match[2].strip(), "earlier_votes": None})
            elif not line.is_blank:
                where.fault(
                    line.number,
                    _("Schrijf een antwoord als “- eens. Eens” en begin een standpunt met “@ Naam, functie”."),
                )
        self.divide_votes(piece, where)
        piece.value["viewpoints"], piece.value["reactions"] = [], []
        while lines:
            line = lines.pop(0)
            field = "reactions" if line.text.startswith("@@") else "viewpoints"
            way: Way = (field, len(piece.value[field]))
            text = read_prose(take_text(lines, self.signature), piece, (*way, "text"), where)
            piece.lines[way] = line.number
            piece.value[field].append({"signature": line.text.lstrip("@").strip(), "text": text})

    @staticmethod
    def divide_votes(piece: Piece, where: Place) -> None:
        """Give each option the votes of an earlier time that the settings name."""
        votes = piece.value.pop("earlier_votes", None) or {}
        for option in piece.value["options"]:
            option["earlier_votes"] = votes.pop(option["key"], None)
        if votes:
            where.fault(
                piece.lines["earlier_votes",],
                _("Er is geen antwoord met de sleutel %(keys)s. Kies uit: %(known)s.")
                % {
                    "keys": ", ".join(votes),
                    "known": ", ".join(option["key"] for option in piece.value["options"]),
                },
            )

    def write_setting(self, setting: Setting, value: Any) -> list[str]:
        if setting.field == "earlier_votes":
            votes = {
                option["key"]: option["earlier_votes"]
                for option in value["options"]
                if option["earlier_votes"] is not None
            }
            value = {"earlier_votes": votes or None}
        return super().write_setting(setting, value)

    def body(self, value: Any) -> list[str]:
        lines = paragraph(self.before.escaped(value["intro"] or ""))
        lines += [f"- {option['key']}. {one_line(option['text'])}" for option in value["options"]]
        for field, sign in (("viewpoints", "@"), ("reactions", "@@")):
            for viewpoint in value[field]:
                lines += ["", f"{sign} {one_line(viewpoint['signature'])}", *self.signature.escaped(viewpoint["text"])]
        return lines


# --- blog_post -----------------------------------------------------------------------------------------------------


def read_comment(text: str) -> bool:
    if text != "required":
        raise ValueError(_("Schrijf hier required, of haal de regel weg."))
    return True


class BlogPostSyntax(ExerciseSyntax):
    name = "blog_post"
    settings = (
        *HEAD,
        Setting("minimum_words", "minimum_words", NUMBER, always=True),
        Setting("maximum_words", "maximum_words", NUMBER),
        Setting("minimum_headings", "minimum_headings", NUMBER),
        Setting("comment", "comment_required", Form(read_comment, lambda _value: "required")),
    )

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        prompt, starters = split_end(body, lambda text: text.startswith("- "))
        rest, escaped = split_end(prompt, lambda text: re.match(r"\\+- ", text) is not None)
        piece.value["prompt"] = read_prose([*rest, *BULLET.unescaped(escaped)], piece, ("prompt",), where)
        filled = [line for line in starters if not line.is_blank]
        piece.lines |= {("starters", place): line.number for place, line in enumerate(filled)}
        piece.value["starters"] = [line.text.removeprefix("- ").strip() for line in filled]

    def body(self, value: Any) -> list[str]:
        lines = [Line(0, text) for text in str(value["prompt"]).split("\n")]
        prompt, bullets = split_end(lines, lambda text: re.match(r"\\*- ", text) is not None)
        texts = [line.text for line in prompt] + [BULLET.escape(line.text) for line in bullets]
        starters = [f"- {one_line(starter)}" for starter in value["starters"]]
        return [*texts, "", *starters] if starters else texts


def split_end(lines: Sequence[Line], is_bullet: Any) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines as (text, the bullets and blank lines that end it)."""
    place = len(lines)
    while place and (lines[place - 1].is_blank or is_bullet(lines[place - 1].text)):
        place -= 1
    return lines[:place], lines[place:]
