"""The logbook: hers, private by default, never evidence, never lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.answers.logbook import LogConflict, write_log
from course.answers.models import LogEntry
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

PRIVATE, TRAINER, GROUP = LogEntry.Audience.values


@pytest.fixture
def thing(place: Place) -> ThingPage:
    page = place.poll_thing
    page.log_question = "Welke foto neem je mee?"
    page.save_revision().publish()
    return ThingPage.objects.get(pk=page.pk)


def write(client: Client, thing: ThingPage, text: str, audience: str = PRIVATE, version: str = "0", **headers: str):
    sent = {"log_text": text, "audience": audience, "version": version}
    return client.post(reverse("answers:write_log", args=[thing.pk]), sent, headers=headers)


def test_ada_answers_the_question_and_reads_it_back(thing: ThingPage, ada: User, as_) -> None:
    client = as_(ada)
    response = write(client, thing, "De foto van de leesclub.")
    assert response.status_code == 302
    assert response["Location"] == f"{thing.address}#logboek"
    assert "De foto van de leesclub." in client.get(thing.address).content.decode()
    page = client.get(reverse("answers:logbook")).content.decode()
    assert "De foto van de leesclub." in page
    assert "Welke foto neem je mee?" in page


def test_an_entry_is_private_unless_she_says_otherwise(thing: ThingPage, ada: User, ben: User, tove: User, as_) -> None:
    write(as_(ada), thing, "Alleen voor mij.")
    assert LogEntry.objects.get().audience == PRIVATE
    for other in (ben, tove):
        assert "Alleen voor mij." not in as_(other).get(shared_address(thing)).content.decode()


def shared_address(thing: ThingPage) -> str:
    return reverse("answers:shared_log", args=[thing.pk])


def test_what_she_shares_is_read_by_whom_she_chose(
    thing: ThingPage, ada: User, ben: User, cleo: User, tove: User, as_
) -> None:
    for audience, readers in ((TRAINER, {tove}), (GROUP, {ben, tove})):
        LogEntry.objects.all().delete()
        write(as_(ada), thing, "Om te delen.", audience)
        for other in (ben, cleo, tove):
            page = as_(other).get(shared_address(thing)).content.decode()
            assert ("Om te delen." in page) == (other in readers), (audience, other)


def test_who_left_the_group_neither_shares_nor_reads(thing: ThingPage, ada: User, ben: User, as_) -> None:
    write(as_(ada), thing, "Om te delen.", GROUP)
    ben.enrolments.update(left_at="2026-01-01T09:00Z")
    assert LogEntry.objects.visible_to(ben).count() == 0
    ben.enrolments.update(left_at=None)
    ada.enrolments.update(left_at="2026-01-01T09:00Z")
    assert LogEntry.objects.visible_to(ben).count() == 0
    assert LogEntry.objects.visible_to(ada).count() == 1


def test_the_logbook_is_never_evidence(thing: ThingPage, ada: User, as_) -> None:
    write(as_(ada), thing, "Veel woorden, geen bewijs.")
    assert not ThingCompletion.objects.filter(person=ada, done_at__isnull=False).exists()


def test_an_empty_text_takes_the_entry_away(thing: ThingPage, ada: User, as_) -> None:
    client = as_(ada)
    write(client, thing, "Toch maar niet.")
    assert write(client, thing, "  ", version="1").status_code == 302
    assert not LogEntry.objects.exists()
    assert write(client, thing, "").status_code == 302


def test_a_second_window_gets_both_texts(thing: ThingPage, ada: User, as_) -> None:
    client = as_(ada)
    write(client, thing, "Uit het eerste venster.")
    response = write(client, thing, "Uit het tweede venster.")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Uit het eerste venster." in page
    assert "Uit het tweede venster." in page
    assert LogEntry.objects.get().text == "Uit het eerste venster."
    assert 'name="version" value="1"' in page.split('id="logboek"')[1]
    assert write(client, thing, "Uit het tweede venster.", version="1").status_code == 302
    assert LogEntry.objects.get().text == "Uit het tweede venster."


def test_the_same_text_twice_is_one_entry(thing: ThingPage, ada: User, as_) -> None:
    for _press in range(2):
        assert write(as_(ada), thing, "Eén keer.").status_code == 302
    assert LogEntry.objects.get().version == 1


def test_an_entry_made_by_another_request_meanwhile_is_a_conflict(thing: ThingPage, ada: User) -> None:
    write_log(by=ada, page=thing, text="Eerste.", audience=PRIVATE)
    with pytest.raises(LogConflict):
        write_log(by=ada, page=thing, text="Tweede.", audience=PRIVATE, made_from=0)


@pytest.mark.parametrize(
    ("text", "audience", "sentence"),
    [
        ("x" * 4001, PRIVATE, "Dit is te lang. Er passen 4000 tekens in, jij hebt er 4001."),
        ("Kort.", "iedereen", "Kies wie dit mag lezen uit de lijst."),
        ("Kort.", "", "Kies wie dit mag lezen."),
    ],
)
def test_a_refused_entry_keeps_what_was_typed(
    thing: ThingPage, ada: User, as_, text: str, audience: str, sentence: str
) -> None:
    response = write(as_(ada), thing, text, audience)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert text in response.content.decode()
    assert not LogEntry.objects.exists()


def test_htmx_gets_the_logbook_alone(thing: ThingPage, ada: User, as_) -> None:
    response = write(as_(ada), thing, "Klein beetje.", **{"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "Bewaard op" in page
    refused = write(as_(ada), thing, "Klein beetje.", "", **{"HX-Request": "true"})
    assert refused.status_code == 422


def test_tove_and_mona_have_no_logbook_here(thing: ThingPage, tove: User, mona: User, as_) -> None:
    for person in (tove, mona):
        assert write(as_(person), thing, "Hallo.").status_code == 403
    assert "Bewaar in mijn logboek" not in as_(tove).get(thing.address).content.decode()


def test_an_empty_logbook_says_what_will_stand_there(place: Place, ada: User, as_) -> None:
    assert "Je logboek is nog leeg" in as_(ada).get(reverse("answers:logbook")).content.decode()


def test_reading_costs_the_same_for_2_and_for_20_entries(thing: ThingPage, place: Place, ada: User, as_) -> None:
    client = as_(ada)
    costs = []
    for number in (2, 20):
        for place_number in range(LogEntry.objects.filter(person=ada).count(), number):
            page = factories.make_thing(place.module, 30 + place_number)
            write_log(by=ada, page=page, text="Regel.", audience=PRIVATE)
            colleague = factories.make_person(library=place.library)
            factories.enrol(colleague, place.cohort)
            write_log(by=colleague, page=thing, text="Gedeeld.", audience=GROUP)
        for address in (reverse("answers:logbook"), shared_address(thing)):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            costs.append(len(captured))
    assert costs[:2] == costs[2:]
