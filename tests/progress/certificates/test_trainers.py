"""What a trainer does with the certificates of her cohort: see them, take one back with a reason, give it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from course.cohorts.models import Enrolment
from course.people.models import Look, User
from course.progress.certificates.actions import issue
from course.progress.models import Certificate
from tests import factories
from tests.conftest import Place
from tests.progress.certificates.conftest import finish

As = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db


def in_admin(as_: As, person: User) -> Client:
    """Return a client of somebody who has opened the admin once, which lays her rights right."""
    client = as_(person)
    client.get(reverse("wagtailadmin_home"))
    return client


def test_tove_sees_who_has_one_and_who_could(
    as_: As, tove: User, ben: User, certificate: Certificate, place: Place
) -> None:
    finish(ben, place.cohort)

    page = in_admin(as_, tove).get(reverse("cohort_certificates:list", args=[place.cohort.pk])).text

    assert "1 certificaat geldt." in page
    assert "Ada van den Berg" in page
    assert "4 van 4, 1 vrijstelling" in page
    assert page.index("Kunnen het aanvragen") < page.index("Ben Yıldız")
    assert Look.objects.filter(viewer=tove, page="certificates").count() == 2


def test_the_way_to_it_stands_above_the_cohort(as_: As, tove: User, place: Place) -> None:
    page = in_admin(as_, tove).get(reverse("cohorts:edit", args=[place.cohort.pk])).text

    assert reverse("cohort_certificates:list", args=[place.cohort.pk]) in page


def test_tove_takes_one_back_with_a_reason(as_: As, tove: User, certificate: Certificate, place: Place) -> None:
    client = in_admin(as_, tove)
    address = reverse("cohort_certificates:revoke", args=[place.cohort.pk, certificate.code])
    empty = client.post(address, {"note": "Ik twijfel."})
    assert empty.status_code == 422
    assert "Kies waarom je dit certificaat intrekt." in empty.text
    assert "Ik twijfel." in empty.text

    done = client.post(address, {"reason": "fraud", "note": "Iemand anders deed de opdrachten."})
    again = client.post(address, {"reason": "mistake"})

    assert done.url == again.url == reverse("cohort_certificates:list", args=[place.cohort.pk])
    kept = Certificate.objects.get(pk=certificate.pk)
    assert (kept.reason, kept.revoked_by) == ("fraud", tove)
    assert "Iemand anders deed de opdrachten." in client.get(done.url).text
    log = ModelLogEntry.objects.filter(user=tove, content_type__model="certificate").latest("timestamp")
    assert log.label == "Najaar"  # And not her name: the log outlives it.


def test_replaced_is_no_reason_that_a_trainer_gives(
    as_: As, tove: User, certificate: Certificate, place: Place
) -> None:
    address = reverse("cohort_certificates:revoke", args=[place.cohort.pk, certificate.code])

    assert in_admin(as_, tove).post(address, {"reason": "replaced"}).status_code == 422
    assert Certificate.objects.standing().exists()


def test_tove_gives_again_what_she_took_back_by_mistake(
    as_: As, tove: User, certificate: Certificate, place: Place
) -> None:
    client = in_admin(as_, tove)
    code = certificate.code
    client.post(reverse("cohort_certificates:revoke", args=[place.cohort.pk, code]), {"reason": "mistake"})
    address = reverse("cohort_certificates:give_again", args=[place.cohort.pk, code])
    assert address in client.get(reverse("cohort_certificates:list", args=[place.cohort.pk])).text

    for _press in range(2):
        client.post(address)

    new = Certificate.objects.standing().get()
    assert (new.name, new.replaces_id) == ("Ada van den Berg", certificate.pk)
    assert address not in client.get(reverse("cohort_certificates:list", args=[place.cohort.pk])).text


def test_a_trainer_of_another_poi_and_a_participant_find_nothing(
    as_: As, ada: User, mona: User, certificate: Certificate, place: Place
) -> None:
    other = factories.make_person("Thea Bos")
    factories.give_role(other, "trainer", organisation=factories.make_organisation())
    addresses = [
        reverse("cohort_certificates:list", args=[place.cohort.pk]),
        reverse("cohort_certificates:revoke", args=[place.cohort.pk, certificate.code]),
    ]
    for address in addresses:
        assert in_admin(as_, other).get(address).status_code == 404
        for person in (ada, mona):
            assert in_admin(as_, person).get(address).status_code in (302, 403)
    assert in_admin(as_, other).post(addresses[1], {"reason": "fraud"}).status_code == 404
    assert Certificate.objects.standing().exists()


def test_a_code_of_another_cohort_is_not_found(as_: As, tove: User, certificate: Certificate, place: Place) -> None:
    address = reverse("cohort_certificates:revoke", args=[place.other_cohort.pk, certificate.code])

    assert in_admin(as_, tove).get(address).status_code == 404


def test_the_list_costs_the_same_for_two_and_for_twenty_people(as_: As, tove: User, place: Place) -> None:
    client = in_admin(as_, tove)
    address = reverse("cohort_certificates:list", args=[place.cohort.pk])
    counted = []
    for number in (2, 20):
        while Enrolment.objects.filter(cohort=place.cohort).count() < number:
            person = factories.make_person(library=place.library)
            factories.enrol(person, place.cohort)
            issue(by=person, enrolment=finish(person, place.cohort), name="Iemand Anders")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
