"""A worksheet on its page: filling in, one row more, the file of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.answers.models import Answer
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

HTMX = {"HX-Request": "true"}


@pytest.fixture
def thing(place: Place) -> ThingPage:
    made = factories.make_thing(place.module, 4, [factories.worksheet_block()])
    week = place.cohort.weeks.first()
    place.cohort.programme.create(thing=made, number=4, week=week)
    return made


def cells(thing: ThingPage, *rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    """Return rows of (channel, followers, messages) as a browser sends them."""
    prefix = thing.exercises[0].id
    sent = {f"{prefix}-{name}": value for name, value in more.items()}
    for place, row in enumerate(rows):
        for key, value in zip(("kanaal", "volgers", "berichten"), row, strict=True):
            sent[f"{prefix}-r{place}-{key}"] = value
    return sent


def send(client: Client, thing: ThingPage, sent: dict[str, str], **headers: str) -> Any:
    return client.post(reverse("answers:submit", args=[thing.pk, thing.exercises[0].id]), sent, headers=headers)


def file_of(client: Client, thing: ThingPage) -> Any:
    return client.get(reverse("answers:worksheet_csv", args=[thing.pk, thing.exercises[0].id]))


FACEBOOK, INSTAGRAM = ("Facebook", "2.400", "12"), ("Instagram", "1150", "20")


def test_ada_saves_half_a_sheet_and_finishes_it_later(place: Place, thing: ThingPage, ada: User, as_: Any) -> None:
    client = as_(ada)
    assert send(client, thing, cells(thing, FACEBOOK)).status_code == 302
    page = client.get(thing.address).content.decode()
    assert "Vul nog 1 rij helemaal in. Je hebt er 2 nodig." in page
    assert "200,0" in page
    assert not ThingCompletion.objects.filter(person=ada, done_at__isnull=False).exists()
    send(client, thing, cells(thing, FACEBOOK, INSTAGRAM, version="1"))
    assert ThingCompletion.objects.filter(person=ada, thing=thing, done_at__isnull=False).exists()
    page = client.get(thing.address).content.decode()
    assert "<svg viewBox" in page
    assert "Volgers, per kanaal" in page
    assert "3.550" in page


def test_one_row_more_comes_back_with_everything_and_keeps_nothing(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    response = send(as_(ada), thing, cells(thing, FACEBOOK, ("Instagram", "veel", ""), more="1"))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("data-row=") == 4  # one of them the blank row that scripts copy
    assert 'value="veel"' in page
    assert "Er is een lege rij bij gekomen." in page
    assert not Answer.objects.filter(person=ada).exists()
    fragment = send(as_(ada), thing, cells(thing, FACEBOOK, more="1"), **HTMX).content.decode()
    assert "<html" not in fragment
    assert "Nog niet bewaard" not in fragment
    assert "200,0" in fragment


def test_a_wrong_figure_is_linked_to_its_cell_and_nothing_is_lost(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    page = send(as_(ada), thing, cells(thing, ("Facebook", "5", "6"))).content.decode()
    cell = f"id_{thing.exercises[0].id}-r0-berichten"
    assert f'<a href="#{cell}">Kanaal 1, Berichten: dit is meer dan bij “Volgers” (5). Kijk allebei na.</a>' in page
    assert f'id="{cell}" value="6" inputmode="numeric" autocomplete="off" aria-invalid="true"' in page
    assert not Answer.objects.filter(person=ada).exists()


def test_the_same_sheet_twice_is_kept_once(place: Place, thing: ThingPage, ada: User, as_: Any) -> None:
    client, sent = as_(ada), cells(thing, FACEBOOK, INSTAGRAM)
    send(client, thing, sent)
    send(client, thing, sent)
    assert Answer.objects.get(person=ada).version == 1


def test_a_script_that_computes_is_only_asked_for_on_a_worksheet(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    client = as_(ada)
    assert "js/worksheet.js" in client.get(thing.address).content.decode()
    assert "js/worksheet.js" not in client.get(place.quiz_thing.address).content.decode()


def test_the_file_opens_in_a_dutch_spreadsheet_and_runs_nothing(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    client = as_(ada)
    send(client, thing, cells(thing, FACEBOOK, ("=1+1", "0", "0")))
    response = file_of(client, thing)
    assert response["Content-Disposition"] == 'attachment; filename="meetblad.csv"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.decode("utf-8-sig").split("\r\n") == [
        "Kanaal;Volgers;Berichten;Volgers per bericht",
        "Facebook;2400;12;200",
        "'=1+1;0;0;geen berichten",
        "",
        "Volgers samen;2400",
        "",
    ]


def test_nobody_else_gets_adas_file(
    place: Place, thing: ThingPage, ada: User, request: pytest.FixtureRequest, as_: Any
) -> None:
    send(as_(ada), thing, cells(thing, FACEBOOK, share="on"))
    others = [request.getfixturevalue(name) for name in ("ben", "cleo", "tove")]
    assert [file_of(as_(who), thing).status_code for who in (ada, *others)] == [200, 404, 403, 404]
    quiz = place.quiz_thing
    assert as_(ada).get(reverse("answers:worksheet_csv", args=[quiz.pk, quiz.exercises[0].id])).status_code == 404


def test_after_the_closing_date_ada_still_reads_her_sheet(place: Place, thing: ThingPage, ada: User, as_: Any) -> None:
    client = as_(ada)
    send(client, thing, cells(thing, FACEBOOK))
    place.cohort.closes_on = place.cohort.starts_on
    place.cohort.save()
    page = client.get(thing.address).content.decode()
    assert "Bewaar mijn meetblad</button><span" not in page
    assert "Nog een rij" not in page
    assert 'value="2400"' in page
    assert file_of(client, thing).status_code == 200


def test_a_sheet_of_twenty_rows_costs_no_more_queries_than_one_of_two(place: Place, ada: User, as_: Any) -> None:
    counts = []
    for number, rows in ((5, 2), (6, 20)):
        made = factories.make_thing(place.module, number, [factories.worksheet_block(maximum_rows=20)])
        place.cohort.programme.create(thing=made, number=number, week=place.cohort.weeks.first())
        client = as_(ada)
        send(client, made, cells(made, *[(f"Kanaal {place}", "10", "2") for place in range(rows)]))
        with CaptureQueriesContext(connection) as queries:
            assert "Volgers, per kanaal" in client.get(made.address).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def shared_page(client: Client, thing: ThingPage) -> Any:
    return client.get(reverse("answers:shared_sheets", args=[thing.pk, thing.exercises[0].id]))


def test_a_shared_sheet_is_read_by_her_group_and_her_trainer(
    thing: ThingPage, ada: User, ben: User, tove: User, as_: Any
) -> None:
    for shares in (False, True):
        more = {"share": "on"} if shares else {}
        send(as_(ada), thing, cells(thing, FACEBOOK, INSTAGRAM, **more))
        for reader in (ben, tove):
            page = shared_page(as_(reader), thing).content.decode()
            assert ("Meetblad van Ada" in page) is shares
            assert ("2.400" in page) is shares
    assert "Nog niemand deelt dit meetblad met je" in shared_page(as_(ada), thing).content.decode()


def test_cleo_of_another_group_reads_no_shared_sheet(
    place: Place, thing: ThingPage, ada: User, cleo: User, as_: Any
) -> None:
    week = place.other_cohort.weeks.first()
    place.other_cohort.programme.create(thing=thing, number=4, week=week)
    send(as_(ada), thing, cells(thing, FACEBOOK, share="on"))
    assert "Meetblad van Ada" not in shared_page(as_(cleo), thing).content.decode()


def test_shared_sheets_are_of_a_worksheet_only(place: Place, ada: User, mona: User, as_: Any) -> None:
    assert shared_page(as_(ada), place.quiz_thing).status_code == 404
    assert shared_page(as_(mona), place.quiz_thing).status_code == 403


def test_shared_sheets_cost_the_same_for_2_and_for_10_colleagues(
    place: Place, thing: ThingPage, ada: User, ben: User, as_: Any
) -> None:
    send(as_(ada), thing, cells(thing, FACEBOOK, INSTAGRAM, share="on"))
    kept, client, costs = Answer.objects.get(person=ada), as_(ben), []
    for number in (2, 10):
        while Answer.objects.count() < number:
            mate = factories.make_person(library=place.library)
            factories.enrol(mate, place.cohort)
            Answer.objects.create(
                person=mate, page=thing, exercise=kept.exercise, kind=kept.kind, data=kept.data, revision=kept.revision
            )
        shared_page(client, thing)
        with CaptureQueriesContext(connection) as captured:
            shared_page(client, thing)
        costs.append(len(captured))
    assert costs[0] == costs[1]
