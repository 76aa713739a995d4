"""From a file to readings: which columns count, over which days, and what has to be said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import BinaryIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lessons.exercises import dutch
from lessons.exercises.exports.columns import DayColumn, FigureColumn, day_columns, figure_columns
from lessons.exercises.exports.days import day_shape
from lessons.exercises.exports.files import read_tables
from lessons.exercises.exports.numerals import Why
from lessons.exercises.exports.platforms import (
    OTHER,
    PLATFORMS,
    TOTALS,
    Platform,
    counts_something,
    fingerprint,
    folded,
    holds_addresses,
    language_of,
    recognised,
)
from lessons.exercises.exports.readings import PER_DAY, POSTS, Figures, Reading, Sample
from lessons.exercises.exports.tables import Cell, ExportError, Table, is_blank

DAYS = 30
"""Over how many days figures are added up: what the worksheets of the course ask for."""
FEW_DAYS = 28
MOST_COLUMNS_ASKED = 60
SAMPLE_ROWS, SAMPLE_LETTERS = 3, 60
HEADER_LETTERS = 80
DOUBTFUL = (Why.LANGUAGE, Why.CUSTOM)
"""On which grounds a reading has to be said aloud."""
REASONS = {
    "nl": gettext_lazy("omdat de kopjes Nederlands zijn"),
    "en": gettext_lazy("omdat de kopjes Engels zijn"),
    "": gettext_lazy("omdat een platform meestal hele getallen geeft"),
}
"""Why a number was read as it was, by the language of the headers."""

_DAY_IN_TITLE = re.compile(r"\b(?:[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b")


def read_export(name: str, stream: BinaryIO) -> list[Reading]:
    """Return what a file comes to: one reading for each channel it is about, the best first; at least one.

    Raises ExportError with a sentence, and nothing else.
    """
    found = [readings_of(table) for table in read_tables(name, stream)]
    readings = max(found, key=lambda several: _weight(several[0]))
    if not readings[0].columns and not readings[0].is_known:
        raise ExportError(_("We vonden geen kolommen met cijfers in dit bestand. Kies een andere export."))
    return readings


def _weight(reading: Reading) -> tuple[bool, int, bool, int]:
    return reading.is_known, len(set(reading.mapping.values())), reading.rows_are == POSTS, reading.rows


def readings_of(table: Table) -> list[Reading]:
    """Return what one table comes to, for each channel it may be about. Raises ExportError for a list of people."""
    refuse_people(table)
    known = _Known(table, tuple(row for row in table.rows if not _is_total(row)))
    return [_OfPlatform(known, platform).reading() for platform in recognised(table.headers)]


def refuse_people(table: Table) -> None:
    """Raise ExportError for a list of people: nobody needs their addresses to fill a worksheet."""
    for place, header in enumerate(table.headers):
        filled = [row[place] for row in table.rows[:200] if not is_blank(row[place])]
        addresses = sum(map(_is_address, filled))
        if filled and (holds_addresses(header) or addresses * 3 > len(filled)):
            raise ExportError(
                _(
                    "In dit bestand staan adressen of accounts van mensen. Die hebben we niet nodig, en we hebben "
                    "niets bewaard. Kies een export met cijfers, zonder namen."
                )
            )


def _is_address(cell: Cell) -> bool:
    name, at, host = str(cell).strip().rpartition("@")
    return bool(name and at) and "." in host and " " not in name + host


def _is_total(row: tuple[Cell, ...]) -> bool:
    """Say whether this row adds up others: YouTube puts it first, most put it last."""
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and any(isinstance(cell, str) and folded(cell) in TOTALS for cell in (filled[0], filled[-1]))


@dataclass(frozen=True)
class _Known:
    """What a table says whichever platform it is from. `rows` are those that add up nothing."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]

    @cached_property
    def headers(self) -> list[str]:
        return list(map(folded, self.table.headers))

    @cached_property
    def language(self) -> str:
        return language_of(self.table.headers)

    @cached_property
    def _own(self) -> Table:
        return Table(self.table.headers, self.rows)

    @cached_property
    def days(self) -> dict[int, DayColumn]:
        return day_columns(self._own, self.language)

    @cached_property
    def figures(self) -> dict[int, FigureColumn]:
        found = figure_columns(self._own, self.language, skip=self.days)
        return {place: column for place, column in found.items() if counts_something(self.table.headers[place])}

    @property
    def titled_period(self) -> tuple[date, date] | None:
        """The first and last day that the lines above the table name."""
        named = [day_shape(text) for title in self.table.titles for text in _DAY_IN_TITLE.findall(title)]
        days = [day for day in named if isinstance(day, date)]
        return (min(days), max(days)) if len(days) > 1 else None

    @property
    def sample(self) -> Sample:
        headers = tuple(header[:HEADER_LETTERS] for header in self.table.headers)
        return Sample(headers, tuple(tuple(map(_shown, row)) for row in self.rows[:SAMPLE_ROWS]))


def _shown(cell: Cell) -> str:
    text = str(cell).strip()
    return text if len(text) <= SAMPLE_LETTERS else text[: SAMPLE_LETTERS - 1] + "…"


@dataclass(frozen=True)
class _OfPlatform:
    """A table as that platform makes it."""

    known: _Known
    platform: Platform

    @cached_property
    def dates(self) -> int | None:
        """Which column says when: by its name, else the first that holds days."""
        names = [*self.platform.names("date"), *PLATFORMS[OTHER].names("date")]
        named = [self.known.headers.index(name) for name in names if name in self.known.headers]
        return next((place for place in [*named, *self.known.days] if place in self.known.days), None)

    @cached_property
    def when(self) -> tuple[date | None, ...]:
        return (None,) * len(self.known.rows) if self.dates is None else self.known.days[self.dates].days

    @cached_property
    def file_period(self) -> tuple[date, date] | None:
        """The first and last day of all rows; without days in rows, what the lines above the table say."""
        days = [day for day in self.when if day]
        return (min(days), max(days)) if days else self.known.titled_period

    @cached_property
    def period(self) -> tuple[date, date] | None:
        """The days that are counted: the last thirty, when rows have days; else all."""
        if self.file_period is None or not any(self.when):
            return self.file_period
        first, last = self.file_period
        return max(first, last - timedelta(days=DAYS - 1)), last

    @cached_property
    def counted(self) -> list[int]:
        """The rows within the period, the oldest first."""
        if not any(self.when):
            return list(range(len(self.known.rows)))
        begins = self.period[0] if self.period else date.min
        dated = [(day, place) for place, day in enumerate(self.when) if day and day >= begins]
        return [place for _day, place in sorted(dated)]

    @property
    def rows_are(self) -> str:
        if self.platform.rows:
            return self.platform.rows
        days = [day for day in self.when if day]
        if not days:
            return OTHER
        is_every_day = len(days) > 2 and len(set(days)) == len(days) == (max(days) - min(days)).days + 1
        return PER_DAY if is_every_day else POSTS

    def reading(self) -> Reading:
        measures = self.platform.columns(self.known.headers)
        usable = [place for place, column in self.known.figures.items() if column.why is not Why.CLASH]
        usable.sort(key=lambda place: (place not in measures, place))
        asked = sorted(usable[:MOST_COLUMNS_ASKED])
        begins, ends = self.period or (None, None)
        return Reading(
            platform=self.platform.key,
            fingerprint=fingerprint(self.known.table.headers),
            rows_are=self.rows_are,
            rows=len(self.counted),
            begins=begins,
            ends=ends,
            columns=tuple(map(self._figures, asked)),
            mapping={asked.index(place): measure for place, measure in measures.items() if place in asked},
            said=tuple(self._said(measures)),
            sample=self.known.sample,
        )

    def _figures(self, place: int) -> Figures:
        column = self.known.figures[place]
        header = self.known.table.headers[place][:HEADER_LETTERS]
        counted = [figure for row in self.counted if (figure := column.figures[row]) is not None]
        return Figures(
            header,
            sum(counted, Decimal()),
            counted[-1] if counted else Decimal(),
            tuple(_about(header, column, self.known.language)),
        )

    # --- What has to be said ---------------------------------------------------------------------------------------

    def _said(self, measures: dict[int, str]) -> Iterator[str]:
        for place in measures:
            column = self.known.figures.get(place)
            if column and column.why is Why.CLASH:
                sentence = _(
                    "In “%(column)s” staan punten en komma’s door elkaar. Die kolom konden we niet lezen. "
                    "Vul dit zelf in."
                )
                yield sentence % {"column": self.known.table.headers[place]}
        yield from self._said_about_days()
        if crooked := self.known.table.crooked:
            yield ngettext(
                "%(count)s regel had te veel vakken. Die telt niet mee.",
                "%(count)s regels hadden te veel vakken. Die tellen niet mee.",
                crooked,
            ) % {"count": crooked}
        accounts = self._accounts
        if accounts > 1:
            yield _("In dit bestand staan %(count)s pagina’s of accounts. Hun cijfers zijn bij elkaar opgeteld.") % {
                "count": accounts
            }

    @property
    def _accounts(self) -> int:
        places = [self.platform.place(role, self.known.headers) for role in ("page", "account")]
        return max(
            (len({str(row[place]) for row in self.known.rows}) for place in places if place is not None), default=0
        )

    def _said_about_days(self) -> Iterator[str]:
        column = self.known.days[self.dates] if self.dates is not None else None
        if column and column.why is Why.CLASH:
            yield _("De datums staan op twee manieren door elkaar. We konden ze niet lezen.")
        if self.file_period is None or self.period is None:
            yield _("We vonden geen datums. De cijfers gaan over het hele bestand.")
            return
        first, last = self.period
        if not any(self.when):
            yield _("De cijfers gaan over het hele bestand. Per dag staan ze er niet in.")
        elif self.file_period != self.period:
            yield _("Het bestand begint op %(day)s. We telden alleen de laatste %(count)s dagen.") % {
                "day": date_format(self.file_period[0], "j F Y"),
                "count": DAYS,
            }
        elif self.rows_are == PER_DAY and (last - first).days + 1 < FEW_DAYS:
            yield _(
                "Het bestand gaat over %(count)s dagen. Voor 30 dagen kies je op je platform een langere periode."
            ) % {"count": (last - first).days + 1}
        if column and column.example and column.why in DOUBTFUL:
            text, day = column.example
            yield _("“%(text)s” lazen we als %(day)s. Klopt dat niet? Vul de cijfers dan zelf in.") % {
                "text": text,
                "day": date_format(day, "j F Y"),
            }
        without = sum(day is None for day in self.when) if any(self.when) else 0
        if without:
            yield ngettext(
                "%(count)s regel heeft geen datum. Die telt niet mee.",
                "%(count)s regels hebben geen datum. Die tellen niet mee.",
                without,
            ) % {"count": without}


def _about(header: str, column: FigureColumn, language: str) -> Iterator[str]:
    """Yield whole sentences about how a column was read."""
    if column.example and column.why in DOUBTFUL:
        text, figure = column.example
        sentence = _("In “%(column)s” staat %(text)s. Dat lazen we als %(figure)s, %(reason)s. Kijk of dat klopt.")
        words = {"column": header, "text": text, "figure": dutch.as_typed(figure), "reason": REASONS[language]}
        yield sentence % words
    if column.unread:
        sentence = _("In “%(column)s” staat %(count)s keer iets anders dan een getal. Dat telt niet mee.")
        yield sentence % {"column": header, "count": column.unread}
