"""What one line says of one person, and what is wrong with that by itself: no tables, no other lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from course.cohorts.models import Enrolment
from course.cohorts.people_files.addresses import read_address
from course.cohorts.people_files.columns import Column, Field, read_columns
from course.cohorts.people_files.reading import Line, PeopleFile
from course.cohorts.people_files.text import cleaned, key, unguarded

MOST_NAME: Final = 120

_WAYS: Final[dict[str, str]] = {
    name: way
    for way, names in {
        Enrolment.Way.ALL.value: "all alles allesdoen alledingen volledig helemaal doingeverything",
        Enrolment.Way.CHOOSE.value: "choose choosing kiezen kies selectie keuze",
        Enrolment.Way.READ.value: "read reading readalong readingalong meelezen lezen meelezer meekijken",
    }.items()
    for name in names.split()
}
_LANGUAGES: Final[dict[str, str]] = {
    **dict.fromkeys("nl nld nlnl nederlands dutch ned".split(), "nl"),
    **dict.fromkeys("en eng engb enus engels english".split(), "en"),
}
_MISREAD: Final = re.compile("�|[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")  # noqa: RUF001 - look-alikes are what it looks for
"""What is left of an accent in a file that was once opened in the wrong way."""


@dataclass(frozen=True)
class Remark:
    """One sentence about one field of one line, with what stands there."""

    field: Field
    value: str
    sentence: str


@dataclass
class Entry:
    """What one line says. `typed` is each field as it stands there, `problems` refuse the line, `hints` do not."""

    number: int
    typed: dict[Field, str]
    email: str = ""
    name: str = ""
    library: str = ""
    isil: str = ""
    team: str = ""
    way: str = ""
    language: str = ""
    problems: list[Remark] = field(default_factory=list)
    hints: list[Remark] = field(default_factory=list)

    def refuse(self, of: Field, sentence: str) -> None:
        self.problems.append(Remark(of, self.shown(of), sentence))

    def hint(self, of: Field, sentence: str) -> None:
        self.hints.append(Remark(of, self.shown(of), sentence))

    def shown(self, of: Field) -> str:
        """Return what stands in a field: the name in one piece, also where the file has it in three."""
        return self.name if of is Field.NAME else self.typed.get(of, "")


class Sheet:
    """A file whose columns are known: gives what each of its lines says."""

    def __init__(self, file: PeopleFile, chosen: Mapping[str, str], corrections: Mapping[str, Mapping[str, str]]):
        """Take `chosen` (column number -> field) and `corrections` (line number -> field -> text) as they are kept."""
        self.columns: tuple[Column, ...] = read_columns(file.headings, chosen)
        self._places = {column.field: column.index for column in self.columns if column.field}
        self._corrections = corrections
        self._width = None if file.is_grid else len(file.headings)
        self.lines = file.lines

    @property
    def has_addresses(self) -> bool:
        """Whether a column has the addresses: without it there is nobody to bring in."""
        return Field.EMAIL in self._places

    def entry(self, line: Line) -> Entry:
        """Return what this line says, with what was corrected in the place of what stands there."""
        cells = [unguarded(cleaned(cell)) for cell in line.cells]
        typed = {of: cells[at] if at < len(cells) else "" for of, at in self._places.items()}
        corrected = self._corrections.get(str(line.number), {})
        if Field.LIBRARY.value in corrected:
            typed.pop(Field.ISIL, None)  # What was typed in its place is the whole answer.
        typed |= {Field(name): cleaned(text) for name, text in corrected.items()}
        entry = Entry(line.number, typed)
        _read_address_into(entry, line.cells[at] if (at := self._address_at(corrected, line)) is not None else None)
        _read_name_into(entry, corrected)
        entry.library, entry.isil, entry.team = (typed.get(of, "") for of in (Field.LIBRARY, Field.ISIL, Field.TEAM))
        _read_choices_into(entry)
        if self._width is not None and any(cells[self._width :]) and not corrected:
            sentence = _("Op deze regel staan meer vakken dan er kolommen zijn. Zet de waarden in de goede kolom.")
            entry.refuse(Field.EMAIL, sentence)
        return entry

    def _address_at(self, corrected: Mapping[str, str], line: Line) -> int | None:
        """Return where the raw address stands, with the signs nobody sees; None when it was typed over here."""
        at = self._places.get(Field.EMAIL)
        return at if at is not None and at < len(line.cells) and Field.EMAIL.value not in corrected else None


def _read_address_into(entry: Entry, raw: str | None) -> None:
    address = read_address(unguarded(raw) if raw is not None else entry.typed.get(Field.EMAIL, ""))
    entry.email = address.text
    if address.problem:
        entry.refuse(Field.EMAIL, address.problem)
    elif address.hint:
        entry.hint(Field.EMAIL, address.hint)


def _read_name_into(entry: Entry, corrected: Mapping[str, str]) -> None:
    """Join the parts of a name; a name that was typed over here is whole already."""
    whole = entry.typed.get(Field.NAME, "")
    parts = [entry.typed.get(of, "") for of in (Field.FIRST_NAME, Field.INFIX, Field.LAST_NAME)]
    if any(parts) and Field.NAME.value not in corrected:
        entry.name = joined(parts[0] or whole, parts[1], parts[2]) if parts[2] else whole or joined(*parts)
    else:
        entry.name = whole
    if _MISREAD.search(entry.name):
        entry.refuse(Field.NAME, _("In deze naam staat een teken dat verkeerd is gelezen. Typ de naam over."))
    elif len(entry.name) > MOST_NAME:
        entry.refuse(Field.NAME, _("Deze naam is langer dan %(most)d tekens. Kort hem in.") % {"most": MOST_NAME})
    elif sum(map(str.isalpha, entry.name)) > 3 and entry.name.isupper():
        entry.hint(Field.NAME, _("Deze naam staat in hoofdletters. Zo komt hij ook op het certificaat."))
    elif "," in entry.name:
        entry.hint(Field.NAME, _("In deze naam staat een komma. Zet de voornaam vooraan, zonder komma."))


def joined(first: str, infix: str, last: str) -> str:
    """Return the name as it is said: "Ria", "van", "Dijk" give "Ria van Dijk". An infix stands in it once."""
    begins = f"{last} ".casefold().startswith(f"{infix} ".casefold())
    return " ".join(part for part in (first, "" if begins else infix, last) if part)


def _read_choices_into(entry: Entry) -> None:
    way, language = entry.typed.get(Field.WAY, ""), entry.typed.get(Field.LANGUAGE, "")
    entry.way, entry.language = _WAYS.get(key(way), ""), _LANGUAGES.get(key(language), "")
    if way and not entry.way:
        entry.refuse(Field.WAY, _("Deze manier van meedoen kennen we niet. Schrijf: alles doen, kiezen of meelezen."))
    if language and not entry.language:
        entry.hint(Field.LANGUAGE, _("Deze taal kennen we niet. Een nieuw account krijgt Nederlands."))
