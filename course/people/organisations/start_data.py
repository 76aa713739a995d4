"""The places a new installation begins with. From then on they belong to the people who keep them.

Source: domain.md 3.2, the nine POIs of 2026. One that works in two provinces has none here: the field holds one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from course.people.models import FormerName, Library, ServiceOrganisation
from course.people.organisations import actions

POIS = Path(__file__).resolve().parent.parent / "data" / "pois.csv"


@dataclass(frozen=True)
class Loaded:
    """How many places were new, and how many were there already and stay as they are."""

    made: int
    known: int


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, fields) of a CSV file in UTF-8 whose first line names the columns; comma or semicolon."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head = lines.readline()
        lines.seek(0)
        reader = csv.DictReader(lines, delimiter=";" if head.count(";") > head.count(",") else ",")
        for row in reader:
            yield reader.line_num, {(key or "").strip().casefold(): (value or "").strip() for key, value in row.items()}


def _was_known(name: str, kind: str) -> bool:
    """Say whether a place of this kind ("organisation" or "library") has or had that name."""
    model = ServiceOrganisation if kind == "organisation" else Library
    return (
        model._default_manager.filter(name__iexact=name).exists()
        or FormerName.objects.filter(**{f"{kind}__isnull": False}, name__iexact=name).exists()
    )


@transaction.atomic
def load_organisations(path: Path = POIS) -> Loaded:
    """Add the POIs of this file (columns name, province) that are not here yet; others stay as they were edited.

    Whole or not at all. Raises ValidationError, with the line, for a row that cannot be.
    """
    made = known = 0
    for line, row in _rows(path):
        if _was_known(row.get("name", ""), "organisation"):
            known += 1
            continue
        with _at(path, line):
            actions.add_organisation(by=None, name=row.get("name", ""), province=row.get("province", ""))
        made += 1
    return Loaded(made, known)


@transaction.atomic
def load_libraries(path: Path) -> Loaded:
    """Add the libraries of this file (columns poi, name, isil) that are not here yet. Otherwise as above."""
    made = known = 0
    for line, row in _rows(path):
        if _was_known(row.get("name", ""), "library"):
            known += 1
            continue
        owner = ServiceOrganisation.objects.filter(name__iexact=row.get("poi", "")).first()
        with _at(path, line):
            if owner is None:
                raise ValidationError(f"there is no POI called {row.get('poi', '')!r}")
            actions.add_library(by=None, organisation=owner, name=row.get("name", ""), isil=row.get("isil", ""))
        made += 1
    return Loaded(made, known)


@contextmanager
def _at(path: Path, line: int) -> Iterator[None]:
    """Say in which line of which file a refusal was."""
    try:
        yield
    except ValidationError as fault:
        raise ValidationError(f"{path.name}, line {line}: {'; '.join(fault.messages)}") from fault
