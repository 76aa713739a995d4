"""What people write becomes HTML that is safe, readable and quick to make, or is refused with a sentence."""

import multiprocessing
import re
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from multiprocessing.pool import Pool
from pathlib import Path

import nh3
import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons import text_limits
from lessons.richtext import (
    PARTICIPANT,
    TRAINER,
    Profile,
    TextRefused,
    clean_html,
    count_plain_words,
    count_words,
    plain_text,
    render_markdown,
)

PROFILES = [PARTICIPANT, TRAINER]
MAKERS = [render_markdown, clean_html]
# Tags on which sanitisers have been broken (design: reliability A52); none may ever be allowed.
BREAKERS = frozenset(
    "base button embed form frame frameset iframe input link math meta noembed noframes noscript object option".split()
    + "plaintext portal script select style svg template textarea title xmp".split()
)


def vectors() -> list[str]:
    lines = (Path(__file__).parent / "xss_vectors.txt").read_text("utf-8").splitlines()
    return [spelled_out(line) for line in lines if line and not line.startswith(";;")]


def spelled_out(line: str) -> str:
    line = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), line)
    return line.replace("\\n", "\n").replace("\\t", "\t")


class Reader(HTMLParser):
    """Another parser's view of what came out: every tag with its attributes, and the tags that stayed open."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.strange: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> names an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def where_a_browser_goes(address: str) -> str:
    """Return "web", "mail", "own", "fragment" or the scheme of any other address, read as browsers read it."""
    address = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    if scheme := re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE):
        return {"http": "web", "https": "web", "mailto": "mail"}.get(scheme[1].lower(), scheme[1])
    if re.match(r"[/\\]{2}", address):
        return "another host"
    return "fragment" if address.startswith("#") else "own"


def may_stand(name: str, value: str, profile: Profile) -> bool:
    """Say whether a browser may be given this value for this attribute."""
    if name == "href":
        return where_a_browser_goes(value) in {"web", "mail", "own"} | ({"fragment"} if profile is TRAINER else set())
    if name == "src" and profile is TRAINER:
        return value.startswith("/media/") and ".." not in value
    if name == "src":
        return bool(re.fullmatch("/blogs/foto/[0-9a-f-]{36}/", value))
    if name in {"start", "width", "height"}:
        return value.isdigit()
    return name != "loading" or value == "lazy"


def assert_safe(source: str, profile: Profile) -> None:
    read = Reader(source)
    assert read.strange == []
    assert read.open == []
    for tag, attributes in read.tags:
        assert tag in profile.tags
        for name, value in attributes.items():
            assert (tag, name) == ("a", "rel") or name in profile.attributes.get(tag, ())
            assert value is not None
            assert may_stand(name, value, profile)
        if tag == "a":
            assert "href" in attributes
            assert attributes.get("rel") == profile.link_rel
        if tag == "img" and profile is PARTICIPANT:
            assert {"src", "alt", "loading"} <= attributes.keys()


# --- Nothing dangerous comes out ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors())
def test_no_attack_gets_through_and_cleaning_twice_changes_nothing(vector: str) -> None:
    for profile in PROFILES:
        for make in MAKERS:
            once = make(vector, profile)
            assert_safe(once, profile)
            assert clean_html(once, profile) == once


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_two_attacks_in_one_text_do_not_get_through_either(profile: Profile) -> None:
    for vector, following in pairwise(vectors()):
        assert_safe(clean_html(vector + following, profile), profile)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_nh3_alone_finds_nothing_left_to_remove(profile: Profile) -> None:
    for vector in vectors():
        ours = clean_html(vector, profile)
        assert nh3_alone(ours, profile) == ours


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_we_keep_no_address_that_nh3_alone_would_drop(profile: Profile) -> None:
    for vector in vectors():
        more = addresses(clean_html(vector, profile)) - addresses(nh3_alone(vector, profile))
        # What was written out has become a link of ours; nh3 alone makes none.
        assert all(re.match("https?://", link) and link.split("://")[1] in vector for link in more)


def nh3_alone(source: str, profile: Profile) -> str:
    return nh3.clean(
        source,
        tags=set(profile.tags),
        attributes={tag: set(names) for tag, names in profile.attributes.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=profile.link_rel,
    )


def addresses(source: str) -> set[str]:
    """Return where the links and pictures of `source` lead, without what nobody sees."""
    values = [attributes.get("href") or attributes.get("src") or "" for _, attributes in Reader(source).tags]
    return {re.sub(r"[\x00-\x1f\u00ad\u200b\u2028\u202e\ufeff]", "", value).strip() for value in values} | {""}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_no_tag_on_which_sanitisers_break_is_ever_allowed(profile: Profile) -> None:
    assert not profile.tags & BREAKERS
    names = {name for attributes in profile.attributes.values() for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"id", "name", "class", "style", "srcset", "target", "form", "formaction", "rel"}


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "[ ] ( ) ![ ]( * ** _ ` ``` ~~~ | > - # < </ /> <b> </b> <a <ul><li> <h1> <h3> </h2> <table>".split()
            + "<td> <p> </p> <div> <pre> <code> </code> <svg> <math> <style> href= onclick= & &amp; &lt; &#106;".split()
            + "javascript: // /\\ https://x.nl/?a=1&b=2 www.x.nl mailto:a@b.nl [a]: é woord".split()
            + ['"', "'", "\u200b", "\x00", "\x02", "\ud800", "\u2028"]
        ),
        st.sampled_from(["\n", "\n\n", " ", "\t", "    "]),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@given(text=MARKUP)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_comes_out_safe_and_stays_as_it_is(profile: Profile, text: str) -> None:
    for make in MAKERS:
        try:
            once = make(text, profile)
        except TextRefused:
            continue
        assert_safe(once, profile)
        assert clean_html(once, profile) == once


@given(text=st.text())
@settings(max_examples=150, deadline=None)
def test_words_in_escaped_html_are_the_words_that_were_written(text: str) -> None:
    written = re.sub(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]", "", text).replace("&", "&amp;").replace("<", "&lt;")
    assert plain_text(clean_html(f"<p>{written}</p>")).split() == plain_text(f"<p>{written}</p>").split()


# --- What people write is what people read -----------------------------------------------------------------------

REL = ' rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hallo *wereld*, **dag**!", "<p>Hallo <em>wereld</em>, <strong>dag</strong>!</p>"),
        ("een\ntwee", "<p>een<br>\ntwee</p>"),
        ("een\n\ntwee", "<p>een</p>\n<p>twee</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> zei zij", "<blockquote>\n<p>zei zij</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("`x < 1 & y`", "<p><code>x &lt; 1 &amp; y</code></p>"),
        ("```\n<b>&amp;\n```", "<pre><code>&lt;b&gt;&amp;amp;\n</code></pre>"),
        ("Beste <naam>, 1 < 2 & 3", "<p>Beste &lt;naam&gt;, 1 &lt; 2 &amp; 3</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b>vet</b> en <br> nieuw", "<p><strong>vet</strong> en <br> nieuw</p>"),
        ("'s avonds \"hoi\"", "<p>'s avonds \"hoi\"</p>"),
        ("[hier](/dingen/1)", f'<p><a href="/dingen/1"{REL}>hier</a></p>'),
        ("[hier](javascript:alert(1))", "<p>hier</p>"),
        ("[hier](#boven)", "<p>hier</p>"),
        ("[mail](mailto:a@b.nl)", f'<p><a href="mailto:a@b.nl"{REL}>mail</a></p>'),
        ("zie https://x.nl/a_b?c=1&d=2.", f'<p>zie <a href="https://x.nl/a_b?c=1&amp;d=2"{REL}>https://x.nl/a_b?c=1&amp;d=2</a>.</p>'),
        ("https://x.nl:99999/ [https://x.nl]", f'<p>https://x.nl:99999/ [<a href="https://x.nl"{REL}>https://x.nl</a>]</p>'),
        ("(www.kb.nl)", f'<p>(<a href="https://www.kb.nl"{REL}>www.kb.nl</a>)</p>'),
        ("klaar.De volgende", "<p>klaar.De volgende</p>"),
        ("`https://x.nl/?a=1&b=2`", "<p><code>https://x.nl/?a=1&amp;b=2</code></p>"),
        ("![Kast](/media/kast.png)", "<p>Kast</p>"),
        ("x &lt;b&gt; &amp;lt; &copy;", "<p>x &lt;b&gt; &amp;lt; ©</p>"),
        ("", ""),
        ("\x00\x08", ""),
        ("a\r\nb", "<p>a<br>\nb</p>"),
    ],
)  # fmt: skip
def test_a_participant_writes_markdown_and_reads_it_back(written: str, read: str) -> None:
    assert render_markdown(written) == read


def test_a_table_comes_out_whole() -> None:
    read = Reader(render_markdown("| Kanaal | Wie |\n|---|--:|\n| Nieuwsbrief | leden<br>en gasten |"))
    assert [tag for tag, _ in read.tags] == "table thead tr th th tbody tr td td br".split()


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# A", "h2"),
        ("### A", "h2"),
        ("## A\n\n## B", "h2 h2"),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", "h2 h3 h4 h4 h4 h4"),
        ("# A\n\n### B\n\n## C", "h2 h3 h3"),
        ("### A\n\n## B\n\n### C", "h2 h2 h3"),
        ("A\n===\n\nB\n---", "h2 h3"),
    ],
)
def test_headings_of_a_post_begin_at_h2_and_skip_no_level(written: str, levels: str) -> None:
    assert [tag for tag, _ in Reader(render_markdown(written)).tags] == levels.split()


def test_headings_of_a_trainer_stay_at_their_level_because_a_ding_is_made_of_pieces() -> None:
    read = Reader(render_markdown("# A\n\n### B\n\n## C\n\n##### D", TRAINER))
    assert [tag for tag, _ in read.tags] == ["h2", "h3", "h2", "h4"]


def test_a_trainer_links_within_the_page_and_without_a_warning_to_search_engines() -> None:
    assert render_markdown("[hier](#stap-2) [daar](https://kb.nl)", TRAINER) == (
        '<p><a href="#stap-2">hier</a> <a href="https://kb.nl">daar</a></p>'
    )


def test_a_trainer_shows_pictures_of_our_own_and_of_nobody_else() -> None:
    own = '<img alt="Kast" height="20" src="/media/kast.png" width="30">'
    assert clean_html(f'{own}<img src="https://x.nl/a.png" alt="B" width="30%">', TRAINER) == f'{own}<img alt="B">'
    assert render_markdown("![Kast](/media/kast.png)", TRAINER) == '<p><img alt="Kast" src="/media/kast.png"></p>'
    assert clean_html(own) == "Kast"


OWN = "/blogs/foto/0d7e3c4a-5b1f-4a63-9a9e-2f6f1f0c8b11/"
OWN_IMG = f'<img alt="De kast" src="{OWN}" loading="lazy">'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"![De kast]({OWN})", OWN_IMG),
        (f'![De kast]({OWN} "titel")', OWN_IMG),
        (f"![De kast][k]\n\n[k]: {OWN}", OWN_IMG),
        (f"[![De kast]({OWN})](https://x.nl)", f'<a href="https://x.nl"{REL}>{OWN_IMG}</a>'),
        (f"![]({OWN})", OWN_IMG.replace("De kast", "")),
        (f'![" onerror=x]({OWN})', OWN_IMG.replace("De kast", "&quot; onerror=x")),
        ("![De kast](https://x.nl/kast.png)", f'<a href="https://x.nl/kast.png"{REL}>De kast</a>'),
        ("![](https://x.nl/kast.png)", f'<a href="https://x.nl/kast.png"{REL}>https://x.nl/kast.png</a>'),
        ("[![De kast](https://x.nl/k.png)](https://x.nl)", f'<a href="https://x.nl"{REL}>De kast</a>'),
        (f"![De kast](https://x.nl{OWN})", f'<a href="https://x.nl{OWN}"{REL}>De kast</a>'),
        *(
            (f"![De kast]({address})", "De kast")
            for address in (
                "//x.nl/kast.png", "javascript:x", "data:image/png;base64,AAAA", "kast.png", OWN[:-1], f"{OWN}?x=1",
                f"{OWN}../", OWN.upper(), f"{OWN}#a", f"/..{OWN}", f"/{OWN}", OWN[:-1].replace("/", "\\"), f".{OWN}",
                "/blogs/foto/1/",
            )
        ),
        (f"<img src={OWN} alt=kast>", f"&lt;img src={OWN} alt=kast&gt;"),
    ],
)  # fmt: skip
def test_a_participant_shows_pictures_of_the_course_and_links_to_any_other(written: str, read: str) -> None:
    once = render_markdown(written)
    assert once == f"<p>{read}</p>"
    assert clean_html(once) == once


def test_html_of_others_keeps_its_own_pictures_with_a_description_and_their_size() -> None:
    size = 'height="20" width="30"'
    assert clean_html(f'<img src="{OWN}" {size} style="x" srcset="https://x.nl/a 2x" loading="eager">') == (
        f'<img alt="" src="{OWN}" {size} loading="lazy">'
    )


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("<div>een</div><div>twee</div>", "<p>een</p><p>twee</p>"),
        ("<div><div>een</div></div>", "<p>een</p>"),
        ("<section><ul><li>a</ul></section>", "<ul><li>a</li></ul>"),
        ("<b>b</b><i>i</i><u>u</u>", "<strong>b</strong><em>i</em>u"),
        ("a<script>weg</script><style>weg</style>b", "ab"),
        ("<!-- weg -->blijft", "blijft"),
        ('<a href="javascript:x">https://x.nl</a>', f'<a href="https://x.nl"{REL}>https://x.nl</a>'),
        ('<a href="https\u200b://x.nl/ ">a</a>', f'<a href="https://x.nl/"{REL}>a</a>'),
        ('<a title="<i href=/>">a</a> <a title=" href=">b</a>', "a b"),
        ('<a href="/x" title="&quot;&lt;b&gt;">a</a>', f'<a href="/x" title="&quot;&lt;b&gt;"{REL}>a</a>'),
    ],
)  # fmt: skip
def test_html_of_others_keeps_its_words_and_its_paragraphs(source: str, read: str) -> None:
    assert clean_html(source) == read


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>een</p><p>twee <b>drie</b>vier</p>", "een\ntwee drievier"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("een<br>twee", "een\ntwee"),
        ("1 &lt; 2 &amp;amp; 3 &nbsp; 4", "1 < 2 &amp; 3 4"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<script>x</script>a <!-- b --> c", "a c"),
        ('<p title="<b>">a</p>', "a"),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_one_line_a_block(source: str, words: str) -> None:
    assert plain_text(source) == words


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", 0),
        ("een", 1),
        ("een twee drie", 3),
        ("een\ntwee\n\ndrie", 3),
        ("een  \u00a0 twee", 2),
        ("e-mail en wifi-netwerk", 3),
        ("en/of", 1),
        ("foto’s en auto's", 3),
        ("2,5 miljoen in 2012", 4),
        ("een - twee – drie — vier", 4),
        ("een—twee", 2),
        ("wacht...even… ja", 3),
        ("**een** _twee_ `drie`", 3),
        ("# Kop\n\n- punt\n- punt", 3),
        ("[twee woorden](https://example.nl/een-twee-drie)", 2),
        ("zie https://example.nl/een/twee en www.kb.nl", 2),
        ("<b>een</b> twee", 2),
        ("| a | b |\n|---|---|\n| c | d |", 4),
        ("> zij zei: “dag!”", 3),
        ("🙂 hoi :-)", 1),
        ("* * *", 0),
        ("&amp; &nbsp; een", 1),
    ],
)
def test_words_are_counted_as_a_person_counts_them(written: str, count: int) -> None:
    assert count_words(written) == count


def test_the_words_of_a_remark_are_counted_as_they_were_typed() -> None:
    assert count_plain_words("Mooi! – heel [duidelijk](#a) en kort") == 5


# --- Refusals and time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "longest"), [(PARTICIPANT, 20_000), (TRAINER, 100_000)], ids=["participant", "trainer"]
)
def test_a_text_that_is_too_long_is_refused_and_says_by_how_much(profile: Profile, longest: int) -> None:
    sentence = "woord " * (longest // 6)
    text = sentence + "x" * (longest - len(sentence))
    assert plain_text(render_markdown(text, profile)).startswith("woord woord")
    with pytest.raises(TextRefused, match=f"telt {longest + 1} tekens en er passen er {longest}"):
        render_markdown(text + "x", profile)


def test_brackets_that_close_are_fine_however_many_there_are() -> None:
    text = "[label](https://x.nl/a) [x] (y) " * 600
    assert render_markdown(text).count("<a ") == 600


def test_too_many_brackets_that_never_close_are_refused() -> None:
    with pytest.raises(TextRefused, match="haken"):
        render_markdown("[" * 5000)


def test_twenty_quotes_in_each_other_are_fine_and_more_are_refused() -> None:
    assert render_markdown("> " * 20 + "diep").count("<blockquote>") == 20
    with pytest.raises(TextRefused, match="20 lijsten of citaten"):
        render_markdown("> " * 21 + "dieper")


@pytest.mark.parametrize(
    "text", ["*a* " * 5_001, "a\n" * 2_001, "a & b\n\n" * 3_334], ids=["marks", "lines", "ampersands"]
)
def test_more_markup_than_a_worker_can_take_is_refused(text: str) -> None:
    with pytest.raises(TextRefused, match="meer opmaak dan we kunnen verwerken"):
        render_markdown(text, TRAINER)


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<div>" * 101, "in elkaar"),
        ("<ul><li>" * 60 + "<ol><li>" * 60, "in elkaar"),
        ("<p>x</p>" * 5_001, "meer opmaak"),
        ("&lt;" * 10_001, "meer opmaak"),
    ],
    ids=["unclosed", "deep", "many", "entities"],
)
def test_html_of_others_that_would_keep_a_worker_busy_is_refused(html: str, refusal: str) -> None:
    with pytest.raises(TextRefused, match=refusal):
        clean_html(html)


def test_markdown_that_calls_itself_too_often_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lessons.richtext.refuse_markdown", lambda text: None)
    with pytest.raises(TextRefused, match="in elkaar"):
        render_markdown("1. " * 1000)


def test_a_line_of_dashes_is_no_pile_of_lists() -> None:
    assert render_markdown("- " * 40) == "<hr>"


def test_a_parser_that_fails_is_a_refusal_and_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> str:
        raise IndexError

    monkeypatch.setattr("lessons.richtext.bleach.clean", fail)
    with pytest.raises(TextRefused, match="kunnen we niet opmaken"):
        render_markdown("hallo")


# Each is repeated up to the longest text of the profile. Most once cost seconds, minutes or a RecursionError.
PATHOLOGICAL = [
    "[", "![", "](", "[a](", "[a][", "[](", "[a](b", '[a](b "', '[a](b"c)', "[a](<", "[[a]]", "[a]: b\n", "[a]",
    "![a](b)", "(", "*", "**a", "*a ", "a*", "a***b**", "*a _b ", "_a", "__a_ ", "***a ", "~~~", "`", "`` ` ", "`a",
    "```", "```\n", "<", "<a ", "<b>", "<!--", "<![CDATA[", "<?", '<a href="', "<div>", "</p>", "<http:", "<a@", "&",
    "&#", "&amp", "\\", "\\[", "> ", ">", "> a\n", "> a\n\n", "- ", "- a\n", "- a\n\n", "1. ", "1. a\n\n    b\n\n",
    "    - a\n", "\n- ", "#", "# a\n", "=", "a\n=\n", "-", "|", "a|", "|a|b|\n", "|-", "\n", "a\n", "a  \n", "a\n\n",
    " ", "\t", "x", "woord ", '"', "'", "{", "\xa0", "http://", "https://x.nl/ ", "www.", "www.a.", "a@b.nl ", "a.b.",
    "é", "🙂", "\u200b", "&#8203;", "<ul><li>", "<div><p>", "<p><b>", "<b><p>", "<i><a href=x>", "<table><tr><td>",
    "<a>", "<h1>", "<font>", "<x", "</b>",
]  # fmt: skip
MOST_SECONDS = 30
"""A worker's patience, far beyond the second we promise: a busy machine must not fail this test."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Pool]:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        yield pool


def outcome(make: Callable[..., SafeString], text: str, profile: Profile) -> str:
    try:
        return make(text, profile)
    except TextRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("piece", PATHOLOGICAL, ids=repr)
def test_no_text_keeps_a_worker_busy(piece: str, worker: Pool) -> None:
    for make, profile, length in [
        (render_markdown, PARTICIPANT, PARTICIPANT.max_characters),
        (render_markdown, TRAINER, TRAINER.max_characters),
        (clean_html, PARTICIPANT, 4 * PARTICIPANT.max_characters),
    ]:
        text = (piece * length)[:length]
        assert isinstance(worker.apply_async(outcome, (make, text, profile)).get(MOST_SECONDS), str)


def test_a_real_course_is_far_below_every_limit() -> None:
    files = (Path(__file__).parent.parent.parent / "lessons" / "content").rglob("*.md")
    text = "\n\n".join(path.read_text("utf-8").split("\n---\n", 1)[-1] for path in files)[: TRAINER.max_characters]
    assert text.count("\n") < text_limits.MAX_MARKS / 2
    assert Reader(render_markdown(text, TRAINER)).tags


def test_two_people_who_save_at_once_each_get_their_own_text() -> None:
    wrong: list[str] = []

    def save(name: str) -> None:
        for number in range(40):
            read = render_markdown(f"**{name}** {number} https://x.nl/{name}")
            if read.count(name) != 3:
                wrong.append(read)

    threads = [threading.Thread(target=save, args=(name,)) for name in ("ada", "ben", "cleo", "mona")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
