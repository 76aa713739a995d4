"""What every kind of exercise must do. A new kind in KINDS gets these tests for nothing; its own rules need its own.

None of these tests asks for a database, and pytest-django refuses every query of a test that did not ask: whatever
passes here costs no query.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail import blocks

from course.study.state import LessonState, blank_exercise
from lessons.blocks import EXERCISE_KINDS, LessonBody
from lessons.checks import exercise_kinds_are_complete, lacks_of
from lessons.exercises import KINDS, AnswerData, Count, Exercise, Facts, Mark
from lessons.exercises.base import AnswerForm
from lessons.models import BoundExercise
from tests.lessons.exercises.samples import (
    OTHER_PREFIX,
    PREFIX,
    answered,
    filled_in,
    form_for,
    posted,
    previewed,
    sentences,
)

NOTHING = AnswerData({})
WHOLE_SENTENCE = re.compile(r"^[A-Z“‘].*[.?!]”?$", re.DOTALL)
ENGLISH = re.compile(r"\b(the|this field|select|ensure|enter|required|is not|allowed)\b", re.IGNORECASE)

for_every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
for_every_kind_with_a_form = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.is_answered_here], ids=lambda kind: kind.kind
)


@pytest.fixture
def exercise(kind: type[Exercise]) -> BoundExercise:
    return previewed(kind)


# --- What a kind says of itself ----------------------------------------------------------------------------------


@for_every_kind
def test_a_kind_says_what_it_is(kind: type[Exercise], exercise: BoundExercise) -> None:
    assert isinstance(kind.label, str | Promise)
    assert str(kind.label)
    assert WHOLE_SENTENCE.match(str(exercise.block.meta.description))
    assert exercise.block.meta.icon != "placeholder"
    assert exercise.kind in EXERCISE_KINDS


@for_every_kind
def test_a_kind_lives_where_its_name_says(kind: type[Exercise], exercise: BoundExercise) -> None:
    assert kind.__module__ == f"lessons.exercises.{kind.kind}"
    assert exercise.block.meta.template == f"exercises/{kind.kind}.html"
    assert get_template(exercise.block.meta.template)


@for_every_kind
def test_a_trainer_finds_a_kind_among_the_blocks_of_a_lesson(kind: type[Exercise]) -> None:
    block = LessonBody().child_blocks[kind.kind]
    assert type(block) is kind
    assert block.label == kind.label


def test_all_kinds_are_complete() -> None:
    assert exercise_kinds_are_complete(app_configs=None) == []


def test_a_kind_that_lacks_something_is_named_with_what_to_do() -> None:
    class Bare(Exercise):
        kind = "bare"
        label = "Kaal"

    messages = lacks_of([Bare, Bare])
    assert [message.id for message in messages] == ["lessons.E001", *(["lessons.E002"] + ["lessons.E003"] * 3) * 2]
    assert "Write templates/exercises/bare.html" in str(messages[1].hint)
    assert {message.msg for message in messages[2:5]} == {
        "The kind “bare” has no preview_value.",
        "The kind “bare” has no description.",
        "The kind “bare” has no icon.",
    }


def test_a_kind_that_misses_a_template_file_is_named() -> None:
    class Lost(Exercise):
        kind = "lost"
        label = "Kwijt"

        class Meta:
            template = "exercises/lost.html"
            icon = "tick"
            description = "Een soort zonder bestand."
            preview_value = {"title": "Kwijt"}

    assert [message.id for message in lacks_of([Lost])] == ["lessons.E002"]


def test_a_new_kind_must_say_what_a_form_an_answer_and_a_report_are() -> None:
    bare = Exercise()
    for unsaid in (
        lambda: bare.answer_form({}).answer_data(),
        lambda: bare.is_done({}, NOTHING),
        lambda: bare.describe({}, NOTHING),
        lambda: AnswerForm().answer_data(),
    ):
        with pytest.raises(NotImplementedError):
            unsaid()


def test_a_new_kind_gets_the_rest_for_nothing() -> None:
    class Plain(Exercise):
        kind = "plain"
        label = "Gewoon"

        def is_done(self, value: Any, answer: AnswerData) -> bool:
            return bool(answer.data)

    plain = Plain()
    assert plain.mark({}, NOTHING) is None
    assert plain.is_open({}, date(2026, 1, 1))
    assert not plain.asks_facts({})
    assert plain.facts({}, NOTHING) == frozenset()
    assert plain.tally({}, [NOTHING]) == []
    assert plain.earlier_tally({}) == []
    assert plain.missing({}, None) == ["Maak deze opdracht."]
    assert plain.missing({}, NOTHING) == ["Maak deze opdracht."]
    assert plain.missing({}, AnswerData({"iets": 1})) == []
    assert AnswerForm().rows() == []
    assert AnswerForm().uploads() == {}


# --- What a trainer writes ---------------------------------------------------------------------------------------


@for_every_kind
def test_the_preview_is_an_exercise_that_a_trainer_could_publish(exercise: BoundExercise) -> None:
    assert isinstance(exercise.value, blocks.StructValue)
    raw = exercise.block.get_prep_value(exercise.block.clean(exercise.value))
    assert exercise.block.get_prep_value(exercise.block.to_python(json.loads(json.dumps(raw)))) == raw


@for_every_kind
def test_cleaning_fills_in_every_key_and_then_keeps_it(exercise: BoundExercise) -> None:
    for holder in keyed(exercise.value):
        holder["key"] = ""
    once = exercise.block.clean(exercise.value)
    keys = [holder["key"] for holder in keyed(once)]
    assert all(keys)
    assert [holder["key"] for holder in keyed(exercise.block.clean(once))] == keys


@for_every_kind
def test_keys_that_a_trainer_chose_stay(exercise: BoundExercise) -> None:
    before = [holder["key"] for holder in keyed(exercise.value)]
    assert [holder["key"] for holder in keyed(exercise.block.clean(exercise.value))] == before


@for_every_kind
def test_two_rows_with_one_key_are_refused(exercise: BoundExercise) -> None:
    for rows in keyed_lists(exercise.value):
        original = rows[-1]["key"]
        rows[-1]["key"] = rows[0]["key"] = "dubbel"
        if len(rows) == 1:
            rows.append(copy.deepcopy(rows[0]))
        with pytest.raises(ValidationError) as refusal:
            exercise.block.clean(exercise.value)
        assert "dubbel" in json.dumps(told_by(refusal.value))
        rows[-1]["key"] = original


@for_every_kind
def test_a_title_without_letters_still_gives_a_key(exercise: BoundExercise) -> None:
    exercise.value["title"], exercise.value["key"] = "???", ""
    assert re.fullmatch(r"[0-9a-f]{8}", exercise.block.clean(exercise.value)["key"])


@for_every_kind
def test_a_long_title_gives_a_key_that_fits(exercise: BoundExercise) -> None:
    exercise.value["title"], exercise.value["key"] = "Wat een mooie dag " * 6, ""
    assert 1 <= len(exercise.block.clean(exercise.value)["key"]) <= 60


# --- What a participant answers ----------------------------------------------------------------------------------


@for_every_kind
def test_two_of_a_kind_on_one_page_share_no_names_and_no_ids(kind: type[Exercise]) -> None:
    names, ids = [], []
    for exercise in (previewed(kind), previewed(kind, OTHER_PREFIX)):
        form = form_for(exercise)
        names += [field.html_name for field in form]
        ids += [id_ for field in form for id_ in {field.auto_id, field.id_for_label} - {""}]
    assert len(names) == len(set(names))
    assert len(ids) == len(set(ids))


@for_every_kind
def test_nothing_is_not_enough(exercise: BoundExercise) -> None:
    blank = form_for(exercise, {})
    answers = [NOTHING, AnswerData(blank.answer_data())] if blank.is_valid() else [NOTHING]
    for answer in answers:
        assert exercise.block.is_done(exercise.value, answer) is False
        assert exercise.block.missing(exercise.value, answer)
    assert exercise.block.missing(exercise.value, None)


@for_every_kind
def test_what_is_missing_is_said_in_whole_dutch_sentences(exercise: BoundExercise) -> None:
    for answer in (None, NOTHING, AnswerData({}, score=0.0)):
        for sentence in exercise.block.missing(exercise.value, answer):
            assert re.match(r"^[A-Z].*[.?!”]$", sentence)


@for_every_kind
def test_a_filled_in_form_gives_an_answer_that_can_be_stored(exercise: BoundExercise) -> None:
    form = form_for(exercise, filled_in(form_for(exercise)))
    assert form.is_valid(), form.errors
    data = form.answer_data()
    assert json.loads(json.dumps(data)) == data


@for_every_kind_with_a_form
def test_the_same_answer_sent_twice_changes_nothing(exercise: BoundExercise) -> None:
    sent = filled_in(form_for(exercise))
    stored = json.loads(json.dumps(answered(exercise, sent).data))
    again = form_for(exercise, sent, initial=stored)
    assert again.is_valid(), again.errors
    assert again.answer_data() == stored


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.goes_by_steps], ids=lambda kind: kind.kind)
def test_what_ada_answered_stands_in_her_form_again(exercise: BoundExercise) -> None:
    sent = filled_in(form_for(exercise))
    stored = json.loads(json.dumps(answered(exercise, sent).data))
    again = form_for(exercise, initial=stored)
    unbound = {name: again[name].value() for name in again.fields if not again.fields[name].disabled}
    resent = {name: "on" if value is True else value for name, value in unbound.items() if value not in (None, False)}
    assert answered(exercise, resent).data == stored


@for_every_kind
def test_the_same_answer_is_always_judged_the_same(kind: type[Exercise], exercise: BoundExercise) -> None:
    sent = filled_in(form_for(exercise))
    first, second = answered(exercise, sent), answered(previewed(kind), sent)
    assert first == second
    for answer in (NOTHING, first):
        before = copy.deepcopy(answer)
        marks = [exercise.block.mark(exercise.value, answer) for _ in range(3)]
        assert marks[0] == marks[1] == marks[2]
        assert marks[0] is None or (isinstance(marks[0], Mark) and 0 <= marks[0].score <= 1)
        verdicts = {exercise.block.is_done(exercise.value, answer) for _ in range(3)}
        assert verdicts <= {True} or verdicts <= {False}
        assert answer == before


@for_every_kind
def test_an_answer_that_is_done_misses_nothing(exercise: BoundExercise) -> None:
    for answer in (NOTHING, answered(exercise, filled_in(form_for(exercise)))):
        is_done = exercise.block.is_done(exercise.value, answer)
        assert is_done is not bool(exercise.block.missing(exercise.value, answer))


@for_every_kind
def test_every_answer_can_be_read_in_a_report(exercise: BoundExercise) -> None:
    for answer in (NOTHING, answered(exercise, filled_in(form_for(exercise)))):
        text = exercise.block.describe(exercise.value, answer)
        assert isinstance(text, str)
        assert text.strip()


@for_every_kind
def test_a_tally_counts_every_answer_and_its_shares_are_whole(exercise: BoundExercise) -> None:
    answer = answered(exercise, filled_in(form_for(exercise)))
    for answers in ([], [NOTHING], [answer], [answer, NOTHING, answer]):
        counts = exercise.block.tally(exercise.value, iter(answers))
        assert all(isinstance(count, Count) for count in counts)
        assert len({count.key for count in counts}) == len(counts)
        assert all(0 <= count.count <= len(answers) and 0 <= count.share <= 100 for count in counts)
    assert bool(exercise.block.tally(exercise.value, [])) or not exercise.block.shows_tally


@for_every_kind
def test_facts_are_words_and_a_kind_says_whether_it_asks_for_them(exercise: BoundExercise) -> None:
    for answer in (NOTHING, answered(exercise, filled_in(form_for(exercise)))):
        facts = exercise.block.facts(exercise.value, answer)
        assert isinstance(facts, frozenset)
        assert all(isinstance(fact, str) for fact in facts)
    assert exercise.block.asks_facts(exercise.value) in (True, False)
    assert exercise.block.is_open(exercise.value, date(2026, 10, 1)) in (True, False)
    assert isinstance(exercise.block.earlier_tally(exercise.value), list)


@for_every_kind
def test_rows_are_the_same_at_every_visit(exercise: BoundExercise) -> None:
    sent = filled_in(form_for(exercise))
    stored = dict(answered(exercise, sent).data)
    for form in (form_for(exercise), form_for(exercise, initial=stored), form_for(exercise, sent, stored)):
        order = [row.key for row in form.rows("7/x", Facts(frozenset({"intake"})))]
        assert order == [row.key for row in form.rows("7/x")]


@for_every_kind
def test_ada_and_ben_answer_apart(exercise: BoundExercise) -> None:
    before = copy.deepcopy(exercise.block.get_prep_value(exercise.value))
    adas = form_for(exercise, filled_in(form_for(exercise)))
    bens = form_for(exercise)
    untouched = {name: bens[name].value() for name in bens.fields}
    assert adas.is_valid()
    stored = adas.answer_data()
    kept = copy.deepcopy(stored)
    later = form_for(exercise, {}, initial=stored)
    later.is_valid()
    later.rows("ada")
    fresh = form_for(exercise)
    assert {name: fresh[name].value() for name in fresh.fields} == untouched
    assert not fresh.errors
    assert stored == kept
    assert exercise.block.get_prep_value(exercise.value) == before


@for_every_kind
def test_an_answer_to_an_earlier_wording_can_still_be_read(exercise: BoundExercise) -> None:
    for data in ({}, {"weg": 1}, {"chosen": {"weg": ["x"]}}, {"vote": "weg", "why": ""}, {"ticked": ["weg"]}):
        old = AnswerData(data, score=0.0)
        exercise.block.mark(exercise.value, old)
        assert exercise.block.is_done(exercise.value, old) is False
        assert exercise.block.missing(exercise.value, old)
        assert exercise.block.describe(exercise.value, old)
        exercise.block.tally(exercise.value, [old])
        form = form_for(exercise, initial=data)
        assert len(form.rows("ada")) == len(form_for(exercise).rows("ada"))


# --- What a stranger sends ---------------------------------------------------------------------------------------

NASTY = [
    "",
    "\x00",
    "x\x00y",
    "x" * 1_000_000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "%(value)s {0} {{ settings.SECRET_KEY }}",
    "-1",
    "1e999",
    "True",
    "\u202e\ufeff\U0001f4a9",
    "[" * 2000,
    "> " * 1000,
    "* " * 2000,
]


@for_every_kind_with_a_form
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_hostile_value_in_every_field_is_answered_with_sentences(exercise: BoundExercise, nasty: str) -> None:
    names = list(form_for(exercise).fields)
    for sent in (dict.fromkeys(names, nasty), {name: [nasty, nasty] for name in names}):
        endure(exercise, posted(sent))


@for_every_kind_with_a_form
def test_fields_that_do_not_exist_change_nothing(exercise: BoundExercise) -> None:
    sent = filled_in(form_for(exercise))
    extra = {f"{exercise.id}-{name}": "1" for name in ("score", "item-9999", "q-9999", "ticked", "data", "previous")}
    with_extra = posted(sent)
    with_extra.update(extra)
    form = exercise.block.answer_form(exercise.value, with_extra, None, exercise.id)
    assert form.is_valid()
    assert form.answer_data() == answered(exercise, sent).data


@for_every_kind_with_a_form
def test_names_of_another_exercise_on_the_page_change_nothing(exercise: BoundExercise) -> None:
    sent = posted(filled_in(form_for(exercise)), OTHER_PREFIX)
    form = exercise.block.answer_form(exercise.value, sent, None, PREFIX)
    if form.is_valid():
        assert not exercise.block.is_done(exercise.value, AnswerData(form.answer_data()))


@for_every_kind_with_a_form
@pytest.mark.parametrize("wrong", [None, 5, 1.5, True, [], {}, ["a", ["b"]], {"a": 1}, b"x"], ids=repr)
def test_values_of_a_wrong_type_are_answered_with_sentences(exercise: BoundExercise, wrong: Any) -> None:
    endure(exercise, {f"{PREFIX}-{name}": wrong for name in form_for(exercise).fields})


@for_every_kind_with_a_form
def test_files_where_none_were_asked_change_nothing(exercise: BoundExercise) -> None:
    files = {name: SimpleUploadedFile("x.exe", b"MZ") for name in [*form_for(exercise).fields, "file-9"]}
    form = form_for(exercise, filled_in(form_for(exercise)), files=files)
    assert form.is_valid()
    assert form.uploads() == {}


anything = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="[]()*_>`#|-\n ", max_size=200),
    st.lists(st.text(max_size=10), max_size=4),
    st.sampled_from(["a", "b", "1", "2", "eens", "on", "\x00"]),
)


@for_every_kind_with_a_form
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_the_form_endures_it(exercise: BoundExercise, data: st.DataObject) -> None:
    names = list(form_for(exercise).fields)
    sent = data.draw(st.dictionaries(st.sampled_from(names), anything))
    endure(exercise, posted(sent))


def endure(exercise: BoundExercise, sent: QueryDict | dict[str, Any]) -> None:
    """Take what was sent all the way: form, rows, and when it is valid the answer and its verdicts. Nothing raises."""
    form = exercise.block.answer_form(exercise.value, sent, None, exercise.id)
    is_valid = form.is_valid()
    assert is_valid is not any(True for _sentence in sentences(form))
    for sentence in sentences(form):
        assert WHOLE_SENTENCE.match(sentence), sentence
        assert not ENGLISH.search(sentence), sentence
        assert len(sentence) < 300
    form.rows("ada")
    str(form)
    if is_valid:
        stored = form.answer_data()
        answer = AnswerData(json.loads(json.dumps(stored)))
        exercise.block.mark(exercise.value, answer)
        exercise.block.missing(exercise.value, answer)
        assert exercise.block.is_done(exercise.value, answer) in (True, False)
        assert isinstance(exercise.block.describe(exercise.value, answer), str)
        exercise.block.tally(exercise.value, [answer])


# --- How it looks on a page --------------------------------------------------------------------------------------


class Ids(HTMLParser):
    """Gathers what must be unique and what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refers: set[str] = set()
        self.tags: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "for" or (name.startswith("aria-") and name.endswith("by")):
                self.refers |= set((value or "").split())
            if name == "style" or name.startswith("on"):
                self.inline.append(name)


def shown(exercise: BoundExercise, form: AnswerForm | None = None) -> str:
    """Return the exercise as its block template shows it to somebody who may answer, `form` being refused."""
    state = replace(blank_exercise(exercise), submit_url="/antwoord/")
    if form is not None:
        state = replace(state, form=form, rows=form.rows("ada"))
    page = LessonState(exercises={exercise.id: state})
    return exercise.block.render(exercise.value, {"state": page, "id": exercise.id})


@for_every_kind
def test_the_preview_in_the_editor_shows_the_exercise(kind: type[Exercise], exercise: BoundExercise) -> None:
    html = exercise.block.render(exercise.value)
    assert exercise.title in html
    assert str(kind.label) in html


@for_every_kind
def test_ids_are_unique_on_a_page_with_two_and_every_label_points_somewhere(kind: type[Exercise]) -> None:
    first, second = previewed(kind), previewed(kind, OTHER_PREFIX)
    second.value["key"] = "ander"
    page = Ids()
    page.feed(shown(first) + shown(second))
    assert len(page.ids) == len(set(page.ids))
    assert page.refers <= set(page.ids)
    assert "script" not in page.tags
    assert "style" not in page.tags
    assert not page.inline


@for_every_kind_with_a_form
@pytest.mark.parametrize("nasty", ["", "x\x00y", '"><script>alert(1)</script>', "[" * 2000])
def test_a_refused_answer_is_shown_with_its_errors_and_without_harm(exercise: BoundExercise, nasty: str) -> None:
    form = form_for(exercise, dict.fromkeys(form_for(exercise).fields, nasty))
    refused = not form.is_valid()
    page = Ids()
    html = shown(exercise, form)
    page.feed(html)
    assert "script" not in page.tags
    assert ("Nog niet bewaard" in html) is refused
    assert len(page.ids) == len(set(page.ids))


@for_every_kind
def test_english_readers_get_a_page_too(exercise: BoundExercise) -> None:
    with translation.override("en"):
        assert exercise.title in shown(exercise)


# --- Finding keys in a value -------------------------------------------------------------------------------------


def keyed(value: Any) -> Iterator[Any]:
    """Give every struct with a key, this one first, then those in its lists."""
    yield value
    for rows in keyed_lists(value):
        yield from rows


def keyed_lists(value: Any) -> Iterator[Any]:
    for child in list(value.values()):
        if (
            isinstance(child, blocks.list_block.ListValue)
            and len(child)
            and hasattr(child[0], "keys")
            and "key" in child[0]
        ):
            yield child
            for row in child:
                yield from keyed_lists(row)


def told_by(refusal: ValidationError) -> Any:
    """Return all that a (nested) refusal says, as Wagtail sends it to the editor."""
    return blocks.base.get_error_json_data(refusal)
