"""How a worksheet is written in a course folder (FORMAT.md): fields, formulas, and what is said below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lessons.exercises.sheet_plan import MEASURES, TYPES
from lessons.exercises.worksheet import COLUMN, OUTCOME
from lessons.importers.directives import KEY, NUMBER, Form, Line, Marks, Setting, one_line, one_of
from lessons.importers.exercise_syntax import HEAD, ExerciseSyntax, paragraph, read_prose, take_text
from lessons.importers.parsed import Place
from lessons.importers.syntax import Piece, Way

SIGNS = {"- ": "columns", "= ": "outcomes", "+ ": "sheet_columns", "== ": "sheet_outcomes"}
FLAGS = ("optional", "no_contact")
RULES = {
    "min": "minimum",
    "max": "maximum",
    "at_most": "at_most",
    "after": "after",
    "not": "differs",
    "when": "when",
}
_ITEM = re.compile(rf"(-|\+|==?) ({KEY})\. +(.*)\Z")
_BRACES = re.compile(r"(.*?)\s*\{([^{}]*)\}\Z")
_DETAIL = re.compile(r"\s+([a-z]+):(?:\s+(.*))?\Z")


# --- Settings ------------------------------------------------------------------------------------------------------


def read_rows(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,3})(?: to ([0-9]{1,3}))?", text)
    if not match:
        raise ValueError(_("Schrijf hier hoeveel rijen, zoals 1 of 3 to 12."))
    return int(match[1]), int(match[2] or match[1])


def write_rows(rows: tuple[int, int]) -> str:
    return f"{rows[0]}" if rows[0] == rows[1] else f"{rows[0]} to {rows[1]}"


def read_distinct(text: str) -> tuple[str, int]:
    match = re.fullmatch(rf"({KEY}) ([0-9]{{1,3}})", text)
    if not match:
        raise ValueError(_("Schrijf hier een veld en een getal, zoals datum 5."))
    return match[1], int(match[2])


def read_chart(text: str) -> tuple[str, str, str]:
    match = re.fullmatch(rf"(bar|line) ({KEY}) by ({KEY})", text)
    if not match:
        raise ValueError(_("Schrijf hier bijvoorbeeld bar volgers by kanaal, of line bereik by datum."))
    return match[1], match[2], match[3]


def read_reads(text: str) -> str:
    if text != "posts":
        raise ValueError(_("Schrijf hier posts, of haal de regel weg."))
    return text


GROUPED: Mapping[str, tuple[str, ...]] = {
    "rows": ("minimum_rows", "maximum_rows"),
    "distinct": ("distinct", "distinct_least"),
    "chart": ("chart_kind", "chart_value", "chart_label"),
}
"""Settings that hold several parts of the value."""


# --- Lines below a field or formula --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Detail:
    """One indented line: the parts of the item it fills, how it is read and how it is written ("" for not at all)."""

    read: Callable[[str], dict[str, Any]]
    write: Callable[[Any], str]


def plain_detail(part: str) -> Detail:
    return Detail(lambda text: {part: text}, lambda item: one_line(item[part]))


def read_options(text: str) -> dict[str, Any]:
    pairs = [piece.partition("=") for piece in re.split(r"\s*\|\s*", text)]
    if not all(re.fullmatch(KEY, key) and words.strip() for key, _sign, words in pairs):
        raise ValueError(_("Schrijf keuzes als facebook=Facebook | anders=Anders."))
    return {"options": [{"key": key, "text": words.strip()} for key, _sign, words in pairs]}


def read_warn(text: str) -> dict[str, Any]:
    condition, sign, sentence = text.partition(" | ")
    if not sign:
        raise ValueError(_("Schrijf hier een voorwaarde, een | en een zin: groei < 0 | Je doel is lager dan nu."))
    return {"warns_if": condition.strip(), "warning": sentence.strip()}


def read_colours(text: str) -> dict[str, Any]:
    match = re.fullmatch(r"(-?[0-9]{1,6}) (-?[0-9]{1,6})", text)
    if not match:
        raise ValueError(_("Schrijf hier twee getallen, zoals 80 50: groen vanaf 80, oranje vanaf 50."))
    return {"green": int(match[1]), "orange": int(match[2])}


MEASURE = one_of(MEASURES)
COLUMN_DETAILS: Mapping[str, Detail] = {
    "options": Detail(
        read_options, lambda item: " | ".join(f"{one['key']}={one_line(one['text'])}" for one in item["options"])
    ),
    "hint": plain_detail("hint"),
    "from": Detail(lambda text: {"measure": MEASURE.read(text)}, lambda item: item["measure"] or ""),
}
OUTCOME_DETAILS: Mapping[str, Detail] = {
    "formula": plain_detail("formula"),
    "format": plain_detail("format"),
    "otherwise": plain_detail("otherwise"),
    "needs": Detail(lambda text: {"needs": NUMBER.read(text)}, lambda item: str(item["needs"] or "")),
    "warn": Detail(
        read_warn, lambda item: f"{one_line(item['warns_if'])} | {one_line(item['warning'])}" * bool(item["warns_if"])
    ),
    "colours": Detail(read_colours, lambda item: "" if item["green"] is None else f"{item['green']} {item['orange']}"),
}


class WorksheetSyntax(ExerciseSyntax):
    name = "worksheet"
    settings = (
        *HEAD,
        Setting("rows", "rows", Form(read_rows, write_rows), always=True),
        Setting("row_name", "row_name"),
        Setting("rows_unless", "rows_unless"),
        Setting("distinct", "distinct", Form(read_distinct, lambda parts: f"{parts[0]} {parts[1]}")),
        Setting("chart", "chart", Form(read_chart, lambda parts: f"{parts[0]} {parts[1]} by {parts[2]}")),
        Setting("reads", "reads", Form(read_reads, str)),
    )

    marks = Marks(r"- |\+ |==? ")

    # --- Reading -------------------------------------------------------------------------------------------------

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        self.divide_settings(piece)
        lines = list(body)
        piece.value["intro"] = read_prose(take_text(lines, self.marks), piece, ("intro",), where)
        piece.value |= {field: [] for field in SIGNS.values()}
        while lines:
            line = lines.pop(0)
            match = _ITEM.match(line.text.rstrip())
            if match:
                field = SIGNS[f"{match[1]} "]
                way: Way = (field, len(piece.value[field]))
                piece.lines[way] = line.number
                item = {
                    **(COLUMN if field.endswith("columns") else OUTCOME),
                    "key": match[2],
                    "label": match[3].strip(),
                }
                piece.value[field].append(item)
                self.read_item(item, way, line, lines, piece, where)
            elif not line.is_blank:
                where.fault(
                    line.number,
                    _(
                        "Begin een veld met “- sleutel. Naam {whole}” of “+ sleutel. Naam {text}”, en een uitkomst "
                        "met “= sleutel. Naam” of “== sleutel. Naam”."
                    ),
                )

    @staticmethod
    def divide_settings(piece: Piece) -> None:
        """Give each part of a setting that holds several a place of its own, on the same line."""
        for name, parts in GROUPED.items():
            found = piece.value.pop(name, None)
            line = piece.lines.pop((name,), None)
            if found is not None and line is not None:
                for part, value in zip(parts, found, strict=True):
                    piece.value[part] = value
                    piece.lines[part,] = line

    def read_item(
        self, item: dict[str, Any], way: Way, line: Line, lines: list[Line], piece: Piece, where: Place
    ) -> None:
        is_column = str(way[0]).endswith("columns")
        if is_column:
            self.read_braces(item, line, where)
        details = COLUMN_DETAILS if is_column else OUTCOME_DETAILS
        while lines and (match := _DETAIL.match(lines[0].text.rstrip())):
            below = lines.pop(0)
            detail = details.get(match[1])
            if detail is None:
                where.fault(
                    below.number,
                    _("“%(name)s” bestaat hier niet. Kies uit: %(known)s.")
                    % {"name": match[1], "known": ", ".join(details)},
                )
                continue
            try:
                found = detail.read((match[2] or "").strip())
            except ValueError as error:
                where.fault(below.number, f"{match[1]}: {error}")
                continue
            item |= found
            piece.lines |= {(*way, part): below.number for part in found}

    @staticmethod
    def read_braces(item: dict[str, Any], line: Line, where: Place) -> None:
        match = _BRACES.match(item["label"])
        words = match[2].split() if match else []
        if not match or not words or words[0] not in TYPES:
            where.fault(
                line.number,
                _("Zet achter het veld zijn soort tussen accolades: %(known)s.")
                % {"known": ", ".join(f"{{{one}}}" for one in TYPES)},
            )
            return
        item["label"], item["type"] = match[1], words[0]
        for word in words[1:]:
            name, sign, value = word.partition("=")
            if word in FLAGS:
                item[word] = True
            elif name in RULES and sign and value:
                item[RULES[name]] = value
            else:
                where.fault(
                    line.number,
                    _("“%(word)s” bestaat niet. Kies uit: %(known)s.")
                    % {"word": word, "known": ", ".join([*FLAGS, *(f"{one}=…" for one in RULES)])},
                )

    # --- Writing -------------------------------------------------------------------------------------------------

    def write_setting(self, setting: Setting, value: Any) -> list[str]:
        parts = GROUPED.get(setting.name)
        if parts is None:
            return super().write_setting(setting, value)
        found = tuple(value.get(part) for part in parts)
        return [f"{setting.name}: {setting.form.write(found)}"] if found[0] else []

    def body(self, value: Any) -> list[str]:
        lines = paragraph(self.marks.escaped(value["intro"] or ""))
        for sign, field in SIGNS.items():
            items = [line for item in value[field] for line in self.write_item(sign, field, item)]
            lines += [*items, ""] if items else []
        return lines[:-1]

    @staticmethod
    def write_item(sign: str, field: str, item: Any) -> list[str]:
        is_column = field.endswith("columns")
        head = f"{sign}{item['key']}. {one_line(item['label'])}"
        if is_column:
            words = [item["type"], *(flag for flag in FLAGS if item[flag])]
            words += [f"{name}={item[part]}" for name, part in RULES.items() if item[part]]
            head += f" {{{' '.join(words)}}}"
        details = COLUMN_DETAILS if is_column else OUTCOME_DETAILS
        written = {name: detail.write(item) for name, detail in details.items()}
        return [head, *(f"  {name}: {text}" for name, text in written.items() if text)]
