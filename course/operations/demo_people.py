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
    ),
}
"""Participants besides Noor and Karim, by the slug of their library."""


@dataclass(frozen=True)
class Walker:
    """How somebody takes part: which part of the open dingen she does, and who may read what she writes.

    `part` is a share and not a number, so that it holds for a course of any length. Who is stuck began the ding after
    those, and did not pass it.
    """

    name: str
    part: float
    way: str = "all"
    visibility: str = "group"
    has_left: bool = False
    is_stuck: bool = False


SPRING: Final = (
    Walker("Nadia Koster", 1),
    Walker("Petr Ďurič", 1),
    Walker("Annemiek van Loon", 1),
    Walker("Youssef el Amrani", 0.8, visibility="me"),
    Walker("Hanneke ter Braak", 1, visibility="trainer"),
    Walker("Carla Mulder", 0.6, has_left=True),
    Walker("Bep Zwart", 0, way="read"),
    Walker("Wim Postma", 0.2),
)
"""The cohort that began half a year ago. Youssef may do every ding now, and still has one to go."""

AUTUMN: Final = (
    Walker(KARIM.name, 1),
    Walker("Tijmen Bos", 1),
    Walker("Fatma Aksoy", 0.8),
    Walker("Ria van Dijk", 0.8, way="choose"),
    Walker("Jasper 't Hart", 0.6, is_stuck=True),
    Walker("Marieke de Groot", 0.4),
    Walker("Şahin Yıldız", 0),
    Walker("Loes van den Akker", 0.2),
    Walker("Nguyễn Thu Hà", 0.2),
    Walker("Sjoerd Wiersma", 0.6, visibility="trainer", is_stuck=True),
    Walker("Dewi Santoso", 1, visibility="everyone"),
)
"""The cohort that is now in its seventh week. Noor takes part in it as well; what she has done is told apart."""

FIRST_POST_OF: Final = {
    name: place for place, name in enumerate((*COLLEAGUES["veldzicht"], KARIM.name, *COLLEAGUES["waterrijk"][:5]))
}
"""Which text of demo_texts.FIRST_POSTS is whose; who is not in it has not written for ding 2 yet."""

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
