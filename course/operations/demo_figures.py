"""The figures of the demo: worksheets and week programmes of an invented library, plausible and never twice alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from course.operations import demo_texts
from course.operations.demo_world import Demo

Fields = dict[str, list[str]]
Row = Mapping[str, str]


def sheet(rows: list[Row], below: Row | None = None, *, share: bool = False) -> Fields:
    """Return rows of cells, and what stands below them, as a worksheet's form sends them."""
    cells = {f"r{place}-{key}": [cell] for place, row in enumerate(rows) for key, cell in row.items()}
    under = {f"s-{key}": [cell] for key, cell in (below or {}).items()}
    return {**cells, **under, **({"share": ["on"]} if share else {})}


def about(demo: Demo, number: int, spread: float = 0.15) -> int:
    """Return a whole number near this one."""
    return round(number * demo.chance.uniform(1 - spread, 1 + spread))


# --- Ding 4: what the channels do now ------------------------------------------------------------------------------

CHANNELS = (
    ("facebook", "buurtbewoners en ouders", 2400, 12, 180, 10),
    ("instagram", "twintigers en dertigers", 1150, 20, 540, 8),
    ("nieuwsbrief", "leden", 640, 4, 70, 3),
    ("google", "wie ons opzoekt", 0, 2, 6, 9),
    ("youtube", "wie uitleg zoekt", 210, 1, 12, 1),
    ("linkedin", "gemeente en partners", 380, 3, 41, 0),
)
"""Key, for whom, followers, and in thirty days: posts, interactions, questions."""


def channel_scan(demo: Demo, _at: datetime) -> Fields:
    """Fill in three to five channels, of which one is silent."""
    rows: list[Row] = []
    for key, whom, followers, posts, interactions, questions in CHANNELS[: demo.chance.randint(2, 4)]:
        asked = about(demo, questions, 0.3)
        answered = round(asked * demo.chance.choice([0.5, 0.6, 0.8, 1]))
        decision = "doorgaan" if answered == asked else "anders"
        figures = (about(demo, followers, 0.04), about(demo, posts), about(demo, interactions), asked, answered)
        rows.append(_channel(key, whom, figures, decision))
    rows.append(_channel("x", "dat weten we niet meer", (about(demo, 900, 0.04), 0, 0, 0, 0), "stoppen"))
    return sheet(rows, share=demo.chance.random() < 0.4)


def _channel(key: str, whom: str, figures: tuple[int, ...], decision: str) -> Row:
    names = ("volgers", "berichten_30d", "interacties_30d", "vragen_30d", "beantwoord_30d")
    counted = dict(zip(names, map(str, figures), strict=True))
    return {"kanaal": key, "doelgroep": whom, **counted, "besluit": decision}


# --- Ding 10: what people say --------------------------------------------------------------------------------------


def listening_log(demo: Demo, at: datetime) -> Fields:
    """Write down eight to fourteen messages of the week before, on five days at least, and three conclusions."""
    today = timezone.localdate(at)
    heard = demo.chance.sample(demo_texts.lines("heard"), demo.chance.randint(8, 14))
    days = [place if place < 5 else demo.chance.randrange(6) for place in range(len(heard))]
    rows: list[Row] = []
    for line, day in zip(heard, sorted(days, reverse=True), strict=True):
        sort, channel, subject = line.split(" | ")
        needed = sort in ("vraag", "klacht") or (sort == "idee" and demo.chance.random() < 0.5)
        answered = needed and demo.chance.random() < 0.7
        row = {"datum": f"{today - timedelta(days=day):%Y-%m-%d}", "kanaal": channel, "soort": sort}
        row |= {"onderwerp": subject, "antwoord_nodig": "yes" if needed else "no"}
        if needed:
            row["beantwoord"] = "yes" if answered else "no"
        if answered:
            row["reactietijd_min"] = str(demo.chance.choice([8, 15, 25, 40, 55, 90, 120, 300, 1440]))
        rows.append(row)
    conclusions = demo.chance.sample(demo_texts.lines("concluded"), 3)
    below = {f"conclusie{number}": said for number, said in enumerate(conclusions, start=1)} | {"tien_dagen": "no"}
    return sheet(rows, below, share=demo.chance.random() < 0.3)


# --- Ding 19: a goal and where it begins ---------------------------------------------------------------------------


def goal_card(demo: Demo, at: datetime) -> Fields:
    """Set a goal for thirteen weeks, with two measures and their baseline."""
    goal, sort, whom, channel, *measures = demo.deck(demo_texts.lines("goals")).deal().split(" | ")
    rows: list[Row] = []
    for measure in measures:
        what, baseline, target, source = measure.split("; ")
        rows.append({"indicator": what, "nul": baseline, "streef": target, "bron": source})
    measured = timezone.localdate(at)
    begins = measured + timedelta(days=7 - measured.weekday())
    below = {"doel": goal, "soort": sort, "doelgroep": whom, "kanaal": channel}
    below |= {"start": f"{begins:%Y-%m-%d}", "eind": f"{begins + timedelta(weeks=13):%Y-%m-%d}"}
    below |= {"meetdatum": f"{measured:%Y-%m-%d}", "context": demo.deck(demo_texts.lines("context")).deal()}
    return sheet(rows, below, share=demo.chance.random() < 0.5)


# --- Ding 20: one's own figures, beside the quiz -------------------------------------------------------------------


def own_figures(demo: Demo, _at: datetime) -> Fields:
    """Reckon with the figures of the quiz, and with one post of her own."""
    subjects = ("Taalcafé van dinsdag", "Foto van de ruilkast", "Oproep voor voorlezers", "Het nieuwe spreekuur")
    reach = about(demo, 900, 0.4)
    of_the_quiz = {"bericht": "Uit de quiz", "bereik": "1250", "likes": "36", "reacties": "9", "gedeeld": "5"}
    of_the_quiz |= {"volgers": "2500", "weergaven": "1500", "klikken": "45"}
    hers = {"bericht": demo.chance.choice(subjects), "bereik": str(reach), "likes": str(about(demo, 24, 0.5))}
    hers |= {"reacties": str(about(demo, 6, 0.5)), "gedeeld": str(about(demo, 3, 0.5))}
    hers |= {"volgers": str(about(demo, 2400, 0.03)), "weergaven": str(round(reach * 1.3)), "klikken": "19"}
    return sheet([of_the_quiz, hers])


SHEETS: Mapping[str, Callable[[Demo, datetime], Fields]] = {
    "kanaalscan": channel_scan,
    "luisterlog": listening_log,
    "doelkaart": goal_card,
    "eigen-cijfers": own_figures,
}
"""How each worksheet of the shipped course is filled in, by its key."""


# --- Ding 17: a week in blocks -------------------------------------------------------------------------------------

BLOCKS = (
    ("Goedemorgen, vraag van de dag", "09:00"),
    ("Boek op woensdag", "15:30"),
    ("Avonddienst: antwoorden", "19:30"),
    ("De bieb in cijfers", "11:00"),
    ("Nieuwsbrief maken", "10:00"),
    ("Luisteren in de buurtgroep", "13:15"),
    ("Weekend: reviews en vragen", "10:30"),
    ("Beeld maken op de vloer", "14:00"),
)
TEAM = ("Noor", "Karim", "Tijmen", "publieksservice", "jeugd")


def week(demo: Demo) -> Fields:
    """Plan five to seven blocks on different days, spread over three or four people, each with a stand-in."""
    team = demo.chance.sample(TEAM, demo.chance.randint(3, 4))
    chosen = demo.chance.sample(BLOCKS, demo.chance.randint(5, 7))
    fields: Fields = {}
    worked = 0
    for number, ((name, begins), day) in enumerate(zip(chosen, demo.chance.sample(range(7), 7), strict=False)):
        minutes, preparation = demo.chance.choice([45, 60, 60, 90]), demo.chance.choice([15, 30, 60])
        worked += minutes + preparation
        person, stand_in = team[number % len(team)], team[(number + 1) % len(team)]
        cells = {"name": name, "day": str(day), "begin": begins, "minutes": str(minutes)}
        cells |= {"preparation": str(preparation), "person": person, "stand_in": stand_in}
        fields |= {f"{column}-{number}": [cell] for column, cell in cells.items()}
    available = round(worked / 60 * demo.chance.uniform(0.9, 1.5) * 2) / 2
    fields |= {"available": [f"{available:g}"], "sentence": [demo.deck(demo_texts.lines("covered")).deal()]}
    return {**fields, **({"share": ["on"]} if demo.chance.random() < 0.6 else {})}
