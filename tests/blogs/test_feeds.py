"""Feeds: valid Atom, what the key's owner may read and nothing more, and gone at once when it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from course.blogs import actions
from course.blogs.feeds import make_key, revoke_key
from course.blogs.models import ExternalBlog, FeedToken, Post, Tag
from course.cohorts.models import Enrolment
from course.people.models import User
from tests import factories
from tests.blogs.conftest import Write
from tests.conftest import Place

SignIn = Callable[[User | None], Client]
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "data" / "atom.rng"))
LEVELS = ("me", "trainer", "group", "everyone")


@pytest.fixture
def posts(ada: User, post_of: Write, draft_of: Write, place: Place) -> dict[str, Post]:
    made = {level: post_of(ada, level, title=f"Bericht {level}", thing=place.blog_thing) for level in LEVELS[:1]}
    made |= {level: post_of(ada, level, title=f"Bericht {level}") for level in LEVELS[1:]}
    return made | {"draft": draft_of(ada, title="Bericht draft")}


def fetch(address: str, key: str = "") -> Any:
    return Client().get(address, {"sleutel": key} if key else {})


def titles(response: Any) -> set[str]:
    """Return the titles of the entries of a feed that is there and valid."""
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    tree = etree.fromstring(response.content)
    assert SCHEMA.validate(tree), SCHEMA.error_log
    return {entry.findtext(f"{ATOM}title") for entry in tree.iter(f"{ATOM}entry")}


MAY_READ = {
    "ada": {"me", "trainer", "group", "everyone"},
    "ben": {"group", "everyone"},
    "tove": {"trainer", "group", "everyone"},
    "cleo": {"everyone"},
    "mona": {"everyone"},
    "nobody": {"everyone"},
}


@pytest.mark.parametrize("name", MAY_READ)
def test_a_feed_of_ada_has_what_the_owner_of_the_key_may_read(
    name: str, people: dict[str, User | None], posts: dict[str, Post], ada: User
) -> None:
    person = people[name]
    key = make_key(by=person) if person else ""
    assert titles(fetch(reverse("feeds:person", args=[ada.pk]), key)) == {f"Bericht {one}" for one in MAY_READ[name]}


@pytest.mark.parametrize("name", MAY_READ)
def test_a_feed_of_the_group_is_for_its_people_and_trainers_only(
    name: str, people: dict[str, User | None], posts: dict[str, Post], place: Place
) -> None:
    person = people[name]
    key = make_key(by=person) if person else ""
    response = fetch(reverse("feeds:group", args=[place.cohort.slug]), key)
    opml = fetch(reverse("feeds:opml", args=[place.cohort.slug]), key)
    if name in ("ada", "ben", "tove"):
        assert titles(response) == {f"Bericht {one}" for one in MAY_READ[name]}
        assert opml.status_code == 200
    else:
        assert response.status_code == opml.status_code == 404


def test_a_feed_of_a_ding_has_the_posts_of_that_ding(place: Place, ada: User, ben: User, post_of: Write) -> None:
    post_of(ada, "everyone", title="Voor dit ding", thing=place.blog_thing)
    post_of(ada, "everyone", title="Zomaar")

    assert titles(fetch(reverse("feeds:thing", args=[place.blog_thing.pk]))) == {"Voor dit ding"}
    assert titles(fetch(reverse("feeds:thing", args=[place.quiz_thing.pk]))) == set()
    assert fetch(reverse("feeds:thing", args=[999_999])).status_code == 404


def test_what_is_not_public_comes_with_its_first_lines_only(ada: User, ben: User, post_of: Write) -> None:
    long = f"{factories.text_of(60)} Het staartje."
    post_of(ada, "group", title="Voor de groep", source=long)
    post_of(ada, "everyone", title="Voor iedereen", source=long)
    tree = etree.fromstring(fetch(reverse("feeds:person", args=[ada.pk]), make_key(by=ben)).content)
    content = {one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}content") for one in tree.iter(f"{ATOM}entry")}

    assert content["Voor de groep"] is None
    assert "Het staartje." in (content["Voor iedereen"] or "")


def test_a_feed_says_screen_names_tags_and_lasting_ids_and_no_address_of_anybody(ada: User, post_of: Write) -> None:
    ada.screen_name = "Boekenwurm"
    ada.save()
    post = post_of(ada, "everyone", title='<script>alert("x")</script> & meer')
    post.tags.add(Tag.objects.create(name="lezen & schrijven", slug="lezen"))
    response = fetch(reverse("feeds:person", args=[ada.pk]))
    tree = etree.fromstring(response.content)
    entry = next(tree.iter(f"{ATOM}entry"))

    assert titles(response) == {'<script>alert("x")</script> & meer'}
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Boekenwurm"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{post.pk}"
    assert entry.find(f"{ATOM}category").get("term") == "lezen & schrijven"
    assert b"van den Berg" not in response.content
    assert ada.email.encode() not in response.content


@pytest.mark.parametrize("strange", ["\x0b\x00\x1b", "\ufffe\uffff", "🙂 \u202e omgekeerd", "Şahin & Ďurič", "]]>"])
def test_no_character_breaks_the_feed(strange: str, ada: User, post_of: Write) -> None:
    post = post_of(ada, "everyone", title="Titel", source=f"Tekst {strange.replace(chr(0), '')} einde")
    Post.objects.filter(pk=post.pk).update(title=f"Titel {strange.replace(chr(0), '')} einde")
    assert len(titles(fetch(reverse("feeds:person", args=[ada.pk])))) == 1


@pytest.mark.parametrize("how", ["withdrawn", "hidden", "narrowed", "deleted"])
def test_what_is_taken_back_is_gone_from_the_next_answer(how: str, ada: User, ben: User, post_of: Write) -> None:
    post = post_of(ada, "everyone", title="Weg ermee")
    post_of(ada, "everyone", title="Blijft")
    address, key = reverse("feeds:person", args=[ada.pk]), make_key(by=ben)
    etag = fetch(address, key)["ETag"]
    if how == "withdrawn":
        actions.withdraw(by=ada, post=post)
    elif how == "deleted":
        actions.delete_post(by=ada, post=post)
    else:
        change = {"hidden_at": timezone.now()} if how == "hidden" else {"visibility": "me"}
        Post.objects.filter(pk=post.pk).update(**change)
    again = Client().get(address, {"sleutel": key}, headers={"if-none-match": etag})

    assert titles(again) == {"Blijft"}
    assert titles(fetch(address)) == {"Blijft"}


def test_an_unchanged_feed_is_not_sent_again(ada: User, post_of: Write) -> None:
    post_of(ada, "everyone")
    address = reverse("feeds:person", args=[ada.pk])
    first = fetch(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]


def test_a_session_opens_nothing_in_a_feed(ada: User, ben: User, post_of: Write, as_: SignIn) -> None:
    post_of(ada, "group")
    assert as_(ben).get(reverse("feeds:person", args=[ada.pk])).status_code == 404


def test_a_revoked_key_opens_nothing_and_a_new_one_is_another(ada: User, ben: User, post_of: Write) -> None:
    post_of(ada, "group", title="Voor de groep")
    address, key = reverse("feeds:person", args=[ada.pk]), make_key(by=ben)
    assert titles(fetch(address, key)) == {"Voor de groep"}
    revoke_key(by=ben)

    assert fetch(address, key).status_code == 404
    assert make_key(by=ben) != key
    for guess in ("geraden", "\x00", "a" * 10_000, "' OR 1=1 --"):
        assert fetch(address, guess).status_code == 404


def test_somebody_who_may_not_sign_in_any_more_has_no_key(ada: User, ben: User, post_of: Write) -> None:
    post_of(ada, "everyone")
    key = make_key(by=ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert fetch(reverse("feeds:person", args=[ada.pk]), key).status_code == 404


def test_who_left_the_group_gets_no_more_of_it(ada: User, ben: User, place: Place, post_of: Write) -> None:
    post_of(ada, "group")
    key = make_key(by=ben)
    Enrolment.objects.filter(person=ben).update(left_at=timezone.now())
    for name, argument in (("group", place.cohort.slug), ("opml", place.cohort.slug), ("person", ada.pk)):
        assert fetch(reverse(f"feeds:{name}", args=[argument]), key).status_code == 404


def test_ben_makes_his_key_on_a_page_and_takes_it_back(ben: User, place: Place, as_: SignIn) -> None:
    client, address = as_(ben), reverse("feeds:feeds")
    assert "Maak mijn sleutel" in client.get(address).content.decode()
    for _ in range(2):  # Pressed twice there is one key.
        client.post(address, {"doe": "maken"})
    key = FeedToken.objects.get().token
    assert f"/feeds/groep/{place.cohort.slug}/?sleutel={key}" in client.get(address).content.decode()
    client.post(address, {"doe": "intrekken"})

    assert key not in client.get(address).content.decode()
    assert FeedToken.objects.get().revoked_at is not None


def test_the_list_of_blogs_names_who_may_be_read_and_blogs_elsewhere_that_were_proven(
    ada: User, ben: User, place: Place, post_of: Write
) -> None:
    post_of(ada, "group")
    post_of(ben, "me")
    for number, proven in enumerate((timezone.now(), None)):
        ExternalBlog.objects.create(
            person=ben,
            address=f"https://ben{number}.example/",
            feed=f"https://ben{number}.example/feed",
            code="x",
            proven_at=proven,
        )
    key = make_key(by=ada)
    response = fetch(reverse("feeds:opml", args=[place.cohort.slug]), key)
    found = [outline.get("xmlUrl") for outline in etree.fromstring(response.content).iter("outline")]

    assert len(found) == 2  # Ben's post is for nobody, his second blog is not proven.
    assert found[0].endswith(f"{reverse('feeds:person', args=[ada.pk])}?sleutel={key}")
    assert found[1] == "https://ben0.example/feed"
    assert titles(fetch(found[0][found[0].index("/feeds/") :])) == {"Mijn week"}


def test_a_feed_of_fifty_costs_as_much_as_one_of_two_and_holds_no_more(
    ada: User, ben: User, place: Place, post_of: Write
) -> None:
    key, counts = make_key(by=ben), []
    post = post_of(ada, "group")
    for wanted in (2, 60):
        rows = [
            Post(id=uuid.uuid4(), author=ada, cohort=place.cohort, title=f"Post {n}", source="x", html="<p>x</p>",
                 visibility="group", published_at=post.published_at)
            for n in range(Post.objects.count(), wanted)
        ]  # fmt: skip
        Post.objects.bulk_create(rows)
        costs = []
        for name, argument in (("person", ada.pk), ("group", place.cohort.slug), ("opml", place.cohort.slug)):
            with CaptureQueriesContext(connection) as caught:
                response = fetch(reverse(f"feeds:{name}", args=[argument]), key)
            costs.append(len(caught))
        counts.append(costs)
        assert response.status_code == 200
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6  # key, roles, groups, title, posts, tags
    assert len(titles(fetch(reverse("feeds:group", args=[place.cohort.slug]), key))) == 50
