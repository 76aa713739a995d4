"""From the HTML of another blog to Markdown of ours. Nothing is fetched: a picture becomes a link with its words.

What comes out is only a source: it goes through the one function of lessons/richtext.py like all that people write,
so nothing here needs to be safe, but all of it has to be bounded in time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from markdownify import ATX, MarkdownConverter

from lessons.richtext import PARTICIPANT
from lessons.text_limits import plain_characters, refuse_long, refuse_unclosed, too_deep

WORDIER: Final = 4
"""How many times longer HTML may be than the Markdown it becomes; as in `clean_html`."""

_BLOCK: Final = (
    "address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|"
    "main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_AROUND_BLOCK: Final = re.compile(rf"\n?(</?(?:{_BLOCK})\b[^<>]*>)\n?", re.IGNORECASE)
_STARTS_WITH_BLOCK: Final = re.compile(rf"</?(?:{_BLOCK})\b", re.IGNORECASE)
_PRE: Final = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.IGNORECASE | re.DOTALL)
_HAS_BLOCKS: Final = re.compile(r"<!-- wp:|<p\b|<br\b|<div\b", re.IGNORECASE)
_ENDLESS: Final = re.compile(r"\s{500,}")
"""Markdownify is quadratic in white space."""
_CAPTION: Final = re.compile(r"\[/?caption\b[^\[\]]*\]", re.IGNORECASE)
_GALLERY: Final = re.compile(r"\[gallery\b[^\[\]]*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Converted:
    """Markdown, and how many pictures and films in it became a link."""

    source: str
    left_out: int


def from_wordpress(text: str) -> Converted:
    """Return what WordPress keeps as Markdown: there a blank line is a paragraph. Raises TextRefused."""
    text = _ENDLESS.sub("\n\n", plain_characters(text))
    galleries = len(_GALLERY.findall(text))
    text = _GALLERY.sub("", _CAPTION.sub("", text))
    if "<!-- wp:" not in text:
        text = "".join(part if at % 2 else _with_paragraphs(part) for at, part in enumerate(_PRE.split(text)))
    converted = from_html(text)
    return Converted(converted.source, converted.left_out + galleries)


def from_loose_html(text: str) -> Converted:
    """Return HTML as Markdown; where it has no paragraphs or line breaks at all, its lines count as they stand."""
    return from_html(text) if _HAS_BLOCKS.search(text) else from_wordpress(text)


def _with_paragraphs(text: str) -> str:
    parts = re.split(r"\n[ \t]*\n\s*", _AROUND_BLOCK.sub(r"\n\n\1\n\n", text))
    return "\n\n".join(
        part if _STARTS_WITH_BLOCK.match(part) or not part.strip() else f"<p>{_with_breaks(part)}</p>" for part in parts
    )


def _with_breaks(text: str) -> str:
    return re.sub(r"(?:<br ?/?>)?\n", "<br>", text.strip("\n"))


def from_html(text: str) -> Converted:
    """Return HTML as Markdown. Raises TextRefused for one that is too long or too deep."""
    text = _ENDLESS.sub("\n\n", plain_characters(text))
    refuse_long(text, WORDIER * PARTICIPANT.max_characters)
    refuse_unclosed(text)
    converter = Converter(heading_style=ATX, bullets="-", autolinks=False, strip=["del", "s", "sub", "sup"])
    try:
        source = converter.convert(text)
    except RecursionError as error:
        raise too_deep() from error
    return Converted(_tidy(source), converter.left_out)


def _tidy(source: str) -> str:
    lines = (line.rstrip(" \t") for line in source.replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


_LINE_START: Final = re.compile(r"\A(\s*)(>|[+-](?=\s|\Z)|#+|[0-9]{1,9}(?=[.)]\s)|(?:-{3,}|={3,}|~{3,})\s*\Z)")
_WORD_UNDERSCORE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TAG_LIKE: Final = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY_LIKE: Final = re.compile(r"&(?=#?\w{1,31};)")


class Converter(MarkdownConverter):
    """Writes Markdown as our own renderer reads it: a line break is a new line, and a picture a link."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.left_out = 0

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        # A new line in HTML is a space; in a post of ours it would be a line break.
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]
        return text if "pre" in (parent_tags or ()) else re.sub(r"[ \t]*\n[ \t]*", " ", text)

    def escape(self, text: str, parent_tags: Any) -> str:
        """Keep what somebody typed from meaning something to Markdown. Less is more: she reads these signs too."""
        text = re.sub(r"([\\`*\[\]])", r"\\\1", text)
        text = _WORD_UNDERSCORE.sub(r"\\_", text)
        text = _TAG_LIKE.sub("&lt;", _ENTITY_LIKE.sub("&amp;", text))
        return _LINE_START.sub(_escaped_start, text)

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        href = _address(el.get("href"))
        inside = " ".join(text.split())
        if not href or not inside or el.find(["img", "iframe", "video"]):
            return text
        if text == href or inside.replace("\\", "") == href:
            return href
        lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        return f"{lead}[{inside}]({href}){tail}"

    def convert_script(self, el: Any, text: str, parent_tags: Any) -> str:
        return ""

    convert_style = convert_noscript = convert_template = convert_title = convert_script

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._picture(el, _("Foto"))

    def convert_video(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._picture(el, _("Film"))

    def convert_iframe(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._picture(el, _("Film of ander ingesloten venster"))

    def _picture(self, el: Any, kind: str) -> str:
        self.left_out += 1
        words = " ".join(str(el.get("alt") or el.get("title") or "").split())
        said = f"{kind}: {self.escape(words, set())}" if words else kind
        address = _address(el.get("src"))
        return f"[{said}]({address})" if address else f"({said})"


def _escaped_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    # "2012. " would begin a list: there the sign to escape comes after the number.
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _address(value: object) -> str:
    """Return an address that fits between the brackets of a Markdown link, or nothing."""
    address = "".join(str(value or "").split())
    if address.startswith("//"):
        address = f"https:{address}"
    if not re.match(r"(?:https?://|mailto:)", address, re.IGNORECASE) or len(address) > 1500:
        return ""
    for sign, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ('"', "%22"), ("\\", "%5C")):
        address = address.replace(sign, code)
    return address
