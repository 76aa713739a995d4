"""Taking a blog along: to read, to move and complete; and it comes back unchanged."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.blogs.exporters.archive import pack
from course.blogs.importers.build import bring_in
from course.blogs.importers.files import read_blog
from course.blogs.models import Comment, Picture, Post, PostVersion, Visibility
from course.blogs.tagging import set_tags
from course.people.models import User
from tests.blogs.conftest import React, Write
from tests.blogs.importers.made_files import comment, item, read, wxr
from tests.conftest import Place

SignIn = Callable[[User | None], Client]
EXPORT = reverse("blogs:export")
ODD = "Met *sterren* & <b>vet</b>, een ]]> en\n\n- lijst\n- twee  \nregels\n\n\ten een tab: é 😀 \\* &amp; <script>"


def inside(packed: Any) -> dict[str, bytes]:
    with packed, zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def export_of(person: User) -> dict[str, bytes]:
    return inside(pack(person))


@pytest.fixture
def written(ada: User, ben: User, place: Place, post_of: Write, draft_of: Write, comment_of: React) -> list[Post]:
    """Ada's blog: for her group with a thread, for herself with odd signs, a draft, and one from elsewhere."""
    group = post_of(ada, "group", title="Mijn <eerste> & ding", source=ODD, thing=place.blog_thing)
    set_tags(group, ["privacy", "c++ & zo"])
    first = comment_of(ben, group, "Mooi, *Ada*!")
    comment_of(ada, group, "Dank je & tot ]]> ziens.", parent=first)
    public = post_of(ada, "everyone", title="Voor iedereen", source="Hallo [daar](https://a.example/).")
    draft = draft_of(ada, title="Nog niet af", source="Begin")
    bring_in(by=ada, blog=read(wxr(item(9, "Van vroeger", inside=comment(1) + comment(2, "Piet", parent=1)))))
    bring_in(by=ada, blog=read("Oud\nEen\nBeantwoordenVerwijderen"))
    PostVersion.objects.create(post=group, version=1, title="Eerder", source="Eerder")
    return [group, public, draft]


def as_it_is(person: User) -> list[Any]:
    """Return a blog as far as an import keeps it, whoever it is of."""
    return sorted(
        (
            post.title,
            post.source,
            sorted(post.tags.values_list("name", flat=True)),
            [
                (one.author_name, one.source, one.is_date_known and one.created_at, one.parent and one.parent.source)
                for one in post.comments.order_by("created_at", "name")
            ],
        )
        for post in Post.objects.filter(author=person).prefetch_related("tags")
    )


def test_ada_downloads_one_zip_with_all_of_it(ada: User, written: list[Post], as_: SignIn) -> None:
    client = as_(ada)
    page = client.get(EXPORT).content.decode()
    assert "Je blog heeft 5 berichten." in page
    response = client.post(EXPORT)
    assert response["Content-Type"] == "application/zip"
    assert re.fullmatch(r'attachment; filename="blog-\d{4}-\d\d-\d\d\.zip"', response["Content-Disposition"])
    files = inside(BytesIO(b"".join(response.streaming_content)))
    assert sorted(files) == ["blog.css", "blog.json", "blog.wxr.xml", "index.html", "leesmij.txt"]


def test_only_her_own_blog_is_in_it(ada: User, ben: User, written: list[Post], post_of: Write) -> None:
    post_of(ben, "group", title="Van ben", source="Alleen van ben")
    everything = b"".join(export_of(ada).values()).decode()
    assert "Van ben" not in everything
    assert ben.email not in everything
    assert ada.email not in everything
    assert "noor@example.org" not in everything


def test_the_json_is_complete(ada: User, place: Place, written: list[Post]) -> None:
    data = json.loads(export_of(ada)["blog.json"])
    assert (data["format"], data["version"], len(data["posts"])) == ("dingen-blog", 1, 5)
    post = next(post for post in data["posts"] if post["id"] == str(written[0].pk))
    assert (post["source"], post["visibility"], post["group"]) == (ODD, "group", place.cohort.name)
    assert post["thing"] == {"number": 2, "title": "Je eigen cursusblog"}
    assert (post["versions"], sorted(post["tags"])) == (1, ["c++ & zo", "privacy"])
    first, second = post["comments"]
    assert (first["name"], first["is_author"], second["parent"]) == ("Ben", False, first["id"]) or first[
        "is_author"
    ] is False
    assert (second["is_author"], second["source"]) == (True, "Dank je & tot ]]> ziens.")
    assert {post["published_at"] is None for post in data["posts"] if post["title"] == "Nog niet af"} == {True}


def test_a_removed_a_hidden_and_a_held_reaction_are_not_in_it(
    ada: User, ben: User, post_of: Write, comment_of: React
) -> None:
    post = post_of(ada)
    top = comment_of(ben, post, "BOVEN")
    comment_of(ada, post, "Blijft", parent=top)
    Comment.objects.filter(pk=top.pk).update(hidden_at=datetime.now(UTC))
    Comment.objects.create(post=post, name="Gast", source="WACHT", html="<p>WACHT</p>")
    files = export_of(ada)
    (one,) = json.loads(files["blog.json"])["posts"][0]["comments"]
    assert (one["source"], one["parent"]) == ("Blijft", None)
    for content in files.values():
        assert b"BOVEN" not in content
        assert b"WACHT" not in content


# --- To read -----------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page asks for: tags, and every address that is fetched without a click."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        assert not [name for name in given if name.startswith("on") or name == "style"]
        self.fetched += [str(given["src"])] if "src" in given else []
        self.fetched += [str(given["href"])] if tag == "link" else []


def test_the_page_is_readable_without_the_site(ada: User, written: list[Post]) -> None:
    text = export_of(ada)["index.html"].decode()
    page = Page()
    page.feed(text)
    assert page.fetched == ["blog.css"]
    assert "script" not in page.tags
    assert (page.tags.count("h1"), page.tags.count("article")) == (1, 5)
    assert "Mijn &lt;eerste&gt; &amp; ding" in text
    assert "Datum onbekend" in text
    assert "Bij ding 2: Je eigen cursusblog." in text


def picture_in(post: Post, *, has_file: bool = True) -> Picture:
    picture = Picture(owner=post.author, post_key=post.pk, extension="png", alt="Een kat", width=1, height=1, size=4)
    picture.file.save("x", ContentFile(b"\x89PNG"), save=False)
    picture.save()
    if not has_file:
        picture.file.storage.delete(picture.file.name)
    return picture


def test_pictures_stand_beside_the_page_with_their_words(ada: User, post_of: Write, draft_of: Write) -> None:
    draft = draft_of(ada)
    picture = picture_in(draft)
    post = post_of(ada, "me", source=f"![Een kat]({picture.get_absolute_url()})")
    Picture.objects.update(post_key=post.pk)
    files = export_of(ada)
    name = f"fotos/{picture.pk}.png"
    assert files[name] == b"\x89PNG"
    text = files["index.html"].decode()
    assert f'src="{name}"' in text
    assert 'alt="Een kat"' in text
    posts = json.loads(files["blog.json"])["posts"]
    (kept,) = [found for entry in posts for found in entry["pictures"]]
    assert (kept["file"], kept["alt"]) == (name, "Een kat")


def test_a_picture_whose_file_is_gone_is_named(ada: User, draft_of: Write) -> None:
    picture = picture_in(draft_of(ada), has_file=False)
    files = export_of(ada)
    assert f"fotos/{picture.pk}.png" not in files
    assert f"fotos/{picture.pk}.png (Een kat)" in files["leesmij.txt"].decode()


# --- To come back ------------------------------------------------------------------------------------------------


def test_adas_json_comes_into_cleos_blog_unchanged(ada: User, cleo: User, written: list[Post]) -> None:
    blog = read(export_of(ada)["blog.json"])
    brought = bring_in(by=cleo, blog=blog)
    assert (brought.posts, brought.skipped) == (5, [])
    assert as_it_is(cleo) == as_it_is(ada)
    assert set(Post.objects.filter(author=cleo).values_list("visibility", "published_at")) == {(Visibility.ME, None)}
    assert {post.was for post in blog.posts} == {"was voor je groep", "was voor iedereen", "was een concept"}
    again = json.loads(export_of(cleo)["blog.json"])["posts"]
    before = json.loads(export_of(ada)["blog.json"])["posts"]
    for name in ("title", "source", "html", "written_at"):
        assert sorted(str(post[name]) for post in again) == sorted(str(post[name]) for post in before)


def test_the_zip_itself_comes_back_too(ada: User, cleo: User, written: list[Post]) -> None:
    with pack(ada) as packed:
        blog = read_blog(packed)  # type: ignore[arg-type]
    assert bring_in(by=cleo, blog=blog).posts == 5
    assert as_it_is(cleo) == as_it_is(ada)


def to_the_second(blog: list[Any]) -> list[Any]:
    """Return a blog as WXR can say it: without parts of a second."""
    return [
        (
            *post[:3],
            sorted((name, source, at and at.replace(microsecond=0), over) for name, source, at, over in post[3]),
        )
        for post in blog
    ]


def test_adas_wxr_gives_the_same_posts(ada: User, cleo: User, written: list[Post]) -> None:
    assert bring_in(by=cleo, blog=read(export_of(ada)["blog.wxr.xml"])).posts == 5
    assert to_the_second(as_it_is(cleo)) == to_the_second(as_it_is(ada))


@pytest.mark.parametrize("name", ["blog.json", "blog.wxr.xml"])
def test_her_own_export_makes_nothing_new_in_her_own_blog(name: str, ada: User, written: list[Post]) -> None:
    before = list(Post.objects.order_by("pk").values())
    brought = bring_in(by=ada, blog=read(export_of(ada)[name]))
    assert (brought.posts, brought.there) == (0, 5)
    assert list(Post.objects.order_by("pk").values()) == before


def test_json_and_wxr_of_one_blog_are_one_blog(ada: User, cleo: User, written: list[Post]) -> None:
    files = export_of(ada)
    bring_in(by=cleo, blog=read(files["blog.json"]))
    brought = bring_in(by=cleo, blog=read(files["blog.wxr.xml"]))
    assert brought.there >= 3  # What was written here; what came from elsewhere carries its old key in JSON only.
    assert Post.objects.filter(author=cleo).count() <= 7


def test_the_wxr_is_as_wordpress_reads_it(ada: User, written: list[Post]) -> None:
    content = export_of(ada)["blog.wxr.xml"]
    tree = parseString(content)  # noqa: S318 - our own, of a moment ago
    wp = "http://wordpress.org/export/1.2/"
    items = tree.getElementsByTagName("item")
    assert tree.getElementsByTagNameNS(wp, "wxr_version")[0].firstChild.data == "1.2"
    ids = [one.getElementsByTagNameNS(wp, "post_id")[0].firstChild.data for one in items]
    assert len(set(ids)) == len(ids) == 5
    said = [node.firstChild.data for node in tree.getElementsByTagNameNS(wp, "comment_id")]
    assert len(set(said)) == len(said) == 5
    states = {
        one.getElementsByTagName("title")[0].firstChild.data: one.getElementsByTagNameNS(wp, "status")[
            0
        ].firstChild.data
        for one in items
        if one.getElementsByTagName("title")[0].firstChild
    }
    assert states["Voor iedereen"] == "publish"
    assert states["Mijn &lt;eerste&gt; &amp; ding"] == "private"  # Her group's, and nobody else's at WordPress either.
    assert states["Nog niet af"] == "draft"


def test_twenty_posts_cost_as_many_queries_as_two(
    ada: User, ben: User, place: Place, post_of: Write, comment_of: React
) -> None:
    counts = []
    for count in (2, 18):
        for number in range(count):
            post = post_of(ada, title=f"Titel {number}", thing=place.blog_thing)
            set_tags(post, [f"woord {number}"])
            picture_in(post)
            comment_of(ada, post, parent=comment_of(ben, post))
        with CaptureQueriesContext(connection) as queries:
            export_of(ada)
        counts.append(len(queries))
    # The blog, posts, tags, reactions, pictures.
    assert counts == [5, 5]


def test_an_empty_blog_can_be_taken_along(ada: User) -> None:
    files = export_of(ada)
    assert json.loads(files["blog.json"])["posts"] == []
    assert "Er staan nog geen berichten op dit blog." in files["index.html"].decode()


def test_the_command_writes_a_zip_once(ada: User, written: list[Post], tmp_path: Path) -> None:
    path = tmp_path / "blog.zip"
    call_command("export_blog", str(path), "--owner", ada.email, verbosity=0)
    assert zipfile.is_zipfile(path)
    for target, owner, said in (
        (path, ada.email, "bestaat al"),
        (tmp_path / "b.zip", "x@example.org", "Er is niemand"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("export_blog", str(target), "--owner", owner)
