"""The lesson page: prose and one person's state, in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.conftest import Place


def lesson_queries(client, thing) -> int:
    client.get(thing.address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(thing.address).status_code == 200
    return len(captured)


def mixed(number: int) -> list:
    makers = [factories.checklist_block, factories.quiz_block, factories.poll_block, factories.blog_post_block]
    return [makers[position % 4](f"opdracht-{position}") for position in range(number)]


def test_a_lesson_costs_the_same_with_4_and_with_12_exercises(place: Place, ada, as_) -> None:
    few = factories.make_thing(place.module, 4, mixed(4))
    many = factories.make_thing(place.module, 5, mixed(12))
    factories.enrol(ada, factories.make_cohort(place.course, [few, many], place.organisation))
    client = as_(ada)
    # session, person, page, door, answers, posts, reactions, programme, her posts, roles for the menu
    assert lesson_queries(client, few) == lesson_queries(client, many) <= 12


def test_a_lesson_costs_the_same_with_1_and_with_12_quizzes(place: Place, ada, as_) -> None:
    one = factories.make_thing(place.module, 4, [factories.quiz_block("een")])
    many = factories.make_thing(place.module, 5, [factories.quiz_block(f"quiz-{n}") for n in range(12)])
    factories.enrol(ada, factories.make_cohort(place.course, [one, many], place.organisation))
    client = as_(ada)
    assert lesson_queries(client, one) == lesson_queries(client, many) <= 12


def test_the_dearest_lesson_voted_written_and_done_stays_within_12_queries(place: Place, ada, ben, as_) -> None:
    from tests.answers.test_answers import url_of  # the same front door

    body = [
        factories.poll_block("stelling"),
        factories.checklist_block("lijst", items=[{"key": "1", "text": "x", "check": "intake"}], counts=False),
    ]
    thing = factories.make_thing(place.module, 4, body)
    cohort = factories.make_cohort(place.course, [thing], place.organisation)
    factories.enrol(ada, cohort)
    client = as_(ada)
    prefix = thing.exercises[0].id
    client.post(url_of(thing), {f"{prefix}-vote": "eens", f"{prefix}-why": factories.text_of(30)})
    assert "Klaar!" in client.get(thing.address).content.decode()
    assert lesson_queries(client, thing) <= 12


def test_nobody_is_sent_to_the_sign_in_page_and_back(place: Place, as_) -> None:
    response = as_(None).get(place.quiz_thing.address)
    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={place.quiz_thing.address}"


def test_a_lesson_that_is_not_open_yet_says_when_it_opens(place: Place, ada, as_) -> None:
    later = factories.make_thing(place.module, 9)
    start = timezone.localdate() + timedelta(days=8)
    factories.enrol(ada, factories.make_cohort(place.course, [later], place.organisation, starts_on=start))
    response = as_(ada).get(later.address)
    assert response.status_code == 403
    assert "9.00 uur" in response.content.decode()


def test_mona_does_not_read_lessons_because_she_manages(place: Place, mona, as_) -> None:
    assert as_(mona).get(place.quiz_thing.address).status_code == 403


def test_tove_reads_the_lesson_without_answering(place: Place, tove, as_) -> None:
    page = as_(tove).get(place.quiz_thing.address).content.decode()
    assert "Alleen deelnemers van een ronde kunnen hier antwoorden." in page
    assert "Kijk mijn antwoorden na" not in page


def test_an_unknown_address_of_the_same_depth_is_not_found(place: Place, ada, as_) -> None:
    assert as_(ada).get("/een/twee/drie/").status_code == 404


@pytest.mark.parametrize("name", ["checklist_thing", "blog_thing", "poll_thing", "quiz_thing"])
def test_each_kind_of_exercise_shows_in_its_lesson(place: Place, ada, as_, name: str) -> None:
    thing = getattr(place, name)
    page = as_(ada).get(thing.address).content.decode()
    assert f'id="oefening-{thing.exercises[0].key}"' in page
    assert page.count("<h1") == 1


def test_ada_and_ben_see_their_own_answers_only(place: Place, ada, ben, as_) -> None:
    from tests.answers.test_answers import quiz_answers, url_of

    as_(ada).post(url_of(place.quiz_thing), quiz_answers(place.quiz_thing, right=5))
    assert "Klaar!" in as_(ada).get(place.quiz_thing.address).content.decode()
    assert "Klaar!" not in as_(ben).get(place.quiz_thing.address).content.decode()


def test_the_tab_counts_only_what_counts(place: Place, ada, as_) -> None:
    body = [
        factories.quiz_block("een"),
        factories.poll_block("extra", counts=False),
        factories.checklist_block("twee"),
    ]
    thing = factories.make_thing(place.module, 4, body)
    factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
    page = as_(ada).get(thing.address).content.decode()
    assert "opdracht 1 van 2" in page
    assert "telt niet mee" in page
    assert "opdracht 2 van 2" in page
    alone = factories.make_thing(place.module, 5, body[:2])
    factories.enrol(ada, factories.make_cohort(place.course, [alone], place.organisation))
    page = as_(ada).get(alone.address).content.decode()
    assert "de opdracht</small>" in page
    assert "opdracht 1 van 1" not in page


def test_a_lesson_leads_to_what_others_wrote_about_it(place: Place, ada, as_) -> None:
    page = as_(ada).get(place.blog_thing.url).content.decode()
    assert 'href="/blogs/?ding=2"' in page
