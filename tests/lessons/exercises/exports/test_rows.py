"""Which cells of a worksheet an export fills, and what nobody should conclude from it yet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from lessons.exercises.exports import Reading, channel_cell, channel_column, outcomes_of, row_of
from lessons.exercises.exports.readings import Figures
from lessons.exercises.formulas import parse
from lessons.exercises.sheet_plan import Column, Formula, Plan

CHANNEL = Column("kanaal", "Kanaal", "choice", (("fb", "Facebook"), ("mail", "E-mail")), measure="channel")
PLAN = Plan(
    columns=(
        CHANNEL,
        Column("volgers", "Volgers", "whole", measure="followers"),
        Column("berichten", "Berichten", "whole", measure="posts", maximum="100"),
        Column("interacties", "Interacties", "whole", measure="interactions"),
        Column("besluit", "Besluit", "text"),
    ),
    outcomes=(
        Formula("per_week", "Per week", parse("berichten / 30 * 7"), "decimal 1"),
        Formula("per_bericht", "Per bericht", parse("interacties / berichten"), "decimal 1"),
        Formula("tien", "Tien keer", parse("per_bericht * 10"), "whole"),
        Formula("per_volger", "Per volger", parse("interacties / volgers"), "decimal 1"),
    ),
)
READING = Reading(
    platform="facebook_posts",
    fingerprint="",
    rows_are="posts",
    rows=3,
    begins=None,
    ends=None,
    columns=(Figures("Interacties", Decimal(45), Decimal(5)), Figures("Abonnees", Decimal(900), Decimal(310))),
    mapping={0: "interactions"},
)


def test_a_reading_fills_the_cells_that_ask_for_it() -> None:
    row = row_of(PLAN, READING, "fb")
    assert row.cells == {"kanaal": "fb", "berichten": "3", "interacties": "45"}
    assert row.shown(PLAN) == [("Kanaal", "Facebook"), ("Berichten", "3"), ("Interacties", "45")]
    assert "kanaal" not in row_of(PLAN, READING).cells


def test_subscribers_are_followers_where_a_file_has_no_others() -> None:
    named = READING.with_mapping({1: "subscribers"}, "other")
    assert row_of(PLAN, named).cells == {"volgers": "310"}
    both = READING.with_mapping({0: "followers", 1: "subscribers"}, "other")
    assert row_of(PLAN, both).cells == {"volgers": "5"}


def test_a_figure_that_does_not_fit_is_named_and_left_out() -> None:
    row = row_of(PLAN, replace(READING, rows=101))
    assert "berichten" not in row.cells
    assert row.refused == ("Berichten: vul hoogstens 100 in.",)


def test_too_few_posts_take_the_place_of_what_is_put_against_them() -> None:
    few = outcomes_of(PLAN, row_of(PLAN, READING).cells, READING)
    sentence = "Nog te weinig berichten: 3 van de 5."
    assert few == [("Per week", "0,7"), ("Per bericht", sentence), ("Tien keer", sentence)]
    enough = replace(READING, rows=5)
    assert outcomes_of(PLAN, row_of(PLAN, enough).cells, enough)[1:] == [("Per bericht", "9,0"), ("Tien keer", "90")]
    assert outcomes_of(PLAN, {}, READING) == []


@pytest.mark.parametrize(
    ("names", "cell"),
    [(["Facebook"], "fb"), (["onbekend", "e-mail"], "mail"), (["FB"], "fb"), (["onbekend"], ""), ([], "")],
)
def test_a_channel_is_found_among_the_choices(names: list[str], cell: str) -> None:
    assert channel_cell(CHANNEL, names) == cell


def test_a_channel_in_words_needs_no_choice() -> None:
    assert channel_cell(Column("kanaal", "Kanaal", "text", measure="channel"), ["nieuwsbrief"]) == "Nieuwsbrief"
    assert channel_column(PLAN) is CHANNEL
    assert channel_column(Plan(columns=PLAN.columns[1:])) is None
