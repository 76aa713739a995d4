"""E-mail addresses as people type them: what is one, which two are the same, which two only look the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from course.cohorts.people_files.text import cleaned, has_unseen

MOST_SIGNS: Final = 254

_valid = EmailValidator()
_WRAPPED: Final = re.compile(r"[^<>]*<([^<>]+)>")
# Letters of other alphabets that are drawn as one of ours; the rest is found by its compatibility form. Source:
# Unicode's confusables (UTS 39), those of Cyrillic, Greek, Armenian and Latin extensions that look like a-z or 0-9.
_LOOKS_LIKE: Final = str.maketrans(
    {
        **dict(zip("авсԁеһіјкӏмпорԛгѕтуԝхьз", "abcdehijklmnopqrstywxb3", strict=True)),
        **dict(zip("αβγεικνορτυχωϲϳ", "abyeikvoptuxwcj", strict=True)),
        **dict(zip("ցհոսօ", "ghnuo", strict=True)),  # noqa: RUF001 - Armenian letters that pass for ours
        **dict(zip("ıɑɡɩʟ", "iagil", strict=True)),
    }
)
_DRAWN_ALIKE: Final = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"))

_COMMON: Final = (
    "gmail.com hotmail.com hotmail.nl outlook.com outlook.nl live.nl live.com icloud.com yahoo.com ziggo.nl "
    "kpnmail.nl home.nl planet.nl xs4all.nl upcmail.nl casema.nl hetnet.nl"
).split()
_ENDS: Final = {"con": "com", "cmo": "com", "ocm": "com", "nk": "nl", "ml": "nl", "nll": "nl", "ln": "nl"}


@dataclass(frozen=True)
class Address:
    """An address in the one form it is kept in. `problem` says why it is none; `hint` what may be wrong with it."""

    text: str
    problem: str = ""
    hint: str = ""


def read_address(typed: str) -> Address:
    """Return the address that stands in a cell: in lower case, out of its wrapping ("Ada <ada@…>", "mailto:")."""
    text = cleaned(typed)
    wrapped = _WRAPPED.fullmatch(text)
    text = (wrapped[1] if wrapped else text).strip(" ;,.'\"")
    text = text.removeprefix("mailto:").removeprefix("MAILTO:").strip()
    if not text:
        return Address("", _("Hier staat geen e-mailadres. Vul het in."))
    plain = unicodedata.normalize("NFKC", text).lower()
    problem = _strange_letter(plain) or _shape(plain)
    if problem:
        return Address(text[:MOST_SIGNS], problem)
    unseen = has_unseen(typed) and _("In dit adres stond een teken dat je niet ziet. Dat hebben we weggehaald.")
    return Address(plain, hint=unseen or _slip(plain))


def _strange_letter(text: str) -> str:
    """Return why a letter cannot stand in an address, or nothing. One that looks like ours is named by its kind."""
    for sign in text:
        if sign.isascii():
            continue
        like = sign.translate(_LOOKS_LIKE)
        if like.isascii():
            return _(
                "De letter “%(sign)s” in dit adres lijkt op een “%(like)s”, maar is een letter uit een ander alfabet "
                "(%(kind)s). Typ het adres over."
            ) % {"sign": sign, "like": like, "kind": unicodedata.name(sign, "?").split(" ")[0].capitalize()}
        return _("In een e-mailadres kan “%(sign)s” niet staan. Kijk het adres na.") % {"sign": sign}
    return ""


def _shape(text: str) -> str:
    if "@" not in text:
        return _("Dit is geen e-mailadres: er staat geen @ in. Kijk het na.")
    if text.count("@") > 1 or re.search(r"[\s;,]", text):
        return _("Hier staat meer dan één adres, of een spatie of komma te veel. Laat één adres staan.")
    try:
        _valid(text)
    except ValidationError:
        return _("Dit is geen e-mailadres. Kijk na of er iets ontbreekt.")
    if len(text) > MOST_SIGNS:
        return _("Dit adres is te lang. Kijk het na.")
    return ""


def _slip(address: str) -> str:
    """Return the hint that this domain is nearly a well-known one; it may be right all the same."""
    domain = address.rpartition("@")[2]
    stem, _dot, end = domain.rpartition(".")
    meant = f"{stem}.{_ENDS[end]}" if end in _ENDS else next((one for one in _COMMON if _one_slip(domain, one)), "")
    if not meant or domain in _COMMON:
        return ""
    return _("Bedoel je %(meant)s? Er staat %(domain)s.") % {"meant": meant, "domain": domain}


def _one_slip(typed: str, meant: str) -> bool:
    """Say whether one sign was added, left out, changed, or two changed places."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    if start is None:
        return True
    one, other = typed[start:], meant[start:]
    swapped = one[1:2] + one[0:1] + one[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or (len(one) > 1 and swapped == other)


def skeleton(address: str) -> str:
    """Return what two addresses share that look the same on paper: rn and m, 0 and o, 1, l and i."""
    text = unicodedata.normalize("NFKC", address).lower().translate(_LOOKS_LIKE)
    for drawn, like in _DRAWN_ALIKE:
        text = text.replace(drawn, like)
    return text
