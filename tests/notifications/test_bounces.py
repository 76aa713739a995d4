"""Mail that comes back: a report is believed when only we can have caused it; an address that fails is left alone."""

from __future__ import annotations

import io
import mailbox
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.notifications.actions import confirm_address, notify, try_again
from course.notifications.bounces import Outcome, read_report, take_in
from course.notifications.letters import message_id
from course.notifications.models import SOFT_FAILURES, Cause, Notice, Undeliverable
from course.notifications.outbox import Result, deliver
from course.people.models import User
from tests import factories
from tests.notifications.conftest import MONDAY_NOON, World
from tests.notifications.reports import SHAPES, Returned, like_postfix


@pytest.fixture
def person(db: None) -> User:
    return factories.make_person("Ada van den Berg", email="ada@waterrijk.example")


def sent_to(person: User, period: str = "1") -> Notice:
    """Return a notice that the mail server took."""
    notify(person=person, reason="call", period=period, subject="de koffie", due_at=MONDAY_NOON)
    Notice.objects.filter(person=person, period=period).update(sent_at=MONDAY_NOON)
    return Notice.objects.get(person=person, period=period)


def comes_back(notice: Notice, shape: str = "postfix", **fields: str) -> Outcome:
    told = {"message_id": message_id(notice.pk), "address": notice.person.email, **fields}
    return take_in(message_from_bytes(SHAPES[shape](Returned(**told))))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_address_that_does_not_exist_gets_no_more_mail(person: User, news: World, shape: str) -> None:
    notice = sent_to(person)
    assert comes_back(notice, shape) is Outcome.STOPPED
    notice.refresh_from_db()
    assert (notice.cause, notice.state) == (Cause.BOUNCED, "failed")
    assert notice.outcome == "550 5.1.1 The account does not exist"
    row = Undeliverable.objects.stopped().get()
    assert (row.person, row.address, row.why) == (person, person.email, "unknown")
    later = Notice.objects.create(person=person, reason="call", period="2", due_at=MONDAY_NOON)
    assert deliver(later.pk, at=MONDAY_NOON) is Result.DROPPED
    later.refresh_from_db()
    assert (later.cause, mail.outbox) == (Cause.UNREACHABLE, [])


@pytest.mark.parametrize("shape", SHAPES)
def test_reading_a_report_again_changes_nothing(person: User, shape: str) -> None:
    notice = sent_to(person)
    full = {"status": "5.2.2", "said": "552 5.2.2 Mailbox full"}
    assert [comes_back(notice, shape, **full) for _ in range(SOFT_FAILURES)] == [
        Outcome.COUNTED,
        Outcome.KNOWN,
        Outcome.KNOWN,
    ]
    assert Undeliverable.objects.get().failures == 1


@pytest.mark.parametrize(
    ("status", "said", "why", "stops"),
    [
        ("5.1.1", "550 5.1.1 Unknown", "unknown", True),
        ("5.1.10", "550 5.1.10 RecipientNotFound", "unknown", True),
        ("5.2.1", "550 5.2.1 Disabled", "unknown", True),
        ("5.4.4", "Host not found", "unknown", True),
        ("5.0.0", "550-5.1.1 The account does not exist", "unknown", True),
        ("5.2.2", "552 5.2.2 Full", "full", False),
        ("4.2.2", "452 4.2.2 Full for days", "full", False),
        ("5.7.1", "550 5.7.1 We do not like your server", "refused", False),
        ("4.4.1", "No answer for five days", "other", False),
        ("5.0.0", "Something", "other", False),
        ("", "", "other", False),
        ("nonsense", "10.5.1.1 is an address of the network", "other", False),
    ],
)
def test_what_a_server_says_is_read_as_it_is_meant(person: User, status: str, said: str, why: str, stops: bool) -> None:
    outcome = comes_back(sent_to(person), status=status, said=said)
    assert outcome is (Outcome.STOPPED if stops else Outcome.COUNTED)
    assert Undeliverable.objects.get().why == why
    assert Undeliverable.objects.stopped().exists() == stops


def test_a_full_postbox_ends_it_the_third_time(person: User) -> None:
    outcomes = [
        comes_back(sent_to(person, str(number)), status="5.2.2", said="552 5.2.2 Full")
        for number in range(SOFT_FAILURES)
    ]
    assert outcomes == [Outcome.COUNTED, Outcome.COUNTED, Outcome.STOPPED]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_is_no_failure(person: User, action: str) -> None:
    notice = sent_to(person)
    assert comes_back(notice, action=action, status="4.4.7") is Outcome.NO_FAILURE
    notice.refresh_from_db()
    assert (notice.cause, Undeliverable.objects.count()) == ("", 0)


def test_nobody_can_make_up_that_adas_mail_came_back(person: User) -> None:
    notice = sent_to(person)
    for made_up in (f"<notice-{notice.pk}@testserver>", f"<notice-{notice.pk}.{'0' * 20}@testserver>", "<x@y>", ""):
        assert comes_back(notice, message_id=made_up) is Outcome.NOT_OURS
    never_sent = Notice.objects.create(person=person, reason="call", period="2")
    assert comes_back(never_sent) is Outcome.NOT_OURS
    assert not Undeliverable.objects.exists()


@pytest.mark.parametrize("address", ["ben@veldzicht.example", ""])
def test_an_address_that_she_no_longer_has_says_nothing_of_her_new_one(person: User, address: str) -> None:
    notice = sent_to(person)
    assert comes_back(notice, address=address) is Outcome.KNOWN
    notice.refresh_from_db()
    assert notice.cause == Cause.BOUNCED
    assert not Undeliverable.objects.exists()


def test_a_new_address_is_mailed_at_once(person: User, news: World) -> None:
    comes_back(sent_to(person))
    User.objects.filter(pk=person.pk).update(email="ada.nieuw@waterrijk.example")
    assert not Undeliverable.objects.stopped().exists()
    later = Notice.objects.create(person=person, reason="call", period="2", due_at=MONDAY_NOON)
    assert deliver(later.pk, at=MONDAY_NOON) is Result.SENT


def test_a_domain_with_an_accent_is_the_same_address(person: User) -> None:
    User.objects.filter(pk=person.pk).update(email="ada@bücher.example")
    notice = sent_to(User.objects.get(pk=person.pk))
    assert comes_back(notice, address="Ada@XN--bcher-kva.example") is Outcome.STOPPED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: Ik ben met vakantie\r\n\r\nTot maandag.",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\n\x00\xff",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 500,
        b"\xff\xfe\x00" * 1000,
        b"Content-Type: multipart/report; charset=nonsense; boundary=\xe9\r\nMessage-ID: \xff\r\n\r\n--\xe9\r\n",
    ],
)
def test_whatever_else_comes_in_does_no_harm(db: None, raw: bytes) -> None:
    assert take_in(message_from_bytes(raw)) is Outcome.NOT_OURS


def test_signs_that_no_database_keeps_are_left_out(person: User) -> None:
    raw = like_postfix(Returned(message_id(sent_to(person).pk), person.email, said="550 5.1.1 XXX"))
    assert take_in(message_from_bytes(raw.replace(b"XXX", b"\x00 \xff\xfe"))) is Outcome.STOPPED
    assert "\0" not in Undeliverable.objects.get().said


# --- Confirming ------------------------------------------------------------------------------------------------------


def test_ada_says_that_her_address_is_right_and_gets_mail_again(person: User, news: World, as_) -> None:
    comes_back(sent_to(person))
    client: Client = as_(person)
    page = client.get(reverse("notifications:wishes")).content.decode()
    assert "We kunnen je niet mailen op ada@waterrijk.example." in page
    assert "Dit adres bestaat niet (meer)." in page
    assert "5.1.1" not in page
    for _ in range(2):
        assert client.post(reverse("notifications:confirm_address"), follow=True).status_code == 200
    assert "We kunnen je niet mailen" not in client.get(reverse("notifications:wishes")).content.decode()
    later = Notice.objects.create(person=person, reason="call", period="2", due_at=MONDAY_NOON)
    assert deliver(later.pk, at=MONDAY_NOON) is Result.SENT


def test_only_a_press_confirms_an_address(person: User, as_) -> None:
    comes_back(sent_to(person))
    assert as_(person).get(reverse("notifications:confirm_address")).status_code == 405
    assert as_(None).post(reverse("notifications:confirm_address")).status_code == 302
    assert Undeliverable.objects.stopped().exists()


@pytest.mark.parametrize("name", ["study:my_course", "study:account"])
def test_she_reads_it_where_she_arrives(place, ada: User, as_, name: str) -> None:
    assert "We kunnen je niet mailen" not in as_(ada).get(reverse(name)).content.decode()
    comes_back(sent_to(ada))
    assert "We kunnen je niet mailen" in as_(ada).get(reverse(name)).content.decode()


def test_a_failed_mail_is_sent_again_once_the_address_is_confirmed(person: User, news: World) -> None:
    notice = sent_to(person)
    comes_back(notice)
    assert try_again(by=person, notices=Notice.objects.filter(pk=notice.pk)) == 0
    assert confirm_address(by=person, person=person)
    assert not confirm_address(by=person, person=person)
    assert [try_again(by=person, notices=Notice.objects.all()) for _ in range(2)] == [1, 0]
    Notice.objects.update(due_at=MONDAY_NOON)
    assert deliver(notice.pk, at=MONDAY_NOON) is Result.SENT
    notice.refresh_from_db()
    assert (notice.state, notice.cause, notice.outcome) == ("sent", "", "")


def test_what_was_not_needed_is_not_sent_again(person: User, news: World) -> None:
    Notice.objects.create(person=person, reason="call", period="1", dropped_at=timezone.now(), cause=Cause.UNWANTED)
    assert try_again(by=person, notices=Notice.objects.all()) == 0


# --- The command -----------------------------------------------------------------------------------------------------


def told(*args: str) -> str:
    out = io.StringIO()
    call_command("read_bounces", *args, stdout=out)
    return out.getvalue().strip()


class Pipe:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def test_a_mail_server_pipes_one_report_in(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = like_postfix(Returned(message_id(sent_to(person).pk), person.email))
    monkeypatch.setattr("sys.stdin", Pipe(raw))
    assert told() == "1 messages read: 1 stopped."
    monkeypatch.setattr("sys.stdin", Pipe(b"Subject: reclame\r\n\r\nKoop!"))
    assert told() == "1 messages read: 1 not ours."


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_a_postbox_is_read_and_emptied_when_asked(person: User, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "box"
    box: mailbox.Mailbox = mailbox.Maildir(path) if kind == "maildir" else mailbox.mbox(path)  # type: ignore[type-arg]
    for number, shape in enumerate(SHAPES.values()):
        box.add(shape(Returned(message_id(sent_to(person, str(number)).pk), person.email)))
    box.add(b"Subject: Ik ben met vakantie\r\n\r\nTot maandag.")
    box.flush()
    assert told(str(path)) == "4 messages read: 3 stopped, 1 not ours."
    assert told(str(path), "--remove") == "4 messages read: 3 known, 1 not ours."
    assert told(str(path)) == "0 messages read: nothing."


def test_a_path_that_is_no_postbox_is_refused_with_what_is_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="neither a Maildir"):
        told(str(tmp_path / "nergens"))


def test_a_report_without_failures_is_still_a_report() -> None:
    report = read_report(message_from_bytes(like_postfix(Returned("<a@b>", "x@y.example", action="delivered"))))
    assert report is not None
    assert (report.message_ids, report.failures) == (("<a@b>",), ())
