"""Searching posts: how a text is folded, what a query asks for, and what is shown of a post that was found.

A post carries its folded words in `search_text`, so that a search is a plain "contains" on both databases and finds
"fietsen" at "fiets" and "café" at "cafe". Whoever changes a title, a text or a tag stores `derived_fields()` with it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from course.blogs import texts
from course.blogs.models import Post, PostQuerySet
from lessons.richtext import plain_text

MOST_CHARACTERS = 300
MOST_WORDS = 10

BEFORE_HIT = 70
SNIPPET_CHARACTERS = 240


# --- Folding -----------------------------------------------------------------------------------------------------


class _Folding(dict[int, str]):
    """What each character becomes. Fills itself, as far as the letters that people really use."""

    KEPT_BELOW = 0x3000

    def __missing__(self, code: int) -> str:
        pieces = unicodedata.normalize("NFKD", chr(code).casefold())
        plain = "".join(one for one in pieces if unicodedata.category(one) not in ("Mn", "Cf", "Cs"))
        plain = "".join(_ALSO.get(one, one) for one in plain)
        if code < self.KEPT_BELOW:
            self[code] = plain
        return plain


# Letters that no accent can be taken from, and the signs that a word processor makes of those on the keyboard.
_ALSO = dict(zip("øđłıæœ", ("o", "d", "l", "i", "ae", "oe"), strict=True))
_ALSO |= dict.fromkeys("‘’‚′`´", "'") | dict.fromkeys("“”„″«»", '"') | dict.fromkeys("‐‑‒–—", "-")  # noqa: RUF001

_FOLDED = _Folding()
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def fold(text: str) -> str:
    """Return a text in small letters without accents, with plain quotes and dashes; control characters are spaces."""
    return _CONTROLS.sub(" ", text.translate(_FOLDED))


def search_text(title: str, html: str, tags: Iterable[str] = ()) -> str:
    """Return what a post is found by: its title on the first line, then its words, then its tags, all folded."""
    return fold("\n".join([" ".join(title.split()), plain_text(html), *tags]))


def derived_fields(title: str, source: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    """Return all fields of Post that follow from these. Raises TextRefused, as `texts.make` does."""
    made = texts.make(source)
    return {**made.as_fields(), "search_text": search_text(title, made.html, tags)}


def tag_names(post: Post) -> list[str]:
    """Return the names of a post's tags as they are stored. One query."""
    return list(post.tags.order_by("name").values_list("name", flat=True))


def index(post: Post) -> None:
    """Store what this post is found by, after its tags changed. Two queries."""
    post.search_text = search_text(post.title, post.html, tag_names(post))
    Post.objects.filter(pk=post.pk).update(search_text=post.search_text)


# --- Asking ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Query:
    """What somebody looks for: `words` are folded and each must occur; a quoted phrase is one of them.

    `is_cut` says that more was typed than is looked for.
    """

    typed: str = ""
    words: tuple[str, ...] = ()
    is_cut: bool = False


_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


def parse(typed: str) -> Query:
    """Return the query in what was typed. Never fails: what cannot be a word is left out."""
    typed = " ".join(_CONTROLS.sub(" ", typed.encode("utf-8", "ignore").decode()).split())
    pieces = (match[1] or match[2] or "" for match in _PIECE.finditer(fold(typed[:MOST_CHARACTERS])))
    words = [" ".join(piece.split()) for piece in pieces if any(map(str.isalnum, piece))]
    words = list(dict.fromkeys(words))
    is_cut = len(typed) > MOST_CHARACTERS or len(words) > MOST_WORDS
    return Query(typed[:MOST_CHARACTERS], tuple(words[:MOST_WORDS]), is_cut)


def found_in(posts: PostQuerySet, query: Query) -> PostQuerySet:
    """Keep the posts in which all words occur: those with all of them in the title first, then the newest.

    Without words nothing is found. `posts` are those the reader may see; nothing is asked here.
    """
    if not query.words:
        return posts.none()
    first_line = Substr("search_text", 1, StrIndex("search_text", Value("\n")))
    in_title, anywhere = Q(), Q()
    for word in query.words:
        in_title &= Q(first_line__contains=word)
        anywhere &= Q(search_text__contains=word)
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return posts.filter(anywhere).alias(first_line=first_line).order_by(rank, "-published_at", "-pk")


# --- Showing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A post that was found, with its title and a piece of its text in which the words are marked."""

    post: Post
    title: SafeString
    snippet: SafeString


def hit_in(post: Post, query: Query) -> Hit:
    """Return what is shown of a post that was found; it needs its `html`. No query."""
    text = " ".join(plain_text(post.html).split())
    return Hit(post, marked(post.title, query), marked(_around_first_hit(text, query), query))


@dataclass(frozen=True)
class _Folded:
    """A folded text, and for each of its characters from which character of the text it came."""

    text: str
    sources: list[int]

    def spans(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """Return where these words stand in the text that was folded: begin and end, in order, overlaps joined."""
        found = sorted(span for word in words for span in self._spans_of(word))
        joined: list[tuple[int, int]] = []
        for begin, end in found:
            if joined and begin <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((begin, end))
        return joined

    def _spans_of(self, word: str) -> Iterable[tuple[int, int]]:
        at = self.text.find(word)
        while at >= 0:
            last = at + len(word) - 1
            # An accent that is a character of its own belongs to the letter before it.
            after = bisect_right(self.sources, self.sources[last])
            yield self.sources[at], max(self.sources[last] + 1, self.sources[after])
            at = self.text.find(word, last + 1)


def _folded(text: str) -> _Folded:
    pieces = [fold(character) for character in text]
    sources = [number for number, piece in enumerate(pieces) for _ in piece]
    return _Folded("".join(pieces), [*sources, len(text)])


def marked(text: str, query: Query) -> SafeString:
    """Return a text as HTML, escaped, with <mark> around each word of the query."""
    pieces, at = [], 0
    for begin, end in _folded(text).spans(query.words):
        pieces += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - each piece is escaped


def _around_first_hit(text: str, query: Query) -> str:
    """Return a piece of at most about SNIPPET_CHARACTERS, cut between words, with the first hit near its beginning."""
    spans = _folded(text).spans(query.words)
    begin = max(0, spans[0][0] - BEFORE_HIT) if spans else 0
    if begin:
        space = text.find(" ", begin, spans[0][0])
        begin = space + 1 if space >= 0 else spans[0][0]
    end = begin + SNIPPET_CHARACTERS
    if end < len(text):
        space = text.rfind(" ", spans[0][1] if spans else begin, end)
        end = space if space >= 0 else end
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
