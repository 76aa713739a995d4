"""What goes by itself when its time is over: each model's `goes`, as its room declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from course.people.privacy import After, Holding, file_fields, holdings

AT_ONCE: Final = 500


@dataclass(frozen=True)
class Past:
    """Rows of one model whose time is over."""

    model: str
    rows: QuerySet[Any]


def past(at: datetime | None = None) -> Iterator[Past]:
    """Yield the models of which something may go, with those rows; no query yet."""
    now = at or timezone.now()
    for holding in holdings():
        if holding.goes:
            yield Past(holding.model, rows_past(holding, now))


def rows_past(holding: Holding, now: datetime) -> QuerySet[Any]:
    """Return the rows whose time is over by one of the rules. No query yet."""
    condition = Q(pk__in=[])
    for rule in holding.goes:
        condition |= rule.only & Q(**{f"{rule.since}__lt": _limit(holding.model_class, rule, now)})
    return holding.model_class._base_manager.filter(condition).order_by("pk")


def _limit(model: type[models.Model], rule: After, now: datetime) -> Any:
    """Return the moment, or for a field of days the day, before which rows go."""
    moment = now - rule.wait
    return timezone.localtime(moment).date() if _is_of_days(model, rule.since) else moment


def _is_of_days(model: type[models.Model], lookup: str) -> bool:
    found: Any = None
    for name in lookup.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        model = found.related_model or model
    return isinstance(found, models.DateField) and not isinstance(found, models.DateTimeField)


def prune(at: datetime | None = None) -> dict[str, int]:
    """Remove what is past its time, files included; return how many rows by model. In batches: twice is once."""
    return {one.model: _remove(one.rows) for one in past(at)}


def _remove(rows: QuerySet[Any]) -> int:
    count = 0
    while batch := list(islice(rows, AT_ONCE)):
        for row in batch:
            for name in file_fields(type(row)):
                file = getattr(row, name)
                if file:
                    file.storage.delete(file.name)
        with transaction.atomic():
            gone = rows.model._base_manager.filter(pk__in=[row.pk for row in batch]).delete()[0]
        if not gone:
            break
        count += len(batch)
    return count
