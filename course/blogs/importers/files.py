"""Which reader a file needs: by what stands in it, never by its name."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, BinaryIO, Final, cast

from django.utils.translation import gettext as _

from course.blogs.importers.blogger import BloggerReader
from course.blogs.importers.mending import encoding_of
from course.blogs.importers.own_json import read_own_json
from course.blogs.importers.parsed import MAX_POSTS, ImportRefused, ParsedBlog
from course.blogs.importers.plain import read_plain
from course.blogs.importers.wordpress import WordPressReader

_LOOK: Final = 1 << 16


def read_blog(file: BinaryIO) -> ParsedBlog:
    """Return what is in this file: at least one post. Raises ImportRefused, and nothing else about the file.

    `file` stands at its beginning and can be sought in. Holds all texts at once; no query.
    """
    blog = _read(file)
    if not blog.posts:
        raise ImportRefused(_("In dit bestand vonden we geen enkel bericht."), skipped=blog.skipped)
    if len(blog.posts) > MAX_POSTS:
        raise ImportRefused(
            _("Er staan meer dan %(limit)d berichten in dit bestand. Exporteer je blog in delen.")
            % {"limit": MAX_POSTS}
        )
    return blog


def _read(file: BinaryIO) -> ParsedBlog:
    start = file.read(_LOOK)
    file.seek(0)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _from_zip(file)
    if not start.strip():
        raise ImportRefused(_("Dit bestand is leeg. Kies een ander."))
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return read_own_json(file)
    text = start.decode(encoding_of(start), "replace").lstrip("\ufeff \t\r\n\x00")
    if not text.startswith("<") or text[:14].lower().startswith(("<!doctype html", "<html")):
        return read_plain(file)
    return BloggerReader().read(file) if "<feed" in text.partition("<rss")[0] else WordPressReader().read(file)


WANTED: Final = ("blog.json", "feed.atom", ".xml", ".atom")
"""What of a zip is read, the best first: our own export, Takeout's Blogger, WordPress."""


def _from_zip(file: BinaryIO) -> ParsedBlog:
    """Read the one file in this zip that holds a blog. Its size is counted while it is unpacked, not believed."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist()[:10_000] if not name.startswith("__MACOSX")]
            found = next((name for end in WANTED for name in names if name.lower().endswith(end)), None)
            if found is None:
                raise ImportRefused(_("In deze zip zit geen blog. We zoeken blog.json, feed.atom of een XML-bestand."))
            with archive.open(found) as inside:
                return _read_inside(inside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise ImportRefused(_("Deze zip is beschadigd of heeft een wachtwoord. Maak hem opnieuw.")) from error


def _read_inside(inside: IO[bytes]) -> ParsedBlog:
    start = inside.peek(4)[:4] if hasattr(inside, "peek") else b""
    if start.startswith(b"PK\x03\x04"):
        raise ImportRefused(_("In deze zip zit nog een zip. Pak hem eerst uit."))
    return _read(cast(BinaryIO, inside))
