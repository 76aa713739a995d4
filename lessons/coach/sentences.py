"""Sentences and words, each with its place.

A sentence ends at a full stop and the like, but not after an abbreviation or before a small letter ("op 1. december"),
and always at the end of a paragraph, heading or point of a list. A number is one word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lessons.coach.lists import ABBREVIATIONS
from lessons.coach.rules import pattern
from lessons.coach.text import Text, strip

_WORD: Final = pattern("word")
_END: Final = pattern("sentenceEnd")
_INITIALS: Final = pattern("initials")
_BEFORE: Final = pattern("beforeAbbreviation")


@dataclass(frozen=True)
class Word:
    """`low` is the word in small letters: what the rules look at. `follows`: only space stands before it."""

    low: str
    start: int
    end: int
    follows: bool


@dataclass(frozen=True)
class Sentence:
    """`text` on one line; `paragraph` counts the pieces of the text, `kind` says what kind of piece it stands in."""

    text: str
    words: tuple[Word, ...]
    start: int
    end: int
    paragraph: int
    kind: str

    @property
    def lows(self) -> list[str]:
        return [word.low for word in self.words]


def words_of(text: str, offset: int = 0) -> tuple[Word, ...]:
    """Return the words of plain text, their places counted from `offset`."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        follows = bool(found) and text[last : match.start()].isspace()
        last = match.end()
        found.append(Word(match[0].lower(), offset + match.start(), offset + last, follows))
    return tuple(found)


def sentences(text: Text | str) -> list[Sentence]:
    """Return the sentences of a text (or of Markdown); a piece without a word is none."""
    text = strip(text) if isinstance(text, str) else text
    found: list[Sentence] = []
    for number, paragraph in enumerate(sorted(text.paragraphs, key=lambda each: each.start)):
        piece = text.plain[paragraph.start : paragraph.end]
        for start, end in _spans(piece):
            words = words_of(piece[start:end], paragraph.start + start)
            if words:
                line = piece[start:end]
                before = len(line) - len(line.lstrip())
                after = len(line) - len(line.rstrip())
                found.append(
                    Sentence(
                        " ".join(line.split()),
                        words,
                        paragraph.start + start + before,
                        paragraph.start + end - after,
                        number,
                        paragraph.kind,
                    )
                )
    return found


def _spans(piece: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for match in _END.finditer(piece):
        following = _next(piece, match.end())
        if following and (following.islower() or (match[0] == "." and _shortens(piece[start : match.start()]))):
            continue
        spans.append((start, match.end()))
        start = match.end()
    return [*spans, (start, len(piece))]


def _next(piece: str, at: int) -> str:
    while at < len(piece) and piece[at].isspace():
        at += 1
    return piece[at : at + 1]


def _shortens(before: str) -> bool:
    """Say whether what stands before a full stop is an abbreviation or somebody's initials."""
    last = before[-40:].split()[-1:]
    token = _BEFORE.sub("", last[0].lower()) if last else ""
    return token in ABBREVIATIONS or bool(_INITIALS.match(token))
