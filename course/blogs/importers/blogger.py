"""Reads the Atom of Blogger in both its dialects: the classic export, and Google Takeout since 2018. Plain Atom too.

Reactions are entries of their own there, and may stand before the post they belong to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from course.blogs.importers.html_text import Converted, from_loose_html
from course.blogs.importers.parsed import (
    MAX_COMMENTS,
    ImportRefused,
    ParsedBlog,
    ParsedComment,
    ParsedPost,
    key_of,
    shown_name,
)
from course.blogs.importers.xml_items import Node, read_items
from lessons.richtext import TextRefused, plain_text

KIND: Final = "blogger"
_KIND: Final = re.compile(r"kind#([a-z]+)\Z", re.IGNORECASE)
_COMMENT_ADDRESS: Final = re.compile(r"/comments/default/(\d+)")
_NUMBER: Final = re.compile(r"(\d+)\Z")


class BloggerReader:
    """Takes the entries of a Blogger export one by one."""

    def __init__(self) -> None:
        self.blog = ParsedBlog(KIND)
        self.comments: dict[str, list[ParsedComment]] = defaultdict(list)
        self.names: dict[str, str] = {}
        self.count = 0

    def read(self, file: BinaryIO) -> ParsedBlog:
        """Return what is in this file. Raises ImportRefused."""
        self.blog.notes += read_items(file, self.take)
        kept = []
        for post in self.blog.posts:
            identity = self.names[post.key]
            kept.append(replace(post, comments=tuple(self.comments.pop(identity, ()))))
        self.blog.posts = kept
        for left in self.comments.values():
            for comment in left:
                self.blog.skip(
                    _("reactie van %(name)s") % {"name": comment.name},
                    _("Het bericht waar deze reactie bij hoort, komt niet mee of staat niet in het bestand."),
                )
        return self.blog

    def take(self, entry: Node) -> None:
        if entry.name != "entry":
            return
        kind = kind_of(entry)
        if kind == "post":
            self._post(entry)
        elif kind == "comment":
            self._comment(entry)
        else:
            self.blog.skip(_title(entry) or entry.get("id")[:80], _other(kind))

    def _post(self, entry: Node) -> None:
        title, identity = _title(entry), entry.get("id")
        status = entry.get("blogger:status").upper()
        if "TRASH" in status or status == "DELETED":
            self.blog.skip(title, _("Dit stond in de prullenbak of was nog nooit bewaard."))
            return
        try:
            text = _text(entry)
        except TextRefused as refused:
            self.blog.skip(title, str(refused))
            return
        if not title and not text.source:
            self.blog.skip(title, _("Er staat niets in: geen titel en geen tekst."))
            return
        key = key_of(identity or f"{title}\n{entry.get('published')}\n{text.source}")
        self.names[key] = identity
        self.blog.posts.append(
            ParsedPost(
                key=key,
                title=title[:160],
                source=text.source if len(title) <= 160 else f"{title}\n\n{text.source}",
                written_at=moment_of(entry.get("published") or entry.get("blogger:created")),
                tags=tuple(_tags(entry)),
                was=_("was een concept") if _is_draft(entry) else _("stond online"),
                pictures=text.left_out,
            )
        )

    def _comment(self, entry: Node) -> None:
        author = entry.first("author")
        name = shown_name(author.get("name") if author else "")
        reason, source = self._said(entry)
        if reason:
            self.blog.skip(_("reactie van %(name)s") % {"name": name}, reason)
            return
        self.count += 1
        if self.count > MAX_COMMENTS:
            raise ImportRefused(_("Er staan te veel reacties in dit bestand. Exporteer je blog in delen."), entry.line)
        post, parent = _belongs_to(entry)
        self.comments[post].append(
            ParsedComment(
                key=_short(entry.get("id")) or f"nr-{self.count}",
                name=name,
                written_at=moment_of(entry.get("published") or entry.get("blogger:created")),
                source=source,
                parent=parent,
            )
        )

    def _said(self, entry: Node) -> tuple[str, str]:
        """Return why this reaction does not come along, or nothing, and what it says."""
        status = entry.get("blogger:status").upper()
        if "SPAM" in status or "TRASH" in status or status in {"DELETED", "REJECTED"}:
            return _("Deze reactie was spam of weggegooid."), ""
        if status in {"PENDING", "PENDING_MODERATION"}:
            return _("Deze reactie was op je oude blog nog niet goedgekeurd."), ""
        removed = "blogger.contentRemoved"
        if any(more.attributes.get("name") == removed for more in entry.all("gd:extendedProperty")):
            return _("Deze reactie is op je oude blog weggehaald."), ""
        try:
            source = _text(entry).source
        except TextRefused as refused:
            return str(refused), ""
        return ("", source) if source else (_("Er staat niets in."), "")


# --- Its parts -----------------------------------------------------------------------------------------------------


def kind_of(entry: Node) -> str:
    """Return "post", "comment", or another word of Blogger's for what this is. Plain Atom has posts only."""
    if said := entry.get("blogger:type"):
        return said.lower()
    for category in entry.all("category"):
        if found := _KIND.search(category.attributes.get("term", "")):
            return found[1].lower()
    return "comment" if entry.first("thr:in-reply-to") else "post"


def _other(kind: str) -> str:
    if kind == "page":
        return _("Dit is een vaste pagina, geen bericht.")
    return _("Dit is een instelling of de vormgeving van je oude blog.")


def _belongs_to(entry: Node) -> tuple[str, str]:
    """Return the identity of the post of this reaction, and the key of the reaction it answers (or nothing)."""
    reply = entry.first("thr:in-reply-to")
    if reply is not None:
        answers = next(
            (
                found[1]
                for link in entry.all("link")
                if link.attributes.get("rel") == "related"
                and (found := _COMMENT_ADDRESS.search(link.attributes.get("href", "")))
            ),
            "",
        )
        return reply.attributes.get("ref", ""), answers
    return entry.get("blogger:parent"), _short(entry.get("blogger:inReplyTo"))


def _short(identity: str) -> str:
    """Return the number at the end of an identity: in classic files a reply names only that of what it answers."""
    found = _NUMBER.search(identity)
    return found[1] if found else identity


def _title(entry: Node) -> str:
    title = entry.first("title")
    if title is None:
        return ""
    is_html = title.attributes.get("type") in {"html", "xhtml"}
    return " ".join((plain_text(title.text) if is_html else title.text).split())


def _text(entry: Node) -> Converted:
    """Return what it says as Markdown. Raises TextRefused."""
    content = entry.first("content") or entry.first("summary")
    return from_loose_html(content.text if content else "")


def _tags(entry: Node) -> list[str]:
    """Return its labels; the category that says what kind of entry this is, is none."""
    return [
        term
        for category in entry.all("category")
        if (term := " ".join(category.attributes.get("term", "").split())) and not _KIND.search(term)
    ]


def _is_draft(entry: Node) -> bool:
    control = entry.first("app:control")
    is_draft = control is not None and control.get("app:draft").lower() == "yes"
    return is_draft or entry.get("blogger:status").upper() in {"DRAFT", "SCHEDULED"}


def moment_of(text: str) -> datetime | None:
    """Return an ISO moment, or None for what is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
