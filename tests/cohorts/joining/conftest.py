"""Noor, who takes no part yet; a cohort that people may join; and a queue that does its work at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from course.cohorts.models import Cohort, Invitation
from course.people.models import User
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]
Committed = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def noor(place: Place) -> User:
    """Somebody of ada's library who takes no part yet."""
    return factories.make_person("Noor Haddou", library=place.library, email="noor@waterrijk.example")


@pytest.fixture
def autumn(place: Place, tove: User) -> Cohort:
    """The cohort of ada, which people may join now; tove answers questions."""
    place.cohort.is_joinable = True
    place.cohort.join_code = "HERFST26"
    place.cohort.contact = tove
    place.cohort.save()
    return place.cohort


@pytest.fixture
def queue(settings: Settings) -> None:
    """Do at once what a worker does later."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def link_in(body: str) -> str:
    """Return the path of the personal link in a mail."""
    found = re.search(r"https?://[^/\s]+(/meedoen/u/\S+)", body)
    assert found, body
    return found[1]


def last_mail() -> str:
    return str(mail.outbox[-1].body)


def invitation_for(email: str) -> Invitation:
    return Invitation.objects.filter(email=email).latest("pk")
