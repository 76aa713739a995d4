"""Which columns the exports of platforms have: the lists of platforms.toml, and how a file is recognised by them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

MEASURES = ("followers", "reach", "views", "interactions", "clicks", "visits", "subscribers", "opens", "posts")
"""What a column may count: every `from` of a worksheet but its channel."""
LAST_ONES = ("followers", "subscribers")
"""Measures of which the last value counts: thirty days of followers added up mean nothing."""
PARTS = "interaction_parts"
LANGUAGES = ("en", "nl")
TOTALS = frozenset("total|totals|totaal|totalen|grand total|eindtotaal|subtotal|subtotaal".split("|"))
OTHER = "other"

REMARKS: Mapping[str, Promise] = {
    "linkedin_followers": gettext_lazy(
        "In dit bestand staan alleen de nieuwe volgers van elke dag. Hoeveel volgers je hebt, zie je op je pagina."
    ),
    "youtube_videos": gettext_lazy(
        "De kolom met abonnees telt wie erbij kwam. Hoeveel abonnees je hebt, zie je in YouTube Studio."
    ),
    "youtube_days": gettext_lazy(
        "De kolom met abonnees telt wie erbij kwam. Hoeveel abonnees je hebt, zie je in YouTube Studio."
    ),
}
"""What somebody must know of the figures of one platform."""

_ADDRESSES = frozenset(
    "email|e mail|email address|e mail address|mail|mailadres|e mailadres|emailadres|e mail adres|account address"
    "|accountadres".split("|")
)
_NO_COUNTS = re.compile(
    r"%|percentage|ratio\b|frequentie|\b(?:rate|ctr|cpm|average|avg|gemiddeld\w*|id|aandeel|share of)\b"
)
_DUTCH = frozenset("van het de aantal en op per met gemiddelde duur titel naam bericht beschrijving datum".split())
_ENGLISH = frozenset("of the and on per with average duration title name post description date number total".split())


def folded(header: str) -> str:
    """Return a header as it is compared: small letters, single spaces, no hyphens, underscores or marks around it."""
    words = re.sub(r"[\s_\u00a0\u2010\u2011-]+", " ", header.casefold())
    return words.strip("\ufeff\"' .:")


def fingerprint(headers: Iterable[str]) -> str:
    """Return what tells one kind of file from another: 64 characters made of its headers."""
    return hashlib.sha256("\n".join(map(folded, headers)).encode()).hexdigest()


def holds_addresses(header: str) -> bool:
    """Say whether people are listed under this header."""
    return folded(header) in _ADDRESSES


def counts_something(header: str) -> bool:
    """Say whether figures under this header may be added up: no shares, averages or numbers of a post."""
    return not _NO_COUNTS.search(folded(header))


@dataclass(frozen=True)
class Platform:
    """One kind of export. `roles` gives header names by language and role, the best first."""

    key: str
    name: str
    channel: tuple[str, ...]
    rows: str
    checked_on: date
    needs: tuple[str, ...]
    roles: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def remark(self) -> str:
        return str(REMARKS.get(self.key, ""))

    def names(self, role: str) -> Iterator[str]:
        """Yield the header names of a role in both languages."""
        for language in LANGUAGES:
            yield from self.roles[language].get(role, ())

    def place(self, role: str, headers: list[str]) -> int | None:
        """Return where the best column of that role stands among these folded headers."""
        return next((headers.index(name) for name in self.names(role) if name in headers), None)

    def fits(self, headers: list[str]) -> bool:
        return all(self.place(role, headers) is not None for role in self.needs)

    @property
    def all_names(self) -> set[str]:
        return {name for roles in self.roles.values() for names in roles.values() for name in names}

    def columns(self, headers: list[str]) -> dict[int, str]:
        """Return which columns hold which measure. Parts of the interactions count where no column has them whole."""
        found: dict[int, str] = {}
        for measure in MEASURES:
            place = self.place(measure, headers)
            if place is not None:
                found.setdefault(place, measure)
        if "interactions" not in found.values():
            parts = set(self.names(PARTS))
            found |= {place: "interactions" for place, header in enumerate(headers) if header in parts}
        return found


def _platforms() -> dict[str, Platform]:
    written = tomllib.loads((Path(__file__).parent / "platforms.toml").read_text(encoding="utf-8"))
    return {
        key: Platform(
            key=key,
            name=row["name"],
            channel=tuple(row["channel"]),
            rows=row["rows"],
            checked_on=row["checked_on"],
            needs=tuple(row["needs"]),
            roles={
                language: {role: tuple(map(folded, names)) for role, names in row[language].items()}
                for language in LANGUAGES
            },
        )
        for key, row in written.items()
    }


PLATFORMS = _platforms()


def recognised(headers: Iterable[str]) -> list[Platform]:
    """Return the platforms that this file may come from: one for each channel, the best first; else [other]."""
    known = list(map(folded, headers))
    fitting = [platform for key, platform in PLATFORMS.items() if key != OTHER and platform.fits(known)]
    fitting.sort(key=lambda platform: len(platform.all_names & set(known)), reverse=True)
    by_channel: dict[tuple[str, ...], Platform] = {}
    for platform in fitting:
        by_channel.setdefault(platform.channel, platform)
    return list(by_channel.values()) or [PLATFORMS[OTHER]]


def language_of(headers: Iterable[str]) -> str:
    """Return "nl" or "en" by the words of the headers; empty when they say too little."""
    known = list(map(folded, headers))
    words = {word for header in known for word in header.split(" ")}
    score = {
        language: sum(header in _NAMES[language] for header in known) + len(words & small) / 10
        for language, small in (("en", _ENGLISH), ("nl", _DUTCH))
    }
    if score["en"] == score["nl"]:
        return ""
    return max(score, key=lambda language: score[language])


_ALL = {
    language: {name for platform in PLATFORMS.values() for names in platform.roles[language].values() for name in names}
    for language in LANGUAGES
}
_NAMES = {language: frozenset(_ALL[language] - _ALL["nl" if language == "en" else "en"]) for language in LANGUAGES}
