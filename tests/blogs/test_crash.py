"""The web server is killed while somebody's text is being saved: what was answered is kept, and nothing is half.

The real server, granian, on loopback, with the database of this test. Each round another server dies by SIGKILL, at a
random moment between two answers; the next one goes on with the same post.
"""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from course.blogs import actions
from course.blogs.history import present
from course.blogs.models import Post, Visibility
from tests.blogs.test_history import pause

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
STARTS_WITHIN_SECONDS = 60


def database_url() -> str:
    """Return the address of the database this test is on, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:////{str(at['NAME']).lstrip('/')}"
    who = f"{quote(at['USER'], safe='')}:{quote(at['PASSWORD'], safe='')}"
    query = urlencode({name.lower(): at[name] for name in ("HOST", "PORT") if at[name]})
    return f"postgres://{who}@/{at['NAME']}?{query}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # It leads a group of its own: its workers die with it.
        self.process.wait()


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """Start all at once: each takes seconds to import, and none of them is in another's way until then."""
    started = []
    for _ in range(ROUNDS):
        port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1"]
        process = subprocess.Popen(  # noqa: S603 - our own server, with arguments of this file
            [*command, "--host", "127.0.0.1", "--port", str(port), "--no-log", "course.wsgi:application"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "course.settings.test"},
            start_new_session=True,
        )
        started.append(Server(port, process))
    yield started
    for server in started:
        if server.process.poll() is None:
            server.kill()


@dataclass
class Writer:
    """Ada's browser, which saves one numbered text after another for as long as a server answers."""

    session: str
    post_id: uuid.UUID
    version: int
    number: int = 0
    answered: int = 0
    enough: int = 0
    went_on: threading.Event = field(default_factory=threading.Event)

    def text(self, number: int) -> str:
        return f"Begin van {number}. {'Een zin die iets zegt. ' * 200}Einde van {number}."

    def write(self, port: int) -> None:
        """Save until the connection breaks. A text without an answer is sent again first, as a browser would."""
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            token, cookie = self.sign_in(link)
            while True:
                self.save(link, token, cookie)
                if self.answered >= self.enough:
                    self.went_on.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.went_on.set()

    def sign_in(self, link: http.client.HTTPConnection) -> tuple[str, str]:
        link.request("GET", "/wie/", headers={"Cookie": f"sessionid={self.session}"})
        answer = link.getresponse()
        answer.read()
        token = str(answer.headers["Set-Cookie"]).split("csrftoken=")[1].split(";")[0]
        return token, f"sessionid={self.session}; csrftoken={token}"

    def save(self, link: http.client.HTTPConnection, token: str, cookie: str) -> None:
        if self.number == self.answered:
            self.number += 1
        body = urlencode({"title": "Mijn week", "source": self.text(self.number), "version": self.version})
        headers = {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
        link.request("POST", f"/blogs/{self.post_id}/concept/", body, headers)
        answer = link.getresponse()
        answer.read()
        assert answer.headers["Draft-State"] == "saved", (answer.status, dict(answer.headers))
        self.answered, self.version = self.number, int(answer.headers["Draft-Version"])


def wait_for(server: Server) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        try:
            link.request("GET", "/healthz")
            if link.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            threading.Event().wait(0.1)
        finally:
            link.close()
    pytest.fail("The server did not start.")


def test_whatever_was_answered_is_there_after_the_server_was_killed(ada, as_, servers) -> None:
    """Two rounds with a draft, and two with the change of a post that is online by then."""
    post_id = uuid.uuid4()
    text = {"thing": None, "exercise": None, "title": "Mijn week", "source": "Vooraf."}
    post = actions.save_draft(by=ada, post_id=post_id, version=0, **text)
    assert post is not None
    writer = Writer(as_(ada).session.session_key, post_id, version=1)
    for turn, server in enumerate(servers):
        if turn == ROUNDS // 2:
            post = actions.publish(by=ada, post=Post.objects.get(), visibility=Visibility.ME, cohort=None)
        wait_for(server)
        pause(post)
        writer.enough = writer.answered + 2 + secrets.randbelow(20)  # The first may be a repetition.
        writer.went_on.clear()
        hand = threading.Thread(target=writer.write, args=(server.port,))
        hand.start()
        assert writer.went_on.wait(STARTS_WITHIN_SECONDS)
        threading.Event().wait(secrets.randbelow(50) / 1000)  # Somewhere in one of the next saves.
        server.kill()
        hand.join()

        assert writer.answered >= writer.enough
        stored = Post.objects.get()
        kept = present(stored)
        assert kept.source in (writer.text(writer.answered), writer.text(writer.number))
        assert kept.is_pending == (not post.is_draft)
        shown = post.source if kept.is_pending else kept.source
        assert stored.source == shown
        assert f"{shown[-20:]}</p>" in stored.html
        for version in stored.versions.all():
            assert version.version < kept.version
            assert version.source in ("Vooraf.", *map(writer.text, range(1, writer.number)))
        # Half a save would also be a text whose number the next window cannot know.
        assert kept.version in (writer.version, writer.version + 1)
