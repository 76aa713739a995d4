"""Checklist: all required items ticked is done (syllabus 0.6, dingen 1, 8 and 14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from lessons.exercises import AnswerData, Facts
from lessons.exercises.checklist import FILE_EXTENSIONS, MAX_FILE_BYTES, ChecklistExercise
from lessons.models import BoundExercise
from tests.factories import checklist_block
from tests.lessons.exercises.samples import answered, can_be_saved, form_for, placed, sentences

REQUIRED = [{"key": "1", "text": "Lezen."}, {"key": "2", "text": "Doen."}]
EXTRA = {"key": "3", "text": "Een collega overhalen.", "extra": True}
TEXT = {"key": "4", "text": "Link naar je video.", "field": "text"}
FILE = {"key": "5", "text": "Je toestemmingsformulier.", "field": "file"}
INTAKE = {"key": "6", "text": "Ik heb de nulmeting ingevuld.", "check": "intake"}
VOTE = {"key": "7", "text": "Ik heb gestemd.", "check": "vote:stelling-2012", "extra": True}


def checklist(*items: dict[str, Any]) -> BoundExercise:
    return placed(checklist_block(items=list(items)))


def is_done(exercise: BoundExercise, answer: AnswerData) -> bool:
    return exercise.block.is_done(exercise.value, answer)


def ticks(*keys: str) -> dict[str, Any]:
    return {f"item-{key}": "on" for key in keys}


# --- Required and extra ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "done"),
    [("", False), ("1", False), ("2", False), ("3", False), ("13", False), ("23", False), ("12", True), ("123", True)],
)
def test_a_checklist_is_done_when_every_required_item_is_ticked(ticked: str, done: bool) -> None:
    exercise = checklist(*REQUIRED, EXTRA)
    assert is_done(exercise, answered(exercise, ticks(*ticked))) is done


def test_what_is_missing_names_the_required_items_and_no_extra_ones() -> None:
    exercise = checklist(*REQUIRED, EXTRA)
    assert exercise.block.missing(exercise.value, answered(exercise, ticks("1"))) == ["Nog niet klaar: “Doen.”"]
    assert exercise.block.missing(exercise.value, None) == ["Nog niet klaar: “Lezen.”", "Nog niet klaar: “Doen.”"]
    assert exercise.block.missing(exercise.value, answered(exercise, ticks("1", "2"))) == []


def test_only_the_text_of_an_extra_item_is_said_to_be_optional() -> None:
    extra = {"key": "9", "text": "Link naar een tweede video.", "field": "text", "extra": True}
    form = form_for(checklist(TEXT, FILE, extra))
    optional = {
        name: "(hoeft niet)" in render_to_string("components/field.html", {"field": form[name]})
        for name in ("text-4", "file-5", "text-9")
    }
    assert optional == {"text-4": False, "file-5": False, "text-9": True}


def test_a_list_of_only_extra_items_is_not_done_by_doing_nothing() -> None:
    exercise = checklist(EXTRA, {**EXTRA, "key": "8"})
    assert not is_done(exercise, AnswerData({}))
    assert exercise.block.missing(exercise.value, None) == ["Vink minstens één punt af."]
    assert is_done(exercise, answered(exercise, ticks("8")))


def test_a_tick_that_is_taken_away_counts_no_longer() -> None:
    exercise = checklist(*REQUIRED)
    before = answered(exercise, ticks("1", "2"))
    form = form_for(exercise, ticks("1"), initial=dict(before.data))
    assert form.is_valid()
    assert form.answer_data()["ticked"] == ["1"]


# --- Items that ask for more than a tick -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "done"),
    [
        ({}, False),
        ({"item-4": "on"}, False),
        ({"item-4": "on", "text-4": "   "}, False),
        ({"text-4": "https://example.org/video"}, False),
        ({"item-4": "on", "text-4": "https://example.org/video"}, True),
    ],
)
def test_an_item_that_asks_for_a_text_needs_the_tick_and_the_text(sent: dict[str, Any], done: bool) -> None:
    exercise = checklist(TEXT)
    assert is_done(exercise, answered(exercise, sent)) is done


def test_a_text_without_a_tick_is_kept_for_later() -> None:
    exercise = checklist(TEXT)
    answer = answered(exercise, {"text-4": "Nog niet af"})
    assert answer.data["texts"] == {"4": "Nog niet af"}
    assert form_for(exercise, initial=dict(answer.data))["text-4"].value() == "Nog niet af"


@pytest.mark.parametrize(("length", "is_taken"), [(2000, True), (2001, False)])
def test_a_text_has_at_most_2000_characters(length: int, is_taken: bool) -> None:
    assert form_for(checklist(TEXT), {"text-4": "x" * length}).is_valid() is is_taken


@pytest.mark.parametrize(
    ("ticked", "files", "done"),
    [
        ([], {}, False),
        (["5"], {}, False),
        ([], {"5": {"id": "x", "name": "formulier.pdf"}}, False),
        (["5"], {"5": {"id": "x", "name": "formulier.pdf"}}, True),
        (["5"], {"4": {"id": "x", "name": "formulier.pdf"}}, False),
    ],
)
def test_an_item_that_asks_for_a_file_needs_the_tick_and_the_file(
    ticked: list[str], files: dict[str, Any], done: bool
) -> None:
    assert is_done(checklist(FILE), AnswerData({"ticked": ticked, "texts": {}, "files": files})) is done


def test_a_file_comes_along_and_the_answers_room_stores_it() -> None:
    upload = SimpleUploadedFile("Formulier.PDF", b"%PDF")
    form = form_for(checklist(FILE), ticks("5"), files={"file-5": upload})
    assert form.is_valid()
    assert form.uploads() == {"5": upload}
    assert form.answer_data() == {"ticked": ["5"], "texts": {}, "files": {}}


def test_an_earlier_file_stays_when_no_new_one_comes() -> None:
    before = {"ticked": ["5"], "texts": {}, "files": {"5": {"id": "x", "name": "formulier.pdf"}}}
    form = form_for(checklist(FILE), ticks("5"), initial=before)
    assert form.is_valid()
    assert form.answer_data() == before
    assert form.rows()[0].file_name == "formulier.pdf"


@pytest.mark.parametrize("extension", FILE_EXTENSIONS)
def test_these_kinds_of_file_are_taken(extension: str) -> None:
    assert form_for(checklist(FILE), {}, files={"file-5": SimpleUploadedFile(f"a.{extension}", b"x")}).is_valid()


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.pdf.js", "a", "a.docm", "pdf", "a.pdf "])
def test_other_kinds_of_file_are_refused(name: str) -> None:
    form = form_for(checklist(FILE), {}, files={"file-5": SimpleUploadedFile(name, b"x")})
    assert "file-5" in form.errors


def test_a_file_of_ten_megabytes_is_taken_and_a_byte_more_is_not() -> None:
    largest = SimpleUploadedFile("a.pdf", b"")
    largest.size = MAX_FILE_BYTES
    assert form_for(checklist(FILE), {}, files={"file-5": largest}).is_valid()
    largest.size = MAX_FILE_BYTES + 1
    form = form_for(checklist(FILE), {}, files={"file-5": largest})
    assert list(sentences(form)) == ["Dit bestand is groter dan 10 MB. Maak het kleiner en probeer het opnieuw."]
    assert form.uploads() == {}


def test_an_empty_file_is_refused() -> None:
    assert not form_for(checklist(FILE), {}, files={"file-5": SimpleUploadedFile("a.pdf", b"")}).is_valid()


def test_a_refused_file_keeps_the_ticks_and_texts() -> None:
    exercise = checklist(*REQUIRED, TEXT, FILE)
    files = {"file-5": SimpleUploadedFile("a.exe", b"x")}
    form = form_for(exercise, {**ticks("1", "4"), "text-4": "Hier staat hij"}, files=files)
    assert not form.is_valid()
    rows = {row.key: row for row in form.rows()}
    assert [key for key, row in rows.items() if row.ticked] == ["1", "4"]
    assert rows["4"].field is not None
    assert rows["4"].field.value() == "Hier staat hij"


# --- What the system looks at itself -----------------------------------------------------------------------------


def test_nobody_ticks_what_the_system_looks_at() -> None:
    exercise = checklist(INTAKE)
    answer = answered(exercise, ticks("6"))
    assert answer.data["ticked"] == []
    assert not is_done(exercise, answer)


def test_a_tick_from_before_the_system_looked_does_not_count() -> None:
    exercise = checklist(INTAKE)
    form = form_for(exercise, {}, initial={"ticked": ["6"]})
    assert form.is_valid()
    assert not is_done(exercise, AnswerData(form.answer_data()))
    assert not form.rows()[0].ticked


def test_what_the_system_saw_counts_without_any_answer() -> None:
    exercise = checklist(INTAKE)
    answer = AnswerData({}, facts=Facts(frozenset({"intake"})))
    assert is_done(exercise, answer)
    assert exercise.block.missing(exercise.value, answer) == []
    assert form_for(exercise).rows(facts=answer.facts)[0].ticked


def test_the_system_looks_at_the_right_fact() -> None:
    exercise = checklist(INTAKE)
    assert not is_done(exercise, AnswerData({}, facts=Facts(frozenset({"vote:stelling-2012"}))))


def test_ding_1_needs_items_1_to_7_and_the_intake() -> None:
    by_hand = [{"key": str(number), "text": f"Punt {number}."} for number in range(2, 8)]
    exercise = checklist({**INTAKE, "key": "1"}, *by_hand, {**VOTE, "key": "8"})
    all_ticked = ticks(*"12345678")
    assert not is_done(exercise, answered(exercise, all_ticked))
    assert is_done(exercise, answered(exercise, all_ticked, "intake"))
    assert not is_done(exercise, answered(exercise, ticks(*"234567"[:-1]), "intake"))


@pytest.mark.parametrize(
    ("items", "asks"), [([REQUIRED[0]], False), ([VOTE], False), ([INTAKE], True), ([VOTE, INTAKE], True)]
)
def test_only_facts_from_other_rooms_are_asked_for(items: list[dict[str, Any]], asks: bool) -> None:
    exercise = checklist(*items)
    assert exercise.block.asks_facts(exercise.value) is asks


# --- How it reads ------------------------------------------------------------------------------------------------


def test_a_report_shows_each_item_with_or_without_its_tick() -> None:
    exercise = checklist(*REQUIRED)
    assert exercise.block.describe(exercise.value, answered(exercise, ticks("2"))) == "[ ] Lezen.\n[x] Doen."


def test_a_tally_gives_each_item_its_share_of_all_answers() -> None:
    exercise = checklist(*REQUIRED)
    answers = [answered(exercise, ticks(*keys)) for keys in (("1", "2"), ("1",), ("1",))]
    counts = exercise.block.tally(exercise.value, answers)
    assert [(count.key, count.count, count.share) for count in counts] == [("1", 3, 100), ("2", 1, 33)]


def test_rows_say_what_the_page_must_know() -> None:
    rows = form_for(checklist(REQUIRED[0], EXTRA, TEXT, FILE, INTAKE), initial={"ticked": ["3"]}).rows()
    assert [row.ticked for row in rows] == [False, True, False, False, False]
    assert [row.extra for row in rows] == [False, True, False, False, False]
    assert [row.by_system for row in rows] == [False, False, False, False, True]
    assert [row.field is not None for row in rows] == [False, False, True, True, False]
    assert [row.tick.field.disabled for row in rows] == [False, False, False, False, True]


def test_new_items_get_the_first_free_number() -> None:
    exercise = checklist({"key": "2", "text": "Twee."}, {"key": "", "text": "A."}, {"key": "", "text": "B."})
    assert [item["key"] for item in exercise.block.clean(exercise.value)["items"]] == ["2", "1", "3"]


def test_a_new_checklist_counts_and_its_items_are_required_until_a_trainer_says_otherwise() -> None:
    value = ChecklistExercise().get_default()
    assert value["counts"] is True
    assert [(bool(item["extra"]), bool(item["check"])) for item in value["items"]] == [(False, False)]


def test_a_checklist_without_items_cannot_be_saved() -> None:
    raw = checklist_block()
    raw["value"]["items"] = []
    assert not can_be_saved(placed(raw))
