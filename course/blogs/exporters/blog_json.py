"""The complete export: JSON as FORMAT.md describes it. Raise VERSION with what an older reader would get wrong."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from course.blogs.exporters.gathering import Entry, Said, WholeBlog, file_of

FORMAT: Final = "dingen-blog"
VERSION: Final = 1


def as_json(blog: WholeBlog, made_at: datetime) -> str:
    """Return the whole blog as JSON of our own format."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(),
        "blog": {"title": blog.title, "owner": blog.owner.shown_name},
        "posts": [_post(entry) for entry in blog.entries],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _post(entry: Entry) -> dict[str, Any]:
    post = entry.post
    pending = getattr(post, "pending", None)
    return {
        "id": str(post.pk),
        "title": post.title,
        "source": post.source,
        "html": post.html,
        "tags": list(entry.tags),
        "visibility": post.visibility,
        "group": post.cohort.name if post.cohort else None,
        "hidden_by_trainer": post.hidden_at is not None,
        "takes_guests": post.takes_guests,
        "created_at": _moment(post.created_at),
        "updated_at": _moment(post.updated_at),
        "published_at": _moment(post.published_at),
        "written_at": _moment(entry.written_at),
        "imported_from": post.imported_from or None,
        "imported_key": post.imported_key or None,
        "thing": {"number": post.thing.number, "title": post.thing.title} if post.thing else None,
        "versions": entry.versions,
        "pending": {"title": pending.title, "source": pending.source} if pending else None,
        "comments": [_comment(said) for said in entry.said],
        "pictures": [
            {
                "id": str(picture.pk),
                "file": file_of(picture),
                "alt": picture.alt,
                "width": picture.width,
                "height": picture.height,
            }
            for picture in entry.pictures
        ],
    }


def _comment(said: Said) -> dict[str, Any]:
    return {
        "id": str(said.pk),
        "parent": str(said.parent) if said.parent else None,
        "name": said.name,
        "is_author": said.is_author,
        "written_at": _moment(said.written_at),
        "source": said.source,
        "html": said.html,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
