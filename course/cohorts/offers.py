"""What a cohort offers to somebody who has to decide: the same facts on the page ‘Meedoen?’ and in the letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.cohorts.models import Cohort, CohortThing
from course.people.models import User


@dataclass(frozen=True)
class Offer:
    """One cohort for a stranger. `begins_on` is the day its first week opens; `minutes` are those of a usual week."""

    cohort: Cohort
    things: int
    weeks: int
    minutes: int
    begins_on: date

    def has_begun(self, at: datetime | None = None) -> bool:
        return self.begins_on <= timezone.localdate(at)

    @property
    def time_a_week(self) -> str:
        """How much time a week asks, in words: rounded up, because a promise of less is broken in week one."""
        if self.minutes <= 0:
            return ""
        if self.minutes < 60:
            minutes = -(-self.minutes // 15) * 15
            return _("ongeveer %(minutes)s minuten per week") % {"minutes": minutes}
        hours = -(-self.minutes // 30) / 2
        said = number_format(hours, decimal_pos=0 if hours == int(hours) else 1)
        return ngettext("ongeveer %(hours)s uur per week", "ongeveer %(hours)s uur per week", round(hours)) % {
            "hours": said
        }

    @property
    def contact(self) -> User | None:
        person = self.cohort.contact
        return person if person is not None and person.is_active else None

    @property
    def contact_name(self) -> str:
        return self.contact.name if self.contact else _("de helpdesk")

    @property
    def contact_email(self) -> str:
        """Where questions go: to the contact person, else to the address of the site."""
        return self.contact.email if self.contact else str(settings.CONTACT_EMAIL)


def offer_of(cohort: Cohort) -> Offer:
    """Return what this cohort asks and gives. One query; course and contact are the caller's."""
    rows = list(
        CohortThing.objects.filter(cohort=cohort).values_list(
            "week_id", "week__opens_on", "thing__minutes_read", "thing__minutes_do", "thing__minutes_review"
        )
    )
    weeks = {week for week, *_rest in rows}
    minutes = sum(read + do + review for _week, _opens, read, do, review in rows)
    return Offer(
        cohort=cohort,
        things=len(rows),
        weeks=len(weeks),
        minutes=round(minutes / len(weeks)) if weeks else 0,
        begins_on=min((opens for _week, opens, *_rest in rows), default=cohort.starts_on),
    )
