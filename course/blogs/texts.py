"""What is made of a participant's Markdown at save: HTML, counts of words and headings, the first lines."""

from __future__ import annotations

import re
import textwrap
from dataclasses import asdict, dataclass
from typing import Any

from lessons.richtext import (
    PARTICIPANT,
    RENDERER_VERSION,
    TextRefused,
    count_rendered_words,
    count_words,
    plain_text,
    render_markdown,
)

EXCERPT_CHARACTERS = 240


@dataclass(frozen=True)
class Made:
    """All that is stored beside a source. The names are those of the fields of Post."""

    html: str
    renderer_version: int
    words: int
    headings: int
    excerpt: str

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


def make(source: str) -> Made:
    """Return what is stored beside this Markdown. Raises TextRefused, a whole sentence for the writer."""
    html = render_markdown(source, PARTICIPANT)
    return Made(str(html), RENDERER_VERSION, count_rendered_words(html), headings_in(html), excerpt_of(html))


def words_in(source: str) -> int:
    """Return how many words a text has that may not be fit to store; 0 for one that cannot be rendered."""
    try:
        return count_words(source, PARTICIPANT)
    except TextRefused:
        return 0


_HEADING = re.compile(r"<h[1-6][^>]*>.*?</h[1-6]>|<p><strong>[^<]*</strong>:?(?:</p>|<br ?/?>)", re.DOTALL)


def headings_in(html: str) -> int:
    """Return how many headings of rendered HTML have text below them.

    A bold line of its own is a heading too: that is how people make one who never heard of ##.
    """
    return sum(bool(plain_text(part).strip()) for part in _HEADING.split(html)[1:])


def excerpt_of(html: str) -> str:
    """Return the first words of rendered HTML as one plain line of at most EXCERPT_CHARACTERS."""
    text = " ".join(plain_text(html).split())
    short = textwrap.shorten(text, EXCERPT_CHARACTERS, placeholder="…")
    # A first word longer than the line (a pasted address) would leave only the dots.
    return short if short != "…" else f"{text[: EXCERPT_CHARACTERS - 1]}…"
