"""Searching in what one may see: folding, what a query means, what is marked, and what it costs."""

from __future__ import annotations

import time
import uuid
from importlib import import_module

import pytest
from django.apps import apps

from course.blogs import actions
from course.blogs.models import Post, Tag
from course.blogs.search import MOST_WORDS, fold, hit_in, index, marked, parse, search_text

# --- Pure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Fietsen", "fietsen"),
        ("CAFÉ, cafe\u0301 en coördinator", "cafe, cafe en coordinator"),
        ("Yıldız İpek Nguyễn Søren Łódź", "yildiz ipek nguyen soren lodz"),
        ("Straße, cœur, ĳsvogel, ﬁjn", "strasse, coeur, ijsvogel, fijn"),
        ("foto’s ‘zo’ “zo” – of — zo", "foto's 'zo' \"zo\" - of - zo"),
        ("biblio\u00adtheek, zero\u200bwidth, vaste\u00a0spatie", "bibliotheek, zerowidth, vaste spatie"),
        ("nul\x00bel\x07tab\tregel\n", "nul bel tab regel\n"),
        ("half \ud83d surrogaat", "half  surrogaat"),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_what_somebody_types(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("fiets", ("fiets",)),
        ("  Rode   FIETS ", ("rode", "fiets")),
        ('"rode fiets" bel', ("rode fiets", "bel")),
        ("„rode  fiets”", ("rode fiets",)),
        ('"open einde', ("open", "einde")),
        ('"" " "', ()),
        ("fiets Fiets fíets", ("fiets",)),
        ("!!! & ** -", ()),
        ("C++ 100%", ("c++", "100%")),
        ("\x00\ud800", ()),
        ("", ()),
    ],
)
def test_what_was_typed_becomes_words(typed: str, words: tuple[str, ...]) -> None:
    assert parse(typed).words == words


def test_a_query_has_its_limits_and_says_so() -> None:
    many = parse(" ".join(f"woord{number}" for number in range(40)))
    assert len(many.words) == MOST_WORDS
    assert many.is_cut
    assert parse("a" * 10_000).is_cut
    assert not parse("fiets bel").is_cut


@pytest.mark.parametrize(
    ("text", "typed", "html"),
    [
        ("Wij fietsen", "fiets", "Wij <mark>fiets</mark>en"),
        ("Een Café", "cafe", "Een <mark>Café</mark>"),
        ("Een Cafe\u0301!", "cafe", "Een <mark>Cafe\u0301</mark>!"),
        ("Grote Straße", "strass", "Grote <mark>Straß</mark>e"),
        ("aaaa", "aa", "<mark>aaaa</mark>"),
        ("boekenkast", "boek kast", "<mark>boek</mark>en<mark>kast</mark>"),
        ("boekenkast", "boeken enkast", "<mark>boekenkast</mark>"),
        ("een rode fiets", '"rode fiets"', "een <mark>rode fiets</mark>"),
        ("<b>fiets</b> & co", "fiets", "&lt;b&gt;<mark>fiets</mark>&lt;/b&gt; &amp; co"),
        ("<script>alert(1)</script>", "script", "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
        ("a & amp", "amp", "a &amp; <mark>amp</mark>"),
        ("niets", "iets anders", "n<mark>iets</mark>"),
        ("", "iets", ""),
    ],
)
def test_the_words_are_marked_where_they_stand(text: str, typed: str, html: str) -> None:
    assert marked(text, parse(typed)) == html


def test_a_snippet_begins_a_little_before_the_first_hit() -> None:
    post = Post(title="Titel", html=f"<p>{'woord ' * 200}</p><p>Dan <b>een</b> fiets.</p><p>{'eind ' * 200}</p>")
    snippet = hit_in(post, parse("fiets")).snippet
    assert snippet.startswith("…woord")
    assert "een <mark>fiets</mark>. eind" in snippet
    assert snippet.endswith("eind…")
    assert len(snippet) < 300


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    post = Post(title="Fiets", html=f"<p>{'woord ' * 200}</p>")
    hit = hit_in(post, parse("fiets"))
    assert hit.title == "<mark>Fiets</mark>"
    assert hit.snippet.startswith("woord woord")
    assert hit.snippet.endswith("woord…")


# --- Kept with the post --------------------------------------------------------------------------------------------


def words_of(post: Post) -> str:
    return Post.objects.values_list("search_text", flat=True).get(pk=post.pk)


def test_what_a_post_is_found_by_follows_its_title_its_text_and_its_tags(ada, post_of) -> None:
    post = post_of(ada, title="Mijn Café", source="Een **rode** fiets")
    assert words_of(post) == "mijn cafe\neen rode fiets"
    post.tags.add(Tag.objects.create(name="plezier", slug="plezier"))
    index(post)
    assert words_of(post) == "mijn cafe\neen rode fiets\nplezier"
    actions.rewrite(by=ada, post=post, title="Anders", source="Een step", version=post.version)
    assert words_of(post) == "anders\neen step\nplezier"


def test_a_draft_that_is_typed_on_is_found_by_its_last_words(ada, draft_of) -> None:
    draft = draft_of(ada, title="Begin", source="Eerste zin")
    fields = {"by": ada, "post_id": draft.pk, "thing": None, "exercise": None, "version": draft.version}
    actions.save_draft(**fields, title="Begin", source="Tweede zin")
    assert words_of(draft) == "begin\ntweede zin"


def test_the_posts_of_before_there_was_searching_are_found_too(ada, post_of) -> None:
    post = post_of(ada, title="Mijn  Café", source="Een **rode** foto’s\n\n- punt\n- komma &amp; zo")
    post.tags.add(Tag.objects.create(name="plezier", slug="plezier"))
    index(post)
    expected = words_of(post)
    Post.objects.update(search_text="")
    import_module("course.blogs.migrations.0005_search_text_of_what_is_there").fill(apps, None)
    assert words_of(post) == expected


def test_folding_and_marking_the_longest_texts_takes_no_time() -> None:
    text = "é" * 19_999 + "x"
    begun = time.perf_counter()
    hit_in(Post(id=uuid.uuid4(), title="é" * 160, html=f"<p>{text}</p>"), parse("e " + "e" * 300))
    search_text("é" * 160, f"<p>{text}</p>")
    assert time.perf_counter() - begun < 1
