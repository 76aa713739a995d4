"""What mona reads of who was exempted, went on in the next cohort, or works in another library."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.cohorts import carrying, taking_part
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User
from course.progress.actions import exempt
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


def report(client: Client, cohort: Cohort) -> str:
    return str(client.get(reverse("reports:completion"), {"ronde": cohort.slug}).content.decode())


def test_an_exemption_counts_and_says_that_it_is_one(place: Place, ada: User, tove: User, mona: User, as_: As) -> None:
    exempt(by=tove, person=ada, thing=place.quiz_thing, note="Deed dit al elders")
    page = report(as_(mona), place.cohort)
    assert "klaar, met vrijstelling" in page
    assert "Deed dit al elders" not in page


def test_whoever_goes_on_is_counted_where_she_works_now(
    place: Place, ada: User, ben: User, tove: User, mona: User, as_: As
) -> None:
    later = factories.make_cohort(place.course, place.things, place.organisation, timezone.localdate(), name="Winter")
    carrying.carry_over(by=tove, enrolment=Enrolment.objects.get(person=ada), to=later)
    client = as_(mona)
    assert "Ada van den Berg" not in report(client, place.cohort)
    assert "Ada van den Berg" in report(client, later)


def test_in_a_cohort_of_two_libraries_mona_reads_of_hers_only(place: Place, ada: User, mona: User, as_: As) -> None:
    factories.enrol(factories.make_person("Daan Elders", library=place.other_library), place.cohort)
    page = report(as_(mona), place.cohort)
    assert "Ada van den Berg" in page
    assert "Daan Elders" not in page


def test_a_manager_who_takes_part_stands_in_her_own_report_like_everybody(place: Place, mona: User, as_: As) -> None:
    factories.enrol(mona, place.cohort)
    assert "Mona de Wit" in report(as_(mona), place.cohort)


def test_mona_reads_nothing_of_leave_and_extension(place: Place, ada: User, tove: User, mona: User, as_: As) -> None:
    taking_part.pause(by=ada, enrolment=Enrolment.objects.get(person=ada))
    Enrolment.objects.filter(person=ada).update(extended_until="2099-01-01", extension_reason="Ziek geweest")
    page = report(as_(mona), place.cohort)
    assert "Ada van den Berg" in page
    assert "Ziek geweest" not in page
    assert "pauze" not in page
