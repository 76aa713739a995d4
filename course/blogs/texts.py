"""What is made of a participant's Markdown at save: HTML, a count of words, the first lines."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from typing import Any

from lessons.richtext import PARTICIPANT, RENDERER_VERSION, TextRefused, count_words, plain_text, render_markdown

EXCERPT_CHARACTERS = 240


@dataclass(frozen=True)
class Made:
    """All that is stored beside a source. The names are those of the fields of Post."""

    html: str
    renderer_version: int
    words: int
    excerpt: str

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


def make(source: str) -> Made:
    """Return what is stored beside this Markdown. Raises TextRefused, a whole sentence for the writer."""
    html = render_markdown(source, PARTICIPANT)
    return Made(str(html), RENDERER_VERSION, count_words(source, PARTICIPANT), excerpt_of(html))


def words_in(source: str) -> int:
    """Return how many words a text has that may not be fit to store; 0 for one that cannot be rendered."""
    try:
        return count_words(source, PARTICIPANT)
    except TextRefused:
        return 0


def excerpt_of(html: str) -> str:
    """Return the first words of rendered HTML as one plain line of at most EXCERPT_CHARACTERS."""
    text = " ".join(plain_text(html).split())
    short = textwrap.shorten(text, EXCERPT_CHARACTERS, placeholder="…")
    # A first word longer than the line (a pasted address) would leave only the dots.
    return short if short != "…" else f"{text[: EXCERPT_CHARACTERS - 1]}…"
