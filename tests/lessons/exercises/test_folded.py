"""A question that nobody opened in the editor comes back from it as it went in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.test.utils.form_data import nested_form_data

from lessons.exercises.quiz import QuestionBlock

BLOCK = QuestionBlock()
BLOCK.set_name("question")

texts = st.text(st.characters(exclude_characters="\r\0", codec="utf-8"), max_size=20)
options = st.fixed_dictionaries(
    {
        "text": texts,
        "pair": texts,
        "right": st.booleans(),
        "feedback": texts,
        "weight": st.none() | st.floats(-100, 100),
        "key": texts,
    }
)
questions = st.fixed_dictionaries(
    {
        "text": texts,
        "kind": st.sampled_from(["choice", "several", "number", "match"]),
        "options": st.lists(options, max_size=4),
        "explanation": texts,
        "key": texts,
    }
)


def sent_folded(question: dict[str, Any]) -> dict[str, str]:
    return {"q-folded": json.dumps(BLOCK.get_form_state(BLOCK.to_python(question)))}


def sent_drawn(question: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser sends of an open question: a box that is not ticked sends nothing."""
    rows = {
        str(place): {
            "deleted": "",
            "order": str(place),
            "id": "",
            "value": {name: value for name, value in option.items() if name != "right"}
            | {"weight": "" if option["weight"] is None else str(option["weight"])}
            | ({"right": "on"} if option["right"] else {}),
        }
        for place, option in enumerate(question["options"])
    }
    return nested_form_data({"q": {**question, "options": {"count": str(len(rows)), **rows}}})


def read(sent: dict[str, Any]) -> dict[str, Any]:
    value = BLOCK.value_from_datadict(sent, {}, "q")
    return {**value, "options": [dict(option) for option in value["options"]]}


@given(questions)
def test_a_folded_question_says_what_it_would_say_open(question: dict[str, Any]) -> None:
    assert read(sent_folded(question)) == read(sent_drawn(question))


def test_options_keep_their_ids() -> None:
    question = {"options": [{"type": "item", "value": {"text": "Ja", "key": "a"}, "id": "5"}], "text": "?", "key": "1"}
    value = BLOCK.value_from_datadict(sent_folded(question), {}, "q")
    assert [child.id for child in value["options"].bound_blocks] == ["5"]


def test_a_question_is_only_left_out_when_it_is_there_in_neither_way() -> None:
    question = {"text": "Mag dit?", "kind": "choice", "options": [], "explanation": "", "key": "1"}
    assert BLOCK.value_omitted_from_data({}, {}, "q")
    assert not BLOCK.value_omitted_from_data(sent_folded(question), {}, "q")
    assert not BLOCK.value_omitted_from_data(sent_drawn(question), {}, "q")


@pytest.mark.parametrize(
    "nonsense", ["", "{", "7", "[]", "{}", '{"text": 1}', "[" * 100_000, '{"text":"","kind":"","options":[1]}']
)
def test_nonsense_is_a_bad_request_and_no_empty_question(nonsense: str) -> None:
    with pytest.raises(BadRequest, match="q-folded does not hold the state of a question"):
        BLOCK.value_from_datadict({"q-folded": nonsense}, {}, "q")
