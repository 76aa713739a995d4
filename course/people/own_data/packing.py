"""The zip: JSON that is complete (docs/own-data.md), a page to read, and the files themselves."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_str

from course.people.models import DataExport, User
from course.people.own_data.gathering import Part, StoredFile, Table, parts_of
from course.people.own_data.reading import readable
from course.people.privacy import someone

FORMAT: Final = "dingen-person"
VERSION: Final = 1
"""Raised with what an older reader would get wrong."""
IN_MEMORY: Final = 5_000_000
STYLE: Final = Path(__file__).with_name("own_data.css")


def pack(person: User, at: datetime | None = None) -> IO[bytes]:
    """Return all that the site knows of her as an open zip, at its beginning; small ones stay in memory.

    In her own language. Queries: those of `parts_of`. A file that is gone is named in the JSON under "missing".
    """
    made_at = at or timezone.now()
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - who asked closes it
    with translation.override(person.language), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # Packing the export of which this very file is the result would pack the one before.
        parts = [_without_exports(part) for part in parts_of(someone(person))]
        missing = [one.name for part in parts for one in part.files if not _add(archive, one)]
        with archive.open("data.json", "w", force_zip64=True) as target:
            for piece in json_pieces(person, parts, made_at, missing):
                target.write(piece.encode("utf-8", "backslashreplace"))
        archive.writestr("index.html", _page(person, parts, made_at))
        archive.write(STYLE, STYLE.name)
    file.seek(0)
    return file


def _without_exports(part: Part) -> Part:
    mine = DataExport._meta.label_lower
    return Part(
        part.kind,
        part.tables,
        part.extras,
        tuple(one for one in part.files if f"/{mine}-" not in one.name),
    )


def _add(archive: zipfile.ZipFile, stored: StoredFile) -> bool:
    """Put one file in the zip; say whether it was there."""
    try:
        with stored.storage.open(stored.path, "rb") as source, archive.open(stored.name, "w", force_zip64=True) as into:
            shutil.copyfileobj(source, into)
    except (OSError, ValueError):
        return False
    return True


def json_pieces(person: User, parts: list[Part], made_at: datetime, missing: list[str]) -> Iterator[str]:
    """Yield data.json piece by piece, as docs/own-data.md describes it."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(),
        "site": settings.WAGTAILADMIN_BASE_URL,
        "person": {"id": person.pk, "name": person.name, "email": person.email},
        "missing": missing,
    }
    yield _dumped(head)[:-1] + ',\n"kinds": ['
    for number, part in enumerate(parts):
        kind = part.kind
        about = {
            "key": kind.key,
            "name": force_str(kind.name),
            "what": force_str(kind.what),
            "why": force_str(kind.why),
            "ground": force_str(kind.ground.value),
            "how_long": force_str(kind.how_long),
            "who": force_str(kind.who),
            "tables": [_table(table) for table in part.tables],
            "from_others": [_table(table) for table in part.extras],
        }
        yield (",\n" if number else "\n") + _dumped(about)
    yield "\n]}\n"


def _table(table: Table) -> dict[str, Any]:
    return {"model": table.model, "label": table.label, "named_in": table.naming, "rows": list(table.rows)}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


# --- The page to read ----------------------------------------------------------------------------------------------


def _page(person: User, parts: list[Part], made_at: datetime) -> str:
    shown = [readable(part) for part in parts if part.count]
    empty = [part.kind for part in parts if not part.count]
    context = {"person": person, "parts": shown, "empty": empty, "made_at": made_at}
    return render_to_string("people/own_data/export_page.html", context)
