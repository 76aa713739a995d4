"""Reads the JSON of our own export: see course/blogs/exporters/FORMAT.md."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from course.blogs.importers.blogger import moment_of
from course.blogs.importers.mending import too_large
from course.blogs.importers.parsed import (
    MAX_BYTES,
    ImportRefused,
    ParsedBlog,
    ParsedComment,
    ParsedPost,
    key_of,
    own_id_in,
    own_key,
    shown_name,
)

KIND: Final = "dingen"
FORMAT: Final = "dingen-blog"
VERSIONS: Final = frozenset({1})


def read_own_json(file: BinaryIO) -> ParsedBlog:
    """Return what is in this export. Raises ImportRefused, by line and column where the file is no JSON."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large()
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        raise ImportRefused(
            _("Hier is het bestand geen geldige JSON. Exporteer je blog opnieuw."), error.lineno, error.colno
        ) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ImportRefused(_("Dit bestand is niet te lezen als JSON. Exporteer je blog opnieuw.")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ImportRefused(_("Dit is JSON, maar niet van een blog dat hier is geëxporteerd."))
    if data.get("version") not in VERSIONS:
        raise ImportRefused(
            _("Deze export is van een nieuwere versie van deze site. Hier lezen we versie %(known)s.")
            % {"known": ", ".join(map(str, sorted(VERSIONS)))}
        )
    blog = ParsedBlog(KIND)
    for number, post in enumerate(_list(data, "posts"), start=1):
        try:
            blog.posts.append(_post(post))
        except (AttributeError, TypeError, ValueError) as error:
            name = str(post.get("title", "")) if isinstance(post, dict) else ""
            blog.skip(
                name[:80] or _("bericht %(number)d") % {"number": number},
                _("Dit bericht is niet te lezen: %(part)s klopt niet.") % {"part": f"‘{str(error)[:60]}’"},
            )
    return blog


def _post(post: dict[str, Any]) -> ParsedPost:
    own_id = own_id_in(f"urn:uuid:{_text(post, 'id')}")
    if own_id is None:
        raise ValueError("id")
    title, source = _text(post, "title"), _text(post, "source")
    if not title and not source:
        raise ValueError("source")
    return ParsedPost(
        key=_key(_text(post, "imported_key")) or own_key(own_id),
        title=title[:160],
        source=source,
        written_at=_moment(post, "written_at"),
        tags=tuple(str(name) for name in _list(post, "tags")),
        comments=tuple(_comment(comment) for comment in _list(post, "comments")),
        was=_was(post),
        own_id=own_id,
        pictures=len(_list(post, "pictures")),
    )


def _key(text: str) -> str:
    """Return the key it came in with before: as our importers make one, whatever stands in the file."""
    return text if not text or re.fullmatch(r"[0-9a-f]{64}", text) else key_of(text)


def _comment(comment: dict[str, Any]) -> ParsedComment:
    return ParsedComment(
        key=_text(comment, "id"),
        name=shown_name(_text(comment, "name")),
        written_at=_moment(comment, "written_at"),
        source=_text(comment, "source"),
        parent=_text(comment, "parent"),
    )


def _was(post: dict[str, Any]) -> str:
    """Say who could read it where it came from: here it is a draft for its owner alone."""
    if not post.get("published_at"):
        return _("was een concept")
    label = {
        "me": _("was alleen voor jou"),
        "trainer": _("was voor jou en je trainer"),
        "group": _("was voor je groep"),
        "everyone": _("was voor iedereen"),
    }
    return label.get(_text(post, "visibility"), "")


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        if name == "posts":
            raise ImportRefused(_("In deze export staat geen lijst met berichten."))
        raise ValueError(name)
    return value


def _moment(data: dict[str, Any], name: str) -> datetime | None:
    text = _text(data, name)
    moment = moment_of(text)
    if text and moment is None:
        raise ValueError(name)
    return moment
