"""What the site keeps of people: the contract in which each room declares it, and the registry of all declarations.

Each room has a `privacy.py` and registers it in its AppConfig.ready(). A `Kind` is a line of the public page: what, why
and on which ground, how long, who sees it. A `Holding` says of one model which rows are somebody's and what becomes of
them when she is erased. A model that holds nothing of people is named in `nothing_of_people()` with the reason.

Export, erasure, retention and the page of purposes read only this registry; tests/house/test_personal_data.py fails
for a model that nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from course.people.models import User

Text = str | Promise

REMOVED = "[verwijderd]"
"""What stands where a text or a name was. It is stored, so it is in the language of the course."""

SHORTEST_NAME = 3
"""A name of one or two letters is also a part of other sentences: it is not looked for in texts."""


class Ground(Enum):
    """Why it may be kept at all (AVG article 6)."""

    COURSE = _("Het is nodig om je de cursus te laten doen (gerechtvaardigd belang).")
    SAFETY = _("Het is nodig om de site veilig te houden (gerechtvaardigd belang).")
    CHOICE = _("Jij kiest zelf of je dit doet (toestemming).")
    DUTY = _("Wij moeten laten zien dat we ons aan de privacywet houden (wettelijke plicht).")


@dataclass(frozen=True)
class Someone:
    """A person as she is looked for: her row, her addresses in small letters, the names that may stand in texts."""

    person: User
    addresses: frozenset[str]
    names: tuple[str, ...]

    @property
    def trace(self) -> re.Pattern[str] | None:
        """A pattern for her whole names and addresses in a text; None when she has none any more."""
        words = {word for word in (*self.addresses, *self.names) if len(word) >= SHORTEST_NAME}
        if not words:
            return None
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def without_name(self, text: str) -> str:
        """Return the text with her whole names and addresses taken out."""
        trace = self.trace
        return trace.sub(REMOVED, text) if trace is not None and text else text


def someone(person: User) -> Someone:
    """Return what to look for. One query."""
    from allauth.account.models import EmailAddress  # its app may load after ours

    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = {person.email.lower(), *(email.lower() for email in known)} - {""}
    return Someone(person, frozenset(addresses), tuple(name for name in (person.name, person.screen_name) if name))


@dataclass
class Erasing:
    """One erasure under way. `files` are deleted as soon as no row of the database names them any more."""

    someone: Someone
    keeps_texts: bool
    at: datetime
    files: list[tuple[Storage, str]] = field(default_factory=list)

    @property
    def person(self) -> User:
        return self.someone.person

    def kept(self, text: str) -> str:
        """Return what stays of a text that others could read: itself without her name, or nothing."""
        return self.someone.without_name(text) if self.keeps_texts else ""


Erase = Callable[[Erasing, "QuerySet[Any]"], object]


@dataclass(frozen=True)
class After:
    """Rows go by themselves, so long after the moment or day in `since` (may cross relations); see retention."""

    since: str
    wait: timedelta
    only: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Kind:
    """One kind of data, as people read about it: a short name, and whole sentences in plain Dutch."""

    key: str
    name: Text
    what: Text
    why: Text
    ground: Ground
    how_long: Text
    who: Text
    when_erased: Text


@dataclass(frozen=True)
class Holding:
    """One model with something of people.

    `of` are lookups that lead to the person whose rows they are; one that ends at an e-mail field is compared with her
    addresses. `find` stands in where no lookup can say it. `names` are fields in which a row of somebody else, or of
    the course, names her: such a row stays, and names nobody once she is erased. `erase` gets her rows; None leaves
    them with her nameless row. `secret` fields never leave the site.
    """

    model: str
    kind: str
    of: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    erase: Erase | None = None
    find: Callable[[Someone], QuerySet[Any]] | None = None
    secret: tuple[str, ...] = ()
    goes: tuple[After, ...] = ()

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def has_rows(self) -> bool:
        """Whether rows of this model are somebody's; else they only name people."""
        return bool(self.of or self.find)

    def rows(self, who: Someone) -> QuerySet[Any]:
        """Return her rows, in the order in which they were made. No query yet."""
        manager = self.model_class._base_manager
        if self.find is not None:
            return self.find(who)
        return manager.filter(_about(self.model_class, self.of, who)).order_by("pk")

    def rows_naming(self, who: Someone) -> QuerySet[Any]:
        """Return rows that are not hers but name her. No query yet."""
        return self.model_class._base_manager.filter(_about(self.model_class, self.names, who)).order_by("pk")


def _about(model: type[models.Model], lookups: Iterable[str], who: Someone) -> Q:
    """Return the condition that one of these lookups leads to her; never true without lookups."""
    condition = Q(pk__in=[])
    for lookup in lookups:
        if isinstance(_field_at(model, lookup), models.EmailField):
            for address in who.addresses:
                condition |= Q(**{f"{lookup}__iexact": address})
        else:
            condition |= Q(**{lookup: who.person.pk})
    return condition


def _field_at(model: type[models.Model], lookup: str) -> Any:
    found: Any = None
    for name in lookup.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model or model
    return found


@dataclass(frozen=True)
class Extra:
    """Something of others that belongs in her export, such as reactions to her: `gather` gives it, ready for JSON."""

    key: str
    kind: str
    label: Text
    gather: Callable[[Someone], Iterable[dict[str, Any]]]


# --- The registry ------------------------------------------------------------------------------------------------

KINDS: dict[str, Kind] = {}
_GROUPS: list[tuple[str, ...]] = []
HOLDINGS: dict[str, Holding] = {}
EXTRAS: dict[str, Extra] = {}
NOTHING: dict[str, str] = {}
LAST: list[Callable[[Erasing], object]] = []
"""What is done when all rows are erased, such as judging progress again without the evidence that is gone."""


def declare(*kinds: Kind, holdings: Iterable[Holding], extras: Iterable[Extra] = ()) -> None:
    """Make a room's declarations known; twice is once. Higher rooms come first, so that they are erased first."""
    keys = tuple(kind.key for kind in kinds)
    if keys not in _GROUPS:
        _GROUPS.append(keys)
    for kind in kinds:
        KINDS[kind.key] = kind
    for holding in holdings:
        HOLDINGS[holding.model.lower()] = holding
    for extra in extras:
        EXTRAS[extra.key] = extra


def nothing_of_people(*labels: str, because: str) -> None:
    """Say that these models hold nothing of people, and why."""
    for label in labels:
        NOTHING[label.lower()] = because


def when_all_is_erased(act: Callable[[Erasing], object]) -> None:
    """Add something to do at the end of each erasure. Twice is once."""
    if act not in LAST:
        LAST.append(act)


def kinds_to_read() -> list[Kind]:
    """Return all kinds as people read them: who she is first, what she writes later, the work on the course last."""
    return [KINDS[key] for group in reversed(_GROUPS) for key in group]


def holdings() -> Iterator[Holding]:
    """Yield all that is declared, the highest room first and a person's own row last."""
    return iter(sorted(HOLDINGS.values(), key=lambda holding: holding.model == "people.User"))


def of_kind(key: str) -> list[Holding]:
    return [holding for holding in holdings() if holding.kind == key]


# --- What becomes of rows ------------------------------------------------------------------------------------------


def delete(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Remove the rows and the files they name."""
    collect_files(erasing, rows)
    rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def empty(**fields: Any) -> Erase:
    """Return an erasure that keeps the rows for the totals, with these values in these fields."""

    def erase(_erasing: Erasing, rows: QuerySet[Any]) -> None:
        plain(rows).update(**fields)

    return erase


def plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same rows past the model's own manager: a ledger that nobody may rewrite is emptied here only."""
    pks = list(rows.order_by().values_list("pk", flat=True))
    return rows.model._base_manager.filter(pk__in=pks)


def collect_files(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Remember the files of these rows for the end of the erasure."""
    for name in file_fields(rows.model):
        storage = rows.model._meta.get_field(name).storage
        erasing.files.extend((storage, path) for path in rows.values_list(name, flat=True) if path)


def file_fields(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if isinstance(one, models.FileField)]
