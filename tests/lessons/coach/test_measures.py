"""The measuring rod itself. Expected figures were worked out by hand beside the formulas' sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.coach.measures import Reading, douma_band, lix_band, measure
from lessons.coach.sentences import sentences, words_of
from lessons.coach.syllables import syllables

DATA = Path(__file__).parent / "data"


# --- Syllables -----------------------------------------------------------------------------------------------------


def listed() -> list[tuple[str, int]]:
    """Return the words of data/syllables.txt with how many syllables a reader says."""
    lines = (DATA / "syllables.txt").read_text().splitlines()
    pieces = [piece for line in lines if not line.startswith("#") for piece in line.split()]
    return list(zip(pieces[::2], map(int, pieces[1::2]), strict=True))


def test_syllables_are_those_a_reader_says() -> None:
    words = listed()
    wrong = [(word, said, syllables(word)) for word, said in words if syllables(word) != said]

    assert len(dict(words)) >= 224
    assert len(wrong) <= len(words) / 100, wrong


@pytest.mark.parametrize(("word", "as_dutch"), [("presence", 3), ("awareness", 4)])
def test_a_loanword_that_is_not_on_the_list_is_read_as_dutch(word: str, as_dutch: int) -> None:
    assert syllables(word) == as_dutch


@pytest.mark.parametrize(
    ("word", "said"),
    [("12", 1), ("2.500", 1), ("één", 1), ("e\u0301e\u0301n", 1), ("שלום", 1), ("MT", 1), ("IJSJE", 2), ("ĳs", 1)],
)
def test_what_is_no_dutch_word_still_has_a_syllable(word: str, said: int) -> None:
    assert syllables(word) == said


# --- Sentences and words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dat zei dhr. Jansen. En toen?", 2),
        ("Dat wil zeggen, d.w.z. Niet. Klaar!", 2),
        ("Neem o.a. Annie mee. Dat is fijn.", 2),
        ("Om 9.30 uur op 1 december begint het.", 1),
        ("Op 1. december begint het.", 1),
        ("“Mag hoor!” zegt ze. “Echt?”", 2),
        ("# Een kop\nEen zin. Nog een zin", 3),
        ("Een kop\n---\nEen zin.", 2),
        ("Neem mee:\n- een pen\n- een schrift", 3),
        ("Dit gaat\nop de volgende regel door.", 1),
        ("Een alinea\n\nNog een alinea", 2),
        ("Hij wacht… en wacht… Dan gaat hij.", 2),
        ("Dit schreef J.K. Rowling. Mooi.", 2),
        ("**Klaar.** _Nu jij._ Ja!", 3),
        ("| maandag | open |\n|---|---|\n| dinsdag | dicht |", 4),
        ("– 🎉\n\n!", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_word_is_letters_or_a_number() -> None:
    found = [word.low for word in words_of("Zo'n e-mail kost 2,50 euro (of #niets).")]

    assert found == ["zo'n", "e-mail", "kost", "2,50", "euro", "of", "niets"]


def test_a_sentence_is_where_it_stands_in_the_text() -> None:
    source = "## Kop\n\nEen **vette** zin.  En `code` erbij? Ja."
    assert [source[each.start : each.end] for each in sentences(source)] == [
        "Kop",
        "Een **vette** zin.",
        "En `code` erbij?",
        "Ja.",
    ]


# --- The measures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counts", "flesch_douma", "brouwer", "lix"),
    [
        (
            "De bibliotheek is open. Je leent er boeken en films. Lid worden kost niets tot je achttiende.",
            (17, 3, 25, 2),
            88.33,
            85.63,
            17.43,
        ),
        (
            "Sociale media spelen een onmisbare rol in de transitie die de Bibliotheek maakt naar een omgeving waarin "
            "waardenetwerken centraal staan, zo wordt gesteld in het rapport.",
            (26, 1, 50, 9),
            34.58,
            14.79,
            60.62,
        ),
        (
            "Sociale media zijn belangrijk voor de bibliotheek. Mensen delen daar kennis met elkaar. "
            "Dat staat in het rapport.",
            (18, 3, 33, 4),
            60.09,
            60.78,
            28.22,
        ),
    ],
    ids=["a poster", "a policy", "the policy rewritten"],
)
def test_the_measures_follow_their_formulas(
    text: str, counts: tuple[int, int, int, int], flesch_douma: float, brouwer: float, lix: float
) -> None:
    reading = measure(text)

    assert (reading.words, reading.sentences, reading.syllables, reading.long_words) == counts
    assert round(reading.flesch_douma, 2) == flesch_douma
    assert round(reading.brouwer, 2) == brouwer
    assert round(reading.lix, 2) == lix


def test_the_draft_of_the_design_is_measured_as_a_whole() -> None:
    reading = measure((DATA / "draft.txt").read_text())

    assert reading == Reading(words=147, sentences=15, syllables=217, long_words=23)
    assert (round(reading.flesch_douma, 2), round(reading.brouwer, 2)) == (84.06, 76.99)
    assert round(reading.lix, 2) == 25.45


def test_what_is_shown_stays_on_its_scale() -> None:
    poster = Reading(words=10, sentences=5, syllables=10, long_words=0)
    law = Reading(words=90, sentences=1, syllables=270, long_words=80)

    assert (poster.flesch_douma > 100, poster.shown_douma) == (True, 100)
    assert (law.flesch_douma < 0, law.shown_douma) == (True, 0)
    assert (law.lix > 100, law.shown_lix) == (True, 100)


@pytest.mark.parametrize(
    ("shown", "band"),
    [
        (0, "very_hard"),
        (29, "very_hard"),
        (30, "hard"),
        (45, "fairly_hard"),
        (59, "fairly_hard"),
        (60, "normal"),
        (70, "fairly_easy"),
        (80, "easy"),
        (90, "very_easy"),
        (100, "very_easy"),
    ],
)
def test_douma_has_the_words_of_his_own_table(shown: int, band: str) -> None:
    assert douma_band(shown) == band


@pytest.mark.parametrize(
    ("shown", "band"), [(29, "very_easy"), (30, "easy"), (40, "normal"), (50, "hard"), (60, "hard"), (61, "very_hard")]
)
def test_lix_has_the_words_of_the_swedish_bands(shown: int, band: str) -> None:
    assert lix_band(shown) == band


def test_a_text_without_a_word_is_not_measured() -> None:
    with pytest.raises(ValueError, match="without a word"):
        measure("🎉 !")


SEEDS = {
    "000-blog-sociale-netwerken": (68, 34),
    "001-peiling-social-media": (54, 40),
    "002-social-media-strategie": (19, 59),
    "003-interview-rob-coers": (56, 40),
    "004-pilot-schatkamer": (41, 50),
}


@pytest.mark.parametrize("name", SEEDS)
def test_the_source_texts_keep_their_figures(name: str) -> None:
    """The order is the one a reader would give; that is all that the figures prove."""
    reading = measure((DATA / "seeds" / f"{name}.txt").read_text())

    assert (reading.shown_douma, reading.shown_lix) == SEEDS[name]
