"""What this room keeps of people: in which cohort they take part, who is whose buddy, and how they came in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from course.people.privacy import (
    REMOVED,
    After,
    Erasing,
    Ground,
    Holding,
    Kind,
    declare,
    delete,
    nothing_of_people,
    plain,
)

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)

ENROLMENT = Kind(
    "enrolment",
    name=_("Je ronde"),
    what=_("In welke ronde je meedoet, hoe, vanuit welke bibliotheek, en wie je buddy is."),
    why=_("Zo gaan de dingen op tijd voor je open en hoor je bij een groep."),
    ground=Ground.COURSE,
    how_long=_("Zolang de rapportage over de ronde bestaat. Je naam gaat eerder weg: zie ‘Je account’."),
    who=_("Jij, je groep en je trainer. Je leidinggevende als de ronde dat zegt."),
    when_erased=_("De regel blijft, zonder naam. Een reden voor verlenging gaat weg en een buddypaar eindigt."),
)
JOINING = Kind(
    "joining",
    name=_("Hoe je binnenkwam"),
    what=_("Je uitnodiging, je plaats op een wachtlijst, of dat je adres vooraf is goedgekeurd."),
    why=_("Zo kom je in één klik binnen."),
    ground=Ground.COURSE,
    how_long=_("Een maand nadat de uitnodiging of de ronde is afgelopen. Een lijst met mensen hooguit een week."),
    who=_("Jij en je trainer."),
    when_erased=_("Weg."),
)


def leave_nameless(_erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Keep the enrolment for the totals, without what was said of her, and end the pairs it stands in."""
    from course.cohorts.models import BuddyPair  # models are there only once the apps are

    plain(rows).exclude(extension_reason="").update(extension_reason=REMOVED)
    mine = list(rows.values_list("pk", flat=True))
    pairs = BuddyPair.objects.standing().filter(Q(first__in=mine) | Q(second__in=mine))
    pairs.update(ended_at=_erasing.at)


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        ENROLMENT,
        JOINING,
        holdings=[
            Holding("cohorts.BuddyPair", "enrolment", of=("first__person", "second__person")),
            Holding("cohorts.Enrolment", "enrolment", of=("person",), erase=leave_nameless),
            Holding("cohorts.Cohort", "enrolment", names=("contact",)),
            Holding(
                "cohorts.Invitation",
                "joining",
                of=("person", "email"),
                names=("made_by",),
                erase=delete,
                secret=("nonce",),
                goes=(After("expires_at", MONTH), After("used_at", MONTH), After("revoked_at", MONTH)),
            ),
            Holding(
                "cohorts.ApprovedAddress",
                "joining",
                of=("email",),
                names=("added_by",),
                erase=delete,
                goes=(After("cohort__closes_on", MONTH),),
            ),
            Holding(
                "cohorts.WaitingPlace",
                "joining",
                of=("person", "email"),
                erase=delete,
                goes=(After("cohort__closes_on", MONTH), After("invited_at", MONTH), After("withdrawn_at", MONTH)),
            ),
            Holding("cohorts.PeopleImport", "joining", of=("by",), erase=delete, goes=(After("made_at", WEEK),)),
        ],
    )
    nothing_of_people(
        "cohorts.CourseOwner",
        "cohorts.CohortWeek",
        "cohorts.CohortThing",
        because="Which course a POI owns, and the programme of a cohort: the same for everybody in it.",
    )
