"""What the coach points at, and what it leaves alone."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.utils import translation

from lessons.coach import lines_of, read, wording
from lessons.coach.advice import skipped_levels
from lessons.coach.jargon import Entry, forms_of
from lessons.coach.passive import is_passive
from lessons.coach.phrasing import clipped, nominalisations, stands_apart
from lessons.coach.sayings import begins, counts, summary
from lessons.coach.sentences import sentences
from lessons.coach.text import strip

DATA = Path(__file__).parent / "data"
FILLING = "Wij gaan op dinsdag met de groep naar het park, want daar is het leuk. " * 5


def keys(source: str, entries: list[Entry] | None = None) -> set[str]:
    """Return which lines the coach has for a text."""
    return {line.key for line in lines_of(read(source, entries or []), wording())}


# --- When it begins ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "De coach begint na 50 woorden."),
        ("Een paar woorden. En nog een paar. En nog wat.", "De coach begint na 50 woorden."),
        ("woord " * 49, "De coach begint na 50 woorden."),
        ("woord " * 60, "De coach begint na drie zinnen."),
        ("> " + "Dit zei een ander. " * 40, "De coach begint na 50 woorden."),
        ("```\n" + "code hier. " * 40 + "\n```", "De coach begint na 50 woorden."),
    ],
)
def test_a_short_text_gets_no_score_and_no_advice(source: str, why: str) -> None:
    with translation.override("nl"):
        advice = read(source)
        assert lines_of(advice, wording()) == []
        assert begins(advice, wording()) == why


def test_the_lines_come_in_order_and_scores_come_last() -> None:
    with translation.override("nl"):
        advice = read(f"{FILLING} De boete werd kwijtgescholden.")
        lines = lines_of(advice, wording())
        assert [line.key for line in lines] == ["mean", "longest", "passive", "douma", "lix"]
        assert counts(advice, wording()) == "79 woorden, 6 zinnen."
        assert summary(advice, wording()).endswith("Advies bij: Wie doet het?.")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Ik lees. ", "mean_low"),
        ("Ik lees elke dag een boek op de bank. ", "mean_good"),
        ("Ik lees elke dag een heel dik boek op de oude bank van mijn tante uit Ede. ", "mean_long"),
        (
            "Ik lees elke dag een heel dik boek op de oude bank van mijn tante uit Ede met thee en een koek. ",
            "mean_very_long",
        ),
    ],
)
def test_a_very_low_mean_is_no_medal(sentence: str, said: str) -> None:
    lines = lines_of(read(sentence * 30), wording())
    assert lines[0].said == wording()[said]


def test_figures_are_whole_and_the_mean_has_one_decimal() -> None:
    with translation.override("nl"):
        figures = {line.key: line.figure for line in lines_of(read((DATA / "draft.txt").read_text()), wording())}
    assert figures == {"mean": "9,8", "longest": "29 woorden", "passive": "2 zinnen", "douma": "84", "lix": "25"}


# --- Who does it? --------------------------------------------------------------------------------------------------

PASSIVE = """
De boete werd kwijtgescholden.
Er wordt veel gelezen.
De plannen worden volgende week besproken.
Het boek is geschreven door Annie.
De deuren waren door de gemeente gesloten.
In het advies wordt gesteld dat het anders kan.
De wijziging werd niet doorgegeven.
Hier wordt koffie geschonken.
Jij wordt vrijdag gebeld.
Het systeem zal in mei worden ingevoerd.
De vraag kan niet beantwoord worden.
Het verhaal werd voorgelezen aan kleuters.
Er werd niets gevonden.
De cursus wordt gegeven in Zwolle.
""".strip().splitlines()
ACTIVE = """
De boete is kwijtgescholden.
De bladeren zijn gevallen.
Het wordt mooi weer.
Zij worden bibliothecaris.
Er gebeurt veel en het wordt druk.
Het wordt vandaag gezond en gezellig.
De gebouwen worden duurder.
Wie iets vertelt, wordt moe.
Ik ben geboren in Zwolle.
Het gebied wordt groter.
Hij is door de regen gefietst, want de bus kwam niet.
Wij schrijven een bericht.
Dit werd bekend.
De herfst wordt nat.
""".strip().splitlines()
MAY_BE_MISTAKEN = "Hij is door de regen gefietst, want de bus kwam niet."
"""A perfect tense with "door" reads as a passive to a rule; readability.md calls it "maybe"."""


@pytest.mark.parametrize("sentence", PASSIVE)
def test_a_sentence_that_hides_who_does_it_is_seen(sentence: str) -> None:
    assert is_passive(sentences(sentence)[0])


@pytest.mark.parametrize("sentence", [sentence for sentence in ACTIVE if sentence != MAY_BE_MISTAKEN])
def test_a_sentence_that_hides_nobody_is_left_alone(sentence: str) -> None:
    assert not is_passive(sentences(sentence)[0])


# --- Verbs in disguise, parts that stand apart, clipped sentences ----------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("Het verhogen van de bekendheid is nodig.", ["Het verhogen van"]),
        ("De invoering van het systeem duurt lang.", ["invoering van"]),
        ("Na de implementatie van de site gaat het goed.", ["implementatie van"]),
        ("Wij werken aan het **delen** van kennis.", ["het **delen** van"]),
        ("Het leven van een schrijver.", []),
        ("De vestiging van Ede en de jeugdafdeling van Soest.", []),
        ("Onder leiding van Karim, met uitzondering van maandag.", []),
        ("Wij lezen. Van de kinderen leest er een.", []),
        ("De koning van het boek.", []),
    ],
)
def test_a_verb_in_disguise_is_pointed_at(sentence: str, phrases: list[str]) -> None:
    found = [span for each in sentences(sentence) for span in nominalisations(each)]
    assert [sentence[start:end] for start, end in found] == phrases


APART = """
De bibliotheek heeft vorig jaar samen met drie scholen uit de wijk en met steun van de gemeente een leesclub opgezet.
De door de gemeente in het voorjaar aan alle bezoekers beloofde verbouwing komt er.
Het door een groep ouders uit de wijk samen gemaakte boek ligt klaar.
De collega die vorig jaar in Deventer met een groep ouders en hun kinderen begon, vertrekt.
De zaal waar wij elke week met een groep ouders en hun kleine kinderen lezen, is dicht.
""".strip().splitlines()
TOGETHER = """
De bibliotheek heeft een leesclub opgezet.
De gemeente beloofde ons in het voorjaar een verbouwing, en die komt er nu ook echt.
De collega die in Deventer begon, vertrekt na een paar mooie jaren weer naar haar oude stad.
Ik vind het in de zomer met al die kinderen in de grote zaal beneden gezellig en druk.
Een op de tien mensen in dit land vindt lezen moeilijk, en dat zijn er meer dan je denkt.
Met zijn vrienden uit de straat leest hij op woensdag in de zaal een boek dat net is verschenen.
De leden van de club komen elke week op dinsdag in de zaal bij elkaar om samen te lezen.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", APART)
def test_parts_that_stand_far_apart_are_pointed_at(sentence: str) -> None:
    assert stands_apart(sentences(sentence)[0])


@pytest.mark.parametrize("sentence", TOGETHER)
def test_a_sentence_that_holds_together_is_left_alone(sentence: str) -> None:
    assert not stands_apart(sentences(sentence)[0])


def test_the_plain_sentences_of_the_pairs_are_left_alone() -> None:
    lines = (DATA / "pairs.txt").read_text().splitlines()
    plain = [sentence for line in lines if line.startswith("+ ") for sentence in sentences(line[2:])]
    assert [each.text for each in plain if stands_apart(each) or list(nominalisations(each))] == []


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("De deur was dicht. Wij stonden buiten. Het regende hard. Niemand deed open.", 1),
        ("De deur was dicht. Wij stonden buiten. Het regende hard.", 0),
        ("De deur was dicht. Dus stonden wij buiten. Het regende hard. Niemand deed open.", 0),
        ("- een pen\n- een boek\n- een tas\n- een jas\n- een pet", 0),
        ("De deur was dicht.\n\nWij stonden buiten.\n\nHet regende hard.\n\nNiemand deed open.", 0),
        ("De deur was dicht. Wij stonden buiten. Het regende hard. Niemand deed open. " * 2, 1),
    ],
)
def test_a_row_of_clipped_sentences_is_pointed_at(source: str, rows: int) -> None:
    assert len(clipped(sentences(source))) == rows


# --- Jargon --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "mention"),
    [
        ("implementeren", "Wij hebben dat geïmplementeerd in mei.", "geïmplementeerd"),
        ("implementeren", "Zij implementeerde het.", "implementeerde"),
        ("tool", "Er zijn twee tools.", "tools"),
        ("stakeholder", "Alle stakeholders komen.", "stakeholders"),
        ("PSO", "De PSO’s helpen.", "PSO’s"),
        ("in het kader van", "Dat doen we In het kader van het project.", "In het kader van"),
        ("in het kader van", "Dat hangt in het kader. Van hout.", None),
        ("content", "Een contentkalender maken.", None),
        ("reeds", "Al steeds reeds bekend.", "reeds"),
    ],
)
def test_a_word_of_the_list_is_found_whole_and_inflected(word: str, text: str, mention: str | None) -> None:
    source = FILLING + text
    advice = read(source, [Entry(word, forms_of(word), "gewoon")])
    assert [source[each.start : each.end] for each in advice.jargon] == ([mention] if mention else [])


def test_each_word_is_shown_once_and_no_more_than_five() -> None:
    words = ["reeds", "tevens", "echter", "derhalve", "conform", "middels", "inzake"]
    entries = [Entry(word, forms_of(word), "gewoon") for word in words]
    advice = read(FILLING + " ".join(f"Dat is {word} zo, {word}." for word in words), entries)
    jargon = next(line for line in lines_of(advice, wording()) if line.key == "jargon")
    assert (jargon.figure, [quote.text for quote in jargon.quotes]) == ("7", words[:5])


def test_a_word_that_the_course_explains_is_no_advice() -> None:
    entry = Entry("engagement", forms_of("engagement"), thing=20, thing_url="/ding-20/")
    lines = {line.key: line for line in lines_of(read(f"{FILLING} Het engagement stijgt.", [entry]), wording())}
    assert "jargon" not in lines
    assert not lines["terms"].is_advice
    with translation.override("nl"):
        terms = lines_of(read(f"{FILLING} Het engagement stijgt.", [entry]), wording())[2]
    assert (terms.quotes[0].note, terms.quotes[0].url) == ("uitgelegd in ding 20", "/ding-20/")


# --- Headings and links --------------------------------------------------------------------------------------------


def test_a_long_text_wants_a_heading_and_a_bold_line_will_do() -> None:
    assert "headings" in keys(FILLING * 5)
    assert "headings" not in keys(f"## Kop\n\n{FILLING * 5}")
    assert "headings" not in keys(f"**Mijn kop**\n\n{FILLING * 5}")
    assert "headings" not in keys(FILLING)


def test_a_skipped_level_is_pointed_at() -> None:
    assert skipped_levels([2, 4, 2, 3, 0, 4]) == ((2, 4),)
    with translation.override("nl"):
        line = lines_of(read(f"## Een\n\n{FILLING}\n\n#### Twee\n\n{FILLING}"), wording())[2]
    assert line.said == "Onder een kop met ## staat er een met ####. Sla geen niveau over."


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[klik hier](https://bieb.example/)", ["klik hier"]),
        ("[Lees meer »](https://bieb.example/)", ["Lees meer »"]),
        ("Zie https://bieb.example/agenda.", ["https://bieb.example/agenda"]),
        ("Zie <https://bieb.example/>", ["https://bieb.example/"]),
        ("[https://bieb.example](https://bieb.example)", ["https://bieb.example"]),
        ("[Bekijk alle dinsdagen](https://bieb.example/)", []),
        ("Kijk hier eens naar, lees meer boeken.", []),
        ("`https://bieb.example/`", []),
    ],
)
def test_the_words_of_a_link_say_where_it_leads(source: str, shown: list[str]) -> None:
    assert [link.text for link in read(f"{FILLING} {source}").links] == shown


# --- What is not counted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "> Dit zei iemand anders.\nEn dit ook nog.\n\n",
        "```\ncode die niet telt\n```\n\n",
        "    code in de kantlijn\n\n",
        "`code` ",
        "https://bieb.example/een/twee?drie=vier ",
        "naam@bieb.example ",
        "<b></b> &amp; ![een kat](/media/kat.png) ",
        "---\n\n",
        "[1]: https://bieb.example\n\n",
        "🎉 ",
    ],
)
def test_what_is_no_running_text_is_not_counted(source: str) -> None:
    assert sum(len(each.words) for each in sentences(f"{source}Drie gewone woorden.")) == 3


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\x00\x07\u202e\ufeff",
        "<script>alert(1)</script>" * 50,
        "שלום עולם. مرحبا بالعالم. " * 30,
        "🎉👩‍👩‍👧" * 500,
        "[" * 20_000,
        "](" * 10_000,
        "`" * 20_000,
        "*_" * 10_000,
        "# " * 10_000,
        "a" * 20_000,
        "a@" * 10_000,
        "<a" * 10_000,
        "|" * 20_000,
        ".\n" * 10_000,
        "- " * 10_000,
        "```\n~~~\n" * 2_500,
        "zijn door die " * 1_400,
        "1." * 10_000,
        "\r\n\r" * 5_000,
    ],
)
def test_no_text_makes_the_coach_stumble_or_wait(source: str) -> None:
    started = time.process_time()
    text = strip(source)
    read(source)
    assert time.process_time() - started < 1
    assert len(text.plain) == len(text.source)


def test_ten_thousand_words_cost_little_more_than_five_times_two_thousand() -> None:
    """A ratio, for a machine may be slow; on a slow one the whole took 130 ms."""

    def took(source: str) -> float:
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            read(source)
            best = min(best, time.process_time() - started)
        return best

    text = "\n\n".join(file.read_text() for file in sorted((DATA / "seeds").glob("*.txt")))
    two_thousand = " ".join(text.split(" ")[:2000])
    ten_thousand = "\n\n".join([two_thousand] * 5)
    assert read(ten_thousand).words >= 9_500
    assert took(ten_thousand) < 5 * 3 * took(two_thousand)
    assert took(ten_thousand) < 1


# --- The source texts as posts -------------------------------------------------------------------------------------

SEEDS = {
    # words, sentences, longest, over 20, passive, apart, disguised, clipped, links, no headings
    "000-blog-sociale-netwerken": (347, 24, 35, 5, 2, 0, 0, 0, 0, True),
    "001-peiling-social-media": (1431, 89, 55, 25, 9, 0, 4, 0, 1, True),
    "002-social-media-strategie": (820, 36, 79, 17, 10, 0, 16, 0, 0, True),
    "003-interview-rob-coers": (854, 56, 33, 12, 3, 0, 3, 0, 0, True),
    "004-pilot-schatkamer": (440, 24, 47, 8, 2, 0, 2, 0, 0, True),
}


@pytest.mark.parametrize("name", SEEDS)
def test_the_source_texts_as_posts_give_stable_results(name: str) -> None:
    advice = read((DATA / "seeds" / f"{name}.txt").read_text())
    assert (
        advice.words,
        advice.sentences,
        advice.longest_words,
        advice.long_sentences,
        len(advice.passive),
        len(advice.apart),
        len(advice.disguised),
        len(advice.clipped),
        len(advice.links),
        advice.lacks_headings,
    ) == SEEDS[name]


# --- What it may say -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_coach_claims_no_level_no_share_of_readers_and_calls_nothing_wrong(language: str) -> None:
    with translation.override(language):
        said = " ".join(wording().values()).lower()
    assert not re.search(r"\bb1\b|\bb2\b|procent|(?<!%)%(?!\()|fout\b|slecht|cijfer|collega", said)
