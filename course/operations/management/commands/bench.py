"""`manage.py bench`: what the pages cost, as multiples of a bare view, in a dated table."""

from __future__ import annotations

import os
import platform
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from course.operations.bench_bare import BARE_TEXT
from course.operations.bench_browser import Step, editing, lacking
from course.operations.bench_quiz import QUESTIONS, Draft, drafts
from course.operations.bench_rounds import (
    Case,
    Checks,
    bare_case,
    check_cases,
    editor_cases,
    page_cases,
    run,
    surrounded_case,
)
from course.operations.bench_world import Scale, scenes
from course.operations.migrations_state import unapplied

PEOPLE, QUICK_PEOPLE = 50, 3
SCALES = (Scale(23, 2), Scale(200, 2), Scale(200, 200))
ROUNDS, QUICK_ROUNDS = 15, 2
BROWSER_ROUNDS, QUICK_BROWSER_ROUNDS = 5, 1
BARE_AT_ONCE, PAGES_AT_ONCE = 200, 10


class Command(BaseCommand):
    help = "Measure the pages on a database of its own. Start it with `make bench`, which gives it one."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, help=f"How often each page is measured, {ROUNDS} by default.")
        parser.add_argument(
            "--quick", action="store_true", help="Only show that it works: few people and rounds, and nothing is kept."
        )
        parser.add_argument("--no-browser", action="store_true", help="Leave out what a trainer waits for in Chromium.")
        parser.add_argument("--into", type=Path, help="The folder for the dated table; docs/benchmarks by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        quick = options["quick"]
        people = QUICK_PEOPLE if quick else PEOPLE
        rounds = options["rounds"] or (QUICK_ROUNDS if quick else ROUNDS)
        if unapplied(connection):
            call_command("migrate", interactive=False, verbosity=0)
        self.stderr.write(f"Preparing {len(SCALES)} cohorts of {people} people ...")
        bare = bare_case(BARE_AT_ONCE)
        prepared = scenes(SCALES, people)
        at_once = 1 if quick else PAGES_AT_ONCE
        surrounded = surrounded_case(prepared[0].participant, at_once * 4)
        quizzes = drafts()
        pages = [surrounded, *page_cases(prepared, at_once), *editor_cases(quizzes, at_once)]
        pages += check_cases(prepared[0], at_once)
        self.stderr.write(f"Measuring {len(pages)} pages in {rounds} rounds ...")
        before = os.getloadavg()[0]
        run([bare, *pages], rounds)
        told = document(bare, pages, facts(people, rounds, before))
        told += self.in_browser(quizzes, QUICK_BROWSER_ROUNDS if quick else BROWSER_ROUNDS, options["no_browser"])
        self.stdout.write(told)
        folder = options["into"] or (None if quick else settings.BASE_DIR / "docs" / "benchmarks")
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{timezone.localdate():%Y-%m-%d}.md"
            path.write_text(told)
            self.stderr.write(f"Written: {path}")

    def in_browser(self, quizzes: Sequence[Draft], rounds: int, is_left_out: bool) -> str:
        """Return the table of editing in a browser, or why there is none: that is said aloud too."""
        why_not = "The browser part was left out, because that was asked." if is_left_out else lacking()
        if why_not:
            self.stderr.write(f"\n!!! {why_not}\n")
            return f"\n## Editing a quiz, in a browser\n\n**{why_not}**\n"
        self.stderr.write(f"Editing in a browser, rounds: {rounds} ...")
        return browser_table(editing(quizzes, rounds), rounds)


def facts(people: int, rounds: int, load_before: float) -> list[str]:
    """Return what the numbers depend on, as sentences."""
    return [
        f"Python {platform.python_version()}, Django {django.__version__}, Wagtail {wagtail.__version__}, "
        f"{connection.display_name}, {os.cpu_count()} cores.",
        f"Load of the machine (one minute): {load_before:.1f} before, {os.getloadavg()[0]:.1f} after.",
        f"{people} people a cohort; {rounds} rounds, every second one the other way round; medians of the rounds.",
    ]


def document(bare: Case, pages: Sequence[Case], conditions: Sequence[str]) -> str:
    """Return the dated table with all that is needed to read it."""
    is_sqlite = connection.vendor == "sqlite"
    database = "SQLite runs in this process, so its work is in." if is_sqlite else "The database's own work is not in."
    return "\n".join(
        [
            f"# What a page costs, {timezone.localdate():%d-%m-%Y}",
            "",
            "Made by `make bench`. CPU time of one process for one request (`time.process_time`), from Django's WSGI",
            f"handler to the last byte; no web server, no network. {database}",
            "",
            f"The bare view is a string of {len(BARE_TEXT):,} characters from the same handler with no middleware, no",
            "session, no template and no query. The same view inside all middleware, for somebody signed in, is what",
            "each page pays before it begins. Sessions are in the database; every answer was checked for its status",
            "and for the person's name.",
            "",
            "Behind a web server the bare view costs two to three times as much, because the server's own work comes",
            "on top: do not compare these multiples with any that were measured from outside.",
            "",
            *[f"- {condition}" for condition in conditions],
            "",
            "| page | dingen | answered | queries | kB | CPU ms (fastest round) | times bare |",
            "|---|---:|---:|---:|---:|---:|---:|",
            row(bare, bare),
            *[row(page, bare) for page in pages],
            "",
            "The lesson page is ding 1 of the real course, answered; my course is the shelf of the same person; the",
            "report is the first page of 25 people. 23 dingen with 2 answered is a course as it is given; the rows",
            "below it say what a longer course costs, and what answers cost on top of that. The editor is Wagtail's",
            "page for a ding with a quiz of so many questions; saving checks its form and keeps a revision.",
            "",
            *shares(pages),
            "",
        ]
    )


def shares(pages: Sequence[Case]) -> list[str]:
    """Return which part of a page its access checks are: the median of the rounds, each against that page then."""
    return [
        f"Asking who may read it is {100 * case.times(page):.1f} % of the {case.of}."
        for case in pages
        if isinstance(case, Checks)
        for page in pages
        if (page.page, page.scale) == (case.of, case.scale)
    ]


def row(case: Case, bare: Case) -> str:
    things, answered = (str(case.scale.things), str(case.scale.answered)) if case.scale else ("", "")
    cost = f"{case.milliseconds:.2f} ({min(case.costs):.2f})"
    return (
        f"| {case.page} | {things} | {answered} | {case.queries} | {case.size / 1000:.0f} | {cost} "
        f"| {case.times(bare):.0f} |"
    )


def browser_table(steps: Sequence[Step], rounds: int) -> str:
    """Return what a trainer waits for while she edits a quiz, small beside large."""
    small, large = QUESTIONS
    return "\n".join(
        [
            "",
            "## Editing a quiz, in a browser",
            "",
            f"Chromium on this machine, with the server beside it; rounds: {rounds}, of which the medians. Each",
            "multiple was taken within its round, so it says more than the milliseconds, which go up and down with the",
            "load.",
            "How it became so: `docs/benchmarks/quiz-editor.md`.",
            "",
            f"| what a trainer waits for | ms, {small} questions | ms, {large} questions | times |",
            "|---|---:|---:|---:|",
            *[
                f"| {step.name} | {step.milliseconds(small):.0f} | {step.milliseconds(large):.0f} | {step.times:.1f} |"
                for step in steps
            ],
            "",
        ]
    )
