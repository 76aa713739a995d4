"""Sentences that do not say at once who does it: "De boete werd kwijtgescholden." Not wrong; it hides somebody.

A form of worden with a participle in one clause; of zijn only with "door", for "is gevallen" is no passive. Misses what
has neither ("De plannen zijn gepresenteerd"), by design.
"""

from __future__ import annotations

import re
from typing import Final

from lessons.coach.lists import BECOMING, BEING, NO_PARTICIPLES, STRONG_PARTICIPLES
from lessons.coach.rules import pattern
from lessons.coach.sentences import Sentence, words_of

_CLAUSE: Final = pattern("clause")
_PARTICIPLE: Final = pattern("participle")
_NO_PARTICIPLE: Final = pattern("noParticiple")


def is_participle(word: str) -> bool:
    """Say whether a word in small letters reads as a past participle."""
    if word in STRONG_PARTICIPLES:
        return True
    return bool(_PARTICIPLE.match(word)) and word not in NO_PARTICIPLES and not _NO_PARTICIPLE.search(word)


def clauses(text: str, between: re.Pattern[str] = _CLAUSE) -> list[list[str]]:
    """Return the clauses of a sentence, each as its words in small letters."""
    pieces = (words_of(piece) for piece in between.split(text.lower()))
    return [[word.low for word in piece] for piece in pieces if piece]


def is_passive(sentence: Sentence) -> bool:
    lows = set(sentence.lows)
    if not lows & BECOMING and not (lows & BEING and "door" in lows):
        return False
    return any(_hides_who(words) for words in clauses(sentence.text))


def _hides_who(words: list[str]) -> bool:
    there = set(words)
    if not there & BECOMING and not (there & BEING and "door" in there):
        return False
    return any(map(is_participle, words))
