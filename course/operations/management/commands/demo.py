"""`manage.py demo`: from nothing to a running site with a course and people in it; the second time in seconds."""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from course.operations.demo_people import SIGN_INS
from course.operations.migrations_state import unapplied
from course.people.models import User
from lessons.models import CoursePage

HOST = "127.0.0.1"
# One thread a worker: SQLite has one writer, and in every measurement more threads only waited for it.
SERVER = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "course.wsgi:application"]


class Command(BaseCommand):
    help = "Set up the demo where needed and serve it on this machine. What is in it stays in it."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="Set up and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError("These are not the demo's settings. Set DJANGO_SETTINGS_MODULE=course.settings.demo.")
        port = options["port"]
        if not options["no_serve"]:
            refuse_taken(port)
        self.set_up()
        self.introduce(port)
        if not options["no_serve"]:
            self.serve(port)

    def set_up(self) -> None:
        """Do what is not done yet, one printed line a step."""
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        if unapplied(connection):
            with self.step("Making the tables"):
                call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not CoursePage.objects.exists():
            with self.step("Reading the course"):
                call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), verbosity=0)
        # Asked apart: a demo that was stopped between the two goes on where it was.
        if not User.objects.exists():
            with self.step("Bringing the course to life with people, posts and answers"):
                call_command("seed_demo", verbosity=0)
        if static_files_changed():
            with self.step("Collecting scripts, styles and pictures"):
                call_command("collectstatic", interactive=False, verbosity=0)
                stamp().touch()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Print what is being done, and how long it took."""
        self.stdout.write(f"{what} ... ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        yield
        self.stdout.write(f"{time.monotonic() - began:.0f} s")

    def introduce(self, port: int) -> None:
        """Say where the demo is, and who may come in."""
        address = f"http://{HOST}:{port}"
        self.stdout.write(
            f"\nThe demo: {address}/\n\nSign in at {address}{reverse('account_request_login_code')} as one of these:\n"
        )
        for person in SIGN_INS:
            self.stdout.write(f"  {person.role:<24} {person.name:<20} {person.email}")
        self.stdout.write(f"\nEvery mail, also the one with your sign-in code, is at {address}/demo/mail/\n")

    def serve(self, port: int) -> None:
        """Start the worker and become the web server. Does not return."""
        self.stdout.write("Stop with Ctrl+C.")
        self.stdout.flush()
        command = [sys.executable, "-m", "granian", "--host", HOST, "--port", str(port), *SERVER]
        # Mails link to where the demo is.
        address = {"BASE_URL": f"http://{HOST}:{port}"}
        environment = {**os.environ, **address, "DJANGO_SETTINGS_MODULE": "course.settings.demo"}
        os.chdir(settings.BASE_DIR)
        # Mail and other work after the answer, in a process that stops when this one, which stays the server's, does.
        worker = [sys.executable, "manage.py", "work", "--beside", str(os.getpid())]
        subprocess.Popen(worker, env=environment)  # noqa: S603 - as below
        # In the place of this process: Ctrl+C and a supervisor's signals then reach the server itself.
        os.execve(sys.executable, command, environment)  # noqa: S606 - no shell, and no word of anybody else's


def refuse_taken(port: int) -> None:
    """Raise before the long work when another program listens on `port`."""
    with socket.socket() as probe:
        # Like the server itself: a port that was closed a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} of this machine is taken. Stop the program that uses it, or choose another port:"
                f' make demo ARGS="--port {port + 1 if port < 65535 else 8000}"'
            ) from error


def stamp() -> Path:
    """Return the file whose time says when static files were last collected."""
    return Path(settings.DATA_DIR) / "static-collected"


def static_files_changed() -> bool:
    """Say whether any static file of ours or of a package is newer than the last collection."""
    if not stamp().exists() or not Path(settings.STATIC_ROOT).exists():
        return True
    collected_at = stamp().stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected_at
        for finder in get_finders()
        for name, storage in finder.list([])
    )
