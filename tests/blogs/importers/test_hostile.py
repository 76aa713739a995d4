"""Files made to do harm, and files that came to harm: a sentence for the owner, never a fault of ours."""

from __future__ import annotations

import io
import json
import random
import time
import weakref
import zipfile

import pytest

from course.blogs.importers.parsed import ImportRefused
from course.blogs.importers.xml_items import Node, read_items
from tests.blogs.importers.made_files import CLASSIC, TAKEOUT, comment, item, read, wxr

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY l{n} "{(f"&l{n - 1};" if n else "&lol;") * 10}">' for n in range(10))
    + "]><rss><channel><item><title>&l9;</title></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title></item></channel></rss>"
)


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, '<!DOCTYPE rss SYSTEM "http://a.example/x.dtd"><rss/>'])
def test_a_dtd_is_refused_before_anything_is_made_of_it(content: str) -> None:
    with pytest.raises(ImportRefused, match="DTD"):
        read(content)


def test_elements_without_end_are_refused() -> None:
    for content in (
        wxr("<item>" + "<a>" * 5000 + "</a>" * 5000 + "</item>"),
        wxr("<item>" + "<a/>" * 150_000 + "</item>"),
    ):
        with pytest.raises(ImportRefused, match="te veel elementen") as refused:
            read(content)
        assert refused.value.line


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.blogs.importers.mending.MAX_BYTES", 100_000)
    monkeypatch.setattr("course.blogs.importers.own_json.MAX_BYTES", 100_000)
    for content in (wxr(*[item(number) for number in range(1000)]), '{"a": "' + "x" * 200_000 + '"}'):
        with pytest.raises(ImportRefused, match="groter dan"):
            read(content)


def test_a_zip_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.blogs.importers.mending.MAX_BYTES", 1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("blog.xml", "<rss><channel>" + " " * 20_000_000 + "</channel></rss>")
    with pytest.raises(ImportRefused, match="groter dan"):
        read(packed.getvalue())


@pytest.mark.parametrize("names", [[], ["foto.jpg"], ["blog.xml"]])
def test_a_zip_without_a_blog_is_refused(names: list[str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"PK\x03\x04 nog een zip")
    with pytest.raises(ImportRefused, match="zip"):
        read(packed.getvalue())


def test_a_zip_that_came_to_harm_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("blog.xml", wxr())
    whole = packed.getvalue()
    for broken in (whole[:100], whole[:40] + b"\xff" * 40 + whole[80:], b"PK\x03\x04"):
        with pytest.raises(ImportRefused):
            read(broken)


@pytest.mark.parametrize("name", ["klingon", "rot13", "zip", "x" * 40, "hex", "undefined", "idna", "punycode"])
def test_an_encoding_nobody_knows_is_refused_or_read(name: str) -> None:
    try:
        assert read(wxr().replace("UTF-8", name)).posts
    except ImportRefused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either will do


@pytest.mark.parametrize(
    "content",
    ["{", "{}", '{"format": 1}', '{"format": "dingen-blog", "version": 9}', "{" * 5000, '{"a": ' + "1" * 5000 + "}"],
)
def test_json_that_is_not_ours_is_refused(content: str) -> None:
    with pytest.raises(ImportRefused):
        read(content)


def test_a_broken_json_file_is_refused_by_line_and_column() -> None:
    with pytest.raises(ImportRefused, match=r"^Regel 2, teken 1: "):
        read('{"format": "dingen-blog",\n}')


def test_no_item_is_held_once_it_is_read() -> None:
    seen: list[weakref.ref[Node]] = []
    read_items(
        io.BytesIO(wxr(*[item(number) for number in range(500)]).encode()), lambda node: seen.append(weakref.ref(node))
    )
    assert len(seen) > 500
    assert sum(one() is not None for one in seen) <= 1


SECONDS = 10
SEEDS = 1500


def own() -> bytes:
    post = {
        "id": "8c5a1f9e-2b7d-4c3f-9d10-5a1b2c3d4e5f",
        "title": "A",
        "source": "B",
        "tags": ["c"],
        "written_at": "2012-03-03T10:00:00+00:00",
        "comments": [{"id": "1", "parent": None, "name": "Noor", "written_at": None, "source": "D"}],
    }
    return json.dumps({"format": "dingen-blog", "version": 1, "posts": [post, post]}).encode()


WHOLE = {
    "wxr": wxr(item(inside=comment(1) + comment(2, parent=1)), item(2, type="page")).encode(),
    "classic": CLASSIC.encode(),
    "takeout": TAKEOUT.encode(),
    "json": own(),
    "plain": "Tekst\nEén\nBeantwoordenVerwijderen\nTwee\nBeantwoordenVerwijderen".encode(),
}


def harmed(content: bytes, choose: random.Random) -> bytes:
    """Return the file with up to four things gone wrong on its way."""
    for _ in range(choose.randint(1, 4)):
        at, length = choose.randrange(len(content) + 1), choose.choice((1, 2, 7, 60, 400))
        bad = choose.choice(
            (
                b"\x00",
                b"\xff\xfe",
                b"<",
                b">",
                b"&",
                b"]]>",
                b"<![CDATA[",
                b"<!--",
                b'"',
                b"\xc3",
                b"\xed\xa0\x80",
                b"null",
                b"{",
                b"</item>",
            )
        )
        content = choose.choice(
            (
                content[:at] + bad + content[at:],
                content[:at] + content[at + length :],
                content[:at] + content[at : at + length] * 3 + content[at + length :],
                content[:at],
                content[:at] + bytes(choose.randrange(256) for _ in range(min(length, 20))) + content[at + length :],
            )
        )
    return content


@pytest.mark.parametrize("kind", WHOLE)
def test_a_harmed_file_gives_posts_or_a_sentence(kind: str) -> None:
    choose = random.Random(f"import {kind}")  # noqa: S311 - the same harm each time
    start, found = time.monotonic(), 0
    for _ in range(SEEDS):
        content = harmed(WHOLE[kind], choose)
        try:
            blog = read(content)
        except ImportRefused as refused:
            assert str(refused).strip().endswith((".", "!")), refused  # noqa: PT017
        else:
            found += 1
            assert blog.posts
    assert 0 < found < SEEDS or kind == "plain"
    assert time.monotonic() - start < SECONDS * 3
