"""“Mail van deze ronde”: the trainer reads whether mail arrives and why not, and never what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts import joining_letters
from course.cohorts.models import Enrolment
from course.notifications.kinds import Letter
from course.notifications.models import Cause, Notice, Undeliverable
from course.notifications.undeliverable import note_failure
from course.people.models import Look, User
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


def mailed(person: User, reason: str = "week_opens", period: str = "1", **fields: Any) -> Notice:
    return Notice.objects.create(person=person, reason=reason, period=period, **fields)


def failed(
    person: User, period: str = "1", cause: str = Cause.REFUSED, said: str = "550 5.7.1 No", **fields: Any
) -> Notice:
    return mailed(person, period=period, dropped_at=timezone.now(), cause=cause, outcome=said, attempts=1, **fields)


def page_of(client: Client, place: Place, **search: str) -> str:
    reply = client.get(reverse("cohorts:mail", args=[place.cohort.pk]), search)
    assert reply.status_code == 200
    return reply.content.decode()


def test_tove_reads_what_was_sent_waits_or_failed_and_why(place: Place, ada, ben, tove, as_: As) -> None:
    mailed(ada, sent_at=timezone.now())
    mailed(ben, due_at=timezone.now() + timedelta(hours=3), cause=Cause.DELAYED, outcome="450 4.2.0 Greylisted")
    failed(ben, period="2")
    page = page_of(as_(tove), place)
    assert "Verstuurd: 1. Wacht: 1. Mislukt: 1." in page
    assert "Een nieuwe week is open" in page
    assert "De mailserver van de ontvanger weigert deze mail." in page
    assert "De mailserver van de ontvanger vraagt ons om later terug te komen." in page
    assert "Wat de mailserver zei</summary><code>550 5.7.1 No</code></details>" in page
    assert "Mail van deze ronde" in page


def test_a_mail_to_somebody_without_an_account_has_both_shapes_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = Letter("Je kunt meedoen", "Je vroeg erom.\n\nMet deze link doe je mee:\nhttp://testserver/meedoen/x/")
    monkeypatch.setitem(joining_letters.LETTERS, "already", lambda key, why: ("eva@dingen.example", None, letter))
    assert joining_letters.send("already", 0)
    (message,) = outbox.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0].content)
    assert html.count("Dag,") == message.body.count("Dag,") == 1
    assert 'href="http://testserver/meedoen/x/">Met deze link doe je mee</a>' in html


def test_she_finds_it_from_the_cohort(place: Place, tove, as_: As) -> None:
    page = as_(tove).get(reverse("cohorts:edit", args=[place.cohort.pk])).content.decode()
    assert reverse("cohorts:mail", args=[place.cohort.pk]) in page


@pytest.mark.parametrize("reason", ["reaction", "mention", "guest", "erasure_asked", "heard_of_never"])
def test_private_mail_has_no_words(place: Place, ada, tove, as_: As, reason: str) -> None:
    mailed(ada, reason, subject="geheim", cause=Cause.FAULT, dropped_at=timezone.now(), outcome="KeyError: geheim")
    page = page_of(as_(tove), place)
    assert "Persoonlijke mail" in page
    assert "geheim" not in page
    assert reason not in page
    assert "Persoonlijke mail" in page_of(as_(tove), place, over="persoonlijk")
    assert "Geen mail gevonden" in page_of(as_(tove), place, over="week_opens")


def test_mail_of_another_group_of_hers_is_not_here(place: Place, ada, cleo, tove, as_: As) -> None:
    factories.enrol(ada, place.other_cohort)
    mailed(cleo, period=f"cohort:{place.other_cohort.pk}:2026-W48")
    mailed(ada, period=f"cohort:{place.other_cohort.pk}:2026-W48", sent_at=timezone.now())
    page = page_of(as_(tove), place)
    assert "Verstuurd: 0. Wacht: 0. Mislukt: 0." in page
    assert "Cleo" not in page
    mailed(ada, period=f"cohort:{place.cohort.pk}:2026-W48", sent_at=timezone.now())
    assert "Verstuurd: 1." in page_of(as_(tove), place)


def test_she_searches_by_name_state_and_subject(place: Place, ada, ben, tove, as_: As) -> None:
    mailed(ada, sent_at=timezone.now())
    failed(ben)
    client = as_(tove)
    assert "Ben Yıldız" not in page_of(client, place, q="van den berg")
    assert "Ben Yıldız" not in page_of(client, place, stand="verstuurd")
    assert "Ada van den Berg" not in page_of(client, place, stand="mislukt", over="week_opens")
    for odd in ({"q": "x" * 500}, {"q": "a\x00b"}, {"stand": "alles"}, {"over": "<b>"}, {"p": "-3"}, {"p": "9999"}):
        assert "Ada van den Berg" in page_of(client, place, **odd)
    assert "Geen mail gevonden" in page_of(client, place, q="niemand")


def test_fifty_a_page_and_the_search_goes_along(place: Place, ada, tove, as_: As) -> None:
    Notice.objects.bulk_create(
        Notice(person=ada, reason="digest", period=str(number), sent_at=timezone.now()) for number in range(60)
    )
    page = page_of(as_(tove), place, stand="verstuurd")
    assert "Pagina 1 van 2" in page
    assert "?stand=verstuurd&amp;p=2" in page
    assert page_of(as_(tove), place, stand="verstuurd", p="2").count("Overzicht van de groep</td>") == 10


def test_a_failed_mail_goes_out_again_once(place: Place, ada, tove, as_: As) -> None:
    notice = failed(ada)
    sent = mailed(ada, period="2", sent_at=timezone.now())
    address = reverse("cohorts:mail_again", args=[place.cohort.pk])
    client = as_(tove)
    page = client.post(address, {"mail": str(notice.pk), "stand": "mislukt"}, follow=True)
    assert "1 mail gaat opnieuw uit." in page.content.decode()
    assert page.redirect_chain[-1][0].endswith("?stand=mislukt")
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.outcome) == ("waiting", 0, "")
    for wanted in (notice.pk, sent.pk, 0, "", "x", "9" * 30):
        assert (
            "Er is niets om opnieuw te sturen." in client.post(address, {"mail": wanted}, follow=True).content.decode()
        )
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_all_that_failed_goes_out_again_but_for_addresses_that_do_not_work(
    place: Place, ada, ben, cleo, tove, as_: As
) -> None:
    for person in (ada, ben, cleo):
        failed(person)
    note_failure(person=ben, why=Undeliverable.Why.UNKNOWN, is_hard=True, said="550 5.1.1 Nobody")
    client = as_(tove)
    page = page_of(client, place)
    assert "Deze adressen nemen geen mail aan" in page
    assert ben.email in page
    assert page.count(">Probeer opnieuw<") == 1
    client.post(reverse("cohorts:mail_again", args=[place.cohort.pk]), {"mail": "all"})
    assert {notice.person: notice.state for notice in Notice.objects.all()} == {
        ada: "waiting",
        ben: "failed",
        cleo: "failed",
    }


def test_tove_says_that_bens_address_is_right(place: Place, ben, cleo, tove, as_: As) -> None:
    for person in (ben, cleo):
        note_failure(person=person, why=Undeliverable.Why.UNKNOWN, is_hard=True)
    client = as_(tove)
    address = reverse("cohorts:mail_address", args=[place.cohort.pk, ben.pk])
    assert client.get(address).status_code == 405
    assert "We mailen Ben Yıldız weer op" in client.post(address, follow=True).content.decode()
    assert client.post(reverse("cohorts:mail_address", args=[place.cohort.pk, cleo.pk])).status_code == 404
    assert [row.person for row in Undeliverable.objects.stopped()] == [cleo]


def test_a_trainer_of_another_poi_finds_nothing_and_changes_nothing(place: Place, ada, as_: As) -> None:
    other = factories.make_person("Bert Bos")
    factories.give_role(other, "trainer", organisation=factories.make_organisation("POI Elders"))
    notice = failed(ada)
    client = as_(other)
    for name, data in (("mail_again", {"mail": str(notice.pk)}), ("mail_address", {})):
        arguments = [place.cohort.pk, ada.pk][: 2 if name == "mail_address" else 1]
        assert client.post(reverse(f"cohorts:{name}", args=arguments), data).status_code == 404
    assert client.get(reverse("cohorts:mail", args=[place.cohort.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.state == "failed"


def test_who_left_is_still_there_with_the_mail_of_then(place: Place, ada, tove, as_: As) -> None:
    mailed(ada, sent_at=timezone.now())
    Enrolment.objects.filter(person=ada).update(left_at=timezone.now())
    assert "Ada van den Berg" in page_of(as_(tove), place)


def test_ada_can_read_that_tove_looked(place: Place, ada, ben, tove, as_: As) -> None:
    mailed(ada, sent_at=timezone.now())
    page_of(as_(tove), place)
    assert list(Look.objects.values_list("person", "page")) == [(ada.pk, "mail")]


def test_names_and_what_servers_say_stay_words(place: Place, ada, tove, as_: As) -> None:
    User.objects.filter(pk=ada.pk).update(name="<script>alert(1)</script>")
    failed(ada, said="550 <img src=x onerror=alert(1)>")
    page = page_of(as_(tove), place)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_page_costs_the_same_for_two_and_for_twenty(place: Place, tove, as_: As) -> None:
    client = as_(tove)

    def cost(number: int) -> int:
        for _ in range(number):
            person = factories.make_person()
            factories.enrol(person, place.cohort)
            failed(person)
            note_failure(person=person, why=Undeliverable.Why.FULL, is_hard=True)
        page_of(client, place)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, place)
        return len(seen)

    assert cost(2) == cost(18)
