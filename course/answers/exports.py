"""An export of a platform becomes one row of somebody's worksheet; of the file itself nothing is kept.

Between the page that shows what was read and the button that keeps it, the figures travel in a signed field of the
form: no table of half-finished imports, no file to clean up, and nobody can send figures of her own making as read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from django.core import signing
from django.db import transaction
from django.utils import timezone

from course.answers.actions import AnswerConflict, submit_answer
from course.answers.models import Answer, ColumnMapping
from course.people.models import User
from lessons.exercises.base import AnswerForm
from lessons.exercises.exports import Reading
from lessons.exercises.sheet_plan import Plan
from lessons.exercises.sheets import Sheet, sheet_of
from lessons.exercises.worksheet import WorksheetExercise
from lessons.models import BoundExercise, ThingPage

SALT = "answers.exports"
LASTS = timedelta(hours=4)
"""How long somebody may look at what was read before she must choose the file again."""


class StaleDraft(Exception):  # noqa: N818 - it says what is wrong
    """What came back was not sealed by us, for her and this worksheet, or too long ago."""


@dataclass(frozen=True)
class Draft:
    """What was read of one file, on its way to a worksheet.

    `version` is that of the answer as it was then (0 for none). `named` says that she changed what columns mean,
    `channel` is what her library called a file like this.
    """

    readings: tuple[Reading, ...]
    version: int
    chosen: int = 0
    named: bool = False
    channel: str = ""

    @property
    def reading(self) -> Reading:
        return self.readings[self.chosen]

    def with_reading(self, reading: Reading) -> Draft:
        """Return the draft in which the columns of the chosen reading mean something else."""
        others = list(self.readings)
        others[self.chosen] = reading
        return replace(self, readings=tuple(others), named=True)

    def seal(self, person: User, exercise: BoundExercise) -> str:
        """Return the draft as a form carries it: readable, but only we can have written it."""
        data = {
            "for": [person.pk, exercise.id],
            "readings": [reading.as_data() for reading in self.readings],
            "version": self.version,
            "chosen": self.chosen,
            "named": self.named,
            "channel": self.channel,
        }
        return signing.dumps(data, salt=SALT, compress=True)

    @classmethod
    def unseal(cls, text: str, person: User, exercise: BoundExercise) -> Draft:
        """Return the draft that came back. Raises StaleDraft."""
        try:
            data = signing.loads(text, salt=SALT, max_age=LASTS)
        except signing.BadSignature as error:
            raise StaleDraft from error
        if data["for"] != [person.pk, exercise.id]:
            raise StaleDraft
        readings = tuple(map(Reading.from_data, data["readings"]))
        return cls(readings, data["version"], data["chosen"], data["named"], data["channel"])


# --- What a library has said before --------------------------------------------------------------------------------

ROW = "row"
"""Beside the measures, `ColumnMapping.columns` says under this name what one row of the file is."""


def as_remembered(readings: Iterable[Reading], library_id: int, version: int) -> Draft:
    """Return the draft of these readings of one file, under the names that her library gave before. One query."""
    found = list(readings)
    kept = ColumnMapping.objects.filter(library=library_id, headers=found[0].fingerprint).first()
    if kept is not None:
        found[0] = found[0].with_headers(kept.columns, kept.columns.get(ROW, ""))
    return Draft(tuple(found), version, channel=kept.channel if kept else "")


def remember(*, reading: Reading, library_id: int, channel: str) -> ColumnMapping:
    """Keep for her whole library what the columns of a file with these headers mean: names, never figures."""
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        library_id=library_id,
        headers=reading.fingerprint,
        defaults={
            "columns": {**reading.headers_by_measure(), ROW: reading.rows_are},
            "channel": channel[:60],
            "changed_at": timezone.now(),
        },
    )
    return mapping


# --- Into the worksheet --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """Her worksheet as it is now. `version` is 0 before there is an answer."""

    plan: Plan
    sheet: Sheet
    version: int
    is_shared: bool = False

    @property
    def may_grow(self) -> bool:
        return len(self.sheet.rows) < self.plan.maximum_rows


def target_of(person: User, thing: ThingPage, exercise: BoundExercise) -> Target:
    """Return the worksheet that a row would go into. One query."""
    answer = Answer.objects.filter(person=person, page=thing, exercise=exercise.id).first()
    plan = cast(WorksheetExercise, exercise.block).plan(exercise.value)
    data = answer.data if answer else {}
    return Target(plan, sheet_of(plan, data), answer.version if answer else 0, bool(data.get("share")))


@dataclass(frozen=True)
class NewRow:
    """Cells on their way into a sheet: over those of the row at `place`, or as one row more."""

    cells: dict[str, str] = field(default_factory=dict)
    place: int | None = None

    def is_in(self, sheet: Sheet) -> bool:
        """Say whether the sheet has it already: the button was pressed twice."""
        rows = sheet.rows if self.place is None else sheet.rows[self.place : self.place + 1]
        return any(self.cells.items() <= row.items() for row in rows)


class FilledSheet(AnswerForm):
    """A worksheet with a row out of an export, as if somebody had typed it."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()
        self.filled = data

    def answer_data(self) -> dict[str, Any]:
        return self.filled


@transaction.atomic
def fill_row(*, by: User, page: ThingPage, exercise: BoundExercise, row: NewRow, made_from: int) -> Target:
    """Put the row in her worksheet and return the sheet that she had. Twice the same changes nothing the second time.

    Raises AnswerConflict when the sheet is not the one that she looked at (`made_from`) any more.
    """
    target = target_of(by, page, exercise)
    if target.version != made_from:
        if row.is_in(target.sheet):
            return target
        raise AnswerConflict
    rows = [dict(kept) for kept in target.sheet.rows]
    if row.place is None:
        rows.append(row.cells)
    else:
        rows[row.place] |= row.cells
    data = {"rows": rows, "below": dict(target.sheet.below), "share": target.is_shared}
    submit_answer(by=by, page=page, exercise=exercise, form=FilledSheet(data), made_from=made_from)
    return target
