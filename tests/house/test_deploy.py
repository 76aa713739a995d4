"""What production needs: a good environment passes in silence, a bad one is refused in a whole sentence."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from course.settings import environment

GOOD = {
    "DJANGO_SETTINGS_MODULE": "course.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "dingen.example.org",
    "DATABASE_URL": "postgres://dingen:geheim@127.0.0.1/dingen",
}


def manage(*arguments: str, data_dir: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in production, with nothing of our own environment but what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own command, with arguments of this file
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **GOOD, "DATA_DIR": str(data_dir), **changes},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deploy_check_is_silent_in_a_good_environment(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_production_says_what_is_wrong_and_does_not_start(tmp_path: Path) -> None:
    done = manage("check", data_dir=tmp_path, SECRET_KEY="kort")
    assert done.returncode != 0
    assert "SECRET_KEY is shorter than 50 characters. Make one:" in done.stderr


def test_production_does_not_start_with_two_kinds_of_encrypted_mail(tmp_path: Path) -> None:
    done = manage("check", data_dir=tmp_path, EMAIL_USE_TLS="1", EMAIL_USE_SSL="yes")
    assert done.returncode != 0
    assert "EMAIL_USE_SSL and EMAIL_USE_TLS are both on. Leave one out" in done.stderr


WHAT_PRODUCTION_MADE_OF_IT = """
from django.conf import settings
print(settings.DEBUG, settings.WAGTAILADMIN_BASE_URL, settings.CSRF_TRUSTED_ORIGINS, settings.SERVES_MEDIA)
print(getattr(settings, "DEMO", False), settings.DATABASES["default"]["ENGINE"])
"""


def test_production_links_to_itself_and_is_no_demo(tmp_path: Path) -> None:
    done = manage("shell", "--no-imports", "-c", WHAT_PRODUCTION_MADE_OF_IT, data_dir=tmp_path)
    assert done.stdout.splitlines() == [
        "False https://dingen.example.org ['https://dingen.example.org'] False",
        "False django.db.backends.postgresql",
    ]


# --- Every variable, one by one ----------------------------------------------------------------------------------

ENOUGH = "k8Zq-" * 10

REFUSED: list[tuple[Any, str | None, str]] = [
    (lambda: environment.text("NAME"), None, "NAME is not set. Set it in the environment"),
    (lambda: environment.text("NAME"), "", "NAME is not set. Set it in the environment"),
    (lambda: environment.secret("NAME"), None, "NAME is not set."),
    (lambda: environment.secret("NAME"), "kort", "NAME is shorter than 50 characters. Make one:"),
    (lambda: environment.secret("NAME"), "a" * 60, "NAME can be guessed. Make one:"),
    (lambda: environment.secret("NAME"), "django-insecure-" + ENOUGH, "NAME can be guessed. Make one:"),
    (lambda: environment.hosts("NAME"), None, "NAME is not set. Name the site's own addresses"),
    (lambda: environment.hosts("NAME"), " , ", "NAME is not set. Name the site's own addresses"),
    (lambda: environment.hosts("NAME"), "*", "a * lets strangers choose"),
    (lambda: environment.hosts("NAME"), "dingen.nl,*.dingen.nl", "a * lets strangers choose"),
    (lambda: environment.hosts("NAME"), "https://dingen.nl", "is no host name. Leave out https://"),
    (lambda: environment.hosts("NAME"), "dingen.nl:8000", "is no host name."),
    (lambda: environment.hosts("NAME"), "dingen.nl/pad", "is no host name."),
    (lambda: environment.address("NAME", ""), None, "is no address of a site. Write it like"),
    (lambda: environment.address("NAME", ""), "dingen.nl", "is no address of a site. Write it like"),
    (lambda: environment.address("NAME", ""), "javascript:alert(1)", "is no address of a site."),
    (lambda: environment.address("NAME", ""), "https://dingen.nl/pad", "is no address of a site."),
    (lambda: environment.flag("NAME", default=True), "misschien", "is neither yes nor no. Write 1 or 0."),
    (lambda: environment.flag("NAME", default=True), "2", "is neither yes nor no. Write 1 or 0."),
    (lambda: environment.number("NAME", 1), "veel", "is not a whole number. Write digits only."),
    (lambda: environment.number("NAME", 1), "-1", "is not a whole number. Write digits only."),
    (lambda: environment.number("NAME", 1), "1.5", "is not a whole number. Write digits only."),
    (lambda: environment.number("NAME", 1), "٣", "is not a whole number. Write digits only."),
]


@pytest.mark.parametrize(("read", "value", "sentence"), REFUSED)
def test_a_bad_value_is_refused_with_a_whole_sentence(
    monkeypatch: pytest.MonkeyPatch, read: Any, value: str | None, sentence: str
) -> None:
    monkeypatch.delenv("NAME", raising=False)
    if value is not None:
        monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    said = str(refused.value)
    assert sentence in said
    assert "NAME" in said
    assert said.endswith((".", "'")), "A sentence ends, or ends with a command."


TAKEN: list[tuple[Any, str | None, Any]] = [
    (lambda: environment.text("NAME", "zo"), None, "zo"),
    (lambda: environment.text("NAME", "zo"), "", "zo"),
    (lambda: environment.text("NAME", "zo"), "anders", "anders"),
    (lambda: environment.secret("NAME"), ENOUGH, ENOUGH),
    (lambda: environment.hosts("NAME"), "dingen.nl, www.dingen.nl", ["dingen.nl", "www.dingen.nl"]),
    (lambda: environment.hosts("NAME"), ".dingen.nl,[::1]", [".dingen.nl", "[::1]"]),
    (lambda: environment.address("NAME", ""), "https://dingen.nl/", "https://dingen.nl"),
    (lambda: environment.address("NAME", "http://127.0.0.1:8000"), None, "http://127.0.0.1:8000"),
    (lambda: environment.number("NAME", 3), None, 3),
    (lambda: environment.number("NAME", 3), " 587 ", 587),
    (lambda: environment.words("NAME"), "a, b,,c ", ["a", "b", "c"]),
    *[(lambda: environment.flag("NAME", default=False), word, True) for word in ("1", "true", "YES", " on ")],
    *[(lambda: environment.flag("NAME", default=True), word, False) for word in ("0", "False", "no", "off")],
    (lambda: environment.flag("NAME", default=True), "", True),
]


@pytest.mark.parametrize(("read", "value", "expected"), TAKEN)
def test_a_good_value_is_taken(monkeypatch: pytest.MonkeyPatch, read: Any, value: str | None, expected: Any) -> None:
    monkeypatch.delenv("NAME", raising=False)
    if value is not None:
        monkeypatch.setenv("NAME", value)
    assert read() == expected


def test_forms_come_from_the_site_itself_and_from_names_below_it() -> None:
    assert environment.origins(["dingen.nl", ".dingen.org"]) == ["https://dingen.nl", "https://*.dingen.org"]


# --- The database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("onzin", "DATABASE_URL is of no kind we know. Begin it with postgres:// or sqlite:///"),
        ("mysql://u:geheim@host/name", "DATABASE_URL is of no kind we know."),
        ("postgres://u:geheim@host", "DATABASE_URL names no database."),
        ("postgres://u:geheim@host/", "DATABASE_URL names no database."),
        ("postgres://u:geheim@host:poort/name", "DATABASE_URL cannot be read: its host or port is wrong."),
        ("postgres://u:geheim@[::1/name", "DATABASE_URL cannot be read: its host or port is wrong."),
        ("postgres://u:geheim@host:99999/name", "DATABASE_URL cannot be read: its host or port is wrong."),
        ("sqlite://", "DATABASE_URL names no file."),
        ("sqlite:///", "DATABASE_URL names no file."),
        ("sqlite://map/naam", "DATABASE_URL names no file."),
    ],
)
def test_a_database_address_that_cannot_be_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, sentence: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.database(tmp_path)
    said = str(refused.value)
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://u:p@host:5433/name",
            {"NAME": "name", "USER": "u", "PASSWORD": "p", "HOST": "host", "PORT": "5433"},
        ),
        ("postgresql://u:a%40b%2Fc@host/name", {"PASSWORD": "a@b/c", "HOST": "host", "PORT": ""}),
        ("postgres:///name?host=/run/postgresql", {"NAME": "name", "HOST": "/run/postgresql", "OPTIONS": {}}),
        ("postgres://u:p@host/name?sslmode=require", {"OPTIONS": {"sslmode": "require"}}),
        ("sqlite:///naam.sqlite3", {"NAME": Path("naam.sqlite3")}),
        ("sqlite:////map/naam.sqlite3", {"NAME": Path("/map/naam.sqlite3")}),
        ("sqlite:///:memory:", {"NAME": Path(":memory:")}),
    ],
)
def test_a_database_address_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, expected: dict[str, Any]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    made = environment.database(tmp_path)
    assert {name: made[name] for name in expected} == expected
    assert made["CONN_MAX_AGE"] == 600


def test_without_an_address_the_database_is_a_file_that_takes_32_writers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = environment.database(tmp_path)
    assert made["NAME"] == tmp_path / "dingen.sqlite3"
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]
