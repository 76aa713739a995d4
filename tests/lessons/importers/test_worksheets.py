"""A worksheet in a course folder: reads, writes back the same bytes, and says what is wrong on which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.importers.dialects import lesson_dialect
from lessons.importers.directives import Directive, Line, split_body
from lessons.importers.identity import plain
from lessons.importers.parsed import Place
from tests.lessons.exercises import sheet_cases
from tests.lessons.exercises.sheet_cases import worksheet

EVERYTHING = """\
::: worksheet alles
title: Alles
id: 6f1c1ed4-2f0e-4e0e-8a55-0d3f4b7d2a10
counts: no
rows: 2 to 12
row_name: kanaal
rows_unless: rustig
distinct: kanaal 2
chart: line deel by kanaal
reads: posts

Een inleiding.

\\- geen veld
\\= geen uitkomst

- kanaal. Kanaal {choice optional}
  options: facebook=Facebook | anders=Iets anders
  hint: Kies er een.
  from: channel
- volgers. Volgers {whole min=0 max=1000000}
  from: followers
- vragen. Vragen {whole at_most=volgers}
- wie. Wie {text no_contact max=60}
- andere. Andere {text not=wie}
- ja. Nodig {yes_no}
- tijd. Tijd {time min=07:00 when=ja}

= deel. Deel
  formula: vragen / volgers * 100
  format: percent 1
  otherwise: geen volgers
  needs: 3
  warn: deel > 50 | Dat is veel.
  colours: 80 50

+ begin. Begin {date}
+ rustig. Er gebeurde weinig {yes_no}
+ eind. Eind {date after=begin}

== totaal. Samen
  formula: SOM(volgers)
  format: whole
== top. Top
  formula: TOP(wie; 3)
  format: text
:::"""


def read(text: str) -> tuple[list[str], list[str]]:
    """Return the lines it is written back as, and the faults with their lines."""
    where = Place(folder=Path(), file="")
    (directive,) = split_body([Line(number, line) for number, line in enumerate(text.split("\n"), start=1)], where)
    assert isinstance(directive, Directive)
    dialect = lesson_dialect()
    piece = dialect.read(directive, where)
    assert piece is not None
    raw = dialect.raw(piece, "test", where)
    faults = [f"{fault.line}: {fault.message}" for fault in where.faults]
    if raw is None:
        return [], faults
    value = plain(dialect.block.child_blocks["worksheet"], raw)
    return dialect.write("worksheet", value | ({"id": piece.value["id"]} if "id" in piece.value else {})), faults


def faults(text: str) -> list[str]:
    return read(text)[1]


def with_line(line: str, below: str = "- a. A {whole}") -> str:
    return f"::: worksheet w\ntitle: W\n\n{below}\n{line}\n:::"


@pytest.mark.parametrize(
    "text",
    [
        EVERYTHING,
        *(
            getattr(sheet_cases, name)
            for name in ("CHANNEL_SCAN", "LISTENING_LOG", "GOAL_CARD", "RADIO", "COVER", "POSTS")
        ),
    ],
    ids=lambda text: text.split("\n")[0],
)
def test_a_worksheet_is_written_back_to_the_byte(text: str) -> None:
    assert read(text) == (text.split("\n"), [])


def test_all_that_is_written_arrives() -> None:
    value = worksheet(EVERYTHING).value
    assert (value["minimum_rows"], value["maximum_rows"], value["reads"]) == (2, 12, "posts")
    assert (value["chart_kind"], value["chart_value"], value["chart_label"]) == ("line", "deel", "kanaal")
    assert value["intro"] == "Een inleiding.\n\n- geen veld\n= geen uitkomst"
    assert value["columns"][0]["measure"] == "channel"
    assert value["columns"][6]["when"] == "ja"
    outcome = value["outcomes"][0]
    assert (outcome["warns_if"], outcome["warning"], outcome["needs"]) == ("deel > 50", "Dat is veel.", 3)
    assert (outcome["green"], outcome["orange"]) == (80, 50)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::: worksheet w\ntitle: W\nrows: veel\n\n- a. A {whole}\n:::", "3: rows: Schrijf hier hoeveel rijen"),
        (
            "::: worksheet w\ntitle: W\ndistinct: a\n\n- a. A {whole}\n:::",
            "3: distinct: Schrijf hier een veld en een getal",
        ),
        ("::: worksheet w\ntitle: W\nchart: pie a\n\n- a. A {whole}\n:::", "3: chart: Schrijf hier bijvoorbeeld bar"),
        ("::: worksheet w\ntitle: W\nreads: alles\n\n- a. A {whole}\n:::", "3: reads: Schrijf hier posts"),
        (with_line("zomaar"), "5: Begin een veld met"),
        (with_line("- b. B"), "5: Zet achter het veld zijn soort tussen accolades"),
        (with_line("- b. B {getal}"), "5: Zet achter het veld zijn soort tussen accolades"),
        (with_line("- b. B {}"), "5: Zet achter het veld zijn soort tussen accolades"),
        (with_line("- b. B {whole groot}"), "5: “groot” bestaat niet. Kies uit: optional, no_contact, min=…"),
        (with_line("- b. B {whole min=}"), "5: “min=” bestaat niet."),
        (with_line("  formula: a"), "5: “formula” bestaat hier niet. Kies uit: options, hint, from."),
        (with_line("  options: zomaar"), "5: options: Schrijf keuzes als"),
        (with_line("  from: alles"), "5: from: Kies uit: posts, followers"),
        (with_line("  hint: x", "= b. B"), "5: “hint” bestaat hier niet. Kies uit: formula, format"),
        (with_line("  needs: veel", "= b. B"), "5: needs: Schrijf hier een geheel getal"),
        (with_line("  warn: a > 1", "= b. B"), "5: warn: Schrijf hier een voorwaarde"),
        (with_line("  colours: rood", "= b. B"), "5: colours: Schrijf hier twee getallen"),
        (with_line("= u. U\n  formula: a / c"), "6: “Formule”: De formule van “U” klopt niet. “c” bestaat niet"),
        (with_line("- b. B {whole at_most=weg}"), "5: “Niet meer dan veld (sleutel)”: Noem de sleutel"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(text)), faults(text)


def test_a_worksheet_that_its_syntax_cannot_hold_is_written_as_data() -> None:
    text = EVERYTHING.replace("Facebook", "Facebook; of")
    lines, _faults = read(text)
    assert lines[0] == "::: worksheet alles"
    dialect = lesson_dialect()
    block = dialect.block.child_blocks["worksheet"]
    value = plain(block, block.get_prep_value(worksheet(EVERYTHING).value))
    value["columns"][0]["options"][0]["text"] = "Facebook | Meta"
    assert dialect.write("worksheet", value)[0] == "::: data worksheet"
