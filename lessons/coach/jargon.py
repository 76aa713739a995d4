"""Words from the trainers' list in a text: whole words with their inflections, each at its first mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lessons.coach.sentences import Sentence, words_of


@dataclass(frozen=True)
class Entry:
    """One word of the list. `forms` are all its forms as words in small letters, `thing` the ding that explains it."""

    word: str
    forms: tuple[tuple[str, ...], ...]
    plain: str = ""
    why: str = ""
    thing: int | None = None
    thing_url: str = ""

    def for_browser(self) -> dict[str, Any]:
        """Return it fit for JSON, each form as one line of words."""
        return {
            "word": self.word,
            "forms": [" ".join(form) for form in self.forms],
            "plain": self.plain,
            "why": self.why,
            "thing": self.thing,
            "url": self.thing_url,
        }


@dataclass(frozen=True)
class Mention:
    entry: Entry
    start: int
    end: int


def first_mentions(found: Sequence[Sentence], entries: Iterable[Entry]) -> list[Mention]:
    """Return for each entry that the sentences hold where it stands first, in the order of the text."""
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in entries:
        for form in entry.forms:
            by_first.setdefault(form[0], []).append((form, entry))
    for forms in by_first.values():
        forms.sort(key=lambda each: -len(each[0]))  # "communiceren naar" before "communiceren".
    mentions: dict[str, Mention] = {}
    for sentence in found:
        for at, word in enumerate(sentence.words):
            for form, entry in by_first.get(word.low, ()):
                if _stands(sentence, at, form):
                    mentions.setdefault(entry.word, Mention(entry, word.start, sentence.words[at + len(form) - 1].end))
                    break
    return list(mentions.values())


def _stands(sentence: Sentence, at: int, form: tuple[str, ...]) -> bool:
    there = sentence.words[at : at + len(form)]
    return tuple(word.low for word in there) == form and all(word.follows for word in there[1:])


# --- Inflections ---------------------------------------------------------------------------------------------------

_TREMA: Final = {"e": "ë", "i": "ï", "u": "ü"}
_SEPARATOR: Final = re.compile(r"[,\n]")


def forms_of(word: str, more: str = "") -> tuple[tuple[str, ...], ...]:
    """Return a word of the list in all its forms, with those a trainer added after commas; each as its words.

    A verb in -eren gets its tenses; another single word an -s, -en and -e. Of several words only what is written.
    """
    written = [word, *_SEPARATOR.split(more)]
    lows = [tuple(each.low for each in words_of(one.lower())) for one in written]
    inflected = [(form,) for low in lows[:1] if len(low) == 1 for form in _inflected(low[0])]
    return tuple(dict.fromkeys(form for form in [*lows, *inflected] if form))


def _inflected(word: str) -> list[str]:
    if word.endswith("eren") and len(word) > 6:
        stem = word[:-4]
        participle = f"ge{_TREMA.get(stem[0], stem[0])}{stem[1:]}eerd"
        tenses = [f"{stem}{end}" for end in ("eer", "eert", "eerde", "eerden", "erend", "erende")]
        return [*tenses, participle, f"{participle}e"]
    if word.endswith(("a", "i", "o", "u", "y")):
        return [f"{word}'s", f"{word}’s"]
    return [f"{word}s", f"{word}'s", f"{word}’s", f"{word}en", f"{word}e"]
