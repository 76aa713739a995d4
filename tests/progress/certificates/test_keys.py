"""The key of the badges: made once, readable for its owner only, and published for ever after."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.people.models import User
from course.progress.certificates import keys
from course.progress.certificates.verifying import verify
from course.progress.models import BadgeKey, Certificate
from course.settings import environment

As = Callable[[User | None], Client]


def pem_of(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def small(bits: int) -> str:
    return pem_of(rsa.generate_private_key(public_exponent=65537, key_size=bits))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of 2048 bits: these tests make many."""
    monkeypatch.setattr(keys, "BITS", 2048)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, quick: None) -> None:
    path = tmp_path / "nieuw" / "badge-key.pem"

    first = keys.kept_pem(path)

    assert keys.kept_pem(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["badge-key.pem"]


def test_of_two_who_make_it_at_once_one_wins(tmp_path: Path, quick: None) -> None:
    path = tmp_path / "badge-key.pem"
    keys.write_pem(path, "de eerste", replace=False)
    keys.write_pem(path, "de tweede", replace=False)

    assert path.read_text() == "de eerste"


@pytest.mark.django_db
def test_badges_of_before_a_rotation_still_hold(
    as_: As, ada: User, certificate: Certificate, settings: Any, tmp_path: Path, quick: None
) -> None:
    settings.BADGE_KEY_FILE = tmp_path / "badge-key.pem"
    address = reverse("certificates:badge", args=[certificate.code])
    old = as_(ada).get(address).text

    call_command("rotate_badge_key")

    new = as_(ada).get(address).text
    assert new.split(".")[1] == old.split(".")[1]
    assert new.split(".")[2] != old.split(".")[2]
    assert BadgeKey.objects.count() == len(Client().get(reverse("certificates:keys")).json()["keys"]) == 2
    for token in (old, new):
        verify(
            token,
            lambda kid: Client().get(kid.removeprefix("http://testserver")).json(),
            lambda url: Client().get(url.removeprefix("http://testserver")).text,
            timezone.now() + timedelta(minutes=1),
        )


@pytest.mark.django_db
def test_with_a_key_in_the_environment_rotating_only_shows_a_new_one(
    settings: Any, tmp_path: Path, quick: None, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BADGE_KEY = small(2048)
    settings.BADGE_KEY_FILE = tmp_path / "badge-key.pem"

    call_command("rotate_badge_key")

    shown = capsys.readouterr()
    assert "PRIVATE KEY" in shown.out
    assert "Nothing changed yet" in shown.err
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_without_a_key_ada_reads_why_there_is_no_badge(
    as_: As, ada: User, certificate: Certificate, settings: Any
) -> None:
    settings.BADGE_KEY, settings.BADGE_KEY_FILE = "", None

    answer = as_(ada).get(reverse("certificates:badge", args=[certificate.code]))

    assert answer.status_code == 503
    assert "Vraag de beheerder" in answer.text
    assert Client().get(reverse("certificates:status", args=[certificate.status_list])).status_code == 404


@pytest.mark.django_db
def test_no_address_gives_a_private_half(certificate: Certificate) -> None:
    kid, _key = keys.signing_key()
    published = Client().get(reverse("certificates:key", args=[kid])).json()

    assert published == {**published, "kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig"}
    assert not keys.PRIVATE_PARTS & set(published)


def test_a_key_from_the_environment_may_stand_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pem = small(2048)
    monkeypatch.setenv("BADGE_KEY", pem.replace("\n", "\\n"))

    assert environment.signing_key("BADGE_KEY") == pem.strip()


@pytest.mark.parametrize("wrong", ["zomaar tekst", "1024", "ed25519"])
def test_a_malformed_key_is_refused_with_a_sentence_that_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    made = {"1024": lambda: small(1024), "ed25519": lambda: pem_of(ed25519.Ed25519PrivateKey.generate())}
    text = made[wrong]() if wrong in made else wrong
    monkeypatch.setenv("BADGE_KEY", text)

    with pytest.raises(ImproperlyConfigured, match="rotate_badge_key --show") as refused:
        environment.signing_key("BADGE_KEY")
    assert text[30:60] not in str(refused.value) or len(text) < 30


def test_no_key_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BADGE_KEY", raising=False)

    assert environment.signing_key("BADGE_KEY") == ""
