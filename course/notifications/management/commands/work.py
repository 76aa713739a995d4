"""`manage.py work`: queue and clock in one process, for the demo and for a site of one machine."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from course.notifications.recurring import run_due

SECONDS_BETWEEN_TICKS = 60


class Command(BaseCommand):
    help = "Do what waits in the queue, and run `tick` every minute. Larger sites run db_worker, and tick from cron."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beside", type=int, metavar="PID", help="Stop when this parent process is gone.")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = options["beside"]
        next_tick = time.monotonic()
        try:
            while parent is None or os.getppid() == parent:
                try:
                    if time.monotonic() >= next_tick:
                        next_tick += SECONDS_BETWEEN_TICKS
                        run_due()
                    drain()
                except OperationalError as fault:  # A busy or restarting database: what waits there stays there.
                    self.stderr.write(f"The database did not answer: {fault}")
                time.sleep(1)
        except KeyboardInterrupt:
            return


def drain() -> None:
    """Do all that waits in the queue now, one task after the other."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()
