"""Reading: the stream, one person's blog, one post, and what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs.models import Post
from course.blogs.news import news_for
from course.blogs.texts import excerpt_of

STREAM = "/blogs/"


def cost_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_stream_is_newest_first_and_twenty_a_page(ada, ben, as_, post_of) -> None:
    for number in range(21):
        post_of(ada, title=f"Bericht {number:02}")
    page = as_(ben).get(STREAM).content.decode()
    assert page.index("Bericht 20") < page.index("Bericht 19")
    assert "Bericht 00" not in page
    assert "Bericht 00" in as_(ben).get(f"{STREAM}?page=2").content.decode()


def test_the_stream_of_one_ding(ada, ben, as_, place, post_of) -> None:
    post_of(ada, title="Vrij bericht")
    post_of(ada, title="Bij een ding", thing=place.blog_thing)
    page = as_(ben).get(f"{STREAM}?ding=2").content.decode()
    assert "Bij een ding" in page
    assert "Vrij bericht" not in page
    assert "Nog geen berichten bij dit ding." in as_(ben).get(f"{STREAM}?ding=9").content.decode()
    for odd in ("x", "²", "-1", "99999999"):
        assert "Vrij bericht" in as_(ben).get(f"{STREAM}?ding={odd}").content.decode()


def test_an_empty_stream_says_how_to_begin(ben, as_) -> None:
    assert "Schrijf het eerste bericht." in as_(ben).get(STREAM).content.decode()
    assert "Log in en lees wat je groep schrijft." in as_(None).get(STREAM).content.decode()


@pytest.mark.parametrize("name", ["ben", "nobody"])
def test_a_long_stream_costs_as_much_as_a_short_one(ada, ben, as_, place, post_of, name) -> None:
    client = as_(ben if name == "ben" else None)
    for _ in range(2):
        post_of(ada, "everyone", thing=place.blog_thing)
    few = cost_of(client, STREAM)
    for _ in range(48):
        post_of(ada, "everyone", thing=place.blog_thing)
    # For ben: session, user, roles, dingen, count, posts; the rest is the menu's.
    assert cost_of(client, STREAM) == few <= 12


def test_a_long_thread_costs_as_much_as_a_short_one(people, as_, place, post_of, comment_of) -> None:
    ada, ben, tove = people["ada"], people["ben"], people["tove"]
    post = post_of(ada, thing=place.blog_thing)
    first = comment_of(ben, post)
    comment_of(tove, post, parent=first)
    few = cost_of(as_(ben), post.get_absolute_url())
    for number in range(24):
        comment = comment_of([ada, ben][number % 2], post)
        comment_of(tove, post, parent=comment)
    # Session, user, roles, post, comments, trainers among them, module, her other posts; the rest is the menu's.
    assert cost_of(as_(ben), post.get_absolute_url()) == few <= 12


def test_a_long_blog_costs_as_much_as_a_short_one(ada, as_, place, post_of, draft_of) -> None:
    def write(count: int) -> None:
        for _ in range(count):
            post_of(ada, thing=place.blog_thing)
            draft_of(ada)

    urls = [reverse("blogs:mine"), reverse("blogs:person", args=[ada.pk])]
    write(1)
    few = [cost_of(as_(ada), url) for url in urls]
    write(10)
    assert [cost_of(as_(ada), url) for url in urls] == few


def test_a_post_leads_to_the_one_before_and_the_one_after(ada, ben, as_, post_of) -> None:
    posts = [post_of(ada, title=f"Deel {number}") for number in (1, 2, 3)]
    post_of(ada, "me", title="Geheim")
    page = as_(ben).get(posts[1].get_absolute_url()).content.decode()
    assert "Vorig bericht:" in page
    assert posts[0].get_absolute_url() in page
    assert posts[2].get_absolute_url() in page
    assert "3 berichten" in page
    assert "Geheim" not in page


def test_ada_sees_who_reads_her_post_and_ben_does_not(ada, ben, as_, post_of) -> None:
    post = post_of(ada, "group")
    assert "Je groep kan dit lezen" in as_(ada).get(post.get_absolute_url()).content.decode()
    page = as_(ben).get(post.get_absolute_url()).content.decode()
    assert "Je groep kan dit lezen" not in page
    assert reverse("blogs:edit", args=[post.pk]) not in page


@pytest.mark.parametrize(
    ("html", "excerpt"),
    [
        ("<h2>Kop</h2><p>En   tekst.</p>", "Kop En tekst."),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
        ("", ""),
        (f"<p>{'x' * 300}</p>", "x" * 239 + "…"),
    ],
)
def test_an_excerpt_is_one_plain_line(html: str, excerpt: str) -> None:
    assert excerpt_of(html) == excerpt


def test_a_long_excerpt_ends_after_a_word() -> None:
    short = excerpt_of(f"<p>{'woord ' * 100}</p>")
    assert len(short) <= 240
    assert short.endswith("woord…")


# --- News ------------------------------------------------------------------------------------------------------------


def test_news_is_what_the_group_wrote_and_who_reacted(ada, ben, cleo, place, post_of, comment_of) -> None:
    own = post_of(ada, "group", title="Van Ada")
    written = post_of(ben, "group", title="Van Ben")
    post_of(ben, "me", title="Geheim")
    post_of(cleo, "everyone", title="Elders")
    comment_of(ada, own, "Nog een vraag")
    comment_of(ada, written)
    reaction = comment_of(ben, own, "**Leuk** gedaan")
    gone = comment_of(ben, own, "Oeps")
    gone.deleted_at = timezone.now()
    gone.save()
    latest, earlier = news_for(ada)
    assert (latest.kind, latest.who, latest.text, latest.url) == (
        "reaction",
        ben,
        "Leuk gedaan",
        reaction.get_absolute_url(),
    )
    assert (earlier.kind, earlier.title, earlier.comment_count) == ("post", "Van Ben", 1)


def test_news_costs_three_queries(ada, ben, post_of, comment_of, django_assert_num_queries) -> None:
    for _ in range(4):
        comment_of(ben, post_of(ada))
        post_of(ben)
    Post.objects.filter(author=ben).update(published_at=timezone.now() - timedelta(days=1))
    person = type(ada).objects.get(pk=ada.pk)
    with django_assert_num_queries(3):  # roles, posts, reactions
        news = news_for(person, limit=5)
    assert [item.kind for item in news] == ["reaction"] * 4 + ["post"]
