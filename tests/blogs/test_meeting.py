"""Finding each other: what is new, following somebody, tags, and the directory people put themselves in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions, meeting
from course.blogs.directory import Wish, found
from course.blogs.models import DirectoryEntry, Follow, Post, StreamVisit, Tag
from course.blogs.stream import day_words
from course.people.models import User
from lessons.platforms import Platform
from tests import factories

STREAM = "/blogs/"
SEEN = "/blogs/gelezen/"
FOLLOWING = "/blogs/volgen/"
DIRECTORY = "/blogs/gids/"
ADD = "/blogs/gids/erbij/"


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def cost_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def aged(post: Post, **ago: int) -> Post:
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(**ago))
    return post


def visited(person: User, before: timedelta | None = None, **ago: int) -> None:
    seen_at = timezone.now() - timedelta(**ago)
    StreamVisit.objects.update_or_create(
        person=person, defaults={"seen_at": seen_at, "before": seen_at - before if before else None}
    )


# --- What is new ---------------------------------------------------------------------------------------------------


def test_ada_sees_what_is_new_since_her_last_visit(ada, ben, as_, post_of) -> None:
    aged(post_of(ben, title="Oud nieuws"), days=5)
    aged(post_of(ben, title="Vers bericht"), hours=1)
    aged(post_of(ben, "me", title="Geheim"), hours=1)
    aged(post_of(ada, title="Van mijzelf"), hours=1)
    visited(ada, days=3)
    page = read(as_(ada), STREAM)
    assert "<b>1 nieuw bericht</b> sinds" in page
    assert page.count('<span class="tag">nieuw</span>') == 1
    new = read(as_(ada), f"{STREAM}?toon=nieuw")
    assert "Vers bericht" in new
    for other in ("Oud nieuws", "Geheim", "Van mijzelf"):
        assert other not in new


def test_looking_alone_changes_nothing(ada, ben, as_, post_of) -> None:
    post_of(ben)
    visited(ada, days=3)
    before = StreamVisit.objects.values().get()
    for address in (STREAM, f"{STREAM}?toon=nieuw", f"{STREAM}?page=2"):
        as_(ada).get(address)
        as_(ada).head(address)
    assert StreamVisit.objects.values().get() == before
    as_(ben).get(STREAM)
    assert StreamVisit.objects.count() == 1


def test_what_is_new_stays_new_while_she_reads(ada, ben, as_, post_of) -> None:
    aged(post_of(ben), hours=1)
    visited(ada, days=3)
    client = as_(ada)
    page = read(client, STREAM)
    assert 'hx-trigger="load"' in page
    assert client.post(SEEN, {"doe": "gezien", "tot": timezone.now().isoformat()}).status_code == 204
    assert "<b>1 nieuw bericht</b>" in read(client, STREAM)
    assert client.post(SEEN, {"doe": "gezien", "tot": timezone.now().isoformat()}).status_code == 204
    assert "<b>1 nieuw bericht</b>" in read(client, STREAM)
    StreamVisit.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    assert "Geen nieuwe berichten sinds" in read(client, STREAM)


def test_a_visit_after_half_an_hour_is_another_one(ada) -> None:
    first = timezone.now() - timedelta(hours=5)
    meeting.see(by=ada, until=first)
    assert meeting.new_since(ada, first + timedelta(minutes=29)) is None
    assert meeting.new_since(ada, first + timedelta(minutes=31)) == first
    second = first + timedelta(hours=1)
    meeting.see(by=ada, until=second)
    assert meeting.new_since(ada, second) == first
    meeting.see(by=ada, until=second + timedelta(minutes=20))
    assert meeting.new_since(ada, second + timedelta(minutes=45)) == first
    meeting.see(by=ada, until=first)  # A page that was left open in another tab.
    assert meeting.new_since(ada, second + timedelta(hours=2)) == second + timedelta(minutes=20)


def test_the_button_says_that_all_is_read_without_scripts(ada, ben, as_, post_of) -> None:
    aged(post_of(ben), hours=1)
    visited(ada, days=3)
    client = as_(ada)
    response = client.post(SEEN, {"doe": "gelezen", "tot": timezone.now().isoformat()})
    assert (response.status_code, response["Location"]) == (302, STREAM)
    page = read(client, STREAM)
    assert "Alles staat nu op gelezen." in page
    assert "Geen nieuwe berichten sinds" in page
    assert "Je bent bij." in read(client, f"{STREAM}?toon=nieuw")


def test_a_post_of_after_the_page_was_made_is_still_new(ada, ben, as_, post_of) -> None:
    made_at = timezone.now() - timedelta(minutes=10)
    aged(post_of(ben), minutes=5)
    as_(ada).post(SEEN, {"doe": "gelezen", "tot": made_at.isoformat()})
    assert "<b>1 nieuw bericht</b>" in read(as_(ada), STREAM)


@pytest.mark.parametrize("until", ["", "gisteren", "2026-13-45T99:99", "2026-01-01T10:00", "9999-12-31T23:59:59+00:00"])
def test_a_moment_nobody_can_have_seen_is_now(ada, as_, until: str) -> None:
    assert as_(ada).post(SEEN, {"doe": "gelezen", "tot": until}).status_code == 302
    assert timezone.now() - StreamVisit.objects.get().seen_at < timedelta(minutes=1)


def test_what_stands_on_a_later_page_stays_new_until_she_gets_there(ada, ben, as_, post_of) -> None:
    for _ in range(21):
        aged(post_of(ben), hours=1)
    visited(ada, days=3)
    assert 'hx-trigger="load"' not in read(as_(ada), STREAM)
    assert 'hx-trigger="load"' in read(as_(ada), f"{STREAM}?page=2")
    assert 'hx-trigger="load"' not in read(as_(ada), f"{STREAM}?toon=nieuw")
    assert 'hx-trigger="load"' not in read(as_(ada), f"{STREAM}?toon=volg")
    assert 'hx-trigger="load"' not in read(as_(ada), f"{STREAM}?ding=2")
    Post.objects.update(published_at=timezone.now() - timedelta(days=9))
    assert 'hx-trigger="load"' in read(as_(ada), STREAM)


def test_at_her_first_visit_nothing_is_called_new(ada, ben, as_, post_of) -> None:
    post_of(ben)
    page = read(as_(ada), STREAM)
    assert "Vanaf nu zie je hier wat nieuw is sinds je laatste bezoek." in page
    assert '<span class="tag">nieuw</span>' not in page
    assert read(as_(None), STREAM).count(SEEN) == 0


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-19T09:15", "9.15 uur"),
        ("2026-11-18T23:59", "gisteren"),
        ("2026-11-17T12:00", "dinsdag"),
        ("2026-11-13T00:00", "vrijdag"),
        ("2026-11-12T12:00", "12 november"),
        ("2025-11-19T12:00", "19 november 2025"),
    ],
)
def test_since_when_is_said_as_people_do(moment: str, words: str) -> None:
    zone = timezone.get_current_timezone()
    now = datetime(2026, 11, 19, 11, 0, tzinfo=zone)
    assert day_words(datetime.fromisoformat(moment).replace(tzinfo=zone), now) == words


# --- Following -----------------------------------------------------------------------------------------------------


def follow_url(person: User) -> str:
    return reverse("blogs:follow", args=[person.pk])


def test_ada_follows_ben_and_undoes_it_where_she_did_it(ada, ben, as_, post_of) -> None:
    post = post_of(ben, title="Van Ben")
    post_of(ada, title="Van Ada")
    client = as_(ada)
    for page in (post.get_absolute_url(), reverse("blogs:person", args=[ben.pk])):
        assert f"Volg {ben.shown_name}" in read(client, page)
        for _ in range(2):
            response = client.post(follow_url(ben), {"doe": "volg", "next": page})
            assert (response.status_code, response["Location"]) == (302, page)
        assert "Stop met volgen" in read(client, page)
        stream = read(client, f"{STREAM}?toon=volg")
        assert "Van Ben" in stream
        assert "Van Ada" not in stream
        client.post(follow_url(ben), {"doe": "stop", "next": page})
        assert not Follow.objects.exists()
    assert "Nog geen berichten van wie jij volgt." in read(client, f"{STREAM}?toon=volg")


def test_the_button_turns_round_in_place_with_scripts(ada, ben, as_, post_of) -> None:
    post_of(ben)
    page = as_(ada).post(follow_url(ben), {"doe": "volg", "next": STREAM}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "Stop met volgen" in page.content.decode()
    assert "<html" not in page.content.decode()
    page = as_(ada).post(follow_url(ben), {"doe": "stop"}, headers={"HX-Request": "true"}).content.decode()
    assert f"Volg {ben.shown_name}" in page
    assert "niet meer" in page


def test_following_opens_nothing(ada, ben, cleo, as_, post_of) -> None:
    post_of(ben, "everyone", title="Voor allen")
    secret = post_of(ben, "group", title="Voor de groep")
    client = as_(cleo)
    client.post(follow_url(ben), {"doe": "volg"})
    assert Follow.objects.get().follower == cleo
    stream = read(client, f"{STREAM}?toon=volg")
    assert "Voor allen" in stream
    assert "Voor de groep" not in stream
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_nobody_can_follow_herself_or_who_she_cannot_read(ada, ben, cleo, as_, post_of) -> None:
    post_of(ada, "me")
    post_of(ben, "group")
    for by, person in ((ada, ada), (cleo, ben), (ben, ada)):
        with pytest.raises(PermissionDenied):
            meeting.follow(by=by, person=person)
        assert as_(by).post(follow_url(person), {"doe": "volg"}).status_code == 404
    assert as_(cleo).post("/blogs/van/987654321/volgen/", {"doe": "volg"}).status_code == 404
    assert as_(None).post(follow_url(ben)).status_code == 302
    assert not Follow.objects.exists()


def test_the_button_leads_back_to_this_site_only(ada, ben, as_, post_of) -> None:
    post_of(ben)
    for away in ("https://elders.example/", "//elders.example/", "javascript:alert(1)", "", "\\\\elders.example"):
        response = as_(ada).post(follow_url(ben), {"doe": "volg", "next": away})
        assert response["Location"] == FOLLOWING


def test_ben_sees_who_follows_him_and_nobody_else_does(people, as_, post_of) -> None:
    ada, ben = people["ada"], people["ben"]
    post_of(ben, "everyone")
    meeting.follow(by=ada, person=ben)
    assert f'id="gevolgd-{ben.pk}"' in read(as_(ada), FOLLOWING)
    assert f'id="volger-{ada.pk}"' in read(as_(ben), FOLLOWING)
    for name in ("cleo", "tove", "mona"):
        page = read(as_(people[name]), FOLLOWING)
        assert "Ada van den Berg" not in page
        assert "Ben Yıldız" not in page


def test_whom_she_follows_stays_in_her_list_when_all_is_withdrawn(ada, ben, as_, post_of) -> None:
    post = post_of(ben, title="Van Ben")
    meeting.follow(by=ada, person=ben)
    actions.withdraw(by=ben, post=post)
    page = read(as_(ada), FOLLOWING)
    assert "Nu geen berichten die jij mag lezen." in page
    assert reverse("blogs:person", args=[ben.pk]) not in page.replace(follow_url(ben), "")
    as_(ada).post(follow_url(ben), {"doe": "stop"})
    assert "Je volgt nog niemand." in read(as_(ada), FOLLOWING)


def test_two_followed_people_cost_as_much_as_twenty(ada, place, as_, post_of) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            person = factories.make_person(library=place.library)
            factories.enrol(person, place.cohort)
            post_of(person)
            Follow.objects.create(follower=ada, followed=person)
            Follow.objects.create(follower=person, followed=ada)

    more(2)
    few = cost_of(as_(ada), FOLLOWING)
    more(18)
    # Session, user, roles, followed, their newest posts, followers, whom of them she follows, their newest posts.
    assert cost_of(as_(ada), FOLLOWING) == few <= 12


# --- Tags ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tagged(post_of) -> Callable[..., Post]:
    def make(by: User, visibility: str, name: str, **fields: object) -> Post:
        post = post_of(by, visibility, **fields)
        post.tags.add(Tag.objects.get_or_create(name=name, defaults={"slug": name})[0])
        return post

    return make


def test_a_tag_gathers_what_one_may_read(people, as_, tagged) -> None:
    tagged(people["ada"], "group", "jeugd", title="Voor de groep")
    tagged(people["ben"], "everyone", "jeugd", title="Voor allen")
    tagged(people["ada"], "me", "jeugd", title="Voor mij")
    url = reverse("blogs:tag", args=["jeugd"])
    seen = {name: read(as_(person), url) for name, person in people.items()}
    for name, page in seen.items():
        assert "Voor allen" in page
        assert ("Voor de groep" in page) == (name in ("ada", "ben", "tove"))
        assert ("Voor mij" in page) == (name == "ada")


def test_a_tag_with_nothing_to_read_is_not_there(people, as_, tagged) -> None:
    post = tagged(people["ada"], "group", "geheimwoord")
    url = reverse("blogs:tag", args=["geheimwoord"])
    assert as_(people["ben"]).get(url).status_code == 200
    for name in ("cleo", "mona", "nobody"):
        client = as_(people[name])
        assert client.get(url).status_code == 404
        assert "geheimwoord" not in read(client, STREAM)
        assert "geheimwoord" not in read(client, "/blogs/zoeken/?q=iets")
    actions.withdraw(by=people["ada"], post=post)
    assert as_(people["ben"]).get(url).status_code == 404
    assert "geheimwoord" not in read(as_(people["ben"]), STREAM)


def test_tags_stand_on_cards_and_with_the_post(ada, ben, as_, tagged) -> None:
    post = tagged(ada, "group", "jeugd")
    link = f'href="{reverse("blogs:tag", args=["jeugd"])}"'
    for url in (STREAM, post.get_absolute_url(), reverse("blogs:person", args=[ada.pk]), "/blogs/zoeken/?q=week"):
        assert link in read(as_(ben), url), url


# --- The directory -------------------------------------------------------------------------------------------------


def entry_of(person: User, name: str, address: str = "", **fields: object) -> DirectoryEntry:
    kind = fields.pop("kind", "person")
    given = {"platform": None, "about": "", **fields}
    return meeting.put_in_directory(
        by=person, kind=kind, name=name, address=address or f"https://voorbeeld.example/{name}", **given
    )


def sent(**changes: str) -> dict[str, str]:
    address = "https://blog.example/ada"
    return {"kind": "person", "name": "Adas boeken", "address": address, "platform": "", "about": "", **changes}


def test_ada_puts_her_blog_in_the_directory_and_takes_it_out(ada, cleo, as_) -> None:
    client = as_(ada)
    page = read(client, ADD)
    assert "Iedereen die hier kan inloggen: deelnemers van alle groepen, trainers en leidinggevenden." in page
    for _ in range(2):
        assert client.post(ADD, sent()).status_code == 302
    entry = DirectoryEntry.objects.get()
    assert 'rel="nofollow ugc noopener noreferrer"' in read(as_(cleo), DIRECTORY)
    assert "Adas boeken" in read(as_(cleo), DIRECTORY)
    as_(cleo).post(reverse("blogs:directory_remove", args=[entry.pk]))
    assert DirectoryEntry.objects.exists()
    client.post(reverse("blogs:directory_remove", args=[entry.pk]))
    page = read(as_(cleo), DIRECTORY)
    assert "Adas boeken" not in page
    assert "De gids is nog leeg." in page


def test_the_same_address_again_changes_the_line(ada, as_) -> None:
    as_(ada).post(ADD, sent())
    as_(ada).post(ADD, sent(name="Andere naam", kind="library"))
    entry = DirectoryEntry.objects.get()
    assert (entry.name, entry.kind, entry.library) == ("Andere naam", "library", ada.library)
    as_(ada).post(ADD, sent())
    assert DirectoryEntry.objects.get().library is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://blog.example/",
        "data:text/html,x",
        "https://bank.example@kwaad.example/",
        "@ada@mastodon.example",
        "geen adres",
        "",
        "http://",
        "https://[",
        "\x00https://blog.example",
        f"https://blog.example/{'a' * 300}",
    ],
)
def test_only_an_address_of_the_web_stands_in_the_directory(ada, as_, address: str) -> None:
    response = as_(ada).post(ADD, sent(address=address))
    assert response.status_code == 422
    assert "Adas boeken" in response.content.decode()
    assert not DirectoryEntry.objects.exists()


def test_an_address_without_https_is_taken_for_one(ada, as_) -> None:
    as_(ada).post(ADD, sent(address="blog.example/ada"))
    assert DirectoryEntry.objects.get().address == "https://blog.example/ada"


def test_who_has_no_library_adds_no_account_of_one(tove, as_) -> None:
    assert "Van mijn bibliotheek" not in read(as_(tove), ADD)
    assert as_(tove).post(ADD, sent(kind="library")).status_code == 422
    with pytest.raises(PermissionDenied):
        entry_of(tove, "Bieb", kind="library")


def test_who_is_not_in_the_directory_is_nowhere_in_it(ada, ben, cleo, as_) -> None:
    entry_of(ben, "Bens blog")
    page = read(as_(cleo), DIRECTORY)
    assert "1 regel" in page
    assert "Ada" not in page
    assert not found(Wish(name="Ada"))


def test_a_real_name_behind_a_screen_name_finds_nothing(ada, cleo, as_) -> None:
    ada.screen_name = "Boekenwurm"
    ada.save()
    entry_of(ada, "Leesplezier")
    entry_of(ada, "Bieb op Insta", kind="library")
    assert [one.name for one in found(Wish(name="boekenWURM"))] == ["Leesplezier"]
    for name in ("Ada", "Berg", "van den Berg", "ada@"):
        assert not found(Wish(name=name))
    assert "Ada van den Berg" not in read(as_(cleo), DIRECTORY)


def test_an_account_of_a_library_does_not_say_who_added_it(ada, cleo, as_, place) -> None:
    entry_of(ada, "Bieb op Insta", kind="library")
    page = read(as_(cleo), DIRECTORY)
    assert "Bibliotheek Waterrijk" in page
    assert "Ada" not in page


def test_the_directory_is_searched_by_name_platform_and_library(ada, ben, cleo) -> None:
    platform = Platform.objects.create(key="plein", name="Plein", purpose="x", whose="rented")
    entry_of(ada, "Café Boek", platform=platform)
    entry_of(ben, "Bens blog")
    entry_of(cleo, "Bieb Veldzicht", kind="library", platform=platform)
    for wish, names in (
        (Wish(), ["Bens blog", "Bieb Veldzicht", "Café Boek"]),
        (Wish(name="cafe"), ["Café Boek"]),
        (Wish(name="veldzicht"), ["Bieb Veldzicht"]),
        (Wish(platform="plein"), ["Bieb Veldzicht", "Café Boek"]),
        (Wish(platform="anders"), ["Bens blog"]),
        (Wish(library=ada.library.slug), ["Bens blog", "Café Boek"]),
        (Wish(library=cleo.library.slug), ["Bieb Veldzicht"]),
        (Wish(kind="library"), ["Bieb Veldzicht"]),
        (Wish(name="niemand"), []),
    ):
        assert [one.name for one in found(wish)] == names, wish


def test_a_closed_account_takes_its_lines_along(ada, cleo, as_) -> None:
    entry_of(ada, "Leesplezier")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert "Leesplezier" not in read(as_(cleo), DIRECTORY)
    assert "Waterrijk" not in read(as_(cleo), DIRECTORY)


def test_what_people_put_in_the_directory_stays_text(ada, cleo, as_) -> None:
    as_(ada).post(ADD, sent(name="<script>alert(1)</script>", about='"><img src=x onerror=alert(1)>'))
    assert DirectoryEntry.objects.exists()
    page = read(as_(cleo), DIRECTORY)
    assert "<script>alert" not in page
    assert "<img" not in page


def test_visitors_do_not_get_into_the_directory(ada, as_) -> None:
    entry_of(ada, "Leesplezier")
    for url in (DIRECTORY, ADD):
        assert as_(None).get(url)["Location"] == f"/account/login/?next={url}"


def test_a_long_directory_costs_as_much_as_a_short_one(ada, ben, as_) -> None:
    def more(count: int) -> None:
        for number in range(count):
            start = DirectoryEntry.objects.count()
            entry_of([ada, ben][number % 2], f"Blog {start}", kind=["person", "library"][number // 2 % 2])

    more(2)
    few = cost_of(as_(ada), f"{DIRECTORY}?naam=blog")
    more(48)
    # Session, user, roles, entries, platforms, libraries, her own lines.
    assert cost_of(as_(ada), f"{DIRECTORY}?naam=blog") == few <= 12


@pytest.mark.parametrize("key", ["naam", "kanaal", "bibliotheek", "soort", "page"])
def test_odd_wishes_find_nothing_and_break_nothing(ada, as_, key: str) -> None:
    entry_of(ada, "Leesplezier")
    for odd in ("\x00", "'; drop table--", "%", "9" * 400, "\ud83d", "<script>", "é" * 5000):
        assert as_(ada).get(DIRECTORY, {key: odd.encode("utf-8", "replace")}).status_code == 200
