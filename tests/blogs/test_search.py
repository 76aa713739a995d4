"""Searching in what one may see: folding, what a query means, what is marked, and what it costs."""

from __future__ import annotations

import re
import time
import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


# --- The page ------------------------------------------------------------------------------------------------------


def titles_for(client, **query: str) -> list[str]:
    """Return the titles that are found, in order, without marks."""
    response = client.get("/blogs/zoeken/", query)
    assert response.status_code == 200
    page = response.content.decode()
    return [re.sub("<[^>]*>", "", title) for title in re.findall(r'<h3 class="h3"><a [^>]*>(.*?)</a>', page)]


def aged(post: Post, hours: int) -> Post:
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(hours=hours))
    return post


def test_all_words_must_occur_and_titles_come_first(ada, ben, as_, post_of) -> None:
    aged(post_of(ada, title="Oud", source="Wij fietsen naar de bibliotheek"), 9)
    aged(post_of(ada, title="Op de fiets naar de bibliotheek", source="Kort"), 8)
    aged(post_of(ada, title="Nieuw", source="De bibliotheek heeft een Fíets"), 1)
    aged(post_of(ada, title="Alleen fiets", source="Kort"), 2)
    client = as_(ben)
    assert titles_for(client, q="fiets bibliotheek") == ["Op de fiets naar de bibliotheek", "Nieuw", "Oud"]
    assert titles_for(client, q="FIETS") == ["Alleen fiets", "Op de fiets naar de bibliotheek", "Nieuw", "Oud"]
    assert titles_for(client, q='"fietsen naar"') == ["Oud"]
    assert titles_for(client, q='"naar fietsen"') == []
    page = client.get("/blogs/zoeken/?q=fiets+bibliotheek").content.decode()
    assert "3 resultaten" in page
    assert "Wij <mark>fiets</mark>en naar de <mark>bibliotheek</mark>" in page


def test_a_search_finds_what_one_may_read_and_nothing_else(people, as_, post_of, comment_of) -> None:
    ada, tove = people["ada"], people["tove"]
    for level in ("me", "trainer", "group", "everyone"):
        post_of(ada, level, title=f"Zonnebloem {level}")
    expected = {
        "ada": {"me", "trainer", "group", "everyone"},
        "tove": {"trainer", "group", "everyone"},
        "ben": {"group", "everyone"},
    }
    for name, person in people.items():
        found = titles_for(as_(person), q="zonnebloem")
        assert set(found) == {f"Zonnebloem {level}" for level in expected.get(name, {"everyone"})}, name
    actions.withdraw(by=ada, post=Post.objects.get(visibility="group"))
    assert titles_for(as_(people["ben"]), q="zonnebloem") == ["Zonnebloem everyone"]
    Post.objects.filter(visibility="everyone").update(hidden_at=timezone.now())
    assert titles_for(as_(people["ben"]), q="zonnebloem") == []
    assert "Zonnebloem everyone" not in titles_for(as_(tove), q="zonnebloem")


def test_finding_nothing_offers_ways_on(ada, ben, as_, place, post_of) -> None:
    post = post_of(ada, thing=place.blog_thing)
    post.tags.add(Tag.objects.create(name="plezier", slug="plezier"))
    page = as_(ben).get("/blogs/zoeken/?q=krokodil+olifant").content.decode()
    for way in ("0 resultaten", "?q=krokodil", "?q=olifant", "/blogs/trefwoord/plezier/", "?ding=2"):
        assert way in page, way
    assert "Typ een woord." in as_(ben).get("/blogs/zoeken/").content.decode()
    assert "Log in" not in as_(ben).get("/blogs/zoeken/").content.decode()


def test_what_people_wrote_and_typed_stays_text(ada, ben, as_, post_of) -> None:
    bad = "<script>alert(1)</script> <img src=x onerror=alert(1)> fiets"
    post_of(ada, title="<b>fiets</b> & <i>bel</i>", source=bad)
    for typed in ("fiets", "<script>", "alert(1)", "img src", '"><script>', "<mark>", "b>"):
        page = as_(ben).get("/blogs/zoeken/", {"q": typed}).content.decode()
        body = page.partition("<main")[2].partition("</main>")[0]
        assert not re.search(r"<(script|img|b>fiets|i>bel)", body), typed
    page = as_(ben).get("/blogs/zoeken/?q=fiets").content.decode()
    assert "&lt;b&gt;<mark>fiets</mark>&lt;/b&gt; &amp; &lt;i&gt;bel" in page


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "\\",
        "a%' OR 1=1 --",
        "\x00fiets\x1f",
        "\ufeff\u202efiets",
        '"' * 999,
        "fiets " * 2000,
        "x" * 10_000,
        "ﷺ" * 3000,
        "(((((((((*?+[",
        "\U0001f600 fiets",
        "e\u0301" * 200,
    ],
)
def test_a_hostile_search_is_answered_at_once(ada, ben, as_, post_of, typed: str) -> None:
    post_of(ada, title="Fiets", source="fiets 100% _ \\\\ x")
    begun = time.perf_counter()
    response = as_(ben).get("/blogs/zoeken/", {"q": typed})
    assert response.status_code == 200
    assert time.perf_counter() - begun < 1


def test_signs_of_the_database_are_letters_like_any_other(ada, ben, as_, post_of) -> None:
    post_of(ada, title="Procent", source="Het is 100% waar")
    post_of(ada, title="Streep", source="mijn_map en 1000 boeken")
    assert titles_for(as_(ben), q="100%") == ["Procent"]
    assert titles_for(as_(ben), q="mijn_map") == ["Streep"]
    assert titles_for(as_(ben), q="mijnxmap") == []


def test_results_are_paged_with_their_query(ada, ben, as_, post_of) -> None:
    for number in range(21):
        post_of(ada, title=f"Fiets & bel {number}")
    page = as_(ben).get("/blogs/zoeken/?q=fiets+%26+bel").content.decode()
    assert "21 resultaten" in page
    assert "?q=fiets+%26+bel&amp;page=2" in page
    assert len(titles_for(as_(ben), q="fiets & bel", page="2")) == 1
    assert titles_for(as_(ben), q="fiets", page="x")
    assert titles_for(as_(ben), q="fiets", page="999")


def test_many_results_cost_as_much_as_few(ada, ben, as_, place, post_of) -> None:
    def more(count: int) -> None:
        for number in range(count):
            post = post_of(ada, "everyone", thing=place.blog_thing)
            post.tags.add(Tag.objects.get_or_create(name=f"woord{number}", slug=f"woord{number}")[0])

    def cost(client) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert titles_for(client, q="week")
        return len(queries)

    more(2)
    few = [cost(as_(ben)), cost(as_(None))]
    more(48)
    # Session, user, roles, count, posts, tags, texts.
    assert [cost(as_(ben)), cost(as_(None))] == few
    assert max(few) <= 12


def test_folding_and_marking_the_longest_texts_takes_no_time() -> None:
    text = "é" * 19_999 + "x"
    begun = time.perf_counter()
    hit_in(Post(id=uuid.uuid4(), title="é" * 160, html=f"<p>{text}</p>"), parse("e " + "e" * 300))
    search_text("é" * 160, f"<p>{text}</p>")
    assert time.perf_counter() - begun < 1
