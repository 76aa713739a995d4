"""Feedback of colleagues in a course folder: its own form, and what is wrong with it by its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lessons.importers.dialects import lesson_dialect
from lessons.importers.directives import Directive, Line, split_body
from lessons.importers.identity import plain
from lessons.importers.parsed import Place

WRITTEN = """::: peer_review kop-en-eerste-zin
title: Herschrijf en geef feedback
maximum_words: 60
feedback_words: 10
reviewers: shown

De opdracht, in Markdown.

\\- geen criterium

- kop. Kop
  0: zegt niet waar het over gaat
  1: duidelijk maar vlak
- actie. Actie
  0: geen
  1: vaag
  2: één duidelijke stap

@ Voorbeeld van Noor
De eerste tekst.

\\@ met een apenstaart
- en een lijst

@ Voorbeeld van Tijmen
De tweede tekst.

= Zo kan het ook.

\\= met een som
:::"""


def read(text: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """Return the value that this text gives, and its faults as (line, sentence)."""
    where = Place(Path(), "ding.md")
    (part,) = split_body([Line(number, line) for number, line in enumerate(text.split("\n"), start=1)], where)
    assert isinstance(part, Directive)
    piece = lesson_dialect().read(part, where)
    assert piece is not None
    return piece.value, [(fault.line, fault.message) for fault in where.faults]


def test_what_is_written_is_read_and_written_again_to_the_letter() -> None:
    value, faults = read(WRITTEN)
    assert faults == []
    assert value["prompt"] == "De opdracht, in Markdown.\n\n- geen criterium"
    assert value["criteria"][1] == {
        "key": "actie",
        "text": "Actie",
        "levels": ["geen", "vaag", "één duidelijke stap"],
    }
    assert value["examples"][0]["text"] == "De eerste tekst.\n\n@ met een apenstaart\n- en een lijst"
    assert value["model_answer"] == "Zo kan het ook.\n\n= met een som"
    block = lesson_dialect().block.child_blocks["peer_review"]
    assert lesson_dialect().write("peer_review", plain(block, value)) == WRITTEN.split("\n")


def test_without_a_model_answer_nothing_is_written_for_it() -> None:
    value, faults = read(WRITTEN.replace("= Zo kan het ook.\n\n\\= met een som\n", ""))
    assert faults == []
    assert value["model_answer"] == ""
    block = lesson_dialect().block.child_blocks["peer_review"]
    lines = lesson_dialect().write("peer_review", plain(block, value))
    assert lines[-2:] == ["De tweede tekst.", ":::"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("  1: duidelijk maar vlak", "  2: duidelijk maar vlak", 13, "vanaf 0"),
        ("- kop. Kop", "- Kop", 11, "Schrijf een criterium als “- kop. Kop”"),
        ("= Zo kan het ook.", "= Zo kan het ook.\n\n= En zo.", 30, "Er is al een voorbeeldantwoord."),
        ("reviewers: shown", "reviewers: soms", 5, "Kies uit: shown, hidden."),
        ("feedback_words: 10", "feedback_words: tien", 4, "Schrijf hier een geheel getal"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in WRITTEN
    _value, faults = read(WRITTEN.replace(old, new, 1))
    assert any(number == line and says in sentence for number, sentence in faults), faults
