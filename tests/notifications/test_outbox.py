"""The outbox: each notice once, as it is true when it is sent, in the hours its person chose."""

from __future__ import annotations

import smtplib
import threading
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connections

from course.notifications.actions import change_wishes, notify
from course.notifications.letters import notice_of
from course.notifications.models import CLAIM_LASTS, Cause, Notice, State
from course.notifications.outbox import WAITS, Result, deliver, deliver_due
from course.people.models import User
from tests import factories
from tests.notifications.conftest import MONDAY_NOON, Server, World

LONG_AGO = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


@pytest.fixture
def person(db: None) -> User:
    return factories.make_person("Ada van den Berg")


def notice_for(person: User, reason: str = "news", period: str = "1", **fields: object) -> Notice:
    notify(person=person, reason=reason, period=period, subject="de koffie", due_at=LONG_AGO)
    Notice.objects.filter(period=period).update(**fields)
    return Notice.objects.get(person=person, reason=reason, period=period)


def test_the_same_thing_told_twice_is_one_notice_and_one_mail(person: User, news: World) -> None:
    for _ in range(2):
        notify(person=person, reason="news", period="1", subject="de koffie", due_at=LONG_AGO)
    assert Notice.objects.count() == 1
    for _ in range(2):
        deliver_due(at=MONDAY_NOON)
    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at == MONDAY_NOON


def test_a_mail_greets_says_its_news_and_how_to_get_less(person: User, news: World) -> None:
    notice = notice_for(person)
    deliver(notice.pk, at=MONDAY_NOON)
    sent = mail.outbox[0]
    assert sent.to == [person.email]
    assert sent.subject == "Nieuws over de koffie"
    assert sent.body.startswith("Dag Ada,\n\nEr is nieuws.\n")
    assert sent.extra_headers["List-Unsubscribe"].startswith("<http://testserver/mail/minder/")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["List-Unsubscribe"].strip("<>") in sent.body
    assert "http://testserver/mail/" in sent.body
    assert notice_of(sent.message()["Message-ID"]) == notice.pk


def test_what_somebody_waits_for_has_no_unsubscribe(person: User, news: World) -> None:
    change_wishes(by=person, reactions="never", digest="never")
    assert deliver(notice_for(person, "call").pk, at=MONDAY_NOON) is Result.SENT
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_an_english_reader_gets_her_mail_in_her_language(person: User, news: World) -> None:
    seen: list[str | None] = []
    from django.utils import translation

    news.render = lambda notice: seen.append(translation.get_language())  # type: ignore[method-assign,assignment]
    User.objects.filter(pk=person.pk).update(language="en")
    from course.notifications.kinds import KINDS, Kind

    KINDS["news"] = Kind("news", news.may_still_read, news.render)
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    assert seen == ["en"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"may_read": False}, Cause.NOT_HERS),
        ({"has_news": False}, Cause.NOTHING),
    ],
)
def test_what_is_not_true_any_more_is_not_told(person: User, news: World, change: dict[str, bool], why: str) -> None:
    vars(news).update(change)
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    notice.refresh_from_db()
    assert (notice.cause, notice.sent_at, mail.outbox) == (why, None, [])
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.NOT_OURS


@pytest.mark.parametrize(("wish", "why"), [("never", Cause.UNWANTED), ("digest", Cause.IN_DIGEST)])
def test_who_does_not_want_it_now_gets_no_mail(person: User, news: World, wish: str, why: str) -> None:
    change_wishes(by=person, reactions=wish)
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    notice.refresh_from_db()
    assert notice.cause == why


def test_somebody_whose_account_is_closed_gets_no_mail(person: User, news: World) -> None:
    notice = notice_for(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    assert not mail.outbox


def test_a_mail_at_night_waits_for_the_morning_and_one_on_saturday_for_monday(person: User, news: World) -> None:
    friday_evening = MONDAY_NOON - timedelta(days=2, hours=14)
    assert friday_evening.isoweekday() == 5
    notice = notice_for(person)
    assert deliver(notice.pk, at=friday_evening) is Result.LATER
    notice.refresh_from_db()
    assert notice.due_at == MONDAY_NOON.replace(hour=8)
    assert (notice.attempts, notice.claimed_at) == (0, None)
    assert deliver(notice.pk, at=MONDAY_NOON.replace(hour=7)) is Result.NOT_OURS
    assert deliver(notice.pk, at=MONDAY_NOON.replace(hour=8)) is Result.SENT


def test_a_server_that_is_down_for_an_hour_costs_nothing(person: User, news: World, server: Server) -> None:
    people = [person, *(factories.make_person() for _ in range(4))]
    for somebody in people:
        notify(person=somebody, reason="news", period="1", due_at=LONG_AGO)
    server.fault = ConnectionRefusedError("nobody there")
    for minute in range(60):
        at_this = MONDAY_NOON + timedelta(minutes=minute)
        assert deliver_due(at=at_this)[Result.SENT] == 0
    assert server.tried <= 5 * 5, "A server that is down is not asked for each of them every minute."
    assert Notice.objects.waiting().count() == 5
    server.fault = None
    for minute in range(60, 130):
        deliver_due(at=MONDAY_NOON + timedelta(minutes=minute))
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(somebody.email for somebody in people)
    assert Notice.objects.filter(sent_at__isnull=False).count() == 5


def test_a_server_that_is_down_is_asked_once_a_round(person: User, news: World, server: Server) -> None:
    for number in range(5):
        notice_for(person, period=str(number))
    server.fault = smtplib.SMTPServerDisconnected("gone")
    assert deliver_due(at=MONDAY_NOON)[Result.NO_SERVER] == 1
    assert server.tried == 1


def test_each_failure_waits_longer_and_the_last_one_ends_it(person: User, news: World, server: Server) -> None:
    change_wishes(by=person, from_hour=0, until_hour=24, at_weekends=True)
    notice = notice_for(person)
    server.fault = smtplib.SMTPDataError(451, b"come back later")
    at_this = MONDAY_NOON
    for number, wait in enumerate(WAITS, 1):
        assert deliver(notice.pk, at=at_this) is Result.LATER
        notice.refresh_from_db()
        assert (notice.attempts, notice.due_at) == (number, at_this + wait)
        assert deliver(notice.pk, at=notice.due_at - timedelta(seconds=1)) is Result.NOT_OURS
        at_this = notice.due_at
    assert list(WAITS) == sorted(WAITS)
    deliver(notice.pk, at=at_this)
    notice.refresh_from_db()
    assert notice.dropped_at == at_this
    assert (notice.cause, notice.outcome) == (Cause.DELAYED, "451 come back later")
    assert notice.state == State.FAILED


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such person")}),
        smtplib.SMTPDataError(550, b"no such person"),
    ],
)
def test_a_hard_refusal_ends_it_with_the_reason(person: User, news: World, server: Server, fault: Exception) -> None:
    notice = notice_for(person)
    server.fault = fault
    assert deliver_due(at=MONDAY_NOON)[Result.DROPPED] == 1
    notice.refresh_from_db()
    assert (notice.cause, notice.outcome) == (Cause.REFUSED, "550 no such person")
    server.fault = None
    deliver_due(at=MONDAY_NOON + timedelta(days=7))
    assert not mail.outbox


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPRecipientsRefused({"ada@example.org": (450, b"greylisted")}),
        smtplib.SMTPSenderRefused(530, b"sign in first", "dingen@example.org"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
    ],
)
def test_a_refusal_that_may_pass_is_tried_again(person: User, news: World, server: Server, fault: Exception) -> None:
    notice = notice_for(person)
    server.fault = fault
    deliver_due(at=MONDAY_NOON)
    notice.refresh_from_db()
    assert (notice.dropped_at, notice.due_at) == (None, MONDAY_NOON + WAITS[0])
    server.fault = None
    deliver_due(at=MONDAY_NOON + WAITS[0])
    assert len(mail.outbox) == 1


def test_an_address_that_no_mail_can_have_ends_it(person: User, news: World) -> None:
    User.objects.filter(pk=person.pk).update(email="ada@example.org\nBcc: all@example.org")
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    assert not mail.outbox


@pytest.mark.parametrize("reason", ["unheard-of", "news"])
def test_a_fault_in_one_kind_stops_no_other_mail(person: User, news: World, reason: str) -> None:
    def fails(notice: Notice) -> bool:
        raise RuntimeError("a fault")

    from course.notifications.kinds import KINDS, Kind

    KINDS["news"] = Kind("news", fails, news.render)
    broken = notice_for(person, reason)
    notice_for(person, "call", period="2")
    counts = deliver_due(at=MONDAY_NOON)
    assert (counts[Result.SENT], counts[Result.LATER]) == (1, 1)
    broken.refresh_from_db()
    assert broken.due_at == MONDAY_NOON + WAITS[0]
    assert broken.outcome.startswith(("RuntimeError", "KeyError"))


def test_what_a_killed_worker_held_is_taken_up_and_not_before(person: User, news: World) -> None:
    notice = notice_for(person, claimed_at=MONDAY_NOON)
    assert deliver(notice.pk, at=MONDAY_NOON + CLAIM_LASTS) is Result.NOT_OURS
    assert deliver(notice.pk, at=MONDAY_NOON + CLAIM_LASTS + timedelta(seconds=1)) is Result.SENT
    assert len(mail.outbox) == 1


def test_a_worker_that_was_too_slow_does_not_end_what_another_took_up(person: User, news: World) -> None:
    notice = notice_for(person)

    def takes_long(given: Notice) -> bool:
        Notice.objects.filter(pk=given.pk).update(claimed_at=MONDAY_NOON + timedelta(hours=1))
        return True

    from course.notifications.kinds import KINDS, Kind

    KINDS["news"] = Kind("news", takes_long, news.render)
    deliver(notice.pk, at=MONDAY_NOON)
    notice.refresh_from_db()
    assert (notice.claimed_at, notice.sent_at) == (MONDAY_NOON + timedelta(hours=1), None)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_with_one_notice_send_one_mail(news: World, server: Server) -> None:
    person = factories.make_person()
    notice = notice_for(person)
    results: list[Result] = []
    start = threading.Barrier(8)

    def work() -> None:
        try:
            start.wait()
            results.append(deliver(notice.pk, at=MONDAY_NOON))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.value for result in results) == ["not_ours"] * 7 + ["sent"]
    assert server.tried == 1
    assert Notice.objects.get().attempts == 1
