"""Figures as people in a Dutch office write them: 2.400 and 2,8, 31-12-2026, 9.30 uur, 1 uur en 28 minuten.

Readers raise ValueError with a sentence that starts in the middle, so that the name of a field can stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.exercises.reckoning import rounded

MINUS = "\u2212"
NO_BREAK = "\u00a0"
MOST_DIGITS, MOST_DECIMALS = 15, 6
MOST_DECIMALS_TO_COMPARE = 10
"""More than a worksheet computes with: a margin in a question file may be that small."""
FIRST_YEAR, LAST_YEAR = 1900, 2199

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_IN_THREES = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?")
_POINT = re.compile(r"[0-9]+\.[0-9]+")
_AROUND = "€% \u00a0\u202f"
_UNSURE = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")


def read_number(text: str, *, whole: bool = False) -> Decimal:
    """Return a number as it was typed. Refuses what could be read in two ways.

    For a worksheet, which asks: in its sums a 2.400 that was meant as 2,4 would spoil all that follows, unseen.
    """
    sign, typed = _without_signs(text)
    _refuse_unsure(typed, whole=whole)
    digits = _digits(typed)
    if digits is None:
        raise ValueError(_("“%(text)s” is geen getal. Schrijf bijvoorbeeld 2400 of 2,8.") % {"text": shortened(text)})
    if whole and digits[1]:
        raise ValueError(_("%(text)s is geen heel getal. Rond het af.") % {"text": shortened(text)})
    if not _fits(digits, MOST_DECIMALS):
        raise ValueError(_("Dit getal is te lang. Rond het af, of kijk of er te veel cijfers staan."))
    return _exact(sign, digits)


def number_as_meant(text: str) -> Decimal | None:
    """Return the number in this text as it is mostly meant, or None: "2.400" is 2400, "2.4" and "2,4" are the same.

    For an answer that is only compared, as in a quiz, and for a field with a low limit: nobody is asked about a point.
    """
    sign, typed = _without_signs(text.strip(_AROUND).removeprefix("+"))
    digits = _digits(f"0{typed}" if typed.startswith((".", ",")) else typed)
    return _exact(sign, digits) if digits and _fits(digits, MOST_DECIMALS_TO_COMPARE) else None


def _without_signs(text: str) -> tuple[str, str]:
    """Return "-" or nothing, and the number without it, without € and % and with plain spaces."""
    typed = _SPACES.sub(" ", text).strip().replace(MINUS, "-")
    sign = "-" if typed.startswith("-") else ""
    return sign, typed.removeprefix("-").removeprefix("€").removesuffix("%").strip()


def _digits(typed: str) -> tuple[str, str] | None:
    """Return what stands before and after the comma of a number without signs; None for another text.

    A point before exactly three digits stands between thousands, any other before decimals.
    """
    if _IN_THREES.fullmatch(typed):
        typed = typed.replace(".", "").replace(" ", "")
    elif _POINT.fullmatch(typed):
        typed = typed.replace(".", ",")
    elif not _PLAIN.fullmatch(typed):
        return None
    before, _comma, after = typed.partition(",")
    return before, after


def _fits(digits: tuple[str, str], most_decimals: int) -> bool:
    return len(digits[0]) <= MOST_DIGITS and len(digits[1]) <= most_decimals


def _exact(sign: str, digits: tuple[str, str]) -> Decimal:
    before, after = digits
    return Decimal(f"{sign}{before}.{after}" if after else f"{sign}{before}") + 0  # no minus before zero


def _refuse_unsure(typed: str, *, whole: bool) -> None:
    """Raise for 2.400 where decimals may stand, and for 2,400 where they may not: it depends on who typed it."""
    match = _UNSURE.fullmatch(typed)
    if match and ("," if whole else ".") in typed:
        raise ValueError(
            _("%(text)s kan %(thousands)s zijn of %(decimals)s. Schrijf het zonder punt, met een komma voor decimalen.")
            % {"text": typed, "thousands": match[1] + match[2], "decimals": f"{match[1]},{match[2].rstrip('0') or 0}"}
        )


def read_date(text: str) -> date:
    """Return a day as 31-12-2026, 31/12/2026 or (from a browser) 2026-12-31."""
    typed = text.strip()
    dutch = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", typed)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    try:
        if dutch:
            day = date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
        elif iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            raise ValueError
    except ValueError as error:
        sentence = _("“%(text)s” is geen datum. Schrijf dag, maand en jaar: 31-12-2026.")
        raise ValueError(sentence % {"text": shortened(text)}) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_("Kijk het jaar na: hier staat %(year)s.") % {"year": day.year})
    return day


def read_time(text: str) -> time:
    """Return a time as 9.30, 9:30 or 09:30."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?(?: uur)?", text.strip())
    if not match:
        raise ValueError(_("“%(text)s” is geen tijd. Schrijf uren en minuten: 9.30.") % {"text": shortened(text)})
    return time(int(match[1]), int(match[2]))


def minutes_after_midnight(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def shortened(text: str) -> str:
    """Return what was typed, short enough to say back."""
    return str(Truncator(_SPACES.sub(" ", text).strip()).chars(40))


# --- Writing -------------------------------------------------------------------------------------------------------


def with_decimals(number: Decimal, decimals: int) -> str:
    """Return "2.400" or "2,80": points between thousands, and that many decimals."""
    exact = rounded(number, decimals) + 0  # no minus before zero
    whole, _point, rest = f"{abs(exact):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{MINUS if exact < 0 else ''}{grouped}{',' + rest if rest else ''}"


def as_written(number: Decimal) -> str:
    """Return the number with the zeros it came with: "4,0"."""
    return f"{number:f}".replace(".", ",")


def as_typed(number: Decimal) -> str:
    """Return the number with as many decimals as it has and no points: "2400", "2,8", "-5"."""
    return plain_digits(number).replace(".", ",")


def plain_digits(number: Decimal) -> str:
    """Return the number as JSON and spreadsheets of any language hold it: "2400", "2.8"."""
    text = f"{number or abs(number):f}"  # no minus before zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration_words() -> dict[str, str]:
    """Return the words of a duration, for this module and for the browser."""
    return {
        "minute": ngettext("%(count)s minuut", "%(count)s minuten", 1),
        "minutes": ngettext("%(count)s minuut", "%(count)s minuten", 2),
        "hour": ngettext("%(count)s uur", "%(count)s uur", 1),
        "hours": ngettext("%(count)s uur", "%(count)s uur", 2),
        "both": _("%(hours)s en %(minutes)s"),
    }


def as_duration(minutes: Decimal, words: Mapping[str, str]) -> str:
    """Return minutes as "1 uur en 28 minuten", rounded half up to whole minutes."""
    total = int(rounded(minutes, 0))
    hours, rest = divmod(abs(total), 60)
    parts = {
        "hours": words["hour" if hours == 1 else "hours"] % {"count": with_decimals(Decimal(hours), 0)},
        "minutes": words["minute" if rest == 1 else "minutes"] % {"count": rest},
    }
    sign = MINUS if total < 0 else ""
    if not hours:
        return sign + parts["minutes"]
    return sign + (words["both"] % parts if rest else parts["hours"])


def clock(minutes: int) -> str:
    """Return minutes after midnight as a cell, a browser and a course folder hold a time: "09:30"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def dutch_day(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"
