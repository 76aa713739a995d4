"""`manage.py bench_blogs`: the blogs with twenty thousand posts, as multiples of a bare view, in a dated table."""

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

from course.blogs.models import Post
from course.operations.bench_blogs import ByTheClock, Import, blog_cases, imported
from course.operations.bench_rounds import Case, bare_case, run
from course.operations.migrations_state import unapplied
from course.operations.scale_data import Size, make_cohorts

FULL, QUICK = Size(libraries=40, participants=2000, posts=20_000), Size(libraries=1, participants=4, posts=8)
IMPORTS, QUICK_IMPORTS = (500, 5000), (2, 4)
ROUNDS, AT_ONCE, BARE_AT_ONCE = 15, 5, 200


class Command(BaseCommand):
    help = "Measure the blogs on a database of its own. Start it with `make bench`, which gives it one."
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
        self.stderr.write("Preparing posts ...")
        make_cohorts(QUICK if quick else FULL)
        bare = bare_case(BARE_AT_ONCE)
        clock = ByTheClock(bare.page, bare.handler, bare.environ, bare.expected, bare.at_once)
        pages = blog_cases(1 if quick else AT_ONCE)
        self.stderr.write(f"Measuring {len(pages)} pages on {connection.display_name} ...")
        run([clock, *pages], 1 if quick else ROUNDS)
        self.stderr.write("Importing ...")
        imports = [imported(posts) for posts in (QUICK_IMPORTS if quick else IMPORTS)]
        told = document(clock, pages, imports)
        self.stdout.write(told)
        folder = options["into"] or (None if quick else settings.BASE_DIR / "docs" / "benchmarks")
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"blogs-{connection.vendor}-{timezone.localdate():%Y-%m-%d}.md").write_text(told)


def document(bare: Case, pages: Sequence[Case], imports: Sequence[Import]) -> str:
    """Return the dated table with all that is needed to read it."""
    few, many = imports
    return "\n".join(
        [
            f"# What the blogs cost, {timezone.localdate():%d-%m-%Y}, {connection.display_name}",
            "",
            f"Made by `make bench` with {Post.objects.count():,} posts (`manage.py make_cohorts`). Time by the clock",
            "for one request, from Django's WSGI handler to the last byte, the database's work included; no web",
            "server, no network. The bare view is the one of the other table, by the clock.",
            "",
            f"- Python {platform.python_version()}, Django {django.__version__}, {os.cpu_count()} cores, load of the",
            f"  machine (one minute) {os.getloadavg()[0]:.1f} at the end.",
            f"- {len(pages[0].costs)} rounds, every second one the other way round; medians of the rounds.",
            "",
            "| page | queries | kB | ms (slowest round) | times bare |",
            "|---|---:|---:|---:|---:|",
            *[row(case, bare) for case in (bare, *pages)],
            "",
            "## Importing a WordPress export",
            "",
            "| posts, each with two reactions | seconds | a post, times bare |",
            "|---:|---:|---:|",
            *[
                f"| {one.posts:,} | {one.seconds:.1f} | {one.seconds / one.posts * 1000 / bare.milliseconds:.0f} |"
                for one in imports
            ],
            "",
            f"{many.posts // few.posts} times as many posts took {many.seconds / few.seconds:.1f} times as long.",
            "",
        ]
    )


def row(case: Case, bare: Case) -> str:
    cost = f"{case.milliseconds:.2f} ({max(case.costs):.2f})"
    return f"| {case.page} | {case.queries} | {case.size / 1000:.0f} | {cost} | {case.times(bare):.0f} |"
