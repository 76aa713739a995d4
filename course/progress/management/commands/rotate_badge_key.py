"""A new key for badges. The old public half stays published, so that every badge it signed can still be verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from course.progress.certificates import keys


class Command(BaseCommand):
    help = "Sign badges with a new key from now on; keys of before stay published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show", action="store_true", help="print a new key for BADGE_KEY, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show"] or settings.BADGE_KEY or settings.BADGE_KEY_FILE is None:
            self.stdout.write(keys.new_pem().strip())
            self.stderr.write(
                "Nothing changed yet. Put this text in BADGE_KEY and restart; the key of before stays published."
            )
            return
        path = Path(settings.BADGE_KEY_FILE)
        if path.exists():
            keys.signing_key()  # Published before it is gone.
        keys.write_pem(path, keys.new_pem(), replace=True)
        kid, _key = keys.signing_key()
        self.stdout.write(f"Badges are signed with key {kid} from now on.")
