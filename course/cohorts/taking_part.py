"""How somebody takes part: her way, her leave, her own last day. Each is logged, and twice is once.

The views ask first whether somebody may; these functions keep what must be true.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from course.cohorts.models import Enrolment
from course.people.models import User


def change_way(*, by: User, enrolment: Enrolment, way: str) -> Enrolment:
    """Set how she takes part: all, choosing or reading along. Raises ValidationError for anything else."""
    if way not in Enrolment.Way.values:
        raise ValidationError(_("Kies een manier van meedoen uit de lijst."))
    return change(by, enrolment, {}, {"way": way})


def pause(*, by: User | None, enrolment: Enrolment, until: date | None = None) -> Enrolment:
    """Stop the mails for a while; the dingen stay open. `until` is the first day after her leave, None: open-ended.

    Who rests already keeps the day on which that began. Raises ValidationError for a day that is not to come.
    """
    if until is not None and until <= timezone.localdate():
        raise ValidationError(_("Een pauze duurt tot een dag na vandaag. Kies een latere dag, of laat de dag leeg."))
    if enrolment.paused_at is not None:
        return change(by, enrolment, {"paused_at__isnull": False}, {"paused_until": until})
    return change(by, enrolment, {"paused_at": None}, {"paused_at": timezone.now(), "paused_until": until})


def resume(*, by: User | None, enrolment: Enrolment) -> Enrolment:
    """End the pause."""
    return change(by, enrolment, {"paused_at__isnull": False}, {"paused_at": None, "paused_until": None})


def end_pauses(at: datetime | None = None) -> int:
    """Bring back everybody whose leave is over, and say how many. One query when there is nobody."""
    today = timezone.localdate(at)
    over = list(Enrolment.objects.active().filter(paused_until__lte=today).select_related("cohort"))
    for enrolment in over:
        resume(by=None, enrolment=enrolment)
    return len(over)


def extend(*, by: User | None, enrolment: Enrolment, until: date, reason: str) -> Enrolment:
    """Let her answer until her own last day, with the reason. Raises ValidationError for a day that gives nothing."""
    if not reason.strip():
        raise ValidationError(_("Schrijf erbij waarom je verlengt. De deelnemer leest dat ook."))
    closes_on = enrolment.cohort.closes_on
    if closes_on is None:
        raise ValidationError(_("Deze ronde heeft geen laatste dag. Verlengen is niet nodig."))
    if until <= max(closes_on, timezone.localdate()):
        raise ValidationError(_("Kies een dag na vandaag, en na de laatste dag van de ronde."))
    return change(by, enrolment, {}, {"extended_until": until, "extension_reason": reason.strip()[:300]})


def end_extension(*, by: User | None, enrolment: Enrolment) -> Enrolment:
    """Take her extension back: the last day of the cohort is hers again."""
    return change(by, enrolment, {"extended_until__isnull": False}, {"extended_until": None, "extension_reason": ""})


@transaction.atomic
def change(by: User | None, enrolment: Enrolment, seen: dict[str, object], wanted: dict[str, object]) -> Enrolment:
    """Update where the row is still as it was seen, and log only what really changed."""
    row = Enrolment.objects.active().filter(pk=enrolment.pk).filter(**seen)
    same = all(getattr(enrolment, name) == value for name, value in wanted.items())
    if row.update(**wanted) and not same:
        note(enrolment, "wagtail.edit", by)
    enrolment.refresh_from_db(fields=[field.attname for field in Enrolment._meta.concrete_fields])
    return enrolment


def note(enrolment: Enrolment, action: str, by: User | None) -> None:
    """Log it under the name of the cohort and not of the person: the log outlives her, and a name must be erasable."""
    log(enrolment, action, user=by, title=str(enrolment.cohort))
