"""Guests: their reactions wait, their address shows nowhere, and their author decides on the page or from her mail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from course.blogs import actions, guests
from course.blogs.models import Comment, Post
from course.blogs.news import news_for
from course.notifications.models import Notice

SENT = "Je reactie is verstuurd."
FULL = "Er komen nu te veel reacties tegelijk."
ADDRESS = "gretel.gast@example.org"


@pytest.fixture(autouse=True)
def fresh_hour() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def post(ada, place, post_of) -> Post:
    public = post_of(ada, "everyone", title="Mijn hond")
    Post.objects.filter(pk=public.pk).update(takes_guests=True)
    public.refresh_from_db()
    return public


def guest_url(post: Post) -> str:
    return reverse("blogs:guest", args=[post.pk])


def words(**other: object) -> dict[str, object]:
    given = {"id": uuid.uuid4(), "name": "Gretel", "email": ADDRESS, "source": "Wat een **lieve** hond!", "website": ""}
    return given | other


def page_of(client, post: Post) -> str:
    return client.get(post.get_absolute_url()).content.decode()


@pytest.fixture
def held(post, as_) -> Comment:
    as_(None).post(guest_url(post), words())
    return Comment.objects.get()


def mail_url(comment: Comment, verdict: str = "approve") -> str:
    token = signing.dumps([str(comment.pk), verdict], salt="guest")
    return reverse("blogs:guest_decision", args=[token])


# --- Reacting as a guest -------------------------------------------------------------------------------------------


def test_a_guest_reacts_and_ada_reads_it_first(ada, ben, tove, post, as_) -> None:
    visitor = as_(None)
    page = page_of(visitor, post)
    assert "Reageer als gast" in page
    assert "Je adres zie je nergens terug." in page
    response = visitor.post(guest_url(post), words())
    assert response["Location"] == f"{post.get_absolute_url()}#reacties"
    assert SENT in page_of(visitor, post)
    for reader in (None, ben, tove):
        assert "lieve" not in page_of(as_(reader), post)
    page = page_of(as_(ada), post)
    assert "1 reactie van een gast wacht op jou" in page
    assert "<strong>lieve</strong>" in page
    assert "Nog geen reacties" in page
    comment = Comment.objects.get()
    notice = Notice.objects.get()
    assert (notice.person, notice.reason, notice.period) == (ada, "guest", str(comment.pk))
    assert notice.subject == str(comment.pk)


def test_the_address_shows_nowhere(ada, ben, tove, post, held, as_) -> None:
    def read() -> str:
        pages = [page_of(as_(person), post) for person in (None, ada, ben, tove)]
        pages += [as_(ada).get(url).content.decode() for url in ("/blogs/", "/blogs/mijn/", reverse("study:my_course"))]
        return "".join([*pages, as_(None).get(mail_url(held)).content.decode()])

    assert held.email == ADDRESS
    assert "gretel.gast" not in read()
    guests.decide(comment=held, verdict="approve")
    assert "gretel.gast" not in read()
    held.refresh_from_db()
    assert held.email == ""  # It has done its work.


def test_the_same_form_twice_is_one_reaction(post, as_) -> None:
    data = words()
    for _ in range(3):
        assert as_(None).post(guest_url(post), data).status_code == 302
    assert Comment.objects.count() == Notice.objects.count() == 1


def test_other_words_after_the_back_button_are_another_reaction(post, as_) -> None:
    data = words()
    as_(None).post(guest_url(post), data)
    as_(None).post(guest_url(post), data | {"source": "En nog iets."})
    assert Comment.objects.held().count() == 2


def test_nobody_takes_over_a_reaction_by_its_id(ben, post, as_, comment_of) -> None:
    comment = comment_of(ben, post)
    as_(None).post(guest_url(post), words(id=comment.pk, source="Gekaapt"))
    comment.refresh_from_db()
    assert comment.source == "Mooi!"
    assert Comment.objects.held().get().source == "Gekaapt"


def test_what_is_missing_is_asked_and_what_was_typed_stays(post, as_) -> None:
    page = as_(None).post(guest_url(post), words(name="", email="geen adres")).content.decode()
    assert page.count("Vul je naam in.") == 2
    assert "Vul een heel e-mailadres in" in page
    assert "lieve** hond!</textarea>" in page
    assert "<title>Fout:" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": "x" * 81}, {"source": "x" * 4001}, {"source": ">" * 60 + " diep"}])
def test_what_does_not_fit_is_refused_in_a_sentence(wrong, post, as_) -> None:
    assert "Er ging iets mis" in as_(None).post(guest_url(post), words(**wrong)).content.decode()
    assert not Comment.objects.exists()


def test_a_robot_in_the_trap_hears_the_same_and_nothing_is_kept(post, as_) -> None:
    robot = as_(None)
    assert robot.post(guest_url(post), words(website="https://spam.example")).status_code == 302
    assert SENT in page_of(robot, post)
    assert not Comment.objects.exists()


def test_who_has_an_account_uses_it(ben, post, as_) -> None:
    assert "Reageer als gast" not in page_of(as_(ben), post)
    response = as_(ben).post(guest_url(post), words())
    assert response["Location"] == f"{post.get_absolute_url()}#reageer"
    assert not Comment.objects.exists()


def test_a_get_goes_to_the_form(post, as_) -> None:
    assert as_(None).get(guest_url(post))["Location"] == f"{post.get_absolute_url()}#reageer"


# --- Where guests may react ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"takes_guests": False},
        {"visibility": "group"},
        {"published_at": None},
        {"hidden_at": timezone.now()},
    ],
    ids=["unticked", "for the group", "withdrawn", "hidden"],
)
def test_the_door_shuts_at_once(change, ada, post, held, as_) -> None:
    visitor = as_(None)
    Post.objects.filter(pk=post.pk).update(**change)
    assert visitor.post(guest_url(post), words()).status_code == 404
    assert visitor.get(guest_url(post)).status_code == 404
    if change == {"takes_guests": False}:
        page = page_of(visitor, post)
        assert "Reageer als gast" not in page
        assert "Log in om te reageren" in page
    with pytest.raises(PermissionDenied):
        guests.react_as_guest(comment=Comment(post=post, name="x", source="x"), address="192.0.2.9")
    assert Comment.objects.count() == 1  # What waits, waits: ada may still decide.


def test_withdrawing_shuts_the_door(ada, post, as_) -> None:
    actions.withdraw(by=ada, post=post)
    assert as_(None).post(guest_url(post), words()).status_code == 404


# --- Not too many --------------------------------------------------------------------------------------------------


def test_one_address_sends_five_an_hour(post, as_) -> None:
    for _ in range(guests.AN_ADDRESS_AN_HOUR):
        assert as_(None).post(guest_url(post), words()).status_code == 302
    page = as_(None).post(guest_url(post), words(source="De zesde.")).content.decode()
    assert FULL in page
    assert "De zesde.</textarea>" in page
    assert Comment.objects.count() == guests.AN_ADDRESS_AN_HOUR
    assert as_(None).post(guest_url(post), words(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_one_post_takes_twenty_an_hour_from_wherever(post, as_) -> None:
    for number in range(guests.A_POST_AN_HOUR):
        sent = as_(None).post(guest_url(post), words(), REMOTE_ADDR=f"192.0.2.{number}")
        assert sent.status_code == 302
    assert FULL in as_(None).post(guest_url(post), words(), REMOTE_ADDR="192.0.2.200").content.decode()


def test_a_house_with_ipv6_is_one_address(post, as_) -> None:
    for number in range(guests.AN_ADDRESS_AN_HOUR):
        as_(None).post(guest_url(post), words(), REMOTE_ADDR=f"2001:db8::{number + 1:x}")
    assert FULL in as_(None).post(guest_url(post), words(), REMOTE_ADDR="2001:db8::ffff").content.decode()


def test_a_heap_that_nobody_reads_does_not_grow_for_ever(post, as_) -> None:
    Comment.objects.bulk_create([Comment(post=post, name="G", source="x") for _ in range(guests.HELD_AT_MOST)])
    assert FULL in as_(None).post(guest_url(post), words()).content.decode()


def test_the_address_of_a_guest_is_not_in_the_cache(post, as_, monkeypatch) -> None:
    keys: list[str] = []
    monkeypatch.setattr(cache, "add", lambda key, *args, **kwargs: keys.append(key) or True)
    as_(None).post(guest_url(post), words(), REMOTE_ADDR="192.0.2.77")
    assert keys
    assert not any("192.0.2.77" in key for key in keys)


@pytest.mark.parametrize("broken", ["says no", "raises"])
def test_without_a_cache_nobody_gets_in(broken, post, as_, monkeypatch) -> None:
    def add(*args: object, **kwargs: object) -> bool:
        if broken == "raises":
            raise ConnectionError
        return False

    monkeypatch.setattr(cache, "add", add)
    assert FULL in as_(None).post(guest_url(post), words()).content.decode()
    assert not Comment.objects.exists()


@override_settings(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}}
)
def test_a_cache_table_that_is_not_there_lets_nobody_in(post, as_) -> None:
    assert FULL in as_(None).post(guest_url(post), words()).content.decode()


# --- How long it takes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ([timedelta(hours=5)] * 4, ""),
        ([timedelta(minutes=20)] * 5, "minder dan een uur"),
        ([timedelta(hours=1), timedelta(hours=5), timedelta(hours=5), timedelta(days=9), timedelta(hours=6)], "5 uur"),
        ([timedelta(hours=25)] * 6, "1 dag."),
        ([timedelta(days=3)] * 6, "3 dagen."),
    ],
)
def test_the_usual_wait_is_told_when_there_is_enough_to_go_by(waits, said, post, as_) -> None:
    now = timezone.now()
    Comment.objects.bulk_create(
        [Comment(post=post, name="G", source="x", created_at=now - wait, approved_at=now) for wait in waits]
    )
    page = page_of(as_(None), post)
    assert ("Meestal duurt dat" in page) == bool(said)
    assert said in page


# --- Deciding ------------------------------------------------------------------------------------------------------


def test_ada_lets_it_through_on_her_page(ada, post, held, as_) -> None:
    client = as_(ada)
    url = reverse("blogs:decide_guest", args=[held.pk])
    for _ in range(2):
        assert client.post(url, {"besluit": "approve"})["Location"] == held.get_absolute_url()
    page = page_of(as_(None), post)
    assert "<strong>lieve</strong>" in page
    assert '<span class="tag">gast</span>' in page
    assert "1 reactie" in page
    assert "wacht op jou" not in page_of(client, post)


def test_ada_throws_it_away_and_nothing_is_left(ada, post, held, as_) -> None:
    client = as_(ada)
    response = client.post(reverse("blogs:decide_guest", args=[held.pk]), {"besluit": "refuse"})
    assert response["Location"] == post.get_absolute_url()
    assert not Comment.objects.exists()
    page = page_of(client, post)
    assert "[verwijderd]" not in page
    assert "lieve" not in page


@pytest.mark.parametrize(("name", "status"), [("ben", 404), ("tove", 404), ("cleo", 404), ("nobody", 302)])
def test_only_ada_decides(name, status, people, post, held, as_) -> None:
    url = reverse("blogs:decide_guest", args=[held.pk])
    assert as_(people[name]).post(url, {"besluit": "approve"}).status_code == status
    assert Comment.objects.held().count() == 1
    with pytest.raises(PermissionDenied):
        guests.decide_as(by=people["ben"], comment=held, verdict="approve")


def test_a_decision_that_does_not_exist_is_not_there(ada, held, as_) -> None:
    assert as_(ada).post(reverse("blogs:decide_guest", args=[held.pk]), {"besluit": "x"}).status_code == 404


def test_what_colleagues_wrote_is_not_hers_to_let_through(ada, ben, post, as_, comment_of) -> None:
    url = reverse("blogs:decide_guest", args=[comment_of(ben, post).pk])
    assert as_(ada).post(url, {"besluit": "refuse"}).status_code == 404


def test_the_mail_opens_a_page_and_a_look_decides_nothing(post, held, as_) -> None:
    visitor = as_(None)
    for verdict in ("approve", "refuse"):
        response = visitor.get(mail_url(held, verdict))
        assert "<strong>lieve</strong>" in response.content.decode()
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
    assert Comment.objects.held().count() == 1


def test_the_mail_lets_it_through_without_signing_in(post, held, as_) -> None:
    visitor, url = as_(None), mail_url(held)
    for _ in range(2):
        assert visitor.post(url)["Location"] == url
    assert "staat onder je bericht" in visitor.get(mail_url(held)).content.decode()
    assert "lieve" in page_of(visitor, post)
    visitor.post(mail_url(held, "refuse"))  # Decided is decided: the other address does nothing any more.
    assert Comment.objects.standing().count() == 1


def test_the_mail_throws_it_away(post, held, as_) -> None:
    visitor = as_(None)
    visitor.post(mail_url(held, "refuse"))
    assert "is weggegooid" in visitor.get(mail_url(held, "refuse")).content.decode()
    assert not Comment.objects.exists()
    assert "is weggegooid" in visitor.post(mail_url(held, "approve"), follow=True).content.decode()


@pytest.mark.parametrize("payload", ["x", ["x", "approve"], [str(uuid.uuid4()), "hide"], [1], {"a": 1}, None])
def test_a_strange_key_opens_nothing(payload, db, as_) -> None:
    url = reverse("blogs:guest_decision", args=[signing.dumps(payload, salt="guest")])
    for response in (as_(None).get(url), as_(None).post(url)):
        assert response.status_code == 404
        assert "Deze link werkt niet meer." in response.content.decode()


def test_a_key_of_another_kind_or_too_old_opens_nothing(post, held, as_, monkeypatch) -> None:
    other = signing.dumps([str(held.pk), "approve"], salt="iets anders")
    assert as_(None).post(reverse("blogs:guest_decision", args=[other])).status_code == 404
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now - 31 * 24 * 3600)
    old = mail_url(held)
    monkeypatch.undo()
    assert as_(None).post(old).status_code == 404
    assert Comment.objects.held().count() == 1


def test_the_key_that_is_made_is_the_key_that_is_read(db) -> None:
    comment_id = uuid.uuid4()
    assert guests.read_token(guests.token_for(comment_id, "refuse")) == (comment_id, "refuse")


# --- What follows --------------------------------------------------------------------------------------------------


def test_a_held_reaction_counts_nowhere(ada, ben, post, held, as_) -> None:
    assert "1 reactie" not in as_(ben).get("/blogs/").content.decode()
    assert news_for(ada) == []
    for name in ("flag_comment", "moderate_comment", "remove_comment"):
        for person in (ada, ben):
            assert as_(person).get(reverse(f"blogs:{name}", args=[held.pk])).status_code == 404
    reply = as_(ben).get(f"{post.get_absolute_url()}?antwoord={held.pk}").content.decode()
    assert "Antwoord aan" not in reply


def test_ada_answers_and_removes_what_a_guest_wrote(ada, post, held, as_, comment_of) -> None:
    guests.decide(comment=held, verdict="approve")
    client = as_(ada)
    assert "Antwoord aan Gretel" in client.get(f"{post.get_absolute_url()}?antwoord={held.pk}").content.decode()
    comment_of(ada, post, "Dank je!", parent=held)
    url = reverse("blogs:remove_comment", args=[held.pk])
    assert "Gretel" in client.get(url).content.decode()
    client.post(url)
    page = page_of(client, post)
    assert "[verwijderd]" in page
    assert "Dank je!" in page


def test_what_a_guest_wrote_is_cleaned_as_everything_else(post, as_) -> None:
    as_(None).post(guest_url(post), words(source="<script>alert(1)</script>[x](javascript:alert(1)) https://a.example"))
    comment = Comment.objects.get()
    assert "<script" not in comment.html
    assert "javascript:" not in comment.html.replace("[x](javascript:alert(1))", "")
    assert 'rel="nofollow ugc noopener"' in comment.html
