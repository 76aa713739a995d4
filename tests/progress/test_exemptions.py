"""A trainer exempts somebody from a ding: it counts, says so on her card, and stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from course.cohorts.models import CohortThing, Enrolment
from course.people.models import User
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.models import ThingPage
from tests.conftest import Place
from tests.progress.test_progress import tick

As = Callable[[User | None], Client]


def press(client: Client, place: Place, people: list[User], thing: ThingPage, **data: Any) -> str:
    entry = CohortThing.objects.get(cohort=place.cohort, thing=thing)
    ids = Enrolment.objects.filter(person__in=people).values_list("pk", flat=True)
    sent = {
        "press": "vrijstellen",
        "enrolment": list(ids),
        "confirm": 1,
        "entry": entry.pk,
        "note": "Deed dit al",
        **data,
    }
    reply = client.post(reverse("cohorts:press", args=[place.cohort.pk]), sent, follow=True)
    return str(reply.content.decode())


def test_an_exemption_counts_and_says_so_on_her_card(place: Place, ada: User, tove: User, as_: As) -> None:
    assert "Gedaan voor 1 mens." in press(as_(tove), place, [ada], place.quiz_thing)
    enrolment = Enrolment.objects.get(person=ada)
    assert enrolment.things_done == 1
    line = LedgerEntry.objects.get(person=ada, thing=place.quiz_thing, event="exempted")
    assert (line.by, line.note) == (tove, "Deed dit al")
    assert "vrijstelling" in as_(ada).get(reverse("study:card")).content.decode()


def test_twice_is_once(place: Place, ada: User, tove: User, as_: As) -> None:
    client = as_(tove)
    press(client, place, [ada], place.quiz_thing)
    press(client, place, [ada], place.quiz_thing)
    assert LedgerEntry.objects.filter(person=ada, event="exempted").count() == 1


def test_who_did_it_already_keeps_her_own_stamp(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    tick(ada, place.checklist_thing, "1")
    page = press(as_(tove), place, [ada, ben], place.checklist_thing)
    assert "Ada van den Berg: heeft dit ding al klaar." in page
    assert "Gedaan voor 1 mens." in page
    assert not ThingCompletion.objects.get(person=ada).is_exempted
    assert ThingCompletion.objects.get(person=ben).is_exempted


def test_an_exemption_needs_a_reason_and_a_ding_of_this_cohort(place: Place, ada: User, tove: User, as_: As) -> None:
    elsewhere = CohortThing.objects.get(cohort=place.other_cohort, thing=place.quiz_thing)
    for wrong in ({"note": " "}, {"entry": elsewhere.pk}):
        press(as_(tove), place, [ada], place.quiz_thing, **wrong)
    assert not LedgerEntry.objects.filter(event="exempted").exists()


def test_the_question_says_that_it_stays(place: Place, ada: User, tove: User, as_: As) -> None:
    page = as_(tove).post(
        reverse("cohorts:press", args=[place.cohort.pk]),
        {"press": "vrijstellen", "enrolment": [Enrolment.objects.get(person=ada).pk]},
    )
    assert "Je geeft 1 mens vrijstelling." in page.content.decode()
    assert "Dit kun je niet terugnemen" in page.content.decode()
