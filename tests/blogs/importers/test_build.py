"""What is made of a blog from elsewhere: drafts for its owner alone, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from course.blogs.importers.build import bring_in, lines_of
from course.blogs.importers.parsed import ParsedBlog, ParsedComment, ParsedPost
from course.blogs.models import Comment, Post, Tag, Visibility
from course.people.models import User
from tests.blogs.importers.made_files import CLASSIC, comment, item, read, wxr
from tests.blogs.importers.test_plain import SOURCE
from tests.conftest import Place

WRITTEN = datetime(2012, 3, 3, 10, 11, 12, tzinfo=UTC)
TAGGED = '<category domain="post_tag" nicename="privacy"><![CDATA[Privacy]]></category>'


def blog_of(count: int, comments: int = 2) -> ParsedBlog:
    said = tuple(
        ParsedComment(str(number), "Noor", WRITTEN, "Mooi!", str(number - 1)) for number in range(1, comments + 1)
    )
    posts = [
        ParsedPost(f"key-{number}", f"Titel {number}", "Een *tekst*.", WRITTEN, ("privacy", f"ding {number}"), said)
        for number in range(count)
    ]
    return ParsedBlog("wordpress", posts)


def test_adas_old_posts_are_drafts_for_her_alone(ada: User) -> None:
    bring_in(by=ada, blog=read(wxr(item(text="Hallo <b>allemaal</b>.", inside=TAGGED))))
    post = Post.objects.get()
    assert (post.author, post.visibility, post.is_draft) == (ada, Visibility.ME, True)
    assert (post.title, post.source, post.words) == ("Mijn eerste bericht", "Hallo **allemaal**.", 2)
    assert "<strong>allemaal</strong>" in post.html
    assert (post.imported_from, post.written_at) == ("wordpress", WRITTEN)
    assert [tag.name for tag in post.tags.all()] == ["privacy"]
    assert "privacy" in post.search_text


def test_a_reaction_keeps_its_name_its_time_and_its_place(ada: User) -> None:
    bring_in(by=ada, blog=read(wxr(item(inside=comment(2, "Piet", "Dank!", parent=1) + comment(1, "Noor")))))
    first, second = Comment.objects.order_by("name")
    assert (first.name, first.author, first.parent, first.is_date_known) == ("Noor", None, None, True)
    assert first.created_at == datetime(2012, 3, 4, 10, tzinfo=UTC)
    assert (second.name, second.parent) == ("Piet", first)
    assert Comment.objects.standing().count() == 2
    assert not Comment.objects.exclude(email="").exists()


def test_the_seed_text_stays_unknown_and_as_it_was_written(ada: User) -> None:
    bring_in(by=ada, blog=read(SOURCE.read_bytes()))
    post = Post.objects.get()
    assert (post.title, post.written_at, post.imported_from) == ("", None, "plain")
    assert "BeantwoordenVerwijderen" not in post.source
    assert [(one.name, one.is_date_known) for one in post.comments.all()] == [("onbekend", False)] * 2
    assert post.source in SOURCE.read_text()


@pytest.mark.parametrize("content", [wxr(item(inside=comment(1))), CLASSIC, SOURCE.read_text()])
def test_the_same_file_twice_makes_nothing_new(content: str, ada: User) -> None:
    first = bring_in(by=ada, blog=read(content))
    before = list(Post.objects.values()), list(Comment.objects.values()), list(Tag.objects.values())
    second = bring_in(by=ada, blog=read(content))
    assert (second.posts, second.comments, second.there) == (0, 0, first.posts)
    assert (list(Post.objects.values()), list(Comment.objects.values()), list(Tag.objects.values())) == before


def test_ben_may_bring_in_the_same_file_as_ada(ada: User, ben: User) -> None:
    for person in (ada, ben):
        assert bring_in(by=person, blog=read(CLASSIC)).posts == 2
    assert Comment.objects.count() == 4


def test_what_ada_changed_since_stays_changed(ada: User) -> None:
    bring_in(by=ada, blog=read(wxr()))
    Post.objects.update(title="Anders")
    bring_in(by=ada, blog=read(wxr()))
    assert Post.objects.get().title == "Anders"


def test_only_what_ada_chose_comes_along(ada: User) -> None:
    blog = read(wxr(item(1), item(2, title="Tweede")))
    brought = bring_in(by=ada, blog=blog, chosen={blog.posts[1].key})
    assert (brought.posts, Post.objects.get().title) == (1, "Tweede")
    assert [line.is_there for line in lines_of(ada, blog)] == [False, True]


def test_a_trial_writes_nothing_and_says_the_same(ada: User) -> None:
    trial = bring_in(by=ada, blog=blog_of(3), dry_run=True)
    assert not Post.objects.exists()
    assert not Tag.objects.exists()
    assert trial == bring_in(by=ada, blog=blog_of(3))


def test_nothing_comes_in_when_something_breaks_on_the_way(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Comment.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        bring_in(by=ada, blog=blog_of(2))
    assert not Post.objects.exists()


def test_a_circle_of_reactions_and_one_without_its_parent_find_a_place(ada: User) -> None:
    said = tuple(
        ParsedComment(key, key, None, "Ja", parent)
        for key, parent in (("a", "b"), ("b", "a"), ("c", "weg"), ("d", "d"))
    )
    bring_in(by=ada, blog=ParsedBlog("wordpress", [ParsedPost("k", "T", "S", comments=said)]))
    assert Comment.objects.count() == 4
    assert Comment.objects.filter(parent=None).count() >= 3


def test_reactions_stand_at_most_three_levels_deep(ada: User) -> None:
    bring_in(by=ada, blog=blog_of(1, comments=6))
    levels = {None: 0}
    for one in sorted(Comment.objects.all(), key=lambda one: (one.parent_id is not None, one.created_at)):
        level, above = 1, one.parent
        while above:
            level, above = level + 1, above.parent
        levels[one.pk] = level
    assert sorted(levels.values()) == [0, 1, 2, 3, 3, 3, 3]


def test_reactions_of_one_second_keep_the_order_of_the_file(ada: User) -> None:
    said = tuple(ParsedComment(str(number), f"Naam {number}", WRITTEN, "Ja") for number in range(20))
    bring_in(by=ada, blog=ParsedBlog("wordpress", [ParsedPost("k", "T", "S", comments=said)]))
    names = Comment.objects.order_by("created_at").values_list("name", flat=True)
    assert list(names) == [one.name for one in said]


def test_too_many_tags_are_named_not_lost_in_silence(ada: User) -> None:
    post = ParsedPost("k", "T", "S", tags=tuple(f"woord {number}" for number in range(14)))
    brought = bring_in(by=ada, blog=ParsedBlog("wordpress", [post]))
    assert Post.objects.get().tags.count() == 10
    assert "woord 13" in brought.skipped[0].what


def test_a_text_that_cannot_be_shown_is_skipped_with_the_reason(ada: User) -> None:
    blog = ParsedBlog("dingen", [ParsedPost("a", "Lang", "x" * 30_000), ParsedPost("b", "Goed", "S")])
    brought = bring_in(by=ada, blog=blog)
    assert (brought.posts, [one.what for one in brought.skipped]) == (1, ["Lang"])


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800", "\\uffff", "\\r\\n"])
def test_signs_that_no_database_takes_are_left_out(sign: str, ada: User) -> None:
    said = f'{{"id": "1{sign}", "name": "No{sign}or", "source": "Ja{sign}", "parent": null, "written_at": null}}'
    post = f'{{"id": "8c5a1f9e-2b7d-4c3f-9d10-5a1b2c3d4e5f", "title": "A{sign}b", "source": "B{sign}", '
    content = f'{post} "tags": ["t{sign}ag"], "comments": [{said}]}}'
    brought = bring_in(by=ada, blog=read(f'{{"format": "dingen-blog", "version": 1, "posts": [{content}]}}'))
    assert (brought.posts, brought.comments) == (1, 1)


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_a_year_in_which_nobody_blogged_is_no_date(year: int, ada: User) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    post = ParsedPost("k", "T", "S", moment, comments=(ParsedComment("1", "Noor", moment, "Ja"),))
    bring_in(by=ada, blog=ParsedBlog("wordpress", [post]))
    assert Post.objects.get().written_at is None
    assert not Comment.objects.get().is_date_known


def test_twenty_posts_cost_as_many_queries_as_two(ada: User) -> None:
    counts = []
    for start, count in ((0, 2), (100, 20)):
        blog = blog_of(count)
        blog.posts = [
            ParsedPost(f"{start}-{post.key}", post.title, post.source, None, post.tags, post.comments)
            for post in blog.posts
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bring_in(by=ada, blog=blog)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    # Her row, keys, ids, blog (made once: the first time), tags twice, posts, their tags, reactions.
    assert counts[1] <= counts[0] <= 12


# --- manage.py import_blog -------------------------------------------------------------------------------------------


def run(path: Path, *more: str) -> str:
    from io import StringIO

    out = StringIO()
    call_command("import_blog", str(path), *more, stdout=out)
    return out.getvalue()


def test_the_command_brings_in_adas_blog_once(ada: User, place: Place, tmp_path: Path) -> None:
    path = tmp_path / "blog.xml"
    path.write_text(wxr(item(text='<img src="http://a.example/k.jpg">', inside=comment(1)), item(2, type="page")))
    assert "Dit was een proef" in run(path, "--owner", ada.email, "--dry-run")
    assert not Post.objects.exists()
    said = run(path, "--owner", ada.email.upper())
    assert "1 nieuwe berichten, met 1 reacties." in said
    assert "1 foto of film kwam niet mee" in said
    assert "overgeslagen: Mijn eerste bericht. Dit is een vaste pagina, geen bericht." in said
    assert "1 berichten waren er al" in run(path, "--owner", ada.email)
    assert Post.objects.count() == 1


def test_the_command_says_what_is_wrong(ada: User, tmp_path: Path) -> None:
    broken = tmp_path / "blog.xml"
    broken.write_text("<rss><channel></rss>")
    for path, owner, said in (
        (broken, ada.email, r"Regel 1, teken \d+: .*Er is niets geschreven"),
        (broken, "niemand@example.org", "Er is niemand met"),
        (tmp_path / "weg.xml", ada.email, "is niet te lezen"),
    ):
        with pytest.raises(CommandError, match=said):
            run(path, "--owner", owner)
