"""How the items of a questionnaire are written in a course folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.importers.directives import KEY, NUMBER, Form, Line, Setting, one_line
from lessons.importers.exercise_syntax import ExerciseSyntax
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece, Syntax


def read_labels(text: str) -> list[str]:
    return [label.strip() for label in text.split("|")]


def read_options(text: str) -> list[dict[str, str]]:
    pairs = [re.fullmatch(rf"\s*({KEY})=(.*?)\s*", part) for part in text.split("|")]
    if not all(pairs):
        raise ValueError(_("Schrijf hier de antwoorden als sleutel=tekst | sleutel=tekst."))
    return [{"key": pair[1], "text": pair[2]} for pair in pairs if pair]


LABELS = Form(read_labels, " | ".join)
OPTIONS = Form(read_options, lambda options: " | ".join(f"{one['key']}={one['text']}" for one in options))
HINT = Setting("hint", "hint")


class ItemSyntax(ExerciseSyntax):
    """`::: kind key`, its settings, and the question itself below them."""

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        piece.value["text"] = " ".join(line.text.strip() for line in body if not line.is_blank)
        if not body:
            where.fault(piece.line, _("Hier staat geen vraag. Schrijf hem onder de instellingen, na een lege regel."))

    def body(self, value: Any) -> list[str]:
        return [one_line(value["text"])]


class ScaleSyntax(ItemSyntax):
    name = "scale"
    settings = (
        Setting("labels", "labels", LABELS, required=True, always=True),
        Setting("not_applicable", "not_applicable"),
        Setting("group", "group"),
        HINT,
    )


class ChoiceSyntax(ItemSyntax):
    name = "choice"
    settings = (Setting("options", "options", OPTIONS, required=True, always=True), HINT)


class NumberSyntax(ItemSyntax):
    name = "number"
    settings = (
        Setting("minimum", "minimum", NUMBER, always=True),
        Setting("maximum", "maximum", NUMBER, always=True),
        HINT,
    )


class TextItemSyntax(ItemSyntax):
    name = "text"
    settings = (Setting("maximum", "maximum", NUMBER, always=True), HINT)


class SeveralSyntax(ChoiceSyntax):
    name = "several"


class PointsSyntax(ItemSyntax):
    name = "points"
    settings = (
        Setting("minimum", "minimum", NUMBER, always=True),
        Setting("maximum", "maximum", NUMBER, always=True),
        Setting("low", "low", required=True),
        Setting("high", "high", required=True),
        HINT,
    )


class KnowledgeSyntax(ItemSyntax):
    name = "knowledge"
    settings = (
        Setting("options", "options", OPTIONS, required=True, always=True),
        Setting("right", "right", required=True),
        Setting("explanation", "explanation", required=True),
        HINT,
    )


class HeadingSyntax(ItemSyntax):
    name = "heading"
    settings = (HINT,)

    def body(self, value: Any) -> list[str]:
        lines = super().body(value)
        return lines if value["hint"] else ["", *lines]  # Without a blank line it would read as a setting.


ITEM_SYNTAXES: dict[str, type[Syntax]] = {
    "scale": ScaleSyntax,
    "choice": ChoiceSyntax,
    "number": NumberSyntax,
    "text": TextItemSyntax,
    "several": SeveralSyntax,
    "points": PointsSyntax,
    "knowledge": KnowledgeSyntax,
    "heading": HeadingSyntax,
}
