"""Plain checks of a reply that somebody wrote herself: rules of thumb that advise and never block.

Each check is one small rule over the text. None of them understands Dutch: they look for words and signs, so they are
right most of the time and wrong now and then. That is why their sentences advise ("kijk of ...") and never judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# --- Words and sentences --------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+(?=\s|\Z)|\n|\Z|[.!?…])")
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


def folded(text: str) -> str:
    """Return the text in lower case, without accents, with single spaces: "Één  vraag" is "een vraag"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().replace("’", "'").split())


def words_in(text: str) -> list[str]:
    """Return the words; "e-book", "14.00" and "'s" are one word, signs and emoji are none."""
    return _WORD.findall(text)


def sentences_in(text: str) -> list[str]:
    """Return the sentences that hold a word. A line ends one too; the point of 14.00 or d.w.z. does not."""
    parts: list[str] = []
    kept = ""
    for match in _SENTENCE.finditer(text):
        kept += match[0]
        rest = text[match.end() : match.end() + 1]
        if match[0].endswith("\n") or not rest or rest.isspace():
            parts.append(kept.strip())
            kept = ""
    return [part for part in parts if words_in(part)]


# --- The rules -----------------------------------------------------------------------------------------------------

_GREETING = re.compile(r"(?:hallo|hoi+|hi|hey|he|hai|dag|beste|lieve|goe(?:de|ie)?(?:morgen|middag|avond|dag))\b")


def has_greeting(text: str) -> bool:
    """The first word greets, after signs, emoji and a name that is called (@samira)."""
    start = re.sub(r"^(?:@\S+|[^\w@])+", "", folded(text))
    return _GREETING.match(start) is not None


def answers_at_once(text: str, answer: str) -> bool:
    """The first sentence names one of the author's words (parted by commas, whole words, in any case).

    A greeting of at most four words is no sentence of its own: "Hoi Samira! Het e-book is er." answers at once.
    Without words from the author there is nothing to look for, and every text passes.
    """
    wanted = [folded(part) for part in answer.split(",") if part.strip()]
    sentences = sentences_in(text)
    if len(sentences) > 1 and has_greeting(sentences[0]) and len(words_in(sentences[0])) <= 4:
        sentences = sentences[1:]
    first = folded(sentences[0]) if sentences else ""
    return not wanted or any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", first) for part in wanted)


_PERSONAL = (
    r"(?:(?:pas|lener|leners|lid|klant|telefoon|rekening|burgerservice|06-)-?nummers?|pasnr|bsn|iban|(?:woon|huis|post|"
    r"e-?mail|mail)?adres(?:sen)?|postcode|geboorte(?:datum|dag|jaar)|wachtwoord|pincode|achternaam)"
)
_ASKS = re.compile(
    r"\?|\b(?:stuur|geef|zet|noem|plaats|deel|typ|tik|vul|vertel|schrijf|app|laat|mag|kun|kan|wil|wat is|heb|graag)\b"
)
_KINDLY_NOT = re.compile(rf"\b(?:geen|zonder)\s+(?:\w+\s+){{0,2}}{_PERSONAL}|\b(?:niet|nooit|weg|verwijder\w*)\b")
_IN_PRIVATE = re.compile(r"\bpriv|\b(?:dm|pb|mail|mailen|bel|bellen|direct message|chat\w*|balie)\b")


def asks_nothing_private(text: str) -> bool:
    """No sentence asks for personal data (card number, address, date of birth ...) where everybody reads along.

    A sentence asks when it names such data and has a question mark or a word of asking. It may when it says so in a
    private way ("stuur me een privébericht met je pasnummer"), or says not to ("zet hier geen pasnummer neer").
    """
    return not any(_asks_in_public(folded(sentence)) for sentence in sentences_in(text))


def _asks_in_public(sentence: str) -> bool:
    if not re.search(rf"\b{_PERSONAL}\b", sentence) or not _ASKS.search(sentence):
        return False
    refuses = _KINDLY_NOT.search(sentence) is not None and not sentence.endswith("?")
    return not refuses and _IN_PRIVATE.search(sentence) is None


_NEXT_STEP = re.compile(
    r"https?://|\bwww\.|"
    r"\b(?:ik|we|wij)\s+(?:\w+\s+)?(?:kijk|kijken|zoek|zoeken|bel|bellen|stuur|sturen|vraag|vragen|leg|leggen|zet|"
    r"zetten|laat|laten|regel|regelen|reserveer|reserveren|mail|mailen|app|appen|ga|gaan|kom|komen|help|helpen|pas|"
    r"passen|houd|houden|neem|nemen)\b|"
    r"\b(?:zal ik|zullen we|kun je|kan je|kunt u|wil je|wilt u|je kunt|je kan|u kunt|je mag|u mag)\b|"
    r"\b(?:kom|bel|mail|stuur|kijk|loop|app|reserveer|probeer|klik|vraag|meld|haal|download)\b"
)


def has_next_step(text: str) -> bool:
    """Somebody does something next: the writer ("ik zoek het op"), the reader ("kom gerust langs"), or a link."""
    return _NEXT_STEP.search(folded(text)) is not None


_NAME = r"[A-ZÀ-Þ][\w'’.-]*(?:[ ](?:van|de|der|den|ten|ter|el|al|'t|[A-ZÀ-Þ][\w'’.-]*))*"
_SIGNED = re.compile(
    rf"(?:(?:^|\s)[-–—~^/]+\s?|\b[Gg]roet(?:en|jes)?,?\s+(?:van\s+)?|\b[Ll]iefs,?\s+)"
    rf"{_NAME}(?:,\s*[^.!?\n]{{1,60}}|\s+van\s+[^.!?\n]{{1,60}})?[\s.)]*\Z",
    re.MULTILINE,
)
_LAST_LINE = re.compile(rf"{_NAME}(?:,\s*[^.!?\n]{{1,60}})?\Z")


def is_signed(text: str) -> bool:
    """A name or initials end the text: "– Noor", "^NV", "Groetjes van Noor", or a short last line of its own."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return False
    on_its_own = len(lines) > 1 and len(words_in(lines[-1])) <= 6 and _LAST_LINE.match(lines[-1]) is not None
    return on_its_own or _SIGNED.search(text.strip()) is not None


_STIFF = re.compile(
    r"\b(?:wij|we) verwijzen (?:u|je)\b|\bcontact op(?:nemen| te nemen)? met (?:de|onze) klantenservice\b|"
    r"\bhelaas is het niet mogelijk\b|\bgelieve\b|\bdien(?:t|en) (?:u|je)\b|\b(?:u|je) dient\b|\bconform\b|"
    r"\bte woord staan\b|\bbeste (?:bezoeker|klant|lezer|lener|heer/mevrouw|heer of mevrouw)\b|\beerder vermeld\b|"
    r"\bbetreuren (?:het|dit)\b|\bongemak\b|\bbovenstaande\b|\bklopt niet\b"
)
_YOU_FORMAL = re.compile(r"\b(?:u|uw|uzelf)\b")
_YOU_PLAIN = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b")


def has_fitting_tone(text: str) -> bool:
    """Nothing stiff ("wij verwijzen u"), nothing shouted (two words in capitals, !!!), and "je" and "u" not mixed."""
    plain = folded(text)
    shouted = [word for word in words_in(text) if len(word) >= 4 and word.isupper()]
    mixed = _YOU_FORMAL.search(plain) is not None and _YOU_PLAIN.search(plain) is not None
    return not (_STIFF.search(plain) or len(shouted) >= 2 or "!!!" in text or mixed)


# --- The list an author chooses from -------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlainCheck:
    """One check: its key in a course folder, its name for the author, and what the writer reads either way."""

    key: str
    label: str | Promise
    praise: str | Promise
    tip: str | Promise
    holds: Callable[[str, str], bool]
    """Says whether the text (first) passes, given the author's words for the answer (second)."""


CHECKS: dict[str, PlainCheck] = {
    check.key: check
    for check in (
        PlainCheck(
            "greeting",
            gettext_lazy("begint met een groet"),
            gettext_lazy("Je begint met een groet."),
            gettext_lazy("Begin met een groet, liefst met de naam erbij."),
            lambda text, _answer: has_greeting(text),
        ),
        PlainCheck(
            "answer",
            gettext_lazy("geeft het antwoord in de eerste zin"),
            gettext_lazy("Je antwoord staat in de eerste zin."),
            gettext_lazy("Kijk of het antwoord in je eerste zin kan. Daar wacht de ander op."),
            answers_at_once,
        ),
        PlainCheck(
            "private",
            gettext_lazy("vraagt geen persoonsgegevens in het openbaar"),
            gettext_lazy("Je vraagt geen persoonsgegevens waar iedereen meeleest."),
            gettext_lazy("Vraag persoonsgegevens nooit in het openbaar. Stuur daarvoor een privébericht."),
            lambda text, _answer: asks_nothing_private(text),
        ),
        PlainCheck(
            "next_step",
            gettext_lazy("noemt een volgende stap"),
            gettext_lazy("Je zegt wat er nu gebeurt, of wat de ander kan doen."),
            gettext_lazy("Help verder: zeg wat jij nu doet, of wat de ander kan doen."),
            lambda text, _answer: has_next_step(text),
        ),
        PlainCheck(
            "name",
            gettext_lazy("sluit af met een naam"),
            gettext_lazy("Je sluit af met een naam."),
            gettext_lazy("Sluit af met je naam of je initialen, zoals “– Noor”."),
            lambda text, _answer: is_signed(text),
        ),
        PlainCheck(
            "tone",
            gettext_lazy("heeft een vriendelijke toon"),
            gettext_lazy("Je toon past: gewone woorden, niet stijf en niet boos."),
            gettext_lazy("Kijk naar je toon: geen stijve zinnen of hoofdletters, en niet “je” en “u” door elkaar."),
            lambda text, _answer: has_fitting_tone(text),
        ),
    )
}


@dataclass(frozen=True)
class Advice:
    """What one check says of one reply."""

    key: str
    holds: bool
    sentence: str


def advice_on(text: str, keys: Iterable[str], answer: str = "") -> list[Advice]:
    """Return what the chosen checks say of this reply, in their own order; keys that do not exist are left out."""
    chosen = set(keys)
    found = []
    for check in CHECKS.values():
        if check.key in chosen:
            holds = check.holds(text, answer)
            found.append(Advice(check.key, holds, str(check.praise if holds else check.tip)))
    return found
