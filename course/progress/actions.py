"""What changes progress: new evidence, an exemption. Everything else is derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from course.cohorts import evidence
from course.cohorts.models import Enrolment
from course.people.models import User
from course.progress import rules
from course.progress.certificates.actions import tell_who_is_ready
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.models import ThingPage

BATCH = 500
"""How many people are judged at once, so that memory stays bounded."""


@dataclass(frozen=True)
class Verdict:
    """What one person's progress in one ding should be: lines the ledger lacks, and where that leaves her."""

    person_id: int
    new: list[rules.Line]
    standing: rules.Standing | None


def as_line(entry: LedgerEntry) -> rules.Line:
    return rules.Line(
        event=entry.event,
        at=entry.at,
        exercise=str(entry.exercise or ""),
        title=entry.title,
        revision_id=entry.revision_id,
        total=entry.exercises_total,
    )


def judge(people: Collection[int], thing: ThingPage, now: datetime) -> list[Verdict]:
    """Return a verdict for each of these people (ids) on this ding. Queries: the ledger, and those of the sources."""
    given: dict[int, list[evidence.Evidence]] = defaultdict(list)
    for item in evidence.collect(people, [thing]):
        given[item.person_id].append(item)
    known = evidence.facts_of(people)
    lines: dict[int, list[rules.Line]] = defaultdict(list)
    for entry in LedgerEntry.objects.filter(person__in=people, thing=thing):
        lines[entry.person_id].append(as_line(entry))
    counting = [exercise.id for exercise in thing.exercises if exercise.counts]
    verdicts = []
    for person in people:
        new = rules.new_lines(thing.exercises, given[person], known[person], lines[person], now)
        verdicts.append(Verdict(person, new, rules.standing([*lines[person], *new], counting)))
    return verdicts


@transaction.atomic
def recompute(people: Collection[int], thing: ThingPage, now: datetime | None = None) -> None:
    """Make ledger and completion of these people (ids) say what the evidence says. Idempotent.

    The people are locked first, so that two answers of one person at the same moment cannot both write the same line.
    """
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    verdicts = judge(people, thing, now or timezone.now())
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            person_id=verdict.person_id,
            thing=thing,
            event=line.event,
            exercise=line.exercise or None,
            title=line.title,
            revision_id=line.revision_id or thing.live_revision_id,
            exercises_total=line.total,
            at=line.at,
        )
        for verdict in verdicts
        for line in verdict.new
    )
    store(thing, verdicts)


def store(thing: ThingPage, verdicts: Iterable[Verdict]) -> None:
    """Write the completions that follow, and the counters on the enrolments that follow from those."""
    rows = [completion(thing, verdict.person_id, verdict.standing) for verdict in verdicts if verdict.standing]
    newly_done = {row.person_id for row in rows if row.done_at}
    if newly_done:
        done_before = ThingCompletion.objects.filter(thing=thing, person__in=newly_done, state="done")
        newly_done -= set(done_before.values_list("person_id", flat=True))
    ThingCompletion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "thing"],
        update_fields=["state", "exercises_done", "exercises_total", "started_at", "done_at", "is_exempted"],
    )
    count_again(Enrolment.objects.filter(person__in=[row.person_id for row in rows]))
    if newly_done:
        tell_who_is_ready(newly_done, thing)


def completion(thing: ThingPage, person_id: int, standing: rules.Standing) -> ThingCompletion:
    """Return the row that says this standing (not saved)."""
    return ThingCompletion(
        person_id=person_id,
        thing=thing,
        state=standing.state,
        exercises_done=standing.done,
        exercises_total=standing.total,
        started_at=standing.started_at,
        done_at=standing.done_at,
        is_exempted=standing.is_exempted,
    )


def things_done() -> Coalesce:
    """Return, for an Enrolment query, how many dingen of its cohort's programme that person has finished."""
    done = (
        ThingCompletion.objects.filter(
            person=OuterRef("person"), state=ThingCompletion.State.DONE, thing__programmes__cohort=OuterRef("cohort")
        )
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(done, output_field=IntegerField()), 0)


def count_again(enrolments: Iterable[Enrolment]) -> None:
    """Bring `things_done` of these enrolments up to date; one query."""
    Enrolment.objects.filter(pk__in=enrolments).update(things_done=things_done())  # type: ignore[misc]


@transaction.atomic
def exempt(*, by: User, person: User, thing: ThingPage, note: str) -> None:
    """Give somebody an exemption (vrijstelling) for a ding, with a short reason; a ding that is done stays as it is."""
    lines = [as_line(entry) for entry in LedgerEntry.objects.filter(person=person, thing=thing)]
    if not rules.is_finished(lines):
        LedgerEntry.objects.create(
            person=person,
            thing=thing,
            event=LedgerEntry.Event.EXEMPTED,
            exercises_total=sum(exercise.counts for exercise in thing.exercises),
            revision_id=thing.live_revision_id,
            by=by,
            note=note,
        )
    recompute([person.pk], thing)


def people_of(thing: ThingPage) -> list[int]:
    """Return the ids of everybody whose progress in this ding is kept: who takes it, and who ever began it."""
    takes = Enrolment.objects.filter(cohort__programme__thing=thing).values("person")
    began = LedgerEntry.objects.filter(thing=thing).values("person")
    stored = ThingCompletion.objects.filter(thing=thing).values("person")
    people = User.objects.filter(Q(pk__in=takes) | Q(pk__in=began) | Q(pk__in=stored))
    return list(people.order_by("pk").values_list("pk", flat=True))


def recompute_page(thing: ThingPage) -> None:
    """Look again at everybody who takes this ding: its exercises changed. In batches of 500 people."""
    people = people_of(thing)
    for start in range(0, len(people), BATCH):
        recompute(people[start : start + BATCH], thing)
