"""The zip: a page to read, WXR to move, JSON that is complete, the pictures, and what is what."""

from __future__ import annotations

import re
import shutil
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.blogs.audience import readers
from course.blogs.exporters.blog_json import as_json
from course.blogs.exporters.gathering import Entry, WholeBlog, file_of, whole_blog
from course.blogs.exporters.wxr import as_wxr
from course.blogs.models import Picture
from course.people.models import User

IN_MEMORY: Final = 5_000_000
STYLE: Final = Path(__file__).with_name("blog.css")
_PICTURE: Final = re.compile(
    r'(<img[^>]*\bsrc=")[^"]*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})[^"]*"'
)
_OWN_LINK: Final = re.compile(r'(<a[^>]*\bhref=")(/[^/"][^"]*")')


@dataclass(frozen=True)
class ReadableEntry:
    """One post for the page: its HTML with the pictures beside it, and who could read it."""

    entry: Entry
    html: SafeString
    readers: str


def pack(owner: User, at: datetime | None = None) -> IO[bytes]:
    """Return the whole blog of `owner` as an open zip file, at its beginning; small ones stay in memory.

    Queries: those of `whole_blog`. A picture whose file is gone is named in the report in the zip.
    """
    blog, made_at = whole_blog(owner), at or timezone.now()
    address = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - who asked closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        missing = [picture for picture in blog.pictures if not _add_picture(archive, picture)]
        archive.writestr("index.html", _page(blog, made_at, address, {picture.pk for picture in missing}))
        archive.write(STYLE, "blog.css")
        with archive.open("blog.wxr.xml", "w", force_zip64=True) as wxr:
            for piece in as_wxr(blog, made_at, address):
                wxr.write(piece.encode())
        archive.writestr("blog.json", as_json(blog, made_at))
        archive.writestr("leesmij.txt", _report(made_at, missing))
    file.seek(0)
    return file


def _add_picture(archive: zipfile.ZipFile, picture: Picture) -> bool:
    """Put the file of a picture in the zip, as it is; say whether it was there."""
    try:
        with picture.file.open("rb") as source, archive.open(_stored(file_of(picture)), "w") as target:
            shutil.copyfileobj(source, target)
    except (OSError, ValueError):
        return False
    return True


def _stored(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])


def _page(blog: WholeBlog, made_at: datetime, address: str, missing: set[uuid.UUID]) -> str:
    entries = [
        ReadableEntry(
            entry,
            _html(entry, address, missing),
            _("Dit is een concept.") if entry.post.is_draft else readers(entry.post),
        )
        for entry in blog.entries
    ]
    return render_to_string(
        "blogs/export_page.html", {"blog": blog, "entries": entries, "made_at": made_at, "count": len(entries)}
    )


def _html(entry: Entry, address: str, missing: set[uuid.UUID]) -> SafeString:
    """Return the post's HTML for a page without a site: pictures beside it, links to the site in full."""
    beside = {str(picture.pk): file_of(picture) for picture in entry.pictures if picture.pk not in missing}

    def put_beside(match: re.Match[str]) -> str:
        file = beside.get(match[2])
        return f'{match[1]}{file}"' if file else match[0]

    html = _OWN_LINK.sub(lambda match: f"{match[1]}{address}{match[2]}", _PICTURE.sub(put_beside, entry.post.html))
    return mark_safe(html)  # noqa: S308 - of the one function; only addresses were changed, into names of ours.


def _report(made_at: datetime, missing: Iterable[Picture]) -> str:
    lines = [
        _("Dit is je blog, geëxporteerd op %(day)s.") % {"day": timezone.localtime(made_at).strftime("%d-%m-%Y %H.%M")},
        "",
        _("index.html: om te lezen. Dubbelklik erop. Je hebt er geen internet voor nodig."),
        _("blog.wxr.xml: om te verhuizen naar WordPress of een ander blog. Kies daar ‘Importeren’ en dan ‘WordPress’."),
        _("blog.json: alles, ook je concepten en wie het mocht lezen. Deze site leest het weer in."),
        _("fotos: je foto's."),
    ]
    for picture in missing:
        lines.append(
            _("Deze foto was niet te vinden en zit er dus niet bij: %(file)s (%(alt)s).")
            % {"file": file_of(picture), "alt": picture.alt or _("zonder beschrijving")}
        )
    return "\r\n".join([*lines, ""])
