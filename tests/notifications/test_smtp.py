"""A real conversation with a mail server: what arrives, and what becomes of each way in which it can go wrong."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import UTC, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from course.notifications.actions import notify
from course.notifications.kinds import KINDS, Kind, Letter
from course.notifications.letters import notice_of
from course.notifications.models import Cause, Notice, Undeliverable, Wishes
from course.notifications.outbox import WAITS, Result, deliver, deliver_due
from course.people.models import User
from tests import factories
from tests.notifications.conftest import MONDAY_NOON, World
from tests.notifications.smtp import Postbox, certificate, free_port, serving


@pytest.fixture
def person(db: None) -> User:
    return factories.make_person("Ada van den Berg")


@pytest.fixture
def by_smtp(settings: Settings) -> Settings:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "localhost", 5
    return settings


@pytest.fixture
def postbox(by_smtp: Settings) -> Iterator[Postbox]:
    with serving() as box:
        by_smtp.EMAIL_PORT = box.port
        yield box


def notice_for(person: User, reason: str = "news", period: str = "1") -> Notice:
    notify(person=person, reason=reason, period=period, subject="de koffie", due_at=MONDAY_NOON)
    return Notice.objects.get(person=person, reason=reason, period=period)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content()).replace("\r\n", "\n")


# --- What arrives --------------------------------------------------------------------------------------------------


def test_both_shapes_arrive_with_the_headers_that_mail_programs_read(
    person: User, news: World, postbox: Postbox
) -> None:
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.SENT
    (message,) = postbox.got
    assert message.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert {each.get_content_charset() for each in message.iter_parts()} == {"utf-8"}
    assert "Dag Ada," in part(message, "plain")
    assert "Dag Ada," in part(message, "html")
    assert message["From"] == configured.DEFAULT_FROM_EMAIL
    assert message["To"] == person.email
    assert message["Subject"] == "Nieuws over de koffie"
    assert notice_of(message["Message-ID"]) == notice.pk
    assert abs(parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC) - timezone.now()) < timedelta(minutes=5)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nl"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(len(line) <= 998 for line in postbox.raw[0].split(b"\r\n"))


def test_the_one_click_of_the_header_ends_that_mail(person: User, news: World, postbox: Postbox) -> None:
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    address = re.fullmatch(r"<http://testserver(/\S*)>", str(postbox.got[0]["List-Unsubscribe"]).strip())
    assert address is not None
    client = Client(enforce_csrf_checks=True)
    assert client.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Wishes.objects.get(person=person).reactions == "never"
    assert deliver(notice_for(person, period="2").pk, at=MONDAY_NOON) is Result.DROPPED
    assert len(postbox.got) == 1


def test_an_english_reader_gets_english_in_both_shapes(person: User, news: World, postbox: Postbox) -> None:
    User.objects.filter(pk=person.pk).update(language="en")
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    (message,) = postbox.got
    assert message["Content-Language"] == "en"
    assert '<html lang="en">' in part(message, "html")
    assert "Dag Ada" not in part(message, "plain")


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "عائشة", "Zoë 🐕 Çelik", "x" * 120])
def test_every_name_arrives_as_it_is_written(person: User, news: World, postbox: Postbox, name: str) -> None:
    User.objects.filter(pk=person.pk).update(name=name)
    news.render = lambda notice: Letter(f"Van {name}", f"{name} schreef iets.")  # type: ignore[method-assign]
    KINDS["news"] = Kind("news", news.may_still_read, news.render)
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    (message,) = postbox.got
    assert message["Subject"] == f"Van {name}"
    for shape in ("plain", "html"):
        assert f"{name} schreef iets." in part(message, shape)
        assert f"Dag {name.split(' ')[0]}," in part(message, shape)
    postbox.raw[0].split(b"\r\n\r\n")[0].decode("ascii")


@pytest.mark.parametrize("said", ["Koffie\r\nBcc: allen@elders.example", "Koffie\nX-Evil: 1\n\n<p>tekst</p>"])
def test_no_words_become_a_header(person: User, news: World, postbox: Postbox, said: str) -> None:
    news.render = lambda notice: Letter(said, "Er is nieuws.")  # type: ignore[method-assign]
    KINDS["news"] = Kind("news", news.may_still_read, news.render)
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    (message,) = postbox.got
    assert message["Subject"] == " ".join(said.split())
    assert (message["Bcc"], message["X-Evil"], postbox.recipients) == (None, None, [person.email])


def test_a_line_with_a_single_dot_does_not_end_the_mail(person: User, news: World, postbox: Postbox) -> None:
    news.render = lambda notice: Letter("Punt", "Een\n.\n..\nTwee")  # type: ignore[method-assign]
    KINDS["news"] = Kind("news", news.may_still_read, news.render)
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    assert "Een\n.\n..\nTwee" in part(postbox.got[0], "plain")


def test_a_domain_with_an_accent_is_written_as_mail_servers_read_it(
    person: User, news: World, postbox: Postbox
) -> None:
    User.objects.filter(pk=person.pk).update(email="ada@bücher.example")
    assert deliver(notice_for(person).pk, at=MONDAY_NOON) is Result.SENT
    assert postbox.recipients == ["ada@xn--bcher-kva.example"]


def test_an_accent_before_the_at_is_refused_and_says_so(person: User, news: World, postbox: Postbox) -> None:
    User.objects.filter(pk=person.pk).update(email="zoë@dingen.example")
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    notice.refresh_from_db()
    assert notice.cause == Cause.BAD_ADDRESS
    assert postbox.recipients == []


def test_what_comes_back_goes_to_its_own_address(
    person: User, news: World, postbox: Postbox, by_smtp: Settings
) -> None:
    by_smtp.BOUNCE_EMAIL = "terug@dingen.example"
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    assert postbox.senders == ["terug@dingen.example"]
    assert postbox.got[0]["From"] == by_smtp.DEFAULT_FROM_EMAIL


def test_the_sign_in_code_has_both_shapes_too(person: User, postbox: Postbox) -> None:
    Client().post(reverse("account_request_login_code"), {"email": person.email})
    (message,) = postbox.got
    code = re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$|^[0-9]{6}$", part(message, "plain"), re.MULTILINE)
    assert code is not None
    assert f">{code[0]}</p>" in part(message, "html")
    assert message["Auto-Submitted"] == "auto-generated"


# --- What goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["450 4.2.0 Greylisted, see you in five minutes", "451 4.7.1 Try again later"])
def test_greylisting_costs_a_few_minutes_and_nothing_else(
    person: User, news: World, postbox: Postbox, answer: str
) -> None:
    notice = notice_for(person)
    postbox.to_rcpt = answer
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.LATER
    notice.refresh_from_db()
    assert (notice.cause, notice.outcome, notice.attempts) == (Cause.DELAYED, answer, 1)
    postbox.to_rcpt = ""
    assert deliver_due(at=MONDAY_NOON)[Result.SENT] == 0, "The wait has not passed."
    assert deliver_due(at=MONDAY_NOON + WAITS[0])[Result.SENT] == 1
    assert deliver_due(at=MONDAY_NOON + WAITS[0])[Result.SENT] == 0
    notice.refresh_from_db()
    assert (notice.cause, notice.outcome, len(postbox.got)) == ("", "", 1)


def test_one_greylisted_reader_keeps_no_other_waiting(person: User, news: World, postbox: Postbox) -> None:
    notice_for(person)
    postbox.to_data = "452 4.3.1 Out of room"
    other = notice_for(factories.make_person("Ben Yıldız"))
    assert deliver_due(at=MONDAY_NOON)[Result.LATER] == 2
    other.refresh_from_db()
    assert other.cause == Cause.DELAYED


def test_an_address_that_does_not_exist_is_dropped_and_not_mailed_again(
    person: User, news: World, postbox: Postbox
) -> None:
    postbox.to_rcpt = "550 5.1.1 No such person here"
    notice = notice_for(person)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.DROPPED
    notice.refresh_from_db()
    assert (notice.cause, notice.outcome) == (Cause.REFUSED, "550 5.1.1 No such person here")
    assert Undeliverable.objects.stopped().get().why == "unknown"
    postbox.to_rcpt = ""
    later = notice_for(person, period="2")
    assert deliver(later.pk, at=MONDAY_NOON) is Result.DROPPED
    later.refresh_from_db()
    assert (later.cause, postbox.got) == (Cause.UNREACHABLE, [])


@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_a_refusal_of_us_says_nothing_about_her_address(
    person: User, news: World, postbox: Postbox, stage: str
) -> None:
    setattr(postbox, stage, "554 5.7.1 Relay access denied")
    assert deliver(notice_for(person).pk, at=MONDAY_NOON) is Result.DROPPED
    assert not Undeliverable.objects.exists()


def test_nobody_listening_costs_one_try_a_round(person: User, news: World, by_smtp: Settings) -> None:
    by_smtp.EMAIL_PORT = free_port()
    notice_for(person)
    notice = notice_for(person, "call")
    assert deliver_due(at=MONDAY_NOON)[Result.NO_SERVER] == 1
    with serving() as box:
        by_smtp.EMAIL_PORT = box.port
        assert deliver_due(at=MONDAY_NOON + WAITS[0])[Result.SENT] == 2
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_a_server_that_never_speaks_is_left_in_time(person: User, news: World, by_smtp: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        by_smtp.EMAIL_HOST, by_smtp.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        by_smtp.EMAIL_TIMEOUT = 0.2
        notice = notice_for(person)
        assert deliver(notice.pk, at=MONDAY_NOON) is Result.NO_SERVER
    notice.refresh_from_db()
    assert (notice.cause, notice.sent_at) == (Cause.NO_SERVER, None)


def test_who_hangs_up_in_the_middle_gets_the_same_mail_again(person: User, news: World, postbox: Postbox) -> None:
    notice = notice_for(person)
    postbox.hangs_up_at = "data"
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.NO_SERVER
    assert postbox.got == []
    postbox.hangs_up_at = ""
    assert deliver(notice.pk, at=MONDAY_NOON + WAITS[0]) is Result.SENT
    assert notice_of(postbox.got[0]["Message-ID"]) == notice.pk


@pytest.mark.parametrize("how", ["quit", "quit with nonsense"])
def test_what_the_server_took_is_never_sent_twice(person: User, news: World, postbox: Postbox, how: str) -> None:
    notice = notice_for(person)
    postbox.hangs_up_at = how
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.SENT
    for minutes in WAITS:
        deliver_due(at=MONDAY_NOON + minutes)
    assert len(postbox.got) == 1


# --- TLS -----------------------------------------------------------------------------------------------------------


def test_mail_goes_over_tls_where_that_is_asked(
    person: User, news: World, by_smtp: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with serving(tls_context=context, require_starttls=True) as box:
        by_smtp.EMAIL_PORT, by_smtp.EMAIL_USE_TLS = box.port, True
        assert deliver(notice_for(person).pk, at=MONDAY_NOON) is Result.SENT
        assert box.over_tls == [True]


def test_a_certificate_that_nobody_knows_gets_no_mail(
    person: User, news: World, by_smtp: Settings, tmp_path: Path
) -> None:
    _path, context = certificate(tmp_path)
    with serving(tls_context=context, require_starttls=True) as box:
        by_smtp.EMAIL_PORT, by_smtp.EMAIL_USE_TLS = box.port, True
        assert deliver(notice_for(person).pk, at=MONDAY_NOON) is Result.NO_SERVER
        assert box.got == []


def test_a_server_without_tls_gets_no_plain_mail(
    person: User, news: World, postbox: Postbox, by_smtp: Settings
) -> None:
    by_smtp.EMAIL_USE_TLS = True
    assert deliver(notice_for(person).pk, at=MONDAY_NOON) is Result.NO_SERVER
    assert postbox.got == []


def test_without_a_conversation_nothing_is_kept_in_memory(person: User, news: World, postbox: Postbox) -> None:
    deliver(notice_for(person).pk, at=MONDAY_NOON)
    assert len(postbox.got) == 1
    assert mail.outbox == []
