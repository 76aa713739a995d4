"""Scenario (praktijkscenario): an inbox, a clock and a trust meter. Done when the looking-back text of an end was read.

The rules of walking stand in `scenario_graph`, what is kept of an answer in `scenario_record`, the form and all that
the page shows in `scenario_form`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from lessons.exercises import dutch
from lessons.exercises.base import (
    AnswerData,
    Count,
    Exercise,
    counted_together,
    fill_keys,
    numbers_from_one,
    refuse_double_keys,
)
from lessons.exercises.plain_checks import CHECKS
from lessons.exercises.scenario_form import ScenarioForm, lines_of
from lessons.exercises.scenario_graph import (
    LEAST_TRUST,
    MOST_TRUST,
    Choice,
    Effects,
    Fault,
    Graph,
    Node,
    OwnReply,
    Wrong,
    faults_of,
    walk,
)
from lessons.exercises.scenario_preview import PREVIEW
from lessons.exercises.scenario_record import first_run, record_of

MOST_CHOICES = 10


# --- What a trainer writes -----------------------------------------------------------------------------------------


def minutes_of(time: Any) -> int | None:
    """Return a time of day such as 21:10 in minutes after midnight; None for no time, or for what is none."""
    try:
        return dutch.minutes_after_midnight(dutch.read_time(str(time or "")))
    except ValueError:
        return None


class ClockBlock(blocks.CharBlock):
    """A time of day, written as 21.10 or 21:10 and kept as 21:10."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return dutch.read_time(typed).isoformat("minutes") if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


class EffectsBlock(blocks.StructBlock):
    """What a situation or a choice changes; all of it may be left alone."""

    trust = blocks.IntegerBlock(
        label=gettext_lazy("Vertrouwen"),
        default=0,
        min_value=-MOST_TRUST,
        max_value=MOST_TRUST,
        help_text=gettext_lazy("Hoeveel de meter stijgt of daalt, zoals 2 of -3. Hij blijft tussen 0 en 10."),
    )
    minutes = blocks.IntegerBlock(
        label=gettext_lazy("Minuten"),
        default=0,
        min_value=0,
        max_value=24 * 60,
        help_text=gettext_lazy(
            "Werktijd; de klok loopt mee. Bij een expert: hoe lang het antwoord op zich laat wachten."
        ),
    )
    days = blocks.IntegerBlock(
        label=gettext_lazy("Dagen later"),
        default=0,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("Geen werktijd."),
    )
    clock = ClockBlock(
        label=gettext_lazy("De klok staat op"),
        help_text=gettext_lazy("Zoals 8.30. Is het al later? Dan is het de volgende dag."),
    )


class ScenarioChoiceBlock(EffectsBlock):
    text = blocks.TextBlock(label=gettext_lazy("Wat de deelnemer zegt of doet"), rows=2, max_length=800)
    target = blocks.CharBlock(
        label=gettext_lazy("Leidt naar"),
        max_length=20,
        help_text=gettext_lazy("De sleutel van de situatie of het einde dat volgt."),
    )
    reply = blocks.BooleanBlock(
        label=gettext_lazy("De deelnemer schrijft zelf een antwoord"),
        required=False,
        help_text=gettext_lazy("De tekst hierboven zegt dan wat je vraagt."),
    )
    checks = blocks.MultipleChoiceBlock(
        label=gettext_lazy("Kijk of dat antwoord…"),
        choices=[(check.key, check.label) for check in CHECKS.values()],
        required=False,
        default=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("De deelnemer krijgt hierover advies. Het houdt niemand tegen."),
    )
    answer = blocks.CharBlock(
        label=gettext_lazy("Woorden van het antwoord"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Met komma's ertussen. Eén ervan hoort in de eerste zin te staan."),
    )
    words = blocks.IntegerBlock(label=gettext_lazy("Minstens zoveel woorden"), default=1, min_value=1, max_value=200)
    expert = blocks.CharBlock(
        label=gettext_lazy("De vraag gaat naar"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("De naam van een expert. Die antwoordt in de situatie die volgt."),
    )
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)

    class Meta:
        label_format = "{key} → {target}: {text}"
        form_layout = blocks.BlockGroup(
            children=[
                "text",
                "target",
                blocks.BlockGroup(
                    children=["reply", "checks", "answer", "words"],
                    heading=gettext_lazy("Zelf een antwoord schrijven"),
                    classname="collapsed",
                    label_format="",
                ),
            ],
            settings=["trust", "minutes", "days", "clock", "expert", "key"],
        )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        value["text"] = " ".join(value["text"].split())
        return value


def letters(_choice: Any) -> Iterable[str]:
    """Return a, b, c ...: names for choices, one more than there may be."""
    return "abcdefghijklmnopqrstuvwxyz"


class SituationBlock(EffectsBlock):
    key = blocks.CharBlock(
        label=gettext_lazy("Sleutel"),
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "Kort, zoals n1. Keuzes verwijzen ernaar. Verander hem niet meer als er mensen antwoordden."
        ),
    )
    title = blocks.CharBlock(
        label=gettext_lazy("Titel"), max_length=120, help_text=gettext_lazy("Wie er iets zegt, of wat er gebeurt.")
    )
    text = blocks.TextBlock(label=gettext_lazy("Wat er gebeurt (Markdown)"), rows=3)
    choices = blocks.ListBlock(
        ScenarioChoiceBlock(), label=gettext_lazy("Keuzes"), max_num=MOST_CHOICES, collapsed=True
    )

    class Meta:
        label_format = "{key} {title}"
        form_layout = blocks.BlockGroup(
            children=["key", "title", "text", "choices"], settings=["trust", "minutes", "days", "clock"]
        )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["choices"], letters)
        refuse_double_keys(value["choices"], value["title"])
        return value


class EndBlock(EffectsBlock):
    key = blocks.CharBlock(
        label=gettext_lazy("Sleutel"), required=False, max_length=20, help_text=gettext_lazy("Kort, zoals e1.")
    )
    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=120)
    text = blocks.TextBlock(
        label=gettext_lazy("Terugblik (Markdown)"),
        rows=4,
        help_text=gettext_lazy("Wat ging goed, wat kon anders? De deelnemer bevestigt dat die dit las."),
    )

    class Meta:
        label_format = "{key} {title}"
        form_layout = blocks.BlockGroup(
            children=["key", "title", "text"], settings=["trust", "minutes", "days", "clock"]
        )


def names_of(node: Any) -> Iterable[str]:
    """Return what the key of a situation (1, 2 ...) or of an end (e1, e2 ...) may be."""
    return numbers_from_one(node) if "choices" in node else (f"e{number}" for number in count(1))


# --- From what was written to the graph ----------------------------------------------------------------------------


def effects_of(row: Any) -> Effects:
    return Effects(row["trust"] or 0, row["minutes"] or 0, row["days"] or 0, minutes_of(row["clock"]))


def choice_of(row: Any) -> Choice:
    own = OwnReply(tuple(row["checks"] or ()), row["answer"] or "", row["words"] or 1) if row["reply"] else None
    return Choice(row["key"], row["text"], row["target"], effects_of(row), row["expert"] or "", own)


def graph_of(value: Any) -> Graph:
    """Return the graph of what a trainer wrote. The first situation is where a run begins."""
    nodes: dict[str, Node] = {}
    for row in chain(value["situations"], value["ends"]):
        choices = tuple(choice_of(choice) for choice in row.get("choices", ()))
        node = Node(row["key"], row["title"], row["text"], effects_of(row), choices, "choices" not in row)
        nodes.setdefault(node.key, node)
    trust = LEAST_TRUST if value["trust"] is None else value["trust"]
    return Graph(nodes, next(iter(nodes), ""), trust, minutes_of(value["begins"]))


# --- What is wrong, said at the place where it is wrong ------------------------------------------------------------


def sentence_of(fault: Fault, graph: Graph) -> str:
    node = graph.nodes.get(fault.node)
    words = {"node": f"{node.key} {node.title}" if node else "", "choice": fault.choice, "target": ""}
    if node and (choice := node.choice(fault.choice)):
        words["target"] = choice.target
    said = {
        Wrong.NO_END: _("Dit verhaal heeft geen einde. Voeg er één toe."),
        Wrong.MISSING_TARGET: _("Keuze %(choice)s van “%(node)s” leidt naar “%(target)s”, maar die is er niet."),
        Wrong.NO_CHOICE: _("“%(node)s” heeft geen keuze. Voeg er één toe, of maak er een einde van."),
        Wrong.UNREACHABLE: _("Niemand komt ooit bij “%(node)s”. Laat er een keuze naartoe leiden, of haal hem weg."),
        Wrong.NO_EXIT: _("Vanaf “%(node)s” komt niemand ooit bij een einde. Laat er een keuze uit de kring leiden."),
    }
    return said[fault.wrong] % words


def refuse_faults(value: Any, graph: Graph) -> None:
    """Raise one error that says every fault at the block where a trainer can mend it."""
    faults = faults_of(graph)
    errors: dict[str, Any] = {}
    if any(fault.wrong is Wrong.NO_END for fault in faults):
        errors["ends"] = blocks.ListBlockValidationError(non_block_errors=[sentence_of(Fault(Wrong.NO_END), graph)])
    for name in ("situations", "ends"):
        wrong = {
            place: error_at(row, [fault for fault in faults if fault.node == row["key"]], graph)
            for place, row in enumerate(value[name])
            if any(fault.node == row["key"] for fault in faults)
        }
        if wrong:
            errors[name] = blocks.ListBlockValidationError(block_errors=wrong)
    if errors:
        raise blocks.StructBlockValidationError(block_errors=errors)


def error_at(row: Any, faults: list[Fault], graph: Graph) -> ValidationError:
    """Return the faults of one node as an error of its block."""
    places = {choice["key"]: place for place, choice in enumerate(row.get("choices", ()))}
    targets = {
        places[fault.choice]: blocks.StructBlockValidationError(
            block_errors={"target": ValidationError(sentence_of(fault, graph))}
        )
        for fault in faults
        if fault.choice
    }
    return blocks.StructBlockValidationError(
        block_errors={"choices": blocks.ListBlockValidationError(block_errors=targets)} if targets else None,
        non_block_errors=[sentence_of(fault, graph) for fault in faults if not fault.choice],
    )


# --- How the choices of many people split --------------------------------------------------------------------------


@dataclass(frozen=True)
class Split:
    """How people went on from one situation. `n` people came there and chose; the shares sum to 100 (or are all 0).

    Each count's `key` is the key of the choice, its `label` the choice's text.
    """

    key: str
    title: str
    n: int
    counts: list[Count]


def splits(value: Any, answers: Iterable[AnswerData]) -> list[Split]:
    """Return how the choices split in every situation, in the author's order; ends are left out.

    Only the first run of each person counts, as far as she came, and of that the first time she was in a situation:
    whoever plays again tries the other ways on purpose. Choices that are no longer there count for nobody. Whoever
    shows this hides what has an `n` under 5.
    """
    graph = graph_of(value)
    made: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for answer in answers:
        first: dict[str, str] = {}
        for visit in walk(graph, first_run(answer.data)).visits:
            if visit.choice:
                first.setdefault(visit.node.key, visit.choice.key)
        for node, choice in first.items():
            made[node].append(choice)
    found = []
    for situation in (node for node in graph.nodes.values() if not node.is_end):
        counts = counted_together(
            (choice.key, choice.text, made[situation.key].count(choice.key)) for choice in situation.choices
        )
        found.append(Split(situation.key, situation.title, sum(one.count for one in counts), counts))
    return found


# --- The exercise --------------------------------------------------------------------------------------------------


class ScenarioExercise(Exercise):
    kind = "scenario"
    label = gettext_lazy("Praktijkscenario")
    form_class = ScenarioForm
    goes_by_steps = True

    intro = blocks.TextBlock(
        label=gettext_lazy("De situatie (Markdown)"),
        required=False,
        help_text=gettext_lazy("Dit leest iedereen voor de eerste keuze."),
    )
    begins = ClockBlock(
        label=gettext_lazy("Het begint om"), help_text=gettext_lazy("Zoals 21.10. Zonder tijd is er geen klok.")
    )
    trust = blocks.IntegerBlock(
        label=gettext_lazy("Vertrouwen aan het begin"), default=5, min_value=LEAST_TRUST, max_value=MOST_TRUST
    )
    situations = blocks.ListBlock(
        SituationBlock(),
        label=gettext_lazy("Situaties"),
        min_num=1,
        collapsed=True,
        help_text=gettext_lazy(
            "De eerste is het begin. Elke keuze leidt naar een situatie of naar een einde. "
            "Achter het tandwiel staan vertrouwen, minuten en klok."
        ),
    )
    ends = blocks.ListBlock(
        EndBlock(),
        label=gettext_lazy("Eindes"),
        collapsed=True,
        help_text=gettext_lazy("Een deelnemer is klaar met een einde en de terugblik. Opnieuw spelen mag."),
    )

    class Meta:
        template = "exercises/scenario.html"
        icon = "comment"
        description = gettext_lazy("Een gesprek met keuzes, gevolgen, een klok en een terugblik.")
        preview_value = PREVIEW

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        nodes = [*value["situations"], *value["ends"]]
        fill_keys(nodes, names_of)
        refuse_double_keys(nodes, value["title"])
        if not self.is_deferred_validation:  # A draft may be half a story.
            refuse_faults(value, graph_of(value))
        return value

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"graph": graph_of(value)}

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        """An end was reached and its looking-back text confirmed, ever: playing again takes nothing away."""
        return bool(record_of(answer.data)["read"])

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        if answer and self.is_done(value, answer):
            return []
        steps = record_of(answer.data)["steps"] if answer else []
        if not steps:
            return [_("Maak je eerste keuze.")]
        if walk(graph_of(value), steps).end:
            return [_("Lees de terugblik en bevestig dat je hem las.")]
        return [_("Speel het verhaal tot een einde.")]

    def describe(self, value: Any, answer: AnswerData) -> str:
        """Return the run of now and then the earlier ones, one line a step."""
        graph, record = graph_of(value), record_of(answer.data)
        lines = lines_of(walk(graph, record["steps"])) or [_("Nog geen keuze gemaakt.")]
        for number, run in enumerate(record["runs"], start=1):
            lines += [_("Keer %(number)s:") % {"number": number}, *lines_of(walk(graph, run["steps"]))]
        return "\n".join(lines)

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Count each choice over the first run of each person; keys read "situation/choice". See `splits`."""
        return [
            Count(f"{split.key}/{one.key}", one.label, one.count, one.share)
            for split in splits(value, answers)
            for one in split.counts
        ]
