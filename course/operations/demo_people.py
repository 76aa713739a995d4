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
