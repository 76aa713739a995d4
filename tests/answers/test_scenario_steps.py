"""A scenario through the one POST view: a step a POST, nothing doubled, nothing taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.answers.models import Answer, Attempt
from course.cohorts.models import Cohort
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.exercises.scenario import ScenarioExercise
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

HTMX = {"HX-Request": "true"}


@pytest.fixture
def story(place: Place) -> ThingPage:
    """Return a ding with the story of the preview, which ada's cohort takes."""
    block = ScenarioExercise()
    value = block.get_prep_value(block.get_preview_value())
    thing = factories.make_thing(place.module, 11, [factories.block("scenario", value)], title="Goed reageren")
    factories.make_cohort(place.course, [thing], place.organisation, name="Reageren")
    return thing


@pytest.fixture
def player(story: ThingPage, place: Place) -> User:
    person = factories.make_person("Dina Bos", library=place.library)
    factories.enrol(person, Cohort.objects.get(name="Reageren"))
    return person


def play(client: Client, thing: ThingPage, moves: int, headers: dict[str, str] | None = None, **sent: str) -> Any:
    """Send one step from the page as it was after so many moves; every move saved one version."""
    exercise = thing.exercises[0]
    fields = {f"{exercise.id}-{name.replace('_', '-')}": value for name, value in sent.items()}
    data = {"version": str(moves), f"{exercise.id}-moves": str(moves), **fields}
    return client.post(reverse("answers:submit", args=[thing.pk, exercise.id]), data, headers=headers)


def test_dina_plays_to_an_end_and_gets_her_stamp(story: ThingPage, player: User, as_: Any) -> None:
    client = as_(player)
    for moves, sent in enumerate([{"choice": "a"}, {"choice": "b"}, {}]):
        assert not ThingCompletion.objects.filter(done_at__isnull=False).exists()
        response = play(client, story, moves, **sent)
        assert response.status_code == 302
        assert response["Location"] == f"{story.address}#{story.exercises[0].anchor}"
    assert Answer.objects.get().data["read"] == ["e2"]
    assert [len(attempt.data["steps"]) for attempt in Attempt.objects.all()] == [1, 2, 2]
    assert ThingCompletion.objects.get(done_at__isnull=False).person == player


def test_a_double_click_makes_one_step_and_one_attempt(story: ThingPage, player: User, as_: Any) -> None:
    client = as_(player)
    for _click in range(2):
        assert play(client, story, 0, choice="a").status_code == 302
    assert len(Answer.objects.get().data["steps"]) == Attempt.objects.count() == 1


def test_another_choice_from_a_second_window_is_no_step(story: ThingPage, player: User, as_: Any) -> None:
    client = as_(player)
    play(client, story, 0, choice="a")
    response = play(client, story, 0, choice="b", reply_b="Hoi, dat kan! – Noor")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Je was in een ander venster al verder." in page
    assert page.count("Hoi, dat kan! – Noor") == 1
    assert Answer.objects.get().data["steps"] == [{"node": "1", "choice": "a"}]


def test_htmx_gets_the_card_with_the_next_situation(story: ThingPage, player: User, as_: Any) -> None:
    card = play(as_(player), story, 0, HTMX, choice="a").content.decode()
    assert card.count('<section class="task"') == 1
    assert "Daar kom ik net vandaan." in card
    assert "data-focus" in card


def test_playing_again_keeps_the_stamp(story: ThingPage, player: User, as_: Any) -> None:
    client = as_(player)
    for moves, sent in enumerate([{"choice": "a"}, {"choice": "b"}, {}, {"act": "again"}, {"choice": "c"}]):
        play(client, story, moves, **sent)
    assert ThingCompletion.objects.filter(done_at__isnull=False).count() == 1
    assert Answer.objects.get().data["runs"][0]["end"] == "e2"
    assert "Keer 1, einde: Een stille zaterdag" in client.get(story.address).content.decode()


def test_cleo_who_is_in_another_cohort_cannot_play_along(story: ThingPage, cleo: User, as_: Any) -> None:
    assert play(as_(cleo), story, 0, choice="a").status_code == 403
    assert not Answer.objects.exists()


def test_a_trainer_who_changes_the_story_stops_nobody(story: ThingPage, player: User, as_: Any) -> None:
    client = as_(player)
    play(client, story, 0, choice="a")
    raw = story.body.get_prep_value()
    raw[0]["value"]["situations"] = [raw[0]["value"]["situations"][0], raw[0]["value"]["situations"][2]]
    first = raw[0]["value"]["situations"][0]["value"]
    first["choices"] = first["choices"][1:]
    story.body = story.body.stream_block.to_python(raw)
    story.save_revision().publish()
    page = client.get(story.address).content.decode()
    assert "Je trainer heeft dit verhaal intussen veranderd." in page
    assert play(client, story, 1, act="again").status_code == 302
    assert play(client, story, 2, choice="c").status_code == 302


def test_a_long_story_costs_no_more_queries_than_a_short_one(
    story: ThingPage, player: User, as_: Any, django_assert_num_queries: Any
) -> None:
    client = as_(player)
    play(client, story, 0, choice="a")
    client.get(story.address)
    with CaptureQueriesContext(connection) as short:
        client.get(story.address)
    answer = Answer.objects.get()
    circle = [{"node": "1", "choice": "a"}, {"node": "2", "choice": "a"}]
    Answer.objects.update(data={**answer.data, "runs": [{"steps": circle, "end": ""}] * 20})
    with django_assert_num_queries(len(short)):
        client.get(story.address)
