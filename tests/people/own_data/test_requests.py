"""Asking to be erased: what the page says, a week to think, mails, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.notifications import outbox
from course.notifications.models import Notice
from course.notifications.own_data import ASKED, SOON, day_before
from course.people.models import ErasureRequest, User
from course.people.own_data import requests
from course.people.privacy import KINDS
from tests.conftest import Place

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
MONDAY = datetime(2026, 11, 16, 11, tzinfo=UTC)


def test_the_page_says_of_each_kind_what_becomes_of_it(ada: User, as_: SignIn) -> None:
    page = as_(ada).get(reverse("own_data:erase")).content.decode()
    for kind in KINDS.values():
        assert str(kind.when_erased).split("‘")[0].split("’")[0] in page


def test_ada_asks_and_has_a_week_to_keep_her_account(ada: User, as_: SignIn) -> None:
    client = as_(ada)
    answer = client.post(reverse("own_data:erase"), {"keeps_texts": "yes", "address": f" {ada.email.upper()} "})
    assert answer.status_code == 302
    request = ErasureRequest.objects.get()
    assert request.keeps_texts
    assert request.due_at - request.asked_at == timedelta(days=7)
    assert "Nee, ik houd mijn account" in client.get(reverse("own_data:overview")).content.decode()
    assert client.post(reverse("own_data:cancel")).status_code == 302
    assert "Nee, ik houd mijn account" not in client.get(reverse("own_data:overview")).content.decode()
    assert requests.carry_out_due(request.due_at) == 0
    ada.refresh_from_db()
    assert ada.is_active


def test_asking_twice_makes_one_request(ada: User, as_: SignIn) -> None:
    for _time in range(2):
        as_(ada).post(reverse("own_data:erase"), {"keeps_texts": "no", "address": ada.email})
    assert ErasureRequest.objects.count() == 1


def test_another_address_is_refused_and_what_was_chosen_is_kept(ada: User, ben: User, as_: SignIn) -> None:
    answer = as_(ada).post(reverse("own_data:erase"), {"keeps_texts": "yes", "address": ben.email})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit is niet het e-mailadres van je account." in page
    assert 'value="yes"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert not ErasureRequest.objects.exists()


def test_without_a_choice_the_form_says_what_to_choose(ada: User, as_: SignIn) -> None:
    answer = as_(ada).post(reverse("own_data:erase"), {"address": ada.email})
    assert answer.status_code == 422
    assert "Kies of je teksten blijven staan." in answer.content.decode()


def test_nobody_erases_for_ada(ada: User, ben: User, as_: SignIn) -> None:
    requests.ask_erasure(person=ada, keeps_texts=False)
    as_(ben).post(reverse("own_data:cancel"))
    assert requests.waiting_request(ada)
    assert as_(None).post(reverse("own_data:erase"), {"address": ada.email, "keeps_texts": "no"}).status_code in (
        302,
        403,
    )
    assert ErasureRequest.objects.count() == 1


def test_the_last_administrator_stays(ada: User, as_: SignIn) -> None:
    User.objects.filter(pk=ada.pk).update(is_superuser=True)
    answer = as_(ada).post(reverse("own_data:erase"), {"keeps_texts": "no", "address": ada.email})
    assert answer.status_code == 422
    assert "Maak eerst iemand anders beheerder" in answer.content.decode()


def test_she_is_told_at_once_and_the_day_before(ada: User) -> None:
    request = requests.ask_erasure(person=ada, keeps_texts=False, at=timezone.now())
    notices = {notice.reason: notice for notice in Notice.objects.filter(person=ada)}
    assert set(notices) == {ASKED, SOON}
    assert notices[SOON].due_at == day_before(request.due_at)
    Notice.objects.update(due_at=MONDAY)
    ErasureRequest.objects.update(due_at=MONDAY + timedelta(days=1))
    for notice in notices.values():
        outbox.deliver(notice.pk, at=MONDAY)
    assert [message.subject for message in mail.outbox] == ["We wissen je account", "Morgen wissen we je account"]
    assert "17 november 2026" in mail.outbox[0].body
    assert reverse("own_data:overview") in mail.outbox[1].body


def test_who_keeps_her_account_gets_no_second_mail(ada: User) -> None:
    requests.ask_erasure(person=ada, keeps_texts=False)
    requests.cancel_erasure(by=ada)
    Notice.objects.update(due_at=MONDAY)
    for notice in Notice.objects.all():
        outbox.deliver(notice.pk, at=MONDAY)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 19, 8, tzinfo=UTC)),
        (datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC)),  # Monday: told on Friday.
        (datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),  # Summer time began.
    ],
)
def test_the_last_mail_never_waits_for_a_weekend(due: datetime, told: datetime) -> None:
    assert day_before(due) == told


def test_after_a_week_the_clock_does_it_once(ada: User, ben: User) -> None:
    request = requests.ask_erasure(person=ada, keeps_texts=False)
    assert requests.carry_out_due(request.due_at - timedelta(minutes=1)) == 0
    assert requests.carry_out_due(request.due_at) == 1
    assert requests.carry_out_due(request.due_at + timedelta(days=1)) == 0
    ada.refresh_from_db()
    request.refresh_from_db()
    assert ada.erased_at == request.done_at
    assert (ada.name, ada.is_active) == ("", False)


def test_one_that_was_left_half_way_is_taken_up(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    request = requests.ask_erasure(person=ada, keeps_texts=False)

    def killed(**_asked: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(requests, "erase_person", killed)
        with pytest.raises(KeyboardInterrupt):
            requests.carry_out_due(request.due_at)
    assert requests.carry_out_due(request.due_at) == 1
    ada.refresh_from_db()
    assert ada.erased_at


def test_the_command_asks_as_she_would(ada: User) -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_person", ada.email)
    said = StringIO()
    call_command("erase_person", ada.email, "--yes", "--keep-texts", stdout=said)
    request = ErasureRequest.objects.get()
    assert request.keeps_texts
    assert "Het account wordt gewist op" in said.getvalue()


def test_the_command_does_it_now(ada: User, place: Place) -> None:
    call_command("erase_person", ada.email, "--yes", "--now", stdout=StringIO())
    email, ada_now = ada.email, User.objects.get(pk=ada.pk)
    assert ada_now.erased_at
    assert not Notice.objects.exists()
    with pytest.raises(CommandError, match="Er is niemand"):
        call_command("erase_person", email, "--yes", "--now")


def test_now_also_hurries_a_request_that_waits(ada: User) -> None:
    requests.ask_erasure(person=ada, keeps_texts=False)
    call_command("erase_person", ada.email, "--yes", "--now", stdout=StringIO())
    assert User.objects.get(pk=ada.pk).erased_at
