"""Whether a badge is real, without a network: with the keys and status lists of this installation, or with files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from course.progress.certificates import badge
from course.progress.certificates.verifying import Jwk, NotVerifiedError, verify
from course.progress.models import BadgeKey


class Command(BaseCommand):
    help = "Verify an Open Badge 3.0 (a .jwt file): signature, claims, dates and status."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the badge")
        parser.add_argument("--key", type=Path, help="the issuer's public key (JWK) instead of the keys kept here")
        parser.add_argument("--status", type=Path, help="the status list (a token) instead of the list kept here")

    def handle(self, *args: Any, **options: Any) -> None:
        token = self._text(options["file"])
        given_key, given_list = options["key"], options["status"]

        def find_key(kid: str) -> Jwk | None:
            if given_key is not None:
                return self._jwk(given_key)
            found = BadgeKey.objects.filter(kid=kid.rstrip("/").rpartition("/")[2]).first()
            return found.jwk if found and badge.key_address(found.kid) == kid else None

        def find_list(url: str) -> str | None:
            if given_list is not None:
                return self._text(given_list)
            number = url.rstrip("/").rpartition("/")[2]
            if not number.isdecimal() or badge.status_address(int(number)) != url:
                return None
            return badge.signed(badge.status_credential(int(number)))

        try:
            document = verify(token, find_key, find_list, timezone.now())
        except NotVerifiedError as error:
            raise CommandError(f"Not verified. {error}") from error
        achievement = document["credentialSubject"]["achievement"]
        self.stdout.write(f"Verified: {achievement['name']}, valid from {document['validFrom']}, {document['id']}")

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error

    def _jwk(self, path: Path) -> Jwk:
        try:
            found = json.loads(self._text(path))
        except json.JSONDecodeError as error:
            raise CommandError(f"{path} is no JSON: {error}") from error
        if not isinstance(found, dict):
            raise CommandError(f"{path} holds no key.")
        return found
