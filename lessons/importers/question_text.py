"""From the texts in question files (HTML, Markdown, plain) to plain words, and the names of pictures left behind."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from lessons.richtext import TRAINER, TextRefused, plain_text, render_markdown
from lessons.text_limits import refuse_unclosed

MAX_MARKUP = 5_000
"""Characters of one text with markup: more of it is a page, not a question."""

MAX_MARKDOWN = 20_000
"""Characters of Markdown in one file: rendering it takes its time."""

_MEDIA = re.compile(r"<(?:img|audio|video|source|object|embed|iframe)\b[^<>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\]\(\s*([^)\s]{1,500})")
_SOURCE = re.compile(r"""\b(?:src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:a|audio|b|blockquote|br|code|div|em|h[1-6]|hr|i|iframe|img|li|object|ol|p|pre|script|span|strong|style|sub"
    r"|sup|table|tbody|td|th|thead|tr|u|ul|video)\b[^<>]*>|&(?:[a-z]{2,8}|#[0-9]{1,6});",
    re.IGNORECASE,
)


class Unreadable(ValueError):  # noqa: N818 - to its writer it is no error, but an answer
    """A question that cannot be taken along. Its message is a whole sentence."""


class Texts:
    """Turns the texts of one file into words, and gathers the names of pictures and other files that they show."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._markdown = 0

    def files(self) -> list[str]:
        """Return the files that were named since the last time."""
        names, self._files = list(dict.fromkeys(self._files)), []
        return names

    def words(self, text: str, how: str = "moodle") -> str:
        """Return a text as plain words, line by line. `how`: html, markdown, plain or moodle (which may be HTML)."""
        if how == "plain":
            return text.strip()
        if how == "moodle" and not _LOOKS_LIKE_HTML.search(text):
            return trimmed(text)
        if len(text) > MAX_MARKUP:
            raise Unreadable(_("Deze tekst is te lang voor een vraag. Kort hem in."))
        self._files += files_in(text, how)
        try:
            return self._read(text, how)
        except TextRefused as refused:
            raise Unreadable(str(refused)) from refused

    def line(self, text: str, how: str = "moodle") -> str:
        """Return a text as plain words on one line."""
        return " ".join(line for line in self.words(text, how).split("\n") if line)

    def _read(self, text: str, how: str) -> str:
        if how == "markdown":
            self._markdown += len(text)
            if self._markdown > MAX_MARKDOWN:
                raise Unreadable(_("In dit bestand staat te veel Markdown. Verdeel het."))
            text = render_markdown(text, TRAINER)
        if "<" not in text:
            return trimmed(html.unescape(text))
        refuse_unclosed(text)
        # In HTML a line end is a space; Moodle's own format keeps it.
        return plain_text(text if how == "moodle" else re.sub(r"\s*\n\s*", " ", text))


def files_in(text: str, how: str) -> list[str]:
    """Return the names of the pictures and other files that a text shows."""
    found = [_source_of(match[0]) for match in _MEDIA.finditer(text)]
    if how == "markdown":
        found += [match[1] for match in _PICTURE.finditer(text)]
    return [file_name(address) for address in found]


def _source_of(tag: str) -> str:
    match = _SOURCE.search(tag)
    return next((part for part in match.groups() if part), "") if match else ""


def file_name(address: str) -> str:
    """Return what a writer calls a file: "bordje.png", not where it stood."""
    name = unquote(html.unescape(address)).rstrip("/").rpartition("/")[2]
    return name[:80] or _("zonder naam")


def trimmed(text: str) -> str:
    """Return the lines of a text without space at their ends, and without empty lines at the ends of the text."""
    return "\n".join(line.strip() for line in text.split("\n")).strip()
