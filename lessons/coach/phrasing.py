"""What makes a sentence heavy though it need not be long: verbs in disguise, parts that stand apart, clipped sentences.

Careful rules: each would rather miss one than point at a sentence that is fine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lessons.coach.lists import (
    ARTICLES,
    CONNECTIVES,
    FOREIGN_DOINGS,
    HELPERS,
    NAMES_OF_THINGS,
    NO_INFINITIVES,
    NO_PARTICIPLES,
    PREPOSITIONS,
)
from lessons.coach.passive import clauses, is_participle
from lessons.coach.rules import LIMITS, pattern
from lessons.coach.sentences import Sentence
from lessons.coach.text import PROSE

_LONG_CLAUSE: Final = pattern("longClause")
_BEFORE_NOUN: Final = pattern("participleBeforeNoun")


# --- Verbs in disguise: "het verhogen van", "de invoering van" ------------------------------------------------------


def nominalisations(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Give where in the text each stands, "van" included."""
    words = sentence.words
    for at, word in enumerate(words):
        if word.low != "van" or at == 0 or not word.follows:
            continue
        before = words[at - 1]
        is_named = at > 1 and words[at - 2].low == "het" and before.follows
        if is_named and _is_infinitive(before.low):
            yield words[at - 2].start, word.end
        elif _is_doing(before.low):
            yield before.start, word.end


def _is_infinitive(word: str) -> bool:
    return word.endswith("en") and len(word) > 4 and word not in NO_INFINITIVES


def _is_doing(word: str) -> bool:
    if word in FOREIGN_DOINGS:
        return True
    return word.endswith("ing") and len(word) > 6 and not _names_a_thing(word)


def _names_a_thing(word: str) -> bool:
    """Say whether a word in -ing is a thing itself, or ends in one: jeugdafdeling."""
    return word in NAMES_OF_THINGS or any(
        word[at:] in NAMES_OF_THINGS for at in range(1, len(word) - LIMITS["thing_letters"] + 1)
    )


# --- Parts that stand apart ----------------------------------------------------------------------------------------


def stands_apart(sentence: Sentence) -> bool:
    """Say whether a reader has to wait long: for a participle, for a noun after its article, or for the verb."""
    if len(sentence.words) <= LIMITS["tang"]:
        return False
    return _waits_for_participle(sentence) or _waits_for_noun(sentence) or _waits_for_verb(sentence)


def _waits_for_participle(sentence: Sentence) -> bool:
    """As in: De bibliotheek heeft … (more than ten words) … opgezet."""
    for words in clauses(sentence.text, _LONG_CLAUSE):
        ends = [at for at in range(max(0, len(words) - 2), len(words)) if is_participle(words[at])]
        helpers = [
            at
            for at, word in enumerate(words)
            if word in HELPERS and not (word == "zijn" and at > 0 and words[at - 1] in PREPOSITIONS)
        ]
        if ends and helpers and ends[-1] - helpers[-1] - 1 > LIMITS["tang"]:
            return True
    return False


def _waits_for_noun(sentence: Sentence) -> bool:
    """As in: De door de gemeente in het voorjaar beloofde verbouwing."""
    lows = sentence.lows
    for at in range(len(lows) - 2):
        if not _opens_a_gap(lows[at], lows[at + 1]):
            continue
        for end in range(at + LIMITS["tang_article"] + 1, min(at + LIMITS["tang_reach"], len(lows) - 1)):
            if _BEFORE_NOUN.match(lows[end]) and lows[end] not in NO_PARTICIPLES:
                return _is_whole(sentence, at, end + 1)
    return False


def _opens_a_gap(article: str, following: str) -> bool:
    if article == "het" or following == "door":
        return article in {"de", "het", "een"} and following == "door"
    return article in {"de", "een"} and following in PREPOSITIONS and following not in {"op", "van"}


def _is_whole(sentence: Sentence, first: int, last: int) -> bool:
    """Say whether no comma or the like stands between these words."""
    return all(word.follows for word in sentence.words[first + 1 : last + 1])


def _waits_for_verb(sentence: Sentence) -> bool:
    """As in: De collega die … (more than ten words) …, vertrekt."""
    lows = sentence.lows
    if sentence.kind != PROSE or lows[0] not in ARTICLES:
        return False
    for at in range(2, min(5, len(lows))):
        if lows[at] == "die" or lows[at].startswith("waar"):
            return _breaks_after(sentence, at)
    return False


def _breaks_after(sentence: Sentence, at: int) -> bool:
    """Say whether the first comma after this word comes more than ten words later, with a verb behind it."""
    for here in range(at + 1, len(sentence.words)):
        if not sentence.words[here].follows:
            return here - at - 1 > LIMITS["tang"]
    return False


# --- Clipped sentences ---------------------------------------------------------------------------------------------


def clipped(found: list[Sentence]) -> list[tuple[int, int]]:
    """Return where rows of short sentences stand that no connective ties together; in running prose only."""
    rows: list[tuple[int, int]] = []
    row: list[Sentence] = []
    for sentence in [*found, None]:
        if row and (sentence is None or sentence.paragraph != row[-1].paragraph or not _is_clipped(sentence)):
            if len(row) >= LIMITS["row"]:
                rows.append((row[0].start, row[-1].end))
            row = []
        if sentence is not None and _is_clipped(sentence):
            row.append(sentence)
    return rows


def _is_clipped(sentence: Sentence) -> bool:
    return (
        sentence.kind == PROSE
        and len(sentence.words) <= LIMITS["short"]
        and not any(word.low in CONNECTIVES for word in sentence.words)
    )
