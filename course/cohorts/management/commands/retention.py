"""`manage.py retention`: let go of what is past its time. With `--dry-run` it only says what would go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from course.cohorts import retention
from course.people.models import ErasureRequest
from course.people.own_data import pruning


class Command(BaseCommand):
    help = "Haal weg wat lang genoeg is bewaard. De site doet dit elke dag vanzelf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("Zeg alleen wat er weg zou gaan."))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            counts = {one.model: one.rows.count() for one in pruning.past()}
            people = retention.people_past().count()
        else:
            counts = pruning.prune()
            people = retention.end_accounts()
        for model, count in counts.items():
            self.stdout.write(f"{model}: {count}")
        waiting = ErasureRequest.objects.filter(cancelled_at=None, done_at=None).count()
        self.stdout.write(_("Accounts die bericht krijgen dat hun tijd om is: %(count)s") % {"count": people})
        self.stdout.write(_("Accounts die al wachten om gewist te worden: %(count)s") % {"count": waiting})
        if options["dry_run"]:
            self.stdout.write(_("Er is niets veranderd."))
