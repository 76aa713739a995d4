"""What stands in a cell, without what nobody sees: pure."""

from __future__ import annotations

import unicodedata

from lessons.spreadsheet_text import FORMULA_STARTS

_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Signs without a picture: direction marks, soft hyphens, halves of a pair, private and unassigned ones."""


class FileRefused(Exception):  # noqa: N818 - a refusal is an answer
    """Nothing of this file can be used. The message is a whole sentence that says what to do."""


def cleaned(text: str) -> str:
    """Return one line of text as it is kept: composed letters, single spaces, no sign that nobody sees."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    shown = (_shown(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cc" or category.startswith("Z"):
        return " "
    return "" if category in _UNSEEN else sign


def has_unseen(text: str) -> bool:
    """Say whether there is a sign in it that nobody sees, such as a zero-width space."""
    return not text.isascii() and any(unicodedata.category(sign) in _UNSEEN for sign in text)


def unguarded(text: str) -> str:
    """Return the text of a cell that was guarded against formulas when it was written."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def key(text: str) -> str:
    """Return what two spellings of one name have in common: letters and figures, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
