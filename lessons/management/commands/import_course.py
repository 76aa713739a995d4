"""Load a course from a folder of Markdown files; importing twice changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.importers.build import Built, build_course
from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import CourseRefused


class Command(BaseCommand):
    help = "Laad een cursus uit een map met Markdown-bestanden. Zie lessons/importers/FORMAT.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help=_("De map waarin course.md staat."))
        parser.add_argument("--dry-run", action="store_true", help=_("Zeg wat er zou gebeuren en schrijf niets."))

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("%(folder)s is geen map. Noem de map waarin course.md staat.") % {"folder": folder})
        try:
            built = build_course(read_course(folder), dry_run=options["dry_run"])
        except CourseRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(folder / fault.file) + f":{fault.line}: {fault.message}")
            count = len(refused.faults)
            raise CommandError(
                ngettext(
                    "Er is %(count)s fout gevonden. Er is niets geschreven.",
                    "Er zijn %(count)s fouten gevonden. Er is niets geschreven.",
                    count,
                )
                % {"count": count}
            ) from refused
        if options["verbosity"]:
            self.report(built, dry_run=options["dry_run"])

    def report(self, built: Built, *, dry_run: bool) -> None:
        for change in built.changes:
            hidden = "" if change.is_live else " " + _("(staat niet online)")
            self.stdout.write(f"{change.what}: {change.kind} “{change.title}”{hidden}")
        for title in built.left:
            self.stdout.write(_("niet in de map, en zo gelaten: %(title)s") % {"title": title})
        if built.owner:
            self.stdout.write(
                _("De map noemt %(owner)s als eigenaar. Geef de cursus die eigenaar in het beheer, onder Cursussen.")
                % {"owner": built.owner}
            )
        if dry_run:
            self.stdout.write(_("Dit was een proef: er is niets geschreven."))
