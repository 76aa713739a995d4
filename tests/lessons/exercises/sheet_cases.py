"""Worksheets of the syllabus with what was typed in them and what must come out: the one table for server and browser.

The worksheets are written as in a course folder. `expected` holds, for each row and for the whole, outcomes by key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lessons.importers.dialects import lesson_dialect
from lessons.importers.directives import Directive, Line, split_body
from lessons.importers.parsed import Place
from lessons.models import BoundExercise
from tests.lessons.exercises.samples import placed

NBSP = "\u00a0"
MINUS = "\u2212"

CHANNEL_SCAN = """\
::: worksheet kanaalscan
title: Kanaalscan
rows: 3 to 12
row_name: kanaal
chart: bar volgers by kanaal
reads: posts

- kanaal. Kanaal {choice}
  options: facebook=Facebook | instagram=Instagram | x=X
  from: channel
- doelgroep. Belangrijkste doelgroep {text max=80}
- volgers. Volgers of abonnees {whole min=0}
  from: followers
- berichten_30d. Berichten in 30 dagen {whole min=0}
- interacties_30d. Interacties in 30 dagen {whole min=0}
- vragen_30d. Vragen in 30 dagen {whole min=0}
- beantwoord_30d. Daarvan beantwoord {whole min=0 at_most=vragen_30d}
- besluit. Besluit {choice}
  options: doorgaan=Doorgaan | anders=Anders | stoppen=Stoppen

= per_week. Berichten per week
  formula: berichten_30d / 30 * 7
  format: decimal 1
= per_bericht. Interacties per bericht
  formula: interacties_30d / berichten_30d
  format: decimal 1
  otherwise: geen berichten
= antwoord. Antwoordpercentage
  formula: beantwoord_30d / vragen_30d * 100
  format: percent 0
  otherwise: geen vragen

+ conclusie. Je conclusie in één zin {text optional}

== samen. Volgers samen
  formula: SOM(volgers)
  format: whole
:::"""

LISTENING_LOG = """\
::: worksheet luisterlog
title: Luisterlog
rows: 8 to 40
row_name: bericht
rows_unless: tien_dagen
distinct: datum 5

- datum. Datum {date}
- kanaal. Kanaal {choice}
  options: facebook=Facebook | reviews=Google-reviews
- soort. Soort {choice}
  options: vraag=Vraag | klacht=Klacht | compliment=Compliment | idee=Idee | geruis=Geruis
- onderwerp. Onderwerp {text no_contact max=60}
- antwoord_nodig. Antwoord nodig? {yes_no}
- beantwoord. Beantwoord? {yes_no when=antwoord_nodig}
- reactietijd_min. Reactietijd in minuten {whole min=0 when=beantwoord}

+ conclusie_1. Conclusie 1 {text}
+ conclusie_2. Conclusie 2 {text}
+ conclusie_3. Conclusie 3 {text}
+ tien_dagen. Tien dagen geluisterd, en minder berichten {yes_no optional}

== vragen. Vragen
  formula: AANTAL_ALS(soort = "vraag")
  format: whole
== nodig. Antwoord nodig
  formula: AANTAL_ALS(antwoord_nodig)
  format: whole
== beantwoord_deel. Beantwoord
  formula: AANTAL_ALS(beantwoord) / nodig * 100
  format: percent 0
  otherwise: niets te beantwoorden
== mediaan. Middelste reactietijd
  formula: MEDIAAN(reactietijd_min)
  format: duration
  otherwise: nog geen antwoorden
== gemiddelde. Gemiddelde reactietijd in minuten
  formula: GEMIDDELDE(reactietijd_min)
  format: whole
  otherwise: nog geen antwoorden
== top. Vaakst genoemd
  formula: TOP(onderwerp; 3)
  format: text
  otherwise: nog niets
== soorten. Soorten
  formula: TOP(soort; 5)
  format: text
== dagen. Dagen
  formula: UNIEK(datum)
  format: whole
:::"""

GOAL_CARD = """\
::: worksheet doelkaart
title: Doelkaart en nulmeting
rows: 2 to 3
row_name: indicator

- indicator. Indicator {text}
- nul. Nulwaarde {decimal min=0}
- streef. Streefwaarde {decimal min=0}
- bron. Bron {choice}
  options: kanaal=Kanaalstatistiek | balie=Telling balie

= groei. Gewenste groei
  formula: (streef - nul) / nul * 100
  format: percent 0
  otherwise: n.v.t., gebruik het aantal
  warn: streef < nul | De streefwaarde is lager dan de nulwaarde.
= erbij. Erbij
  formula: streef - nul
  format: whole
= per_week. Nodig per week
  formula: (streef - nul) / weken
  format: decimal 2

+ doel. Doel in één zin {text max=200}
+ begin. Start {date}
+ eind. Eind {date after=begin}
+ context. Wat speelde er nog meer? {text optional}

== weken. Weken
  formula: (eind - begin) / 7
  format: decimal 0
:::"""

RADIO = """\
::: worksheet radio
title: Programmeren als een radiozender
rows: 1

- uren. Uren per dag {whole}
- dagen. Dagen per week {whole}
- weken. Weken {whole}

= per_week. Uren per week
  formula: uren * dagen
  format: whole
= samen. Uren in totaal
  formula: per_week * weken
  format: whole
:::"""

COVER = """\
::: worksheet dekking
title: Rooster en dekking
rows: 5 to 20
row_name: blok

- blok. Blok {text}
- duur_min. Duur in minuten {whole min=1}
- voorbereiding_min. Extra tijd voorbereiden {whole min=0}
- persoon. Persoon {choice}
  options: noor=Noor | tijmen=Tijmen
- reserve. Reserve {choice not=persoon}
  options: noor=Noor | tijmen=Tijmen

= tijd. Minuten samen
  formula: duur_min + voorbereiding_min
  format: whole

+ uren_beschikbaar. Uren beschikbaar {decimal min=0}

== uren. Uren per week
  formula: SOM(tijd) / 60
  format: decimal 1
== noor. Uren van Noor
  formula: SOM_ALS(persoon = "noor"; tijd) / 60
  format: decimal 1
== tijmen. Uren van Tijmen
  formula: SOM_ALS(persoon = "tijmen"; tijd) / 60
  format: decimal 1
== dekking. Dekking
  formula: uren_beschikbaar / uren * 100
  format: percent 0
  otherwise: nog geen blokken
  colours: 80 50
== bij_uitval. Dekking bij uitval
  formula: (uren_beschikbaar - MAX(noor; tijmen)) / uren * 100
  format: percent 0
  otherwise: nog geen blokken
  colours: 80 50
:::"""

REACH = """\
::: worksheet bereik
title: Rekenen met bereik
rows: 1

- bereik. Bereik {whole}
- volgers. Volgers {whole}
- weergaven. Weergaven {whole}
- likes. Likes {whole}
- reacties. Reacties {whole}
- gedeeld. Gedeeld {whole}
- klikken. Klikken {whole}

= interacties. Interacties
  formula: likes + reacties + gedeeld
  format: whole
= op_bereik. Interactiepercentage op bereik
  formula: interacties / bereik * 100
  format: percent 1
= op_volgers. Interactiepercentage op volgers
  formula: interacties / volgers * 100
  format: percent 1
= klikpercentage. Klikpercentage
  formula: klikken / weergaven * 100
  format: percent 1
:::"""

POSTS = """\
::: worksheet berichten
title: Berichten vergelijken
rows: 1 to 20
row_name: bericht
chart: line bereik by moment

- moment. Moment {time}
- bereik. Bereik {whole}
- deel. Deel {percentage optional}

= rang. Deel van het hoogste
  formula: bereik / hoogste * 100
  format: percent 0
= goed. Goed?
  formula: EN(bereik >= 100; NIET(OF(deel > 50; bereik = 0)))
  format: text
= oordeel. Oordeel
  formula: ALS(bereik >= midden; "boven het midden"; "eronder")
  format: text

== hoogste. Hoogste bereik
  formula: MAX(bereik)
  format: whole
== laagste. Laagste bereik
  formula: MIN(bereik)
  format: whole
== midden. Gemiddelde
  formula: AFRONDEN(GEMIDDELDE(bereik); 1)
  format: text
  needs: 3
== verschil. Grootste verschil
  formula: ABS(laagste - hoogste)
  format: whole
== gemeten. Berichten
  formula: AANTAL() - AANTAL(deel)
  format: whole
== vroegst. Minuten na middernacht
  formula: MIN(moment)
  format: duration
:::"""


def worksheet(text: str) -> BoundExercise:
    """Return the worksheet that stands in this piece of a course folder, as a page would give it."""
    where = Place(folder=Path(), file="")
    (directive,) = split_body([Line(number, line) for number, line in enumerate(text.split("\n"), start=1)], where)
    assert isinstance(directive, Directive)
    piece = lesson_dialect().read(directive, where)
    assert piece is not None
    raw = lesson_dialect().raw(piece, "test", where)
    assert where.faults == []
    return placed({"type": "worksheet", "value": raw})


Typed = dict[str, str]


@dataclass(frozen=True)
class Case:
    """What was typed in a worksheet, and the outcomes that must be shown. A blank row has None."""

    name: str
    worksheet: str
    rows: list[Typed]
    expected: list[Typed | None]
    below: Typed = field(default_factory=dict)
    once: Typed = field(default_factory=dict)


def channel(name: str, *figures: str) -> Typed:
    keys = ("volgers", "berichten_30d", "interacties_30d", "vragen_30d", "beantwoord_30d")
    return {"kanaal": name, "doelgroep": "ouders", "besluit": "doorgaan"} | dict(zip(keys, figures, strict=True))


def scanned(*texts: str) -> Typed:
    return dict(zip(("per_week", "per_bericht", "antwoord"), texts, strict=True))


FACEBOOK = channel("facebook", "2.400", "12", "180", "10", "6")
INSTAGRAM = channel("instagram", "1150", "20", "540", "8", "8")
SILENT_X = channel("x", "900", "0", "0", "0", "0")


def message(place: int, minutes: str = "", needed: bool = True) -> Typed:
    row = {
        "datum": f"{1 + place % 6}-10-2026",
        "kanaal": "facebook",
        "soort": "vraag" if needed else "compliment",
        "onderwerp": ["E-books", "boetes", "e-books "][place % 3],
        "antwoord_nodig": "yes" if needed else "no",
    }
    if needed:
        row["beantwoord"] = "yes" if minutes else "no"
    return row | ({"reactietijd_min": minutes} if minutes else {})


HEARD = [
    *(message(place, minutes) for place, minutes in enumerate(["15", "40", "55", "120", "300", "1.440"])),
    *(message(place) for place in range(6, 9)),
    *(message(place, needed=False) for place in range(9, 14)),
]

GOALS = [
    {"indicator": "Aanmeldingen", "nul": "6", "streef": "12", "bron": "balie"},
    {"indicator": "Nieuwe volgers", "nul": "0", "streef": "5", "bron": "kanaal"},
    {"indicator": "Klachten", "nul": "8", "streef": "6", "bron": "balie"},
]
QUARTER = {"doel": "Van 6 naar 12.", "begin": "2026-10-01", "eind": "31-12-2026"}


def blocks(of_noor: int) -> list[Typed]:
    rows = []
    for place in range(5):
        one, other = ("noor", "tijmen") if place < of_noor else ("tijmen", "noor")
        rows.append(
            {"blok": f"Blok {place}", "duur_min": "60", "voorbereiding_min": "60", "persoon": one, "reserve": other}
        )
    return rows


SPENT = [{"tijd": "120"}] * 5

CASES = [
    Case(
        "ding 4",
        CHANNEL_SCAN,
        [FACEBOOK, INSTAGRAM, SILENT_X],
        [
            scanned("2,8", "15,0", f"60{NBSP}%"),
            scanned("4,7", "27,0", f"100{NBSP}%"),
            scanned("0,0", "geen berichten", "geen vragen"),
        ],
        once={"samen": "4.450"},
    ),
    Case(
        "ding 4, half filled in",
        CHANNEL_SCAN,
        [{}, {"kanaal": "x", "berichten_30d": "veel"}, {"vragen_30d": "0", "beantwoord_30d": "0"}],
        [None, scanned("–", "–", "–"), scanned("–", "–", "geen vragen")],
        once={"samen": "0"},
    ),
    Case(
        "ding 10",
        LISTENING_LOG,
        HEARD,
        [{}] * 14,
        once={
            "vragen": "9",
            "nodig": "9",
            "beantwoord_deel": f"67{NBSP}%",
            "mediaan": "1 uur en 28 minuten",
            "gemiddelde": "328",
            "top": "E-books (9), boetes (5)",
            "soorten": "Vraag (9), Compliment (5)",
            "dagen": "6",
        },
    ),
    Case(
        "ding 10, nothing to answer",
        LISTENING_LOG,
        [message(0, needed=False), message(1, needed=False) | {"beantwoord": "yes", "reactietijd_min": "5"}],
        [{}, {}],
        once={
            "vragen": "0",
            "nodig": "0",
            "beantwoord_deel": "niets te beantwoorden",
            "mediaan": "nog geen antwoorden",
            "gemiddelde": "nog geen antwoorden",
            "top": "E-books (1), boetes (1)",
            "soorten": "Compliment (2)",
            "dagen": "2",
        },
    ),
    Case(
        "ding 10, nothing at all",
        LISTENING_LOG,
        [],
        [],
        once={
            "vragen": "0",
            "nodig": "0",
            "beantwoord_deel": "niets te beantwoorden",
            "mediaan": "nog geen antwoorden",
            "gemiddelde": "nog geen antwoorden",
            "top": "nog niets",
            "soorten": "nog te weinig bekend",
            "dagen": "0",
        },
    ),
    Case(
        "ding 19",
        GOAL_CARD,
        GOALS,
        [
            {"groei": f"100{NBSP}%", "erbij": "6", "per_week": "0,46"},
            {"groei": "n.v.t., gebruik het aantal", "erbij": "5", "per_week": "0,38"},
            {
                "groei": f"{MINUS}25{NBSP}%! De streefwaarde is lager dan de nulwaarde.",
                "erbij": f"{MINUS}2",
                "per_week": f"{MINUS}0,15",
            },
        ],
        below=QUARTER,
        once={"weken": "13"},
    ),
    Case(
        "ding 17, the radio of 2013",
        RADIO,
        [{"uren": "16", "dagen": "7", "weken": "24"}],
        [{"per_week": "112", "samen": "2.688"}],
    ),
    Case(
        "ding 17, four and one",
        COVER,
        blocks(4),
        SPENT,
        below={"uren_beschikbaar": "10"},
        once={
            "uren": "10,0",
            "noor": "8,0",
            "tijmen": "2,0",
            "dekking": f"100{NBSP}% (groen)",
            "bij_uitval": f"20{NBSP}% (rood)",
        },
    ),
    Case(
        "ding 17, three and two",
        COVER,
        blocks(3),
        SPENT,
        below={"uren_beschikbaar": "12"},
        once={
            "uren": "10,0",
            "noor": "6,0",
            "tijmen": "4,0",
            "dekking": f"120{NBSP}% (groen)",
            "bij_uitval": f"60{NBSP}% (oranje)",
        },
    ),
    Case(
        "ding 17, a colour is that of the figure one sees",
        COVER,
        blocks(5)[:1],
        SPENT[:1],
        below={"uren_beschikbaar": "1,593"},
        once={
            "uren": "2,0",
            "noor": "2,0",
            "tijmen": "0,0",
            "dekking": f"80{NBSP}% (groen)",
            "bij_uitval": f"{MINUS}20{NBSP}% (rood)",
        },
    ),
    Case(
        "ding 20",
        REACH,
        [
            {
                "bereik": "1.250",
                "volgers": "2.500",
                "weergaven": "1.500",
                "likes": "36",
                "reacties": "9",
                "gedeeld": "5",
                "klikken": "45",
            }
        ],
        [
            {
                "interacties": "50",
                "op_bereik": f"4,0{NBSP}%",
                "op_volgers": f"2,0{NBSP}%",
                "klikpercentage": f"3,0{NBSP}%",
            }
        ],
    ),
    Case(
        "division by zero without other words",
        REACH,
        [
            {
                "bereik": "0",
                "volgers": "",
                "weergaven": "1",
                "likes": "999999999999999",
                "reacties": "1",
                "gedeeld": "0",
                "klikken": "3",
            }
        ],
        [
            {
                "interacties": "1.000.000.000.000.000",
                "op_bereik": "delen door nul kan niet",
                "op_volgers": "–",
                "klikpercentage": f"300,0{NBSP}%",
            }
        ],
    ),
    Case(
        "too few posts",
        POSTS,
        [{"moment": "9.30", "bereik": "120", "deel": "12,5"}, {}, {"moment": "08:00", "bereik": "80"}],
        [
            {"rang": f"100{NBSP}%", "goed": "ja", "oordeel": "nog te weinig rijen"},
            None,
            {"rang": f"67{NBSP}%", "goed": "nee", "oordeel": "nog te weinig rijen"},
        ],
        once={
            "hoogste": "120",
            "laagste": "80",
            "midden": "nog 1 rij nodig",
            "verschil": "40",
            "gemeten": "1",
            "vroegst": "8 uur",
        },
    ),
    Case(
        "enough posts",
        POSTS,
        [
            {"moment": "00:01", "bereik": "100", "deel": "60 %"},
            {"bereik": "100", "deel": "1"},
            {"bereik": "101", "deel": "0"},
        ],
        [
            {"rang": f"99{NBSP}%", "goed": "nee", "oordeel": "eronder"},
            {"rang": f"99{NBSP}%", "goed": "ja", "oordeel": "eronder"},
            {"rang": f"100{NBSP}%", "goed": "ja", "oordeel": "boven het midden"},
        ],
        once={
            "hoogste": "101",
            "laagste": "100",
            "midden": "100,3",
            "verschil": "1",
            "gemeten": "0",
            "vroegst": "1 minuut",
        },
    ),
    Case(
        "no posts",
        POSTS,
        [{}],
        [None],
        once={
            "hoogste": "nog te weinig bekend",
            "laagste": "nog te weinig bekend",
            "midden": "nog 3 rijen nodig",
            "verschil": "nog te weinig bekend",
            "gemeten": "0",
            "vroegst": "nog te weinig bekend",
        },
    ),
]

NUMBERS: list[tuple[str, str | None, str | None]] = [
    # typed, as a whole number, as a number with decimals; None is refused
    ("0", "0", "0"),
    ("12", "12", "12"),
    (" 12 ", "12", "12"),
    ("0012", "12", "12"),
    ("2400", "2400", "2400"),
    ("2.400", "2400", None),
    ("2.400.000", "2400000", "2400000"),
    ("2 400", "2400", "2400"),
    ("1\u00a0500", "1500", "1500"),
    ("1\u202f500\u202f000", "1500000", "1500000"),
    ("2,8", None, "2.8"),
    ("2.8", None, "2.8"),
    ("2,80", None, "2.8"),
    ("2.40", None, "2.4"),
    ("0,5", None, "0.5"),
    ("0.5", None, "0.5"),
    ("0.500", None, "0.5"),
    ("1,500", None, "1.5"),
    ("1.500,25", None, "1500.25"),
    ("1 500,25", None, "1500.25"),
    ("12.500", "12500", None),
    ("1234.567", None, "1234.567"),
    ("€ 12", "12", "12"),
    ("€12,50", None, "12.5"),
    ("60 %", "60", "60"),
    ("60%", "60", "60"),
    ("-5", "-5", "-5"),
    ("\u22125", "-5", "-5"),
    ("-0", "0", "0"),
    ("-2.400", "-2400", None),
    ("999999999999999", "999999999999999", "999999999999999"),
    ("1000000000000000", None, None),
    ("0,1234567", None, None),
    ("0,123456", None, "0.123456"),
    ("1.50.0", None, None),
    ("15 00", None, None),
    ("1,234.5", None, None),
    ("1,2,3", None, None),
    ("1.234.56", None, None),
    (".5", None, None),
    ("5,", None, None),
    ("-", None, None),
    ("--5", None, None),
    ("€", None, None),
    ("1e5", None, None),
    ("0x10", None, None),
    ("\u0661", None, None),
    ("veel", None, None),
    ("12 stuks", None, None),
]
