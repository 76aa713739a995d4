"""Bringing an old blog along on the site: choosing a file, choosing posts, and what it says on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.blogs import import_forms
from course.blogs.importers import preview, uploads
from course.blogs.models import Post, Visibility
from course.people.models import User
from tests.blogs.conftest import Write
from tests.blogs.importers.made_files import comment, item, read, wxr
from tests.blogs.importers.test_plain import SOURCE
from tests.conftest import Place

SignIn = Callable[[User | None], Client]
IMPORT = reverse("blogs:import")
pytestmark = pytest.mark.usefixtures("clean_storage")


@pytest.fixture
def clean_storage(db: None) -> None:
    uploads.forget_old(timezone.now() + timedelta(days=9))


def upload(client: Client, content: str | bytes, name: str = "blog.xml") -> HttpResponse:
    file = BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return client.post(IMPORT, {"file": file})


def chosen_in(page: str) -> list[str]:
    return re.findall(r'name="chosen" value="([^"]*)"', page)


def kept_files(person: User) -> list[str]:
    return uploads._names(f"{uploads.FOLDER}/{person.pk}")


def test_ada_sees_what_is_in_her_file_before_anything_changes(ada: User, as_: SignIn) -> None:
    content = wxr(
        item(1, inside=comment(1), text='<img src="http://a.example/k.jpg">Hallo'), item(2, "Over mij", type="page")
    )
    response = upload(as_(ada), content)
    assert response.status_code == 302
    page = as_(ada).get(response["Location"]).content.decode()
    assert "1 nieuw bericht. Er is nog niets veranderd." in page
    assert "3 maart 2012 · 1 reactie · stond online · 1 foto blijft achter" in page
    assert "Dit is een vaste pagina, geen bericht." in page
    assert "1 keer: Over mij" in page
    assert not Post.objects.exists()


def test_ada_chooses_and_has_her_drafts(ada: User, as_: SignIn) -> None:
    client = as_(ada)
    address = upload(client, wxr(item(1), item(2, "Tweede", inside=comment(1))))["Location"]
    keys = chosen_in(client.get(address).content.decode())
    assert len(keys) == 2
    done = client.post(address, {"chosen": keys[:1]}).content.decode()
    assert "Er kwam 1 concept bij. Alleen jij kunt het lezen." in done
    assert "Er is nog 1 bericht over" in done
    assert Post.objects.filter(author=ada, visibility=Visibility.ME, published_at=None).count() == 1
    page = client.get(address).content.decode()
    assert "1 bericht staat al op je blog en blijft zo" in page
    client.post(address, {"chosen": chosen_in(page)})
    assert Post.objects.count() == 2
    assert kept_files(ada) == []


def test_pressing_twice_brings_nothing_twice(ada: User, as_: SignIn) -> None:
    client = as_(ada)
    address = upload(client, wxr(item(1), item(2)))["Location"]
    keys = chosen_in(client.get(address).content.decode())
    client.post(address, {"chosen": keys[:1]})
    assert client.post(address, {"chosen": keys[:1]}).status_code == 422  # It is no choice any more.
    assert Post.objects.count() == 1


def test_choosing_nothing_is_said_and_nothing_is_lost(ada: User, as_: SignIn) -> None:
    client = as_(ada)
    address = upload(client, wxr(item(1), item(2)))["Location"]
    response = client.post(address, {})
    assert response.status_code == 422
    assert "Kies minstens één bericht." in response.content.decode()
    assert len(chosen_in(response.content.decode())) == 2


def test_a_fault_on_the_way_leaves_nothing_half_and_keeps_the_file(
    ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(ada)
    client.raise_request_exception = False
    address = upload(client, wxr(item(inside=comment(1))))["Location"]
    keys = chosen_in(client.get(address).content.decode())
    with monkeypatch.context() as patch:
        patch.setattr("course.blogs.importers.build.Comment.objects.bulk_create", lambda *_rows, **_more: 1 / 0)
        assert client.post(address, {"chosen": keys}).status_code == 500
    assert not Post.objects.exists()
    assert client.post(address, {"chosen": keys}).status_code == 200
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Dit bestand is leeg"),
        ("<rss><channel></rss>", "Regel 1, teken"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>", "DTD"),
        (wxr(item(type="page")), "geen enkel bericht"),
        ("<!doctype html><html></html>", "webpagina"),
    ],
)
def test_a_file_that_is_no_blog_is_refused_in_a_sentence(content: str, said: str, ada: User, as_: SignIn) -> None:
    response = upload(as_(ada), content)
    page = response.content.decode()
    assert (response.status_code, said in page, page.count("<h1")) == (422, True, 1)
    assert kept_files(ada) == []


def test_what_a_file_without_posts_did_hold_is_named(ada: User, as_: SignIn) -> None:
    page = upload(as_(ada), wxr(item(1, "Over mij", type="page"))).content.decode()
    assert "Dit is een vaste pagina, geen bericht." in page


def test_no_file_at_all_is_said(ada: User, as_: SignIn) -> None:
    response = as_(ada).post(IMPORT, {})
    assert (response.status_code, "Kies het bestand met je oude blog." in response.content.decode()) == (422, True)


def test_ben_cannot_open_what_ada_chose(ada: User, ben: User, as_: SignIn) -> None:
    address = upload(as_(ada), wxr())["Location"]
    assert as_(ben).get(address)["Location"] == IMPORT
    assert as_(ben).post(address, {"chosen": ["x"]})["Location"] == IMPORT
    assert as_(None).get(address)["Location"].startswith("/account/login/")
    assert not Post.objects.exists()


def test_a_second_file_takes_the_place_of_the_first(ada: User, as_: SignIn) -> None:
    client = as_(ada)
    first = upload(client, wxr())["Location"]
    upload(client, wxr(item(2)))
    assert len(kept_files(ada)) == 1
    assert client.get(first)["Location"] == IMPORT


def test_a_file_is_kept_for_a_day(ada: User, as_: SignIn) -> None:
    upload(as_(ada), wxr())
    assert uploads.forget_old(timezone.now() + timedelta(hours=20)) == 0
    assert uploads.forget_old(timezone.now() + timedelta(hours=25)) == 1
    assert kept_files(ada) == []
    assert uploads.forget_old() == 0


def test_a_large_blog_is_chosen_by_year(ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MOST_LINES", 2)
    client = as_(ada)
    items = [item(number, f"T{number}", date=f"20{10 + number % 2}-03-03 10:11:12") for number in range(5)]
    address = upload(client, wxr(*items))["Location"]
    page = client.get(address).content.decode()
    assert chosen_in(page) == ["2011", "2010"]
    assert "2010: 3 berichten" in page
    client.post(address, {"chosen": ["2011"]})
    assert sorted(Post.objects.values_list("title", flat=True)) == ["T1", "T3"]


def test_more_than_a_page_can_do_is_said(ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_forms, "MOST_AT_ONCE", 1)
    client = as_(ada)
    address = upload(client, wxr(item(1), item(2)))["Location"]
    keys = chosen_in(client.get(address).content.decode())
    assert "hoogstens 1 tegelijk" in client.post(address, {"chosen": keys}).content.decode()
    assert not Post.objects.exists()


def test_a_text_that_will_be_refused_is_named_before(ada: User) -> None:
    blog = read('{"format": "dingen-blog", "version": 1, "posts": [%s]}' % _own("x" * 30_000))  # noqa: UP031
    shown = preview.preview_of(ada, blog)
    assert (shown.new, [reason.names for reason in shown.reasons]) == ([], [("Lang",)])


def _own(source: str) -> str:
    return f'{{"id": "8c5a1f9e-2b7d-4c3f-9d10-5a1b2c3d4e5f", "title": "Lang", "source": "{source}"}}'


def test_a_preview_of_twenty_posts_costs_as_much_as_one_of_two(ada: User, as_: SignIn) -> None:
    client, counts = as_(ada), []
    for count in (2, 20):
        address = upload(client, wxr(*[item(number, inside=comment(number)) for number in range(count)]))["Location"]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# --- Afterwards ------------------------------------------------------------------------------------------------------


def test_the_old_date_stands_in_the_editor_and_on_the_page(ada: User, place: Place, as_: SignIn) -> None:
    client = as_(ada)
    address = upload(client, wxr(item(inside=comment(1, "Noor"))))["Location"]
    client.post(address, {"chosen": chosen_in(client.get(address).content.decode())})
    post = Post.objects.get()
    assert "Eerder geschreven op 3 maart 2012" in client.get(reverse("blogs:edit", args=[post.pk])).content.decode()
    Post.objects.update(published_at=timezone.now())
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Eerder geschreven op 3 maart 2012" in page
    assert "<b>Noor</b>" in page
    assert "van het oude blog" in page


def test_an_unknown_date_is_said_to_be_unknown(ada: User, place: Place, as_: SignIn) -> None:
    client = as_(ada)
    address = upload(client, SOURCE.read_bytes(), "tekst.txt")["Location"]
    client.post(address, {"chosen": chosen_in(client.get(address).content.decode())})
    post = Post.objects.get()
    Post.objects.update(published_at=timezone.now(), title="Sociaal netwerken")
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Datum: onbekend." in page
    assert page.count("<b>onbekend</b>") == 2
    assert page.count("datum onbekend") == 2


def test_a_post_of_this_site_has_no_old_date(ada: User, draft_of: Write, as_: SignIn) -> None:
    page = as_(ada).get(reverse("blogs:edit", args=[draft_of(ada).pk])).content.decode()
    assert "Eerder geschreven" not in page


def test_my_blog_leads_to_both(ada: User, as_: SignIn) -> None:
    page = as_(ada).get(reverse("blogs:mine")).content.decode()
    assert f'href="{IMPORT}"' in page
    assert f'href="{reverse("blogs:export")}"' in page
