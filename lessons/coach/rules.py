r"""Rules of the coach as data, shared by the server and the browser: limits, patterns, lists.

Patterns are written in what Python and JavaScript read in the same way: \p{L} for a letter (see `pattern`), no \w, \d
or \b, ^ where they begin. Each stops at its own opening sign, so that a page full of brackets costs no more than a
page of words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from lessons.coach import lists

LIMITS: Final = {
    "words": 50,  # Fewer say nothing about how somebody writes.
    "sentences": 3,
    "mean": 15,  # House rules after municipal style guides; above 20 a sentence reads better as two.
    "mean_high": 20,
    "mean_low": 6,  # Cutting up is no virtue (Land, Utrecht 2009).
    "sentence": 20,
    "short": 7,
    "row": 4,
    "heading_words": 250,
    "tang": 10,
    "tang_article": 5,
    "tang_reach": 14,
    "thing_letters": 8,
    "jargon": 5,
    "quotes": 3,
    "quote_characters": 80,
}

_COMBINING: Final = "[\u0300-\u036f]*"
_VOWELS: Final = "aeiouyäëïöü"
_CLAUSE_WORDS: Final = (
    "maar|want|omdat|doordat|zodat|terwijl|toen|als|wanneer|hoewel|tenzij|dat|die|wie|wat|waar|waarin|waarmee|waardoor|"
    "waarbij|waarvan|waarop"
)
_SEPARABLE: Final = (
    "aan|achter|af|beet|bekend|bij|bijeen|binnen|buiten|deel|door|gelijk|goed|in|klaar|kwijt|los|mee|na|neer|om|onder|"
    "op|open|over|plaats|rond|samen|stil|stop|tegen|teleur|terecht|terug|toe|uit|vast|voor|voort|vrij|weg"
)
# The t of a participle stands after a voiceless consonant, or after the vowel of a stem on t: so "gebeurt", "vertelt"
# and "verandert" are no participles, and need no place on a list.
_WEAK: Final = "(?:d|[kfshpxc]t|[aeiou]t)"

PATTERNS: Final = {
    # Lines of Markdown.
    "fence": r"^ {0,3}(```|~~~)",
    "quote": r"^ {0,3}>",
    "indented": r"^(?: {4}|\t)",
    "rule": r"^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$",
    "underline": r"^(?:=+|-+) *$",
    "definition": r"^ {0,3}\[[^\[\]]+\]: *[^ ]",
    "heading": r"^#{1,6}",
    "bold": r"^ *(?:\*\*[^*]+\*\*|__[^_]+__):? *$",
    "item": r"^[ \t]*(?:[-*+•]|[0-9]{1,3}[.)])[ \t]+",
    "row": r"^[ \t]*\|",
    "cell": r"[^|]+",
    # Inside a line.
    "code": r"`[^`\n]+`",
    "picture": r"!\[[^\[\]\n]*\]\([^()\n]*\)",
    "link": r"\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])",
    "address": r'(?:[hH][tT][tT][pP][sS]?://|[wW]{3}\.)[^ \t\n<>\[\](){}"“”|`]+',
    "afterAddress": r"[.,;:!?…*_’']+$",
    "mailbox": r'[^ \t\n<>@,;:()"“”|`]{1,64}@[^ \t\n<>@,;:()"“”|`]{1,200}',
    "tag": r"</?[a-zA-Z][^<>\n]*>",
    "entity": r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6});",
    "signs": r"[*_~`\\|]",
    "aroundLink": r"^[ .:!>»→]+|[ .:!>»→]+$",
    # Sentences and words.
    "word": rf"(?:\p{{L}}{_COMBINING})+(?:['’-](?:\p{{L}}{_COMBINING})+)*|[0-9]+(?:[.,:][0-9]+)*",
    "sentenceEnd": r"""[.!?…]+["”’')\]]*(?=\s|$)""",
    "initials": r"^\p{L}(?:\.\p{L})*$",
    "beforeAbbreviation": "^[(\"“‘']+",
    "clause": rf"[,;:()–—]|(?<!\p{{L}})(?:{_CLAUSE_WORDS}|en|of)(?!\p{{L}})",
    "longClause": rf"[,;:()–—]|(?<!\p{{L}})(?:{_CLAUSE_WORDS})(?!\p{{L}})",  # Not at "schrijvers en lezers".
    # Syllables.
    "parts": r"[-'’]",
    "glide": rf"(?<=[{_VOWELS}])y|^y(?=[{_VOWELS}])",  # royaal, essay, yoga; not hobby
    "nucleus": (
        r"ïe(?!n|$)|ëe(?!n)|ëi|üi"  # naïef, geëerd, geëindigd; but in knieën the two are apart
        r"|(?<!pn)(?<!^r)e(?=um)"  # muse-um; not pneumatisch or reuma
        r"|i(?=eu(?!w))"  # seri-eus; but nieuw
        r"|aai|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|ai|oi"
        rf"|[{_VOWELS}]"  # A trema thus always begins a new one.
    ),
    # Participles.
    "participle": (
        rf"^(?:(?:{_SEPARABLE})?ge(?:\p{{L}}+{_WEAK}|\p{{L}}\p{{L}}+en)|(?:{_SEPARABLE})ge\p{{L}}+n|"
        rf"(?:{_SEPARABLE})?(?:be|her|mis|ont|ver|er)\p{{L}}+{_WEAK})$"
    ),
    "noParticiple": r"(?:heid|teit|tijd|beleid|gebied|bericht|besluit|gebrek|geld)$",
    "participleBeforeNoun": (
        rf"^(?:{_SEPARABLE})?(?:ge\p{{L}}\p{{L}}+(?:de|te|en)|(?:be|her|ont|ver)\p{{L}}\p{{L}}+(?:de|te))$"
    ),
}


def pattern(name: str) -> re.Pattern[str]:
    r"""Return a pattern for Python, which has no \p{L}."""
    return re.compile(PATTERNS[name].replace(r"\p{L}", r"[^\W\d_]"))


@cache
def for_browser() -> dict[str, Any]:
    """Return all that coach.js needs to know but the trainers' list and the sentences it says; fit for JSON."""
    return {
        "limits": LIMITS,
        "patterns": PATTERNS,
        "lists": {name: " ".join(sorted(words)) for name, words in lists.NAMED.items()},
        # With _ inside a phrase: on an English page nothing of it reads as words of ours that were left in Dutch.
        "emptyLinks": " ".join(phrase.replace(" ", "_") for phrase in lists.EMPTY_LINKS),
        "syllables": lists.SPELLED_ELSEWHERE,
        "doumaBands": lists.DOUMA_BANDS,
        "lixBands": lists.LIX_BANDS,
    }
