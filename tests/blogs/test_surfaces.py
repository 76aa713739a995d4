"""Every place where a post can show itself, for everybody, at every level, before and after it is taken back.

One line of each post can be recognised wherever it turns up: in its title, its words, its tag, its picture. A surface
is a function that gives all that one reader gets there. A new surface gets its line in SURFACES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from course.blogs import actions, digest, feed_urls, notices, urls
from course.blogs.feeds import make_key
from course.blogs.ladder import Reader, opens_for
from course.blogs.models import Comment, Follow, Picture, Post, Tag, Visibility
from course.blogs.pictures import add_picture
from course.notifications.models import Notice
from course.people.models import User
from tests.blogs.conftest import Write
from tests.conftest import Place

SignIn = Callable[[User | None], Client]
IN_THE_FLESH = {
    Reader.GROUP: "ben",
    Reader.TRAINER: "tove",
    Reader.MANAGER: "mona",
    Reader.STRANGER: "cleo",
    Reader.VISITOR: "nobody",
}
STATES = ("published", "withdrawn", "narrowed", "hidden", "deleted")


@dataclass(frozen=True)
class World:
    """One post of ada at each level, as it was before anything was taken back, and who looks."""

    place: Place
    ada: User
    posts: dict[Visibility, Post]
    pictures: dict[Visibility, Picture]
    reader: User | None
    client: Client
    key: str

    def get(self, name: str, *args: Any, **data: str) -> str:
        response = self.client.get(reverse(name, args=args), data)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return content.decode("utf-8", "replace") if response.status_code == 200 else ""


def mark(level: Visibility) -> str:
    return f"zilverpapier{level.value}"


# --- The surfaces: each gives everything that the reader gets there --------------------------------------------------


def post_pages(world: World) -> str:
    return "".join(world.get("blogs:post", post.pk) for post in world.posts.values())


def stream(world: World) -> str:
    return world.get("blogs:stream")


def stream_of_ding(world: World) -> str:
    return world.get("blogs:stream", ding=str(world.place.blog_thing.number))


def stream_of_followed(world: World) -> str:
    return world.get("blogs:stream", volg="1") + world.get("blogs:following")


def person_page(world: World) -> str:
    return world.get("blogs:person", world.ada.pk)


def search_by_title(world: World) -> str:
    # The page repeats what was asked, so only whole marks in what was found count: ask for the beginning.
    return world.get("blogs:search", q="zilverpapier")


def search_by_words(world: World) -> str:
    return world.get("blogs:search", q="kwikstaart")


def tag_pages(world: World) -> str:
    return "".join(world.get("blogs:tag", f"merk-{mark(level)}") for level in Visibility)


def feeds(world: World) -> str:
    more = {"sleutel": world.key} if world.key else {}
    ways = [("feeds:person", world.ada.pk), ("feeds:group", world.place.cohort.slug)]
    ways += [("feeds:thing", thing.pk) for thing in world.place.things]
    return "".join(world.get(name, argument, **more) for name, argument in ways)


def my_course(world: World) -> str:
    return world.get("study:my_course")


def lesson(world: World) -> str:
    return "".join(world.client.get(thing.address).content.decode() for thing in world.place.things)


def pictures(world: World) -> str:
    seen = ""
    for level, picture in world.pictures.items():
        response = world.client.get(reverse("blogs:picture", args=[picture.pk]))
        seen += mark(level) if response.status_code == 200 else ""
    return seen


def letters(world: World) -> str:
    """All that goes out by mail at this moment: a digest, and what was put in the outbox while it still stood."""
    if world.reader is None:
        return ""
    told = [Notice(person=world.reader, reason=digest.REASON, period="nu")]
    told += [
        Notice(person=world.reader, reason="mention", period=str(post.pk), subject=f"{notices.ABOUT_A_POST}{post.pk}")
        for post in world.posts.values()
    ]
    writers = {digest.REASON: digest.write, "mention": notices.write_mention}
    written = (writers[notice.reason](notice) for notice in told)
    return "".join(f"{letter.subject} {letter.text}" for letter in written if letter is not None)


SURFACES: dict[str, Callable[[World], str]] = {
    surface.__name__: surface
    for surface in (
        post_pages,
        stream,
        stream_of_ding,
        stream_of_followed,
        person_page,
        search_by_title,
        search_by_words,
        tag_pages,
        feeds,
        my_course,
        lesson,
        pictures,
        letters,
    )
}
ALWAYS = {"post_pages", "stream", "person_page", "search_by_title", "search_by_words", "tag_pages", "feeds", "pictures"}
"""Where a post must show itself to who may read it; elsewhere it may, when it is among the newest."""


# --- The world -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clean_storage(db: None) -> Iterator[None]:
    yield
    for picture in Picture.objects.all():
        picture.file.delete(save=False)


@pytest.fixture
def written(ada: User, post_of: Write, place: Place, clean_storage: None) -> dict[Visibility, Post]:
    posts = {}
    for level in Visibility:
        source = f"Een kwikstaart vloog langs met {mark(level)} in de snavel."
        post = post_of(ada, level, title=f"Over {mark(level)}", source=source, thing=place.blog_thing)
        tag = Tag.objects.create(name=f"merk {mark(level)}", slug=f"merk-{mark(level)}")
        post.tags.add(tag)
        posts[level] = post
    return posts


def photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    file.seek(0)
    return file


def take_back(state: str, ada: User, posts: dict[Visibility, Post]) -> None:
    for post in posts.values():
        if state == "withdrawn":
            actions.withdraw(by=ada, post=post)
        elif state == "narrowed":
            actions.publish(by=ada, post=post, visibility=Visibility.ME, cohort=post.cohort)
        elif state == "hidden":
            Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
        elif state == "deleted":
            actions.delete_post(by=ada, post=post)


@pytest.mark.parametrize(("kind", "state"), list(product(Reader, STATES)), ids=lambda value: str(value))
def test_a_post_shows_itself_where_it_may_and_nowhere_else(  # noqa: PLR0913 - a fixture for each of the world's parts
    kind: Reader,
    state: str,
    people: dict[str, User | None],
    ada: User,
    place: Place,
    written: dict[Visibility, Post],
    as_: SignIn,
) -> None:
    reader = people[IN_THE_FLESH[kind]]
    photos = {}
    for level, post in written.items():
        photos[level] = add_picture(by=ada, post_key=post.pk, picture_id=uuid4(), upload=photo(), size=500)
    if reader is not None:
        Follow.objects.create(follower=reader, followed=ada)
    key = make_key(by=reader) if reader else ""
    take_back(state, ada, written)
    now = {post.pk: post for post in Post.objects.all()}
    world = World(place, ada, written, photos, reader, as_(reader), key)

    for name, surface in SURFACES.items():
        text = surface(world)
        for level, before in written.items():
            post = now.get(before.pk)
            may_read = post is not None and opens_for(post, kind)
            if state == "hidden":  # A trainer opens it by its address, to put it back; no list has it.
                may_read = may_read and name in ("post_pages", "pictures")
            is_there = mark(level) in text
            if is_there or name in ALWAYS:
                assert is_there == may_read, (name, level.value)


@pytest.mark.parametrize("state", STATES)
def test_a_reaction_under_a_post_goes_where_the_post_goes(
    state: str, people: dict[str, User | None], ada: User, written: dict[Visibility, Post], as_: SignIn
) -> None:
    for level in (Visibility.GROUP, Visibility.EVERYONE):
        Comment.objects.create(
            post=written[level], author=ada, source="x", html=f"<p>Echo van {mark(level)}</p>",
            created_at=timezone.now() - timedelta(minutes=5),
        )  # fmt: skip
    take_back(state, ada, written)
    for name in ("cleo", "mona", "nobody"):
        client = as_(people[name])
        for level in (Visibility.GROUP, Visibility.EVERYONE):
            response = client.get(written[level].get_absolute_url())
            is_open = level == Visibility.EVERYONE and state == "published"
            assert (response.status_code == 200) == is_open
            if is_open:
                assert f"Echo van {mark(level)}" in response.content.decode()


def test_every_page_of_this_room_that_anybody_can_ask_for_is_a_surface_or_said_to_be_none() -> None:
    """A page that comes later must be put in this test: the names of those here are written down."""
    known = set(
        """stream write mine import import_choose export from_worksheet person follow following seen search tag
        directory directory_add directory_remove remove_comment change_comment flag_comment moderate_comment
        decide_guest guest_decision flags post edit draft view_as history version discard pictures picture withdraw
        delete comment
        guest thank flag moderate feeds thing group opml""".split()
    )
    there = {str(pattern.name) for module in (urls, feed_urls) for pattern in module.urlpatterns}
    assert there <= known, there - known
