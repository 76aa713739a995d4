"""A file between choosing it and saying yes: in the private storage, one a person, for a day at most."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils import timezone

from course.people.models import User

FOLDER: Final = "imports"
KEPT: Final = timedelta(days=1)


def keep(owner: User, file: File[Any]) -> uuid.UUID:
    """Keep this file for its owner in the place of the one she chose before; return what she asks for it with."""
    forget(owner)
    upload_id = uuid.uuid4()
    file.seek(0)
    _storage().save(_path(owner.pk, upload_id), file)
    return upload_id


def kept(owner: User, upload_id: uuid.UUID) -> File[Any] | None:
    """Return the open file, or None: done with, older than a day, or somebody else's."""
    try:
        return _storage().open(_path(owner.pk, upload_id))
    except FileNotFoundError:
        return None


def forget(owner: User) -> None:
    """Delete what this person chose. Twice is once."""
    for name in _names(f"{FOLDER}/{owner.pk}"):
        _storage().delete(f"{FOLDER}/{owner.pk}/{name}")


def forget_old(at: datetime | None = None) -> int:
    """Delete what nobody said yes to within a day; return how many files."""
    before, count = (at or timezone.now()) - KEPT, 0
    with suppress(FileNotFoundError):
        for person in _storage().listdir(FOLDER)[0]:
            for name in _names(f"{FOLDER}/{person}"):
                path = f"{FOLDER}/{person}/{name}"
                with suppress(FileNotFoundError):  # She said yes at this very moment.
                    if _storage().get_modified_time(path) < before:
                        _storage().delete(path)
                        count += 1
    return count


def _names(folder: str) -> list[str]:
    try:
        return list(_storage().listdir(folder)[1])
    except FileNotFoundError:
        return []


def _path(owner_id: int, upload_id: uuid.UUID) -> str:
    return f"{FOLDER}/{owner_id}/{upload_id}"


def _storage() -> Storage:
    return storages["private"]
