"""Completion per person and per ding: the one report in which a manager reads names.

Who is in it: everybody who takes part in the cohort from this library, as the enrolment says; somebody who moved to
another library afterwards stays. Who stopped is not in it: where she stopped says nothing about her work.
A row holds a name, a team and states, and days only where the cohort says so. Whoever reads along is never behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Length, Substr
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models import Cohort, CohortThing, Enrolment
from course.people.models import Team, User
from course.people.models.persons import nobody
from course.progress.models import ThingCompletion
from course.reports.base import Column, Figure, FilterForm, Kind, Report, Row, Scope, Sheet, State, Summary, Text
from course.reports.chart import Bar, ShelfChart
from lessons.models import ModulePage

TODO = State("todo", _("niet begonnen"))
BUSY = State("busy", _("bezig"))
DONE = State("done", _("klaar"))
EXEMPTED = State("done", _("klaar, met vrijstelling"))
READS = State("reads", _("leest mee"))
STANDINGS = {state.key: state for state in (State("done", _("alles klaar")), BUSY, TODO, READS)}
"""How far somebody is with the whole programme."""

Standings = QuerySet[Any]
"""Enrolments with `standing`, a key of STANDINGS; mypy follows no annotation from one function to another."""

NO_TEAM = "geen"
PEOPLE_AT_ONCE = 500
"""Of how many people a file reads the completions in one query."""


class Entry(NamedTuple):
    """One ding of the programme, as the report names it."""

    thing_id: int
    number: int
    title: str
    spine_title: str
    module: int
    module_title: str


class Person(NamedTuple):
    """One enrolment, as the report needs it. `standing` is a key of STANDINGS."""

    person_id: int
    name: str
    team: str | None
    standing: str
    done: int


class Total(NamedTuple):
    """How many people, and how many dingen they finished together."""

    people: int
    things: int


class CompletionReport(Report):
    key = "completion"
    slug = "voortgang"
    title = _("Zo ver is je team")
    definition = _(
        "Een ding is klaar als het bewijs er is, zoals een bericht of een quiz. Je bent bezig als je een deel van de "
        "opdrachten hebt gedaan. Wie meeleest, hoeft niets in te leveren. Wie gestopt is, staat niet in deze lijst."
    )

    def refusal(self, scope: Scope) -> Text:
        if scope.cohort is not None and scope.cohort.managers_see == Cohort.ManagerView.NOTHING:
            return _("In deze ronde is afgesproken dat leidinggevenden niet zien wie wat heeft gedaan.")
        return ""

    def sheet(self, scope: Scope, data: QueryDict) -> CompletionSheet:
        if scope.cohort is None or self.refusal(scope):
            raise ValueError("A completion sheet needs a cohort that managers may look at.")
        return CompletionSheet(scope.cohort, scope.library.pk, data)

    def people_in(self, sheet: Sheet, part: slice) -> list[int]:
        """Return whose names stand in these rows. One query."""
        return cast(CompletionSheet, sheet).rows.people(part)


class CompletionSheet:
    """The people of one library in one cohort, and how far they are with its programme."""

    legend = (DONE, BUSY, TODO, READS)

    def __init__(self, cohort: Cohort, library_id: int, data: QueryDict, only: User | None = None) -> None:
        """With `only`, the row of that one person, as it stands among the others (course/reports/sight.py)."""
        people = Enrolment.objects.active().filter(cohort=cohort, library=library_id)
        if only is not None:
            people = people.filter(person=only)
        programme = programme_of(cohort)
        shows_dates = cohort.managers_see == Cohort.ManagerView.DATES
        self.columns = columns_of(programme, are_dated=shows_dates)
        self.form = CompletionFilters(data, columns=self.columns, teams=Team.objects.filter(enrolments__in=people))
        self.rows = CompletionRows(people, programme, self.form.accepted(), shows_dates=shows_dates)

    def summary(self) -> Summary:
        return Summary(self.rows.figures(), self.rows.chart())


class CompletionFilters(FilterForm):
    naam = forms.CharField(label=_("Naam"), required=False, max_length=80)
    team = forms.ChoiceField(label=_("Team"), required=False)
    stand = forms.ChoiceField(
        label=_("Hoe ver?"),
        required=False,
        choices=[("", _("Iedereen")), *((key, state.word) for key, state in STANDINGS.items())],
    )

    def __init__(self, data: QueryDict, *, columns: Sequence[Column], teams: QuerySet[Team]) -> None:
        super().__init__(data, columns=columns)
        rows = teams.order_by("name").distinct().values_list("pk", "name")
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", _("Alle teams")),
            *((str(pk), name) for pk, name in rows),
            (NO_TEAM, _("Zonder team")),
        ]


def programme_of(cohort: Cohort) -> list[Entry]:
    """Return the dingen of the cohort in order, with the module each stands in. One query."""
    parent_path = Substr(OuterRef("thing__path"), 1, Length(OuterRef("thing__path")) - ModulePage.steplen)
    module = ModulePage.objects.filter(path=parent_path)
    rows = CohortThing.objects.filter(cohort=cohort).order_by("number")
    values = rows.annotate(
        module=Subquery(module.values("number")[:1]), module_title=Subquery(module.values("short_title")[:1])
    ).values_list("thing_id", "number", "thing__title", "thing__spine_title", "module", "module_title")
    return [Entry(*row) for row in values]


def columns_of(programme: Sequence[Entry], *, are_dated: bool) -> tuple[Column, ...]:
    things = [
        Column(
            f"thing-{entry.number}",
            entry.title,
            Kind.STATE,
            are_dated,
            number=entry.number,
            spine=entry.spine_title,
            module=entry.module,
        )
        for entry in programme
    ]
    return (
        Column("name", _("Naam"), Kind.TEXT, is_sortable=True),
        Column("team", _("Team"), Kind.TEXT),
        Column("standing", _("Hoe ver?"), Kind.STATE),
        Column("done", _("Klaar"), Kind.NUMBER, of=len(programme), is_sortable=True),
        *things,
    )


class CompletionRows:
    """One row a person: name, team, how far, how many, and each ding. Two queries a slice."""

    def __init__(
        self, people: QuerySet[Enrolment], programme: list[Entry], filters: Mapping[str, Any], *, shows_dates: bool
    ) -> None:
        self._programme = programme
        self._shows_dates = shows_dates
        self._people = _filtered(_with_standing(people, programme), filters).order_by(*_order(filters["sort"]))

    def __len__(self) -> int:
        return sum(total.people for total in self._totals.values())

    def __getitem__(self, part: slice) -> list[Row]:
        return self._rows_of([Person(*values) for values in self._values()[part]])

    def __iter__(self) -> Iterator[Row]:
        """Yield every row. The people are read at once, so that nobody comes twice while somebody else joins."""
        people = [Person(*values) for values in self._values()]
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            yield from self._rows_of(people[start : start + PEOPLE_AT_ONCE])

    def people(self, part: slice) -> list[int]:
        """Return the ids of the people of these rows, in their order. One query."""
        return list(self._people.values_list("person_id", flat=True)[part])

    def figures(self) -> tuple[Figure, ...]:
        """Return the numbers above the table, over the same people as the rows. One query."""
        people = {key: total.people for key, total in self._totals.items()}
        working = self._working
        of = len(self._programme) * working.people
        figures = [
            Figure(_("Dingen klaar"), working.things, _("Bij alle mensen in deze lijst samen."), of),
            Figure(_("Alles klaar"), people["done"], _("Mensen die elk ding van deze ronde klaar hebben.")),
            Figure(_("Bezig"), people["busy"], _("Mensen die begonnen zijn en nog niet alles klaar hebben.")),
            Figure(_("Niet begonnen"), people["todo"], _("Mensen die nog geen opdracht hebben gedaan.")),
        ]
        if people["reads"]:
            figures.append(Figure(_("Lezen mee"), people["reads"], _("Mensen die niets hoeven in te leveren.")))
        return tuple(figures)

    def chart(self) -> ShelfChart:
        """Return how many people have each ding done, out of those who hand in. One query."""
        working = self._people.exclude(way=Enrolment.Way.READ).order_by()
        done = dict(
            ThingCompletion.objects.filter(
                state=ThingCompletion.State.DONE,
                thing__in=[entry.thing_id for entry in self._programme],
                person__in=working.values("person"),
            )
            .values_list("thing")
            .annotate(Count("pk"))
        )
        bars = [
            Bar(entry.number, entry.title, entry.module, entry.module_title, done.get(entry.thing_id, 0))
            for entry in self._programme
        ]
        return ShelfChart(tuple(bars), self._working.people)

    @cached_property
    def _totals(self) -> dict[str, Total]:
        """How many people stand where, and how many dingen they did, by key of STANDINGS. One query."""
        rows = self._people.order_by().values("standing").annotate(people=Count("pk"), things=Sum("things_done"))
        found = {row["standing"]: Total(row["people"], row["things"]) for row in rows}
        return {key: found.get(key, Total(0, 0)) for key in STANDINGS}

    @property
    def _working(self) -> Total:
        """Everybody who hands in."""
        totals = [total for key, total in self._totals.items() if key != READS.key]
        return Total(sum(total.people for total in totals), sum(total.things for total in totals))

    def _values(self) -> QuerySet[Any, tuple[Any, ...]]:
        return self._people.values_list("person_id", "person__name", "team__name", "standing", "things_done")

    def _rows_of(self, people: list[Person]) -> list[Row]:
        """Return the rows of these people. One query, for all their dingen."""
        states = self._states_of([person.person_id for person in people])
        return [self._row(person, states) for person in people]

    def _row(self, person: Person, states: Mapping[tuple[int, int], State]) -> Row:
        reads = person.standing == READS.key
        still = READS if reads else TODO
        return (
            person.name or nobody(),
            person.team,
            STANDINGS[person.standing],
            None if reads else person.done,
            *(states.get((person.person_id, entry.thing_id), still) for entry in self._programme),
        )

    def _states_of(self, people: Iterable[int]) -> dict[tuple[int, int], State]:
        """Return what these people began or finished, by (person id, ding id). What nobody began is not in it."""
        things = [entry.thing_id for entry in self._programme]
        rows = ThingCompletion.objects.filter(person__in=people, thing__in=things)
        states = {}
        found = rows.values_list("person_id", "thing_id", "done_at", "is_exempted")
        for person_id, thing_id, done_at, is_exempted in found:
            done = EXEMPTED if is_exempted else DONE
            if done_at is None:
                states[person_id, thing_id] = BUSY
            elif self._shows_dates:
                states[person_id, thing_id] = replace(done, on=timezone.localtime(done_at).date())
            else:
                states[person_id, thing_id] = done
        return states


def _with_standing(people: QuerySet[Enrolment], programme: Sequence[Entry]) -> Standings:
    """Add `standing`: whoever reads along is that, however much she did."""
    things = [entry.thing_id for entry in programme]
    began = Exists(ThingCompletion.objects.filter(person=OuterRef("person"), thing__in=things))
    return people.annotate(
        standing=Case(
            When(way=Enrolment.Way.READ, then=Value(READS.key)),
            When(things_done__gte=max(len(things), 1), then=Value("done")),
            When(Q(things_done__gt=0) | Q(began), then=Value(BUSY.key)),
            default=Value(TODO.key),
        )
    )


def _filtered(people: Standings, filters: Mapping[str, Any]) -> Standings:
    if filters["naam"]:
        people = people.filter(person__name__icontains=filters["naam"])
    if filters["stand"]:
        people = people.filter(standing=filters["stand"])
    if filters["team"] == NO_TEAM:
        return people.filter(team=None)
    return people.filter(team=filters["team"]) if filters["team"] else people


def _order(sort: str) -> list[Any]:
    """Return the order for one of the form's keys; whoever reads along comes last when numbers decide."""
    by_name = ["person__sort_name", "person_id"]
    if sort in ("done", "-done"):
        readers_last = Case(When(way=Enrolment.Way.READ, then=1), default=0)
        return [readers_last, "-things_done" if sort == "-done" else "things_done", *by_name]
    return ["-person__sort_name", "-person_id"] if sort == "-name" else by_name
