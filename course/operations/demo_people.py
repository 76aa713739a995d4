"""The invented people and places of the demo. Nobody here exists; `.example` addresses can never receive mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class SignIn:
    """Somebody the reader of the README can sign in as; the code comes on /demo/mail/."""

    role: str
    name: str
    email: str


SIGN_INS: Final = (
    SignIn("deelnemer", "Noor Haddou", "noor@waterrijk.example"),
    SignIn("collega", "Karim Ouali", "karim@waterrijk.example"),
    SignIn("trainer", "Sanne de Vries", "sanne@hetverband.example"),
    SignIn("leidinggevende", "Els Brouwer", "els@waterrijk.example"),
    SignIn("landelijk coördinator", "Joke van der Zee", "joke@landelijk.example"),
)
NOOR, KARIM, SANNE, ELS, JOKE = SIGN_INS

ORGANISATION: Final = ("Het Verband", "het-verband", "NL-UT")

LIBRARIES: Final = (
    ("Bibliotheek Waterrijk", "waterrijk", ("Centrum", "De Brug", "Oosterveld")),
    ("Bibliotheek Veldzicht", "veldzicht", ("Hoofdvestiging",)),
)

COLLEAGUES: Final = {
    "waterrijk": (
        "Tijmen Bos",
        "Fatma Aksoy",
        "Ria van Dijk",
        "Jasper 't Hart",
        "Marieke de Groot",
        "Şahin Yıldız",
        "Bep Zwart",
        "Loes van den Akker",
        "Nguyễn Thu Hà",
        "Wim Postma",
        "Gerda Hofstra",
        "Imane Belkadi",
    ),
    "veldzicht": (
        "Nadia Koster",
        "Petr Ďurič",
        "Annemiek van Loon",
        "Youssef el Amrani",
        "Hanneke ter Braak",
        "Sjoerd Wiersma",
        "Carla Mulder",
        "Dewi Santoso",
        "Henk Vos",
        "Lieke Vermeer",
    ),
}
"""Participants besides Noor and Karim, by the slug of their library."""


@dataclass(frozen=True)
class Walker:
    """How somebody takes part: which part of the open dingen she does, and who may read what she writes.

    `part` is a share and not a number, so that it holds for a course of any length; of that part she does the dingen
    in `only`, when it names any. Who is stuck began the ding after those, and did not finish it. `skill` is how often
    she chooses well and `logs` how often she writes in her logbook, both from 0 to 1. Who is `early` does a ding as
    soon as it opens, and may be the first by days.
    """

    name: str
    part: float
    way: str = "all"
    visibility: str = "group"
    has_left: bool = False
    is_paused: bool = False
    is_stuck: bool = False
    is_early: bool = False
    skill: float = 0.75
    logs: float = 0.15
    only: frozenset[int] = frozenset()

    def takes(self, number: int) -> bool:
        return not self.only or number in self.only


SPRING: Final = (
    Walker("Nadia Koster", 1, is_early=True, skill=0.95),
    Walker("Petr Ďurič", 1, skill=0.7),
    Walker("Annemiek van Loon", 1, skill=0.85),
    Walker("Hanneke ter Braak", 1, visibility="trainer", skill=0.6),
    Walker("Gerda Hofstra", 1, skill=0.5),
    Walker("Imane Belkadi", 1, skill=0.9),
    Walker("Henk Vos", 1, skill=0.45),
    Walker("Lieke Vermeer", 1, skill=0.8),
    Walker("Youssef el Amrani", 18 / 23, visibility="me", skill=0.65),
    Walker("Carla Mulder", 8 / 23, has_left=True, skill=0.55),
    Walker("Bep Zwart", 0, way="read"),
    Walker("Wim Postma", 1 / 23, is_paused=True, skill=0.5),
)
"""The cohort that began half a year ago. Youssef may do every ding now, and still has five to go."""

NOOR_DID: Final = frozenset({1, 2, 3, 4, 5, 7, 9, 10})
"""What the reader of the demo finds done. One of every kind is left for her, and open."""

AUTUMN: Final = (
    Walker(NOOR.name, 1, only=NOOR_DID, skill=0.85, logs=0.8),
    Walker(KARIM.name, 1, is_early=True, skill=0.9, logs=0.3),
    Walker("Tijmen Bos", 1, skill=0.8, logs=0.4),
    Walker("Dewi Santoso", 1, visibility="everyone", skill=0.7),
    Walker("Fatma Aksoy", 14 / 18, skill=0.6),
    Walker("Ria van Dijk", 16 / 18, way="choose", only=frozenset({1, 2, 3, 5, 7, 9, 11, 12, 14}), skill=0.75),
    Walker("Marieke de Groot", 10 / 18, is_stuck=True, skill=0.5),
    Walker("Jasper 't Hart", 8 / 18, is_stuck=True, skill=0.35),
    Walker("Sjoerd Wiersma", 6 / 18, visibility="trainer", is_stuck=True, skill=0.4),
    Walker("Nguyễn Thu Hà", 1 / 18),
    Walker("Loes van den Akker", 1 / 18),
    Walker("Şahin Yıldız", 0),
)
"""The cohort that is now in its twelfth week."""

FIRST_POST_OF: Final = {
    "Nadia Koster": 0,
    "Fatma Aksoy": 1,
    "Sjoerd Wiersma": 2,
    "Youssef el Amrani": 12,
    "Marieke de Groot": 4,
    "Hanneke ter Braak": 5,
    "Gerda Hofstra": 6,
    "Imane Belkadi": 7,
    "Annemiek van Loon": 8,
    "Lieke Vermeer": 9,
    "Petr Ďurič": 10,
    "Ria van Dijk": 11,
    KARIM.name: 3,
    "Jasper 't Hart": 13,
    "Henk Vos": 14,
    "Tijmen Bos": 15,
    "Dewi Santoso": 16,
    "Carla Mulder": 17,
    NOOR.name: 18,
}
"""Which text of demo_texts.FIRST_POSTS, continued by demo_texts.posts(2), is whose."""

LAST_POST_OF: Final = {
    "Nadia Koster": 0,
    "Annemiek van Loon": 1,
    "Hanneke ter Braak": 2,
    "Gerda Hofstra": 3,
    "Imane Belkadi": 4,
    "Petr Ďurič": 5,
    "Henk Vos": 6,
    "Lieke Vermeer": 7,
}
"""Which plan of demo_texts.posts(23) is whose: each looks back on her own first post."""

FREE_WRITERS: Final = (
    (KARIM.name, 0),
    ("Tijmen Bos", 5),
    ("Jasper 't Hart", 2),
    ("Fatma Aksoy", 1),
    ("Dewi Santoso", 4),
)
"""Who wrote which text of demo_texts.FREE_POSTS, the newest first; Karim did so a few hours ago."""

SCREEN_NAMED: Final = ("Ria van Dijk", "Hanneke ter Braak", "Marieke de Groot", "Loes van den Akker")
"""Who is known to other participants by a name of demo_texts.SCREEN_NAMES."""
