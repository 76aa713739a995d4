"""Pictures in posts: keeping one, what is said to people who cannot see it, and sweeping up what nobody uses.

What a picture shows is said in the Markdown, between the square brackets: that text alone counts.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Final

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from course.blogs import images, texts
from course.blogs.images import PictureRefused
from course.blogs.models import Picture, Post
from course.people.models import User
from lessons.richtext import PICTURE_ADDRESS, TextRefused

MAX_PER_POST: Final = 20
MAX_TOTAL: Final = 200 * 1024 * 1024
"""Bytes of one person's pictures as we keep them: about a thousand."""
UNUSED_DAYS: Final = 7
FOLDER: Final = "pictures"
LONGEST_ALT: Final = 250

PLACEHOLDER: Final = "wat erop staat"
"""What stands between the square brackets of a new picture. It asks; it is no description."""


# --- Keeping one -------------------------------------------------------------------------------------------------


def add_picture(*, by: User, post_key: uuid.UUID, picture_id: uuid.UUID, upload: IO[bytes], size: int) -> Picture:
    """Return the new picture for this post, or the one that the same upload made before.

    The post need not be there yet. Raises PermissionDenied when the post or the id is somebody else's, and
    PictureRefused. Making it anew takes a second at most, outside any transaction.
    """
    if Post.objects.filter(pk=post_key).exclude(author=by).exists():
        raise PermissionDenied
    if (twin := _twin(by, post_key, picture_id)) is not None:
        return twin
    _refuse_many(by, post_key)
    made = images.make(upload, size)
    picture = Picture(
        pk=picture_id,
        owner=by,
        post_key=post_key,
        extension=made.extension,
        width=made.width,
        height=made.height,
        size=len(made.content),
    )
    picture.file.save("", ContentFile(made.content), save=False)
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=by.pk)  # Two uploads at once may not both be the last one.
            _refuse_many(by, post_key)
            picture.save(force_insert=True)
    except Exception as error:
        picture.file.delete(save=False)
        if isinstance(error, IntegrityError) and (twin := _twin(by, post_key, picture_id)) is not None:
            return twin
        raise
    return picture


def _twin(by: User, post_key: uuid.UUID, picture_id: uuid.UUID) -> Picture | None:
    twin = Picture.objects.filter(pk=picture_id).first()
    if twin is not None and (twin.owner_id, twin.post_key) != (by.pk, post_key):
        raise PermissionDenied
    return twin


def _refuse_many(by: User, post_key: uuid.UUID) -> None:
    own = Picture.objects.filter(owner=by)
    if own.filter(post_key=post_key).count() >= MAX_PER_POST:
        raise PictureRefused(
            _("Bij dit bericht horen al %(limit)s foto’s en meer passen er niet. Kies de mooiste.")
            % {"limit": MAX_PER_POST}
        )
    if (own.aggregate(total=Sum("size"))["total"] or 0) >= MAX_TOTAL:
        raise PictureRefused(
            _("Je foto’s nemen samen %(limit)s MB in. Meer ruimte is er niet. Verwijder eerst een bericht met foto’s.")
            % {"limit": MAX_TOTAL // 1024**2}
        )


# --- What it shows, in words -------------------------------------------------------------------------------------

_SHOWN: Final = re.compile(r"<img\b[^<>]*>")
_SRC: Final = re.compile(rf'\ssrc="({PICTURE_ADDRESS.pattern})"')
_ALT: Final = re.compile(r'\salt="([^"]*)"')
_WRITTEN: Final = re.compile(rf"!\[([^\[\]]*)\]\(({PICTURE_ADDRESS.pattern})(?=[ )])")


def markdown_of(picture: Picture, alt: str = PLACEHOLDER) -> str:
    return f"![{alt}]({picture.get_absolute_url()})"


def address_of(picture_id: uuid.UUID) -> str:
    return reverse("blogs:picture", args=[picture_id])


def undescribed(source: str) -> list[tuple[int, uuid.UUID]]:
    """Return the pictures of this Markdown that do not say what they show: each with its place among all, from 1.

    Looks at what the text is made into, so that no way of writing a picture is missed. A text that cannot be rendered
    has none.
    """
    if not PICTURE_ADDRESS.search(source):
        return []
    try:
        html = texts.make(source).html
    except TextRefused:
        return []
    places: dict[uuid.UUID, int] = {}
    silent: set[uuid.UUID] = set()
    for tag in _SHOWN.findall(html):
        if (src := _SRC.search(tag)) is not None:
            picture = _id_in(src[1])
            places.setdefault(picture, len(places) + 1)
            alt = _ALT.search(tag)
            if alt is None or not _says_something(alt[1]):
                silent.add(picture)
    return [(place, picture) for picture, place in places.items() if picture in silent]


def described(source: str, words: Mapping[uuid.UUID, str]) -> str:
    """Return the Markdown with these words for the pictures that say nothing yet; what was written stays."""

    def fill(match: re.Match[str]) -> str:
        alt = _plain(words.get(_id_in(match[2]), ""))
        return f"![{alt}]({match[2]}" if alt and not _says_something(match[1]) else match[0]

    return _WRITTEN.sub(fill, source)


def _id_in(address: str) -> uuid.UUID:
    return uuid.UUID(address.strip("/").rpartition("/")[2])


def _says_something(alt: str) -> bool:
    return any(map(str.isalnum, alt)) and alt.strip().casefold() != str(escape(PLACEHOLDER))


def _plain(words: str) -> str:
    """Return the words on one line, without what would end or open something in Markdown."""
    return " ".join(words.translate(str.maketrans("[]", "()")).replace("\\", "").split())


def storage_of_pictures() -> Storage:
    """Return where the files of pictures lie: what the field itself writes to and reads from."""
    return Picture._meta.get_field("file").storage


# --- Sweeping up -------------------------------------------------------------------------------------------------


def sweep_pictures(at: datetime | None = None) -> int:
    """Remove what was uploaded more than a week ago for a post that is not there, and files that no row knows.

    Returns how many files went. A file without a row is what a crash or an erased account leaves; a young one may
    belong to an upload of this moment. Rows go first: a row never points at nothing.
    """
    now = at or timezone.now()
    unused = Picture.objects.of_no_post().filter(made_at__lt=now - timedelta(days=UNUSED_DAYS))
    names = list(unused.values_list("file", flat=True))
    unused.delete()
    storage = storage_of_pictures()
    for name in names:
        storage.delete(name)
    return len(names) + _sweep_strays(now)


def _sweep_strays(now: datetime) -> int:
    storage = storage_of_pictures()
    if not storage.exists(FOLDER):
        return 0
    known = set(Picture.objects.values_list("file", flat=True))
    strays = [name for file in storage.listdir(FOLDER)[1] if (name := f"{FOLDER}/{file}") not in known]
    old = [name for name in strays if storage.get_modified_time(name) < now - timedelta(days=1)]
    for name in old:
        storage.delete(name)
    return len(old)
