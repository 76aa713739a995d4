"""Who met the rule of her cohort: enough dingen, and all of the core set (syllabus 0.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from course.cohorts import schedule
from course.cohorts.models import Cohort, CohortThing, Enrolment
from course.progress.models import ThingCompletion


@dataclass(frozen=True)
class DoneThing:
    """One ding that somebody finished, or had an exemption for."""

    number: int
    title: str
    done_on: date
    is_exempted: bool = False


@dataclass(frozen=True)
class Result:
    """What somebody did of the programme of her cohort, against its rule. `published` counts what could be done."""

    done: Sequence[DoneThing] = ()
    published: int = 0
    threshold: int = schedule.THRESHOLD
    core: frozenset[int] = field(default_factory=frozenset)

    @property
    def required(self) -> int:
        return schedule.required_things(self.threshold, self.published)

    @property
    def is_met(self) -> bool:
        return schedule.is_course_done([thing.number for thing in self.done], self.core, self.required)

    @property
    def finished_on(self) -> date | None:
        """The day of the newest of these dingen."""
        return max((thing.done_on for thing in self.done), default=None)

    def in_words(self) -> str:
        """Return the rule as a sentence, in the language that is active."""
        if not self.core:
            return _("Minstens %(required)d van de %(total)d dingen.") % self._numbers()
        return (
            _("Minstens %(required)d van de %(total)d dingen. Daar horen deze kerndingen in elk geval bij: %(core)s.")
            % self._numbers()
        )

    def _numbers(self) -> dict[str, object]:
        core = ", ".join(str(number) for number in sorted(self.core))
        return {"required": self.required, "total": self.published, "core": core}


def results_of(enrolments: Iterable[Enrolment]) -> dict[int, Result]:
    """Return the result of each of these enrolments, by id. Two queries, however many they are.

    The cohort must be on each enrolment already. A ding that is no longer published counts for nobody: it can be done
    by nobody either.
    """
    rows = list(enrolments)
    programme: dict[int, list[CohortThing]] = defaultdict(list)
    entries = CohortThing.objects.filter(cohort__in={row.cohort_id for row in rows}, thing__live=True)
    for entry in entries.select_related("thing").defer("thing__body").order_by("number"):
        programme[entry.cohort_id].append(entry)
    done = {
        (completion.person_id, completion.thing_id): completion
        for completion in ThingCompletion.objects.filter(
            person__in={row.person_id for row in rows},
            state=ThingCompletion.State.DONE,
            thing__in={entry.thing_id for entries in programme.values() for entry in entries},
        )
    }
    return {row.pk: _result(row, programme[row.cohort_id], done) for row in rows}


def result_of(enrolment: Enrolment) -> Result:
    """Return the result of one enrolment. Two queries."""
    return results_of([enrolment])[enrolment.pk]


def _result(
    enrolment: Enrolment, entries: Sequence[CohortThing], done: dict[tuple[int, int], ThingCompletion]
) -> Result:
    found = [(entry, done.get((enrolment.person_id, entry.thing_id))) for entry in entries]
    return Result(
        done=[
            DoneThing(entry.number, entry.thing.title, timezone.localdate(mine.done_at), mine.is_exempted)
            for entry, mine in found
            if mine is not None
        ],
        published=len(entries),
        threshold=enrolment.cohort.threshold,
        core=frozenset(entry.number for entry in entries if entry.is_core),
    )


def rule_of(cohort: Cohort) -> str:
    """Return what this cohort asks today, in words. One query."""
    entries = CohortThing.objects.filter(cohort=cohort, thing__live=True).values_list("number", "is_core")
    core = frozenset(number for number, is_core in entries if is_core)
    return Result(published=len(entries), threshold=cohort.threshold, core=core).in_words()
