"""A kind of notice that knows no room, and a mail server that can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from course.notifications.kinds import KINDS, Kind, Letter
from course.notifications.models import Notice

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


class World:
    """What the kind of these tests finds when it looks."""

    def __init__(self) -> None:
        self.may_read = True
        self.has_news = True

    def may_still_read(self, notice: Notice) -> bool:
        return self.may_read

    def render(self, notice: Notice) -> Letter | None:
        return Letter(f"Nieuws over {notice.subject}", "Er is nieuws.") if self.has_news else None


@pytest.fixture
def news() -> Iterator[World]:
    """Kinds "news" (obeys the wish about reactions) and "call" (always comes)."""
    world = World()
    kept = dict(KINDS)
    KINDS["news"] = Kind("news", world.may_still_read, world.render, wish="reactions")
    KINDS["call"] = Kind("call", world.may_still_read, world.render)
    yield world
    KINDS.clear()
    KINDS.update(kept)


class Server:
    """The mail server: raises `fault` while there is one."""

    fault: Exception | None = None
    tried = 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    state = Server()
    sends = locmem.EmailBackend.send_messages

    def send(self: locmem.EmailBackend, messages: list[mail.EmailMessage]) -> int:
        state.tried += 1
        if state.fault is not None:
            raise state.fault
        return sends(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    return state
