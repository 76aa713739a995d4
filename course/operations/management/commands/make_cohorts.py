"""`manage.py make_cohorts`: believable histories of any size in an empty database."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from course.operations.scale_data import Size, make_cohorts


class Command(BaseCommand):
    help = "Make so many invented libraries, participants and posts, with reactions and progress. For measuring."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--libraries", type=int, default=10)
        parser.add_argument("--participants", type=int, default=200)
        parser.add_argument("--posts", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=23, help="The same seed makes the same story.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        size = Size(options["libraries"], options["participants"], options["posts"], options["seed"])
        made = make_cohorts(size)
        if options["verbosity"] and made is None:
            self.stdout.write("These people are here already. Nothing was changed.")
        elif options["verbosity"]:
            self.stdout.write(
                self.style.SUCCESS(
                    f"{size.libraries} libraries, {size.participants} participants and {size.posts} posts "
                    f"in {monotonic() - began:.0f} s."
                )
            )
