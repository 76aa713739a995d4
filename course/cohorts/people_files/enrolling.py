"""Enrolling many people at once: the same truth as `actions.enrol`, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from course.cohorts import actions
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User


@transaction.atomic
def enrol_all(*, by: User | None, cohort: Cohort, people: Sequence[tuple[User, str]]) -> None:
    """Enrol each of these (person, way), who all belong to a library and do not take part yet.

    Who took part in an earlier cohort goes through `actions.enrol` itself, one by one: what she did there counts here.
    Raises IntegrityError when somebody was enrolled at this very moment. Three queries for all the others.
    """
    before = set(
        Enrolment.objects.filter(person__in=[person.pk for person, _way in people]).values_list("person_id", flat=True)
    )
    for person, way in people:
        if person.pk in before:
            actions.enrol(by=by, person=person, cohort=cohort, way=way)
    made = Enrolment.objects.bulk_create(
        Enrolment(
            person=person,
            cohort=cohort,
            way=way,
            library_id=person.library_id,  # type: ignore[misc]  # they all belong to one
            team_id=person.team_id,
        )
        for person, way in people
        if person.pk not in before
    )
    _log_all(by, cohort, made)


def _log_all(by: User | None, cohort: Cohort, made: Sequence[Enrolment]) -> None:
    """Write what `actions.enrol` writes for each: the title is the cohort, because names must be erasable."""
    kind, now = ContentType.objects.get_for_model(Enrolment), timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            label=str(cohort),
            action="wagtail.create",
            timestamp=now,
            user=by,
            object_id=str(enrolment.pk),
        )
        for enrolment in made
    )
