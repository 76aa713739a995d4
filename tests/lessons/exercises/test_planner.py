"""Programme planner: rows that may be half filled in, and what makes them enough."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from lessons.exercises import AnswerData
from lessons.exercises.planner import MAXIMUM_ROWS, PlannerExercise
from tests import factories
from tests.lessons.exercises.samples import answered, form_for, placed, sentences

EXERCISE = placed(factories.block("planner", {"title": "Rooster", "key": "rooster", "counts": True, "intro": ""}))
ROW = {
    "name": "Boek op woensdag",
    "day": "2",
    "begin": "09:30",
    "minutes": "60",
    "preparation": "60",
    "person": "Noor",
    "stand_in": "Tijmen",
}


def sent(*rows: dict[str, Any], **rest: str) -> dict[str, Any]:
    fields = {f"{name}-{number}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {"available": "10", "sentence": "Het kan net.", **fields, **rest}


def five() -> list[dict[str, Any]]:
    rows = [{**ROW, "day": str(day)} for day in range(4)]
    return [*rows, {**ROW, "day": "4", "person": "Tijmen", "stand_in": "Noor"}]


def test_five_blocks_for_two_people_with_a_stand_in_each_and_a_sentence_are_enough() -> None:
    answer = answered(EXERCISE, sent(*five()))
    assert EXERCISE.block.is_done(EXERCISE.value, answer)
    assert EXERCISE.block.missing(EXERCISE.value, answer) == []
    assert answer.data["blocks"][0] == {
        "name": "Boek op woensdag",
        "day": 0,
        "begin": 570,
        "minutes": 60,
        "preparation": 60,
        "person": "Noor",
        "stand_in": "Tijmen",
    }


@pytest.mark.parametrize(
    ("rows", "rest", "sentence"),
    [
        (five()[:4], {}, "Je rooster heeft nog 1 volledig blok nodig."),
        (five()[:3], {}, "Je rooster heeft nog 2 volledige blokken nodig."),
        (
            [{**row, "person": "Noor", "stand_in": "Els"} for row in five()],
            {},
            "Verdeel de blokken over minstens 2 mensen.",
        ),
        ([*five()[:4], {**five()[4], "stand_in": ""}], {}, "Nog zonder reserve: Boek op woensdag."),
        ([*five(), {"name": "Half"}], {}, "Vul de halve regels aan of maak ze leeg."),
        (five(), {"available": ""}, "Vul in hoeveel uur je team per week heeft."),
        (five(), {"sentence": ""}, "Schrijf één zin over wat de dekking zegt."),
    ],
)
def test_what_is_missing_is_said_and_kept(rows: list[dict[str, Any]], rest: dict[str, str], sentence: str) -> None:
    answer = answered(EXERCISE, sent(*rows, **rest))
    assert sentence in EXERCISE.block.missing(EXERCISE.value, answer)
    assert not EXERCISE.block.is_done(EXERCISE.value, answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"begin": "06:59"}, "Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30."),
        ({"begin": "23:00"}, "Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30."),
        ({"begin": "half tien"}, "Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30."),
        ({"begin": "9u30"}, "Schrijf een begintijd tussen 07:00 en 23:00, zoals 09:30."),
        ({"begin": "22:30"}, "Regel 1 loopt door na 23:00 uur. Maak het blok korter of begin eerder."),
        ({"minutes": "een uur"}, "Regel 1: schrijf de minuten als heel getal, zoals 60."),
        ({"minutes": "0"}, "Regel 1: zoveel minuten kan niet."),
        ({"minutes": "99999999999"}, "Regel 1: zoveel minuten kan niet."),
        ({"preparation": "-5"}, "Regel 1: zoveel minuten kan niet."),
        ({"day": "9"}, "Regel 1: kies een dag uit de lijst."),
        ({"name": "x" * 61}, "Regel 1: dit is te lang."),
        ({"stand_in": "NOOR"}, "Regel 1: de reserve is iemand anders dan wie het doet."),
    ],
)
def test_a_wrong_value_is_named_with_its_row(wrong: dict[str, str], sentence: str) -> None:
    form = form_for(EXERCISE, sent({**ROW, **wrong}))
    assert not form.is_valid()
    assert list(sentences(form)) == [sentence]
    assert [row.number for row in form.rows() if row.has_errors] == [1]


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("tien", "Schrijf de uren van je team als getal, zoals 10 of 7,5."),
        ("-1", "De uren van je team kunnen niet minder dan 0 zijn."),
        ("1001", "Meer dan 1000 uur per week is te veel. Kijk het getal na."),
        ("7,555", "Schrijf de uren met hoogstens twee cijfers achter de komma."),
        ("NaN", "Schrijf de uren van je team als getal, zoals 10 of 7,5."),
    ],
)
def test_wrong_hours_are_named(hours: str, sentence: str) -> None:
    assert sentence in list(sentences(form_for(EXERCISE, sent(ROW, available=hours))))


def test_a_dutch_comma_is_read_and_shown_again() -> None:
    answer = answered(EXERCISE, sent(ROW, available="7,5"))
    assert answer.data["available"] == 7.5
    again = form_for(EXERCISE, initial=dict(answer.data))
    assert again["available"].value() == "7,5"
    assert again["begin-0"].value() == "09:30"
    assert again.names == ["Noor", "Tijmen"]
    assert len(again.plan.blocks) == 1


def test_two_spare_rows_stand_ready_and_a_page_with_more_rows_is_read_whole() -> None:
    assert form_for(EXERCISE).row_count == 2
    answer = answered(EXERCISE, sent(*five()))
    assert form_for(EXERCISE, initial=dict(answer.data)).row_count == 7
    assert len(answer.data["blocks"]) == 5
    many = form_for(EXERCISE, {"name-99": "x"})
    assert many.row_count == MAXIMUM_ROWS


def test_empty_rows_are_left_out() -> None:
    assert answered(EXERCISE, sent({}, ROW)).data["blocks"][0]["name"] == "Boek op woensdag"


def test_it_reads_as_lines() -> None:
    alone = {**ROW, "stand_in": ""}
    answer = answered(EXERCISE, sent(ROW, alone))
    assert EXERCISE.block.describe(EXERCISE.value, answer) == (
        "woensdag 09:30 Boek op woensdag: Noor (Tijmen)\nwoensdag 09:30 Boek op woensdag: Noor\nHet kan net."
    )
    assert EXERCISE.block.describe(EXERCISE.value, AnswerData({})) == "–"


def test_what_the_stamp_needs_is_not_said_to_be_optional() -> None:
    form = form_for(EXERCISE)
    for name in ("available", "sentence"):
        assert "(hoeft niet)" not in render_to_string("components/field.html", {"field": form[name]})


def test_nothing_yet_lacks_everything() -> None:
    assert len(EXERCISE.block.missing(EXERCISE.value, None)) == 4
    assert PlannerExercise.kind == "planner"
