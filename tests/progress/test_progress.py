"""Completions, their ledger and the command that recomputes them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from course.answers.actions import submit_answer
from course.answers.models import Answer
from course.cohorts import evidence
from course.cohorts.models import Enrolment
from course.people.models import User
from course.progress.actions import exempt
from course.progress.models import AppendOnlyError, LedgerEntry, ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


def tick(person: User, thing: ThingPage, *keys: str, position: int = 0) -> Answer:
    exercise = thing.exercises[position]
    form = exercise.block.answer_form(
        exercise.value, data={f"{exercise.id}-item-{key}": "on" for key in keys}, prefix=exercise.id
    )
    assert form.is_valid()
    return submit_answer(by=person, page=thing, exercise=exercise, form=form)


def reconcile(*args: str) -> str:
    out = StringIO()
    call_command("reconcile_progress", *args, stdout=out)
    return out.getvalue()


def test_a_thing_is_done_when_its_last_exercise_is_answered(place: Place, ada) -> None:
    thing = factories.make_thing(place.module, 4, [factories.checklist_block("een"), factories.checklist_block("twee")])
    tick(ada, thing, "1")
    busy = ThingCompletion.objects.get(person=ada, thing=thing)
    assert (busy.state, busy.exercises_done, busy.exercises_total, busy.done_at) == ("busy", 1, 2, None)
    tick(ada, thing, "1", position=1)
    done = ThingCompletion.objects.get(person=ada, thing=thing)
    assert (done.state, done.exercises_done, done.exercises_total) == ("done", 2, 2)
    assert [entry.event for entry in LedgerEntry.objects.filter(person=ada)] == ["started", "given", "given", "done"]


def test_an_exercise_that_does_not_count_is_no_part_of_the_evidence(place: Place, ada) -> None:
    body = [factories.checklist_block("een"), factories.checklist_block("extra", counts=False)]
    thing = factories.make_thing(place.module, 4, body)
    tick(ada, thing, "1")
    assert ThingCompletion.objects.get(person=ada, thing=thing).state == "done"


def test_done_stays_done_when_the_proof_is_withdrawn_and_the_ledger_says_so(place: Place, ada) -> None:
    thing = place.checklist_thing
    tick(ada, thing, "1")
    stamp = ThingCompletion.objects.get(person=ada, thing=thing).done_at
    tick(ada, thing)
    after = ThingCompletion.objects.get(person=ada, thing=thing)
    assert (after.state, after.done_at) == ("done", stamp)
    assert [entry.event for entry in LedgerEntry.objects.filter(person=ada)][-1] == "withdrawn"
    reconcile()


def test_a_page_that_gains_an_exercise_takes_nothing_from_who_was_done(place: Place, ada, ben) -> None:
    thing = place.checklist_thing
    tick(ada, thing, "1")
    tick(ben, thing)
    thing.body = [*thing.body.raw_data, factories.checklist_block("nieuw")]
    thing.save_revision().publish()
    assert ThingCompletion.objects.get(person=ada, thing=thing).exercises_total == 1
    busy = ThingCompletion.objects.get(person=ben, thing=thing)
    assert (busy.state, busy.exercises_done, busy.exercises_total) == ("busy", 0, 2)
    reconcile()


def test_a_page_that_loses_its_last_open_exercise_gives_the_stamp(place: Place, ada) -> None:
    thing = factories.make_thing(place.module, 4, [factories.checklist_block("een"), factories.checklist_block("twee")])
    tick(ada, thing, "1")
    thing.body = list(thing.body.raw_data)[:1]
    thing.save_revision().publish()
    assert ThingCompletion.objects.get(person=ada, thing=thing).state == "done"


def test_the_counter_on_the_enrolment_follows(place: Place, ada) -> None:
    tick(ada, place.checklist_thing, "1")
    assert Enrolment.objects.get(person=ada).things_done == 1


def test_an_exemption_is_in_the_ledger_with_who_gave_it_and_why(place: Place, ada, tove) -> None:
    exempt(by=tove, person=ada, thing=place.quiz_thing, note="Deed dit vorig jaar")
    row = ThingCompletion.objects.get(person=ada, thing=place.quiz_thing)
    assert (row.state, row.is_exempted) == ("done", True)
    entry = LedgerEntry.objects.get(person=ada, event="exempted")
    assert (entry.by, entry.note) == (tove, "Deed dit vorig jaar")
    exempt(by=tove, person=ada, thing=place.quiz_thing, note="Nog eens")
    assert LedgerEntry.objects.filter(event="exempted").count() == 1
    reconcile()


def test_the_ledger_is_append_only(place: Place, ada) -> None:
    tick(ada, place.checklist_thing, "1")
    entry = LedgerEntry.objects.first()
    assert entry is not None
    for rewrite in (
        entry.save,
        entry.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(note="x"),
        lambda: LedgerEntry.objects.bulk_update([entry], ["note"]),
    ):
        with pytest.raises(AppendOnlyError):
            rewrite()


def test_a_completion_above_all_is_refused_by_the_database(place: Place, ada) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ThingCompletion.objects.create(
            person=ada,
            thing=place.quiz_thing,
            state="busy",
            exercises_done=3,
            exercises_total=2,
            started_at=timezone.now(),
        )


def test_reconcile_finds_what_was_tampered_with_and_mends_it_when_asked(place: Place, ada) -> None:
    tick(ada, place.checklist_thing, "1")
    assert "No differences" in reconcile()
    ThingCompletion.objects.filter(person=ada).update(exercises_done=0)
    Enrolment.objects.filter(person=ada).update(things_done=7)
    with pytest.raises(CommandError, match="2 differences"):
        reconcile()
    with pytest.raises(CommandError, match="mended"):
        reconcile("--write")
    assert "No differences" in reconcile()


def test_reconcile_finds_a_lost_completion_and_one_that_came_from_nowhere(place: Place, ada, ben) -> None:
    tick(ada, place.checklist_thing, "1")
    ThingCompletion.objects.filter(person=ada).delete()
    ThingCompletion.objects.create(person=ben, thing=place.quiz_thing, state="busy", started_at=timezone.now())
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("reconcile_progress", stdout=out)
    assert "no completion is stored" in out.getvalue()
    assert "nothing was ever begun" in out.getvalue()


def test_evidence_announced_twice_changes_nothing(place: Place, ada) -> None:
    tick(ada, place.checklist_thing, "1")
    before = LedgerEntry.objects.count()
    evidence.announce(ada, place.checklist_thing)
    assert LedgerEntry.objects.count() == before


def test_ada_reads_why_she_stands_where_she_stands(place: Place, ada, as_) -> None:
    thing = factories.make_thing(place.module, 4, [factories.checklist_block("een"), factories.checklist_block("twee")])
    factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
    tick(ada, thing, "1")
    page = as_(ada).get(reverse("progress:why", args=[thing.pk])).content.decode()
    assert "Waarom sta ik op 1 van 2?" in page
    assert "Nog niet klaar" in page
    assert "bewijs gegeven" in page
    assert str(thing.live_revision_id) in page


def test_tove_has_no_progress_of_her_own_to_explain(place: Place, tove, as_) -> None:
    assert as_(tove).get(reverse("progress:why", args=[place.quiz_thing.pk])).status_code == 403
