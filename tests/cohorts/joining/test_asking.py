"""Asking to join: one answer for everybody, by mail; places in order, and never more than there are."""

from __future__ import annotations

import re
import smtplib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from course.cohorts import actions, asking, joining, joining_tasks, waiting
from course.cohorts.models import ApprovedAddress, Cohort, Enrolment, Invitation, WaitingPlace
from course.people.models import IdentityProvider, User
from tests import factories
from tests.cohorts.joining.conftest import As, Committed, invitation_for, last_mail, link_in
from tests.conftest import Place

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def ask(autumn: Cohort, django_capture_on_commit_callbacks: Committed) -> Any:
    """Send the form and let the mail go."""

    def send(email: str, client: Client | None = None, **fields: Any) -> Any:
        data = {"name": "Noor Haddou", "email": email, "library": second_library(autumn), **fields}
        with django_capture_on_commit_callbacks(execute=True):
            return (client or Client()).post(reverse("joining:cohort", args=[autumn.slug]), data)

    return send


def second_library(cohort: Cohort) -> int:
    return cohort.organisation.libraries.order_by("name").values_list("pk", flat=True)[1]


def full(cohort: Cohort) -> None:
    """Let there be as many places as people."""
    Cohort.objects.filter(pk=cohort.pk).update(places=cohort.enrolments.active().count())


# --- The page ------------------------------------------------------------------------------------------------------


def test_the_page_says_what_somebody_needs_to_decide(autumn: Cohort, ada: User, ben: User, as_: As) -> None:
    Cohort.objects.filter(pk=autumn.pk).update(
        joins_until=timezone.localdate() + timedelta(days=9), places=20, invitation="Kom je ook?\n<b>Leuk</b>"
    )
    page = as_(None).get(reverse("joining:cohort", args=[autumn.slug])).content.decode()
    assert "Meedoen met 23 dingen?" in page
    for fact in (
        "Najaar",
        "ongeveer 2 uur per week",
        "Tove Jansen",
        autumn.contact.email,
        "Er doen al 2 collega’s mee.",
    ):
        assert fact in page
    assert "Aanmelden kan tot en met" in page
    assert "Wie ziet wat van mij?" in page
    assert "Kom je ook?" in page
    assert "&lt;b&gt;Leuk" in page
    assert "Er is nog plaats." in page  # How many would tell whose address was new.


def test_a_cohort_that_nobody_may_join_looks_like_none(place: Place, as_: As) -> None:
    hidden = as_(None).get(reverse("joining:cohort", args=[place.cohort.slug]))
    nowhere = as_(None).get(reverse("joining:cohort", args=["bestaat-niet"]))
    assert hidden.status_code == nowhere.status_code == 404
    assert "Najaar" not in hidden.content.decode()
    assert "Hier kun je je niet aanmelden" in hidden.content.decode()


@pytest.mark.parametrize("field", ["joins_until", "closes_on"])
def test_after_the_last_day_the_page_says_whom_to_ask(autumn: Cohort, as_: As, ask: Any, field: str) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Cohort.objects.filter(pk=autumn.pk).update(**{field: yesterday})
    for reply in (as_(None).get(reverse("joining:cohort", args=[autumn.slug])), ask("nieuw@waterrijk.example")):
        assert reply.status_code == 410
        assert autumn.contact.email in reply.content.decode()
    assert not Invitation.objects.exists()


def test_the_code_leads_to_the_page_however_it_is_typed(autumn: Cohort, as_: As) -> None:
    for typed in ("HERFST26", "herfst26", " herfst 26 ", "Herfst-26"):
        reply = as_(None).post(reverse("joining:code"), {"code": typed})
        assert reply["Location"] == reverse("joining:cohort", args=[autumn.slug])


def test_a_wrong_code_says_what_to_do_and_keeps_what_was_typed(autumn: Cohort, as_: As) -> None:
    reply = as_(None).post(reverse("joining:code"), {"code": "LENTE27"})
    assert reply.status_code == 422
    assert "Deze code kennen we niet" in reply.content.decode()
    assert 'value="LENTE27"' in reply.content.decode()
    for typed in ("", "  ", "---", "\x00"):
        assert as_(None).post(reverse("joining:code"), {"code": typed}).status_code == 422


def test_codes_cannot_be_tried_without_end(autumn: Cohort, as_: As) -> None:
    statuses = [as_(None).post(reverse("joining:code"), {"code": f"X{number}"}).status_code for number in range(62)]
    assert statuses.count(429) == 2


def test_the_page_costs_the_same_with_2_and_with_20_people(autumn: Cohort, as_: As) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_(None).get(reverse("joining:cohort", args=[autumn.slug]))
        return len(queries)

    def come(number: int) -> None:
        for _one in range(number):
            factories.enrol(factories.make_person(), autumn)
            Invitation.objects.create(cohort=autumn, email=f"i{factories.next_number()}@x.example")

    Cohort.objects.filter(pk=autumn.pk).update(places=100)
    come(2)
    cost()
    few = cost()
    come(18)
    assert cost() == few


# --- One answer for everybody --------------------------------------------------------------------------------------


def test_a_stranger_is_mailed_a_link_and_using_it_makes_her_account(autumn: Cohort, ask: Any, place: Place) -> None:
    reply = ask("Nieuw@Waterrijk.example")
    assert reply["Location"] == reverse("joining:sent")
    assert not User.objects.filter(email="nieuw@waterrijk.example").exists()
    assert mail.outbox[-1].to == ["nieuw@waterrijk.example"]
    assert "Er is plaats voor je." in last_mail()
    assert "Noor" not in last_mail()  # Anybody may have typed that name.
    visitor = Client()
    page = visitor.get(link_in(last_mail())).content.decode()
    assert "Hoi Noor, doe je mee?" in page
    invitation = invitation_for("nieuw@waterrijk.example")
    visitor.post(reverse("joining:use"), {"token": joining.token_for(invitation)})
    person = User.objects.get(email="nieuw@waterrijk.example")
    assert (person.name, person.library_id) == ("Noor Haddou", second_library(autumn))
    assert not person.has_usable_password()
    assert Enrolment.objects.filter(person=person, cohort=autumn).exists()
    assert int(visitor.session["_auth_user_id"]) == person.pk


def test_nobody_learns_on_the_page_who_has_an_account_or_takes_part(
    autumn: Cohort, ada: User, cleo: User, noor: User, ask: Any
) -> None:
    gone = factories.make_person(is_active=False)
    pages = []
    for email in (ada.email, cleo.email, noor.email, gone.email, "niemand@waterrijk.example"):
        client = Client()
        reply = ask(email, client)
        page = client.get(reply["Location"]).content.decode().replace(email, "")
        pages.append((reply.status_code, reply["Location"], re.sub(r'value="[^"]{60,}"', "", page)))
    assert len(set(pages)) == 1
    told = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert told[ada.email] == "Je doet al mee met 23 dingen"
    assert told[cleo.email] == told["niemand@waterrijk.example"] == "Doe mee met 23 dingen"
    assert gone.email not in told


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(autumn: Cohort, ask: Any) -> None:
    reply = ask("geen adres", name="", library="")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Vul je naam in." in page
    assert "Dit is geen e-mailadres." in page
    assert 'value="geen adres"' in page
    assert "Kies je bibliotheek." in ask("nieuw@waterrijk.example", library="").content.decode()
    assert ask("nieuw@waterrijk.example", library="999999").status_code == 422
    for name in ("\u200b", "  ", "123", "\x00"):
        assert ask("nieuw@waterrijk.example", name=name).status_code == 422


def test_only_libraries_that_stand_and_belong_to_the_poi_can_be_chosen(autumn: Cohort, place: Place, ask: Any) -> None:
    elsewhere = factories.make_library("Bibliotheek Elders")
    closed = factories.make_library("Dicht", place.organisation, closed_on=timezone.localdate())
    page = Client().get(reverse("joining:cohort", args=[autumn.slug])).content.decode()
    assert "Bibliotheek Waterrijk" in page
    assert "Bibliotheek Elders" not in page
    assert ">Dicht<" not in page
    for library in (elsewhere, closed):
        assert ask("nieuw@waterrijk.example", library=library.pk).status_code == 422


def test_mail_domains_hold_and_an_approved_address_passes_them(autumn: Cohort, place: Place, ask: Any) -> None:
    Cohort.objects.filter(pk=autumn.pk).update(join_domains="waterrijk.example\n@Veldzicht.example")
    ApprovedAddress.objects.create(cohort=autumn, email="zzp@thuis.example", library=place.library)
    assert ask("a@waterrijk.example").status_code == 302
    assert ask("b@VELDZICHT.example").status_code == 302
    for refused in ("c@thuis.example", "d@sub.waterrijk.example", "e@waterrijk.example.org", "f@xwaterrijk.example"):
        reply = ask(refused)
        assert reply.status_code == 422
        assert "Met dit e-mailadres kun je niet meedoen." in reply.content.decode()
    assert ask("zzp@thuis.example", library="").status_code == 302
    assert invitation_for("zzp@thuis.example").library == place.library


def test_a_library_is_known_by_the_domain_of_its_own_accounts(autumn: Cohort, place: Place, ask: Any) -> None:
    IdentityProvider.objects.create(
        slug="w",
        name="Waterrijk",
        library=place.library,
        server_url="https://id.example",
        client_id="x",
        domains="waterrijk.example",
    )
    assert ask("nieuw@waterrijk.example", library="").status_code == 302
    assert invitation_for("nieuw@waterrijk.example").library == place.library


def test_asking_again_mails_again_and_makes_nothing_more_up_to_three_times_a_day(autumn: Cohort, ask: Any) -> None:
    for _time in range(5):
        assert ask("nieuw@waterrijk.example").status_code == 302
    assert Invitation.objects.count() == 1
    assert len(mail.outbox) == 3


def test_one_computer_cannot_ask_for_everybody(autumn: Cohort, ask: Any) -> None:
    statuses = [ask(f"p{number}@waterrijk.example").status_code for number in range(62)]
    assert statuses.count(429) == 2


# --- Places --------------------------------------------------------------------------------------------------------


def test_in_a_full_cohort_people_wait_in_order_and_read_their_number(autumn: Cohort, ada: User, ask: Any) -> None:
    full(autumn)
    page = Client().get(reverse("joining:cohort", args=[autumn.slug])).content.decode()
    assert "Zet mij op de wachtlijst" in page
    for number, email in enumerate(("een@x.example", "twee@x.example", "een@x.example"), start=1):
        ask(email)
        assert f"op plaats {(number - 1) % 2 + 1}." in last_mail()
    assert WaitingPlace.objects.count() == 2
    assert not Invitation.objects.exists()


def test_who_leaves_makes_room_for_who_came_first(
    autumn: Cohort, ada: User, ask: Any, django_capture_on_commit_callbacks: Committed
) -> None:
    full(autumn)
    ask("een@x.example")
    ask("twee@x.example")
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(by=ada, enrolment=ada.enrolments.get())
    assert mail.outbox[-1].to == ["een@x.example"]
    assert "die plaats is nu voor jou" in last_mail()
    assert [one.email for one in WaitingPlace.objects.waiting()] == ["twee@x.example"]
    assert waiting.fill(autumn.pk) == 0


def test_a_place_that_nobody_takes_goes_to_the_next_by_itself(
    autumn: Cohort, ada: User, ask: Any, django_capture_on_commit_callbacks: Committed
) -> None:
    Cohort.objects.filter(pk=autumn.pk).update(places=2)
    for email in ("een@x.example", "twee@x.example"):
        ask(email)
    assert waiting.fill_all() == 0
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert waiting.fill_all() == 1
    assert invitation_for("twee@x.example").state() == "open"
    ask("een@x.example")
    assert "op plaats 1." in last_mail()


def test_who_found_her_link_too_old_is_mailed_a_new_one(
    autumn: Cohort, noor: User, tove: User, as_: As, django_capture_on_commit_callbacks: Committed
) -> None:
    invitation = joining.invite(by=tove, cohort=autumn, person=noor)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    invitation.refresh_from_db()
    old = joining.token_for(invitation)
    page = as_(None).get(reverse("joining:invitation", args=[old])).content.decode()
    assert "Mail me een nieuwe link" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert as_(None).post(reverse("joining:renew"), {"token": old})["Location"] == reverse("joining:sent")
    assert mail.outbox[-1].to == [noor.email]
    assert as_(None).get(link_in(last_mail())).status_code == 200
    assert as_(None).get(reverse("joining:invitation", args=[old])).status_code == 404


def test_who_let_her_place_go_in_a_full_cohort_waits_again(
    autumn: Cohort, ada: User, ask: Any, as_: As, django_capture_on_commit_callbacks: Committed
) -> None:
    ask("een@x.example")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    full(autumn)
    token = joining.token_for(Invitation.objects.get())
    with django_capture_on_commit_callbacks(execute=True):
        as_(None).post(reverse("joining:renew"), {"token": token})
    assert "op plaats 1." in last_mail()
    assert Invitation.objects.get().state() == "expired"


def test_an_open_invitation_holds_a_place_but_not_a_second_one_for_who_takes_part(
    autumn: Cohort, ada: User, noor: User, tove: User
) -> None:
    Cohort.objects.filter(pk=autumn.pk).update(places=5)
    autumn.refresh_from_db()
    assert waiting.room(autumn) == 4
    joining.invite_all(by=tove, cohort=autumn, people=[ada, noor])
    assert waiting.room(autumn) == 3


def test_who_was_erased_holds_no_place(autumn: Cohort, ada: User) -> None:
    Cohort.objects.filter(pk=autumn.pk).update(places=5)
    autumn.refresh_from_db()
    User.objects.filter(pk=ada.pk).update(is_active=False, name="")
    assert waiting.room(autumn) == 5


def test_eight_people_who_ask_at_once_never_get_more_places_than_there_are(
    transactional_db: None, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    cohort = factories.make_cohort(factories.make_course(), [], is_joinable=True, places=3)
    library = factories.make_library(organisation=cohort.organisation)
    start = threading.Barrier(8)
    faults: list[Exception] = []

    def ask(number: int) -> None:
        try:
            start.wait()
            asking.ask(cohort=cohort, name="Noor", email=f"p{number}@x.example", library=library)
            waiting.fill(cohort.pk)
        except Exception as fault:  # noqa: BLE001 - told by the assertion below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Invitation.objects.open().count() == 3, connection.vendor
    assert WaitingPlace.objects.waiting().count() == 5


# --- Mail that does not go out ---------------------------------------------------------------------------------------


def test_a_mail_server_that_is_down_is_asked_again_later(
    autumn: Cohort, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    invitation = Invitation.objects.create(cohort=autumn, email="een@x.example")
    faults: list[Exception] = [ConnectionRefusedError()]

    def send(_self: Any, messages: list[Any]) -> int:
        raise faults[0]

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    assert joining_tasks.mail_about_joining.call("asked", invitation.pk) == "later"
    assert joining_tasks.mail_about_joining.call("asked", invitation.pk, len(joining_tasks.WAITS)) == "given up"
    faults[0] = smtplib.SMTPRecipientsRefused({"een@x.example": (550, b"no such user")})
    assert joining_tasks.mail_about_joining.call("asked", invitation.pk) == "refused"
    assert "een@x.example" not in caplog.text


def test_what_is_no_longer_true_is_not_mailed(autumn: Cohort) -> None:
    invitation = Invitation.objects.create(cohort=autumn, email="een@x.example")
    joining.revoke(invitation=invitation)
    for about in ("asked", "place", "waiting", "already"):
        assert joining_tasks.mail_about_joining.call(about, invitation.pk) == "nothing"
    assert not mail.outbox
