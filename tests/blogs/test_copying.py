"""A worksheet as the beginning of a post."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from course.answers.models import Answer
from course.blogs.models import Post
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


@pytest.fixture
def thing(place: Place) -> ThingPage:
    made = factories.make_thing(place.module, 4, [factories.worksheet_block(maximum_rows=60)])
    place.cohort.programme.create(thing=made, number=4, week=place.cohort.weeks.first())
    return made


def keep(person: User, thing: ThingPage, *rows: tuple[str, str], version: int = 1) -> None:
    exercise = thing.exercises[0]
    data = {"rows": [{"kanaal": name, "volgers": count, "berichten": "10"} for name, count in rows]}
    Answer.objects.update_or_create(
        person=person,
        page=thing,
        exercise=exercise.id,
        defaults={"kind": "worksheet", "data": data, "revision_id": thing.live_revision_id, "version": version},
    )


def copy(client: Client, thing: ThingPage) -> Any:
    return client.post(reverse("blogs:from_worksheet", args=[thing.pk, thing.exercises[0].id]))


def test_ada_gets_a_draft_with_her_table_and_only_she_can_read_it(
    place: Place, thing: ThingPage, ada: User, ben: User, tove: User, as_: Any
) -> None:
    keep(ada, thing, ("Facebook", "2400"), ("X", "1200"))
    response = copy(as_(ada), thing)
    post = Post.objects.get(author=ada)
    assert response["Location"] == reverse("blogs:edit", args=[post.pk])
    assert post.is_draft
    assert post.title == "Meetblad"
    assert "| Facebook | 2.400 | 10 | 240,0 |" in post.source
    assert f"| Facebook | {'█' * 20} 2.400 |\n| X | {'█' * 10} 1.200 |" in post.source
    assert "<table>" in post.html
    assert as_(ada).get(response["Location"]).status_code == 200
    for who in (ben, tove):
        assert as_(who).get(reverse("blogs:post", args=[post.pk])).status_code == 404


def test_a_second_press_opens_the_same_draft_with_what_she_wrote_since(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    keep(ada, thing, ("Facebook", "2400"))
    client = as_(ada)
    first = copy(client, thing)
    Post.objects.update(source="Mijn eigen woorden.")
    assert copy(client, thing)["Location"] == first["Location"]
    assert Post.objects.get().source == "Mijn eigen woorden."
    keep(ada, thing, ("Facebook", "2500"), version=2)
    assert copy(client, thing)["Location"] != first["Location"]
    assert Post.objects.count() == 2


def test_a_post_with_figures_is_no_evidence_for_the_worksheet(
    place: Place, thing: ThingPage, ada: User, as_: Any
) -> None:
    keep(ada, thing, ("Facebook", "2400"))
    copy(as_(ada), thing)
    assert Post.objects.get().exercise is None
    assert not ThingCompletion.objects.filter(person=ada, done_at__isnull=False).exists()
    assert "240,0" in as_(ada).get(thing.address).content.decode()


def test_without_figures_there_is_nothing_to_copy(
    place: Place, thing: ThingPage, ada: User, ben: User, as_: Any
) -> None:
    keep(ada, thing, ("Facebook", "2400"))
    assert copy(as_(ben), thing).status_code == 404
    assert Post.objects.count() == 0


def test_a_sheet_that_is_too_large_for_a_post_says_so(place: Place, thing: ThingPage, ada: User, as_: Any) -> None:
    keep(ada, thing, *[("*" * 200, str(place + 10)) for place in range(60)])
    response = as_(ada).post(reverse("blogs:from_worksheet", args=[thing.pk, thing.exercises[0].id]), follow=True)
    assert "Je meetblad is te groot voor een bericht. Download het als spreadsheet." in response.content.decode()
    assert Post.objects.count() == 0
