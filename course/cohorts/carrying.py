"""Going on in the next cohort: what is done stays done, and somebody is counted once.

The enrolment she leaves ends, as if she stopped there, and the new one says where it came from. So every report
counts her in the cohort where she works now. Nothing of what she made moves: it was hers, and it still is.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from course.cohorts.actions import enrol, leave
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User


def next_cohorts(cohort: Cohort) -> QuerySet[Cohort]:
    """Return where somebody of this cohort may go on: the same course and POI, later, and not closed. One query."""
    still_open = Q(closes_on__isnull=True) | Q(closes_on__gte=timezone.localdate())
    return Cohort.objects.filter(
        still_open, course=cohort.course_id, organisation=cohort.organisation_id, starts_on__gte=cohort.starts_on
    ).exclude(pk=cohort.pk)


@transaction.atomic
def carry_over(*, by: User | None, enrolment: Enrolment, to: Cohort) -> Enrolment:
    """Let somebody go on in a later cohort of the same course; return her enrolment there.

    Raises ValidationError for who does not take part any more, and for a cohort where she cannot go on.
    """
    Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first()
    enrolment.refresh_from_db(fields=["left_at"])
    if enrolment.left_at is not None:
        raise ValidationError(_("%(name)s doet niet meer mee aan deze ronde.") % {"name": enrolment.person})
    if not next_cohorts(enrolment.cohort).filter(pk=to.pk).exists():
        raise ValidationError(
            _("In “%(cohort)s” kan niemand uit deze ronde verder. Kies een latere ronde van dezelfde cursus.")
            % {"cohort": to}
        )
    new = enrol(by=by, person=enrolment.person, cohort=to, way=enrolment.way)
    Enrolment.objects.filter(pk=new.pk).update(carried_from=enrolment)
    new.refresh_from_db(fields=["carried_from"])
    leave(by=by, enrolment=enrolment)
    return new


@transaction.atomic
def carry_back(*, by: User | None, enrolment: Enrolment) -> Enrolment:
    """Undo it: she goes on where she came from, and has left here. Return the enrolment she is back in.

    Raises ValidationError for who was not carried over, or left here already.
    """
    Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first()
    enrolment.refresh_from_db()
    old = enrolment.carried_from
    if old is None or enrolment.left_at is not None:
        raise ValidationError(_("%(name)s is niet overgezet vanuit een andere ronde.") % {"name": enrolment.person})
    back = enrol(by=by, person=enrolment.person, cohort=old.cohort, way=enrolment.way)
    leave(by=by, enrolment=enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(carried_from=None)
    return back
