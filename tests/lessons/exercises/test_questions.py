"""Questions of a quiz: what earns how many marks, and how every kind is asked, read and counted."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from lessons.exercises import AnswerData
from lessons.exercises.questions import QUESTION_KINDS, Question, question_of
from lessons.exercises.questions.base import share
from lessons.exercises.questions.ranges import EVERYTHING, Range, read_range
from lessons.exercises.questions.typed import fits, pattern_of, plain_words
from lessons.models import BoundExercise
from tests.factories import quiz_block
from tests.lessons.exercises.samples import answered, can_be_saved, form_for, placed, sentences
from tests.lessons.exercises.test_contract import shown


def option(text: str = "", mark: str = "", **more: Any) -> dict[str, Any]:
    """Return an option; `mark` is what the course folder writes between brackets: "", "x" or a weight."""
    weight = None if mark in ("", "x") else float(mark)
    return {"text": text, "right": mark == "x", "weight": weight, "feedback": "", "pair": "", **more}


def asked(kind: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    keyed = [{"key": key, **row} for key, row in zip("abcdefghijklmnopqrstuvwxyz", options, strict=False)]
    return {"key": "1", "kind": kind, "text": "Wat is het?", "explanation": "", "options": keyed, **more}


def choice(*marks: str) -> dict[str, Any]:
    return asked("choice", *(option(f"Antwoord {number}", mark) for number, mark in enumerate(marks)))


NUMBER = asked("number", option("112", "x", feedback="Precies."), option("110 ± 5", "50"), option("*", feedback="Nee."))
SHORT = asked("short", option("alt-tekst", "x", feedback="Ja."), option("*tekst*", "50"))
MATCH = asked(
    "match",
    option("alt-tekst", pair="voor wie niets ziet", right=True),
    option("ondertitels", pair="voor wie niets hoort", right=True),
    option("", pair="voor wie haast heeft"),
)


def quiz_of(*questions: dict[str, Any], **value: Any) -> BoundExercise:
    rows = [{**row, "key": str(number)} for number, row in enumerate(questions, start=1)]
    return placed(quiz_block(questions=0, **value) | {}) if not rows else placed(with_questions(rows, **value))


def with_questions(rows: list[dict[str, Any]], **value: Any) -> dict[str, Any]:
    raw = quiz_block(questions=0, **value)
    raw["value"]["questions"] = rows
    return raw


def score_of(exercise: BoundExercise, sent: dict[str, Any]) -> float:
    mark = exercise.block.mark(exercise.value, answered(exercise, sent))
    assert mark is not None
    return mark.score


def refusal_of(question: dict[str, Any]) -> list[str]:
    exercise = quiz_of(question)
    with pytest.raises(StructBlockValidationError) as refusal:
        exercise.block.clean(exercise.value)
    return refusal.value.block_errors["questions"].block_errors[0].block_errors["options"].messages


EVERY_KIND = {
    "choice": choice("", "x"),
    "several": choice("x", "x", ""),
    "number": NUMBER,
    "short": SHORT,
    "match": MATCH,
}
for_every_question = pytest.mark.parametrize("raw", EVERY_KIND.values(), ids=EVERY_KIND)


# --- All kinds ---------------------------------------------------------------------------------------------------


@for_every_question
def test_the_right_answer_earns_all_marks_and_stands_in_the_form_again(raw: dict[str, Any]) -> None:
    exercise = quiz_of(raw)
    sent = exercise.block.questions_of(exercise.value)[0].right_answer()
    stored = answered(exercise, sent).data
    assert score_of(exercise, sent) == 1
    assert json.loads(json.dumps(stored)) == stored
    form = form_for(exercise, initial=dict(stored))
    assert {name: form[name].value() for name in form.fields} == sent
    (row,) = form.rows("ada")
    assert (row.judged, row.part, row.verdict) == (True, None, "good")


@for_every_question
def test_no_answer_earns_nothing_and_can_be_read_and_counted(raw: dict[str, Any]) -> None:
    question = question_of(raw)
    assert question.score(None) == 0
    assert question.describe(None) == ""
    assert all(count.count == 0 for count in question.tally([None]))


@for_every_question
def test_an_empty_form_names_the_question(raw: dict[str, Any]) -> None:
    form = form_for(quiz_of(raw), {})
    assert not form.is_valid()
    assert all("bij vraag 1" in sentence for sentence in sentences(form))
    assert form.rows("ada")[0].judged is None


@for_every_question
def test_a_question_that_nobody_finished_writing_can_still_be_looked_at(raw: dict[str, Any]) -> None:
    exercise = quiz_of({**raw, "options": []})
    assert not can_be_saved(exercise)
    assert "Wat is het?" in shown(exercise)
    assert exercise.block.mark(exercise.value, AnswerData({"matched": {"1": {"a": "a"}}})).score in (0, 1)


@pytest.mark.parametrize("kind", [None, "", "weg"])
def test_a_question_of_before_there_were_kinds_is_one_to_choose(kind: str | None) -> None:
    assert question_of({**choice("", "x"), "kind": kind}).kind == "choice"
    without = choice("", "x")
    del without["kind"]
    exercise = quiz_of(without)
    assert exercise.block.clean(exercise.value)["questions"][0]["kind"] == "choice"


def test_every_kind_goes_by_its_own_name() -> None:
    assert {name: kind.kind for name, kind in QUESTION_KINDS.items()} == {name: name for name in QUESTION_KINDS}


def test_the_score_is_the_mean_and_every_kind_keeps_its_answers_apart() -> None:
    exercise = quiz_of(choice("", "x"), NUMBER, SHORT, MATCH)
    sent = {"q-1": "b", "q-2": "110", "q-3": "iets", "q-4/a": "a", "q-4/b": "c"}
    assert answered(exercise, sent).data == {
        "chosen": {"1": ["b"]},
        "typed": {"2": "110", "3": "iets"},
        "matched": {"4": {"a": "a", "b": "c"}},
    }
    assert score_of(exercise, sent) == (1 + 0.5 + 0 + 0.5) / 4
    assert exercise.block.describe(exercise.value, answered(exercise, sent)) == (
        "Wat is het? Antwoord 1\nWat is het? 110\nWat is het? iets\n"
        "Wat is het? alt-tekst → voor wie niets ziet; ondertitels → voor wie haast heeft"
    )


def test_an_answer_of_before_weights_and_kinds_keeps_its_shape_and_its_marks() -> None:
    exercise = quiz_of(choice("", "x"), choice("x", "", "x"))
    answer = AnswerData({"chosen": {"1": ["b"], "2": ["a", "c"]}})
    assert exercise.block.mark(exercise.value, answer).score == 1
    assert answered(exercise, {"q-1": "b", "q-2": ["a", "c"]}).data == answer.data


def test_a_page_shows_what_was_good_partly_good_and_not_yet() -> None:
    exercise = quiz_of(choice("x", "50", ""), NUMBER, SHORT, MATCH)
    sent = {"q-1": "b", "q-2": "112", "q-3": "iets", "q-4/a": "a", "q-4/b": "c"}
    html = shown(exercise, form_for(exercise, initial=dict(answered(exercise, sent).data)))
    assert [html.count(word) for word in ("Deels goed.", "Nog niet.", "Precies.")] == [1, 2, 1]
    assert html.count("Je hebt 50 % van de punten van deze vraag.") == 2


# --- Choosing, with weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "several", "scores"),
    [
        (("x", "50", "-50", ""), False, {"a": 1, "b": 0.5, "c": 0, "d": 0}),
        (("100", "100", ""), False, {"a": 1, "b": 1, "c": 0}),
        (("50", "50", "-100"), True, {"a": 0.5, "ab": 1, "abc": 0, "c": 0}),
        (("33.33333", "33.33333", "33.33333", ""), True, {"abc": 1, "abcd": 1, "ab": 0.6667}),
        (("x", "x", "-50"), True, {"a": 0.5, "ab": 1, "abc": 0.5, "ac": 0}),
        (("75", "75"), True, {"a": 0.75, "ab": 1}),
        (("x", "", ""), False, {"a": 1, "b": 0}),
    ],
)
def test_weights_give_a_part_of_the_marks(marks: tuple[str, ...], several: bool, scores: dict[str, float]) -> None:
    exercise = quiz_of(choice(*marks))
    exercise.block.clean(exercise.value)
    assert form_for(exercise).rows()[0].several is several
    for chosen, score in scores.items():
        assert score_of(exercise, {"q-1": list(chosen)}) == score, chosen


def test_more_ticks_than_may_be_ticked_today_earn_nothing() -> None:
    assert question_of(choice("x", "50")).score(["a", "b"]) == 0


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=10), st.sets(st.sampled_from("abcdefghij")))
def test_no_weights_give_more_than_all_or_less_than_nothing(weights: list[float], chosen: set[str]) -> None:
    question = question_of(choice(*map(str, weights)))
    assert 0 <= question.score(sorted(chosen)) <= 1


@pytest.mark.parametrize(
    ("worth", "score"), [(-5, 0), (0, 0), (50, 0.5), (99.99999, 1), (100, 1), (250, 1), (16.66667, 0.1667)]
)
def test_weights_become_a_score(worth: float, score: float) -> None:
    assert share(worth) == score


@pytest.mark.parametrize(
    ("marks", "right_option_verdicts"),
    [(("x", "50", ""), ["good", "partly", "bad"]), (("50", "50", "-50"), ["good", "good", "bad"])],
)
def test_what_choosing_an_option_says(marks: tuple[str, ...], right_option_verdicts: list[str]) -> None:
    (row,) = form_for(quiz_of(choice(*marks))).rows("ada")
    assert [one.verdict for one in sorted(row.options, key=lambda one: one.key)] == right_option_verdicts
    assert next(one.right for one in row.options if one.key == "a")


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        (("", ""), "Geen enkel antwoord is goed."),
        (("-50", ""), "Geen enkel antwoord is goed."),
        (("50", ""), "Met deze gewichten kan niemand alle punten halen."),
        (("40", "50"), "Met deze gewichten kan niemand alle punten halen."),
        (("x",), "Deze soort vraag heeft 2 tot 10 antwoorden. Hier staan er 1."),
        (("x", *[""] * 10), "Deze soort vraag heeft 2 tot 10 antwoorden. Hier staan er 11."),
    ],
)
def test_options_that_cannot_be_asked_are_refused(marks: tuple[str, ...], sentence: str) -> None:
    assert [text.startswith(sentence) for text in refusal_of(choice(*marks))] == [True]


def test_an_option_without_words_is_refused() -> None:
    assert "geen tekst" in refusal_of(asked("choice", option("Ja", "x"), option("")))[0]


@pytest.mark.parametrize("weight", [-101.0, 100.5, 1e300])
def test_a_weight_is_a_percentage(weight: float) -> None:
    assert not can_be_saved(quiz_of(asked("choice", option("Ja", "x"), option("Nee", weight=weight))))


def test_there_is_one_way_to_say_what_an_option_is_worth() -> None:
    raw = asked("choice", option("a", "x"), option("b", "x", weight=50.0), option("c", "0"))
    exercise = quiz_of(raw)
    options = exercise.block.clean(exercise.value)["questions"][0]["options"]
    assert [(one["right"], one["weight"]) for one in options] == [(True, None), (False, 50.0), (False, None)]
    exercise = quiz_of(choice("x", "x", "x", "-12.3456789", ""))
    options = exercise.block.clean(exercise.value)["questions"][0]["options"]
    assert [one["weight"] for one in options] == [33.33333, 33.33333, 33.33333, -12.34568, None]
    assert not any(one["right"] for one in options)


# --- Numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("4", ["4", "4,0", "4.00"], ["4,01", "vier", ""]),
        ("4,0 ± 0,05", ["3,95", "4,05", "4"], ["3,949", "4,0501"]),
        ("4,0 +/- 0,05", ["3,95"], ["3,9"]),
        ("4+-1", ["3", "5"], ["2", "6"]),
        ("0,3 ± 0", ["0,3", "0,30"], ["0,3000000001"]),
        ("*", ["0", "-99999"], ["niets"]),
    ],
)
def test_a_margin_holds_what_lies_within_it(text: str, inside: list[str], outside: list[str]) -> None:
    question = question_of(asked("number", option(text, "x")))
    assert [question.score(number) for number in inside + outside] == [1] * len(inside) + [0] * len(outside)


@pytest.mark.parametrize("text", ["vier", "4 ± veel", "4 ± -1", "", "4 ± 1 ± 1"])
def test_what_is_no_number_cannot_be_its_answer(text: str) -> None:
    assert refusal_of(asked("number", option(text, "x")))[0].startswith(f"“{text}” is geen getal.")
    assert question_of(asked("number", option(text, "x"))).score("4") == 0


def test_the_option_that_is_worth_most_judges_a_number() -> None:
    question = question_of(NUMBER)
    assert [question.score(number) for number in ("112", "110", "99", "x")] == [1, 0.5, 0, 0]
    rows = form_for(quiz_of(NUMBER), initial={"typed": {"1": "99"}}).rows("ada")
    assert (rows[0].feedback, rows[0].judged) == ("Nee.", False)


@pytest.mark.parametrize("options", [[option("4")], [option("4", "50"), option("*")]])
def test_some_number_must_be_wholly_right(options: list[dict[str, Any]]) -> None:
    assert refusal_of(asked("number", *options))[0].startswith("Geen enkel antwoord is goed.")


def test_a_number_is_kept_as_it_reads_best() -> None:
    exercise = quiz_of(asked("number", option("4.0 +- 0.05", "x"), option("1.000"), option("*")))
    options = exercise.block.clean(exercise.value)["questions"][0]["options"]
    assert [one["text"] for one in options] == ["4,0 ± 0,05", "1000", "*"]
    assert answered(exercise, {"q-1": "€ 1.000"}).data == {"typed": {"1": "1000"}}


@pytest.mark.parametrize("strange", ["twaalf", "1e9", "9" * 1_000_000, "<b>1</b>"])
def test_a_word_where_a_number_was_asked_is_named_and_kept(strange: str) -> None:
    form = form_for(quiz_of(NUMBER), {"q-1": strange})
    assert list(sentences(form)) == ["Vul bij vraag 1 een getal in, zoals 12 of 2,5."]
    assert form["q-1"].value() == strange


def test_any_number_is_right_when_the_trainer_says_so() -> None:
    assert question_of(asked("number", option("*", "x"))).right_answer() == {"q-1": "0"}
    assert read_range(" * ") == EVERYTHING
    assert str(Range(Decimal("1.50"))) == "1,50"


def test_a_broken_number_has_no_right_answer_but_an_example() -> None:
    assert question_of(asked("number", option("vier", "x"))).right_answer() == {"q-1": "0"}


# --- A few words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("alt-tekst", ["alt-tekst", "ALT-Tekst", "  alt-tekst "], ["alttekst", "een alt-tekst", ""]),
        ("Den  Haag", ["den haag", "DEN\t HAAG"], ["denhaag"]),
        ("Straße", ["STRASSE", "straße"], ["strase"]),
        ("caf\u00e9", ["cafe\u0301"], ["cafe"]),
        ("*tekst*", ["tekst", "alternatieve tekst", "teksten"], ["test"]),
        ("foto*", ["foto", "fotografie"], ["de foto"]),
        ("*foto", ["foto", "de foto"], ["fotos"]),
        ("een * huis", ["een groot huis", "een heel groot huis"], ["eenhuis", "een huis"]),
        ("a*b*c", ["abc", "a b c", "axxbyyc"], ["acb", "ab", "abcd"]),
        ("ab*ba", ["abba", "ab ba"], ["aba"]),
        (r"5 \* 3", ["5 * 3"], ["5 3", "5 x 3"]),
        (r"a\b", [r"a\b"], ["ab"]),
        ("einde\\", ["einde\\"], ["einde"]),
        ("*", ["wat dan ook"], ["", "  "]),
    ],
)
def test_a_short_answer_fits_without_capitals_and_spaces(pattern: str, fitting: list[str], others: list[str]) -> None:
    question = question_of(asked("short", option(pattern, "x")))
    assert [question.score(text) for text in fitting + others] == [1] * len(fitting) + [0] * len(others)
    (right,) = question.right_answer().values()
    assert question.score(right) == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_fits_itself_and_what_it_begins(text: str, more: str) -> None:
    words = plain_words(text)
    literal = text.replace("\\", "").replace("*", "")
    assert fits(pattern_of(literal), plain_words(literal))
    assert not words or fits(["", ""], words)
    assert fits([plain_words(literal), ""], plain_words(f"{literal} {more}"))


def test_a_hostile_pattern_is_judged_at_once() -> None:
    question = question_of(asked("short", option("*a" * 150, "x")))
    begun = time.perf_counter()
    assert question.score("a" * 149 + "b" * 150) == 0
    assert time.perf_counter() - begun < 0.5


def test_a_short_answer_without_words_is_refused() -> None:
    assert "geen tekst" in refusal_of(asked("short", option(" ", "x")))[0]
    assert refusal_of(asked("short", option("a")))[0].startswith("Geen enkel antwoord is goed.")


def test_a_long_short_answer_is_named() -> None:
    form = form_for(quiz_of(SHORT), {"q-1": "x" * 301})
    assert list(sentences(form)) == ["Je antwoord bij vraag 1 is te lang. Er passen 300 tekens in."]


def test_a_tally_of_typed_answers_counts_what_was_recognised() -> None:
    counts = question_of(SHORT).tally(["alt-tekst", "Alt-tekst", "mijn tekst", "foto", None])
    assert [(count.key, count.label, count.count, count.share) for count in counts] == [
        ("1/a", "alt-tekst", 2, 50),
        ("1/b", "*tekst*", 1, 25),
        ("1/-", "Iets anders", 1, 25),
    ]


# --- Pairs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "score"), [({"a": "a", "b": "b"}, 1), ({"a": "a", "b": "c"}, 0.5), ({"a": "b", "b": "a"}, 0)]
)
def test_every_right_pair_gives_its_part(pairs: dict[str, str], score: float) -> None:
    assert score_of(quiz_of(MATCH), {f"q-1/{left}": right for left, right in pairs.items()}) == score


def test_one_right_side_may_belong_to_two_left_sides() -> None:
    raw = asked("match", option("Fiets", pair="wiel"), option("Auto", pair="wiel"), option("Boot", pair="zeil"))
    exercise = quiz_of(raw)
    field = form_for(exercise).fields["q-1/a"]
    assert [text for _key, text in field.choices] == ["–", "wiel", "zeil"]
    assert score_of(exercise, {"q-1/a": "a", "q-1/b": "a", "q-1/c": "c"}) == 1


def test_right_sides_are_shuffled_for_everybody_and_never_move_again() -> None:
    raw = asked("match", *(option(f"L{number}", pair=f"R{number}") for number in range(8)))

    def order(seed: str) -> list[str]:
        return [text for _key, text, _chosen in form_for(quiz_of(raw)).rows(seed)[0].pairs[0].choices]

    assert order("ada") == order("ada")
    assert len({tuple(order(str(number))) for number in range(20)}) == 20


def test_what_ada_paired_is_judged_pair_by_pair() -> None:
    form = form_for(quiz_of(MATCH), initial={"matched": {"1": {"a": "a", "b": "a"}}})
    (row,) = form.rows("ada")
    assert [(pair.text, pair.judged) for pair in row.pairs] == [("alt-tekst", True), ("ondertitels", False)]
    assert [[key for key, _text, chosen in pair.choices if chosen] for pair in row.pairs] == [["a"], ["a"]]
    assert (row.judged, row.part, row.verdict) == (False, 50, "partly")


@pytest.mark.parametrize("strange", ["z", "alt-tekst", "x" * 100_000])
def test_a_right_side_that_does_not_exist_is_refused_without_repeating_it(strange: str) -> None:
    form = form_for(quiz_of(MATCH), {"q-1/a": strange, "q-1/b": "b"})
    assert list(sentences(form)) == ["Kies bij vraag 1 uit de antwoorden die er staan."]


@pytest.mark.parametrize("stored", [["a"], "a", 5, {"weg": "a"}, {"a": ["b"]}])
def test_an_answer_of_another_shape_earns_nothing_and_can_be_read(stored: Any) -> None:
    question = question_of(MATCH)
    assert question.score(stored) == 0
    assert isinstance(question.describe(stored), str)


def test_a_tally_of_pairs_counts_each_left_side_apart() -> None:
    counts = question_of(MATCH).tally([{"a": "a", "b": "b"}, {"a": "b", "b": "b"}, {"a": "a", "b": "b"}, None])
    assert [(count.key, count.label, count.count, count.share) for count in counts] == [
        ("1/a/good", "alt-tekst → voor wie niets ziet", 2, 67),
        ("1/a/-", "alt-tekst → iets anders", 1, 33),
        ("1/b/good", "ondertitels → voor wie niets hoort", 3, 100),
        ("1/b/-", "ondertitels → iets anders", 0, 0),
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([option("a", pair="x"), option("b", "50", pair="y")], "telt elk paar even zwaar"),
        ([option("a", pair="x", feedback="Ja."), option("b", pair="y")], "geen uitleg per paar"),
        ([option("a", pair="x"), option("b")], "Niet elk antwoord heeft iets wat erbij hoort"),
        ([option("a", pair="x"), option("b", pair="x")], "die van elkaar verschillen"),
        ([option("a", pair="x"), option("", pair="y")], "minstens twee paren"),
        ([option("a", pair="x")], "2 tot 20 antwoorden"),
    ],
)
def test_pairs_that_cannot_be_made_are_refused(options: list[dict[str, Any]], words: str) -> None:
    assert words in refusal_of(asked("match", *options))[0]


def test_what_has_a_left_side_is_right_in_its_own_pair() -> None:
    exercise = quiz_of(asked("match", option("a", pair="x"), option("b", pair="y"), option("", "x", pair="z")))
    options = exercise.block.clean(exercise.value)["questions"][0]["options"]
    assert [one["right"] for one in options] == [True, True, False]


def test_a_question_says_what_it_must() -> None:
    for method in ("own_faults", "fields", "answer", "right_answer", "score", "describe", "tally", "row"):
        assert method in Question.__abstractmethods__
