"""Counts that say how hard a Dutch text is to read: a measuring rod for our own lessons, no judgement of anybody's.

Formulas, with W words, S sentences, Y syllables and L words of more than six letters:

- Flesch-Douma: 206.84 - 0.77 * (100 * Y / W) - 0.93 * (W / S). W.H. Douma, "De leesbaarheid van landbouwbladen"
  (Wageningen, 1960), who fitted Flesch's formula to Dutch; as quoted in Taaltje 1977 (dbnl.org, _taa014197701_01).
- LIX: W / S + 100 * L / W. C.H. Björnsson, "Läsbarhet" (Stockholm, 1968). Swedish: Dutch compounds raise it.

Numbers count as one word of one syllable. Syllables are counted by the vowels of Dutch spelling, with a list for
words that are spelled as in another language; on ordinary text about 98 of 100 words come out right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# --- Sentences and words -------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|\Z)")
_ABBREVIATIONS = frozenset(
    "bijv bv o.a d.w.z enz m.b.t t.a.v i.v.m a.u.b dhr mevr nr blz ca incl excl max min evt resp dr mr drs ir prof "
    "st jl vgl n.v.t".split()
)


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of plain text. A line ends one too: it is a paragraph, a point of a list or a heading."""
    return [sentence for line in text.split("\n") for sentence in _sentences_of_line(line) if words(sentence)]


def _sentences_of_line(line: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE_END.finditer(line):
        following = line[match.end() :].lstrip()[:1]
        before = line[start : match.start()].split()
        is_abbreviation = match[0] == "." and before and before[-1].lower().strip("(“‘\"'") in _ABBREVIATIONS
        # "op 1. december" and "Mag hoor!” zegt ze" go on.
        if following and (following.islower() or is_abbreviation):
            continue
        yield line[start : match.end()]
        start = match.end()
    yield line[start:]


# --- Syllables -----------------------------------------------------------------------------------------------------

_WITHOUT_ACCENT = str.maketrans("áéíóúàèìòùâêîôû", "aeiouaeiouaeiou")
_VOWELS = "aeiouyäëïöü"
_CONSONANT_Y = re.compile(rf"(?<![^{_VOWELS}])y(?=[{_VOWELS}])")  # yoga, Maya; not hobby
_NUCLEUS = re.compile(
    r"ïe(?!n|\Z)"  # naïef; but in knieën and financiën the two are apart
    r"|(?<!pn)e(?=um)"  # muse-um
    r"|i(?=eu(?!w))"  # seri-eus; but nieuw
    r"|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au"
    rf"|[{_VOWELS}]"  # A trema thus always begins a new one.
)
_SPELLED_ELSEWHERE = {
    word: int(count)
    for count, listed in {
        "1": "blog byte cake crèche date file game games geest guide image like likes live mail queue site sites team "
        "teams tweet tweets",
        "2": "bureau bureaus cadeau cadeaus deadline e-mail email facebook feedback headline mailen niveau niveaus "
        "offline online plateau podcast scène social station stations timeline trainer trainers training update "
        "updates upload website websites youtube",
        "3": "geüpload instagram interview trainingen uploaden",
    }.items()
    for word in listed.split()
}


def syllables(word: str) -> int:
    """Return how many syllables a reader says; at least one."""
    word = word.lower()
    if word in _SPELLED_ELSEWHERE:
        return _SPELLED_ELSEWHERE[word]
    parts = re.split(r"[-'’]", word.translate(_WITHOUT_ACCENT).replace("ĳ", "ij"))
    return max(1, sum(len(_NUCLEUS.findall(_CONSONANT_Y.sub("j", part))) for part in parts))


# --- The measures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
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
    def lix(self) -> float:
        """Below 30 is very easy, above 60 very hard."""
        return self.words_per_sentence + 100 * self.long_words / self.words


def measure(text: str) -> Reading:
    """Return the counts of plain text: no markup, one line a paragraph. It must hold a word."""
    found = sentences(text)
    all_words = [word for sentence in found for word in words(sentence)]
    return Reading(
        words=len(all_words),
        sentences=len(found),
        syllables=sum(syllables(word) for word in all_words),
        long_words=sum(len(re.sub(r"\W", "", word)) > 6 for word in all_words),
    )
