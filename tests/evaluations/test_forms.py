from __future__ import annotations

from typing import Any

import pytest

from course.evaluations.forms import QuestionnaireForm, tidy
from lessons.questionnaires import Questionnaire

EMPTY = "Vul minstens één antwoord in, of sla over."


def filled(questionnaire: Questionnaire, **data: str) -> QuestionnaireForm:
    form = QuestionnaireForm(questionnaire, data)
    form.is_valid()
    return form


def test_what_is_filled_in_becomes_plain_data(evaluation: Questionnaire) -> None:
    form = filled(evaluation, usefulness="4", time="good", minutes="45", change="Korter graag.")

    assert form.answers() == {"usefulness": 4, "time": "good", "minutes": 45, "change": "Korter graag."}


def test_not_applicable_is_an_answer_and_an_open_item_is_not(intake: Questionnaire) -> None:
    assert filled(intake, nm01="3", nm10="na").answers() == {"nm01": 3, "nm10": None}


def test_only_not_applicable_is_not_an_empty_form(intake: Questionnaire) -> None:
    assert filled(intake, nm10="na").errors == {}


def test_nothing_is_chosen_beforehand_and_everything_may_stay_open(evaluation: Questionnaire) -> None:
    form = QuestionnaireForm(evaluation)

    assert "checked" not in form.as_p()
    assert not any(field.required for field in form.fields.values())


@pytest.mark.parametrize("data", [{}, {"change": "  \r\n "}, {"minutes": ""}])
def test_an_entirely_empty_form_is_refused(evaluation: Questionnaire, data: dict[str, str]) -> None:
    assert filled(evaluation, **data).non_field_errors() == [EMPTY]


def test_a_form_with_only_an_error_is_not_called_empty(evaluation: Questionnaire) -> None:
    form = filled(evaluation, minutes="veel")

    assert list(form.errors) == ["minutes"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("45", 45), (" 45 ", 45), ("45,0", 45), ("45.0", 45), ("1", 1), ("600", 600)]
)
def test_minutes_are_a_whole_number(evaluation: Questionnaire, typed: str, kept: int) -> None:
    assert filled(evaluation, minutes=typed).answers() == {"minutes": kept}


@pytest.mark.parametrize("typed", ["3,5", "3.5", "0", "601", "-4", "veel", "1e3", "9" * 5000])
def test_other_minutes_are_refused_with_the_limits(evaluation: Questionnaire, typed: str) -> None:
    form = filled(evaluation, minutes=typed)

    assert form.errors["minutes"] == ["Vul een heel getal in van 1 tot en met 600."]


def test_a_text_may_be_exactly_as_long_as_its_maximum_whatever_the_line_ends(evaluation: Questionnaire) -> None:
    assert filled(evaluation, change="a" * 249 + "\r\n" + "b" * 250).errors == {}


def test_a_longer_text_is_refused_with_both_numbers(evaluation: Questionnaire) -> None:
    form = filled(evaluation, change="a" * 501)

    assert form.errors["change"] == ["Je tekst heeft 501 tekens. Er passen er hoogstens 500. Maak hem korter."]


@pytest.mark.parametrize("data", [{"usefulness": "6"}, {"usefulness": "na"}, {"time": "x"}, {"change": "a\x00b"}])
def test_what_the_form_does_not_offer_is_refused(evaluation: Questionnaire, data: dict[str, Any]) -> None:
    assert list(filled(evaluation, **data).errors) == list(data)


def test_tidy_leaves_no_white_space_that_tells_who_typed() -> None:
    assert tidy("\r\n Korter. \r\nMet  plaatjes.\t\n\n") == "Korter.\nMet  plaatjes."
