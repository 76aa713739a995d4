"""What this room keeps of people: which dingen they did and since when, and the certificates that say so."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from course.people.privacy import (
    Erasing,
    Ground,
    Holding,
    Kind,
    declare,
    nothing_of_people,
    plain,
    when_all_is_erased,
)
from course.progress.actions import recompute
from course.progress.certificates.actions import forget
from course.progress.models import Certificate, LedgerEntry
from lessons.models import ThingPage

PROGRESS = Kind(
    "progress",
    name=_("Je voortgang"),
    what=_("Welke dingen je klaar hebt, sinds wanneer en met welk bewijs, ook een vrijstelling."),
    why=_("Zo weet je waar je was, en zo krijg je een stempel en een certificaat."),
    ground=Ground.COURSE,
    how_long=_("Zolang de rapportage over de ronde bestaat. Je naam gaat eerder weg: zie ‘Je account’."),
    who=_("Jij en je trainer. Je leidinggevende als de ronde dat zegt."),
    when_erased=_("De aantallen blijven, zonder naam. Wat er als uitleg bij een vrijstelling stond, gaat weg."),
)
CERTIFICATE = Kind(
    "certificate",
    name=_("Je certificaat"),
    what=_("Je certificaat, met je naam zoals jij die koos."),
    why=_("Zo kun je laten zien wat je hebt gedaan, ook aan een vreemde die het wil controleren."),
    ground=Ground.CHOICE,
    how_long=_("Zolang je account bestaat."),
    who=_("Jij, je trainer, en wie van jou de code krijgt."),
    when_erased=_("Je naam gaat eraf. Wie de code controleert, leest ‘ingetrokken op verzoek’."),
)


def erase_notes(_erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Take what was written beside an exemption; what happened, and when, stays in the ledger."""
    plain(rows).exclude(note="").update(note="")


def revoke(erasing: Erasing, _rows: QuerySet[Any]) -> None:
    """Take her name off her certificates; one that stood is revoked, and says why to who checks it."""
    forget(erasing.person, at=erasing.at)


def judge_again(erasing: Erasing) -> None:
    """Let the ledger say that the evidence was withdrawn. What was done stays done."""
    began = LedgerEntry.objects.filter(person=erasing.person).values("thing")
    for thing in ThingPage.objects.filter(Q(pk__in=began)):
        recompute([erasing.person.pk], thing, erasing.at)


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        PROGRESS,
        CERTIFICATE,
        holdings=[
            Holding("progress.LedgerEntry", "progress", of=("person",), names=("by",), erase=erase_notes),
            Holding("progress.ThingCompletion", "progress", of=("person",)),
            Holding(Certificate._meta.label, "certificate", of=("person",), names=("revoked_by",), erase=revoke),
        ],
    )
    nothing_of_people("progress.BadgeKey", because="The public keys that sign badges.")
    when_all_is_erased(judge_again)
