"""`manage.py tick`: what the site does by itself. Meant for cron, every minute; once more does no harm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.notifications.recurring import run_due


class Command(BaseCommand):
    help = "Run the recurring jobs that are due: digests, mail that waits, tidying. For cron, every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        ran = run_due()
        if options["verbosity"] > 1:
            for job in ran:
                self.stdout.write(f"{job.name}: {job.error or 'ok'}")
        failed = [f"{job.name}: {job.error}" for job in ran if job.error]
        if failed:
            raise CommandError("These jobs failed and run again when they are due: " + "; ".join(failed))
