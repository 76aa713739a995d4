"""The contract of a report: who may ask for it, which columns it has, and one source of rows for screen and files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, cached_property
from typing import Any, ClassVar, Protocol, TypeVar

from django import forms
from django.db.models import Exists, OuterRef
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from course.cohorts.models import Cohort, Enrolment
from course.people.access import roles_of
from course.people.models import Library, User
from course.reports import REPORTS

Text = str | Promise
"""What people read, translated when it is shown."""


class Kind(Enum):
    """What stands in a column, so that a file gets numbers as numbers and dates as dates."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    STATE = "state"


@dataclass(frozen=True)
class Column:
    """One column. `key` also sorts when `is_sortable`; `of` is what a number counts up to.

    A state `is_dated` when its cells may carry a day: a file then gets a second column, `label` with "klaar op".
    `number`, `spine` and `module` belong to a column that is a ding: what its spine says and the colour of its module.
    """

    key: str
    label: Text
    kind: Kind
    is_dated: bool = False
    is_sortable: bool = False
    of: int | None = None
    number: int | None = None
    spine: str = ""
    module: int | None = None


@dataclass(frozen=True)
class State:
    """How far something is: `key` gives it its shape on the screen, `word` its name everywhere."""

    key: str
    word: Text
    on: date | None = None


Cell = str | int | date | State | None
Row = tuple[Cell, ...]


class Rows(Protocol):
    """Rows in their final order. A slice costs a fixed number of queries, whatever its length."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice) -> Sequence[Row]: ...

    def __iter__(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Figure:
    """One number above the table, with the sentence that says what it counts."""

    label: Text
    value: int
    definition: Text
    of: int | None = None


@dataclass(frozen=True)
class Summary:
    """What stands above the table: numbers, and a chart (an object that its template knows) when there is one."""

    figures: tuple[Figure, ...] = ()
    chart: Any = None


@dataclass(frozen=True)
class Scope:
    """What one manager may look at, and what she looks at now: one library, one cohort, at one moment.

    `cohorts` are those in which somebody of `library` takes part; without any, `cohort` is None.
    """

    libraries: tuple[Library, ...]
    library: Library
    cohorts: tuple[Cohort, ...]
    cohort: Cohort | None
    at: datetime

    @cached_property
    def library_name(self) -> str:
        """What the library was called at the end of the cohort, or is called today. At most one query."""
        ended = self.cohort.closes_on if self.cohort else None
        day = timezone.localdate(self.at)
        return self.library.name_on(ended) if ended is not None and ended < day else self.library.name

    @property
    def query(self) -> dict[str, str]:
        """The choice as it stands in the address."""
        return {"bibliotheek": self.library.slug} | ({"ronde": self.cohort.slug} if self.cohort else {})


class FilterForm(forms.Form):
    """What may be filtered on: fixed keys and values, so that no name from an address reaches the ORM."""

    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, columns: Sequence[Column]) -> None:
        super().__init__(data, auto_id="filter-%s")
        keys = [column.key for column in columns if column.is_sortable]
        self.fields["sort"].choices = [(key, key) for name in keys for key in (name, f"-{name}")]  # type: ignore[attr-defined]

    def accepted(self) -> dict[str, Any]:
        """Return the cleaned data. Raises Http404 when a value is not one of ours: no such list exists."""
        if not self.is_valid():
            raise Http404
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Return what was filled in, without the order, as it stands in the address."""
        return {key: str(value) for key, value in self.cleaned_data.items() if value and key != "sort"}

    def described(self) -> list[tuple[str, str]]:
        """Return what was filled in as (label, value), in words."""
        rows = []
        for key, value in self.chosen().items():
            field = self.fields[key]
            words = {str(key): word for key, word in getattr(field, "choices", ())}
            rows.append((str(field.label), str(words.get(value, value))))
        return rows


class Sheet(Protocol):
    """One report as one person asked for it: what the screen shows by the page and a file gives whole."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def legend(self) -> tuple[State, ...]: ...

    @property
    def form(self) -> FilterForm: ...

    @property
    def rows(self) -> Rows: ...

    def summary(self) -> Summary: ...


class Report(ABC):
    """One report. `key` names its URLs, `slug` is its address and begins its file names."""

    key: ClassVar[str]
    slug: ClassVar[str]
    title: ClassVar[Text]
    definition: ClassVar[Text]

    def scope_for(self, user: User, query: Mapping[str, str], at: datetime) -> Scope:
        """Return what `user` may see of what she asks for. Raises Http404 for anything that is not hers."""
        return managed_scope(user, query, at)

    def refusal(self, scope: Scope) -> Text:
        """Return the sentence why this scope shows no rows at all, or nothing."""
        return ""

    def people_in(self, sheet: Sheet, part: slice) -> Collection[int]:
        """Return the ids of the people whom this part of the rows names, for the log of looks; nobody by default."""
        return ()

    @abstractmethod
    def sheet(self, scope: Scope, data: QueryDict) -> Sheet:
        """Return what `data` asks of this scope, which has a cohort and no refusal.

        Raises Http404 for a filter that is not ours.
        """


@cache
def reports() -> dict[str, Report]:
    """Return every report by its key, in the order in which they are listed."""
    made = [import_string(name)() for name in REPORTS]
    return {report.key: report for report in made}


def managed_scope(user: User, query: Mapping[str, str], at: datetime) -> Scope:
    """Return the libraries that `user` manages today, and the library and cohort she asks for.

    A library that went up in one of hers comes along, for the cohorts that were over by then. By default a library
    where somebody takes part, and the newest cohort that has begun, else the next one. Two queries and her roles.
    Raises Http404 for a library she does not manage and for a cohort in which nobody of that library takes part.
    """
    people = Enrolment.objects.active()
    libraries = tuple(
        Library.objects.with_merged(roles_of(user).manages)
        .annotate(is_idle=~Exists(people.filter(library=OuterRef("pk"))))
        .exclude(is_idle=True, merged_into__isnull=False)
        .order_by("is_idle", "name")
    )
    library = _chosen(libraries, query.get("bibliotheek", ""))
    if library is None:
        raise Http404
    cohorts = tuple(Cohort.objects.filter(Exists(people.filter(cohort=OuterRef("pk"), library=library))))
    return Scope(libraries, library, cohorts, _chosen(_begun_first(cohorts, at), query.get("ronde", "")), at)


def _begun_first(cohorts: Sequence[Cohort], at: datetime) -> list[Cohort]:
    """Return what has begun, the newest first, and then what is still to come, the soonest first."""
    today = timezone.localdate(at)
    begun = [cohort for cohort in cohorts if cohort.starts_on <= today]
    return begun + [cohort for cohort in reversed(cohorts) if cohort.starts_on > today]


Place = TypeVar("Place", Library, Cohort)


def _chosen(places: Sequence[Place], slug: str) -> Place | None:
    """Return the one with that slug, the first when none is asked for, None when there are none."""
    if not slug:
        return places[0] if places else None
    for place in places:
        if place.slug == slug:
            return place
    raise Http404
