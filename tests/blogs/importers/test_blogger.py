"""Blogger's Atom, in both dialects: the same blog comes out of either."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from tests.blogs.importers.made_files import CLASSIC, TAKEOUT, read

DIALECTS = {"classic": CLASSIC, "takeout": TAKEOUT}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_noors_posts_come_out_of_both_dialects(dialect: str) -> None:
    blog = read(DIALECTS[dialect])
    first, second = blog.posts
    assert blog.kind == "blogger"
    assert (first.title, first.source) == ("Vinden & gevonden worden", "Ik zocht **mezelf** op.")
    assert first.written_at == datetime(2010, 5, 3, 19, 3, 9, 123000, tzinfo=UTC)
    assert first.tags == ("ding 3",)
    assert (second.title, second.was) == ("Nog niet af", "was een concept")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_reactions_keep_name_time_and_what_they_answer(dialect: str) -> None:
    said = read(DIALECTS[dialect]).posts[0].comments
    assert [(one.name, one.source, one.parent and "answers") for one in said] == [
        ("Anoniem", "Leuk!\nGa zo door.", ""),
        ("Noor", "Dank je.", "answers"),
    ]
    assert said[1].parent == said[0].key
    assert said[0].written_at == datetime(2010, 5, 4, 18, 10, tzinfo=UTC)


def test_both_dialects_know_a_post_by_the_same_key() -> None:
    assert read(CLASSIC).posts[0].key == read(TAKEOUT).posts[0].key


@pytest.mark.parametrize(
    ("dialect", "skipped"),
    [("classic", ["weggehaald", "vormgeving"]), ("takeout", ["spam", "vaste pagina"])],
)
def test_the_rest_is_skipped_with_the_reason(dialect: str, skipped: list[str]) -> None:
    reasons = " ".join(one.reason for one in read(DIALECTS[dialect]).skipped)
    assert all(word in reasons for word in skipped)


def test_a_reaction_without_its_post_is_named() -> None:
    text = TAKEOUT.replace("<blogger:parent>tag:blogger.com,1999:blog-7.post-21", "<blogger:parent>tag:x.post-99")
    blog = read(text)
    assert sum("Het bericht waar deze reactie bij hoort" in one.reason for one in blog.skipped) == 2


def test_a_zip_of_takeout_is_read_as_it_came() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Takeout/Blogger/Blogs/Mijn 23 dingen/feed.atom", TAKEOUT)
    assert len(read(packed.getvalue()).posts) == 2


def test_plain_atom_will_do() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:x</id><title>A</title><content type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>B <em>c</em></p></div></content></entry></feed>'
    )
    assert [(post.title, post.source, post.written_at) for post in read(text).posts] == [("A", "B *c*", None)]
