"""Feedback of colleagues through the front door, and whose work anybody gets to read."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from course.answers import peer
from course.answers.actions import submit_answer
from course.answers.models import Answer, Attempt, Review
from course.cohorts.access import door_to
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.exercises.peer_review import PeerReviewExercise, example_key
from lessons.models import BoundExercise, ThingPage
from tests import factories
from tests.conftest import Place

SignIn = Callable[[User | None], Client]


@dataclass
class Table:
    """One ding with feedback of colleagues, and the cohort that takes it."""

    place: Place
    thing: ThingPage
    cohort: Cohort

    @property
    def exercise(self) -> BoundExercise:
        return self.thing.exercises[0]

    @property
    def submit_url(self) -> str:
        return reverse("answers:submit", args=[self.thing.pk, self.exercise.id])

    @property
    def ask_url(self) -> str:
        return reverse("answers:ask", args=[self.thing.pk, self.exercise.id])

    def hand_in(self, client: Client, text: str = "Mijn tekst.", hand_in: str = "yes") -> Any:
        name = self.exercise.id
        return client.post(self.submit_url, {f"{name}-text": text, f"{name}-hand_in": hand_in})

    def page(self, client: Client) -> str:
        return str(client.get(self.thing.address).content.decode())

    def ask(self, client: Client) -> str:
        """Ask for work and return where that leads."""
        response = client.post(self.ask_url)
        assert response.status_code == 302
        return str(response["Location"])


def make_table(place: Place, *, number: int = 5, **value: Any) -> Table:
    thing = factories.make_thing(place.module, number, [factories.peer_review_block(**value)])
    place.things.append(thing)
    return Table(place, thing, factories.make_cohort(place.course, [thing], place.organisation))


@pytest.fixture
def table(place: Place, ada: User, ben: User, cleo: User) -> Table:
    """All three take part in one cohort: ada and ben of one library, cleo of another."""
    made = make_table(place)
    for person in (ada, ben, cleo):
        factories.enrol(person, made.cohort)
    return made


FEEDBACK = {
    "criterion-kop": "2",
    "criterion-actie": "1",
    "top": "Ik zag meteen voor me waar het over gaat.",
    "tip": "Zeg er nog bij hoe laat.",
}


def give(client: Client, address: str, **change: str) -> Any:
    """Read the work at that address and send feedback on it, as a browser does."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, {**FEEDBACK, "read": page.context["read"], **change})


def days_pass(days: float) -> None:
    """Move all that was handed in and asked into the past."""
    for attempt in Attempt.objects.all():
        Attempt.objects.filter(pk=attempt.pk).update(made_at=attempt.made_at - timedelta(days=days))
    for review in Review.objects.all():
        Review.objects.filter(pk=review.pk).update(asked_at=review.asked_at - timedelta(days=days))


def is_done(person: User, thing: ThingPage) -> bool:
    return ThingCompletion.objects.filter(person=person, thing=thing, state="done").exists()


# --- Handing in and giving feedback ------------------------------------------------------------------------------


def test_ada_and_cleo_hand_in_and_review_each_other(table: Table, ada, ben, cleo, as_: SignIn) -> None:
    clients = {person: as_(person) for person in (ada, ben, cleo)}
    for person, client in clients.items():
        assert table.hand_in(client, f"De tekst van {person.shown_name}.").status_code == 302
    assert "De tekst van Cleo" not in table.page(clients[ada])
    address = table.ask(clients[ada])
    work = clients[ada].get(address).content.decode()
    assert "De tekst van Cleo Nguyễn." in work
    assert "Stuur naar Cleo Nguyễn" in work
    response = give(clients[ada], address)
    assert response["Location"] == f"{table.thing.address}#oefening-feedback"
    assert "Je feedback is verstuurd. Geef nog 1 collega feedback." in table.page(clients[ada])
    assert not is_done(ada, table.thing)
    received = table.page(clients[cleo])
    assert "Feedback van Ada van den Berg" in received
    assert "Ik zag meteen voor me waar het over gaat." in received
    assert "pakkend" in received
    give(clients[ada], table.ask(clients[ada]))
    assert is_done(ada, table.thing)
    page = table.page(clients[ada])
    assert "Klaar!" in page
    assert "Zo kan het ook." in page
    give(clients[cleo], table.ask(clients[cleo]))
    assert "Feedback van Cleo Nguyễn" in table.page(clients[ada])
    assert "Zo kan het ook." not in table.page(clients[cleo])


def test_a_draft_is_kept_and_read_by_nobody(table: Table, ada, ben, as_: SignIn) -> None:
    adas, bens = as_(ada), as_(ben)
    table.hand_in(adas, "Nog niet af.", hand_in="no")
    assert "Nog niet af." in table.page(adas)
    assert "Lever hem in als hij klaar is." in table.page(adas)
    table.hand_in(bens)
    assert table.ask(bens).startswith(table.thing.address)
    assert not Review.objects.exists()


def test_a_text_that_is_too_long_is_kept_and_says_what_must_go(place: Place, ada, as_: SignIn) -> None:
    table = make_table(place, maximum_words=60)
    factories.enrol(ada, table.cohort)
    client = as_(ada)
    table.hand_in(client, factories.text_of(72))
    page = table.page(client)
    assert "Je tekst is bewaard, maar nog niet ingeleverd. Je tekst telt 72 woorden. Haal er nog 12 weg." in page
    assert factories.text_of(72) in page
    table.hand_in(client, factories.text_of(60))
    assert "Je tekst is ingeleverd" in table.page(client)


def test_who_has_not_handed_in_reads_nobodys_work(table: Table, ada, ben, as_: SignIn) -> None:
    table.hand_in(as_(ben))
    client = as_(ada)
    assert table.ask(client).startswith(table.thing.address)
    assert "Lever eerst je eigen tekst in." in table.page(client)
    assert not Review.objects.exists()


def test_asking_twice_gives_the_same_work(table: Table, ada, ben, cleo, as_: SignIn) -> None:
    for person in (ada, ben, cleo):
        table.hand_in(as_(person))
    client = as_(ada)
    assert table.ask(client) == table.ask(client)
    assert Review.objects.count() == 1
    assert "Ga verder: Tekst van" in table.page(client)


def test_feedback_sent_twice_is_given_once_and_other_feedback_is_not_lost(table: Table, ada, ben, as_) -> None:
    adas = as_(ada)
    table.hand_in(adas)
    table.hand_in(as_(ben))
    address = table.ask(adas)
    read = adas.get(address).context["read"]
    for _time in range(2):
        assert adas.post(address, {**FEEDBACK, "read": read}).status_code == 302
    kept = Review.objects.get()
    assert kept.scores == {"kop": 2, "actie": 1}
    later = adas.post(address, {**FEEDBACK, "read": read, "tip": "Iets heel anders, dat later kwam."})
    assert later.status_code == 409
    assert "Iets heel anders, dat later kwam." in later.content.decode()
    assert adas.post(address, {"read": read}).status_code == 200
    kept.refresh_from_db()
    assert kept.tip == FEEDBACK["tip"]
    assert LedgerEntry.objects.filter(person=ada, event="given").count() == 0


def test_refused_feedback_keeps_what_was_typed_and_names_what_is_missing(table: Table, ada, ben, as_) -> None:
    adas = as_(ada)
    table.hand_in(adas)
    table.hand_in(as_(ben))
    address = table.ask(adas)
    response = give(adas, address, **{"criterion-kop": "", "tip": "Kort."})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"<title>\s*Fout: ", page)
    assert page.count("Kies wat past bij “Kop”.") == 2
    assert FEEDBACK["top"] in page
    assert page.count(" checked") == 1


def test_a_work_that_changed_while_she_read_is_shown_again_with_what_she_typed(table: Table, ada, ben, as_) -> None:
    adas, bens = as_(ada), as_(ben)
    table.hand_in(adas)
    table.hand_in(bens, "Eerste versie.")
    address = table.ask(adas)
    read = adas.get(address).context["read"]
    table.hand_in(bens, "Tweede versie.")
    response = adas.post(address, {**FEEDBACK, "read": read})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tweede versie." in page
    assert FEEDBACK["tip"] in page
    assert not Review.objects.given().exists()
    assert give(adas, address).status_code == 302


def test_feedback_stays_with_the_text_it_is_about(table: Table, ada, ben, as_: SignIn) -> None:
    adas, bens = as_(ada), as_(ben)
    table.hand_in(adas, "Eerste versie.")
    table.hand_in(bens)
    give(bens, table.ask(bens))
    assert "Over deze eerdere versie van je tekst" not in table.page(adas)
    table.hand_in(adas, "Tweede versie.")
    page = table.page(adas)
    assert "Over deze eerdere versie van je tekst" in page
    assert "Eerste versie." in page
    assert "Eerste versie." in bens.get(reverse("answers:review", args=[Review.objects.get().pk])).content.decode()


def test_a_draft_after_handing_in_leaves_the_handed_in_text_with_colleagues(table: Table, ada, ben, as_) -> None:
    adas, bens = as_(ada), as_(ben)
    table.hand_in(adas, "Ingeleverd.")
    table.hand_in(adas, "Nieuwe gedachte.", hand_in="no")
    table.hand_in(bens)
    page = table.page(adas)
    assert "Collega’s lezen nog de tekst die je inleverde." in page
    assert "Nieuwe gedachte." in page
    work = bens.get(table.ask(bens)).content.decode()
    assert "Ingeleverd." in work
    assert "Nieuwe gedachte." not in work


# --- Waiting, and the examples -----------------------------------------------------------------------------------


def test_a_lone_participant_finishes_with_the_examples_after_three_days(table: Table, ada, as_: SignIn) -> None:
    client = as_(ada)
    table.hand_in(client)
    page = table.page(client)
    assert "Er is nu geen tekst van een collega." in page
    assert "Jij hoeft nu niets te doen." in page
    assert table.ask_url not in page
    assert table.ask(client).startswith(table.thing.address)
    days_pass(2.9)
    assert table.ask(client).startswith(table.thing.address)
    days_pass(0.2)
    assert "Geef feedback op een voorbeeldtekst" in table.page(client)
    for name in ("Noor", "Tijmen"):
        address = table.ask(client)
        assert f"Tekst van {name}." in client.get(address).content.decode()
        give(client, address)
    assert is_done(ada, table.thing)
    assert table.ask(client).startswith(table.thing.address)
    assert Review.objects.count() == 2


def test_a_colleague_who_comes_during_the_wait_ends_it(table: Table, ada, ben, as_: SignIn) -> None:
    client = as_(ada)
    table.hand_in(client)
    table.hand_in(as_(ben), "Van ben.")
    assert "Geef een collega feedback" in table.page(client)
    assert "Van ben." in client.get(table.ask(client)).content.decode()


def test_a_colleagues_work_goes_before_an_example_after_the_wait_too(table: Table, ada, ben, as_: SignIn) -> None:
    client = as_(ada)
    table.hand_in(client)
    days_pass(10)
    table.hand_in(as_(ben), "Van ben.")
    give(client, table.ask(client))
    assert Review.objects.get().of.person == ben
    give(client, table.ask(client))
    assert Review.objects.filter(of=None).count() == 1
    assert is_done(ada, table.thing)


def test_without_days_to_wait_the_examples_are_there_at_once(place: Place, ada, as_: SignIn) -> None:
    table = make_table(place, wait_days=0)
    factories.enrol(ada, table.cohort)
    client = as_(ada)
    table.hand_in(client)
    assert "Voorbeeld van Noor" in client.get(table.ask(client)).content.decode()


def test_an_example_that_the_trainer_took_away_is_replaced(table: Table, ada, as_: SignIn) -> None:
    client = as_(ada)
    table.hand_in(client)
    days_pass(4)
    first = table.ask(client)
    block = factories.peer_review_block(
        examples=[{"title": "Nieuw", "text": "Een."}, {"title": "Ook nieuw", "text": "Twee."}]
    )
    thing = ThingPage.objects.get(pk=table.thing.pk)
    thing.body = [{**block, "id": table.exercise.id}]
    thing.save_revision().publish()
    assert client.get(first)["Location"].startswith(table.thing.address)
    assert "Deze tekst is er niet meer." in table.page(client)
    assert "Nieuw" in client.get(table.ask(client)).content.decode()


def test_who_is_done_may_help_a_colleague_who_lacks_feedback_and_nobody_else(table: Table, ada, ben, cleo, as_) -> None:
    adas = as_(ada)
    table.hand_in(adas)
    days_pass(4)
    for _time in range(2):
        give(adas, table.ask(adas))
    assert "Geef nog een collega feedback" not in table.page(adas)
    table.hand_in(as_(ben))
    assert "Geef nog een collega feedback" in table.page(adas)
    give(adas, table.ask(adas))
    assert "Geef nog een collega feedback" not in table.page(adas)
    assert Review.objects.given().filter(author=ada).count() == 3


# --- Whose work --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("works", "first"),
    [
        ([], None),
        ([(1, 7, 2), (2, 7, 0), (3, 8, 1)], 2),
        ([(1, 7, 1), (2, 8, 1)], 2),
        ([(1, 7, 0), (2, 8, 1)], 1),
    ],
)
def test_the_fewest_reviews_come_first_and_then_another_library(works: list[Any], first: int | None) -> None:
    found = peer.first_to_read([peer.Work(*work) for work in works], library_id=7, reader=1)
    assert (found and found.answer_id) == first


def test_chance_falls_differently_for_every_reader_and_always_the_same() -> None:
    works = [peer.Work(number, 8, 0) for number in range(10)]
    found = [peer.first_to_read(works, 7, reader) for reader in range(40)]
    assert len(set(found)) > 5
    assert found == [peer.first_to_read(works[::-1], 7, reader) for reader in range(40)]


def test_work_of_another_cohort_or_of_who_left_is_not_given(table: Table, ada, ben, cleo, as_: SignIn) -> None:
    other = factories.make_cohort(table.place.course, [table.thing], table.place.organisation)
    Enrolment.objects.filter(person=cleo, cohort=table.cohort).update(cohort=other)
    for person in (ada, ben, cleo):
        table.hand_in(as_(person), f"Van {person.shown_name}.")
    Enrolment.objects.filter(person=ben, cohort=table.cohort).update(left_at=timezone.now())
    assert table.ask(as_(ada)).startswith(table.thing.address)


def test_feedback_that_never_came_keeps_no_work_from_others(table: Table, ada, ben, cleo, as_: SignIn) -> None:
    dora = factories.make_person("Dora", library=table.place.other_library)
    factories.enrol(dora, table.cohort)
    for person in (ada, cleo):
        table.hand_in(as_(person))
    table.ask(as_(cleo))
    works = Answer.objects.get(person=ada)

    def load() -> int:
        door = door_to(dora, table.thing)
        found = peer.works_for(door.enrolment, table.thing, [table.exercise], timezone.now())[table.exercise.id]
        return next(work.reviews for work in found if work.answer_id == works.pk)

    assert load() == 1
    days_pass(3.1)
    assert load() == 0


# --- Who may see it ----------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(table: Table, ada, ben, cleo, as_: SignIn) -> Review:
    """Cleo's feedback on ada's work."""
    adas, cleos = as_(ada), as_(cleo)
    table.hand_in(adas, "Alleen voor cleo.")
    table.hand_in(cleos)
    give(cleos, table.ask(cleos))
    return Review.objects.get()


def test_ben_cannot_open_feedback_of_others(reviewed: Review, table: Table, mona, tove, as_: SignIn) -> None:
    ada, cleo = reviewed.of.person, reviewed.author
    ben = User.objects.get(name__startswith="Ben")
    address = reverse("answers:review", args=[reviewed.pk])
    opened = {who.shown_name.split()[0]: as_(who).get(address).status_code for who in (ada, ben, cleo, mona, tove)}
    assert opened == {"Ada": 200, "Ben": 404, "Cleo": 200, "Mona": 404, "Tove": 200}
    assert as_(None).get(address).status_code == 302
    assert as_(ben).post(address, FEEDBACK).status_code == 404
    assert as_(ada).post(address, FEEDBACK).status_code == 403
    assert as_(tove).post(address, FEEDBACK).status_code == 403
    assert "Alleen voor cleo." not in table.page(as_(ben))


def test_ada_cannot_open_what_cleo_has_not_given_yet(table: Table, ada, cleo, tove, as_: SignIn) -> None:
    table.hand_in(as_(ada))
    table.hand_in(as_(cleo))
    address = table.ask(as_(cleo))
    assert as_(ada).get(address).status_code == 404
    assert "Nog niet gegeven." in as_(tove).get(address).content.decode()


def test_a_trainer_of_another_poi_opens_nothing(reviewed: Review, table: Table, as_: SignIn) -> None:
    stranger = factories.make_person("Vreemd")
    factories.give_role(stranger, "trainer", organisation=factories.make_organisation())
    assert as_(stranger).get(reverse("answers:review", args=[reviewed.pk])).status_code == 404
    assert as_(stranger).get(reverse("answers:handed_in", args=[table.thing.pk, table.exercise.id])).status_code == 403


def test_tove_opens_feedback_on_an_example(table: Table, ada, tove, as_: SignIn) -> None:
    adas = as_(ada)
    table.hand_in(adas)
    days_pass(4)
    address = table.ask(adas)
    give(adas, address)
    assert "Voorbeeld van Noor" in as_(tove).get(address).content.decode()


def test_hidden_names_are_hidden_both_ways_but_not_from_the_trainer(place: Place, ada, cleo, tove, as_) -> None:
    table = make_table(place, reviewers="hidden")
    for person in (ada, cleo):
        factories.enrol(person, table.cohort)
        table.hand_in(as_(person), "Een tekst.")
    cleos = as_(cleo)
    address = table.ask(cleos)
    for moment in ("before", "after"):
        page = cleos.get(address).content.decode()
        assert "Tekst van een collega" in page, moment
        assert "Ada" not in page, moment
        if moment == "before":
            give(cleos, address)
    assert "Ada" not in table.page(cleos)
    adas = as_(ada)
    for page in (table.page(adas), adas.get(address).content.decode()):
        assert "Feedback van Een collega" in page
        assert "Cleo" not in page
    trainers = as_(tove).get(address).content.decode()
    assert "Cleo Nguyễn" in trainers
    assert "Tekst van Ada van den Berg" in trainers


def test_colleagues_know_each_other_by_screen_name(table: Table, ada, cleo, as_: SignIn) -> None:
    User.objects.filter(pk=ada.pk).update(screen_name="Boekenwurm")
    table.hand_in(as_(ada))
    table.hand_in(as_(cleo))
    page = as_(cleo).get(table.ask(as_(cleo))).content.decode()
    assert "Tekst van Boekenwurm" in page
    assert "Ada" not in page


def test_tove_reads_what_her_cohorts_handed_in_and_ada_does_not(reviewed: Review, table: Table, ada, tove, as_) -> None:
    address = reverse("answers:handed_in", args=[table.thing.pk, table.exercise.id])
    page = as_(tove).get(address).content.decode()
    assert "Ada van den Berg" in page
    assert "Alleen voor cleo." in page
    assert reverse("answers:review", args=[reviewed.pk]) in page
    assert address in table.page(as_(tove))
    assert as_(ada).get(address).status_code == 403
    assert address not in table.page(as_(ada))


def test_the_trainers_page_costs_the_same_with_2_and_with_20_works(table: Table, ada, cleo, tove, as_) -> None:
    address = reverse("answers:handed_in", args=[table.thing.pk, table.exercise.id])
    client = as_(tove)
    table.hand_in(as_(ada))
    table.hand_in(as_(cleo))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries()
    for number in range(18):
        person = factories.make_person(f"Klas {number}", library=table.place.library)
        factories.enrol(person, table.cohort)
        table.hand_in(as_(person))
        give(as_(person), table.ask(as_(person)))
    assert queries() == few


def test_addresses_of_other_things_are_not_there(table: Table, ada, tove, as_: SignIn) -> None:
    quiz = table.place.quiz_thing
    foreign = [quiz.pk, quiz.exercises[0].id]
    assert as_(ada).post(reverse("answers:ask", args=foreign)).status_code == 404
    assert as_(tove).get(reverse("answers:handed_in", args=foreign)).status_code == 404
    assert as_(ada).post(reverse("answers:ask", args=[table.thing.pk, quiz.exercises[0].id])).status_code == 404
    assert as_(ada).get(reverse("answers:review", args=[999_999])).status_code == 404


@pytest.mark.parametrize("who", ["mona", "tove"])
def test_who_does_not_take_part_gets_no_work(table: Table, who: str, request, as_: SignIn) -> None:
    assert as_(request.getfixturevalue(who)).post(table.ask_url).status_code == 403


def test_in_a_closed_cohort_the_work_is_shown_without_a_form(table: Table, ada, ben, as_: SignIn) -> None:
    adas = as_(ada)
    table.hand_in(adas)
    table.hand_in(as_(ben))
    address = table.ask(adas)
    Cohort.objects.filter(pk=table.cohort.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    page = adas.get(address).content.decode()
    assert "Deze ronde is gesloten." in page
    assert "criterion-kop" not in page
    assert adas.post(address, FEEDBACK).status_code == 403
    assert "Lever deze versie in" not in table.page(adas)


# --- What stays when somebody goes -------------------------------------------------------------------------------


def reconcile() -> str:
    out = StringIO()
    call_command("reconcile_progress", stdout=out)
    return out.getvalue()


def test_when_ada_erases_her_account_cleos_evidence_stays_and_adas_words_go(
    reviewed: Review, table: Table, ada, ben, cleo, as_
) -> None:
    table.hand_in(as_(ben))
    give(as_(cleo), table.ask(as_(cleo)))
    assert is_done(cleo, table.thing)
    assert "No differences" in reconcile()
    User.objects.get(pk=ada.pk).delete()
    reviewed.refresh_from_db()
    assert reviewed.of is None
    assert reviewed.text == ""
    assert reviewed.tip == FEEDBACK["tip"]
    assert "No differences" in reconcile()
    page = as_(cleo).get(reverse("answers:review", args=[reviewed.pk])).content.decode()
    assert "De tekst is weggehaald door de schrijver." in page
    assert "Een tekst die er niet meer is" in table.page(as_(cleo))
    table.hand_in(as_(cleo), "Nog een versie.")
    assert is_done(cleo, table.thing)


def test_work_that_is_erased_before_the_feedback_came_is_replaced(table: Table, ada, ben, cleo, as_) -> None:
    cleos = as_(cleo)
    for person in (ada, ben, cleo):
        table.hand_in(as_(person), f"Van {person.shown_name}.")
    address = table.ask(cleos)
    read = cleos.get(address).context["read"]
    Review.objects.get().of.person.delete()
    response = cleos.post(address, {**FEEDBACK, "read": read})
    assert response["Location"].startswith(table.thing.address)
    assert "Deze tekst is er niet meer." in table.page(cleos)
    assert "Geef een collega feedback" in table.page(cleos)
    assert give(cleos, table.ask(cleos)).status_code == 302


def test_when_cleo_erases_her_account_her_feedback_goes_with_her(
    reviewed: Review, table: Table, ada, cleo, as_
) -> None:
    User.objects.get(pk=cleo.pk).delete()
    assert not Review.objects.exists()
    assert "Nog geen feedback." in table.page(as_(ada))


def test_feedback_is_about_one_work(reviewed: Review) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=reviewed.pk).update(example="x")


def test_the_stamp_has_the_day_of_the_last_feedback(table: Table, ada) -> None:
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    people = Class(table)
    people.hand_in(ada, start)
    for day in (4, 9):
        people.give(ada, people.ask(ada, start + timedelta(days=day)), start + timedelta(days=day))
    completion = ThingCompletion.objects.get(person=ada, thing=table.thing)
    assert completion.done_at == start + timedelta(days=9)
    assert "No differences" in reconcile()


# --- Any class at all --------------------------------------------------------------------------------------------


@dataclass
class Class:
    """People who hand in, ask and give at moments of our choice, by the verbs themselves."""

    table: Table
    given: Counter[int] = field(default_factory=Counter)

    def hand_in(self, person: User, at: datetime) -> Answer:
        exercise = self.table.exercise
        sent = {f"{exercise.id}-text": f"Van {person.pk}.", f"{exercise.id}-hand_in": "yes"}
        form = exercise.block.answer_form(exercise.value, data=sent, prefix=exercise.id)
        assert form.is_valid()
        return submit_answer(by=person, page=self.table.thing, exercise=exercise, form=form, at=at)

    def ask(self, person: User, at: datetime) -> Review | None:
        enrolment = Enrolment.objects.select_related("cohort").get(person=person, cohort=self.table.cohort)
        return peer.ask_for_work(
            by=person, enrolment=enrolment, page=self.table.thing, exercise=self.table.exercise, at=at
        )

    def give(self, person: User, review: Review | None, at: datetime) -> None:
        assert review is not None
        exercise = self.table.exercise
        assert isinstance(exercise.block, PeerReviewExercise)
        form = exercise.block.review_form(exercise.value, data=FEEDBACK)
        assert form.is_valid()
        text = peer.work_text(review, exercise.value)
        assert text is not None
        peer.give_review(by=person, review=review, exercise=exercise, form=form, read=peer.fingerprint(text), at=at)


@dataclass
class Arrival:
    """Somebody of a library who hands in at a moment and comes back now and then to give feedback, or never."""

    library: int
    hour: int
    comes_back: bool


arrivals = st.lists(
    st.builds(Arrival, st.integers(0, 2), st.integers(0, 200), st.sampled_from([True, True, True, False])),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def bare_table(place: Place) -> Table:
    return make_table(place)


@pytest.fixture
def libraries(place: Place) -> list[Any]:
    return [place.library, place.other_library, factories.make_library(organisation=place.organisation)]


CHANCE = random.Random(1)  # noqa: S311 - not for secrets


# The same classes on every machine, so that a run of the suite never fails by chance.
@settings(deadline=None, max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=arrivals, chance=st.randoms(use_true_random=False))
@example(people=[Arrival(0, 0, True)], chance=CHANCE)
@example(people=[Arrival(0, 0, True), Arrival(0, 100, True)], chance=CHANCE)
@example(people=[Arrival(number % 3, 0, True) for number in range(12)], chance=CHANCE)
def test_whoever_comes_when_everybody_can_finish_and_works_are_shared_fairly(
    bare_table: Table, libraries: list[Any], people: list[Arrival], chance: random.Random
) -> None:
    with transaction.atomic():
        simulate(bare_table, libraries, people, chance)
        transaction.set_rollback(True)


def simulate(table: Table, libraries: list[Any], people: list[Arrival], chance: random.Random) -> None:
    """Let a class go its way hour by hour, and look at every work that is given out."""
    room = Class(table)
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    users = []
    for arrival in people:
        users.append(factories.make_person(library=libraries[arrival.library]))
        factories.enrol(users[-1], table.cohort)
    last = max(arrival.hour for arrival in people)
    moments = sorted({*(arrival.hour for arrival in people), *range(0, last + 80, 12)})
    for hour in moments:
        now = start + timedelta(hours=hour)
        for arrival, person in zip(people, users, strict=True):
            if arrival.hour == hour:
                room.hand_in(person, now)
        turns = [one for one in zip(people, users, strict=True) if one[0].hour <= hour]
        chance.shuffle(turns)
        for arrival, person in turns:
            if finished(person, table) and chance.random() < 0.8:
                continue
            before = pool(table, person, now)
            review = room.ask(person, now)
            look(review, before, libraries[arrival.library].pk, arrival.hour + 72 <= hour, finished(person, table))
            if review and arrival.comes_back and (chance.random() < 0.7 or hour == moments[-1]):
                room.give(person, review, now)
    finish(room, people, users, start + timedelta(hours=moments[-1]))
    assert not Review.objects.filter(of__person=F("author")).exists()
    pairs = Counter(Review.objects.filter(page=table.thing, of__isnull=False).values_list("author", "of"))
    assert all(number == 1 for number in pairs.values())
    assert "No differences" in reconcile()


def pool(table: Table, person: User, at: datetime) -> dict[int, peer.Work]:
    """Return, recounted by hand, the works she may read now: whose, and how many reviews they have or await."""
    reviews = list(Review.objects.filter(page=table.thing, of__isnull=False))
    read = {review.of_id for review in reviews if review.author_id == person.pk}
    waited_for = [one.of_id for one in reviews if one.given_at or one.asked_at > at - timedelta(days=3)]
    return {
        answer.pk: peer.Work(answer.pk, answer.person.library_id or 0, waited_for.count(answer.pk))
        for answer in Answer.objects.filter(page=table.thing).exclude(person=person).select_related("person")
        if answer.pk not in read
    }


def finished(person: User, table: Table) -> bool:
    return Review.objects.given().filter(author=person, page=table.thing).count() >= 2


def look(review: Review | None, before: dict[int, peer.Work], library: int, waited: bool, has_finished: bool) -> None:
    """Hold what somebody was given against what there was."""
    choice = [work for work in before.values() if not has_finished or work.reviews < 2]
    if review is None:
        assert not choice
        assert has_finished or not waited
    elif review.of_id in before:
        fewest = min(work.reviews for work in choice)
        assert before[review.of_id].reviews == fewest
        elsewhere = any(work.library_id != library for work in choice if work.reviews == fewest)
        assert not elsewhere or before[review.of_id].library_id != library
    elif review.example and review.given_at is None and before:
        # She began this example when there was nothing else.
        assert waited


def finish(room: Class, people: list[Arrival], users: list[User], end: datetime) -> None:
    """Let everybody who comes back go on after the last wait: all of them finish, without anybody's help."""
    table, later = room.table, end + timedelta(days=4)
    for arrival, person in zip(people, users, strict=True):
        while arrival.comes_back and not finished(person, table):
            room.give(person, room.ask(person, later), later)
        assert is_done(person, table.thing) is finished(person, table)
        assert finished(person, table) or not arrival.comes_back


@settings(deadline=None, derandomize=True)
@given(libraries_of=st.lists(st.integers(0, 2), min_size=3, max_size=30), chance=st.randoms(use_true_random=False))
def test_works_that_were_there_equally_long_get_about_as_many_reviews(
    libraries_of: list[int], chance: random.Random
) -> None:
    """The choice alone, without a database: everybody is there from the start and gives two reviews."""
    people = list(range(len(libraries_of)))
    got: Counter[int] = Counter()
    read: dict[int, set[int]] = {person: {person} for person in people}
    for turn in range(2):
        chance.shuffle(people)
        for person in people:
            works = [peer.Work(one, libraries_of[one], got[one]) for one in people if one not in read[person]]
            work = peer.first_to_read(peer.wanted(works, turn, 2), libraries_of[person], person)
            assert work is not None
            got[work.answer_id] += 1
            read[person].add(work.answer_id)
    numbers = [got[person] for person in people]
    assert sum(numbers) == 2 * len(people)
    assert max(numbers) - min(numbers) <= 2


# --- At once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_each_get_one_work_of_another(place: Place) -> None:
    table = make_table(place)
    people = [factories.make_person(f"Klas {number}", library=place.library) for number in range(6)]
    room = Class(table)
    for person in people:
        factories.enrol(person, table.cohort)
        room.hand_in(person, timezone.now())
    found: list[str] = []
    start = threading.Barrier(2 * len(people))

    def ask(person: User) -> None:
        try:
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            start.wait()
            found.append(client.post(table.ask_url)["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=[person]) for person in [*people, *people]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Counter(found).values()) == [2] * len(people)
    reviews = list(Review.objects.select_related("of"))
    assert sorted(review.author_id for review in reviews) == sorted(person.pk for person in people)
    assert all(review.of.person_id != review.author_id for review in reviews)
    assert max(Counter(review.of_id for review in reviews).values()) <= 2


# --- What it costs -----------------------------------------------------------------------------------------------


def queries_of(client: Client, thing: ThingPage) -> int:
    client.get(thing.address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(thing.address).status_code == 200
    return len(captured)


def test_a_lesson_costs_the_same_with_2_and_with_20_colleagues_and_at_most_12_queries(
    place: Place, ada, ben, cleo, as_: SignIn
) -> None:
    table = make_table(place)
    ThingPage.objects.filter(pk=table.thing.pk).update(log_question="Wat neem je mee?")
    table.thing.save_revision().publish()
    for person in (ada, ben, cleo):
        factories.enrol(person, table.cohort)
    adas = as_(ada)
    table.hand_in(adas)
    for person in (ben, cleo):
        table.hand_in(as_(person))
        give(as_(person), table.ask(as_(person)))
    for _time in range(2):
        give(adas, table.ask(adas))
    few = queries_of(adas, table.thing)
    for number in range(18):
        person = factories.make_person(f"Klas {number}", library=place.library)
        factories.enrol(person, table.cohort)
        table.hand_in(as_(person))
        give(as_(person), table.ask(as_(person)))
        Review.objects.get_or_create(
            author=person,
            of=Answer.objects.get(person=ada),
            defaults={"page": table.thing, "exercise": table.exercise.id, "given_at": timezone.now()},
        )
    assert table.page(adas).count("Feedback van") > 15
    assert queries_of(adas, table.thing) == few <= 12


def test_a_page_without_this_kind_pays_nothing_for_it(place: Place, ada, as_: SignIn) -> None:
    as_(ada).get(place.quiz_thing.address)
    with CaptureQueriesContext(connection) as captured:
        as_(ada).get(place.quiz_thing.address)
    assert not [query for query in captured.captured_queries if "answers_review" in query["sql"]]


def test_three_of_a_kind_on_a_page_cost_as_much_as_one(place: Place, ada, as_: SignIn) -> None:
    client = as_(ada)
    costs = []
    for number, many in ((5, 1), (6, 3)):
        body = [factories.peer_review_block(f"feedback-{each}") for each in range(many)]
        thing = factories.make_thing(place.module, number, body)
        factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
        for exercise in thing.exercises:
            sent = {f"{exercise.id}-text": "Een tekst.", f"{exercise.id}-hand_in": "yes"}
            client.post(reverse("answers:submit", args=[thing.pk, exercise.id]), sent)
        costs.append(queries_of(client, thing))
    assert costs[0] == costs[1]


def test_a_text_that_cannot_be_rendered_any_more_is_still_readable() -> None:
    assert peer.as_html("[" * 2000 + "<b>") == f"<p>{'[' * 2000}&lt;b&gt;</p>"


def test_the_examples_are_known_by_their_titles(table: Table, ada) -> None:
    key = example_key({"title": "Voorbeeld van Noor"})
    review = Review(author=ada, page=table.thing, exercise=table.exercise.id, example=key)
    assert peer.work_text(review, table.exercise.value) == "Tekst van Noor."
