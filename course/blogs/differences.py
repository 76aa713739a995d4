"""What differs between two texts, word by word, as somebody would mark it with two colours of pencil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "gone", "new"]

_AFTER_A_WORD = re.compile(r"(?<=\S)(?=\s)")
MOST_PAIRS = 1_000_000
"""Lines or words times each other that are compared; a larger piece of other text counts as wholly replaced."""


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts ("same"), only in the present one ("gone") or only in the other one ("new")."""

    kind: Kind
    text: str

    @property
    def words(self) -> str:
        return self.text.lstrip()

    @property
    def space(self) -> str:
        """What stands before its words, and needs no mark."""
        return self.text[: len(self.text) - len(self.words)]


@dataclass(frozen=True)
class Comparison:
    """Two texts beside each other. `present` has pieces that are same or gone, `other` that are same or new."""

    present: tuple[Piece, ...]
    other: tuple[Piece, ...]

    @property
    def are_equal(self) -> bool:
        return all(piece.kind == "same" for piece in (*self.present, *self.other))


def compare(present: str, other: str) -> Comparison:
    """Return where the texts differ. First by lines, then by words within lines that were changed."""
    pieces = list(_compare(present.splitlines(keepends=True), other.splitlines(keepends=True)))
    return Comparison(
        present=_joined(piece for piece in pieces if piece.kind != "new"),
        other=_joined(piece for piece in pieces if piece.kind != "gone"),
    )


def _compare(present: Sequence[str], other: Sequence[str], *, by_words: bool = False) -> Iterator[Piece]:
    for tag, first, last, other_first, other_last in _steps(present, other):
        gone, new = "".join(present[first:last]), "".join(other[other_first:other_last])
        if tag == "equal":
            yield Piece("same", gone)
        elif by_words or not (gone and new):
            yield Piece("gone", gone)
            yield Piece("new", new)
        else:
            yield from _compare_words(gone, new)


def _compare_words(gone: str, new: str) -> Iterator[Piece]:
    """Compare words, each with the space before it; space at the end is a word of its own."""
    yield from _compare(_AFTER_A_WORD.split(gone), _AFTER_A_WORD.split(new), by_words=True)


def _steps(present: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return what difflib does, for what lies between an equal beginning and an equal end.

    That is quick for what people do, and bounded for what they might: difflib is quadratic.
    """
    most = min(len(present), len(other))
    begin = next((at for at in range(most) if present[at] != other[at]), most)
    end = next((at for at in range(most - begin) if present[-1 - at] != other[-1 - at]), most - begin)
    last, other_last = len(present) - end, len(other) - end
    if (last - begin) * (other_last - begin) > MOST_PAIRS:
        middle = [("replace", begin, last, begin, other_last)]
    else:
        found = SequenceMatcher(None, present[begin:last], other[begin:other_last]).get_opcodes()
        middle = [(tag, a + begin, b + begin, c + begin, d + begin) for tag, a, b, c, d in found]
    return [
        ("equal", 0, begin, 0, begin),
        *middle,
        ("equal", last, len(present), other_last, len(other)),
    ]


def _joined(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    filled = (piece for piece in pieces if piece.text)
    grouped = groupby(filled, key=lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(piece.text for piece in run)) for kind, run in grouped)
