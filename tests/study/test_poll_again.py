"""A proposition that is asked again: the results stand side by side, after voting."""

from __future__ import annotations

import pytest
from django.urls import reverse

from course.people.models import User
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


def vote(client, thing: ThingPage, choice: str) -> None:
    exercise = thing.exercises[0]
    url = reverse("answers:submit", args=[thing.pk, exercise.id])
    assert client.post(url, {f"{exercise.id}-vote": choice, f"{exercise.id}-why": ""}).status_code == 302


@pytest.fixture
def first(place: Place) -> ThingPage:
    options = [
        {"key": "eens", "text": "Eens", "earlier_votes": 38},
        {"key": "oneens", "text": "Oneens", "earlier_votes": 13},
    ]
    body = [factories.poll_block("toen", options=options, earlier_label="Bibliotheekblad, februari 2012")]
    return factories.make_thing(place.module, 11, body)


@pytest.fixture
def again(place: Place, first: ThingPage) -> ThingPage:
    thing = factories.make_thing(place.module, 23, [factories.poll_block("nu", same_as=f"{first.slug}/toen")])
    place.cohort = factories.make_cohort(place.course, [first, thing], place.organisation, name="Zomer")
    return thing


def test_ada_sees_2012_the_start_and_now_side_by_side(
    place: Place, first: ThingPage, again: ThingPage, ada: User, ben: User, as_
) -> None:
    client = as_(ada)
    vote(client, first, "eens")
    vote(as_(ben), first, "oneens")
    assert "Bibliotheekblad" not in client.get(again.address).content.decode()
    vote(client, again, "oneens")
    page = " ".join(client.get(again.address).content.decode().split())
    then, start, now = (
        page.index(words) for words in ("Bibliotheekblad, februari 2012: 51", "Bij ding 11: 2", "Nu: 1")
    )
    assert then < start < now
    assert page[then:start].count("(75%)") == 1
    assert page[start:now].count("1 (50%)") == 2
    assert "1 (100%)" in page[now:]


@pytest.mark.parametrize("same_as", ["bestaat-niet/toen", "ding-11/bestaat-niet", ""])
def test_a_first_time_that_is_gone_leaves_the_result_of_now(
    place: Place, first: ThingPage, ada: User, as_, same_as: str
) -> None:
    thing = factories.make_thing(place.module, 23, [factories.poll_block("nu", same_as=same_as)])
    factories.enrol(ada, factories.make_cohort(place.course, [first, thing], place.organisation, name="Zomer"))
    client = as_(ada)
    vote(client, thing, "eens")
    page = client.get(thing.address).content.decode()
    assert "1 (100%)" in page
    assert "Bij ding" not in page
