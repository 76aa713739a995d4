"""What somebody did in one cohort counts in the next."""

from __future__ import annotations

from course.cohorts.actions import add_new_things, enrol
from course.cohorts.models import CohortThing, Enrolment
from tests import factories
from tests.conftest import Place
from tests.progress.test_progress import reconcile, tick


def test_a_ding_done_in_the_first_cohort_is_done_in_the_second(place: Place, ada) -> None:
    tick(ada, place.checklist_thing, "1")
    again = enrol(by=None, person=ada, cohort=place.other_cohort)
    again.refresh_from_db()
    assert again.things_done == 1
    reconcile()


def test_a_ding_added_to_a_running_cohort_counts_for_who_did_it_before(place: Place, ada, tove) -> None:
    tick(ada, place.checklist_thing, "1")
    later = factories.make_cohort(place.course, place.things[1:], place.organisation)
    enrolment = enrol(by=None, person=ada, cohort=later)
    assert not CohortThing.objects.filter(cohort=later, thing=place.checklist_thing).exists()
    add_new_things(by=tove, cohort=later)
    assert Enrolment.objects.get(pk=enrolment.pk).things_done == 1
    reconcile()
