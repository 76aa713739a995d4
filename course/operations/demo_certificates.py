"""Two people of the spring cohort have asked for their certificate; the others who may have not done so yet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from course.cohorts.models import Cohort
from course.notifications.models import Notice
from course.operations.demo_world import AMSTERDAM
from course.progress.certificates import actions
from course.progress.certificates.earned import results_of

ASKED = 2


def certify(cohort: Cohort) -> None:
    """Issue the first two who are ready theirs, three days after their last ding; the mails of then were sent then."""
    enrolments = list(cohort.enrolments.active().select_related("person", "cohort").order_by("person__sort_name", "pk"))
    results = results_of(enrolments)
    ready = [row for row in enrolments if results[row.pk].is_met]
    for place, row in enumerate(ready):
        at = datetime.combine(results[row.pk].finished_on or cohort.starts_on, time(17, 0), tzinfo=AMSTERDAM)
        if place < ASKED:
            actions.issue(by=row.person, enrolment=row, name=row.person.name, at=at + timedelta(days=3))
        told = Notice.objects.filter(person=row.person_id, reason=actions.REASON, period=str(cohort.pk))
        told.update(made_at=at, due_at=at, sent_at=at)
