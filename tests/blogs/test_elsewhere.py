"""My blog is elsewhere: found, proven to be mine, read again, never doubled, and counted for a ding."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.blogs import elsewhere
from course.blogs.models import ExternalBlog, ExternalPost
from course.blogs.pages_elsewhere import number_in, read_feed, text_of_page
from course.fetching import Answer, Fetcher, FetchRefused
from course.notifications.letters import absolute
from course.notifications.models import Notice
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

SignIn = Callable[[User | None], Client]
HOME = "https://boekenwurm.example/"
FEED = "https://boekenwurm.example/feed.xml"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Web(Fetcher):
    """A web of a few pages: address to body, or to what it refuses with."""

    pages: dict[str, str | FetchRefused | Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get(self, address: str, types: tuple[str, ...] = (), etag: str = "", last_modified: str = "") -> Answer:
        self.asked.append((address, etag))
        page = self.pages.get(address, FetchRefused("Dit adres antwoordt met fout 404."))
        if isinstance(page, FetchRefused):
            raise page
        return page if isinstance(page, Answer) else Answer(200, address, "text/html", page.encode(), etag='"a"')


def entry(number: int, text: str = "", *, guid: str = "", link: str = "", tags: tuple[str, ...] = ()) -> str:
    terms = "".join(f'<category term="{tag}"/>' for tag in tags)
    return (
        f"<entry><id>{guid or f'tag:boekenwurm,2026:{number}'}</id><title>Bericht {number}</title>"
        f'<link href="{link or f"{HOME}{number}"}"/><updated>2026-10-0{number % 9 + 1}T10:00:00Z</updated>{terms}'
        f'<content type="html">&lt;h2&gt;Kop&lt;/h2&gt;&lt;p&gt;{text or f"Tekst {number}."}&lt;/p&gt;</content>'
        "</entry>"
    )


def feed(*entries: str) -> str:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Boekenwurm</title>'
        f"<id>{HOME}</id><updated>2026-10-01T10:00:00Z</updated>{''.join(entries)}</feed>"
    )


def web(*entries: str, **more: Any) -> Web:
    page = '<html><head><link rel="alternate" type="application/atom+xml" href="/feed.xml"></head><p>Hoi</p></html>'
    return Web(pages={HOME: page, FEED: feed(*entries), **more})


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def blog(ada: User, place: Place) -> ExternalBlog:
    """Ada's proven blog elsewhere, with nothing read yet."""
    return ExternalBlog.objects.create(
        person=ada, address=HOME, feed=FEED, title="Boekenwurm", code="dingen-x", proven_at=NOW, next_fetch_at=NOW
    )


# --- Pages and feeds, from bytes -------------------------------------------------------------------------------------

RSS = (
    '<rss version="2.0"><channel><title>Oud</title><item><guid isPermaLink="false">7</guid><title>Zeven</title>'
    "<link>https://oud.example/7</link><pubDate>Sat, 03 Mar 2012 10:00:00 GMT</pubDate><category>Ding 5</category>"
    "<description>&lt;p&gt;Hoi &lt;b&gt;daar&lt;/b&gt;&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</description></item>"
    "</channel></rss>"
)


def test_rss_and_atom_give_the_same_kind_of_entry() -> None:
    old, new = read_feed(RSS.encode(), HOME), read_feed(feed(entry(3)).encode(), HOME)
    assert old is not None
    assert new is not None
    assert (old.title, new.title) == ("Oud", "Boekenwurm")
    assert (old.entries[0].text, old.entries[0].published_at) == ("Hoi daar", datetime(2012, 3, 3, 10, tzinfo=UTC))
    assert (new.entries[0].text, new.entries[0].headings) == ("Kop\nTekst 3.", 1)
    assert number_in(old.entries[0].tags) == 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hoi",
        b"<html><p>geen feed</p></html>",
        b"\x00\x01\x02",
        b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss version="2.0"><channel><title>&c;</title></channel>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&a;</title>',
        b"/etc/passwd",
        b"http://127.0.0.1/feed",
    ],
)
def test_what_is_no_feed_is_none_and_nothing_is_opened_for_it(body: bytes) -> None:
    assert read_feed(body, HOME) is None


NO_LINKS = ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", f"https://x.example/{'a' * 600}"]


@pytest.mark.parametrize("link", NO_LINKS)
def test_a_link_that_is_no_web_address_becomes_that_of_the_blog(link: str) -> None:
    found = read_feed(feed(entry(1, link=link)).encode(), HOME)
    assert found is not None
    assert found.entries[0].address == HOME


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        (("ding 5",), 5),
        (("#ding05",), 5),
        (("Ding-12",), 12),
        (("23ding7",), 7),
        (("lezen", "ding_3"), 3),
        (("dingen",), None),
        (("ding 123",), None),
        (("ontbijt met ding 4",), None),
        ((), None),
    ],
)
def test_a_tag_names_a_ding(tags: tuple[str, ...], number: int | None) -> None:
    assert number_in(tags) == number


def test_a_page_names_its_feed_and_who_is_me() -> None:
    page = text_of_page(
        b'<nav>Menu</nav><link rel="alternate" type="application/rss+xml" href="rss"><link rel="alternate" '
        b'type="application/atom+xml" href="/atom"><h1>Kop</h1><p>Men\xfa</p>'
        b'<a rel="nofollow me" href="https://d.example/me">x</a>'
    )
    assert page.feed_address("https://b.example/blog/") == "https://b.example/atom"
    assert page.is_me(["https://d.example/me/"])
    assert not page.is_me(["https://d.example/ander"])
    assert (page.text, page.headings) == ("Kop\nMenú\nx", 1)


# --- Registering and proving -----------------------------------------------------------------------------------------


def test_ada_registers_a_blog_by_its_front_page_or_its_feed_once(ada: User) -> None:
    for address in ("boekenwurm.example/", HOME):
        made = elsewhere.register(by=ada, address=address, fetcher=web())
    assert ExternalBlog.objects.get() == made
    assert (made.feed, made.title, made.proven_at) == (FEED, "Boekenwurm", None)
    assert elsewhere.register(by=ada, address=FEED, fetcher=web()).feed == FEED


@pytest.mark.parametrize("pages", [{}, {HOME: "<p>Geen feed</p>"}, {HOME: FetchRefused("Te langzaam.")}])
def test_without_a_feed_there_is_a_sentence_and_no_blog(pages: dict[str, Any], ada: User) -> None:
    with pytest.raises(FetchRefused) as refused:
        elsewhere.register(by=ada, address=HOME, fetcher=Web(pages=pages))
    assert str(refused.value).endswith(".")
    assert not ExternalBlog.objects.exists()


def test_three_blogs_are_enough(ada: User) -> None:
    for number in range(3):
        address = f"https://b{number}.example/"
        elsewhere.register(by=ada, address=address, fetcher=Web(pages={address: feed()}))
    with pytest.raises(FetchRefused, match="al drie"):
        elsewhere.register(by=ada, address=HOME, fetcher=web())


def test_a_blog_is_hers_when_her_code_stands_in_a_post(ada: User, place: Place) -> None:
    blog = elsewhere.register(by=ada, address=HOME, fetcher=web(entry(1)))
    with pytest.raises(elsewhere.NotYours, match=blog.code):
        elsewhere.prove(by=ada, blog=blog, fetcher=web(entry(1)))
    assert not ExternalPost.objects.exists()

    elsewhere.prove(by=ada, blog=blog, fetcher=web(entry(1), entry(2, f"Mijn code is {blog.code}.")))
    assert blog.proven_at is not None
    assert ExternalPost.objects.count() == 2


def test_a_blog_is_hers_when_its_page_says_that_she_is_me(ada: User, ben: User, place: Place) -> None:
    blog = elsewhere.register(by=ada, address=HOME, fetcher=web())
    for person, is_hers in ((ben, False), (ada, True)):
        me = absolute(reverse("blogs:person", args=[person.pk]))
        out = Web(pages={HOME: f'<a rel="me" href="{me}">Ik</a>', FEED: feed()})
        if is_hers:
            assert elsewhere.prove(by=ada, blog=blog, fetcher=out).proven_at is not None
        else:
            with pytest.raises(elsewhere.NotYours):
                elsewhere.prove(by=ada, blog=blog, fetcher=out)


def test_ben_can_do_nothing_with_adas_blog(ben: User, blog: ExternalBlog, place: Place) -> None:
    with pytest.raises(PermissionDenied):
        elsewhere.prove(by=ben, blog=blog, fetcher=web())
    with pytest.raises(PermissionDenied):
        elsewhere.remove(by=ben, blog=blog)
    elsewhere.read_again(blog, web(entry(1)), NOW)
    thing = place.blog_thing
    with pytest.raises(PermissionDenied):
        elsewhere.confirm(by=ben, post=ExternalPost.objects.get(), thing=thing, exercise=exercise(thing), cohort=None)


def exercise(thing: ThingPage) -> Any:
    return uuid.UUID(next(one.id for one in thing.exercises if one.kind == "blog_post"))


# --- Reading again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        entry(1, "Een tekst."),
        entry(1, "Een tekst.", guid="nieuw-nummer-1"),
        entry(1, "Een tekst.", link="https://verhuisd.example/1"),
        entry(1, "Een tekst.", guid="nieuw-nummer-1", link="https://verhuisd.example/1"),
    ],
)
def test_a_feed_that_renumbers_or_moves_doubles_nothing(again: str, blog: ExternalBlog) -> None:
    assert elsewhere.read_again(blog, web(entry(1, "Een tekst.")), NOW) == 1
    assert elsewhere.read_again(blog, web(again, entry(2)), NOW) == 1
    assert ExternalPost.objects.count() == 2


def test_an_unchanged_feed_is_asked_for_and_not_read(blog: ExternalBlog) -> None:
    elsewhere.read_again(blog, web(entry(1)), NOW)
    blog.refresh_from_db()
    out = Web(pages={FEED: Answer(304, FEED, "", b"")})
    assert elsewhere.read_again(blog, out, NOW) == 0
    assert out.asked == [(FEED, '"a"')]
    assert ExternalPost.objects.count() == 1


def test_what_is_due_is_fetched_once_however_often_the_clock_ticks(
    blog: ExternalBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "Fetcher", lambda: web(entry(1)))
    assert elsewhere.fetch_due(NOW) == 1
    assert elsewhere.fetch_due(NOW) == 0
    assert elsewhere.fetch_due(NOW + timedelta(days=1)) == 1
    elsewhere.fetch_blog.call(blog.pk)  # In tests the queue keeps what it gets.
    assert ExternalPost.objects.count() == 1
    blog.refresh_from_db()
    assert blog.fetched_at is not None


def test_a_failing_feed_is_asked_less_and_less_and_in_the_end_ada_is_told_once(ada: User, blog: ExternalBlog) -> None:
    at, waits = NOW, []
    while blog.next_fetch_at is not None:
        elsewhere.read_again(blog, Web(), at)
        blog.refresh_from_db()
        waits.append((blog.next_fetch_at or at) - at)
        at += waits[-1]
    assert len(waits) == elsewhere.DEAD_AFTER
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits) == elsewhere.LONGEST_WAIT
    assert "404" in blog.last_error
    assert list(Notice.objects.values_list("person", "reason", "subject")) == [(ada.pk, "feed_dead", str(blog.pk))]


def test_one_good_answer_makes_up_for_all_that_failed(blog: ExternalBlog) -> None:
    for _ in range(3):
        elsewhere.read_again(blog, Web(), NOW)
        blog.refresh_from_db()
    assert blog.failures == 3
    elsewhere.read_again(blog, web(entry(1)), NOW)
    blog.refresh_from_db()
    assert (blog.failures, blog.last_error) == (0, "")


def test_a_feed_that_is_gone_for_good_is_not_asked_again(blog: ExternalBlog) -> None:
    elsewhere.read_again(blog, Web(pages={FEED: FetchRefused("Weg.", is_lasting=True)}), NOW)
    blog.refresh_from_db()
    assert blog.next_fetch_at is None
    assert elsewhere.fetch_due(NOW + timedelta(days=400)) == 0


# --- Counting --------------------------------------------------------------------------------------------------------


def test_a_post_that_is_tagged_counts_for_that_ding(ada: User, place: Place, blog: ExternalBlog) -> None:
    number = place.blog_thing.number
    elsewhere.read_again(blog, web(entry(1, factories.text_of(150), tags=(f"ding {number}",))), NOW)
    post = ExternalPost.objects.get()

    assert post.thing == place.blog_thing
    assert post.cohort == place.cohort
    assert ThingCompletion.objects.filter(person=ada, thing=place.blog_thing).exists()


@pytest.mark.parametrize("tag", ["ding 7", "ding 99", "lezen"])
def test_a_tag_for_a_ding_that_asks_for_no_post_counts_for_nothing(tag: str, place: Place, blog: ExternalBlog) -> None:
    elsewhere.read_again(blog, web(entry(1, tags=(tag,))), NOW)
    assert ExternalPost.objects.get().confirmed_at is None


def test_ada_says_herself_for_which_ding_it_is_and_the_snapshot_stays(
    ada: User, place: Place, blog: ExternalBlog, as_: SignIn
) -> None:
    text = factories.text_of(150)
    elsewhere.read_again(blog, web(entry(1, text)), NOW)
    post = ExternalPost.objects.get()
    address = reverse("elsewhere:confirm", args=[post.pk])
    client = as_(ada)
    assert client.post(address, {"exercise": ""}).status_code == 422
    assert client.post(address, {"exercise": str(exercise(place.blog_thing))}).status_code == 302

    elsewhere.read_again(blog, web(entry(1, "Weggehaald.")), NOW)
    post.refresh_from_db()
    assert post.thing == place.blog_thing
    assert text.strip() in post.text
    assert ThingCompletion.objects.filter(person=ada, thing=place.blog_thing).exists()


def test_of_a_feed_with_first_lines_only_the_page_is_fetched_before_it_counts(
    ada: User, place: Place, blog: ExternalBlog, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.read_again(blog, web(entry(1, "De eerste regels.")), NOW)
    page = f"<nav>Menu</nav><article><h2>Kop</h2><p>{factories.text_of(150)}</p></article>"
    monkeypatch.setattr(elsewhere, "Fetcher", lambda: Web(pages={f"{HOME}1": page}))
    address = reverse("elsewhere:confirm", args=[ExternalPost.objects.get().pk])
    as_(ada).post(address, {"exercise": str(exercise(place.blog_thing))})

    assert ExternalPost.objects.get().words > 100


def test_done_stays_done_when_the_blog_is_forgotten(ada: User, place: Place, blog: ExternalBlog, as_: SignIn) -> None:
    number = place.blog_thing.number
    elsewhere.read_again(blog, web(entry(1, factories.text_of(200), tags=(f"ding {number}",))), NOW)
    before = ThingCompletion.objects.get(person=ada, thing=place.blog_thing).state
    client = as_(ada)
    address = reverse("elsewhere:remove", args=[blog.pk])
    assert "1 opgehaald bericht" in client.get(address).content.decode()
    assert ExternalBlog.objects.exists()
    client.post(address)

    assert not ExternalBlog.objects.exists()
    if before == "done":
        assert ThingCompletion.objects.get(person=ada, thing=place.blog_thing).state == "done"


# --- The pages -------------------------------------------------------------------------------------------------------


def test_ada_registers_and_proves_on_a_page(
    ada: User, place: Place, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = as_(ada), reverse("elsewhere:overview")
    monkeypatch.setattr(elsewhere, "Fetcher", lambda: web(entry(1)))
    assert client.post(address, {"address": HOME}).status_code == 302
    blog = ExternalBlog.objects.get()
    assert blog.code in client.get(address).content.decode()
    prove = reverse("elsewhere:prove", args=[blog.pk])
    assert "nog niet in je berichten" in client.post(prove, follow=True).content.decode()
    monkeypatch.setattr(elsewhere, "Fetcher", lambda: web(entry(1, blog.code)))
    page = client.post(prove, follow=True).content.decode()

    assert "Dit blog is van jou." in page
    assert "Bericht 1" in page


@pytest.mark.parametrize(
    "address", ["", "geen adres", "javascript:alert(1)", "http://", "http://localhost/", "a" * 400]
)
def test_a_wrong_address_is_answered_with_a_sentence_and_kept(address: str, ada: User, as_: SignIn) -> None:
    response = as_(ada).post(reverse("elsewhere:overview"), {"address": address})
    assert response.status_code == 422
    assert 'class="errsum' in response.content.decode()
    assert not ExternalBlog.objects.exists()


def test_nobody_lets_this_site_knock_at_doors_all_day(ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    out = Web()
    monkeypatch.setattr(elsewhere, "Fetcher", lambda: out)
    client = as_(ada)
    for number in range(30):
        response = client.post(reverse("elsewhere:overview"), {"address": f"https://b{number}.example/"})
    assert len(out.asked) == 20
    assert "Wacht een uur" in response.content.decode()


def test_the_page_costs_the_same_for_2_and_for_50_posts(ada: User, blog: ExternalBlog, as_: SignIn) -> None:
    client, costs = as_(ada), []
    for number in (2, 50):
        ExternalPost.objects.bulk_create(
            ExternalPost(blog=blog, key=f"k{n}", address=f"{HOME}{n}", title=f"Bericht {n}", text_hash="x")
            for n in range(ExternalPost.objects.count(), number)
        )
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("elsewhere:overview")).content.decode().count("Zeg voor welk ding") == number
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 12


def test_who_shares_a_group_sees_whose_blog_it_is(
    ada: User, ben: User, cleo: User, tove: User, blog: ExternalBlog
) -> None:
    elsewhere.read_again(blog, web(entry(1)), NOW)
    seen = {person.name: ExternalPost.objects.visible_to(person).exists() for person in (ada, ben, cleo, tove)}
    assert seen == {ada.name: True, ben.name: True, cleo.name: False, tove.name: True}


def test_bens_page_of_ada_shows_what_she_wrote_elsewhere_and_cleos_does_not(
    ada: User, ben: User, cleo: User, blog: ExternalBlog, as_: SignIn
) -> None:
    elsewhere.read_again(blog, web(entry(1, "<script>alert(1)</script>&lt;b&gt;vet")), NOW)
    address = reverse("blogs:person", args=[ada.pk])
    page = as_(ben).get(address).content.decode()

    assert f'href="{HOME}1" rel="nofollow ugc noopener"' in page
    assert "<script>alert" not in page
    for stranger in (cleo, None):
        assert as_(stranger).get(address).status_code == 404
