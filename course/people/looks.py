"""Who looked at whom: each time a trainer or a manager opens a page about a named person, that person can read it.

A view that shows somebody's name to a role calls `record` (tests/people/test_looks.py walks all addresses and fails
for one that does not). One row a person, viewer, page and day, with how often; so a look at a list of five hundred
people costs one query, and a trainer who reads all day leaves one line.

Not in it: technical administrators, who can reach the database itself, and what participants read of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.access import Roles, roles_of
from course.people.models import Look, Role, User
from course.people.who_sees_what import Text

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Field

KEPT_FOR = timedelta(days=365)
"""How long somebody can read who looked at her; `prune` takes away what is older."""

AT_ONCE = 1000
"""Rows in one statement: seven values each, far below what either database takes."""

FIELDS = ("person", "viewer", "viewer_was", "page", "on", "times", "last_at")
ONE_A_DAY = ("person", "viewer", "page", "on")


@dataclass(frozen=True)
class Page:
    """A kind of page about a named person, in words for her; and the role that opens it, for who holds several."""

    label: Text
    opened_as: str = Role.Kind.TRAINER


PAGES: dict[str, Page] = {
    "blog": Page(_("Je blog")),
    "post": Page(_("Een bericht van jou")),
    "moderation": Page(_("Een melding over wat jij schreef")),
    "worksheet": Page(_("Een meetblad dat jij deelt")),
    "plan": Page(_("Een rooster dat jij deelt")),
    "log": Page(_("Wat jij deelt uit je logboek")),
    "feedback": Page(_("Een tekst die je inleverde, of feedback die je gaf of kreeg")),
    "cohort": Page(_("De lijst met deelnemers van je ronde")),
    "people": Page(_("De lijst met mensen")),
    "mail": Page(_("Of mail aan jou aankwam")),
    "progress": Page(_("Hoe ver je bent")),
    "certificates": Page(_("Je certificaat")),
    "report": Page(_("De rapportage over voortgang"), opened_as=Role.Kind.MANAGER),
    "report_file": Page(_("De rapportage over voortgang, als bestand"), opened_as=Role.Kind.MANAGER),
}
"""Every kind of page that is logged. A key stands in the database: it may get other words, never another meaning."""


def record(*, by: User | AnonymousUser, people: Iterable[User | int], page: str) -> None:
    """Note that `by` opened this page about these people; nothing for who holds no role, nor for herself.

    One statement for up to a thousand people, on top of her roles (kept on the user). Raises KeyError for a page that
    has no words. The alternative, reading and then writing, counts wrong when two windows open at once.
    """
    role = role_in(roles_of(by), PAGES[page].opened_as)
    if not role or by.pk is None:
        return
    ids = sorted({one if isinstance(one, int) else one.pk for one in people} - {by.pk})  # One order: no deadlock.
    now = timezone.now()
    for start in range(0, len(ids), AT_ONCE):
        _upsert([(pk, by.pk, role, page, timezone.localdate(now), 1, now) for pk in ids[start : start + AT_ONCE]])


def role_in(roles: Roles, wanted: str) -> str:
    """Return the role with which somebody opens a page: the wanted one where she holds it, else the first; or ""."""
    held = {
        Role.Kind.TRAINER: bool(roles.trains_at),
        Role.Kind.MANAGER: bool(roles.manages),
        Role.Kind.COORDINATOR: roles.is_coordinator,
        Role.Kind.GROUP_LEADER: bool(roles.leads_groups_at),
    }
    if held.get(Role.Kind(wanted)):
        return wanted
    return next((kind.value for kind, is_held in held.items() if is_held), "")


def _upsert(rows: Sequence[tuple[object, ...]]) -> None:
    """Insert these looks, and count one more where there is one of today. The same words on SQLite and PostgreSQL."""
    fields = {name: cast("Field[Any, Any]", Look._meta.get_field(name)) for name in FIELDS}
    column = {name: connection.ops.quote_name(str(field.column)) for name, field in fields.items()}
    table = connection.ops.quote_name(Look._meta.db_table)
    values = [fields[name].get_db_prep_save(row[at], connection) for row in rows for at, name in enumerate(FIELDS)]
    holes = ", ".join([f"({', '.join(['%s'] * len(FIELDS))})"] * len(rows))
    # Names of our own columns only; every value goes beside the statement.
    statement = (
        f"INSERT INTO {table} ({', '.join(column.values())}) VALUES {holes} "  # noqa: S608
        f"ON CONFLICT ({', '.join(column[name] for name in ONE_A_DAY)}) DO UPDATE SET "
        f"{column['times']} = {table}.{column['times']} + 1, {column['last_at']} = excluded.{column['last_at']}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def looks_at(person: User) -> QuerySet[Look]:
    """Return who looked at this person, the latest first, with the viewer. One query."""
    return Look.objects.filter(person=person).select_related("viewer").order_by("-last_at", "-pk")


def prune() -> int:
    """Take away what is older than `KEPT_FOR`; returns how many rows. For the retention job."""
    count, _per_model = Look.objects.filter(on__lt=timezone.localdate() - KEPT_FOR).delete()
    return count


def label_of(look: Look) -> Text:
    """Return the words for the page of this look; a key that has none any more reads as itself."""
    page = PAGES.get(look.page)
    return page.label if page else look.page


def role_of(look: Look) -> Text:
    """Return the role that opened the page, in words."""
    return Role.Kind(look.viewer_was).label if look.viewer_was in Role.Kind.values else look.viewer_was
