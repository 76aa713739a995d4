"""Remove pictures that stand in no post."""

from typing import Any

from django.core.management.base import BaseCommand

from course.blogs.pictures import UNUSED_DAYS, sweep_pictures


class Command(BaseCommand):
    help = f"Remove pictures that were uploaded more than {UNUSED_DAYS} days ago for a post that is not there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed {sweep_pictures()} files.")
