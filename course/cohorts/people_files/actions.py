"""What can be done with a list of people: keep it, look at it, correct it, carry it out, throw it away."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from course.cohorts.models import Cohort, PeopleImport
from course.cohorts.people_files.columns import Column, Field, Unused
from course.cohorts.people_files.plan import Outcome, PlannedRow, Planner
from course.cohorts.people_files.reach import Reach
from course.cohorts.people_files.reading import PeopleFile, read_people_file
from course.cohorts.people_files.text import FileRefused, cleaned
from course.cohorts.people_files.values import Sheet
from course.people.models import User

KEPT_FOR: Final = timedelta(days=7)
State = PeopleImport.State


# --- Keeping a file ----------------------------------------------------------------------------------------------


def keep(*, by: User, cohort: Cohort, file: File[Any], invites: bool, import_id: uuid.UUID) -> PeopleImport:
    """Keep this file for a look, in the private storage. The same `import_id` of the same person again is that one.

    Raises FileRefused for what cannot be read to its end: then nothing is kept.
    """
    before = PeopleImport.objects.filter(pk=import_id, by=by).first()
    if before is not None:
        return before
    total = sum(1 for _line in read_people_file(cast(BinaryIO, file)).lines)
    if not total:
        raise FileRefused(_("In dit bestand staat alleen een kop. Zet de mensen eronder, ieder op een eigen regel."))
    file.seek(0)
    made = PeopleImport(pk=import_id, cohort=cohort, by=by, invites=invites, total=total)
    made.file_name = cleaned(file.name or "")[-200:]
    made.file.save("people", file, save=False)
    made.save(force_insert=True)
    return made


def forget_file(import_: PeopleImport) -> None:
    """Delete the file and all that was typed about its lines. Twice is once."""
    if import_.file:
        import_.file.delete(save=False)
    PeopleImport.objects.filter(pk=import_.pk).update(file="", corrections={}, columns={})


def throw_away(*, by: User, import_: PeopleImport) -> None:
    """Delete a list of one's own that is not being carried out, with its file. Twice is once."""
    with transaction.atomic():
        mine = PeopleImport.objects.select_for_update().exclude(state=State.RUNNING)
        found = mine.filter(pk=import_.pk, by=by).first()
        if found is None:
            return
        found.delete()
        transaction.on_commit(partial(_delete_file, found))


def _delete_file(import_: PeopleImport) -> None:
    if import_.file:
        import_.file.storage.delete(import_.file.name or "")


def forget_old(at: datetime | None = None) -> int:
    """Delete the lists of more than a week ago, whatever became of them. Returns how many."""
    old = list(PeopleImport.objects.filter(made_at__lt=(at or timezone.now()) - KEPT_FOR))
    for import_ in old:
        _delete_file(import_)
        import_.delete()
    return len(old)


# --- Looking -----------------------------------------------------------------------------------------------------


@contextmanager
def opened(import_: PeopleImport) -> Iterator[Sheet]:
    """Give the lines of a kept file with its columns and corrections. Raises FileRefused when it is gone."""
    with opened_file(import_) as file:
        yield Sheet(file, import_.columns, import_.corrections)


@contextmanager
def opened_file(import_: PeopleImport) -> Iterator[PeopleFile]:
    """Give headings and lines of a kept file. Raises FileRefused when it is gone."""
    try:
        file = import_.file.open("rb")
    except (FileNotFoundError, ValueError) as fault:
        raise FileRefused(_("Dit bestand is er niet meer. Kies het nog een keer.")) from fault
    with file:
        yield read_people_file(cast(BinaryIO, file))


@dataclass(frozen=True)
class Looked:
    """What a list would do at this moment: refused lines first, then those worth a look, then the others by line."""

    columns: tuple[Column, ...]
    rows: Sequence[PlannedRow]
    counts: Mapping[str, int]
    has_addresses: bool

    @property
    def passwords(self) -> list[Column]:
        return [column for column in self.columns if column.unused is Unused.PASSWORD]

    @property
    def roles(self) -> list[Column]:
        return [column for column in self.columns if column.unused is Unused.ROLE]

    @property
    def ignored(self) -> list[Column]:
        return [column for column in self.columns if column.unused in (Unused.OTHER, Unused.TWICE)]

    @property
    def goes(self) -> int:
        """How many lines something happens to."""
        return self.counts.get(Outcome.MADE.value, 0) + self.counts.get(Outcome.UPDATED.value, 0)

    @property
    def refused(self) -> int:
        return self.counts.get(Outcome.REFUSED.value, 0)


ORDER: Final = list(Outcome)


def _rank(row: PlannedRow) -> tuple[bool, bool, int, int]:
    return (not row.is_refused, not row.remarks, ORDER.index(row.outcome), row.entry.number)


def look(sheet: Sheet, reach: Reach) -> Looked:
    """Return what this list would do now, whole: at most as many lines as a file may have. Writes nothing.

    Four queries, and at most three for each 500 lines. It is not kept: what is shown is what would happen now.
    """
    rows = sorted(Planner(reach).rows(sheet), key=_rank) if sheet.has_addresses else []
    return Looked(sheet.columns, rows, Counter(row.outcome.value for row in rows), sheet.has_addresses)


# --- Correcting --------------------------------------------------------------------------------------------------


@transaction.atomic
def choose_columns(*, by: User, import_: PeopleImport, columns: Mapping[str, str]) -> None:
    """Keep which column is which field, by number. Nothing happens to a list that is being carried out."""
    PeopleImport.objects.filter(pk=import_.pk, by=by, state=State.UPLOADED).update(columns=dict(columns))


@transaction.atomic
def correct(*, by: User, import_: PeopleImport, corrections: Mapping[int, Mapping[Field, str]]) -> bool:
    """Keep what was typed in the place of what the file says. False for a list that is being carried out."""
    mine = PeopleImport.objects.select_for_update().filter(pk=import_.pk, by=by, state=State.UPLOADED).first()
    if mine is None:
        return False
    for line, typed in corrections.items():
        of_line = mine.corrections.setdefault(str(line), {})
        of_line |= {field.value: cleaned(text) for field, text in typed.items()}
    mine.save(update_fields=["corrections"])
    return True


# --- Carrying out ------------------------------------------------------------------------------------------------


@transaction.atomic
def start(*, by: User, import_: PeopleImport) -> bool:
    """Put the carrying out in the queue, also of one that failed: it goes on where it stopped. Twice is once.

    Returns whether this call was the one that started it.
    """
    from course.cohorts.people_files.tasks import carry_on

    waiting = PeopleImport.objects.filter(pk=import_.pk, by=by, state__in=[State.UPLOADED, State.FAILED])
    if not waiting.exclude(file="").update(state=State.RUNNING, error=""):
        return False
    log(import_.cohort, "wagtail.edit", user=by, data={"people_list": str(import_.pk)})
    transaction.on_commit(partial(carry_on.enqueue, str(import_.pk)))
    return True
