"""Questions of other systems: what is read, what is named and left out, and what no file may do to us."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.importers import gift, question_files
from lessons.importers.gift_export import write_gift, write_question
from lessons.importers.parsed_questions import (
    MAX_CHARACTERS,
    MAX_QUESTIONS,
    ParsedOption,
    ParsedQuestion,
    ParsedQuestions,
    QuestionsRefused,
    as_key,
    checked,
)
from lessons.importers.question_files import MAX_BYTES, read_questions
from lessons.importers.question_text import MAX_MARKDOWN, MAX_MARKUP, Texts, Unreadable

SAMPLES = Path(__file__).parent / "questions"
Options = list[tuple[str, Any]]


def read(text: str) -> ParsedQuestions:
    return read_questions(text.encode())


def one(text: str) -> ParsedQuestion:
    """Return the only question of a text in which nothing was skipped."""
    parsed = read(text)
    assert parsed.skipped == ()
    (question,) = parsed.questions
    return question


def worths(question: ParsedQuestion) -> Options:
    """Return options as (text, "x" for what is plainly right, else its weight)."""
    return [(option.text, "x" if option.right else option.weight) for option in question.options]


def left(parsed: ParsedQuestions) -> list[tuple[int, str, str]]:
    return [(skipped.line, skipped.what, skipped.why) for skipped in parsed.skipped]


def refusal(content: str | bytes) -> QuestionsRefused:
    with pytest.raises(QuestionsRefused) as refused:
        read_questions(content if isinstance(content, bytes) else content.encode())
    return refused.value


# --- GIFT ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind", "options"),
    [
        ("W? {=a ~b}", "choice", [("a", "x"), ("b", None)]),
        ("W? {~b=a}", "choice", [("b", None), ("a", "x")]),
        ("W? {=a ~%50%b ~%-25.5%c}", "choice", [("a", "x"), ("b", 50.0), ("c", -25.5)]),
        ("W? {=a =b ~c}", "choice", [("a", 100.0), ("b", 100.0), ("c", None)]),
        ("W? {~%50%a ~%50%b ~%0%c}", "choice", [("a", 50.0), ("b", 50.0), ("c", None)]),
        ("// [tag:alles-aanvinken]\nW? {~%50%a ~%50%b ~%-100%c}", "choice", [("a", "x"), ("b", "x"), ("c", None)]),
        ("W? {T}", "choice", [("Waar", "x"), ("Niet waar", None)]),
        ("W? {false}", "choice", [("Waar", None), ("Niet waar", "x")]),
        ("W? { TRUE #a #b }", "choice", [("Waar", "x"), ("Niet waar", None)]),
        ("W? {=a}", "short", [("a", "x")]),
        ("W? {a}", "short", [("a", "x")]),
        ("W? {=a =%30%b* }", "short", [("a", "x"), ("b*", 30.0)]),
        ("W? {#3}", "number", [("3", "x")]),
        ("W? {#-3.50}", "number", [("-3,50", "x")]),
        ("W? {# 3 : 2 }", "number", [("3 ± 2", "x")]),
        ("W? {#3:}", "number", [("3", "x")]),
        ("W? {#2..5}", "number", [("3,5 ± 1,5", "x")]),
        ("W? {#=3 =%50%3:1 ~#nee}", "number", [("3", "x"), ("3 ± 1", 50.0), ("*", None)]),
        ("W? {#3#ja ~#nee}", "number", [("3", "x"), ("*", None)]),
        ("W? {#=*}", "number", [("*", "x")]),
        ("W? {=a->b =c -> d}", "match", [("a", "x"), ("c", "x")]),
        ("W? {=a->b =c->d = -> e}", "match", [("a", "x"), ("c", "x"), ("", None)]),
        (r"W? {=a\=b ~\~c ~\{d\} ~e\#f ~g\:h ~C:\map ~\\}", "choice", None),
    ],
)
def test_gift_gives_these_options(source: str, kind: str, options: Options | None) -> None:
    question = one(source)
    assert (question.kind, question.text) == (kind, "W?")
    if options is None:
        options = [("a=b", "x"), *((text, None) for text in ("~c", "{d}", "e#f", "g:h", r"C:\map", "\\"))]
    assert worths(question) == options


def test_gift_gives_names_categories_feedback_and_lines() -> None:
    parsed = read_questions((SAMPLES / "alles.gift").read_bytes())
    by_name = {question.name: question for question in parsed.questions}
    photo = by_name["Mag deze foto"]
    assert photo.explanation == "CC BY betekent: noem de maker."
    assert [option.feedback for option in photo.options][:2] == ["Goed. Noem ook de maker.", "Het mag wel."]
    assert (photo.category, by_name["Tekens: alles"].category) == ("De Brug/Beeld", "De Brug/Tekens")
    assert by_name["Tekens: alles"].text == r"Wat is 2 \+ 2 = ? {echt} # ~ \ ".strip()
    assert [option.feedback for option in by_name["Portret"].options] == ["Onder de 16 beslist de ouder.", "Precies."]
    assert [option.pair for option in by_name["Paren"].options][2] == "voor wie haast heeft"
    assert "De Brug ligt in _____ en heeft vier teams." in {question.text for question in parsed.questions}
    lines = (SAMPLES / "alles.gift").read_text("utf-8").split("\n")
    assert all(
        question.name in lines[question.line - 1] for question in parsed.questions if question.name != "Tekens: alles"
    )


def test_gift_names_all_that_it_leaves_out() -> None:
    parsed = read_questions((SAMPLES / "alles.gift").read_bytes())
    assert [(what, why.split(".")[0]) for _line, what, why in left(parsed)] == [
        ("Kies de juiste regel. Let op: 3 < 4.", "De afbeelding of het bestand “bordje"),
        ("Open vraag", "Een open vraag kan de quiz niet nakijken"),
        ("Dit is alleen een mededeling.", "Hier staat tekst zonder vraag"),
        ("Kapot", "De accolades kloppen niet"),
        ("Geen goed antwoord", "“Antwoorden”: Geen enkel antwoord is goed"),
        ("Half getal", "“vier” is geen getal"),
    ]
    lines = (SAMPLES / "alles.gift").read_text("utf-8").split("\n")
    assert [lines[line - 1][:8] for line, _what, _why in left(parsed)] == [
        "[html]<p", "::Open v", "Dit is a", "::Kapot:", "::Geen g", "::Half g",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("W? {", "accolades kloppen niet"),
        ("W? }", "accolades kloppen niet"),
        ("W? {=a ~b", "accolades kloppen niet"),
        ("W? {=a\n\n~b}", "accolades kloppen niet"),
        ("W? {=a {~b}}", "accolades kloppen niet"),
        ("W? {=a ~b} en {=c ~d}", "accolades kloppen niet"),
        ("W? {}", "open vraag"),
        ("W? {####Algemeen}", "open vraag"),
        ("W? {a =b ~c}", "Zet een = of een ~"),
        ("W? {=a -> b#ja =c -> d}", "geen uitleg per paar"),
        ("W? {=%50%a -> b =c -> d}", "telt elk paar even zwaar"),
        ("W? {=a -> =c -> d}", "Niet elk antwoord"),
        ("W? {#}", "geen getal"),
        ("W? {#veel}", "geen getal"),
        ("W? {#1e999999999}", "geen getal"),
        ("W? {#" + "9" * 100 + "}", "geen getal"),
        ("W? {#0.0000000001..0.0000000002}", "geen getal"),
        ("W? {=%50%a}", "Geen enkel antwoord is goed"),
        ("W? {~%900%a ~b}", "100"),
        ("W? {=" + "a" * 301 + " ~b}", "300"),
        ("{=a ~b}", "verplicht"),
        ("W? {" + "".join(f"~{n} " for n in range(10)) + "=x}", "2 tot 10 antwoorden"),
        ("W? {" + "~a " * 101 + "}", "meer dan 100 antwoorden"),
        ("W? " + "x" * 50_000 + "{=a ~b}", "te lang"),
        ("[html]<b>" + "x" * MAX_MARKUP + "{=a ~b}", "te lang"),
        ("[html]" + "<ul><li>" * 200 + "{=a ~b}", "lijsten of citaten in elkaar"),
        ("[markdown]" + "* " * 2000 + "x{=a ~b}", "in elkaar"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named_with_the_reason(source: str, words: str) -> None:
    parsed = read(f"::Goed::Dit kan wel. {{=a ~b}}\n\n::Fout::{source}")
    assert "Goed" in [question.name for question in parsed.questions]
    assert {what for _line, what, _why in left(parsed)} & {"Fout", "~b}"}
    assert any(words in why for _line, _what, why in left(parsed)), left(parsed)
    assert all(line >= 3 for line, _what, _why in left(parsed))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Een\ntwee {=a ~b}", "Een\ntwee"),
        (r"Een\ntwee\n\ndrie {=a ~b}", "Een\ntwee\n\ndrie"),
        ("Een  // geen commentaar\n// wel commentaar\ntwee {=a ~b}", "Een  // geen commentaar\ntwee"),
        ("[html]Een &lt;b&gt;\n<b>twee</b><br>drie<script>weg</script> {=a ~b}", "Een <b> twee\ndrie"),
        ("[html]AT&amp;T {=a ~b}", "AT&T"),
        ("[markdown]Een **twee** `drie` {=a ~b}", "Een twee drie"),
        ("[moodle]Een <b>twee</b> {=a ~b}", "Een twee"),
        ("Als x < 3 en y > 2 & z {=a ~b}", "Als x < 3 en y > 2 & z"),
        ("[plain]Een <b>twee</b>&amp; {=a ~b}", "Een <b>twee</b>&amp;"),
        ("Voor {=a ~b} na.", "Voor _____ na."),
        ("{=a ~b} na.", "_____ na."),
    ],
)
def test_texts_become_plain_words(source: str, text: str) -> None:
    assert one(source).text == text


def test_pictures_are_named_once_with_the_name_their_writer_knows() -> None:
    parsed = read(
        "[html]Kijk: <img src=\"@@PLUGINFILE@@/map/mijn%20foto.png\"><img src='/x/mijn foto.png'><IMG alt=x src=a.png>"
        "<video src></video> {=a ~b}\n\n[markdown]Kijk ![x](http\\://example.org/b.png) {=a ~b}"
    )
    names = [why.split("“")[1].split("”")[0] for _line, _what, why in left(parsed)]
    assert names == ["mijn foto.png", "a.png", "zonder naam", "b.png"]
    assert [question.text for question in parsed.questions] == ["Kijk:", "Kijk"]


def test_gift_of_windows_reads_the_same() -> None:
    text = "::Één::Wat? {\r\n=a\r\n~b\r\n}\r\n"
    plain = read(text.replace("\r", ""))
    assert read_questions(text.encode()) == plain
    assert read_questions(b"\xef\xbb\xbf" + text.encode()) == plain
    assert read_questions(text.encode("utf-16")) == plain
    assert plain.questions[0].name == "Één"


# --- Moodle XML ----------------------------------------------------------------------------------------------------


def test_moodle_xml_gives_its_questions() -> None:
    parsed = read_questions((SAMPLES / "alles.xml").read_bytes())
    by_name = {question.name: question for question in parsed.questions}
    assert [(name, question.kind) for name, question in by_name.items()] == [
        ("Mag deze foto", "choice"),
        ("Twee kanalen", "choice"),
        ("Portret", "choice"),
        ("Alt-tekst", "short"),
        ("Uren", "number"),
        ("Paren", "match"),
    ]
    photo = by_name["Mag deze foto"]
    assert photo.text == "Je vindt een foto met CC BY.\nMag je die gebruiken?"
    assert (photo.explanation, photo.category) == ("Noem de maker.", "$course$/De Brug")
    assert worths(photo) == [("Ja, met naam.", "x"), ("Misschien", 33.33333), ("Nee", None)]
    assert [option.feedback for option in photo.options] == ["Precies.", "", ""]
    assert worths(by_name["Twee kanalen"]) == [("Nieuwsbrief", 50.0), ("Website", 50.0), ("Koffie", -100.0)]
    assert by_name["Twee kanalen"].text.endswith("<b>")
    assert worths(by_name["Portret"]) == [("Waar", None), ("Niet waar", "x")]
    assert worths(by_name["Alt-tekst"]) == [("alt-tekst", "x"), ("*tekst*", 50.0)]
    assert by_name["Alt-tekst"].text == "Hoe heet de tekst bij een foto?"
    assert worths(by_name["Uren"]) == [("112 ± 0,5", "x"), ("*", None)]
    assert [(option.text, option.pair) for option in by_name["Paren"].options] == [
        ("alt-tekst", "voor wie niets ziet"),
        ("ondertitels", "voor wie niets hoort"),
        ("", "voor wie haast heeft"),
    ]


def test_moodle_xml_names_all_that_it_leaves_out() -> None:
    parsed = read_questions((SAMPLES / "alles.xml").read_bytes())
    assert [(line, what, why.split(".")[0]) for line, what, why in left(parsed)] == [
        (5, "Mag deze foto", "De afbeelding of het bestand “bordje groot"),
        (5, "correctfeedback", "Dit gaat niet mee"),
        (5, "hint", "Dit gaat niet mee"),
        (30, "Alt-tekst", "Deze vraag lette op hoofdletters"),
        (37, "units", "Dit gaat niet mee"),
        (51, "Open", "De soort “essay” kan de quiz niet stellen"),
        (52, "Kapot", "Een antwoord heeft een gewicht dat geen getal is"),
        (53, "Half", "Deze vraag over waar of niet waar heeft geen antwoorden “true” en “false”"),
    ]


def test_several_answers_that_are_each_right_stay_so() -> None:
    worths_of = {"a": 100, "b": 100, "c": 0}
    answers = "".join(f'<answer fraction="{worth}"><text>{text}</text></answer>' for text, worth in worths_of.items())
    question = f'<question type="multichoice"><questiontext><text>W?</text></questiontext>{answers}</question>'
    assert worths(one(f"<quiz>{question}</quiz>")) == [("a", 100.0), ("b", 100.0), ("c", None)]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('<?xml version="1.0"?>\n<quiz>\n<question>', 3, "geen geldige XML"),
        ("<quiz>\n\n</quizz>", 3, "geen geldige XML"),
        ("<?xml version='1.0'?>\n<html></html>", 2, "begint niet met <quiz>"),
        ("<quiz></quiz>", 1, "geen vraag die we kunnen overnemen"),
        ('<!DOCTYPE quiz [\n<!ENTITY a "b">\n]>\n<quiz>&a;</quiz>', 1, "DTD of eigen entiteiten"),
        ('<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', 1, "DTD of eigen entiteiten"),
        ("<?xml version='1.0' encoding='klingon'?><quiz/>", 1, ""),
        ("<quiz>" + "\n<a>" * 40 + "</a>" * 40 + "</quiz>", 31, "te veel elementen"),
        ("<quiz>" + "\n<a/>" * 1010 + "</quiz>", 1003, "te veel elementen"),
        ("<quiz>" + "\n<question/>" * 501 + "</quiz>", 502, "Hier begint vraag 501"),
        ("<quiz>\x00</quiz>", 1, "geen geldige XML"),
        ("<?xml version='1.0' encoding='utf-8'?>\n<quiz>\xe9</quiz>".encode("latin-1"), 2, "geen geldige XML"),
    ],
)
def test_xml_that_is_no_question_file_is_refused_with_its_line(content: str | bytes, line: int, words: str) -> None:
    refused = refusal(content)
    assert words in str(refused)
    assert str(refused).startswith(f"Regel {line}: ")


def test_a_billion_laughs_make_nobody_laugh() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    begun = time.perf_counter()
    refused = refusal(f'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY l0 "ha">{entities}]><quiz>&l9;</quiz>')
    assert "DTD" in str(refused)
    assert time.perf_counter() - begun < 1


# --- Files that are no files of questions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "geen vraag die we kunnen overnemen"),
        (b"   \n\n", 1, "geen vraag die we kunnen overnemen"),
        ("// alleen commentaar", 1, "geen vraag die we kunnen overnemen"),
        ("Een brief.\n\nMet alinea's.", 1, "Hier staat tekst zonder vraag"),
        ("\n\n::Kapot::Wat {=a", 3, "accolades kloppen niet"),
        ("Eén\n\nCaf\xe9? {=a ~b}".encode("latin-1"), 1, "geen UTF-8"),
        (b"Een\n\nCaf\xe9? {=a ~b}", 3, "geen UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1, "geen UTF-8"),
        (b"\xff\xfeA", 1, "geen UTF-8"),
        (b"PK\x03\x04" + b"\xff" * 100, 1, "geen UTF-8"),
        (b"x" * (50 * 1_000_000), 1, "50 MB en er past 2 MB"),
    ],
    ids=range(11),
)
def test_a_file_of_something_else_is_refused_within_two_seconds(content: str | bytes, line: int, words: str) -> None:
    begun = time.perf_counter()
    refused = refusal(content)
    assert words in str(refused)
    assert str(refused).startswith(f"Regel {line}: ")
    assert time.perf_counter() - begun < 2


HOSTILE = {
    "braces": "{" * MAX_BYTES,
    "closed braces": "{}" * (MAX_BYTES // 2),
    "backslashes": "\\" * MAX_BYTES,
    "colons": ":" * MAX_BYTES,
    "names": "::a" * (MAX_BYTES // 3),
    "hashes": "W? {" + "#" * (MAX_BYTES - 9) + "}",
    "marks": "W? {" + "=~" * (MAX_BYTES // 2 - 9) + "}",
    "arrows": "W? {" + "=a->" * (MAX_BYTES // 4 - 9) + "}",
    "weights": "W? {=" + "%1" * (MAX_BYTES // 2 - 9) + "}",
    "spaces": "W?" + " " * (MAX_BYTES - 20) + "{=a ~b}",
    "newlines": "\n" * (MAX_BYTES - 1),
    "comments": "//[tag:\n" * (MAX_BYTES // 8),
    "categories": "$CATEGORY:x\n" * (MAX_BYTES // 12),
    "tags": "W? {=a ~b}\n\n" + "<b" * (MAX_BYTES // 2 - 9),
    "entities": "&am" * (MAX_BYTES // 3),
    "small questions": "a{T}\n\n" * (MAX_BYTES // 6),
    "html": ("[html]" + "<img " * 980 + "{=a ~b}\n\n") * 390,
    "deep html": ("[html]" + "<b>" * 95 + "x" * 4500 + "{=a ~b}\n\n") * 400,
    "markdown": ("[markdown]" + "*a_" * 600 + "{=a ~b}\n\n") * 900,
    "pictures": ("[markdown]" + "![" * 2400 + "{=a ~b}\n\n") * 400,
    "open questions": "a{}\n\n" * (MAX_BYTES // 5),
    "xml": "<quiz>" + "<question type='essay'/>" * (MAX_BYTES // 24 - 9) + "</quiz>",
    "xml text": "<quiz><question><name><text>" + "x" * (MAX_BYTES - 70) + "</text></name></question></quiz>",
    "wide options": "W? {=a " + "~b " * (MAX_BYTES // 3 - 9) + "}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_keeps_us_busy(name: str) -> None:
    content = HOSTILE[name].encode()
    assert len(content) <= MAX_BYTES
    begun = time.process_time()
    sentence = ""
    try:
        read_questions(content)
    except QuestionsRefused as refused:
        sentence = str(refused)
    assert len(sentence) < 400
    assert time.process_time() - begun < 2


def test_more_questions_than_anybody_looks_through_are_refused_at_the_first_too_many() -> None:
    refused = refusal("a{T}\n\n" * (MAX_QUESTIONS + 5))
    assert refused.line == 2 * MAX_QUESTIONS + 1
    assert "Er passen er 500 in één keer" in str(refused)
    too_long = ParsedQuestion("short", "x" * (MAX_CHARACTERS + 1), (ParsedOption("a", True),), line=7)
    with pytest.raises(QuestionsRefused, match="Regel 7: Tot hier is er meer tekst"):
        checked([too_long], [])


def test_a_file_with_too_much_markdown_is_read_as_far_as_it_goes() -> None:
    texts = Texts()
    for _turn in range(MAX_MARKDOWN // 1000):
        texts.words("x" * 1000, "markdown")
    with pytest.raises(Unreadable, match="te veel Markdown"):
        texts.words("x", "markdown")


# --- Out and in again ------------------------------------------------------------------------------------------------

letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
NASTY = [
    *("=", "~", "#", "{", "}", ":", "\\", "\\n", "\\\\", "->", "::", "####", "//", "$CATEGORY: x", "%50%"),
    *("[html]", "[plain]", "<b>", "</p>", "&amp;", "&", "<", "*", "\\*", "T", "TRUE", "=a ~b", "{}", "  "),
    *("[tag:alles-aanvinken]", "_____", "Waar"),
]
part = st.one_of(st.sampled_from(NASTY), st.text(letters, max_size=8))
line = st.lists(part, min_size=1, max_size=4).map("".join).map(str.strip)
words = line.filter(bool)
paragraphs = st.lists(line, max_size=3).map("\n".join).map(str.strip)
weights = st.one_of(st.floats(-100, 99), st.integers(-100, 99).map(float)).map(lambda weight: round(weight, 5) or None)
plain = st.builds(ParsedOption, words, st.just(False), weights, line)
right = st.builds(ParsedOption, words, st.just(True), st.none(), line)
number = st.decimals(-9999, 9999, places=3).map(lambda one: str(one).replace(".", ","))


def with_right(options: st.SearchStrategy[ParsedOption], most: int) -> st.SearchStrategy[tuple[ParsedOption, ...]]:
    return st.tuples(right, st.lists(options, min_size=1, max_size=most)).flatmap(
        lambda pair: st.permutations([pair[0], *pair[1]]).map(tuple)
    )


def asked(kind: str, options: st.SearchStrategy[Any]) -> st.SearchStrategy[ParsedQuestion]:
    return st.builds(
        ParsedQuestion,
        st.just(kind),
        paragraphs.filter(bool),
        options.map(tuple),
        paragraphs,
        st.one_of(st.just(""), words.map(lambda name: " ".join(name.split()))),
    )


wrong = st.builds(ParsedOption, words, st.just(False), st.none(), line)
several = st.tuples(st.lists(right, min_size=2, max_size=4), st.lists(wrong, max_size=4)).flatmap(
    lambda pair: st.permutations([*pair[0], *pair[1]])
)
truths = st.tuples(st.booleans(), line, line).map(
    lambda given: (
        ParsedOption("Waar", given[0], None, given[1]),
        ParsedOption("Niet waar", not given[0], None, given[2]),
    )
)
numbers = st.tuples(number, st.one_of(st.just(""), st.just(" ± 0,5"))).map("".join)
number_options = st.tuples(
    st.builds(ParsedOption, numbers, st.just(True), st.none(), line),
    st.lists(st.builds(ParsedOption, st.one_of(numbers, st.just("*")), st.just(False), weights, line), max_size=3),
).map(lambda pair: (pair[0], *pair[1]))
pairs = st.lists(st.builds(ParsedOption, line, pair=words), min_size=2, max_size=5)

QUESTIONS = st.one_of(
    asked("choice", with_right(plain, 5)),
    asked("choice", several),
    asked("choice", truths),
    asked("short", with_right(plain, 5)),
    asked("number", number_options),
    asked("match", pairs),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(QUESTIONS, min_size=1, max_size=3))
def test_what_is_exported_reads_back_as_the_same_questions(questions: list[ParsedQuestion]) -> None:
    try:
        kept = checked(questions, []).questions
    except QuestionsRefused:
        return
    assert read(write_gift(kept)).questions == kept


def test_an_export_reads_well() -> None:
    yes, no = ParsedOption("Ja", True, None, "Goed."), ParsedOption("Nee")
    choice = ParsedQuestion("choice", "Mag dit?", (yes, no), "Zo is het.", "q/1")
    assert write_question(choice) == "::q/1::Mag dit? {\n\t=Ja#Goed.\n\t~Nee\n\t####Zo is het.\n}"
    true, false = ParsedOption("Waar", True), ParsedOption("Niet waar")
    truth = ParsedQuestion("choice", "Dit mag.", (true, replace(false, feedback="Jawel.")))
    assert write_question(truth) == "Dit mag. {TRUE#Jawel.}"
    assert write_question(replace(truth, options=(true, false))) == "Dit mag. {TRUE}"
    both = ParsedQuestion("choice", "Welke?", (ParsedOption("a", True), ParsedOption("b", True), ParsedOption("c")))
    assert write_question(both) == "// [tag:alles-aanvinken]\nWelke? {\n\t~%50%a\n\t~%50%b\n\t~%-100%c\n}"
    hours = ParsedQuestion("number", "Hoeveel?", (ParsedOption("4,0 ± 0,05", True), ParsedOption("*", feedback="Nee.")))
    assert write_question(hours) == "Hoeveel? {\n\t#\n\t=4.0:0.05\n\t=%0%*#Nee.\n}"
    written = write_gift([replace(choice, category="A"), replace(truth, category="A"), replace(both, category="B: c")])
    assert [text for text in written.split("\n") if text.startswith("$")] == ["$CATEGORY: A", "$CATEGORY: B: c"]


def test_the_samples_read_back_from_their_export() -> None:
    for name in ("alles.gift", "alles.xml"):
        questions = read_questions((SAMPLES / name).read_bytes()).questions
        assert read(write_gift(questions)).questions == questions


# --- Keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Mag deze foto?", "mag-deze-foto"),
        ("  Één_twee  3 ", "een-twee-3"),
        ("quiz/1", "1"),
        ("quiz-1", "quiz-1"),
        ("ander/1", "ander-1"),
    ],
)
def test_a_name_becomes_a_key(text: str, key: str) -> None:
    assert as_key(text, "quiz") == key


def test_long_and_wordless_names_get_a_mark_of_their_own() -> None:
    long, longer, wordless = as_key("woord " * 20), as_key("woord " * 20 + "meer"), as_key("???")
    assert long != longer
    assert max(len(long), len(longer)) <= 40
    assert len(wordless) == 8
    assert as_key("!!!") != wordless


def test_the_readers_share_one_door() -> None:
    assert question_files.read_gift is gift.read_gift
