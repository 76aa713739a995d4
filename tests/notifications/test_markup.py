"""From a letter's plain text to the pieces of its HTML twin, and what may never become of them."""

from __future__ import annotations

import pytest

from course.notifications.markup import LONGEST_PREVIEW, Piece, Sort, pieces_of, preview_of

SITE = "https://dingen.example/"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Er is nieuws.", [Piece(Sort.TEXT, ("Er is nieuws.",))]),
        ("Een.\nTwee.\n\nDrie.", [Piece(Sort.TEXT, ("Een.", "Twee.")), Piece(Sort.TEXT, ("Drie.",))]),
        ("NIEUWE BERICHTEN", [Piece(Sort.HEADING, ("Nieuwe berichten",))]),
        ("BCDF-GHJK", [Piece(Sort.CODE, ("BCDF-GHJK",))]),
        ("  Wat Ben schreef.", [Piece(Sort.QUOTE, ("Wat Ben schreef.",))]),
        (
            "Zie je het? Lees het hier:\nhttps://dingen.example/a/",
            [
                Piece(Sort.TEXT, ("Zie je het?",)),
                Piece(Sort.LINK, ("Lees het hier",), "https://dingen.example/a/", is_button=True),
            ],
        ),
        (
            "Klik op deze link:\n\nhttps://dingen.example/a/",
            [Piece(Sort.LINK, ("Klik op deze link",), "https://dingen.example/a/", is_button=True)],
        ),
        (
            "Erbij:\nhttps://dingen.example/a/\n\nWeg:\nhttps://dingen.example/b/",
            [
                Piece(Sort.LINK, ("Erbij",), "https://dingen.example/a/", is_button=True),
                Piece(Sort.LINK, ("Weg",), "https://dingen.example/b/"),
            ],
        ),
        ("Groet,\n23 dingen\nhttps://dingen.example/", None),
        (
            "* Mijn hond (Ben)\n  Hij heet Bello.\n  https://dingen.example/a/",
            [Piece(Sort.ITEM, ("Mijn hond (Ben)", "Hij heet Bello."), "https://dingen.example/a/")],
        ),
        ("* Een\n* Twee", [Piece(Sort.ITEM, ("Een",)), Piece(Sort.ITEM, ("Twee",))]),
        ("", []),
    ],
)
def test_a_letter_is_read_in_pieces(text: str, pieces: list[Piece] | None) -> None:
    found = pieces_of(text, SITE)
    if pieces is None:
        assert [(piece.sort, piece.lines, piece.is_button) for piece in found] == [
            (Sort.TEXT, ("Groet,",), False),
            (Sort.LINK, ("23 dingen",), False),
        ]
    else:
        assert found == pieces


@pytest.mark.parametrize(
    "line",
    [
        "https://elders.example/a/",
        "https://dingen.example.elders.example/",
        "https://dingen.example@elders.example/",
        "javascript:alert(1)",
        "https://dingen.example/a/ https://elders.example/",
        "Lees https://dingen.example/a/",
    ],
)
def test_only_an_address_of_this_site_alone_on_its_line_is_a_link(line: str) -> None:
    assert [piece.url for piece in pieces_of(f"Klik hier:\n{line}", SITE)] == [""]


def test_somebodys_own_words_are_never_a_link_a_heading_or_a_list() -> None:
    for said in ("https://dingen.example/weg/", "* WIN EEN PRIJS", "KLIK HIER", "123456"):
        assert [piece.sort for piece in pieces_of(f"Ben schreef:\n\n  {said}", SITE)] == [Sort.TEXT, Sort.QUOTE]


def test_a_list_of_mails_shows_the_first_sentence_and_no_more() -> None:
    assert preview_of("Ben schreef:\n\n  Mooi!") == "Ben schreef:"
    assert preview_of("Dag,\n\nJe kunt meedoen.") == "Je kunt meedoen."
    assert preview_of("") == ""
    long = preview_of("woord " * 100)
    assert len(long) <= LONGEST_PREVIEW
    assert long.endswith("woord…")
