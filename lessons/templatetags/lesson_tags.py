"""What the templates of lessons ask for: text, addresses, sizes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from lessons.platforms import Platform
from lessons.richtext import TRAINER, TextRefused, clean_html, render_markdown

register = template.Library()


# --- Dutch words on a page in another language -------------------------------------------------------------------


def is_page_dutch() -> bool:
    return (get_language() or "nl").startswith("nl")


@register.simple_tag
def dutch() -> SafeString:
    """Return the attribute of an element that holds words of the course or of a participant, written after its name.

    Those are Dutch whatever the language of the page; a screen reader would read them with another voice
    (WCAG 3.1.2). Empty on a Dutch page.
    """
    return mark_safe("" if is_page_dutch() else ' lang="nl"')  # noqa: S308 - our own words


@register.filter(name="dutch")
def in_dutch(words: Any) -> SafeString | str:
    """Return such words with a <span> of their own, where they stand between words of the page; else as they are."""
    if is_page_dutch() or not words:
        return words if isinstance(words, str) else str(words or "")
    return format_html('<span lang="nl">{}</span>', words)


LONG_WORD = 13
"""Letters from which a word is wider than a heading in the largest letters, on a phone or beside the shelf."""


@register.filter
def has_long_word(title: str) -> bool:
    """Say whether a heading must be set smaller to keep its longest word whole; a hyphen parts a word."""
    return any(len(part) >= LONG_WORD for part in re.split(r"[\s-]+", str(title)))


_QUOTED = re.compile(r"(?<=“)[^“”]+(?=”)")


@register.filter
def dutch_quotes(sentence: Any) -> SafeString | str:
    """Return a sentence of the interface in which what it quotes is Dutch: “...” holds a title or what was typed."""
    words = str(sentence)
    if is_page_dutch() or "“" not in words:
        return words if isinstance(sentence, str) else str(sentence)
    return mark_safe(_QUOTED.sub(lambda quoted: in_dutch(mark_safe(quoted[0])), conditional_escape(sentence)))  # noqa: S308 - escaped


# --- Text --------------------------------------------------------------------------------------------------------


@register.filter
def markdown(text: Any) -> SafeString:
    """Return a trainer's Markdown as HTML; a text that the renderer refuses stays readable as plain paragraphs."""
    return _rendered(str(text or ""))


@lru_cache(maxsize=1024)
def _rendered(text: str) -> SafeString:
    """Keep what was rendered, by the text itself: a lesson is read a thousand times for every time it is changed."""
    try:
        return render_markdown(text, TRAINER)
    except TextRefused:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks


@register.filter
def prose(value: Any) -> SafeString:
    """Return what Wagtail's own editor stored as HTML of the same allowlist: an import may have written it."""
    return _cleaned(expand_db_html(str(getattr(value, "source", value) or "")))


@lru_cache(maxsize=1024)
def _cleaned(html: str) -> SafeString:
    try:
        return clean_html(html, TRAINER)
    except TextRefused:
        return mark_safe(linebreaks(html, autoescape=True))  # noqa: S308 - escaped by linebreaks


@register.filter
def host(url: Any) -> str:
    """Return the site an address leads to, without www: "vimeo.com"."""
    return (urlsplit(str(url or "")).hostname or "").removeprefix("www.")


@register.filter
def extension(filename: Any) -> str:
    """Return what kind of file this is: "PDF"."""
    _stem, dot, kind = str(filename or "").rpartition(".")
    return kind.upper() if dot else ""


@register.filter
def percent(score: float) -> int:
    """Return a share from 0 to 1 as a whole percentage, rounded to the nearest."""
    return round(score * 100)


@register.filter
def weekday(day: Any, form: str = "") -> str:
    """Return the name of a day of the week, counted from 0 for Monday: "maandag", or "ma" for "short"."""
    names = WEEKDAYS_ABBR if form == "short" else WEEKDAYS
    return str(names[int(day)])


@register.simple_tag
def platforms() -> list[Platform]:
    """Return the platforms as a lesson shows them. One query."""
    return list(Platform.objects.in_order())


@register.simple_tag
def crumbs_of(page: Page) -> list[dict[str, str]]:
    """Return the way to a course or module page for components/crumbs.html; the page itself has no url. One query.

    The home page goes by what it is: its title is the site's slogan.
    """
    above = page.get_ancestors().filter(depth__gt=2).specific(defer=True)
    items = [{"label": in_dutch(one.title), "url": one.address} for one in above]
    return [{"label": _("Startpagina"), "url": "/"}, *items, {"label": in_dutch(page.title), "url": ""}]
