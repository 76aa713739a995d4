"""HTML of other blogs as Markdown that our one function reads as the same words."""

from __future__ import annotations

import html
import random
import time
from contextlib import suppress

import pytest

from course.blogs.importers.html_text import from_html, from_wordpress
from lessons.richtext import TextRefused, plain_text, render_markdown


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Een\n\nTwee", "Een\n\nTwee"),
        ("Een\nTwee", "Een\nTwee"),
        ("<p>Een<br />Twee</p>\n<p>Drie</p>", "Een\nTwee\n\nDrie"),
        ("<!-- wp:paragraph -->\n<p>Een\ntwee</p>\n<!-- /wp:paragraph -->", "Een twee"),
        ("<h2>Kop</h2>\nTekst", "## Kop\n\nTekst"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "- a\n- b"),
        ("<strong>vet</strong> en <em>schuin</em>", "**vet** en *schuin*"),
        ('<a href="https://a.example/x_(y)">daar</a>', "[daar](https://a.example/x_%28y%29)"),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/"),
        ('<a href="javascript:alert(1)">daar</a>', "daar"),
        ("<pre>a\n\n  b</pre>", "```\na\n\n  b\n```"),
        ("<script>alert(1)</script><style>p{}</style>Tekst", "Tekst"),
        ("3 * 4 = 12 en snake_case", "3 \\* 4 = 12 en snake_case"),
        ("2012. was een jaar", "2012\\. was een jaar"),
        ("&lt;b&gt;", "&lt;b>"),
    ],
)
def test_words_and_marks_stay(before: str, after: str) -> None:
    assert from_wordpress(before).source == after


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ('<img src="http://a.example/k.jpg" alt="Een kat">', "[Foto: Een kat](http://a.example/k.jpg)", 1),
        ('<img src="data:image/png;base64,AAAA">', "(Foto)", 1),
        (
            '<a href="http://a.example/b.jpg"><img src="http://a.example/k.jpg" /></a>',
            "[Foto](http://a.example/k.jpg)",
            1,
        ),
        ('[caption id="a"]<img src="//a.example/k.jpg"> Onder[/caption]', "[Foto](https://a.example/k.jpg) Onder", 1),
        ('<iframe src="https://v.example/1"></iframe>', "[Film of ander ingesloten venster](https://v.example/1)", 1),
        ("[gallery ids=1,2]Tekst", "Tekst", 1),
    ],
)
def test_a_picture_becomes_a_link_and_is_counted(before: str, after: str, count: int) -> None:
    found = from_wordpress(before)
    assert (found.source, found.left_out) == (after, count)


SIGNS = [
    "*",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "#",
    "-",
    "+",
    "1.",
    "2012.",
    "&",
    "&amp;",
    "\\",
    "!",
    "|",
    "~",
    "a",
    "woord",
    " ",
    ":",
]


def test_whatever_somebody_typed_reads_the_same_afterwards() -> None:
    choose = random.Random(23)  # noqa: S311 - the same signs each time
    for _ in range(1500):
        typed = " ".join("".join(choose.choices(SIGNS, k=choose.randint(1, 12))).split())
        try:
            shown = plain_text(render_markdown(from_html(f"<p>{html.escape(typed)}</p>").source))
        except TextRefused:
            continue
        assert shown == typed, typed


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 26_000,
        "<" * 79_000,
        "<!" * 39_000,
        "x<br>" * 13_000,
        " " * 79_000,
        "\n \n" * 26_000,
        "<pre>" * 15_000,
        "[caption " * 8_000,
    ],
    ids=lambda text: text[:9].strip() or "space",
)
def test_a_text_made_to_be_slow_is_not(text: str) -> None:
    start = time.monotonic()
    with suppress(TextRefused):
        from_wordpress(text)
    assert time.monotonic() - start < 10  # Half a second; quadratic was 46 s.
