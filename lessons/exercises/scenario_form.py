"""The form of a scenario: one step at a time, and all that the page shows of the way so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.exercises.base import NO_FACTS, AnswerForm, Facts, shuffled
from lessons.exercises.dutch import as_duration, duration_words
from lessons.exercises.plain_checks import Advice, advice_on, words_in
from lessons.exercises.scenario_graph import DAY, Choice, Graph, Node, Standing, Visit, Walk, walk, ways_to_an_end
from lessons.exercises.scenario_record import (
    MOST_STEPS,
    Record,
    begun_again,
    can_go_back,
    confirmed,
    kept_step,
    record_of,
    stepped,
    stepped_back,
)

MOST_CHARACTERS = 2000
"""Of one own reply."""

GO, BACK, AGAIN = "go", "back", "again"


# --- Words for numbers ---------------------------------------------------------------------------------------------


def duration(minutes: int) -> str:
    """Return so many minutes in words: "1 uur en 5 minuten"."""
    return as_duration(Decimal(minutes), duration_words())


def clock_text(clock: int | None) -> str:
    """Return what the clock says: "21.10 uur", from the second day on with the day; empty without a clock."""
    if clock is None:
        return ""
    day, minutes = divmod(clock, DAY)
    time = _("%(time)s uur") % {"time": f"{minutes // 60}.{minutes % 60:02}"}
    return _("dag %(day)s, %(time)s") % {"day": day + 1, "time": time} if day else time


def signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"\N{MINUS SIGN}{-number}"


# --- What the page shows -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChoiceRow:
    """One choice as the page shows it. `field` is the reply's bound field or None, `typed` what stands in it."""

    key: str
    text: str
    is_chosen: bool
    field: forms.BoundField | None
    typed: str
    expert: str


@dataclass(frozen=True)
class Moment:
    """One situation of the talk so far, what it changed, and what was done in it (all empty for the last one)."""

    key: str
    title: str
    text: str
    when: str
    changes: list[str]
    from_expert: str
    said: str
    reply_place: str
    """Where an own reply was written, as situation/choice; empty when what was said stood there already."""
    advice: list[Advice]
    asked: str
    """The hand-over to an expert, as a sentence; empty when nobody was asked."""


@dataclass(frozen=True)
class EarlierRun:
    """A run that was begun before: the title of its end (empty when it has none) and what was chosen."""

    number: int
    end: str
    lines: list[str]


@dataclass(frozen=True)
class Scene:
    """The way so far and where it stands now."""

    moments: list[Moment]
    number: int
    steps: int
    of_at_least: int
    trust: int
    trust_text: str
    worked: str
    clock: str
    is_cut: bool
    is_end: bool
    is_read: bool
    is_begun: bool
    moves: int
    earlier: list[EarlierRun]
    outcome: str

    @property
    def last(self) -> Moment | None:
        """Where she is now."""
        return self.moments[-1] if self.moments else None

    @property
    def sent_reply(self) -> str:
        """The place of the own reply that the last step sent; empty when it sent none."""
        return next((moment.reply_place for moment in reversed(self.moments) if moment.said), "")


def changes_of(visit: Visit, came_from: Standing) -> list[str]:
    """Return what this situation and the choice that led to it changed, as words."""
    changes = []
    trust = visit.standing.trust - came_from.trust
    if trust:
        changes.append(
            _("Vertrouwen %(change)s, nu %(trust)s van 10") % {"change": signed(trust), "trust": visit.standing.trust}
        )
    if visit.standing.minutes > came_from.minutes:
        changes.append(_("%(time)s werk") % {"time": duration(visit.standing.minutes - came_from.minutes)})
    return changes


def hand_over(choice: Choice) -> str:
    """Return who was asked and how long that took, as sentences; empty for a choice that asks nobody."""
    if not choice.expert:
        return ""
    if not choice.effects.minutes:
        return _("Je vraagt het aan %(name)s.") % {"name": choice.expert}
    return _("Je vraagt het aan %(name)s. Het antwoord komt na %(time)s.") % {
        "name": choice.expert,
        "time": duration(choice.effects.minutes),
    }


def said_in(visit: Visit) -> str:
    if visit.choice is None:
        return ""
    return visit.reply if visit.choice.reply else visit.choice.text


def moments_of(way: Walk) -> Iterator[Moment]:
    """Give the situations of a walk as the page shows them."""
    came_from: Visit | None = None
    for visit in way.visits:
        left_by = visit.choice
        before = came_from.standing if came_from else visit.before
        asks = left_by.reply if left_by else None
        yield Moment(
            key=visit.node.key,
            title=visit.node.title,
            text=visit.node.text,
            when=clock_text(visit.standing.clock),
            changes=changes_of(visit, before),
            from_expert=came_from.choice.expert if came_from and came_from.choice else "",
            said=said_in(visit),
            reply_place=f"{visit.node.key}/{left_by.key}" if left_by and asks else "",
            advice=advice_on(visit.reply, asks.checks, asks.answer) if asks else [],
            asked=hand_over(left_by) if left_by else "",
        )
        came_from = visit


def lines_of(way: Walk) -> list[str]:
    """Return a walk as plain lines, one a situation."""
    return [
        f"{number}. {visit.node.title}" + (f": {said_in(visit)}" if visit.choice else "")
        for number, visit in enumerate(way.visits, start=1)
        if visit.choice or visit.node.is_end
    ]


# --- The form ------------------------------------------------------------------------------------------------------


class ScenarioForm(AnswerForm):
    """One move: a choice (with a reply where that is asked), one step back, a new beginning, or "I read it"."""

    moves = forms.CharField(required=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(
        required=False, choices=[(GO, GO), (BACK, BACK), (AGAIN, AGAIN)], initial=GO, widget=forms.HiddenInput
    )
    choice = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, graph: Graph, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.graph = graph
        self.record: Record = record_of(self.previous)
        self.after: Record = self.record
        self.is_late = False
        self.way = walk(graph, self.record["steps"])
        here = self.way.here
        self.here: Node | None = here
        kept = kept_step(self.record, here.key) if here else {}
        self.fields["moves"].initial = str(self.record["moves"])
        choice = self.fields["choice"]
        choice.label = _("Wat doe je?")
        choice.initial = kept.get("choice")
        choice.choices = [(one.key, one.text) for one in here.choices] if here else []  # type: ignore[attr-defined]
        choice.error_messages["invalid_choice"] = _("Kies uit de antwoorden die er staan.")
        for one in here.choices if here else ():
            if one.reply:
                self.fields[f"reply-{one.key}"] = forms.CharField(
                    label=one.text,
                    required=False,
                    max_length=MOST_CHARACTERS,
                    initial=kept.get("reply", "") if kept.get("choice") == one.key else "",
                    widget=forms.Textarea(attrs={"rows": 4}),
                )

    # --- Taking a move ----------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        act = cleaned.get("act") or GO
        if cleaned.get("moves") != str(self.record["moves"]):
            self._take_late(act)
        elif act == BACK and can_go_back(self.record):
            self._take(stepped_back(self.record, self.graph))
        elif act == AGAIN and self.record["steps"]:
            self._take(begun_again(self.record, self.graph))
        elif act != GO:
            self._refuse(_("Er is nog geen stap om terug te nemen. Kies eerst wat je doet."))
        elif self.here is None:
            self._refuse(_("Dit verhaal is intussen veranderd. Begin opnieuw of ga één stap terug."))
        elif self.here.is_end:
            self._take(confirmed(self.record, self.here.key))
        else:
            self._take_choice(self.here, cleaned)
        return cleaned

    def _take(self, after: Record) -> None:
        """Accept the move, whatever the fields that belong to other moves hold."""
        self.errors.clear()
        self.after = after

    def _refuse(self, sentence: str) -> None:
        self.errors.clear()
        self.add_error(None, sentence)

    def _take_late(self, act: str) -> None:
        """Take a form from before the last move: the same move once more changes nothing, another is refused."""
        if self._is_sent_before(act):
            self._take(self.record)
            return
        self.is_late = True
        self._refuse(_("Je was in een ander venster al verder. Hieronder sta je waar je gebleven was."))

    def _is_sent_before(self, act: str) -> bool:
        if not self.record["moves"]:
            return False
        sent = self["choice"].data
        if act != GO or not sent:
            return act != GO or self.way.end in self.record["read"]
        last = self.record["steps"][-1] if self.record["steps"] else {}
        return sent == last.get("choice") and self._sent_reply(sent) == last.get("reply", "")

    def _sent_reply(self, choice: Any) -> str:
        reply = self.data.get(self.add_prefix(f"reply-{choice}"), "")
        return one_form(reply) if isinstance(reply, str) else ""

    def _take_choice(self, here: Node, cleaned: dict[str, Any]) -> None:
        choice = here.choice(cleaned.get("choice") or self._only_reply(here, cleaned))
        if "choice" in self.errors:
            return
        if choice is None:
            self.add_error("choice", _("Kies eerst wat je doet. Dan zie je wat er gebeurt."))
            return
        name = f"reply-{choice.key}"
        for other in [field for field in self.errors if field != name]:
            del self.errors[other]  # What was typed at a choice that was not made is no reason to stop.
        if choice.reply and name not in self.errors:
            self._count_words(name, cleaned[name], choice.reply.words)
        if len(self.record["steps"]) >= MOST_STEPS:
            self._refuse(_("Dit gesprek gaat maar door. Begin opnieuw en kies eens iets anders."))
        if not self.errors:
            self.after = stepped(self.record, here.key, choice, one_form(cleaned.get(name, "")))

    @staticmethod
    def _only_reply(here: Node, cleaned: dict[str, Any]) -> str | None:
        """Return the choice that somebody meant who wrote a reply and ticked nothing."""
        written = [choice.key for choice in here.choices if choice.reply and cleaned.get(f"reply-{choice.key}")]
        return written[0] if len(written) == 1 else None

    def _count_words(self, name: str, reply: str, least: int) -> None:
        count = len(words_in(reply))
        if not count:
            self.add_error(name, _("Schrijf hier eerst je antwoord."))
        elif count < least:
            sentence = ngettext(
                "Schrijf nog %(count)s woord erbij.", "Schrijf nog %(count)s woorden erbij.", least - count
            )
            self.add_error(name, sentence % {"count": least - count})

    def answer_data(self) -> dict[str, Any]:
        return self.after

    # --- Showing where she is ---------------------------------------------------------------------------------------

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[ChoiceRow]:
        """Return the choices of this situation in this person's own order; none at an end."""
        if self.here is None:
            return []
        by_key = {choice.key: choice for choice in self.here.choices}
        order = shuffled(by_key, f"{seed}/{self.here.key}")
        return [self._row(by_key[key]) for key in order]

    def _row(self, choice: Choice) -> ChoiceRow:
        field = self[f"reply-{choice.key}"] if choice.reply else None
        # A late form was made for another situation: what it holds may only look as if it belonged to this one.
        chosen = self.fields["choice"].initial if self.is_late else self["choice"].value()
        typed = field and (field.initial if self.is_late else field.value())
        return ChoiceRow(choice.key, choice.text, chosen == choice.key, field, str(typed or ""), choice.expert)

    @property
    def late_words(self) -> list[str]:
        """What was typed in a form that came too late, so that nobody loses her words."""
        start = self.add_prefix("reply-")
        names = [name for name in self.data if name.startswith(start)] if self.is_late else []
        replies = [self._sent_reply(name.removeprefix(start)) for name in names]
        return [reply[:MOST_CHARACTERS] for reply in replies if reply]

    @cached_property
    def scene(self) -> Scene:
        """The talk so far, how things stand, and what may be done."""
        here, record = self.here, self.record
        visits = self.way.visits
        standing = visits[-1].standing if visits else Standing(self.graph.trust, 0, self.graph.begins)
        to_go = ways_to_an_end(self.graph).get(here.key, 0) if here else 0
        return Scene(
            moments=list(moments_of(self.way)),
            number=len(visits),
            steps=len(record["steps"]),
            of_at_least=len(visits) + to_go - 1,
            trust=standing.trust,
            trust_text=_("%(trust)s van 10") % {"trust": standing.trust},
            worked=duration(standing.minutes),
            clock=clock_text(standing.clock),
            is_cut=self.way.is_cut,
            is_end=bool(self.way.end),
            is_read=self.way.end in record["read"],
            is_begun=bool(record["steps"]),
            moves=record["moves"],
            earlier=[self._earlier(number, run) for number, run in enumerate(record["runs"], start=1)],
            outcome=self._outcome(standing),
        )

    def _outcome(self, standing: Standing) -> str:
        """Return in one sentence how the run went."""
        steps = len(self.record["steps"])
        told = ngettext(
            "Je maakte %(count)s keuze. Het vertrouwen ging van %(begin)s naar %(end)s.",
            "Je maakte %(count)s keuzes. Het vertrouwen ging van %(begin)s naar %(end)s.",
            steps,
        ) % {"count": steps, "begin": self.graph.trust, "end": standing.trust}
        if standing.minutes:
            told += " " + _("Het kostte je %(time)s werk.") % {"time": duration(standing.minutes)}
        return told

    def _earlier(self, number: int, run: Any) -> EarlierRun:
        end = self.graph.nodes.get(run["end"])
        return EarlierRun(number, end.title if end else "", lines_of(walk(self.graph, run["steps"])))


def one_form(text: str) -> str:
    """Return a reply as it is kept, whatever line ends the browser sent."""
    return "\n".join(text.splitlines()).strip()
