"""`manage.py load_organisations`: the nine POIs, and with a file the libraries; what is there stays as it is."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from course.people.organisations.start_data import POIS, load_libraries, load_organisations


class Command(BaseCommand):
    help = "Add the nine POIs, or those of another file, and libraries. Places that are here already do not change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisations", type=Path, default=POIS, help="CSV with name, province.")
        parser.add_argument("--libraries", type=Path, help="CSV with poi, name, isil.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_organisations(options["organisations"])
            self.stdout.write(f"POIs: {loaded.made} new, {loaded.known} known.")
            if options["libraries"] is not None:
                loaded = load_libraries(options["libraries"])
                self.stdout.write(f"Libraries: {loaded.made} new, {loaded.known} known.")
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"Cannot be read: {fault}") from fault
