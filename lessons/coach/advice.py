"""What the coach finds in one text. The record; static/js/coach.js finds the same while somebody types."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lessons.coach.jargon import Entry, Mention, first_mentions
from lessons.coach.lists import EMPTY_LINKS
from lessons.coach.measures import Reading, count
from lessons.coach.passive import is_passive
from lessons.coach.phrasing import clipped, nominalisations, stands_apart
from lessons.coach.rules import LIMITS, pattern
from lessons.coach.sentences import Sentence, sentences
from lessons.coach.text import Link, Text, strip

_AROUND: Final = pattern("aroundLink")


@dataclass(frozen=True)
class Place:
    """Words of the writer, on one line and clipped, with where they stand."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Advice:
    """All findings. Under the least the coach needs, `reading` is None and nothing else is found."""

    words: int
    sentences: int
    reading: Reading | None = None
    longest: Place | None = None
    longest_words: int = 0
    long_sentences: int = 0
    passive: tuple[Place, ...] = ()
    apart: tuple[Place, ...] = ()
    disguised: tuple[Place, ...] = ()
    clipped: tuple[Place, ...] = ()
    jargon: tuple[Mention, ...] = ()
    terms: tuple[Mention, ...] = ()
    lacks_headings: bool = False
    skipped: tuple[tuple[int, int], ...] = ()
    links: tuple[Place, ...] = ()


def read(source: str, entries: Iterable[Entry] = ()) -> Advice:
    """Return what the coach finds in this Markdown, with these words of the trainers' list. No query."""
    text = strip(source)
    found = sentences(text)
    words = sum(len(sentence.words) for sentence in found)
    if words < LIMITS["words"] or len(found) < LIMITS["sentences"]:
        return Advice(words, len(found))
    longest = max(found, key=lambda sentence: len(sentence.words))
    mentions = first_mentions(found, entries)
    return Advice(
        words,
        len(found),
        reading=count(found),
        longest=_place(longest.text, longest.start, longest.end),
        longest_words=len(longest.words),
        long_sentences=sum(len(sentence.words) > LIMITS["sentence"] for sentence in found),
        passive=_places(filter(is_passive, found)),
        apart=_places(filter(stands_apart, found)),
        disguised=tuple(_piece(text, *span) for sentence in found for span in nominalisations(sentence)),
        clipped=tuple(_piece(text, *span) for span in clipped(found)),
        jargon=tuple(mention for mention in mentions if mention.entry.plain),
        terms=tuple(mention for mention in mentions if not mention.entry.plain),
        lacks_headings=words >= LIMITS["heading_words"] and not text.headings,
        skipped=skipped_levels([heading.level for heading in text.headings]),
        links=tuple(_link(text, link) for link in text.links if _is_empty(link)),
    )


def skipped_levels(levels: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return each step between two headings that leaves a level out, as (above, below); bold lines have no level."""
    real = [level for level in levels if level]
    return tuple((above, below) for above, below in itertools.pairwise(real) if below > above + 1)


def _is_empty(link: Link) -> bool:
    words = _AROUND.sub("", link.words.lower())
    return words in EMPTY_LINKS or words.startswith(("http://", "https://", "www.")) or not words


def _link(text: Text, link: Link) -> Place:
    return _place(link.words or text.source[link.start : link.end], link.start, link.end)


def _places(found: Iterable[Sentence]) -> tuple[Place, ...]:
    return tuple(_place(sentence.text, sentence.start, sentence.end) for sentence in found)


def _piece(text: Text, start: int, end: int) -> Place:
    return _place(text.plain[start:end], start, end)


def _place(words: str, start: int, end: int) -> Place:
    return Place(_clip(" ".join(words.split())), start, end)


def _clip(line: str) -> str:
    """Return the first words of a line, whole as far as they go."""
    most = LIMITS["quote_characters"]
    if len(line) <= most:
        return line
    head = line[: most - 1]
    cut = head.rfind(" ")
    return f"{head[:cut] if cut > most // 2 else head} …"
