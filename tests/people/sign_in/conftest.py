"""What the tests of signing in share: an app with codes, a mailbox, and the ways in."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from course.people.models import User

PASSWORD = "een lange zin over boeken"


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> Iterator[None]:
    """The brakes on trying too often stand in the cache, which a test does not roll back."""
    cache.clear()
    yield
    cache.clear()


class App:
    """The app with codes on somebody's phone."""

    def __init__(self, person: User) -> None:
        self.secret = generate_totp_secret()
        self.row: Authenticator = TOTP.activate(person, self.secret).instance
        self.papers = RecoveryCodes.activate(person)

    def code(self, periods: int = 0) -> str:
        """Return the code of now, or of so many half minutes later."""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // 30 + periods))


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def code_of_last_mail() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def by_password(client: Client, person: User, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": person.email, "password": password})


def by_code(client: Client, person: User) -> Any:
    client.post("/account/login/code/", {"email": person.email})
    return client.post("/account/login/code/confirm/", {"code": code_of_last_mail()})


def is_in(client: Client) -> bool:
    return bool(client.get("/wie/").json()["who"])
