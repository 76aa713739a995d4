"""WXR in all its spellings, and the faults that real files have."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from course.blogs.importers.parsed import ImportRefused, ParsedBlog
from tests.blogs.importers.made_files import comment, item, read, wxr

WRITTEN = datetime(2012, 3, 3, 10, 11, 12, tzinfo=UTC)
THREAD = item(inside=comment(1) + comment(2, "Piet", "Dank!", parent=1))
WHOLE = wxr(THREAD)


def titles(blog: ParsedBlog) -> list[str]:
    return [post.title for post in blog.posts]


@pytest.mark.parametrize(("version", "scheme"), list(product(("1.0", "1.1", "1.2"), ("http", "https"))))
def test_noors_post_comes_out_of_every_spelling(version: str, scheme: str) -> None:
    (post,) = read(wxr(THREAD, version=version, scheme=scheme)).posts
    assert (post.title, post.source, post.written_at) == ("Mijn eerste bericht", "Hallo allemaal.", WRITTEN)
    assert [(one.name, one.parent, one.source) for one in post.comments] == [
        ("Noor", "", "Mooi!"),
        ("Piet", "1", "Dank!"),
    ]
    assert post.comments[0].written_at == datetime(2012, 3, 4, 10, tzinfo=UTC)


FAULTS = {
    "a byte order mark": b"\xef\xbb\xbf" + WHOLE.encode(),
    "UTF-16 that says UTF-8": WHOLE.encode("utf-16"),
    "UTF-16 without a mark": WHOLE.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "says UTF-16 and is not": WHOLE.replace("UTF-8", "UTF-16").encode(),
    "empty lines before it": b"\n\n  " + WHOLE.encode(),
    "Windows line ends": WHOLE.replace("\n", "\r\n").encode(),
    "a control character": WHOLE.replace("Hallo", "\x0bHal\x08lo").encode(),
    "a reference to one": WHOLE.replace("<title>Mijn", "<title>&#11;&#x1f;Mijn").encode(),
    "namespaces nobody declared": wxr(THREAD, declared="").encode(),
    "other prefixes": WHOLE.replace("wp:", "export:").replace("xmlns:wp=", "xmlns:export=").encode(),
    "cut off in a later item": (WHOLE.partition("</channel>")[0] + "<item><title>Half").encode(),
    "cut off in a text": (WHOLE.partition("</channel>")[0] + "<item><content:encoded><![CDATA[Half").encode(),
    "cut off in a tag": (WHOLE.partition("</channel>")[0] + "<item><wp:sta").encode(),
    "not closed": WHOLE.partition("</channel>")[0].encode(),
    "no version": WHOLE.replace("<wp:wxr_version>1.2</wp:wxr_version>", "").encode(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_noors_post_comes_out_of_a_file_with(fault: str) -> None:
    blog = read(FAULTS[fault])
    (post,) = blog.posts
    assert (post.title, post.source, len(post.comments)) == ("Mijn eerste bericht", "Hallo allemaal.", 2)
    assert bool(blog.notes) == (
        fault.startswith("cut") or "character" in fault or fault in ("a reference to one", "not closed")
    )


def test_loose_ampersands_and_words_of_html_are_mended() -> None:
    blog = read(wxr(item(title="Brood & boter &eacute;n thee &nbsp;&amp; koek &onbekend;")))
    assert titles(blog) == ["Brood & boter én thee & koek &onbekend;"]
    assert blog.notes == ["We verbeterden 4 losse &-tekens."]


def test_ampersands_within_a_text_stay_as_they_are() -> None:
    (post,) = read(wxr(item(text="http://a.example/?b=1&c=2 en R&D"))).posts
    assert post.source == "http://a.example/?b=1&c=2 en R&D"


def test_a_file_of_windows_that_says_utf_8_keeps_its_letters() -> None:
    (post,) = read(wxr(item(text="Eén café – “mooi”")).encode("cp1252")).posts
    assert post.source == "Eén café – “mooi”"


def test_a_file_in_latin_1_keeps_its_letters() -> None:
    (post,) = read(wxr(item(text="café")).replace("UTF-8", "ISO-8859-1").encode("latin-1")).posts
    assert post.source == "café"


def test_a_broken_file_is_refused_by_line_and_column() -> None:
    broken = wxr(item(1), item(2).replace("</title>", "</titel>"))
    with pytest.raises(ImportRefused, match=r"^Regel 6, teken \d+: Hier is het bestand geen geldige XML") as refused:
        read(broken)
    assert (refused.value.line, refused.value.column > 1) == (6, True)
    assert "Exporteer je blog opnieuw" in str(refused.value)


def test_html_that_nobody_escaped_is_read() -> None:
    text = wxr(item()).replace("<![CDATA[Hallo allemaal.]]>", "<p>Hallo <b>allemaal</b> &amp; meer.</p>")
    assert read(text).posts[0].source == "Hallo **allemaal** & meer."


@pytest.mark.parametrize("kind", ["attachment", "revision", "nav_menu_item", "page", "wp_global_styles"])
def test_what_is_no_post_is_skipped_with_the_reason(kind: str) -> None:
    blog = read(wxr(item(), item(2, title="Iets anders", type=kind)))
    assert titles(blog) == ["Mijn eerste bericht"]
    assert [
        (one.what, one.reason.startswith("Dit is een ") or "geen bericht" in one.reason) for one in blog.skipped
    ] == [("Iets anders", True)]


@pytest.mark.parametrize(
    ("status", "was"),
    [
        ("publish", "stond online"),
        ("draft", "was een concept"),
        ("pending", "was een concept"),
        ("private", "was privé"),
    ],
)
def test_posts_and_drafts_come_along(status: str, was: str) -> None:
    assert [post.was for post in read(wxr(item(status=status))).posts] == [was]


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
def test_what_was_thrown_away_stays_away(status: str) -> None:
    blog = read(wxr(item(), item(2, status=status)))
    assert len(blog.posts) == len(blog.skipped) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"type": "pingback"}, "pingback"),
        ({"type": "trackback"}, "pingback"),
        ({"approved": "spam"}, "spam"),
        ({"approved": "trash"}, "weggegooid"),
        ({"approved": "0"}, "nog niet goedgekeurd"),
        ({"text": ""}, "Er staat niets in."),
    ],
)
def test_what_is_no_reaction_is_skipped_with_the_reason(more: dict[str, str], reason: str) -> None:
    blog = read(wxr(item(inside=comment(1, **more) + comment(2, "Piet"))))
    assert [one.name for one in blog.posts[0].comments] == ["Piet"]
    assert [reason in one.reason for one in blog.skipped] == [True]


def test_tags_and_categories_become_tags() -> None:
    inside = (
        '<category domain="category" nicename="jeugd"><![CDATA[Jeugd &amp; school]]></category>'
        '<category domain="post_tag" nicename="privacy"><![CDATA[Privacy]]></category>'
        '<category domain="category" nicename="uncategorized"><![CDATA[Zonder]]></category>'
    )
    assert read(wxr(item(inside=inside))).posts[0].tags == ("Jeugd & school", "Privacy")


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("2012-03-03 10:11:12", WRITTEN),
        ("0000-00-00 00:00:00", WRITTEN),  # Then the time of the blog itself, in Amsterdam.
        ("geen datum", WRITTEN),
    ],
)
def test_a_post_keeps_its_date(date: str, found: datetime) -> None:
    assert read(wxr(item(date=date))).posts[0].written_at == found


def test_a_post_without_any_date_has_none() -> None:
    text = wxr(item(date="")).replace("<wp:post_date>2012-03-03 11:11:12</wp:post_date>", "")
    assert read(text).posts[0].written_at is None


def test_a_name_that_is_a_mail_address_is_not_shown_whole() -> None:
    blog = read(wxr(item(inside=comment(name="noor@example.org") + comment(2, ""))))
    assert [one.name for one in blog.posts[0].comments] == ["noor", "onbekend"]
    assert "example.org" not in str(blog.posts[0].comments)


def test_plain_rss_will_do() -> None:
    text = (
        "<rss><channel><item><title>A</title><description>B</description>"
        "<pubDate>Sat, 03 Mar 2012 10:11:12 GMT</pubDate></item></channel></rss>"
    )
    assert [(post.title, post.source, post.written_at) for post in read(text).posts] == [("A", "B", WRITTEN)]


def test_no_posts_is_an_error_that_says_what_was_skipped() -> None:
    with pytest.raises(ImportRefused, match="geen enkel bericht") as refused:
        read(wxr(item(type="attachment")))
    assert [one.what for one in refused.value.skipped] == ["Mijn eerste bericht"]


def test_a_text_that_is_too_long_is_skipped_with_the_reason() -> None:
    blog = read(wxr(item(), item(2, title="Heel lang", text="woord " * 20_000)))
    assert [(one.what, "tekens" in one.reason) for one in blog.skipped] == [("Heel lang", True)]
