"""Reads WXR, the export of WordPress: RSS with words of its own, in every version since 1.0. Plain RSS will do too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from course.blogs.importers.html_text import Converted, from_wordpress
from course.blogs.importers.parsed import (
    ParsedBlog,
    ParsedComment,
    ParsedPost,
    key_of,
    own_id_in,
    own_key,
    shown_name,
)
from course.blogs.importers.xml_items import Node, read_items
from lessons.richtext import TextRefused, plain_text

KIND: Final = "wordpress"
SOURCE_META: Final = "_dingen_source"
"""Where our own export keeps the Markdown that somebody wrote: HTML and back would change it."""
LOCAL: Final = ZoneInfo("Europe/Amsterdam")
_MOMENT: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?")


class WordPressReader:
    """Takes the parts of a WXR file one by one; `blog` holds what is read so far."""

    def __init__(self) -> None:
        self.blog = ParsedBlog(KIND)

    def read(self, file: BinaryIO) -> ParsedBlog:
        """Return what is in this file. Raises ImportRefused."""
        self.blog.notes += read_items(file, self.take)
        return self.blog

    def take(self, node: Node) -> None:
        if node.name == "item":
            self._item(node)

    def _item(self, item: Node) -> None:
        title = _plain(item.get("title"))
        reason = _why_not(item)
        if reason:
            self.blog.skip(title, reason)
            return
        try:
            text = _text_of(item)
        except TextRefused as refused:
            self.blog.skip(title, str(refused))
            return
        identity = item.get("guid") or item.get("link") or f"{item.get('wp:post_id')} {title}"
        own_id = own_id_in(identity)
        self.blog.posts.append(
            ParsedPost(
                key=own_key(own_id) if own_id else key_of(identity),
                title=title[:160],
                source=text.source if len(title) <= 160 else f"{title}\n\n{text.source}",
                written_at=written_at(item),
                tags=tuple(_tags(item)),
                comments=tuple(self._comments(item, title)),
                was=_was(item.get("wp:status")),
                own_id=own_id,
                pictures=text.left_out,
            )
        )

    def _comments(self, item: Node, title: str) -> Iterator[ParsedComment]:
        for number, comment in enumerate(item.all("wp:comment")):
            name = shown_name(_plain(comment.get("wp:comment_author")))
            reason = _why_no_comment(comment)
            if not reason:
                try:
                    source = _source_of(comment, "wp:comment_content", "wp:commentmeta").source
                except TextRefused as refused:
                    reason = str(refused)
            if reason:
                what = _("reactie van %(name)s bij ‘%(title)s’") % {"name": name, "title": title[:60]}
                self.blog.skip(what, reason)
                continue
            parent = comment.get("wp:comment_parent")
            yield ParsedComment(
                key=comment.get("wp:comment_id") or f"nr-{number}",
                name=name,
                written_at=_moment(comment.get("wp:comment_date_gmt"), UTC)
                or _moment(comment.get("wp:comment_date"), LOCAL),
                source=source,
                parent="" if parent == "0" else parent,
            )


# --- What comes along ----------------------------------------------------------------------------------------------


def _why_not(item: Node) -> str:
    """Return why this item does not come along, or nothing."""
    kind, status = item.get("wp:post_type") or "post", item.get("wp:status")
    other = {
        "attachment": _("Dit is een los bestand of een foto. Foto’s nemen we niet mee."),
        "revision": _("Dit is een oude versie van een bericht."),
        "nav_menu_item": _("Dit is een regel van een menu."),
        "page": _("Dit is een vaste pagina, geen bericht."),
    }
    if kind != "post":
        return other.get(kind, _("Dit is geen bericht, maar een onderdeel van WordPress zelf."))
    if status in {"trash", "auto-draft", "inherit"}:
        return _("Dit stond in de prullenbak of was nog nooit bewaard.")
    if not item.get("title") and not item.get("content:encoded") and not item.get("description"):
        return _("Er staat niets in: geen titel en geen tekst.")
    return ""


def _why_no_comment(comment: Node) -> str:
    if comment.get("wp:comment_type") in {"pingback", "trackback"}:
        return _("Dit is geen reactie, maar een melding van een ander blog (pingback).")
    state = comment.get("wp:comment_approved").lower()
    if state in {"spam", "trash", "post-trashed"}:
        return _("Deze reactie was spam of weggegooid.")
    if state in {"0", "hold"}:
        return _("Deze reactie was op je oude blog nog niet goedgekeurd.")
    if not comment.get("wp:comment_content"):
        return _("Er staat niets in.")
    return ""


def _was(status: str) -> str:
    """Say how it stood on the old blog, or nothing."""
    return {
        "publish": _("stond online"),
        "draft": _("was een concept"),
        "pending": _("was een concept"),
        "private": _("was privé"),
        "future": _("stond klaar om online te gaan"),
    }.get(status, "")


# --- Its parts -----------------------------------------------------------------------------------------------------


def _text_of(item: Node) -> Converted:
    name = "content:encoded" if item.first("content:encoded") else "description"
    return _source_of(item, name, "wp:postmeta")


def _source_of(node: Node, name: str, meta: str) -> Converted:
    """Return its text as Markdown: as it was written on this site, else made of its HTML. Raises TextRefused."""
    for kept in node.all(meta):
        if kept.get("wp:meta_key") == SOURCE_META and (value := kept.first("wp:meta_value")):
            return Converted(value.text, 0)
    found = node.first(name)
    return from_wordpress(found.text if found else "")


def _tags(item: Node) -> Iterator[str]:
    for category in item.all("category"):
        name = " ".join(_plain(category.text).split())
        if category.attributes.get("nicename", "").lower() not in {"uncategorized", "geen-categorie"} and name:
            yield name


def written_at(item: Node) -> datetime | None:
    """Return when it was first published, as far as the file says."""
    return (
        _moment(item.get("wp:post_date_gmt"), UTC)
        or _moment(item.get("wp:post_date"), LOCAL)
        or _mail_moment(item.get("pubDate"))
    )


def _moment(text: str, zone: tzinfo) -> datetime | None:
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # "0000-00-00 00:00:00": WordPress does not know either


def _mail_moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _plain(text: str) -> str:
    """Return a title or a name as plain text: WordPress keeps HTML in those."""
    return " ".join(plain_text(text).split()) if "<" in text or "&" in text else " ".join(text.split())
