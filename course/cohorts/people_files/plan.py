"""What a list would do, line by line, before any of it is done: made, updated, unchanged or refused, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any, Final

from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts.models import Enrolment
from course.cohorts.people_files.addresses import skeleton
from course.cohorts.people_files.columns import Field
from course.cohorts.people_files.finding import Places, TeamChoice
from course.cohorts.people_files.reach import Reach
from course.cohorts.people_files.text import cleaned, unguarded
from course.cohorts.people_files.values import Entry, Remark, Sheet
from course.people.models import Role, User

BATCH: Final = 500
"""Lines at a time: looked up together, and carried out in one transaction."""


class Outcome(Enum):
    """What becomes of one line."""

    REFUSED = "refused"
    MADE = "made"
    UPDATED = "updated"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str | Promise:
        return LABELS[self]


LABELS: dict[Outcome, str | Promise] = {
    Outcome.REFUSED: gettext_lazy("gaat niet mee"),
    Outcome.MADE: gettext_lazy("nieuw"),
    Outcome.UPDATED: gettext_lazy("wordt aangevuld"),
    Outcome.UNCHANGED: gettext_lazy("blijft zo"),
}


@dataclass
class PlannedRow:
    """One line with what becomes of it. `remarks` are worth a look and stop nothing; `problems` refuse the line.

    `person_id` is empty for somebody new. `library_id`, `team` and `fills_name` are what she gets; `enrols` says
    whether she comes into the cohort by this line. `changes` says the same in words.
    """

    entry: Entry
    outcome: Outcome = Outcome.UNCHANGED
    problems: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    person_id: int | None = None
    library_id: int | None = None
    team: TeamChoice | None = None
    fills_name: bool = False
    enrols: bool = False

    def refuse(self, of: Field, sentence: str) -> None:
        self.problems.append(Remark(of, self.entry.shown(of), sentence))
        self.outcome = Outcome.REFUSED

    def remark(self, of: Field, sentence: str) -> None:
        self.remarks.append(Remark(of, self.entry.shown(of), sentence))

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    @property
    def questions(self) -> list[tuple[Field, str, list[str]]]:
        """What somebody may type over, with what stands there now and what is wrong with it: one for each field."""
        sentences: dict[Field, list[str]] = {}
        for problem in self.problems:
            sentences.setdefault(problem.field, []).append(problem.sentence)
        return [(of, self.entry.shown(of), said) for of, said in sentences.items()]

    @property
    def way(self) -> str:
        return self.entry.way or Enrolment.Way.ALL.value


@dataclass
class _Known:
    """What the tables say of the addresses of one batch, by address."""

    people: dict[str, dict[str, Any]]
    enrolments: dict[int, dict[str, Any]]
    elsewhere: set[int]


class Planner:
    """Plans one list, batch after batch. What it saw on earlier lines it remembers: that is how it finds doubles."""

    def __init__(self, reach: Reach) -> None:
        """Read the places, and who is within reach by address and by name: four queries."""
        self.reach = reach
        self.places = Places(reach)
        self._lines: dict[str, int] = {}
        self._alike: dict[str, tuple[str, int | None]] = {}
        self._names: dict[tuple[str, int | None], tuple[str, int | None]] = {}
        near = User.objects.filter(library__in=reach.libraries, is_active=True).order_by("pk")
        for email, name, library_id in near.values_list("email", "name", "library_id").iterator():
            self._alike.setdefault(skeleton(email), (email.lower(), None))
            self._names.setdefault((cleaned(name).casefold(), library_id), (email.lower(), None))

    def rows(self, sheet: Sheet) -> Iterator[PlannedRow]:
        """Yield what becomes of every line. Three queries for each batch, whatever stands in it."""
        while entries := [sheet.entry(line) for line in islice(sheet.lines, BATCH)]:
            yield from self.plan(entries)

    def plan(self, entries: Sequence[Entry]) -> list[PlannedRow]:
        """Return what becomes of these lines. The same lines again give the same answer. At most three queries."""
        known = self._look_up(entries)
        return [self._row(entry, known) for entry in entries]

    def pass_by(self, entries: Sequence[Entry]) -> None:
        """Remember these lines, which were carried out before. No query."""
        for entry in entries:
            self._line_before(entry)

    # --- Looking up ----------------------------------------------------------------------------------------------

    def _look_up(self, entries: Sequence[Entry]) -> _Known:
        emails = {entry.email for entry in entries if not _refused_by_itself(entry)}
        rows = (
            User.objects.annotate(address=Lower("email"))
            .filter(address__in=emails)
            .values("pk", "address", "name", "library_id", "team_id", "team__name", "is_active", "is_superuser")
        )
        people: dict[str, dict[str, Any]] = {row["address"]: dict(row) for row in rows}
        pks = [row["pk"] for row in people.values()]
        mine = Enrolment.objects.filter(cohort=self.reach.cohort, person__in=pks)
        placeless = [row["pk"] for row in people.values() if row["library_id"] is None]
        elsewhere = Role.objects.current().filter(person__in=placeless)
        if self.reach.is_whole:  # Who trains at this very POI may take part in its cohort.
            elsewhere = elsewhere.exclude(organisation=self.reach.cohort.organisation_id)
            elsewhere = elsewhere.exclude(library__in=self.reach.libraries)
        return _Known(
            people,
            {row["person_id"]: dict(row) for row in mine.values("person_id", "library_id", "way", "left_at")},
            set(elsewhere.values_list("person_id", flat=True)),
        )

    def _line_before(self, entry: Entry) -> int | None:
        """Return the line that had this address before, if another one did. Remembers this one."""
        if _refused_by_itself(entry):
            return None
        line = self._lines.setdefault(entry.email, entry.number)
        return line if line != entry.number else None

    # --- One line ------------------------------------------------------------------------------------------------

    def _row(self, entry: Entry, known: _Known) -> PlannedRow:
        row = PlannedRow(entry)
        before = self._line_before(entry)
        if _refused_by_itself(entry):
            self._plan_nobody(row)
            return row
        if before is not None:
            sentence = _("Dit adres staat ook op regel %(line)d. Is dit iemand anders? Typ het goede adres.")
            row.refuse(Field.EMAIL, sentence % {"line": before})
            return row
        person = known.people.get(entry.email)
        if person is None:
            self._plan_new(row)
        else:
            self._plan_known(row, person, known)
        if not row.is_refused and row.enrols:
            row.changes.append(_("Komt in de ronde."))
        return row

    def _plan_nobody(self, row: PlannedRow) -> None:
        """Say all that is wrong with a line without an address at once, so that it can be mended at once."""
        for problem in row.entry.problems:
            row.refuse(problem.field, problem.sentence)
        if row.entry.library or row.entry.isil:
            self._fill_library(row)

    def _plan_new(self, row: PlannedRow) -> None:
        entry = row.entry
        for problem in entry.problems:
            row.refuse(problem.field, problem.sentence)
        if not entry.name:
            row.refuse(Field.NAME, _("Hier staat geen naam. Vul de voornaam en de achternaam in."))
        library_id = self._fill_library(row)
        if library_id is None or row.is_refused:
            return
        self._fill_team(row, library_id)
        if row.is_refused:
            return
        row.outcome, row.enrols, row.fills_name = Outcome.MADE, True, True
        row.changes.insert(0, _("Krijgt een account."))
        row.remarks += entry.hints
        self._remark_doubles(row, library_id)

    def _plan_known(self, row: PlannedRow, person: dict[str, Any], known: _Known) -> None:
        enrolment = known.enrolments.get(person["pk"])
        if not self._is_ours(person, enrolment, known):
            row.refuse(
                Field.EMAIL,
                _(
                    "Dit adres kunnen we hier niet inschrijven. Kijk het adres na. Klopt het? Vraag deze persoon dan "
                    "om contact op te nemen met de trainer van deze ronde."
                ),
            )
            return
        row.person_id = person["pk"]
        self._fill_gaps(row, person)
        if enrolment is None:
            row.enrols = True
            for problem in row.entry.problems:
                if problem.field is Field.WAY:
                    row.refuse(Field.WAY, problem.sentence)
        elif enrolment["left_at"] is not None:
            row.remark(
                Field.EMAIL,
                _("Is gestopt met deze ronde, en dat blijft zo. Schrijf deze persoon zelf weer in als dat moet."),
            )
        elif row.entry.way and row.entry.way != enrolment["way"]:
            row.remark(Field.WAY, _("Doet al mee op een andere manier. Die blijft zo."))
        if not row.is_refused:
            row.outcome = Outcome.UPDATED if row.changes or row.enrols else Outcome.UNCHANGED

    def _is_ours(self, person: dict[str, Any], enrolment: dict[str, Any] | None, known: _Known) -> bool:
        """Say whether this list may touch somebody who is here already. Why not is the same for everybody (A47)."""
        if not person["is_active"]:
            return False
        if enrolment is not None and enrolment["library_id"] in self.reach.libraries:
            return True
        if person["library_id"] is None:
            return not person["is_superuser"] and person["pk"] not in known.elsewhere
        return person["library_id"] in self.reach.libraries or self.places.now(person["library_id"]) in (
            self.reach.libraries
        )

    def _fill_gaps(self, row: PlannedRow, person: dict[str, Any]) -> None:
        """Fill what is empty, and say of what is not that it stays."""
        entry, name = row.entry, cleaned(person["name"])
        if not name and entry.name and not any(problem.field is Field.NAME for problem in entry.problems):
            row.fills_name = True
            row.changes.append(_("Krijgt een naam."))
        elif entry.name and unguarded(name) != entry.name and name:
            row.remark(Field.NAME, _("Heet hier %(name)s. Die naam blijft.") % {"name": name})
        library_id: int | None = person["library_id"]
        if library_id is None:
            library_id = self._fill_library(row)
            if library_id is None:
                return
            row.changes.append(_("Krijgt een bibliotheek."))
        else:
            self._remark_library(row, library_id)
        if person["team_id"] is None and entry.team and library_id in self.reach.libraries:
            self._fill_team(row, library_id)
        elif entry.team and unguarded(cleaned(person["team__name"] or "")).casefold() != entry.team.casefold():
            row.remark(Field.TEAM, _("Zit hier in een ander team. Dat blijft zo."))

    def _remark_library(self, row: PlannedRow, library_id: int) -> None:
        entry, library = row.entry, self.places.by_pk[library_id]
        if (entry.library or entry.isil) and unguarded(cleaned(library.name)) != entry.library:
            found = self.places.library(entry.library, entry.isil).library
            if found is None or found.pk != self.places.now(library_id):
                sentence = _("Werkt volgens ons bij %(library)s. Dat blijft zo.")
                row.remark(Field.LIBRARY, sentence % {"library": library.name})

    def _fill_library(self, row: PlannedRow) -> int | None:
        found = self.places.library(row.entry.library, row.entry.isil)
        if found.library is None:
            row.refuse(Field.LIBRARY, found.problem)
            return None
        row.library_id = found.library.pk
        return found.library.pk

    def _fill_team(self, row: PlannedRow, library_id: int) -> None:
        if not row.entry.team:
            return
        team = self.places.team(library_id, row.entry.team)
        if isinstance(team, str):
            row.refuse(Field.TEAM, team)
            return
        row.team = team
        if team.pk is None:
            row.changes.append(_("Komt in een nieuw team: %(team)s.") % {"team": team.name})
        elif row.person_id is not None:
            row.changes.append(_("Komt in team %(team)s.") % {"team": team.name})

    def _remark_doubles(self, row: PlannedRow, library_id: int) -> None:
        """Point at who may be the same person under another address. It may be two people, so it stops nothing."""
        entry = row.entry
        alike, line = self._alike.setdefault(skeleton(entry.email), (entry.email, entry.number))
        named = (entry.name.casefold(), library_id)
        other, other_line = self._names.setdefault(named, (entry.email, entry.number))
        if alike != entry.email:
            where = _("op regel %(line)d") % {"line": line} if line else _("dat we al kennen")
            sentence = _("Lijkt sprekend op %(address)s, een adres %(where)s. Is het dezelfde persoon?")
            row.remark(Field.EMAIL, sentence % {"address": alike, "where": where})
        elif other != entry.email and other_line is None:
            sentence = _(
                "Bij deze bibliotheek werkt al iemand die zo heet, met het adres %(address)s. Is het dezelfde persoon?"
            )
            row.remark(Field.NAME, sentence % {"address": other})
        elif other != entry.email:
            row.remark(
                Field.NAME, _("Op regel %(line)d heet iemand ook zo. Is het dezelfde persoon?") % {"line": other_line}
            )


def _refused_by_itself(entry: Entry) -> bool:
    return any(problem.field is Field.EMAIL for problem in entry.problems)
