"""The plain checks of an own reply: each a table of replies as library staff write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.exercises.plain_checks import (
    CHECKS,
    advice_on,
    answers_at_once,
    asks_nothing_private,
    has_fitting_tone,
    has_greeting,
    has_next_step,
    is_signed,
    sentences_in,
    words_in,
)

GOOD = (
    "Hoi Samira! Het e-book kun je nu meteen lezen, dan hoef je niet op het boek te wachten. "
    "Zal ik het boek in De Brug voor je apart leggen? – Noor"
)
STIFF = "Beste bezoeker, wij verwijzen u naar onze klantenservice. Stuur uw pasnummer."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("…", []),
        ("Hoi Samira! Het kan.", ["Hoi Samira!", "Het kan."]),
        ("Om 14.00 uur ligt het klaar. Tot dan", ["Om 14.00 uur ligt het klaar.", "Tot dan"]),
        ("Dag Jan\nHet kan", ["Dag Jan", "Het kan"]),
        ("Echt?! Ja… hoor", ["Echt?!", "Ja…", "hoor"]),
        ("Kijk op www.waterrijk.nl/boeken en klaar", ["Kijk op www.waterrijk.nl/boeken en klaar"]),
    ],
)
def test_sentences_are_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert sentences_in(text) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("😩 !!", 0), ("Het e-book is er", 4), ("Om 14.00 uur", 3), ("foto's kijken", 2)]
)
def test_words_are_counted_without_signs(text: str, count: int) -> None:
    assert len(words_in(text)) == count


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Hoi Samira!", True),
        ("Hallo, wat vervelend.", True),
        ("Goedemorgen! Ik kijk even.", True),
        ("Goeiedag", True),
        ("Beste Samira,", True),
        ("@samira_leest Hé, wat leuk!", True),
        ("😊 Dag Samira", True),
        ("Hooi is geen groet.", False),
        ("Dagelijks open.", False),
        ("Wat vervelend! Hoi.", False),
        ("", False),
    ],
)
def test_a_greeting_comes_first(text: str, holds: bool) -> None:
    assert has_greeting(text) is holds


@pytest.mark.parametrize(
    ("text", "answer", "holds"),
    [
        ("Je kunt het e-book nu lezen.", "e-book, De Brug", True),
        ("In DE BRUG staat er nog een.", "e-book, De Brug", True),
        ("Hoi Samira! Het e-book is er.", "e-book", True),
        ("Hoi Samira", "e-book", False),
        ("Wat vervelend voor je dochter! Het e-book is er.", "e-book", False),
        ("Hoi Samira, wat ontzettend vervelend voor je. Het e-book is er.", "e-book", False),
        ("Het e-booklet is er.", "e-book", False),
        ("Om één uur is hij open.", "een uur", True),
        ("", "e-book", False),
        ("Wat dan ook", "", True),
        ("", " , ", True),
    ],
)
def test_the_answer_stands_in_the_first_sentence(text: str, answer: str, holds: bool) -> None:
    assert answers_at_once(text, answer) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Stuur even je pasnummer, dan kijk ik!", False),
        ("Wat is je geboortedatum?", False),
        ("Mag ik je e-mailadres?", False),
        ("Kun je je pasnummer niet even sturen?", False),
        ("Zet je adres en postcode eronder.", False),
        ("Geef je 06-nummer even door.", False),
        ("Om welk boek gaat het? (Geen pasnummer hier, hoor.)", True),
        ("Zet hier geen pasnummer neer.", True),
        ("Haal je pasnummer snel weg, dat laat je beter niet staan.", True),
        ("Stuur me een privébericht met je pasnummer.", True),
        ("Mail je pasnummer naar info@waterrijk.nl.", True),
        ("Het adres van De Brug is Dorpsstraat 1.", True),
        ("We sturen je een bericht.", True),
        ("", True),
    ],
)
def test_nobody_is_asked_for_personal_data_in_public(text: str, holds: bool) -> None:
    assert asks_nothing_private(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Ik kijk meteen voor je.", True),
        ("Ik leg het voor je klaar.", True),
        ("We nemen morgen contact met je op.", True),
        ("Zal ik het apart leggen?", True),
        ("Je kunt hem ook in De Brug ophalen.", True),
        ("Kom gerust langs.", True),
        ("Zie https://waterrijk.nl", True),
        ("Wat vervelend.", False),
        ("Het boek is onderweg.", False),
        ("Kijkers zijn welkom.", False),
        ("", False),
    ],
)
def test_a_reply_helps_on(text: str, holds: bool) -> None:
    assert has_next_step(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Ik kijk even. – Noor", True),
        ("Ik kijk even. - Noor", True),
        ("Ik kijk even. /Noor", True),
        ("Ik kijk even ^NV", True),
        ("Ik kijk even. – Noor, Bibliotheek Waterrijk", True),
        ("Ik kijk even. – Ria van Dijk", True),
        ("Tot morgen! Groetjes van Tijmen", True),
        ("Tot morgen! Groet, Tijmen van Bibliotheek Waterrijk", True),
        ("Tot morgen!\n\nNoor", True),
        ("Tot morgen!\nNoor de Wit, Bibliotheek Waterrijk", True),
        ("Met vriendelijke groet,\nÉva", True),
        ("Noor", False),
        ("Ik kijk even.", False),
        ("Vraag het Noor.", False),
        ("Om 14.00 uur - tot dan", False),
        ("Tot morgen!\nHet boek ligt dan klaar.", False),
        ("", False),
        ("  \n ", False),
    ],
)
def test_a_reply_ends_with_a_name(text: str, holds: bool) -> None:
    assert is_signed(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Wat vervelend, ik kijk even voor je.", True),
        ("Wat vervelend, ik kijk even voor u.", True),
        ("Fijn! Tot morgen!!", True),
        ("De NBD en het ISBN ken ik.", True),
        ("Wij verwijzen u naar onze klantenservice.", False),
        ("Neem contact op met de klantenservice.", False),
        ("Beste bezoeker, dat kan.", False),
        ("Gelieve te wachten.", False),
        ("U dient te wachten.", False),
        ("We betreuren het ongemak.", False),
        ("Dat KLOPT NIET.", False),
        ("Dat staat ALTIJD OVERAL.", False),
        ("Hou op!!!", False),
        ("Heeft u je pas bij je?", False),
    ],
)
def test_the_tone_fits(text: str, holds: bool) -> None:
    assert has_fitting_tone(text) is holds


def test_a_good_reply_gets_praise_and_a_stiff_one_gets_tips() -> None:
    assert [advice.holds for advice in advice_on(GOOD, CHECKS, "e-book")] == [True] * 6
    stiff = {advice.key: advice.holds for advice in advice_on(STIFF, CHECKS, "e-book")}
    assert stiff == {
        "greeting": True,
        "answer": False,
        "private": False,
        "next_step": True,
        "name": False,
        "tone": False,
    }


def test_the_advice_follows_the_order_of_the_list_and_leaves_out_what_is_no_check() -> None:
    advice = advice_on("Hoi", ["tone", "weg", "greeting"])
    assert [(one.key, one.sentence) for one in advice] == [
        ("greeting", "Je begint met een groet."),
        ("tone", "Je toon past: gewone woorden, niet stijf en niet boos."),
    ]


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_gets_whole_sentences_of_advice(text: str, answer: str) -> None:
    for advice in advice_on(text, CHECKS, answer):
        assert advice.sentence.endswith(".")


@pytest.mark.parametrize("text", ["a" * 2000, "- " * 1000, "Aa " * 660, "." * 2000, "– Noor, " * 250, "ik " * 660])
def test_a_long_reply_is_read_at_once(text: str) -> None:
    """Of 2,000 characters, the most that a reply may have; a rule that backtracks would need minutes."""
    assert len(advice_on(text, CHECKS, "e-book")) == 6
