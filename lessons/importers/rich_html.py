"""Prose that is kept as HTML, because Wagtail's own editor wrote it: what may stand in it, and back to Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lessons.richtext import TRAINER, TextRefused, render_markdown

_TAGS = frozenset("a b br em i li ol p strong ul".split())
_ATTRIBUTES = {"a": frozenset({"href", "id", "linktype"})}
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
_EDITOR_KEY = re.compile(r'\s+data-block-key="[^"]*"')
_BETWEEN_BLOCKS = re.compile(r"\s*(</?(?:p|ul|ol|li)>|<br>)\s*")


class _Reader(HTMLParser):
    """Names what does not belong in prose: other tags, other attributes, addresses of an unknown kind."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)  # So that a bare < in the text can be told from &lt;.
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.refused.append(f"<{tag}>")
        for name, value in attrs:
            known = name == "data-block-key" or name in _ATTRIBUTES.get(tag, frozenset())
            if not known or (name == "href" and not _ADDRESS.match(value or "")):
                self.refused.append(f"<{tag} {name}>")

    def handle_data(self, data: str) -> None:
        if "<" in data:  # A tag that never ends: text to this parser, but a browser may see more in it.
            self.refused.append("<")

    def handle_comment(self, data: str) -> None:
        self.refused.append("<!--")

    def handle_decl(self, decl: str) -> None:
        self.refused.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.refused.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.refused.append(f"<![{data}]>")


def refused_in(html: str) -> list[str]:
    """Return what in this HTML is no prose, as a writer would recognise it; empty when all of it may stay."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.refused


def without_editor_keys(html: str) -> str:
    """Return HTML without the keys that Wagtail's editor hangs on its paragraphs: they differ at every save."""
    return _EDITOR_KEY.sub("", html)


def same_prose(one: str, other: str) -> bool:
    """Say whether two pieces of HTML read the same."""
    return _bare(one) == _bare(other)


def _bare(html: str) -> str:
    html = re.sub(r"<br\s*/>", "<br>", without_editor_keys(html))
    html = _BETWEEN_BLOCKS.sub(r"\1", html).strip()
    return re.sub(r"<(/?)(b|i)>", lambda tag: f"<{tag[1]}{'strong' if tag[2] == 'b' else 'em'}>", html)


class _Writer(HTMLParser):
    _MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.lists: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += self._MARKS.get(tag, "")
        if tag == "br":
            self.text += "\n"
        elif tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
            self.text += "["
        elif tag in {"ul", "ol"}:
            self.lists.append("- " if tag == "ul" else "1. ")
        elif tag == "li" and self.lists:
            self.text += self.lists[-1]

    def handle_endtag(self, tag: str) -> None:
        self.text += self._MARKS.get(tag, "")
        if tag == "a" and self.addresses:
            self.text += f"]({self.addresses.pop()})"
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.text += "\n"
        elif tag in {"p", "li"}:
            self.text += "\n\n" if tag == "p" else "\n"

    def handle_data(self, data: str) -> None:
        is_layout = not data.strip() and (not self.text or self.text.endswith("\n"))
        self.text += "" if is_layout else data


def as_markdown(html: str) -> str | None:
    """Return the Markdown that gives exactly this prose again; None when there is none so simple."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = writer.text.strip()
    try:
        return text if same_prose(render_markdown(text, TRAINER), html) else None
    except TextRefused:
        return None
