"""Words that posts share: how what somebody typed becomes tags, and which tags a post has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from course.blogs import search
from course.blogs.models import Post, Tag

MOST_TAGS = 10
LONGEST_TAG = 40


def names_in(typed: str) -> list[str]:
    """Return the tags in what was typed, in small letters, each once: "Privacy, #jeugd" is privacy and jeugd."""
    pieces = (" ".join(piece.split()).strip(" #").lower() for piece in re.split(r"[,;\n]", typed))
    return list(dict.fromkeys(piece for piece in pieces if piece))


def slug_of(name: str) -> str:
    """Return what stands for a tag in an address. "Café" and "cafe" are one tag, and so have one."""
    return slugify(name)[:50] or f"woord-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


@transaction.atomic
def set_tags(post: Post, names: Sequence[str]) -> None:
    """Give the post these tags and no others, and let it be found by them. Who writes a word first makes the tag.

    Two queries when nothing changed; seven or so when it did.
    """
    wanted = {slug_of(name): name for name in names}
    if set(post.tags.values_list("slug", flat=True)) == wanted.keys():
        return
    Tag.objects.bulk_create([Tag(name=name, slug=slug) for slug, name in wanted.items()], ignore_conflicts=True)
    post.tags.set(Tag.objects.filter(slug__in=wanted))
    search.index(post)
