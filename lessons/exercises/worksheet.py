"""Worksheet (meetblad): rows to fill in, formulas over them, a chart. Done when enough rows are complete.

What its author writes becomes a Plan (sheet_plan.py), what one person filled in a Sheet (sheets.py). Data of an answer:
{"rows": [cells], "below": cells, "share": bool}, where cells are texts by column key. Results are never stored: they
follow from the cells, and are computed by the server whenever somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from lessons.exercises import dutch
from lessons.exercises.base import AnswerData, Exercise, fill_keys, numbered, refuse_double_keys
from lessons.exercises.formulas import NAME, CircularFormula, FormulaError, Kind, in_order, kind_of, parse
from lessons.exercises.sheet_plan import (
    FORMAT,
    MEASURES,
    NUMBERS,
    ChartPlan,
    Column,
    Formula,
    Plan,
    read_formula,
)
from lessons.exercises.sheets import Sheet, sheet_of
from lessons.exercises.worksheet_form import WorksheetForm

MOST_ROWS, MOST_COLUMNS, MOST_OUTCOMES = 60, 20, 20

TYPE_CHOICES = [
    ("whole", gettext_lazy("heel getal")),
    ("decimal", gettext_lazy("getal met komma")),
    ("percentage", gettext_lazy("percentage")),
    ("date", gettext_lazy("datum")),
    ("time", gettext_lazy("tijd")),
    ("choice", gettext_lazy("keuzelijst")),
    ("yes_no", gettext_lazy("ja of nee")),
    ("text", gettext_lazy("tekst")),
]
MEASURE_CHOICES = [(measure, measure) for measure in MEASURES]


def names_of(row: Any) -> Iterable[str]:
    """Return what a column, outcome or option may be called: its words, then its words with a number."""
    words = slugify(row.get("label") or row.get("text") or "").replace("-", "_")[:24].strip("_")
    name = words if words[:1].isalpha() else f"veld_{words}".strip("_")
    return numbered(name, "_")


def key_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=gettext_lazy("Sleutel"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Zo heet dit in een formule. Verander hem niet meer als er antwoorden zijn."),
    )


def other_column(label: Promise) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, required=False, max_length=30)


class ChoiceOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Keuze"), max_length=80)
    key = key_block()


class ColumnBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=gettext_lazy("Naam"), max_length=80)
    type = blocks.ChoiceBlock(label=gettext_lazy("Soort"), choices=TYPE_CHOICES, default="whole")
    options = blocks.ListBlock(ChoiceOptionBlock(), label=gettext_lazy("Keuzes"), default=[])
    hint = blocks.CharBlock(label=gettext_lazy("Hulp"), required=False, max_length=200)
    optional = blocks.BooleanBlock(label=gettext_lazy("Hoeft niet"), required=False)
    minimum = blocks.CharBlock(label=gettext_lazy("Minstens"), required=False, max_length=20)
    maximum = blocks.CharBlock(
        label=gettext_lazy("Hoogstens"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Bij een tekst: hoeveel tekens."),
    )
    at_most = other_column(gettext_lazy("Niet meer dan veld (sleutel)"))
    after = other_column(gettext_lazy("Later dan veld (sleutel)"))
    differs = other_column(gettext_lazy("Anders dan veld (sleutel)"))
    when = other_column(gettext_lazy("Alleen bij ja op veld (sleutel)"))
    no_contact = blocks.BooleanBlock(label=gettext_lazy("Waarschuw bij een account of telefoonnummer"), required=False)
    measure = blocks.ChoiceBlock(
        label=gettext_lazy("Mag uit een export komen"), choices=MEASURE_CHOICES, required=False
    )
    key = key_block()

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["options"], lambda option: (name.replace("_", "-") for name in names_of(option)))
        refuse_double_keys(value["options"], value["label"])
        if (value["type"] == "choice") != bool(value["options"]):
            raise refused("options", _("Een keuzelijst heeft keuzes nodig. Andere soorten hebben er geen."))
        value["minimum"], value["maximum"] = (bound(value, name) for name in ("minimum", "maximum"))
        return value


class OutcomeBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=gettext_lazy("Naam"), max_length=80)
    formula = blocks.TextBlock(
        label=gettext_lazy("Formule"),
        rows=2,
        help_text=gettext_lazy("Met sleutels van velden, zoals interacties / berichten. Zet een ; tussen delen."),
    )
    format = blocks.CharBlock(
        label=gettext_lazy("Opmaak"),
        default="whole",
        max_length=12,
        help_text=gettext_lazy("whole, decimal 1, percent 0, duration (minuten) of text."),
    )
    otherwise = blocks.CharBlock(label=gettext_lazy("Als er niets te delen is"), required=False, max_length=120)
    needs = blocks.IntegerBlock(
        label=gettext_lazy("Pas vanaf (rijen)"), required=False, min_value=1, max_value=MOST_ROWS
    )
    warns_if = blocks.CharBlock(label=gettext_lazy("Waarschuw als (formule)"), required=False, max_length=300)
    warning = blocks.CharBlock(label=gettext_lazy("Waarschuwing"), required=False, max_length=200)
    green = blocks.IntegerBlock(label=gettext_lazy("Groen vanaf"), required=False)
    orange = blocks.IntegerBlock(label=gettext_lazy("Oranje vanaf"), required=False)
    key = key_block()

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not FORMAT.fullmatch(value["format"]):
            raise refused("format", _("Kies uit: whole, decimal 1, percent 0, duration of text."))
        if bool(value["warns_if"]) != bool(value["warning"]):
            raise refused("warning", _("Bij een waarschuwing horen een formule en een zin."))
        if (value["green"] is None) != (value["orange"] is None):
            raise refused("orange", _("Geef bij kleuren twee getallen: groen vanaf en oranje vanaf."))
        return value


def refused(name: str, sentence: str) -> ValidationError:
    """Return the refusal of one part of a struct."""
    return blocks.StructBlockValidationError(block_errors={name: ValidationError(sentence)})


def bound(value: Any, name: str) -> str:
    """Return a minimum or maximum as a cell holds it. Raises ValidationError when it does not fit its column."""
    typed = (value[name] or "").strip()
    if not typed:
        return ""
    try:
        if value["type"] == "text" and name == "maximum":
            number = dutch.read_number(typed, whole=True)
            if not 1 <= number <= 2000:
                raise ValueError(_("Een tekst heeft hoogstens 1 tot 2000 tekens."))
            return dutch.plain_digits(number)
        if value["type"] in ("text", "choice", "yes_no"):
            raise ValueError(_("Deze soort veld heeft geen minstens of hoogstens."))
        return Column("", "", value["type"]).read(typed.replace(".", ",") if value["type"] in NUMBERS else typed)
    except ValueError as error:
        raise refused(name, str(error)) from error


COLUMN = {
    **dict.fromkeys(
        ("label", "hint", "minimum", "maximum", "at_most", "after", "differs", "when", "measure", "key"), ""
    ),
    "type": "whole",
    "options": [],
    "optional": False,
    "no_contact": False,
}
OUTCOME = {
    **dict.fromkeys(("label", "formula", "otherwise", "warns_if", "warning", "key"), ""),
    **dict.fromkeys(("needs", "green", "orange"), None),
    "format": "whole",
}
"""A column and an outcome of which nothing is said yet, as plain values."""


class WorksheetExercise(Exercise):
    kind = "worksheet"
    label = gettext_lazy("Meetblad")
    form_class = WorksheetForm

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding (Markdown)"), required=False)
    minimum_rows = blocks.IntegerBlock(
        label=gettext_lazy("Minstens (rijen)"), default=1, min_value=1, max_value=MOST_ROWS
    )
    maximum_rows = blocks.IntegerBlock(
        label=gettext_lazy("Hoogstens (rijen)"), default=1, min_value=1, max_value=MOST_ROWS
    )
    row_name = blocks.CharBlock(
        label=gettext_lazy("Wat één rij is"), required=False, max_length=30, help_text=gettext_lazy("Zoals: kanaal.")
    )
    columns = blocks.ListBlock(
        ColumnBlock(), label=gettext_lazy("Velden van elke rij"), min_num=1, max_num=MOST_COLUMNS
    )
    outcomes = blocks.ListBlock(
        OutcomeBlock(), label=gettext_lazy("Uitkomsten van elke rij"), max_num=MOST_OUTCOMES, default=[]
    )
    sheet_columns = blocks.ListBlock(
        ColumnBlock(), label=gettext_lazy("Velden onder de rijen"), max_num=MOST_COLUMNS, default=[]
    )
    sheet_outcomes = blocks.ListBlock(
        OutcomeBlock(), label=gettext_lazy("Uitkomsten over alle rijen"), max_num=MOST_OUTCOMES, default=[]
    )
    rows_unless = other_column(gettext_lazy("Minder rijen mag bij ja op (sleutel van een veld onder de rijen)"))
    distinct = other_column(gettext_lazy("Verschillende waarden van veld (sleutel)"))
    distinct_least = blocks.IntegerBlock(
        label=gettext_lazy("Hoeveel verschillende waarden"), required=False, min_value=2, max_value=MOST_ROWS
    )
    chart_kind = blocks.ChoiceBlock(
        label=gettext_lazy("Grafiek"),
        choices=[("bar", gettext_lazy("staven")), ("line", gettext_lazy("lijn"))],
        required=False,
    )
    chart_value = other_column(gettext_lazy("Grafiek van (sleutel)"))
    chart_label = other_column(gettext_lazy("Grafiek per (sleutel)"))
    reads = blocks.ChoiceBlock(
        label=gettext_lazy("Leest een export"), choices=[("posts", gettext_lazy("berichten"))], required=False
    )

    class Meta:
        template = "exercises/worksheet.html"
        icon = "table"
        description = gettext_lazy("Cijfers om in te vullen, met formules en een grafiek.")
        preview_value = {
            "title": "Kanaalscan",
            "key": "voorbeeld",
            "counts": True,
            "intro": "",
            "minimum_rows": 2,
            "maximum_rows": 4,
            "row_name": "kanaal",
            "columns": [
                COLUMN | {"key": "kanaal", "label": "Kanaal", "type": "text"},
                COLUMN | {"key": "berichten", "label": "Berichten", "minimum": "0"},
                COLUMN | {"key": "interacties", "label": "Interacties", "minimum": "0"},
                COLUMN
                | {
                    "key": "besluit",
                    "label": "Besluit",
                    "type": "choice",
                    "options": [{"key": "doorgaan", "text": "Doorgaan"}, {"key": "stoppen", "text": "Stoppen"}],
                },
            ],
            "outcomes": [
                OUTCOME
                | {
                    "key": "per_bericht",
                    "label": "Per bericht",
                    "formula": "interacties / berichten",
                    "format": "decimal 1",
                    "otherwise": "geen berichten",
                }
            ],
            "sheet_columns": [COLUMN | {"key": "conclusie", "label": "Conclusie", "type": "text"}],
            "sheet_outcomes": [
                OUTCOME | {"key": "samen", "label": "Samen", "formula": "SOM(interacties)"},
            ],
            "rows_unless": "",
            "distinct": "",
            "distinct_least": None,
            "reads": "",
            "chart_kind": "bar",
            "chart_value": "interacties",
            "chart_label": "kanaal",
        }

    # --- What its author wrote -------------------------------------------------------------------------------------

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        everything = [row for name in LISTS for row in value[name]]
        fill_keys(everything, names_of)
        refuse_double_keys(everything, value["title"])
        for check in (check_keys, check_columns, check_formulas, check_settings):
            check(value)
        return value

    def plan(self, value: Any) -> Plan:
        """Return the worksheet as it is planned. Never raises: a page that is still being written is shown too."""
        chart = ChartPlan(value["chart_kind"], value["chart_value"], value["chart_label"])
        return Plan(
            columns=tuple(map(as_column, value["columns"])),
            outcomes=tuple(map(as_formula, value["outcomes"])),
            sheet_columns=tuple(map(as_column, value["sheet_columns"])),
            sheet_outcomes=tuple(map(as_formula, value["sheet_outcomes"])),
            minimum_rows=value["minimum_rows"] or 1,
            maximum_rows=value["maximum_rows"] or 1,
            row_name=value["row_name"] or "",
            rows_unless=value["rows_unless"] or "",
            distinct=value["distinct"] or "",
            distinct_least=value["distinct_least"] or 0,
            chart=chart if chart.kind else None,
        )

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"plan": self.plan(value)}

    # --- What somebody filled in -----------------------------------------------------------------------------------

    def sheet(self, value: Any, answer: AnswerData | None) -> Sheet:
        """Return the sheet of this answer, with all that follows from it."""
        return sheet_of(self.plan(value), answer.data if answer else {})

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        return not self.sheet(value, answer).missing

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        return self.sheet(value, answer).missing

    def describe(self, value: Any, answer: AnswerData) -> str:
        sheet = self.sheet(value, answer)
        return sheet.described() if sheet.has_something else _("Nog niets ingevuld.")


LISTS = ("columns", "outcomes", "sheet_columns", "sheet_outcomes")


def as_column(value: Any) -> Column:
    return Column(
        key=value["key"],
        label=value["label"],
        type=value["type"],
        options=tuple((option["key"], option["text"]) for option in value["options"]),
        hint=value["hint"] or "",
        is_optional=bool(value["optional"]),
        **{
            name: value[name] or "" for name in ("minimum", "maximum", "at_most", "after", "differs", "when", "measure")
        },
        no_contact=bool(value["no_contact"]),
    )


def as_formula(value: Any) -> Formula:
    return Formula(
        key=value["key"],
        label=value["label"],
        tree=read_formula(value["formula"]),
        format=value["format"],
        otherwise=value["otherwise"] or "",
        needs=value["needs"] or 0,
        warns_if=read_formula(value["warns_if"]) if value["warns_if"] else None,
        warning=value["warning"] or "",
        green=value["green"],
        orange=value["orange"],
    )


# --- What may not be saved -----------------------------------------------------------------------------------------


def refuse_row(name: str, place: int, part: str, sentence: str) -> ValidationError:
    """Return the refusal of one part of one row of a list, so that the editor and an import say where it is."""
    in_list = blocks.list_block.ListBlockValidationError(block_errors={place: refused(part, sentence)})
    return blocks.StructBlockValidationError(block_errors={name: in_list})


def each_row(value: Any, *names: str) -> Iterable[tuple[str, int, Any]]:
    return ((name, place, row) for name in names for place, row in enumerate(value[name]))


def check_keys(value: Any) -> None:
    for name, place, row in each_row(value, *LISTS):
        if not re.fullmatch(NAME, row["key"]):
            raise refuse_row(
                name, place, "key", _("Een sleutel heeft kleine letters, cijfers en _, en begint met een letter.")
            )


def check_columns(value: Any) -> None:
    """Raise when a column points at one that is not there, or that cannot be compared with it."""
    for name in ("columns", "sheet_columns"):
        columns = {row["key"]: row for row in value[name]}
        before: list[str] = []
        for place, row in enumerate(value[name]):
            for rule, allowed in RULES.items():
                if row[rule]:
                    other = columns.get(row[rule])
                    if other is None or other is row or not allowed(row["type"], other["type"]):
                        raise refuse_row(name, place, rule, _("Noem de sleutel van een ander veld dat hierbij past."))
            if row["when"] and row["when"] not in before:
                raise refuse_row(name, place, "when", _("Noem de sleutel van een ja/nee-veld dat hierboven staat."))
            before += [row["key"]] if row["type"] == "yes_no" else []


RULES: dict[str, Callable[[str, str], bool]] = {
    "at_most": lambda one, other: one in NUMBERS and other in NUMBERS,
    "after": lambda one, other: one == other and one in ("date", "time"),
    "differs": lambda one, other: one == other,
}


def check_formulas(value: Any) -> None:
    """Raise for the first formula that cannot be read or does not fit, named by its outcome."""
    plan = WorksheetExercise().plan(value)
    rows = list(each_row(value, "outcomes", "sheet_outcomes"))
    trees = {}
    for name, place, row in rows:
        for part in ("formula", "warns_if"):
            if row[part]:
                try:
                    tree = parse(row[part])
                    kind = kind_of(tree, plan.known, in_row=name == "outcomes")
                    if part == "warns_if" and kind not in (Kind.YES_NO, Kind.ANY):
                        raise FormulaError(_("Een voorwaarde is waar of niet waar, zoals groei < 0."))
                except FormulaError as error:
                    raise refuse_row(name, place, part, named(row, error)) from error
                if part == "formula":
                    trees[row["key"]] = tree
    try:
        in_order(trees)
    except CircularFormula as error:
        name, place, row = next(found for found in rows if found[2]["key"] == error.key)
        raise refuse_row(name, place, "formula", named(row, error)) from error


def named(row: Any, error: FormulaError) -> str:
    return _("De formule van “%(label)s” klopt niet. %(why)s") % {"label": row["label"], "why": error}


def check_settings(value: Any) -> None:
    """Raise when the sheet as a whole asks for what is not there."""
    columns = {row["key"] for row in value["columns"]}
    answers = {row["key"] for row in value["sheet_columns"] if row["type"] == "yes_no"}
    if value["maximum_rows"] < value["minimum_rows"]:
        raise refused("maximum_rows", _("Er passen minder rijen in dan er nodig zijn. Maak dit getal hoger."))
    if value["rows_unless"] and value["rows_unless"] not in answers:
        raise refused("rows_unless", _("Noem de sleutel van een ja/nee-veld onder de rijen."))
    if bool(value["distinct"]) != bool(value["distinct_least"]) or not {value["distinct"] or ""} <= columns | {""}:
        raise refused("distinct", _("Noem de sleutel van een veld van elke rij, en hoeveel verschillende waarden."))
    named_in_chart = {value["chart_value"], value["chart_label"]}
    in_rows = columns | {row["key"] for row in value["outcomes"]}
    if value["chart_kind"] and not named_in_chart <= in_rows:
        raise refused("chart_value", _("Noem bij een grafiek twee sleutels: van wat, en per wat."))
