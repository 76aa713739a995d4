"""Feedback of colleagues: what fits, what is kept, and when it is done (syllabus 0.6, dingen 5, 15, 21)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises import AnswerData
from lessons.exercises.peer_review import (
    PeerReviewExercise,
    ReviewForm,
    example_key,
    length_asked,
    lines_of,
    shortcomings,
    words_of,
)
from lessons.models import BoundExercise
from tests.factories import peer_review_block, text_of
from tests.lessons.exercises.samples import answered, form_for, placed, sentences

TABLE = "| Dag | Bericht |\n|---|:--:|\n| ma | Voorlezen |\n| | |\n| di | Open dag |"


def feedback(**value: Any) -> BoundExercise:
    return placed(peer_review_block(**value))


def block_of(exercise: BoundExercise) -> PeerReviewExercise:
    assert isinstance(exercise.block, PeerReviewExercise)
    return exercise.block


def handed_in(exercise: BoundExercise, text: str, initial: dict[str, Any] | None = None) -> dict[str, Any]:
    return sent(exercise, text, "yes", initial)


def sent(exercise: BoundExercise, text: str, hand_in: str, initial: dict[str, Any] | None = None) -> dict[str, Any]:
    form = form_for(exercise, {"text": text, "hand_in": hand_in}, initial)
    assert form.is_valid(), form.errors
    return form.answer_data()


def missing(exercise: BoundExercise, data: dict[str, Any]) -> list[str]:
    return exercise.block.missing(exercise.value, AnswerData(data))


# --- How long a text is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "lines"),
    [
        ("", 0, 0),
        ("Eén twee.", 2, 1),
        ("Eén.\nTwee.\n\nDrie.", 3, 3),
        ("## Een kop\n\nEen zin.", 4, 1),
        ("- een\n- twee\n- drie", 3, 3),
        ("---\n\nNa de streep.", 3, 1),
        (TABLE, 0, 2),
        (f"Vooraf.\n\n{TABLE}\n\nEn na.", 3, 4),
        ("Dag | Bericht\n--- | ---\nma | Voorlezen", 0, 1),
        ("Dag | Bericht\nma | Voorlezen", 4, 2),
        ("Dag\n---\nma", 2, 2),
        ("Vandaag | morgen\n- of - | -", 3, 2),
        ("Zie https://example.org/lang voor meer", 3, 1),
    ],
)
def test_words_stand_outside_tables_and_lines_are_filled(text: str, words: int, lines: int) -> None:
    assert words_of(text) == words
    assert lines_of(text) == lines


@given(st.text(alphabet="ab |-:\n#*", max_size=80))
def test_counting_endures_any_text(text: str) -> None:
    assert words_of(text) >= 0
    assert 0 <= lines_of(text) <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("limits", "words", "lines", "said"),
    [
        ({}, 0, 0, []),
        ({"maximum_words": 60}, 60, 1, []),
        ({"maximum_words": 60}, 61, 1, ["Je tekst telt 61 woorden. Haal er nog 1 weg."]),
        ({"maximum_words": 60}, 72, 1, ["Je tekst telt 72 woorden. Haal er nog 12 weg."]),
        ({"minimum_words": 5}, 4, 1, ["Je tekst is nog 1 woord te kort."]),
        ({"minimum_words": 5}, 2, 1, ["Je tekst is nog 3 woorden te kort."]),
        ({"minimum_lines": 8}, 0, 8, []),
        ({"minimum_lines": 8}, 9, 7, ["Er ontbreekt nog 1 regel."]),
        (
            {"minimum_words": 3, "minimum_lines": 8},
            1,
            2,
            ["Je tekst is nog 2 woorden te kort.", "Er ontbreken nog 6 regels."],
        ),
    ],
)
def test_what_does_not_fit_is_said_in_whole_sentences(
    limits: dict[str, int], words: int, lines: int, said: list[str]
) -> None:
    assert shortcomings(feedback(**limits).value, words, lines) == said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({}, ""),
        ({"maximum_words": 60}, "Hoogstens 60 woorden."),
        ({"minimum_words": 30}, "Minstens 30 woorden."),
        ({"minimum_words": 30, "maximum_words": 60}, "30 tot 60 woorden."),
        ({"minimum_lines": 8}, "Minstens 8 regels."),
        ({"maximum_words": 500, "minimum_lines": 1}, "Hoogstens 500 woorden. Minstens 1 regel."),
    ],
)
def test_the_form_says_how_long_a_text_should_be(limits: dict[str, int], said: str) -> None:
    exercise = feedback(**limits)
    assert length_asked(exercise.value) == said
    assert form_for(exercise).fields["text"].help_text == said


# --- Handing in --------------------------------------------------------------------------------------------------


def test_keeping_is_not_handing_in() -> None:
    exercise = feedback()
    for choice in ("no", ""):
        data = sent(exercise, "Mijn tekst.", choice)
        assert data == {"text": "Mijn tekst.", "words": 2, "lines": 1, "work": "", "handed_in": False}
    assert missing(exercise, data) == [
        "Je tekst is bewaard. Lever hem in als hij klaar is.",
        "Geef nog 2 collega’s feedback.",
    ]


def test_a_text_that_fits_is_handed_in_and_the_same_again_changes_nothing() -> None:
    exercise = feedback(maximum_words=60)
    data = handed_in(exercise, text_of(60))
    assert data["handed_in"]
    assert data["work"] == data["text"]
    assert handed_in(exercise, text_of(60), data) == data
    assert missing(exercise, data) == ["Geef nog 2 collega’s feedback."]


@pytest.mark.parametrize("text", [text_of(61), text_of(4)])
def test_a_text_that_does_not_fit_is_kept_but_not_handed_in(text: str) -> None:
    exercise = feedback(minimum_words=5, maximum_words=60)
    data = handed_in(exercise, text)
    assert data["text"] == text
    assert not data["handed_in"]
    assert missing(exercise, data)[0].startswith("Je tekst is bewaard, maar nog niet ingeleverd. Je tekst ")


def test_what_was_handed_in_stays_handed_in_while_she_writes_on() -> None:
    exercise = feedback(maximum_words=60)
    first = handed_in(exercise, "Eerste versie.")
    for later in (sent(exercise, "Tweede versie.", "no", first), handed_in(exercise, text_of(70), first)):
        assert later["handed_in"]
        assert later["work"] == "Eerste versie."
        assert later["text"] != later["work"]
        assert missing(exercise, later) == ["Geef nog 2 collega’s feedback."]
        assert form_for(exercise, initial=later)["hand_in"].value() == "no"
    assert handed_in(exercise, "Derde versie.", first)["work"] == "Derde versie."


def test_line_ends_are_the_same_from_every_machine() -> None:
    assert handed_in(feedback(), "een\r\ntwee\rdrie")["text"] == "een\ntwee\ndrie"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Schrijf eerst je tekst."),
        ("  \n ", "Schrijf eerst je tekst."),
        ("x" * 20_001, "Je tekst telt 20001 tekens en er passen er 20000. Kort hem in."),
        ("[" * 2000, "In deze tekst staan te veel haken die niet sluiten, zoals [ zonder ]. Haal er een paar weg."),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_with_a_sentence(text: str, says: str) -> None:
    form = form_for(feedback(), {"text": text, "hand_in": "no"})
    assert list(sentences(form)) == [says]
    assert form["text"].value() == text


def test_another_button_than_the_two_is_refused() -> None:
    form = form_for(feedback(), {"text": "Tekst", "hand_in": "misschien"})
    assert list(sentences(form)) == ["Kies wat je wilt: bewaren of inleveren."]


# --- Done --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "done"),
    [
        ({}, False),
        ({"text": "a", "handed_in": False, "reviews_given": 2}, False),
        ({"text": "a", "handed_in": True, "work": "a"}, False),
        ({"text": "a", "handed_in": True, "work": "a", "reviews_given": 1}, False),
        ({"text": "a", "handed_in": True, "work": "a", "reviews_given": 2}, True),
        ({"text": "a", "handed_in": True, "work": "a", "reviews_given": 3}, True),
    ],
)
def test_done_is_handed_in_and_two_reviews_given(data: dict[str, Any], done: bool) -> None:
    exercise = feedback()
    assert exercise.block.is_done(exercise.value, AnswerData(data)) is done
    assert (missing(exercise, data) == []) is done


def test_one_more_colleague_is_one() -> None:
    assert missing(feedback(), {"handed_in": True, "reviews_given": 1}) == ["Geef nog 1 collega feedback."]
    assert missing(feedback(), {}) == ["Schrijf je eigen tekst en lever hem in.", "Geef nog 2 collega’s feedback."]


@given(st.booleans(), st.integers(0, 6), st.integers(1, 5))
def test_nothing_is_missing_exactly_when_it_is_done(is_in: bool, given_reviews: int, asked: int) -> None:
    exercise = feedback(reviews=asked)
    answer = AnswerData({"text": "a", "work": "a", "handed_in": is_in, "reviews_given": given_reviews})
    assert exercise.block.is_done(exercise.value, answer) is not bool(exercise.block.missing(exercise.value, answer))


# --- Feedback ----------------------------------------------------------------------------------------------------


def review(exercise: BoundExercise, **data: str) -> ReviewForm:
    return block_of(exercise).review_form(
        exercise.value, data={f"r-{name}": text for name, text in data.items()}, prefix="r"
    )


GOOD = {
    "criterion-kop": "2",
    "criterion-actie": "0",
    "top": "Ik zag meteen voor me waar het is.",
    "tip": "Zeg nog hoe laat.",
}


def test_a_review_has_points_a_top_and_a_tip() -> None:
    form = review(feedback(), **GOOD)
    assert form.is_valid(), form.errors
    assert form.review_data() == {"scores": {"kop": 2, "actie": 0}, "top": GOOD["top"], "tip": GOOD["tip"]}


def test_the_words_of_the_rubric_are_what_she_chooses_from() -> None:
    form = block_of(feedback()).review_form(feedback().value)
    assert [field.label for field in form.criteria] == ["Kop", "Actie"]
    assert [choice.choice_label for choice in form.criteria[0]] == ["zegt niets", "vlak", "pakkend"]
    assert list(form.fields) == ["criterion-kop", "criterion-actie", "top", "tip"]
    assert not any(choice.data["selected"] for field in form.criteria for choice in field)
    assert "“Ik zag meteen voor me hoe …” of “" in form.fields["top"].help_text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"criterion-kop": ""}, ["Kies wat past bij “Kop”."]),
        ({"criterion-kop": "3"}, ["Kies bij “Kop” uit wat er staat."]),
        ({"top": "  "}, ["Schrijf een top: wat werkt goed?"]),
        ({"tip": ""}, ["Schrijf een tip: wat kan nog beter, en hoe?"]),
        (
            {"top": "Mooi.", "tip": "Nog korter en wat concreter mag ook nog"},
            ["Je top en je tip zijn samen nog 1 woord te kort."],
        ),
        ({"top": "Mooi.", "tip": "Korter."}, ["Je top en je tip zijn samen nog 8 woorden te kort."]),
    ],
)
def test_what_a_review_lacks_is_said_and_what_was_typed_stays(change: dict[str, str], says: list[str]) -> None:
    form = review(feedback(), **{**GOOD, **change})
    assert [error for errors in form.errors.values() for error in errors] == says
    assert form["top"].value() == {**GOOD, **change}["top"]


def test_feedback_may_be_as_short_as_the_trainer_likes() -> None:
    assert review(feedback(feedback_words=0), **{**GOOD, "top": "Ja", "tip": "Nee"}).is_valid()


def test_points_read_in_words_in_the_order_of_the_rubric() -> None:
    exercise = feedback()
    points = block_of(exercise).points(exercise.value, {"actie": 1, "kop": 2, "weg": 1})
    assert points == [("Kop", 2, 2, "pakkend"), ("Actie", 1, 2, "vaag")]


def test_points_that_are_no_longer_in_the_rubric_have_no_words() -> None:
    exercise = feedback()
    points = block_of(exercise).points(exercise.value, {"kop": 7, "actie": "veel"})
    assert points == [("Kop", 7, 2, "")]


# --- What the trainer writes -------------------------------------------------------------------------------------


def refusal_of(**value: Any) -> str:
    exercise = feedback(**value)
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - Wagtail's own, without a message of its own
        exercise.block.clean(exercise.value)
    return str([error.messages for error in refusal.value.block_errors.values()])


def test_there_are_as_many_examples_as_reviews_so_that_nobody_waits_for_ever() -> None:
    assert "Schrijf minstens 3 voorbeeldteksten" in refusal_of(reviews=3)
    assert "Schrijf minstens 2 voorbeeldteksten" in refusal_of(examples=[{"title": "A", "text": "a"}])


def test_two_examples_with_one_title_could_not_be_told_apart() -> None:
    assert "heten hetzelfde" in refusal_of(examples=[{"title": "A", "text": "a"}, {"title": "A ", "text": "b"}])
    assert example_key({"title": "A"}) == example_key({"title": " A "})
    assert len(example_key({"title": "A"})) == 20


def test_a_maximum_below_the_minimum_is_refused() -> None:
    assert "minder dan het minimum" in refusal_of(minimum_words=50, maximum_words=40)
    exercise = feedback(minimum_words=40, maximum_words=40)
    assert exercise.block.clean(exercise.value)


# --- How it reads ------------------------------------------------------------------------------------------------


def test_an_answer_reads_as_how_far_she_is_and_what_she_wrote() -> None:
    exercise = feedback()
    data = answered(exercise, {"text": "Mijn tekst.", "hand_in": "yes"}).data
    told = exercise.block.describe(exercise.value, AnswerData({**data, "reviews_given": 1}))
    assert told.splitlines() == ["Ingeleverd", "1 keer feedback gegeven", "Mijn tekst."]
    draft = AnswerData({"text": "Begin.", "handed_in": False})
    assert exercise.block.describe(exercise.value, draft).startswith("Bewaard als concept\n0 keer")
    assert exercise.block.describe(exercise.value, AnswerData({})) == "Nog niets geschreven"


def test_a_tally_says_how_far_people_are() -> None:
    exercise = feedback()
    answers = [
        AnswerData({}),
        AnswerData({"text": "a"}),
        AnswerData({"text": "a", "handed_in": True, "reviews_given": 1}),
        AnswerData({"text": "a", "handed_in": True, "reviews_given": 2}),
        AnswerData({"text": "a", "handed_in": True, "reviews_given": 2}),
    ]
    counts = exercise.block.tally(exercise.value, answers)
    assert [(count.key, count.count, count.share) for count in counts] == [
        ("draft", 1, 25),
        ("handed_in", 1, 25),
        ("done", 2, 50),
    ]
