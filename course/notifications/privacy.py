"""What this room keeps of people: the mails that wait or were sent, and how somebody wants them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from course.people.privacy import After, Ground, Holding, Kind, Someone, declare, delete, nothing_of_people

MAIL = Kind(
    "mail",
    name=_("Mail"),
    what=_("Welke mail je kreeg of nog krijgt, en hoe vaak je mail wilt."),
    why=_("Zo krijg je elke mail één keer, op uren die jij kiest."),
    ground=Ground.COURSE,
    how_long=_("Eén jaar na het versturen. Je keuzes zolang je meedoet."),
    who=_("Jij. Een trainer kan zien of een mail aan jou is verstuurd."),
    when_erased=_("Weg. Mail die nog klaarstond, gaat niet meer uit."),
)
WORK = Kind(
    "work",
    name=_("Werk op de achtergrond"),
    what=_("Werk dat de site op de achtergrond doet, zoals een mail aan jou versturen."),
    why=_("Zo hoef jij er niet op te wachten."),
    ground=Ground.COURSE,
    how_long=_("Twee weken nadat het klaar is."),
    who=_("Alleen technisch beheerders."),
    when_erased=_("Weg."),
)


def tasks_about(who: Someone) -> QuerySet[DBTaskResult]:
    """Return the tasks that name her: the sending of her mails, and whatever holds her name or address. One query.

    Reads the arguments of all tasks; they live two weeks.
    """
    trace = who.trace
    found = []
    for pk, path, said, result, traceback in DBTaskResult.objects.values_list(
        "pk", "task_path", "args_kwargs", "return_value", "traceback"
    ):
        arguments = said.get("args", []) if isinstance(said, dict) else []
        is_hers = path.endswith("deliver_notice") and arguments[:1] == [who.person.pk]
        if is_hers or (trace is not None and trace.search(f"{said} {result} {traceback}")):
            found.append(pk)
    return DBTaskResult.objects.filter(pk__in=found)


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        MAIL,
        WORK,
        holdings=[
            Holding(
                "notifications.Notice",
                "mail",
                of=("person",),
                erase=delete,
                goes=(After("made_at", timedelta(days=365), ~Q(sent_at=None) | ~Q(dropped_at=None)),),
            ),
            Holding("notifications.Wishes", "mail", of=("person",), erase=delete),
            Holding("notifications.Undeliverable", "mail", of=("person", "address"), erase=delete),
            Holding(
                "django_tasks_database.DBTaskResult",
                "work",
                find=tasks_about,
                erase=delete,
                goes=(After("finished_at", timedelta(days=14)),),
            ),
        ],
    )
    nothing_of_people("notifications.Recurrence", because="When the site does what by itself.")
