"""A text copied from a blog page, as the five source texts of this course."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.blogs.importers.parsed import ImportRefused
from tests.blogs.importers.made_files import read

SOURCE = Path(__file__).parent.parent / "data" / "000-blog-sociale-netwerken.txt"


def test_the_old_post_keeps_its_words_and_its_two_reactions() -> None:
    (post,) = read(SOURCE.read_bytes()).posts
    first, second = post.comments
    assert post.source.startswith("Sociaal netwerken ( mits goed gebruikt) biedt zeker voordelen.\nVinden en")
    assert first.source == "Er kleven ook nadelen aan ja!!"
    assert second.source.startswith("Als je niet te veel persoonlijks kwijt wil ,moet je")
    assert second.source.endswith("niet allemaal zo makkelijk vinden.") or second.source.endswith("makkelijk vinden.")
    whole = "\n".join([post.source, first.source, second.source])
    assert whole.replace("\n", "") == SOURCE.read_text().replace("BeantwoordenVerwijderen", "").replace("\n", "")


def test_who_wrote_it_and_when_stay_unknown() -> None:
    (post,) = read(SOURCE.read_bytes()).posts
    assert (post.title, post.written_at) == ("", None)
    assert {(one.name, one.written_at) for one in post.comments} == {("onbekend", None)}


def test_the_owner_is_told_what_was_guessed() -> None:
    notes = " ".join(read(SOURCE.read_bytes()).notes)
    assert "onbekend" in notes
    assert "We namen de laatste regel" in notes


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("Alleen een bericht.\nMet twee regels.\n", "Alleen een bericht.\nMet twee regels.", []),
        ("Tekst\nEen\nBeantwoordenVerwijderen\nTwee\nBeantwoorden\nVerwijderen\n", "Tekst", ["Een", "Twee"]),
        ("Tekst\nEen\nBeantwoordenVerwijderenReactie toevoegen\n", "Tekst", ["Een"]),
        ("Tekst\r\nEen\r\nBeantwoordenVerwijderen", "Tekst", ["Een"]),
        ("Je kunt dit niet verwijderen, zei ze.", "Je kunt dit niet verwijderen, zei ze.", []),
    ],
)
def test_a_reaction_ends_where_its_buttons_stand(text: str, source: str, said: list[str]) -> None:
    (post,) = read(text).posts
    assert (post.source, [one.source for one in post.comments]) == (source, said)


def test_a_text_of_windows_keeps_its_letters() -> None:
    assert read("Eén café".encode("cp1252")).posts[0].source == "Eén café"
    assert read("Eén café".encode("utf-16")).posts[0].source == "Eén café"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leeg"),
        (b"  \n ", "leeg"),
        (b"<!DOCTYPE html><html><body>Hallo</body></html>", "webpagina"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "geen tekst"),
        (b"a" * 500_000, "te lang"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        read(content)
