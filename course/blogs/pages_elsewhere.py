"""Reading pages and feeds of other sites: pure, from bytes. Nothing here fetches, and nothing here is shown as HTML."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser

MAX_ENTRIES: Final = 100
MAX_CHARACTERS: Final = 100_000
FEED_TYPES: Final = ("application/atom+xml", "application/rss+xml", "application/xml", "text/xml")
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg", "head", "nav", "footer", "form"})
_BLOCK: Final = frozenset("p div li br h1 h2 h3 h4 h5 h6 blockquote tr section article ul ol".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())


@dataclass(frozen=True)
class Entry:
    """One post of a feed. `key` is a hash of what the feed says tells it apart; times are UTC, None when unknown."""

    key: str
    address: str
    title: str
    text: str
    headings: int
    tags: tuple[str, ...]
    published_at: datetime | None

    @property
    def text_hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()


class Page(HTMLParser):
    """What we want of a web page: its words, how many headings, and its links by what they are to it (`rel`)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.headings = 0
        self.links: list[tuple[frozenset[str], str, str]] = []
        self._silent = 0
        self.feed(html[: MAX_CHARACTERS * 10])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("a", "link") and given.get("href"):
            relations = frozenset(given.get("rel", "").lower().split())
            self.links.append((relations, given.get("type", "").lower(), given["href"].strip()))
        self._silent += tag in _SILENT
        self.headings += tag in _HEADINGS and not self._silent
        if tag in _BLOCK:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCK:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.parts).splitlines())
        return "\n".join(line for line in lines if line)[:MAX_CHARACTERS]

    def feed_address(self, base: str) -> str:
        """Return the first feed that the page names, Atom before RSS; empty when it names none."""
        named = [(kind, href) for rel, kind, href in self.links if "alternate" in rel and kind in FEED_TYPES[:2]]
        named.sort(key=lambda one: FEED_TYPES.index(one[0]))
        return urljoin(base, named[0][1]) if named else ""

    def is_me(self, addresses: Iterable[str]) -> bool:
        """Say whether the page has a link with rel="me" to one of these addresses."""
        wanted = {address.rstrip("/") for address in addresses}
        return any("me" in rel and href.rstrip("/") in wanted for rel, _kind, href in self.links)


def text_of_page(body: bytes) -> Page:
    """Return a page from its bytes; UTF-8, else the Western alphabet that never fails."""
    try:
        return Page(body.decode("utf-8"))
    except UnicodeDecodeError:
        return Page(body.decode("cp1252", "replace"))


@dataclass(frozen=True)
class Feed:
    """A feed as far as it is used here: its title and its newest entries."""

    title: str
    entries: tuple[Entry, ...]


def read_feed(body: bytes, base: str) -> Feed | None:
    """Return the feed in these bytes, None when they are none. `base` is where it came from, for its links.

    A document that declares entities is no feed to us: that is how a small file becomes an endless one.
    """
    if b"<!ENTITY" in body:
        return None
    # As a file: feedparser would take a bare string for an address or a path and open it.
    read: Any = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not read.get("version"):
        return None
    entries = tuple(_entry(one, base) for one in read.entries[:MAX_ENTRIES])
    return Feed(" ".join(str(read.feed.get("title", "")).split())[:160], entries)


def _entry(one: Any, base: str) -> Entry:
    content = next((part.get("value", "") for part in one.get("content", ())), "") or one.get("summary", "")
    page = Page(str(content))
    address = urljoin(base, str(one.get("link", "")))
    if urlsplit(address).scheme not in ("http", "https") or len(address) > 500:
        address = base
    title = " ".join(Page(str(one.get("title", ""))).text.split())[:160]
    moment = one.get("published_parsed") or one.get("updated_parsed")
    at = datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    tags = tuple(str(tag.get("term") or "").strip().lower() for tag in one.get("tags", ()))
    told = str(one.get("id") or "") or address
    return Entry(sha256(told.encode()).hexdigest(), address, title, page.text, page.headings, tags, at)


_DING: Final = re.compile(r"#?(?:23)?ding(?:en)?[ _-]?(\d{1,2})")


def number_in(tags: Iterable[str]) -> int | None:
    """Return the number of the ding that one of these tags names: "ding 5", "ding5", "#ding-05"; None for none."""
    found = (_DING.fullmatch(tag.strip().lower()) for tag in tags)
    return next((int(match.group(1)) for match in found if match), None)
