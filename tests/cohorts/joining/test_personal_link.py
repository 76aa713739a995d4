"""The personal link: shows what it does, works once, and lets nobody in who should sign in in another way."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts import arriving, joining
from course.cohorts.models import Cohort, Enrolment, Invitation
from course.notifications import outbox
from course.notifications.actions import change_wishes
from course.notifications.models import Notice
from course.people.models import User
from course.settings import base
from course.settings.log_lines import WithoutKeys
from tests import factories
from tests.cohorts.joining.conftest import As, last_mail, link_in
from tests.conftest import Place


def path_of(invitation: Invitation) -> str:
    return reverse("joining:invitation", args=[joining.token_for(invitation)])


def press(client: Client, invitation: Invitation) -> Any:
    return client.post(reverse("joining:use"), {"token": joining.token_for(invitation)})


@pytest.fixture
def invited(place: Place, tove: User, noor: User) -> Invitation:
    return joining.invite(by=tove, cohort=place.cohort, person=noor)


def who_is_in(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


# --- Opening -------------------------------------------------------------------------------------------------------


def test_opening_the_link_says_what_will_happen_and_uses_nothing_up(invited: Invitation, as_: As) -> None:
    client = as_(None)
    for _time in range(3):  # A mail scanner and a curious eye come before the button.
        reply = client.get(path_of(invited))
        assert reply.status_code == 200
    page = reply.content.decode()
    assert "Hoi Noor, doe je mee?" in page
    assert "no…@waterrijk.example" in page
    assert "noor@waterrijk.example" not in page
    assert page.count("Ja, ik doe mee") == 1
    assert client.head(path_of(invited)).status_code == 200
    invited.refresh_from_db()
    assert invited.state() == "open"
    assert not Enrolment.objects.filter(person=invited.person).exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_no_cache_no_search_engine_and_no_other_page_gets_the_link(invited: Invitation, as_: As) -> None:
    reply = as_(None).get(path_of(invited))
    assert "no-store" in reply["Cache-Control"]
    assert reply["Referrer-Policy"] == "strict-origin"
    assert reply["X-Robots-Tag"] == "noindex"


def test_the_key_of_an_open_link_is_in_no_line_of_our_log(
    invited: Invitation, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(enforce_csrf_checks=True)
    token = joining.token_for(invited)
    with (
        caplog.at_level(logging.DEBUG, logger="django.request"),
        caplog.at_level(logging.DEBUG, logger="django.security"),
    ):
        client.get(path_of(invited))
        assert client.post(reverse("joining:use"), {"token": token}).status_code == 403
    assert token not in caplog.text
    assert client.post(path_of(invited), {"token": token}).status_code in (403, 405)


def test_a_page_that_fails_writes_down_its_address_without_the_key(invited: Invitation) -> None:
    """The filter of every handler of ours; Django's own line carries the whole path."""
    assert base.LOGGING["handlers"]["console"]["filters"] == ["without_keys"]  # type: ignore[index]
    token = joining.token_for(invited)
    for shown in (token, quote(token, safe="")):
        line = logging.LogRecord("django.request", 40, "", 1, "%s: %s", ("Not Found", f"/meedoen/u/{shown}/"), None)
        assert WithoutKeys().filter(line)
        assert line.getMessage() == "Not Found: /meedoen/u/[sleutel]/"
    for said in ("12:30:15 is a time", "a:b:c", "2026-11-22T10:00:00 course.cohorts:waiting:fill_all took long"):
        line = logging.LogRecord("course", 40, "", 1, said, (), None)
        WithoutKeys().filter(line)
        assert line.getMessage() == said


def test_the_page_costs_the_same_for_two_dingen_and_for_twenty(place: Place, invited: Invitation, as_: As) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_(None).get(path_of(invited)).status_code == 200
        return len(queries)

    as_(None).get(path_of(invited))
    few = cost()
    for number in range(20, 38):
        thing = factories.make_thing(place.module, number)
        place.cohort.programme.create(thing=thing, number=number, week=place.cohort.weeks.first())
    assert cost() == few


# --- Using ---------------------------------------------------------------------------------------------------------


def test_noor_is_in_with_one_press_and_begins_with_ding_1(place: Place, invited: Invitation, as_: As) -> None:
    client = as_(None)
    reply = press(client, invited)
    assert (reply.status_code, reply["Location"]) == (302, place.checklist_thing.address)
    assert who_is_in(client) == invited.person_id
    enrolment = Enrolment.objects.get(person=invited.person)
    assert (enrolment.cohort, enrolment.library) == (place.cohort, place.library)
    address = EmailAddress.objects.get(user=invited.person)
    assert (address.email, address.verified, address.primary) == ("noor@waterrijk.example", True, True)
    page = client.get(reply["Location"]).content.decode()
    assert "Welkom, Noor! Je quiz" in page
    assert f'<a href="{reverse("privacy")}">Wie ziet wat?</a>' in page


def test_before_the_first_week_noor_comes_on_her_own_page(place: Place, invited: Invitation, as_: As) -> None:
    place.cohort.weeks.update(opens_on=timezone.localdate() + timedelta(days=3))
    assert press(as_(None), invited)["Location"] == reverse("study:my_course")


def test_a_new_session_begins_when_noor_is_let_in(invited: Invitation, as_: As) -> None:
    """Whoever gave her browser a session before cannot use it with her."""
    client = as_(None)
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    press(client, invited)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_used_link_lets_nobody_in(invited: Invitation, as_: As) -> None:
    press(as_(None), invited)
    stranger = as_(None)
    for reply in (stranger.get(path_of(invited)), press(stranger, invited)):
        assert reply.status_code == 410
        assert "Deze link is al gebruikt" in reply.content.decode()
        assert reverse("account_request_login_code") in reply.content.decode()
    assert who_is_in(stranger) is None


def test_noors_second_press_leads_to_the_same_place(place: Place, invited: Invitation, as_: As) -> None:
    client = as_(None)
    first, second = press(client, invited), press(client, invited)
    assert first["Location"] == second["Location"] == place.checklist_thing.address
    assert "Naar mijn cursus" in client.get(path_of(invited)).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "Deze link is te oud"),
        ({"revoked_at": timezone.now()}, "Deze uitnodiging geldt niet meer"),
    ],
)
def test_a_link_that_ended_says_so_and_lets_nobody_in(
    invited: Invitation, as_: As, change: dict[str, Any], sentence: str
) -> None:
    Invitation.objects.update(**change)
    client = as_(None)
    for reply in (client.get(path_of(invited)), press(client, invited)):
        assert reply.status_code == 410
        assert sentence in reply.content.decode()
    assert who_is_in(client) is None
    assert not Enrolment.objects.filter(person=invited.person).exists()


def test_a_closed_cohort_or_account_lets_nobody_in(place: Place, invited: Invitation, noor: User, as_: As) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    assert "Deze ronde is afgelopen" in press(as_(None), invited).content.decode()
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on=None)
    User.objects.filter(pk=noor.pk).update(is_active=False)
    assert "Deze uitnodiging geldt niet meer" in press(as_(None), invited).content.decode()


def test_all_forgeries_get_one_answer(invited: Invitation, as_: As) -> None:
    token = joining.token_for(invited)
    joining.renew(invitation=Invitation.objects.get())
    forged = [token[:-1], f"{token}x", "x", "1:2:3", token.replace(":", "."), f"{invited.pk}"]
    replies = {one: as_(None).get(reverse("joining:invitation", args=[one])) for one in forged}
    assert {reply.status_code for reply in replies.values()} == {404}
    pages = {reply.content.replace(f"/u/{quote(one, safe=':')}/".encode(), b"") for one, reply in replies.items()}
    assert len(pages) == 1
    for one in forged:
        assert as_(None).post(reverse("joining:use"), {"token": one}).status_code == 404
        assert as_(None).post(reverse("joining:renew"), {"token": one}).status_code == 404
    assert as_(None).get(reverse("joining:use")).status_code == 404


def test_two_presses_at_once_use_it_once(transactional_db: None) -> None:
    course = factories.make_course()
    cohort = factories.make_cohort(course, [factories.make_thing(factories.make_module(course), 1)])
    person = factories.make_person("Noor", library=factories.make_library(organisation=cohort.organisation))
    invitation = joining.invite(by=None, cohort=cohort, person=person)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def use() -> None:
        try:
            start.wait()
            found = joining.read_token(joining.token_for(invitation))
            assert found is not None
            arriving.arrive(invitation=found)
            outcomes.append("in")
        except arriving.NotOpenError as refusal:
            outcomes.append(refusal.state)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", *["used"] * 7], connection.vendor
    assert Enrolment.objects.filter(person=person, cohort=cohort).count() == 1


# --- Who is who ----------------------------------------------------------------------------------------------------


def test_noor_who_is_signed_in_already_takes_part_at_once(
    place: Place, invited: Invitation, noor: User, as_: As
) -> None:
    client = as_(noor)
    assert "Je bent al ingelogd" in client.get(path_of(invited)).content.decode()
    key = client.session.session_key
    assert press(client, invited)["Location"] == place.checklist_thing.address
    assert client.session.session_key == key
    assert Enrolment.objects.filter(person=noor, cohort=place.cohort).exists()


def test_ben_cannot_use_noors_link(place: Place, invited: Invitation, ben: User, noor: User, as_: As) -> None:
    client = as_(ben)
    page = client.get(path_of(invited)).content.decode()
    assert "Deze uitnodiging is voor no…@waterrijk.example. Je bent nu ingelogd als Ben Yıldız." in page
    assert "Log uit en kom terug" in page
    assert "Noor" not in page
    assert "Ja, ik doe mee" not in page
    assert press(client, invited).status_code == 409
    assert who_is_in(client) == ben.pk
    invited.refresh_from_db()
    assert invited.state() == "open"
    assert not Enrolment.objects.filter(person=noor).exists()


@pytest.mark.parametrize("role", ["trainer", "manager", "expert", "coordinator", "staff"])
def test_whoever_has_a_role_signs_in_in_the_usual_way(place: Place, as_: As, role: str) -> None:
    person = factories.make_person("Els Brouwer", library=place.library, is_staff=role == "staff")
    scope: dict[str, Any] = {"manager": {"library": place.library}, "coordinator": {}}.get(
        role, {"organisation": place.organisation}
    )
    if role != "staff":
        factories.give_role(person, role, **scope)
    invitation = joining.invite(by=None, cohort=place.cohort, person=person)
    client = as_(None)
    assert "Log in en doe mee" in client.get(path_of(invitation)).content.decode()
    reply = press(client, invitation)
    target = urlsplit(reply["Location"])
    assert target.path == reverse("account_login")
    assert joining.token_for(invitation) not in reply["Location"]
    assert who_is_in(client) is None
    invitation.refresh_from_db()
    assert invitation.state() == "open"
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Ja, ik doe mee" in client.get(reverse("joining:use")).content.decode()
    assert client.post(reverse("joining:use"))["Location"] == place.checklist_thing.address
    assert Enrolment.objects.filter(person=person, cohort=place.cohort).exists()


def test_who_has_a_second_step_is_not_in_before_it(invited: Invitation, noor: User, as_: As) -> None:
    TOTP.activate(noor, generate_totp_secret())
    client = as_(None)
    reply = press(client, invited)
    assert urlsplit(reply["Location"]).path == reverse("mfa_authenticate")
    assert who_is_in(client) is None
    assert client.get(reverse("study:my_course")).status_code == 302


def test_an_address_that_is_not_noors_any_more_does_not_sign_her_in(invited: Invitation, noor: User, as_: As) -> None:
    User.objects.filter(pk=noor.pk).update(email="noor@nieuw.example")
    client = as_(None)
    assert urlsplit(press(client, invited)["Location"]).path == reverse("account_login")
    assert who_is_in(client) is None


def test_nobody_is_let_in_on_an_address_that_another_account_proved(invited: Invitation, ben: User, as_: As) -> None:
    EmailAddress.objects.create(user=ben, email="noor@waterrijk.example", verified=True, primary=False)
    client = as_(None)
    reply = press(client, invited)
    assert (reply.status_code, who_is_in(client)) == (422, None)
    invited.refresh_from_db()
    assert invited.state() == "open"


def test_who_belongs_to_no_library_reads_what_to_do(place: Place, as_: As) -> None:
    stray = factories.make_person("Stray Kat")
    invitation = joining.invite(by=None, cohort=place.cohort, person=stray)
    reply = press(as_(None), invitation)
    assert reply.status_code == 422
    assert "hoort nog niet bij een bibliotheek" in reply.content.decode()
    invitation.refresh_from_db()
    assert invitation.state() == "open"


# --- The mail ------------------------------------------------------------------------------------------------------


def test_the_mail_of_a_trainer_says_all_that_is_needed(place: Place, tove: User, noor: User, as_: As) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(contact=tove)
    change_wishes(by=noor, from_hour=0, until_hour=24, at_weekends=True)
    invited = joining.invite(by=tove, cohort=place.cohort, person=noor)
    assert outbox.deliver(Notice.objects.get(person=noor).pk) is outbox.Result.SENT
    body = last_mail()
    assert "Tove Jansen nodigt je uit voor 23 dingen." in body
    assert "ongeveer 2 uur per week" in body
    assert "Een wachtwoord heb je niet nodig." in body
    assert tove.email in body
    assert link_in(body) == path_of(invited)
    assert as_(None).get(link_in(body)).status_code == 200


def test_an_invitation_that_was_taken_back_is_not_mailed(place: Place, tove: User, noor: User) -> None:
    change_wishes(by=noor, from_hour=0, until_hour=24, at_weekends=True)
    joining.revoke(invitation=joining.invite(by=tove, cohort=place.cohort, person=noor))
    assert outbox.deliver(Notice.objects.get(person=noor).pk) is outbox.Result.DROPPED
