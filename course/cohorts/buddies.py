"""Buddies: two people of one cohort who help each other. Who pairs them, who has none, and what ends a pair.

A pair is seen by the two and by their trainers. Somebody who reads along gets a buddy only by hand: she asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from course.cohorts.models import BuddyPair, Cohort, Enrolment
from course.people.models import User

PAIRED = "cohorts.buddies"


@dataclass(frozen=True)
class Paired:
    """What pairing everybody came to: the pairs that were made, and who was left over."""

    made: list[BuddyPair] = field(default_factory=list)
    alone: list[Enrolment] = field(default_factory=list)


def without(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return who takes part and has no buddy, by name, with person and library; `lost_at` is since when, if ever.

    Whoever rests is not among them. One query.
    """
    hers = Q(first=OuterRef("pk")) | Q(second=OuterRef("pk"))
    pairs = BuddyPair.objects.filter(hers, cohort=cohort)
    ended = pairs.order_by("-ended_at").values("ended_at")[:1]
    return (
        cohort.enrolments.present()
        .filter(~Exists(pairs.standing()), paused_at__isnull=True)
        .select_related("person", "library")
        .annotate(lost_at=Subquery(ended, output_field=DateTimeField()))
        .order_by("person__sort_name", "pk")
    )


def buddy_of(enrolment: Enrolment) -> User | None:
    """Return her buddy, or None. One query."""
    pair = (
        BuddyPair.objects.standing()
        .filter(Q(first=enrolment.pk) | Q(second=enrolment.pk))
        .select_related("first__person", "second__person")
        .first()
    )
    if pair is None:
        return None
    return pair.second.person if pair.first_id == enrolment.pk else pair.first.person


@transaction.atomic
def pair(*, by: User | None, first: Enrolment, second: Enrolment) -> BuddyPair:
    """Make two people buddies; who are that already stay so. Raises ValidationError for who cannot be paired."""
    cohort = Cohort.objects.select_for_update().get(pk=first.cohort_id)
    if first.pk == second.pk:
        raise ValidationError(_("Kies twee verschillende mensen."))
    if second.cohort_id != cohort.pk:
        raise ValidationError(_("Buddy's doen mee aan dezelfde ronde. Kies twee mensen uit deze ronde."))
    standing = BuddyPair.objects.standing().filter(cohort=cohort)
    same = standing.filter(Q(first=first, second=second) | Q(first=second, second=first)).first()
    if same is not None:
        return same
    for one in (first, second):
        if not Enrolment.objects.present().filter(pk=one.pk).exists():
            raise ValidationError(_("%(name)s doet niet meer mee. Kies iemand anders.") % {"name": one.person})
        if standing.filter(Q(first=one) | Q(second=one)).exists():
            raise ValidationError(
                _("%(name)s heeft al een buddy. Haal dat paar eerst uit elkaar.") % {"name": one.person}
            )
    made = BuddyPair.objects.create(cohort=cohort, first=first, second=second)
    log(made, "wagtail.create", user=by, title=str(cohort))
    return made


@transaction.atomic
def pair_all(*, by: User | None, cohort: Cohort, across: bool, among: Iterable[int] | None = None) -> Paired:
    """Pair everybody who takes part and has no buddy; `among` keeps it to these enrolments (ids).

    Within a library, or with `across` with somebody of another one as far as that goes. Who is left over is in
    `alone`. Twice makes nothing new. A fixed number of queries, but for the log.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    free = without(cohort).exclude(way=Enrolment.Way.READ)
    if among is not None:
        free = free.filter(pk__in=list(among))
    people = sorted(free, key=lambda one: (one.library.name, one.library_id, one.person.sort_name, one.pk))
    groups = [people] if across else [list(group) for _key, group in groupby(people, key=lambda one: one.library_id)]
    found = [_matched(group, across=across) for group in groups]
    made = [BuddyPair(cohort=cohort, first=first, second=second) for pairs, _left in found for first, second in pairs]
    BuddyPair.objects.bulk_create(made)
    if made:
        log(cohort, PAIRED, user=by, data={"count": len(made)})
    return Paired(made, [one for _pairs, left in found for one in left])


def _matched(people: Sequence[Enrolment], *, across: bool) -> tuple[list[tuple[Enrolment, Enrolment]], list[Enrolment]]:
    """Return these people two by two, and who is left over.

    Across libraries the list, in order of libraries, is folded in the middle: two of one library only meet when that
    library is more than half of all.
    """
    half = len(people) // 2
    left = list(people[2 * half :])
    if across:
        return list(zip(people[:half], people[half : 2 * half], strict=True)), left
    return list(zip(people[: 2 * half : 2], people[1 : 2 * half : 2], strict=True)), left


@transaction.atomic
def part(*, by: User | None, pair: BuddyPair) -> None:
    """End a pair; both are free for another. Twice is once."""
    if BuddyPair.objects.standing().filter(pk=pair.pk).update(ended_at=timezone.now()):
        log(pair, "wagtail.edit", user=by, title=str(pair.cohort))


def end_for(enrolment: Enrolment) -> None:
    """End the pair of somebody who stops. One query."""
    hers = Q(first=enrolment.pk) | Q(second=enrolment.pk)
    BuddyPair.objects.standing().filter(hers).update(ended_at=timezone.now())
