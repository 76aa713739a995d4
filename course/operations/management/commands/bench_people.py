"""`manage.py bench_people`: ten thousand people out of a list, in seconds and as multiples of a bare view."""

from __future__ import annotations

import os
import platform
from argparse import ArgumentParser
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from course.operations.bench_blogs import ByTheClock
from course.operations.bench_people import List, brought_in
from course.operations.bench_rounds import bare_case, run
from course.operations.migrations_state import unapplied

FULL, QUICK = (1000, 10_000), (2, 4)
ROUNDS, BARE_AT_ONCE = 15, 200


class Command(BaseCommand):
    help = "Measure a list of people on a database of its own. Start it with `make bench`, which gives it one."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="Only show that it works; nothing is kept.")
        parser.add_argument("--into", type=Path, help="The folder for the dated table; docs/benchmarks by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        quick = options["quick"]
        if unapplied(connection):
            call_command("migrate", interactive=False, verbosity=0)
        if isinstance(caches["default"], DatabaseCache):
            call_command("createcachetable", verbosity=0)
        call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), stdout=StringIO(), verbosity=0)
        bare = bare_case(BARE_AT_ONCE)
        clock = ByTheClock(bare.page, bare.handler, bare.environ, bare.expected, bare.at_once)
        run([clock], 1 if quick else ROUNDS)
        sizes = QUICK if quick else FULL
        brought_in(sizes[0])  # The first time imports and plans what the next ones find ready.
        self.stderr.write(f"Bringing in {sizes} people on {connection.display_name} ...")
        told = document(clock.milliseconds, [brought_in(people) for people in sizes])
        self.stdout.write(told)
        folder = options["into"] or (None if quick else settings.BASE_DIR / "docs" / "benchmarks")
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"people-{connection.vendor}-{timezone.localdate():%Y-%m-%d}.md").write_text(told)


def document(bare: float, lists: Sequence[List]) -> str:
    """Return the dated table; `bare` is what the bare view takes, in milliseconds."""
    few, many = lists
    longer = many.carry_out / few.carry_out
    return "\n".join(
        [
            f"# What a list of people costs, {timezone.localdate():%d-%m-%Y}, {connection.display_name}",
            "",
            "Made by `make bench`. Seconds by the clock, the database's work included. Everybody is new, gets an",
            "account, an enrolment and an invitation, in batches of 500; then the same list is carried out again, and",
            f"changes nothing. The bare view of the other tables took {bare:.2f} ms here.",
            "",
            f"- Python {platform.python_version()}, Django {django.__version__}, {os.cpu_count()} cores, load of the",
            f"  machine (one minute) {os.getloadavg()[0]:.1f} at the end.",
            "",
            "| people | read .csv | read .xlsx | look (dry run) | carry out | a person, times bare | again | MB more |",
            "|---:|---:|---:|---:|---:|---:|---:|---:|",
            *[row(one, bare) for one in lists],
            "",
            f"{many.people // few.people} times as many people took {longer:.1f} times as long.",
            "“MB more” is by how much the process grew, both ways of reading and the look (which holds every line) in.",
            "",
        ]
    )


def row(one: List, bare: float) -> str:
    seconds = " | ".join(f"{part:.2f}" for part in (one.read_csv, one.read_xlsx, one.look, one.carry_out))
    each = one.carry_out / one.people * 1000 / bare
    return f"| {one.people:,} | {seconds} | {each:.1f} | {one.again:.2f} | {one.grown:.0f} |"
