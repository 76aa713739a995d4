"""The one road from what people write to HTML that is safe to show.

Only this module imports markdown, bleach and nh3, and nothing else in the house builds HTML from a person's text.
Render once, at save, and keep the result beside the source with RENDERER_VERSION; never render at read.

Three walls stand behind each other, because each has had holes (design: reliability A50 to A54): Markdown takes no raw
HTML but a few inline tags, bleach keeps what a Profile allows, and nh3, another parser in another language, does it
again and has the last word.
"""

import html
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import bleach
import nh3
from bleach.linkifier import Linker, LinkifyFilter
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HtmlInlineProcessor

from lessons.text_limits import (
    TAG,
    TextRefused,
    plain_characters,
    refuse_large,
    refuse_long,
    refuse_markdown,
    refuse_unclosed,
    too_deep,
)

__all__ = [
    "PARTICIPANT",
    "PICTURE_ADDRESS",
    "RENDERER_VERSION",
    "TRAINER",
    "Profile",
    "TextRefused",
    "clean_html",
    "count_plain_words",
    "count_rendered_words",
    "count_words",
    "plain_text",
    "render_markdown",
]

logger = logging.getLogger(__name__)

RENDERER_VERSION: Final = 2
"""Raise it when the same source gives other HTML: stored HTML of an older version is then rendered again."""


@dataclass(frozen=True)
class Profile:
    """What one kind of writer may use.

    `whole`: the text stands alone, so its highest heading becomes h2, whatever level the writer began with. Without
    it the text is a piece of a longer page, and only h1 moves.

    `pictures`: the only addresses that a picture may have; any other picture becomes a link, or only its description.
    Without it the writer shows pictures out of the site's own uploads.
    """

    name: str
    max_characters: int
    whole: bool
    link_rel: str | None
    fragments: bool
    pictures: re.Pattern[str] | None = None
    more_tags: frozenset[str] = frozenset()
    more_attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def tags(self) -> frozenset[str]:
        """Every tag that may come out. Never math, svg, style, title or a raw-text tag: sanitisers break on those."""
        return _TAGS | self.more_tags

    @property
    def attributes(self) -> dict[str, frozenset[str]]:
        """Every attribute that may come out, by tag. No id, class, name or style: a text cannot act as the page."""
        return {"a": frozenset({"href", "title"}), "ol": frozenset({"start"}), **self.more_attributes}


PICTURE_ADDRESS: Final = re.compile(r"/blogs/foto/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/")
"""Where a participant's picture is served to those who may read its post. Relative: no text can ask another host."""

_TAGS: Final = frozenset(
    "a blockquote br code em h2 h3 h4 hr li ol p pre strong table tbody td tfoot th thead tr ul".split()
)
PARTICIPANT: Final = Profile(
    "participant",
    max_characters=20_000,
    whole=True,
    link_rel="nofollow ugc noopener",
    fragments=False,
    pictures=PICTURE_ADDRESS,
    more_tags=frozenset({"img"}),
    more_attributes={"img": frozenset({"src", "alt", "width", "height", "loading"})},
)
TRAINER: Final = Profile(
    "trainer",
    max_characters=100_000,
    whole=False,
    link_rel=None,
    fragments=True,
    more_tags=frozenset({"img"}),
    more_attributes={"img": frozenset({"src", "alt", "width", "height"})},
)


def render_markdown(text: str, profile: Profile = PARTICIPANT) -> SafeString:
    """Return `text` as HTML of `profile`. Raises TextRefused, and nothing else.

    Takes under a second or refuses. Not on the list of extensions, on purpose: smarty (it turns "'s avonds" the wrong
    way round, and people's words stay as written) and all that lets a text name its own attributes.
    """
    text = plain_characters(text)
    refuse_long(text, profile.max_characters)
    refuse_markdown(text)
    return _safely(lambda: _sieve(_markdown(profile).convert(text), profile))


def clean_html(source: str, profile: Profile = PARTICIPANT) -> SafeString:
    """Return HTML that others wrote as HTML of `profile`; cleaning twice changes nothing. Raises TextRefused only.

    Scripts and styles go with their content; of other tags that are not allowed the text stays, and what stood in
    blocks stays in paragraphs.
    """
    source = plain_characters(source)
    # HTML is wordier than Markdown: the same text may be four times as long.
    refuse_long(source, 4 * profile.max_characters)
    return _safely(lambda: _sieve(source, profile))


def plain_text(source: str) -> str:
    """Return the words of HTML without markup: one line a block, no blank lines. Pictures give nothing."""
    tidy = nh3.clean(plain_characters(source), tags=set(_LINES), attributes={}, link_rel=None)
    text = TAG.sub(lambda tag: "\n" if tag[2] in _LINES else "", tidy)
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


def count_words(text: str, profile: Profile = PARTICIPANT) -> int:
    """Return how many words a reader of this Markdown counts: markup and web addresses are none. Raises TextRefused.

    A word is what stands between spaces and holds a letter or a digit: "e-mail", "2,5" and "en/of" are one each.
    """
    return count_rendered_words(render_markdown(text, profile))


def count_rendered_words(rendered: str) -> int:
    """Return how many words a reader counts of what `render_markdown` gave; see `count_words`."""
    pieces = _BETWEEN_WORDS.split(plain_text(rendered))
    return sum(_is_word(piece) and not _ADDRESS_WORD.match(piece) for piece in pieces)


def count_plain_words(text: str) -> int:
    """Return how many words a text has that is only ever shown as it was typed."""
    return sum(map(_is_word, text.split()))


def _is_word(piece: str) -> bool:
    return any(map(str.isalnum, piece))


_BETWEEN_WORDS: Final = re.compile(r"[\s…—]+|\.\.\.+|--+")
_ADDRESS_WORD: Final = re.compile(r"\W*(?:https?://|www\.)", re.IGNORECASE)


def _safely(render: Callable[[], str]) -> SafeString:
    try:
        return mark_safe(render())  # noqa: S308 - this is the module that makes HTML safe.
    except TextRefused:
        raise
    except RecursionError as error:
        raise too_deep() from error
    except Exception as error:
        # Four parsers of other people read a stranger's text here. Their faults are no reason for a page to fall over
        # and take the text along; the log keeps the trace for us.
        logger.exception("A text could not be rendered")
        raise TextRefused(
            _("Deze tekst kunnen we niet opmaken. Haal bijzondere tekens weg en probeer het opnieuw.")
        ) from error


# --- Markdown ----------------------------------------------------------------------------------------------------


def _markdown(profile: Profile) -> Markdown:
    """Return a fresh Markdown: one that is shared would mix up the texts of two threads."""
    md = Markdown(
        extensions=[FencedCodeExtension(), TableExtension(), SaneListExtension(), Nl2BrExtension()],
        output_format="html",
    )
    # Raw blocks of HTML are off: they are quadratic to find, and "<naam>" is more often a word than a tag. What is no
    # tag of ours is shown as it was typed, so nothing that somebody wrote disappears.
    md.preprocessors.deregister("html_block")
    typed = "|".join(sorted((profile.tags if profile.pictures is None else _TAGS) | {"b", "i"}))
    md.inlinePatterns.register(HtmlInlineProcessor(rf"""(</?(?:{typed})(?:\s[^<>]*)?/?>)""", md), "html", 90)
    return md


# --- HTML --------------------------------------------------------------------------------------------------------

_CODE: Final = frozenset({"code", "pre"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = frozenset(
    "address article aside center dd div dl dt figcaption figure footer header main nav section".split()
)
_RENAMED: Final = {"b": "strong", "i": "em"} | dict.fromkeys(_BLOCKS, "p")
_LINES: Final = _HEADINGS | _BLOCKS | frozenset("p br hr li ol ul blockquote pre table tr td th".split())
# Attribute by attribute: a title may end in "href=", and then the next quotation mark only seems to begin one.
_DEAD_LINK: Final = re.compile(r"""<a(?!(?:\s[a-z]+="[^"]*")*?\shref=")[^<>]*>(.*?)</a>""", re.DOTALL)
_PART_OF_PICTURE: Final = re.compile(r"""\s(src|alt)="([^"]*)\"""")
_EMPTY_PARAGRAPH: Final = re.compile(r"<p>\s*</p>\n?")
# Only what somebody wrote as an address: bleach's own pattern also links "klaar.De volgende" to klaar.de.
_WRITTEN_ADDRESS: Final = re.compile(
    r"""(?<![\w@./:-])(?:https?://|www\.)(?:[^\s<>"'`{}|\\^&\[\]]|&amp;)+(?<![;:!?.,*…”’»])""", re.IGNORECASE
)


def _sieve(source: str, profile: Profile) -> str:
    """Return `source` with only what `profile` allows."""
    refuse_unclosed(source)
    seen = _nh3(source, profile, profile.tags | _HEADINGS | _RENAMED.keys(), strange_pictures=True)
    tidy = _own_pictures(_renamed(seen, profile), profile)
    refuse_large(tidy)
    # bleach.clean() and not one shared Cleaner: threads that share a Cleaner get each other's text.
    cleaned = bleach.clean(
        tidy,
        tags=profile.tags,
        attributes=lambda tag, name, value: _attribute(profile, tag, name, html.unescape(value)) is not None,
        protocols=_SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return _EMPTY_PARAGRAPH.sub("", _nh3(_linked(cleaned), profile, profile.tags)).strip()


def _nh3(source: str, profile: Profile, tags: frozenset[str], *, strange_pictures: bool = False) -> str:
    """Return what nh3 keeps of `source`; a link that leads nowhere any more is only its words.

    `strange_pictures` leaves a picture the address that a link may have, for `_own_pictures` to make one of it.
    """

    def judge(tag: str, name: str, value: str) -> str | None:
        if name == "rel":  # Can only be the one that nh3 itself adds.
            return value
        if strange_pictures and profile.pictures and (tag, name) == ("img", "src"):
            return _address(value, profile)
        return _attribute(profile, tag, name, value)

    kept = nh3.clean(
        source,
        tags=set(tags),
        # Without "*" nh3 keeps title and lang on every tag.
        attributes={"*": set(), **{tag: set(names) for tag, names in profile.attributes.items()}},
        attribute_filter=judge,
        set_tag_attribute_values={"img": {"loading": "lazy"}} if profile.pictures else None,
        generic_attribute_prefixes=set(),
        url_schemes=set(_SCHEMES),
        link_rel=profile.link_rel,
    )
    return _DEAD_LINK.sub(r"\1", kept)


def _linked(source: str) -> str:
    """Return HTML in which addresses that were written out are links, but not in code.

    bleach's own skip_tags shows &lt; in code as &amp;lt; (6.4.0, the last release), so code comes to it with its
    entities set apart already.
    """
    linker: Any = Linker(callbacks=[_https], skip_tags=_CODE, url_re=_WRITTEN_ADDRESS)
    walk = linker.walker
    linker.walker = lambda dom: _entities_apart(walk(dom))
    return str(linker.linkify(source))


def _entities_apart(tokens: Any) -> Iterator[dict[str, Any]]:
    apart = LinkifyFilter(tokens).extract_entities
    code = 0
    for token in tokens:
        if token.get("name") in _CODE:
            code += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
        yield from apart(token) if code and token["type"] == "Characters" else (token,)


def _https(attributes: Any, new: bool = False) -> Any:
    """Let an address written as www.example.nl go to https, where bleach says http."""
    if new and attributes["_text"].lower().startswith("www."):
        attributes[None, "href"] = f"https://{attributes['_text']}"
    return attributes


def _renamed(tidy: str, profile: Profile) -> str:
    """Return tidy HTML with tags of old or of layout in our own words, and headings that never skip a level."""
    outline: list[int] = []
    levels: list[int] = []

    def heading(closing: str, level: int) -> str:
        if closing:
            return f"</h{levels.pop() if levels else 2}>"
        while outline and outline[-1] >= level:
            outline.pop()
        outline.append(level)
        levels.append(min(4, 1 + len(outline)) if profile.whole else min(4, max(2, level)))
        return f"<h{levels[-1]}>"

    def rename(match: re.Match[str]) -> str:
        closing, name, rest = match.groups()
        if name in _HEADINGS:
            return heading(closing, int(name[1]))
        return f"<{closing}{_RENAMED.get(name, name)}{rest}>"

    return TAG.sub(rename, tidy)


def _own_pictures(tidy: str, profile: Profile) -> str:
    """Return tidy HTML in which every picture has one of the addresses of `profile`.

    Any other one is a link to itself with its description for words; within a link, or where no web address is left,
    it is only its description.
    """
    if profile.pictures is None or "<img" not in tidy:
        return tidy
    in_link = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal in_link
        closing, name, rest = match.groups()
        if name == "a":
            in_link = not closing
        if name != "img":
            return match[0]
        parts = dict(_PART_OF_PICTURE.findall(rest))
        address, words = parts.get("src", ""), parts.get("alt", "")
        if _picture(html.unescape(address), profile):
            return match[0] if "alt" in parts else f'<img alt=""{rest}>'
        if in_link or not _WEB.match(address):
            return words
        return f'<a href="{address}">{words.strip() or address}</a>'

    return TAG.sub(replaced, tidy)


# --- Attributes and addresses ------------------------------------------------------------------------------------

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
# What browsers skip or people cannot see, and what therefore hides a scheme: "java\u200bscript:".
_INVISIBLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ABSOLUTE: Final = re.compile(r"https?://[^/\\?#\s]|mailto:[^/\\?#\s]", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,5}\Z")


def _attribute(profile: Profile, tag: str, name: str, value: str) -> str | None:
    """Return the value that may stay for this attribute, or None to drop it."""
    if name not in profile.attributes.get(tag, frozenset()):
        return None
    if name == "href":
        return _address(value, profile)
    if name == "src":
        return _picture(value, profile)
    if name == "loading":
        return value if value == "lazy" else None
    if name in {"start", "width", "height"}:
        return value if _NUMBER.match(value) else None
    return value


def _address(value: str, profile: Profile) -> str | None:
    """Return where a link may go: the web, a mailbox or a page of our own; None for anything else."""
    value = _INVISIBLE.sub("", value).strip()
    path = value.replace("\\", "/")
    if not value or path.startswith("//") or (value.startswith("#") and not profile.fragments):
        return None
    # Whatever stands before the first / ? or # is a scheme when it holds a colon, however strange it looks.
    if ":" in re.split(r"[/?#]", path, maxsplit=1)[0] and not _ABSOLUTE.match(value):
        return None
    return value


def _picture(value: str, profile: Profile) -> str | None:
    """Return the address of a picture of our own; None for any other, which would tell others who reads."""
    value = _INVISIBLE.sub("", value).strip()
    if profile.pictures is not None:
        return value if profile.pictures.fullmatch(value) else None
    inside = value.startswith(settings.MEDIA_URL) and settings.MEDIA_URL.strip("/") != ""
    return value if inside and ".." not in unquote(value) and "\\" not in value else None
