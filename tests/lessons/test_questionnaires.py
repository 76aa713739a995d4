"""What trainers may ask, and the questionnaires that are shipped with the course."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError

from lessons.importers.identity import plain
from lessons.importers.markdown_thing import Taken, read_questionnaire
from lessons.importers.parsed import ParsedQuestionnaire, Place
from lessons.questionnaires import Item, ItemsBlock, Questionnaire
from tests import factories

CONTENT = Path(__file__).parents[2] / "lessons" / "content"
OPTIONS = [{"key": "a", "text": "Fout"}, {"key": "b", "text": "Goed"}]
POINTS = {"minimum": 0, "maximum": 10, "low": "nee", "high": "ja"}


def shipped(slug: str) -> ParsedQuestionnaire:
    where = Place(CONTENT, f"questionnaires/{slug}.md")
    questionnaire = read_questionnaire(CONTENT / where.file, Taken(), where)
    assert questionnaire is not None
    assert where.faults == []
    return questionnaire


SHIPPED = {path.stem: shipped(path.stem) for path in sorted((CONTENT / "questionnaires").glob("*.md"))}


def values_of(questionnaire: ParsedQuestionnaire) -> dict[str, dict[str, Any]]:
    """Return the items of a shipped questionnaire by key, each with its `kind`."""
    blocks = ItemsBlock().child_blocks
    values = [{"kind": item.type, **plain(blocks[item.type], item.value)} for item in questionnaire.items]
    return {value["key"]: value for value in values}


def cleaned(kind: str, **value: Any) -> Any:
    block = ItemsBlock()
    raw = [factories.block(kind, {"key": "k", "text": "Vraag?", "hint": "", **value})]
    return block.clean(block.to_python(raw))


def words_of(error: ValidationError) -> str:
    """Return all sentences of an error of a stream, whichever part they belong to."""
    inner = [*getattr(error, "block_errors", {}).values()]
    return " ".join([words_of(one) for one in inner] or error.messages)


# --- What may be written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("several", {"options": OPTIONS}),
        ("knowledge", {"options": OPTIONS, "right": "b", "explanation": "Daarom."}),
        ("points", POINTS),
        ("points", {**POINTS, "minimum": 1, "maximum": 2}),
        ("heading", {}),
    ],
)
def test_each_kind_of_item_can_be_written(kind: str, value: dict[str, Any]) -> None:
    assert cleaned(kind, **value)[0].block_type == kind


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("choice", {"options": [OPTIONS[0], OPTIONS[0]]}, "De sleutel “a” staat er twee keer"),
        ("several", {"options": OPTIONS[:1]}, ""),
        (
            "knowledge",
            {"options": OPTIONS, "right": "c", "explanation": "Daarom."},
            "Er is geen antwoord met de sleutel “c”. Kies uit: a, b.",
        ),
        ("points", {**POINTS, "maximum": 0}, "Kies een getal dat 1 tot 10 hoger is dan het laagste punt."),
        ("points", {**POINTS, "maximum": 11}, "Kies een getal dat 1 tot 10 hoger is dan het laagste punt."),
        ("points", {**POINTS, "minimum": -5, "maximum": 0}, ""),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(kind: str, value: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        cleaned(kind, **value)
    assert sentence in words_of(refused.value)


def test_an_item_says_what_there_is_to_choose() -> None:
    def options(kind: str, **value: Any) -> list[tuple[int | str, str]]:
        return Item("k", kind, "Vraag?", "", value).options

    assert options("scale", labels=["laag", "hoog"]) == [(1, "laag"), (2, "hoog")]
    assert options("points", minimum=1, maximum=3, low="nee", high="ja") == [(1, "nee"), (2, ""), (3, "ja")]
    assert options("several", options=OPTIONS) == [("a", "Fout"), ("b", "Goed")]
    assert options("number", minimum=1, maximum=3) == options("heading") == []


# --- What is shipped -------------------------------------------------------------------------------------------------


def test_the_questionnaires_of_the_course_are_there_and_keep_names_only_where_they_say_so() -> None:
    anonymous = {slug: questionnaire.is_anonymous for slug, questionnaire in SHIPPED.items()}

    assert anonymous == {"ding": True, "intake": False, "einde-kennen": False, "einde": True}


def test_an_item_with_the_same_key_is_the_same_item_everywhere() -> None:
    """Before and after are compared by key (syllabus 3): other words would be another question."""
    asked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for questionnaire in SHIPPED.values():
        for key, value in values_of(questionnaire).items():
            asked[key].append(value)
    twice = {key: values for key, values in asked.items() if len(values) > 1}

    assert sorted(twice) == [f"nm{number:02}" for number in range(1, 11)]
    for key, values in twice.items():
        assert all(value == values[0] for value in values), key


def test_the_end_asks_the_ten_statements_the_start_looked_back_at_and_six_questions() -> None:
    kinds = [value["kind"] for value in values_of(SHIPPED["einde-kennen"]).values() if value["kind"] != "heading"]

    assert kinds == ["scale"] * 10 + ["points"] + ["knowledge"] * 6


def test_the_opinion_asks_what_the_syllabus_asks() -> None:
    values = values_of(SHIPPED["einde"])

    assert [key for key, value in values.items() if value["kind"] == "scale"] == [f"e1_{n}" for n in range(1, 8)]
    assert (values["e1_8"]["minimum"], values["e1_8"]["maximum"]) == (0, 10)
    assert [value["kind"] for value in values.values()].count("text") == 2
    assert [option["text"] for option in values["stopped"]["options"]] == [
        "geen tijd",
        "vakantie",
        "te moeilijk",
        "te makkelijk",
        "privacy",
        "te veel bloggen",
        "geen steun",
        "anders",
    ]


def test_every_ding_that_is_shipped_can_be_named_as_the_one_to_drop() -> None:
    options = {option["key"]: option["text"] for option in values_of(SHIPPED["einde"])["drop"]["options"]}
    heads = [yaml.safe_load(path.read_text().split("---")[1]) for path in CONTENT.glob("[0-9]-*/[0-9]*.md")]

    assert len(options) == 24
    assert options["none"] == "geen"
    assert {head["slug"]: f"{head['number']}. {head['title']}" for head in heads}.items() <= options.items()


def test_the_shipped_questionnaires_pass_the_blocks_that_trainers_write_in(db: None) -> None:
    for parsed in SHIPPED.values():
        questionnaire = Questionnaire(
            slug=parsed.slug,
            title=parsed.title,
            items=[{"type": item.type, "id": item.id, "value": item.value} for item in parsed.items],
        )
        questionnaire.full_clean()
