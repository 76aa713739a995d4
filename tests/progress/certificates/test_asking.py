"""From "je certificaat ligt klaar" to having one: the rule, the name, once, and again under another name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import Cohort, Enrolment
from course.notifications.kinds import KINDS
from course.notifications.models import Notice
from course.people.models import User
from course.progress.actions import exempt, recompute
from course.progress.certificates.actions import forget, issue, issue_again, revoke
from course.progress.certificates.earned import result_of
from course.progress.models import AppendOnlyError, Certificate
from course.study.programme import programme_for
from tests import factories
from tests.conftest import Place
from tests.progress.certificates.conftest import finish

As = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db


# --- The rule ----------------------------------------------------------------------------------------------------


def test_who_did_too_little_gets_no_certificate(ben: User, place: Place) -> None:
    enrolment = finish(ben, place.cohort, numbers={1, 2, 3})

    with pytest.raises(ValidationError, match="nog niet genoeg"):
        issue(by=ben, enrolment=enrolment, name="Ben Yıldız")
    assert not Certificate.objects.exists()


def test_who_misses_a_kernding_gets_no_certificate(ada: User, place: Place) -> None:
    place.cohort.programme.filter(number=7).update(is_core=True)
    Cohort.objects.filter(pk=place.cohort.pk).update(threshold=12)
    enrolment = finish(ada, Cohort.objects.get(pk=place.cohort.pk), numbers={1, 2, 3})

    assert result_of(enrolment).required == 3
    assert not result_of(enrolment).is_met


def test_the_certificate_and_my_course_ask_the_same(ada: User, place: Place) -> None:
    for numbers in ({1}, {1, 2, 3}, {1, 2, 3, 7}):
        enrolment = finish(ada, place.cohort, numbers=numbers)
        assert result_of(enrolment).is_met == programme_for(ada, enrolment).is_enough(place.cohort.threshold)


def test_an_exemption_counts_and_is_named(certificate: Certificate) -> None:
    assert [thing["number"] for thing in certificate.things] == [1, 2, 3, 7]
    assert [thing["number"] for thing in certificate.exempted] == [3]


def test_a_trainer_who_did_not_take_the_course_gets_none(as_: As, tove: User, finished: Enrolment) -> None:
    assert as_(tove).post(reverse("certificates:ask", args=[finished.pk]), {"name": "Tove"}).status_code == 404
    assert not Certificate.objects.exists()


def test_what_is_on_it_stays_when_titles_change(certificate: Certificate, place: Place) -> None:
    place.course.title = "Een andere cursus"
    place.course.save()
    Cohort.objects.update(name="Anders")

    kept = Certificate.objects.get(pk=certificate.pk)
    assert (kept.course_title, kept.cohort_name, kept.organisation_name) == ("23 dingen", "Najaar", "POI Het Verband")


# --- The notice --------------------------------------------------------------------------------------------------


def test_ada_is_told_once_that_her_certificate_waits(ada: User, tove: User, place: Place) -> None:
    for thing in place.things:
        exempt(by=tove, person=ada, thing=thing, note="Deed ze al.")
    for thing in place.things:
        recompute([ada.pk], thing)

    notice = Notice.objects.get(person=ada, reason="certificate")
    letter = KINDS["certificate"].render(notice)
    assert KINDS["certificate"].may_still_read(notice)
    assert letter is not None
    assert "Kijk eerst of je naam klopt" in letter.text
    assert not Certificate.objects.exists()  # Nobody gets one unasked.


def test_who_has_her_certificate_gets_no_mail_that_it_waits(ada: User, certificate: Certificate) -> None:
    enrolment = Enrolment.objects.get(person=ada)
    notice = Notice(person=ada, reason="certificate", period=str(enrolment.cohort_id), subject=str(enrolment.pk))

    assert KINDS["certificate"].render(notice) is None


# --- Asking ------------------------------------------------------------------------------------------------------


def test_ada_looks_at_her_name_and_gets_her_certificate(as_: As, ada: User, finished: Enrolment) -> None:
    client = as_(ada)
    page = client.get(reverse("certificates:ask", args=[finished.pk]))
    assert 'value="Ada van den Berg"' in page.text

    answer = client.post(reverse("certificates:ask", args=[finished.pk]), {"name": "Ada van den  Berg-Łódź"})

    certificate = Certificate.objects.get()
    assert answer.url == reverse("certificates:paper", args=[certificate.code])
    assert certificate.name == "Ada van den Berg-Łódź"
    assert "Ada van den Berg-Łódź" in client.get(answer.url).text


def test_pressing_twice_makes_one_certificate(as_: As, ada: User, finished: Enrolment) -> None:
    client = as_(ada)
    first = client.post(reverse("certificates:ask", args=[finished.pk]), {"name": "Ada"})
    second = client.post(reverse("certificates:ask", args=[finished.pk]), {"name": "Ada"})

    assert first.url == second.url
    assert Certificate.objects.count() == 1


def test_my_course_says_that_the_certificate_waits_and_then_that_it_is_there(
    as_: As, ada: User, finished: Enrolment
) -> None:
    client = as_(ada)
    assert reverse("certificates:ask", args=[finished.pk]) in client.get(reverse("study:my_course")).text

    certificate = issue(by=ada, enrolment=finished, name="Ada")

    assert reverse("certificates:paper", args=[certificate.code]) in client.get(reverse("study:my_course")).text


def test_who_is_still_busy_reads_what_is_missing(as_: As, ben: User, place: Place) -> None:
    place.cohort.programme.filter(number=7).update(is_core=True)
    enrolment = finish(ben, place.cohort, numbers={1, 2})
    client = as_(ben)

    assert client.get(reverse("certificates:ask", args=[enrolment.pk])).url == reverse("certificates:mine")
    page = client.get(reverse("certificates:mine")).text
    assert "Minstens 4 van de 4 dingen" in page
    assert "Deze kerndingen heb je nog niet: 7." in page


def test_cleo_cannot_ask_for_adas_certificate_nor_fetch_it(
    as_: As, cleo: User, finished: Enrolment, certificate: Certificate
) -> None:
    client = as_(cleo)
    assert client.post(reverse("certificates:ask", args=[finished.pk]), {"name": "Cleo"}).status_code == 404
    for name in ("paper", "pdf", "badge", "change_name"):
        assert client.get(reverse(f"certificates:{name}", args=[certificate.code])).status_code == 404
    assert client.post(reverse("certificates:change_name", args=[certificate.code]), {"name": "X"}).status_code == 404


def test_the_page_costs_the_same_for_two_and_for_twenty_certificates(as_: As, ada: User, place: Place) -> None:
    client = as_(ada)
    counted = []
    for number in (2, 20):
        while Certificate.objects.filter(person=ada).count() < number:
            cohort = factories.make_cohort(place.course, place.things, place.organisation)
            factories.enrol(ada, cohort)
            issue(by=ada, enrolment=finish(ada, cohort), name="Ada van den Berg")
        client.get(reverse("certificates:mine"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("certificates:mine"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- Another name ------------------------------------------------------------------------------------------------


def test_a_wrong_name_is_mended_by_a_new_certificate_and_the_old_one_says_so(
    as_: As, ada: User, certificate: Certificate
) -> None:
    client = as_(ada)
    address = reverse("certificates:change_name", args=[certificate.code])
    first = client.post(address, {"name": "Ada van den Bergh"})
    again = client.post(address, {"name": "Ada van den Bergh"})

    new = Certificate.objects.standing().get()
    assert first.url == again.url == reverse("certificates:paper", args=[new.code])
    assert new.replaces == certificate
    assert new.things == certificate.things
    old = as_(None).get(certificate.get_absolute_url())
    assert "Dit certificaat is vervangen" in old.text
    assert new.code not in old.text
    assert Certificate.objects.get(pk=certificate.pk).name == "Ada van den Berg"


def test_the_same_name_makes_no_new_certificate(ada: User, certificate: Certificate) -> None:
    assert issue_again(by=ada, certificate=certificate, name=" Ada van den  Berg ") == certificate


def test_who_lost_her_certificate_cannot_give_it_back_to_herself(
    ada: User, tove: User, certificate: Certificate, finished: Enrolment
) -> None:
    revoke(by=tove, certificate=certificate, reason="fraud")

    with pytest.raises(ValidationError, match="ingetrokken"):
        issue(by=ada, enrolment=finished, name="Ada")
    with pytest.raises(ValidationError, match="geldt niet meer"):
        issue_again(by=ada, certificate=Certificate.objects.get(pk=certificate.pk), name="Ada B.")
    again = issue(by=tove, enrolment=finished, name="Ada van den Berg")
    assert again.replaces == certificate


# --- What must never be false ------------------------------------------------------------------------------------


def test_a_certificate_is_never_rewritten(certificate: Certificate) -> None:
    for attempt in (
        certificate.save,
        certificate.delete,
        Certificate.objects.all().delete,
        lambda: Certificate.objects.update(course_title="Iets anders"),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_the_database_takes_no_second_standing_certificate(certificate: Certificate) -> None:
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.status_index = None, "x" * 22, certificate.status_index + 1

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_the_database_takes_no_revoking_without_a_reason(certificate: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(revoked_at=timezone.now())


def test_a_code_cannot_be_guessed_nor_a_place_foretold(ada: User, place: Place) -> None:
    made = []
    for _number in range(5):
        cohort = factories.make_cohort(place.course, place.things, place.organisation)
        factories.enrol(ada, cohort)
        made.append(issue(by=ada, enrolment=finish(ada, cohort), name="Ada"))

    assert {len(one.code) for one in made} == {22}
    places = [one.status_index for one in made]
    assert len(set(places)) == 5
    assert places != list(range(places[0], places[0] + 5))


def test_forgetting_takes_the_name_off_and_the_certificate_back(as_: As, ada: User, certificate: Certificate) -> None:
    assert forget(ada) == 1

    kept = Certificate.objects.get(pk=certificate.pk)
    assert (kept.name, kept.recipient_hash, kept.recipient_salt, kept.reason) == ("", "", "", "request")
    page = as_(None).get(certificate.get_absolute_url()).text
    assert "Ada" not in page
    assert "op verzoek" in page
