"""`manage.py read_bounces`: what mail servers report of mail that came back. See docs/mail.md."""

from __future__ import annotations

import mailbox
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.notifications.bounces import Outcome, take_in

LARGEST = 5 * 1024 * 1024
"""Bytes of one message that are read: a report is small, and what hangs below it is the mail that came back."""


class Command(BaseCommand):
    help = (
        "Read reports of mail that came back: one message from standard input, where a mail server pipes it, "
        "or all of a folder (Maildir) or file (mbox). Reading the same again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="A Maildir or an mbox file; without it, standard input.")
        parser.add_argument("--remove", action="store_true", help="Take what was read out of the folder or file.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["path"]
        if path is None:
            counts = Counter([take_in(message_from_bytes(sys.stdin.buffer.read(LARGEST)))])
        else:
            counts = Counter(take_in(message) for message in messages_in(path, remove=options["remove"]))
        told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome])
        self.stdout.write(f"{counts.total()} messages read: {told or 'nothing'}.")


def messages_in(path: Path, *, remove: bool) -> Iterator[Message]:
    """Yield each message, one at a time. With `remove` each is taken out after it was handled.

    Raises CommandError for a path that is no postbox.
    """
    if path.is_dir() and (path / "new").is_dir():
        box: mailbox.Mailbox[Any] = mailbox.Maildir(path, create=False)
    elif path.is_file():
        box = mailbox.mbox(path, create=False)
    else:
        raise CommandError(f"{path} is neither a Maildir (a folder with cur, new and tmp) nor an mbox file.")
    box.lock()
    try:
        for key in list(box.iterkeys()):
            yield message_from_bytes(box.get_bytes(key)[:LARGEST])
            if remove:
                box.remove(key)
        box.flush()
    finally:
        box.unlock()
        box.close()
