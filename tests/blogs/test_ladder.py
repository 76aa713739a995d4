"""The ladder of visibility: said beforehand as it is kept afterwards, and shown to the author through others' eyes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions
from course.blogs.ladder import Reader, opens_for
from course.blogs.models import Post, Visibility
from course.people.models import User
from tests.blogs.conftest import Write

SignIn = Callable[[User | None], Client]
IN_THE_FLESH = {
    Reader.GROUP: "ben",
    Reader.TRAINER: "tove",
    Reader.MANAGER: "mona",
    Reader.STRANGER: "cleo",
    Reader.VISITOR: "nobody",
}


@pytest.mark.parametrize("name", IN_THE_FLESH.values())
def test_what_an_author_is_told_is_what_the_database_keeps(
    name: str, people: dict[str, User | None], ada: User, post_of: Write
) -> None:
    reader = next(kind for kind, somebody in IN_THE_FLESH.items() if somebody == name)
    for level, is_hidden, has_group, is_out in product(Visibility, (False, True), (False, True), (False, True)):
        if level == Visibility.GROUP and not has_group:
            continue  # A constraint of the database forbids it.
        post = post_of(ada, level)
        Post.objects.filter(pk=post.pk).update(
            hidden_at=timezone.now() if is_hidden else None,
            cohort=post.cohort if has_group else None,
            published_at=post.published_at if is_out else None,
        )
        post.refresh_from_db()
        found = Post.objects.visible_to(people[name] or AnonymousUser()).filter(pk=post.pk).exists()
        assert found == opens_for(post, reader), (level, is_hidden, has_group, is_out)


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("level", Visibility)
def test_ada_sees_through_the_eyes_of_others(
    reader: Reader, level: Visibility, ada: User, post_of: Write, as_: SignIn
) -> None:
    post = post_of(ada, level, source="Dit is het geheim van de smid.")
    page = as_(ada).get(reverse("blogs:view_as", args=[post.pk]), {"als": reader.value}).content.decode()

    assert ("geheim van de smid" in page) == opens_for(post, reader)
    assert ("Deze pagina is er niet" in page) != opens_for(post, reader)
    assert f'href="?als={reader.value}" aria-current="true"' in page


def test_others_eyes_see_the_screen_name_and_no_button_of_the_author(ada: User, post_of: Write, as_: SignIn) -> None:
    ada.screen_name = "Boekenwurm"
    ada.save()
    page = as_(ada).get(reverse("blogs:view_as", args=[post_of(ada, "group").pk])).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert "Boekenwurm" in main
    assert "van den Berg" not in main
    assert reverse("blogs:withdraw", args=[Post.objects.get().pk]) not in main


def test_looking_changes_nothing_and_asks_as_much_for_every_reader(
    ada: User, post_of: Write, as_: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    post = post_of(ada, "group")
    client = as_(ada)
    before = Post.objects.values().get()
    for reader in ("groep", "bezoeker", "onzin", ""):
        with django_assert_max_num_queries(6):  # session, user, post, roles, enrolments of the menu
            assert client.get(reverse("blogs:view_as", args=[post.pk]), {"als": reader}).status_code == 200
    assert Post.objects.values().get() == before


def test_a_draft_is_seen_by_nobody_so_there_is_nothing_to_look_at(ada: User, post_of: Write, as_: SignIn) -> None:
    post = actions.withdraw(by=ada, post=post_of(ada, "everyone"))
    assert as_(ada).get(reverse("blogs:view_as", args=[post.pk])).status_code == 404
