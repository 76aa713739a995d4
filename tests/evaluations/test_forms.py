from __future__ import annotations

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from course.evaluations.forms import QuestionnaireForm, tidy
from lessons.questionnaires import Questionnaire
from tests.evaluations.conftest import make_final_opinion, make_final_own

pytestmark = pytest.mark.django_db

EMPTY = "Vul minstens één antwoord in, of sla over."


def filled(questionnaire: Questionnaire, **data: Any) -> QuestionnaireForm:
    typed = MultiValueDict({key: value if isinstance(value, list) else [value] for key, value in data.items()})
    form = QuestionnaireForm(questionnaire, typed)
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


@pytest.mark.parametrize("typed", ["1.000", "3,5", "3.5", "0", "601", "-4", "veel", "1e3", "9" * 5000])
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


# --- The kinds of the end evaluation ---------------------------------------------------------------------------------


def test_points_become_a_number_and_several_answers_a_list_in_the_order_of_the_questionnaire() -> None:
    form = filled(make_final_opinion(), e1_8="0", stopped=["hard", "time"], drop="none")

    assert form.answers() == {"e1_8": 0, "stopped": ["time", "hard"], "drop": "none"}


def test_no_reason_ticked_is_a_question_left_open() -> None:
    assert filled(make_final_opinion(), e1_1="3", stopped=[], drop="").answers() == {"e1_1": 3}


@pytest.mark.parametrize("data", [{"e1_8": "11"}, {"e1_8": "na"}, {"stopped": ["time", "y"]}, {"drop": "d24"}])
def test_what_these_items_do_not_offer_is_refused(data: dict[str, Any]) -> None:
    assert list(filled(make_final_opinion(), **data).errors) == list(data)


def test_a_long_choice_folds_into_a_list_and_a_short_one_does_not() -> None:
    page = QuestionnaireForm(make_final_opinion()).as_p()

    assert '<select name="drop"' in page
    assert '<option value="" selected>Kies een antwoord</option>' in page
    assert "selected" not in page.replace('<option value="" selected>', "")


def test_only_the_ends_of_a_row_of_points_have_a_name() -> None:
    choices = QuestionnaireForm(make_final_opinion()).fields["e1_8"].choices

    assert [words for _value, words in choices] == ["0 zeker niet", *map(str, range(1, 10)), "10 zeker"]


def test_knowledge_answers_stand_in_an_order_of_her_own_that_stays() -> None:
    questionnaire = make_final_own()

    def order(seed: str) -> list[list[str]]:
        form = QuestionnaireForm(questionnaire, seed=seed)
        return [[key for key, _words in form.fields[f"kw{number}"].choices] for number in range(1, 7)]

    assert order("") == [["a", "b", "c"]] * 6
    assert order("1") == order("1")
    assert order("1") != order("2")
    assert all(sorted(keys) == ["a", "b", "c"] for keys in order("1"))


def test_a_heading_begins_a_part_and_asks_nothing() -> None:
    parts = QuestionnaireForm(make_final_own()).parts()

    assert [(part.heading and part.heading.text, len(part.fields)) for part in parts] == [
        (None, 11),
        ("Zes kennisvragen", 6),
    ]
