"""Gathering all that is declared of one person, as plain values: the one source of the JSON and of the page to read."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.storage import Storage
from django.db import models
from django.utils.text import capfirst

from course.people.models import User
from course.people.privacy import EXTRAS, Holding, Kind, Someone, file_fields, holdings, kinds_to_read

AT_ONCE: Final = 500
"""How many rows are read at once, so that memory stays bounded."""
FOLDER: Final = "bestanden"
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True)
class StoredFile:
    """One file of hers: where it lies, and under which name it stands in the zip."""

    storage: Storage
    path: str
    name: str


@dataclass(frozen=True)
class Table:
    """Her rows of one model. `naming` counts rows of others, or of the course, in which she is only named."""

    model: str
    label: str
    rows: tuple[dict[str, Any], ...]
    naming: int = 0


@dataclass(frozen=True)
class Part:
    """One kind of data with all its tables; `extras` are things of others that came to her."""

    kind: Kind
    tables: tuple[Table, ...]
    extras: tuple[Table, ...]
    files: tuple[StoredFile, ...] = field(default=())

    @property
    def count(self) -> int:
        return sum(len(table.rows) + table.naming for table in (*self.tables, *self.extras))


def parts_of(who: Someone) -> Iterator[Part]:
    """Yield all that the site knows of her, kind by kind, also the kinds of which it has nothing.

    Queries: for each model the rows by AT_ONCE, and one for each of its foreign keys.
    """
    by_kind: dict[str, list[Holding]] = {kind.key: [] for kind in kinds_to_read()}
    for holding in holdings():
        by_kind[holding.kind].append(holding)
    for kind in kinds_to_read():
        key = kind.key
        files: list[StoredFile] = []
        tables = [_table(holding, who, files) for holding in by_kind[key]]
        extras = [
            Table(extra.key, str(extra.label), tuple(extra.gather(who)))
            for extra in EXTRAS.values()
            if extra.kind == key
        ]
        yield Part(kind, tuple(tables), tuple(extras), tuple(files))


def count_rows(who: Someone) -> int:
    """Return how many rows are hers. A query for each declared model."""
    return sum(holding.rows(who).count() for holding in holdings() if holding.has_rows)


def _table(holding: Holding, who: Someone, files: list[StoredFile]) -> Table:
    model = holding.model_class
    naming = holding.rows_naming(who).count() if holding.names else 0
    rows: list[dict[str, Any]] = []
    if holding.has_rows:
        found = iter(holding.rows(who).iterator(chunk_size=AT_ONCE))
        while batch := list(islice(found, AT_ONCE)):
            rows.extend(_as_dicts(batch, holding, who))
            files.extend(_files_of(batch))
    return Table(model._meta.label, capfirst(str(model._meta.verbose_name_plural)), tuple(rows), naming)


def _as_dicts(batch: Sequence[models.Model], holding: Holding, who: Someone) -> Iterator[dict[str, Any]]:
    """Yield these rows with every field but the secret ones. One query for each foreign key that has a name."""
    fields = [one for one in batch[0]._meta.concrete_fields if one.name not in holding.secret]
    named = {one.name: _names_of(one, batch, who) for one in fields if one.is_relation}
    for row in batch:
        yield {one.name: _value(row, one, named.get(one.name, {})) for one in fields}


def _value(row: models.Model, one: models.Field[Any, Any], named: dict[Any, str]) -> Any:
    value = getattr(row, one.attname)
    if isinstance(one, models.FileField):
        return name_in_zip(row, one.name, str(value)) if value else None
    if one.is_relation and value is not None:
        return {"id": plain_value(value)} | ({"name": named[value]} if value in named else {})
    return plain_value(value)


def plain_value(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal | timedelta):
        return str(value)
    if value is None or isinstance(value, str | bool | int | float | list | dict):
        return value
    return str(value)


def _names_of(one: Any, batch: Iterable[models.Model], who: Someone) -> dict[Any, str]:
    """Return by key what the rows this field points at are called: of people only what she reads of them on the site.

    One query; none for models that have neither a title nor a name.
    """
    pks = {getattr(row, one.attname) for row in batch} - {None}
    model = one.related_model
    if not pks:
        return {}
    if issubclass(model, User):
        people = User.objects.filter(pk__in=pks).only("name", "screen_name", "erased_at")
        return {person.pk: person.shown_name if person.pk != who.person.pk else person.name for person in people}
    known = {column.name for column in model._meta.concrete_fields}
    title = next((name for name in ("title", "name") if name in known), None)
    if title is None:
        return {}
    return dict(model._base_manager.filter(pk__in=pks).values_list("pk", title))


def name_in_zip(row: models.Model, field_name: str, path: str) -> str:
    """Return where a file stands in the zip: a name of ours, with a suffix only when that is a plain one."""
    suffix = PurePosixPath(str(getattr(row, "name", "") or path)).suffix.lower()
    kept = suffix if _SUFFIX.fullmatch(suffix) else ""
    return f"{FOLDER}/{row._meta.label_lower}-{field_name}-{row.pk}{kept}"


def _files_of(batch: Sequence[models.Model]) -> Iterator[StoredFile]:
    names = file_fields(type(batch[0]))
    for row in batch:
        for name in names:
            file = getattr(row, name)
            if file:
                yield StoredFile(file.storage, file.name, name_in_zip(row, name, file.name))
