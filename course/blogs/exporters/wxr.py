"""The export to move with: WXR 1.2, which WordPress and many others read. The Markdown travels along, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.text import slugify

from course.blogs.exporters.gathering import Entry, Said, WholeBlog

SOURCE_META: Final = "_dingen_source"
VISIBILITY_META: Final = "_dingen_visibility"
NOWHERE: Final = "0000-00-00 00:00:00"
"""How WordPress writes that it does not know when."""
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOCAL: Final = ZoneInfo("Europe/Amsterdam")

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""


def as_wxr(blog: WholeBlog, made_at: datetime, address: str) -> Iterator[str]:
    """Yield the export piece by piece. `address` is that of this site, without a slash at the end."""
    yield _HEAD
    yield _text("title", blog.title or blog.owner.shown_name)
    yield _text("link", address)
    yield "<description></description>\n"
    yield _text("pubDate", format_datetime(made_at.astimezone(UTC)))
    yield "<language>nl-NL</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
    yield _text("wp:base_site_url", address) + _text("wp:base_blog_url", address)
    yield (
        "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>blog</wp:author_login>"
        f"<wp:author_email></wp:author_email>{_cdata('wp:author_display_name', blog.owner.shown_name)}</wp:author>\n"
    )
    for number, name in enumerate(sorted({tag for entry in blog.entries for tag in entry.tags}), start=1):
        yield (
            f"<wp:tag><wp:term_id>{number}</wp:term_id>{_cdata('wp:tag_slug', _slug(name))}"
            f"{_cdata('wp:tag_name', name)}</wp:tag>\n"
        )
    comments = 0
    for number, entry in enumerate(blog.entries, start=1):
        yield from _item(entry, number, comments, address)
        comments += len(entry.said)
    yield "</channel>\n</rss>\n"


def _item(entry: Entry, number: int, comments: int, address: str) -> Iterator[str]:
    """Yield one post. `comments` is how many reactions were numbered before it: their numbers never double."""
    post, at = entry.post, entry.written_at
    yield "<item>\n" + _cdata("title", escape(post.title))
    yield _text("link", f"{address}{post.get_absolute_url()}")
    if at:
        yield _text("pubDate", format_datetime(at.astimezone(UTC)))
    yield "<dc:creator><![CDATA[blog]]></dc:creator>\n"
    yield f'<guid isPermaLink="false">urn:uuid:{post.pk}</guid>\n<description></description>\n'
    yield _cdata("content:encoded", post.html) + "<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n"
    yield f"<wp:post_id>{number}</wp:post_id>\n"
    yield _moments("wp:post_date", at)
    yield f"<wp:comment_status>open</wp:comment_status>\n<wp:ping_status>closed</wp:ping_status>\n{_name(entry)}"
    yield f"<wp:status>{_status(entry)}</wp:status>\n<wp:post_parent>0</wp:post_parent>\n"
    yield "<wp:menu_order>0</wp:menu_order>\n<wp:post_type>post</wp:post_type>\n"
    yield "<wp:post_password></wp:post_password>\n<wp:is_sticky>0</wp:is_sticky>\n"
    for tag in entry.tags:
        yield _cdata("category", escape(tag), f' domain="post_tag" nicename="{_slug(tag)}"')
    yield _meta("wp:postmeta", SOURCE_META, post.source) + _meta("wp:postmeta", VISIBILITY_META, post.visibility)
    numbers = {said.pk: comments + place for place, said in enumerate(entry.said, start=1)}
    for said in entry.said:
        yield _comment(said, numbers[said.pk], numbers[said.parent] if said.parent else 0)
    yield "</item>\n"


def _comment(said: Said, number: int, parent: int) -> str:
    return (
        f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n{_cdata('wp:comment_author', escape(said.name))}"
        "<wp:comment_author_email></wp:comment_author_email>\n<wp:comment_author_url></wp:comment_author_url>\n"
        f"<wp:comment_author_IP></wp:comment_author_IP>\n{_moments('wp:comment_date', said.written_at)}"
        f"{_cdata('wp:comment_content', said.html)}<wp:comment_approved>1</wp:comment_approved>\n"
        f"<wp:comment_type>comment</wp:comment_type>\n<wp:comment_parent>{parent}</wp:comment_parent>\n"
        f"<wp:comment_user_id>{int(said.is_author)}</wp:comment_user_id>\n"
        f"{_meta('wp:commentmeta', SOURCE_META, said.source)}</wp:comment>\n"
    )


def _status(entry: Entry) -> str:
    """Return how it stands at WordPress: what not everyone may read here is private there."""
    if entry.post.is_draft:
        return "draft"
    return "publish" if entry.post.visibility == "everyone" and entry.post.hidden_at is None else "private"


def _name(entry: Entry) -> str:
    return _cdata("wp:post_name", slugify(entry.post.title)[:180] or str(entry.post.pk))


def _slug(name: str) -> str:
    return slugify(name) or "trefwoord"


def _moments(name: str, at: datetime | None) -> str:
    local = f"{at.astimezone(_LOCAL):%Y-%m-%d %H:%M:%S}" if at else NOWHERE
    world = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else NOWHERE
    return f"<{name}>{local}</{name}>\n<{name}_gmt>{world}</{name}_gmt>\n"


def _meta(name: str, key: str, value: str) -> str:
    return f"<{name}><wp:meta_key>{key}</wp:meta_key>{_cdata('wp:meta_value', value)}</{name}>\n"


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(_FORBIDDEN.sub('', text))}</{name}>\n"


def _cdata(name: str, text: str, attributes: str = "") -> str:
    """Return the text as it stands; where it would end the section itself, it goes on in a second one."""
    safe = _FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}{attributes}><![CDATA[{safe}]]></{name}>\n"
