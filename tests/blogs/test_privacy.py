"""Who can read what: four levels, each for everybody of the cast, at every door."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions
from course.cohorts.models import Enrolment
from tests import factories

READERS = {
    "me": {"ada"},
    "trainer": {"ada", "tove"},
    "group": {"ada", "ben", "tove"},
    "everyone": {"ada", "ben", "cleo", "tove", "mona", "nobody"},
    "draft": {"ada"},
}
CAST = ("ada", "ben", "cleo", "tove", "mona", "nobody")


def title_of(level: str) -> str:
    return f"Bericht {level}"


@pytest.fixture
def posts(ada, place, post_of, draft_of) -> dict[str, Any]:
    posts = {level: post_of(ada, level, title=title_of(level)) for level in ("me", "trainer", "group", "everyone")}
    return posts | {"draft": draft_of(ada, title=title_of("draft"))}


@pytest.mark.parametrize("name", CAST)
def test_each_door_opens_for_the_readers_of_a_level_only(name, people, posts, as_, ada) -> None:
    client = as_(people[name])
    stream = client.get(reverse("blogs:stream")).content.decode()
    of_ada = client.get(reverse("blogs:person", args=[ada.pk])).content.decode()
    for level, post in posts.items():
        may_read = name in READERS[level]
        response = client.get(reverse("blogs:post", args=[post.pk]))
        expected = 404 if not may_read else 302 if level == "draft" else 200
        assert response.status_code == expected, (name, level)
        listed = may_read and level != "draft"
        assert (title_of(level) in stream) == listed, (name, level)
        assert (title_of(level) in of_ada) == listed, (name, level)


@pytest.mark.parametrize("name", CAST)
def test_only_ada_opens_adas_editor(name, people, posts, as_) -> None:
    client = as_(people[name])
    for post in posts.values():
        for view in ("edit", "withdraw", "delete"):
            response = client.get(reverse(f"blogs:{view}", args=[post.pk]))
            if name == "nobody":
                assert response.status_code == 302
                assert response["Location"].startswith(reverse("account_login"))
            elif name == "ada":
                assert response.status_code == (302 if post.is_draft and view == "withdraw" else 200)
            else:
                assert response.status_code == 404, (name, view)


@pytest.mark.parametrize("name", ["ben", "cleo", "tove", "mona"])
def test_nobody_else_writes_in_adas_post(name, people, posts, as_) -> None:
    client = as_(people[name])
    for level, post in posts.items():
        data = {
            "title": "Gekaapt",
            "source": "Gekaapt",
            "version": post.version,
            "doe": "publiceer",
            "visibility": "me",
        }
        for view in ("edit", "draft", "withdraw", "delete"):
            assert client.post(reverse(f"blogs:{view}", args=[post.pk]), data).status_code == 404, (name, level, view)
        post.refresh_from_db()
        assert post.title == title_of(level)


@pytest.mark.parametrize("name", ["ben", "cleo", "tove", "mona"])
def test_who_may_not_read_may_not_react(name, people, posts, as_) -> None:
    client = as_(people[name])
    for level, post in posts.items():
        data = {"id": "8f1b1c1e-0000-4000-8000-00000000000" + str(list(posts).index(level)), "source": "Hoi"}
        response = client.post(reverse("blogs:comment", args=[post.pk]), data)
        assert response.status_code == (302 if name in READERS[level] else 404), (name, level)
        assert post.comments.exists() == (name in READERS[level])


def test_a_withdrawn_post_is_gone_everywhere(people, posts, as_, ada) -> None:
    post = actions.withdraw(by=ada, post=posts["everyone"])
    for name in set(CAST) - {"ada"}:
        client = as_(people[name])
        assert client.get(reverse("blogs:post", args=[post.pk])).status_code == 404
        assert title_of("everyone") not in client.get(reverse("blogs:stream")).content.decode()
        assert title_of("everyone") not in client.get(reverse("blogs:person", args=[ada.pk])).content.decode()


def test_a_person_with_nothing_to_read_is_not_there(ada, as_, ben, posts) -> None:
    assert as_(ada).get(reverse("blogs:person", args=[ben.pk])).status_code == 404
    assert as_(ada).get(reverse("blogs:person", args=[999_999])).status_code == 404


def test_who_left_the_group_no_longer_reads_it(ben, posts, as_) -> None:
    Enrolment.objects.filter(person=ben).update(left_at=timezone.now())
    assert as_(ben).get(posts["group"].get_absolute_url()).status_code == 404


def test_a_trainer_of_another_organisation_reads_nothing_of_the_group(posts, as_, place) -> None:
    stranger = factories.make_person("Wim Vreemd")
    factories.give_role(stranger, "trainer", organisation=factories.make_organisation())
    for level in ("me", "trainer", "group", "draft"):
        assert as_(stranger).get(posts[level].get_absolute_url()).status_code == 404


def test_readers_see_the_screen_name_and_never_the_real_one(ada, ben, as_, post_of, comment_of) -> None:
    ada.screen_name = "Boekenwurm"
    ada.save()
    post = post_of(ada, "everyone")
    comment_of(ada, post)
    for client in (as_(ben), as_(None)):
        for url in (post.get_absolute_url(), reverse("blogs:stream"), reverse("blogs:person", args=[ada.pk])):
            page = client.get(url).content.decode()
            assert "Boekenwurm" in page
            assert "van den Berg" not in page


def test_a_visitor_reads_a_public_post_and_signs_in_to_react(ada, as_, post_of) -> None:
    post = post_of(ada, "everyone")
    page = as_(None).get(post.get_absolute_url()).content.decode()
    assert "Log in om te reageren" in page
    assert "<textarea" not in page
    assert as_(None).post(reverse("blogs:comment", args=[post.pk]), {"source": "Hoi"}).status_code == 302
    assert not post.comments.exists()


def test_a_post_for_few_is_not_for_search_engines(ada, as_, post_of) -> None:
    assert "noindex" in as_(ada).get(post_of(ada, "group").get_absolute_url()).content.decode()
    assert "noindex" not in as_(None).get(post_of(ada, "everyone").get_absolute_url()).content.decode()
