"""Which column is what: by its Dutch or English name, never by its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from course.cohorts.people_files.text import key

Text = str | Promise


class Field(Enum):
    """What a list may say of somebody. Roles, passwords and screen names are not among it, and never will be."""

    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    INFIX = "infix"
    LAST_NAME = "last_name"
    LIBRARY = "library"
    ISIL = "isil"
    TEAM = "team"
    WAY = "way"
    LANGUAGE = "language"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[Field, Text] = {
    Field.EMAIL: _("E-mailadres"),
    Field.NAME: _("Naam"),
    Field.FIRST_NAME: _("Voornaam"),
    Field.INFIX: _("Tussenvoegsel"),
    Field.LAST_NAME: _("Achternaam"),
    Field.LIBRARY: _("Bibliotheek"),
    Field.ISIL: _("ISIL"),
    Field.TEAM: _("Team of vestiging"),
    Field.WAY: _("Manier van meedoen"),
    Field.LANGUAGE: _("Taal"),
}

_NAMES: dict[Field, str] = {
    Field.EMAIL: "email mail emailadres mailadres emailaddress emailaddres mailaddress epost epostadres werkmail "
    "emailwerk werkemail zakelijkemail zakelijkemailadres emailzakelijk workemail eaddress",
    Field.NAME: "naam volledigenaam volledignaam name fullname displayname weergavenaam deelnemer medewerker "
    "naamdeelnemer naammedewerker naamvandedeelnemer participant voorenachternaam",
    Field.FIRST_NAME: "voornaam roepnaam voornamen firstname givenname first",
    Field.INFIX: "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tussenv tv infix prefix surnameprefix",
    Field.LAST_NAME: "achternaam achternamen familienaam lastname surname familyname last",
    Field.LIBRARY: "bibliotheek basisbibliotheek naambibliotheek organisatie instelling werkgever library libraryname "
    "organisation organization employer bieb",
    Field.ISIL: "isil isilcode isilnummer isilid",
    Field.TEAM: "team vestiging afdeling filiaal locatie teamofvestiging vestigingofteam branch teamorbranch "
    "department location",
    Field.WAY: "manier maniervanmeedoen deelname hoemeedoen way wayoftakingpart participation",
    Field.LANGUAGE: "taal voorkeurstaal language lang preferredlanguage locale",
}
KNOWN: dict[str, Field] = {name: field for field, names in _NAMES.items() for name in names.split()}

_PASSWORD = re.compile(r"wachtwoord|password|passwd|passphrase|pincode|^(ww|pw|pwd|pass|pin|wachtw)$")
_ROLE = re.compile(
    r"^(rol|rollen|role|roles|userrole|gebruikersrol|isstaff|staff|issuperuser|superuser|(is)?admin|administrator"
    r"|beheerder|(is)?trainer|(is)?coordinator|landelijkcoordinator|(is)?manager|leidinggevende|groepsleider"
    r"|(is)?expert|groep|groepen|groups?|rechten|permissions?|usertype|isactive|userpermissions)$"
)


class Unused(Enum):
    """Why a column is left alone."""

    PASSWORD = "password"  # noqa: S105 - what a column may be, no password
    ROLE = "role"
    TWICE = "twice"
    OTHER = "other"


@dataclass(frozen=True)
class Column:
    """One column of a file: its place, its own heading, and what it is or why it is not used."""

    index: int
    heading: str
    field: Field | None
    unused: Unused | None = None

    @property
    def is_forbidden(self) -> bool:
        """Whether nobody may choose this column by hand either, nor look into it."""
        return self.unused in (Unused.PASSWORD, Unused.ROLE)


def recognised(heading: str) -> Field | None:
    """Return what a column of this name is, case, spaces, hyphens and accents aside."""
    return KNOWN.get(key(heading))


def read_columns(headings: Sequence[str], chosen: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Return what each column is. `chosen` is what somebody said by hand, as number -> field, and goes before names.

    Columns without a heading are there only when somebody chose them. Each field is read from one column: the first.
    """
    taken: set[Field] = set()
    columns = []
    for index, heading in enumerate(headings):
        field, unused = _field_of(index, heading, chosen)
        if field in taken:
            field, unused = None, Unused.TWICE
        if field is not None:
            taken.add(field)
        if field is not None or heading:
            columns.append(Column(index, heading, field, unused))
    return tuple(columns)


def _field_of(index: int, heading: str, chosen: Mapping[str, str] | None) -> tuple[Field | None, Unused | None]:
    plain = key(heading)
    if _PASSWORD.search(plain):
        return None, Unused.PASSWORD
    if _ROLE.match(plain):
        return None, Unused.ROLE
    if chosen:
        name = chosen.get(str(index), "")
        field = Field(name) if name in Field._value2member_map_ else None
    else:
        field = recognised(heading)
    return field, None if field else Unused.OTHER


def heading_score(headings: Sequence[str]) -> int:
    """Return how many different things this line would be the heading of."""
    return len({field for heading in headings if heading and (field := recognised(heading))})
