"""Counts that say how hard a Dutch text is to read: a measuring rod, no judgement of anybody's.

Formulas, with W words, S sentences, Y syllables and L words of more than six letters:

- Flesch-Douma: 206.84 - 0.77 * (100 * Y / W) - 0.93 * (W / S). W.H. Douma, "De leesbaarheid van landbouwbladen"
  (Wageningen, 1960), who fitted Flesch's formula to Dutch; as quoted in Taaltje 1977 (dbnl.org, _taa014197701_01),
  with the table of that article: nl.wikipedia prints the English bands, and 206.835.
- Brouwer, Leesindex A: 195 - 2/3 * (100 * Y / W) - 2 * (W / S). R.H.M. Brouwer, "Onderzoek naar de leesmoeilijkheid
  van Nederlands proza" (Pedagogische Studiën 40, 1963).
- LIX: W / S + 100 * L / W. C.H. Björnsson, "Läsbarhet" (Stockholm, 1968). Swedish: Dutch compounds raise it.

A score looks at length alone, is not a level such as B1, and differs from other sites that count syllables otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lessons.coach.lists import DOUMA_BANDS, LIX_BANDS
from lessons.coach.sentences import Sentence, sentences
from lessons.coach.syllables import syllables

LONG_WORD: Final = 6


@dataclass(frozen=True)
class Reading:
    """What the formulas need, counted."""

    words: int
    sentences: int
    syllables: int
    long_words: int

    @property
    def words_per_sentence(self) -> float:
        return self.words / self.sentences

    @property
    def flesch_douma(self) -> float:
        """From 0 (very hard) to 100 (very easy); short sentences of short words go beyond it."""
        return 206.84 - 77 * self.syllables / self.words - 0.93 * self.words_per_sentence

    @property
    def brouwer(self) -> float:
        """Higher is easier. Not shown to who writes: one such figure is enough."""
        return 195 - 200 / 3 * self.syllables / self.words - 2 * self.words_per_sentence

    @property
    def lix(self) -> float:
        """Below 30 is very easy, above 60 very hard."""
        return self.words_per_sentence + 100 * self.long_words / self.words

    @property
    def shown_douma(self) -> int:
        """As it may be shown: whole, and not beyond its scale."""
        return min(100, max(0, whole(self.flesch_douma)))

    @property
    def shown_lix(self) -> int:
        return min(100, whole(self.lix))


def measure(text: str) -> Reading:
    """Return the counts of Markdown or plain text. Raises ValueError when it holds no word."""
    return count(sentences(text))


def count(found: Iterable[Sentence]) -> Reading:
    """Return the counts of these sentences. Raises ValueError when there are none."""
    found = list(found)
    if not found:
        raise ValueError("A text without a word has no readability. Ask for it when there is a sentence.")
    by_word: dict[str, int] = {}  # Not a cache that outlives the text: nothing somebody typed stays behind.
    all_words = [word.low for sentence in found for word in sentence.words]
    total = 0
    for word in all_words:
        if word not in by_word:
            by_word[word] = syllables(word)
        total += by_word[word]
    return Reading(len(all_words), len(found), total, sum(_letters(word) > LONG_WORD for word in all_words))


def whole(figure: float) -> int:
    """Return the nearest whole number, a half upwards: as the browser rounds."""
    return math.floor(figure + 0.5)


def _letters(word: str) -> int:
    return sum(map(str.isalnum, word))


def douma_band(shown: int) -> str:
    return next((name for below, name in DOUMA_BANDS if shown < below), "very_easy")


def lix_band(shown: int) -> str:
    return next((name for below, name in LIX_BANDS if shown < below), "very_hard")
