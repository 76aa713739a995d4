"""A form that is sent after the session has ended."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from course.blogs.models import Comment, Post
from course.people.models import User
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
HOST = "http://testserver"
STORY = "Vandaag schreef ik\n\ntwee alinea's & een <b>grap</b>."


def test_nobodys_post_is_given_back_with_the_way_to_the_form(client: Client) -> None:
    address = reverse("blogs:edit", args=[uuid.uuid4()])
    response = client.post(
        address,
        {"title": "Mijn eerste bericht", "source": STORY, "doe": "publiceer"},
        headers={"referer": f"{HOST}{address}?opdracht=3"},
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert "Mijn eerste bericht" in page
    assert "twee alinea&#x27;s &amp; een &lt;b&gt;grap&lt;/b&gt;." in page
    assert f"{reverse('account_login')}?next={address.replace('/', '%2F')}%3Fopdracht%3D3" in page
    assert not Post.objects.exists()


def test_nobodys_answer_leads_back_to_the_lesson_and_not_to_an_address_that_only_takes_forms(
    client: Client, place: Place
) -> None:
    thing = place.quiz_thing
    submit = reverse("answers:submit", args=[thing.pk, thing.exercises[0].id])
    response = client.post(submit, {"keuze": "a"}, headers={"referer": f"{HOST}{thing.address}"})
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={thing.address.replace('/', '%2F')}"
    assert "Er is niets verstuurd." in str(next(iter(get_messages(response.wsgi_request))))


def test_htmx_gets_a_way_to_sign_in_and_no_page_to_put_in_the_place_of_an_exercise(
    client: Client, place: Place
) -> None:
    thing = place.poll_thing
    submit = reverse("answers:submit", args=[thing.pk, thing.exercises[0].id])
    headers = {"referer": f"{HOST}{thing.address}", "HX-Request": "true"}
    response = client.post(submit, {"why": factories.text_of(30)}, headers=headers)
    assert response["HX-Redirect"].endswith(f"?next={thing.address.replace('/', '%2F')}")
    assert response.content == b""


@pytest.mark.parametrize("referer", ["", "https://elders.example/formulier/", "http://testserver.example/"])
def test_a_form_from_elsewhere_leads_to_my_course(client: Client, place: Place, referer: str) -> None:
    submit = reverse("answers:submit", args=[place.quiz_thing.pk, place.quiz_thing.exercises[0].id])
    response = client.post(submit, headers={"referer": referer})
    assert response["Location"] == f"{reverse('account_login')}?next=%2Fmijn-cursus%2F"


def test_a_page_to_read_still_leads_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/mijn-cursus/")
    assert response["Location"] == f"{reverse('account_login')}?next=/mijn-cursus/"


def test_no_password_is_ever_shown_again(client: Client) -> None:
    data = {"source": STORY, "password": "drie losse woorden", "oldpassword": "vier losse woorden hier"}
    page = client.post(reverse("blogs:edit", args=[uuid.uuid4()]), data).content.decode()
    assert "twee alinea" in page
    assert "losse woorden" not in page


def test_ada_who_is_signed_in_notices_nothing(as_: SignIn, ada: User, ben: User, place: Place) -> None:
    post = Post.objects.create(
        author=ben,
        title="Hoi",
        source="Hoi",
        html="<p>Hoi</p>",
        visibility="group",
        cohort=place.cohort,
        published_at="2026-11-01T10:00Z",
    )
    response = as_(ada).post(reverse("blogs:comment", args=[post.pk]), {"id": str(uuid.uuid4()), "source": STORY})
    assert response.status_code == 302
    assert Comment.objects.get().author == ada
