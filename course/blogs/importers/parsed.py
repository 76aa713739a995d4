"""The one shape that every reader of a blog returns, and how a reader says no."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

UNKNOWN = "onbekend"
"""Who wrote a reaction that names nobody. Stored as a name, so it is not translated."""
MAX_BYTES = 50_000_000
MAX_POSTS = 20_000
MAX_COMMENTS = 200_000


class ImportRefused(ValueError):  # noqa: N818 - the word of the house, as in TextRefused.
    """A file that we do not take. The message is a whole sentence for its owner; 0 stands for no line or column."""

    def __init__(self, message: str, line: int = 0, column: int = 0, skipped: Iterable[Skipped] = ()) -> None:
        self.line = line
        self.column = column
        self.skipped = tuple(skipped)
        where = _("Regel %(line)d, teken %(column)d: ") % {"line": line, "column": column} if line else ""
        super().__init__(f"{where}{message}")


@dataclass(frozen=True)
class Skipped:
    """Something of the file that does not come along: what it is, and the reason as a whole sentence."""

    what: str
    reason: str


@dataclass(frozen=True)
class ParsedComment:
    """One reaction. `parent` is the key of the one it answers, or empty; `written_at` None: nobody knows."""

    key: str
    name: str
    written_at: datetime | None
    source: str
    parent: str = ""


@dataclass(frozen=True)
class ParsedPost:
    """One post as Markdown. `key` tells it from its neighbours and is the same in a later export of the same blog.

    `own_id` is there when it was written on this site; `was` says who could read it there; `pictures` counts what
    became a link.
    """

    key: str
    title: str
    source: str
    written_at: datetime | None = None
    tags: tuple[str, ...] = ()
    comments: tuple[ParsedComment, ...] = ()
    was: str = ""
    own_id: uuid.UUID | None = None
    pictures: int = 0

    @property
    def name(self) -> str:
        """What to call it in a list: its title, or its first words."""
        words = " ".join(self.source.split())
        return self.title or (f"{words[:60]}…" if len(words) > 60 else words)


@dataclass
class ParsedBlog:
    """What a reader found. `kind` is stored as Post.imported_from; `notes` are sentences about the file itself."""

    kind: str
    posts: list[ParsedPost] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def comments(self) -> int:
        return sum(len(post.comments) for post in self.posts)

    @property
    def pictures(self) -> int:
        return sum(post.pictures for post in self.posts)

    def skip(self, what: str, reason: str) -> None:
        self.skipped.append(Skipped(what or _("zonder titel"), reason))


def key_of(identity: str) -> str:
    """Return what tells a post from others in 64 characters, however long the name is that its blog gave it."""
    return sha256(identity.encode("utf-8", "replace")).hexdigest()


def own_key(post_id: uuid.UUID) -> str:
    """Return the key of a post that was written on this site, in whatever kind of export it comes back."""
    return key_of(f"urn:uuid:{post_id}")


def own_id_in(identity: str) -> uuid.UUID | None:
    """Return the id in "urn:uuid:…", or None for any other identity."""
    scheme, _colon, text = identity.strip().rpartition(":")
    if scheme.lower() != "urn:uuid":
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def shown_name(name: str) -> str:
    """Return who spoke, as it may be shown: no mail address of somebody else, at most 80 characters, never empty."""
    words = " ".join(name.split())
    if "@" in words and " " not in words and not words.startswith("@"):
        words = words.partition("@")[0]
    return words[:80].strip() or UNKNOWN
