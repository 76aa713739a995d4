"""What this room keeps of people. Opinions are nobody's by construction: they can be neither exported nor erased."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from course.people.privacy import Erasing, Ground, Holding, Kind, declare, nothing_of_people, plain

OWN = Kind(
    "own_responses",
    name=_("Je nulmeting"),
    what=_("Je nulmeting, en wat je aan het eind kunt."),
    why=_("Zo zie je zelf wat je leerde. De groep ziet alleen een gemiddelde, vanaf 5 mensen."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat. Daarna telt het zonder naam mee in het gemiddelde."),
    who=_("Alleen jij."),
    when_erased=_("Cijfers en keuzes tellen zonder naam mee in het gemiddelde. Wat je zelf typte, gaat weg."),
)
EVALUATION = Kind(
    "evaluation",
    name=_("Je mening"),
    what=_("Dat je je mening gaf over een ding of de cursus. Niet wat je vond."),
    why=_("Zo vragen we het je niet twee keer."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat. Meningen zelf staan nergens bij je naam."),
    who=_("Alleen jij."),
    when_erased=_("Een regel zonder naam blijft. Je mening kunnen we niet wissen: niemand weet welke van jou is."),
)


def leave_numbers(_erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Keep what counts in means: numbers, and the options she chose. Two queries, and one a row."""
    for response in rows.select_related("questionnaire"):
        kinds = {item.key: item.kind for item in response.questionnaire.item_list()}
        known = {str(key) for item in response.questionnaire.item_list() for key, _words in item.options}
        data = {key: value for key, value in response.data.items() if kinds.get(key) and _is_chosen(value, known)}
        plain(rows.filter(pk=response.pk)).update(data=data)


def _is_chosen(value: Any, known: set[str]) -> bool:
    if isinstance(value, list):
        return all(_is_chosen(one, known) for one in value)
    return value is None or isinstance(value, int | float) or value in known


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        OWN,
        EVALUATION,
        holdings=[
            Holding("evaluations.OwnResponse", "own_responses", of=("person",), erase=leave_numbers),
            Holding("evaluations.Answered", "evaluation", of=("person",)),
        ],
    )
    nothing_of_people(
        "evaluations.AnonymousResponse",
        because="No person, no moment, a random id and no way to one: nobody can say whose it is (see actions.py).",
    )
