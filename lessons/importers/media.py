"""Files of a course folder as Wagtail's images and documents: the same bytes are the same file, whatever their name."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.core.files.storage import Storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from lessons.importers.parsed import MediaFile


def media_model(field: str) -> Any:
    """Return the model of the files that a part of that name holds."""
    return get_image_model() if field == "image" else get_document_model()


class MediaShelf:
    """Finds or makes files for one import. A transaction cannot take a file back: `clear` does."""

    def __init__(self) -> None:
        self.written: list[tuple[Storage, str]] = []

    def find_or_make(self, field: str, media: MediaFile) -> int:
        """Return the key of the image or document with these bytes. One query, two when it is new."""
        model = media_model(field)
        with media.path.open("rb") as opened:
            file_hash = hash_filelike(opened)
            found = model.objects.filter(file_hash=file_hash).order_by("pk").first()
            if found:
                return int(found.pk)
            # The title is what an export makes the name of the file from: so it stays as it is, dashes and all.
            made = model(title=media.path.stem, file=File(opened, name=media.path.name))
            made.file_size, made.file_hash = made.file.size, file_hash
            made.save()
        self.written.append((made.file.storage, made.file.name))
        return int(made.pk)

    def placed(self, value: Any) -> Any:
        """Return the raw value of a block with the keys of its files, where it held the files themselves."""
        if not isinstance(value, dict):
            return value
        return {
            name: self.find_or_make(name, part) if isinstance(part, MediaFile) else part for name, part in value.items()
        }

    def clear(self) -> None:
        """Delete the files that were made: what named them was rolled back."""
        for storage, name in self.written:
            storage.delete(name)
        self.written.clear()
