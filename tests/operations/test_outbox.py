"""Mail of the demo is kept as files, and shown to nobody but the person at the machine."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.test import Client
from pytest_django.fixtures import Settings

from course.operations import outbox

BACKEND = "course.operations.outbox.OutboxEmailBackend"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def send(subject: str, body: str, to: str = "ada@example.org") -> None:
    send_mail(subject, body, "cursus@example.org", [to], connection=get_connection(BACKEND))


def test_each_message_becomes_a_file_that_any_mail_program_opens(folder: Path) -> None:
    mail = EmailMultiAlternatives("Één dag", "Hoi €", "cursus@example.org", ["ada@example.org"])
    mail.attach_alternative("<p>Hoi</p>", "text/html")
    assert get_connection(BACKEND).send_messages([mail, mail]) == 2
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    message = message_from_bytes(files[0].read_bytes(), policy=default)
    assert message["subject"] == "Één dag"
    assert outbox.newest_mails()[0].body == "Hoi €"


@pytest.mark.django_db
def test_the_newest_mail_stands_on_top_with_its_code_and_its_links(folder: Path, client: Client) -> None:
    send("Oud", "Kijk op http://127.0.0.1:8000/mijn-cursus/.")
    send("Inlogcode <b>", "Met deze code log je in:\n\n  BCDF-GHJK\n\nGroet, 23-DINGEN")
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Inlogcode &lt;b&gt;") < page.index("Oud")
    assert '<p class="big">BCDF-GHJK</p>' in page
    assert 'href="http://127.0.0.1:8000/mijn-cursus/"' in page
    assert "ada@example.org" in page


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Code:\n\nBCDF-GHJK\n", "BCDF-GHJK"),
        ("Code:\n\nBCD-FGH-JKL", "BCD-FGH-JKL"),
        ("Code:\n123456\n", "123456"),
        ("Het is BCDF-GHJK vandaag", ""),
        ("Groet,\n23 dingen", ""),
    ],
)
def test_a_sign_in_code_is_found_when_it_stands_alone(body: str, code: str, folder: Path) -> None:
    send("Inloggen", body)
    assert outbox.newest_mails()[0].code == code


@pytest.mark.django_db
def test_an_empty_outbox_says_what_to_do(folder: Path, client: Client) -> None:
    assert "Vraag een inlogcode aan" in client.get("/demo/mail/").content.decode()


def test_only_the_newest_fifty_are_shown(folder: Path) -> None:
    for number in range(52):
        send(f"Mail {number}", "x")
    assert [mail.subject for mail in outbox.newest_mails()][::49] == ["Mail 51", "Mail 2"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
    ids=["elsewhere", "unknown", "through a proxy", "through a modern proxy"],
)
def test_nobody_elsewhere_reads_the_mail(headers: dict[str, str], folder: Path, client: Client) -> None:
    assert client.get("/demo/mail/", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/demo/mail/", **headers).status_code == 404


@pytest.mark.django_db
def test_a_real_site_shows_no_mail(folder: Path, settings: Settings, client: Client) -> None:
    settings.DEMO = False
    assert client.get("/demo/mail/").status_code == 404
