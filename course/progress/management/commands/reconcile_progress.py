"""Recompute everybody's progress from the facts and compare it with what is stored."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from course.cohorts.models import Enrolment
from course.progress.actions import BATCH, Verdict, completion, count_again, judge, people_of, recompute, things_done
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.models import ThingPage

FIELDS = ("state", "exercises_done", "exercises_total", "started_at", "done_at", "is_exempted")


class Command(BaseCommand):
    help = "Recompute all progress from answers, posts and ledger; exit non-zero when anything stored differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="also store what was recomputed")

    def handle(self, *args: Any, **options: Any) -> None:
        differences = 0
        judged = 0
        for thing in ThingPage.objects.order_by("path"):
            people = people_of(thing)
            judged += len(people)
            for start in range(0, len(people), BATCH):
                batch = people[start : start + BATCH]
                found = list(self.differences(thing, batch))
                for sentence in found:
                    self.stdout.write(sentence)
                if found and options["write"]:
                    recompute(batch, thing)
                differences += len(found)
        wrong = Enrolment.objects.annotate(should_be=things_done()).exclude(things_done=F("should_be"))
        for enrolment in wrong:
            differences += 1
            self.stdout.write(f"{enrolment}: {enrolment.things_done} done is stored, {enrolment.should_be} is true.")
        if options["write"]:
            with transaction.atomic():
                count_again(Enrolment.objects.all())
        if differences:
            ending = "They are mended." if options["write"] else "Run again with --write to store what is true."
            raise CommandError(f"{differences} differences. {ending}")
        self.stdout.write(self.style.SUCCESS(f"No differences in {judged} standings (one for each person and ding)."))

    def differences(self, thing: ThingPage, people: list[int]) -> Iterator[str]:
        """Yield a sentence for each person whose stored progress in this ding is not what the facts say."""
        stored = {row.person_id: row for row in ThingCompletion.objects.filter(thing=thing, person__in=people)}
        for verdict in judge(people, thing, timezone.now()):
            row = stored.get(verdict.person_id)
            yield from self.compare(thing, verdict, row)

    def compare(self, thing: ThingPage, verdict: Verdict, row: ThingCompletion | None) -> Iterator[str]:
        who = f"person {verdict.person_id}, ding {thing.number} ({thing.slug})"
        for line in verdict.new:
            yield f"{who}: the ledger lacks “{LedgerEntry.Event(line.event).label}” {line.title}".rstrip()
        if verdict.standing is None:
            if row is not None:
                yield f"{who}: a completion is stored, but nothing was ever begun."
            return
        true = completion(thing, verdict.person_id, verdict.standing)
        if row is None:
            yield f"{who}: no completion is stored; {true.state} {true} is true."
            return
        for name in FIELDS:
            if getattr(row, name) != getattr(true, name):
                yield f"{who}: {name} is stored as {getattr(row, name)}, {getattr(true, name)} is true."
