"""Bring the people of a list into a cohort; twice changes nothing, and killed half-way it goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from course.cohorts.models import Cohort
from course.cohorts.people_files.carrying_out import carry_out
from course.cohorts.people_files.columns import Unused
from course.cohorts.people_files.plan import BATCH, Outcome, PlannedRow, Planner
from course.cohorts.people_files.reach import reach_of
from course.cohorts.people_files.reading import read_people_file
from course.cohorts.people_files.text import FileRefused
from course.cohorts.people_files.values import Sheet
from course.people.models import User


class Command(BaseCommand):
    help = (
        "Breng de mensen van een lijst (.csv of .xlsx) in een ronde. Wat er per regel gebeurt, staat in een tabel. "
        "De uitgang is 1 als een regel niet meegaat, ook bij --dry-run: dan is er nog iets te verbeteren."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("De lijst met mensen."))
        parser.add_argument("--cohort", required=True, help=_("De adresnaam van de ronde."))
        parser.add_argument("--dry-run", action="store_true", help=_("Zeg wat er zou gebeuren en schrijf niets."))
        parser.add_argument("--by", help=_("Het e-mailadres van wie dit doet; alleen wat zij mag, gebeurt."))
        parser.add_argument("--no-invitations", action="store_true", help=_("Stuur niemand een uitnodiging."))

    def handle(self, *args: Any, **options: Any) -> None:
        planner, by = self._planner(options)
        counts: Counter[str] = Counter()
        try:
            with options["file"].open("rb") as file:
                total = sum(1 for _line in read_people_file(file).lines)
                sheet = self._sheet(file)
                for rows in self._batches(sheet, planner, by, options):
                    self._tell(rows, options["verbosity"])
                    counts.update(row.outcome.value for row in rows)
                    self._progress(sum(counts.values()), total)
        except OSError as error:
            raise CommandError(_("%(file)s is niet te lezen. Noem het bestand met de lijst.") % options) from error
        except FileRefused as refused:
            done = _("%(count)d regels waren al gedaan.") % {"count": sum(counts.values())} if counts else ""
            raise CommandError(f"{options['file']}: {refused} {done}".strip()) from refused
        self._sum_up(counts, is_dry=options["dry_run"])
        if counts[Outcome.REFUSED.value]:
            raise CommandError(_("Niet iedereen gaat mee. Verbeter die regels, en doe het nog een keer."))

    def _planner(self, options: dict[str, Any]) -> tuple[Planner, User | None]:
        cohort = Cohort.objects.select_related("organisation").filter(slug=options["cohort"]).first()
        if cohort is None:
            raise CommandError(_("Er is geen ronde met de adresnaam %(cohort)s.") % options)
        by = None
        if options["by"]:
            by = User.objects.filter(email=options["by"].strip().lower(), is_active=True).first()
            if by is None:
                raise CommandError(_("Er is niemand met het e-mailadres %(by)s.") % options)
        reach = reach_of(by, cohort)
        if reach is None:
            raise CommandError(_("%(by)s mag geen mensen in deze ronde brengen.") % options)
        return Planner(reach), by

    def _sheet(self, file: BinaryIO) -> Sheet:
        sheet = Sheet(read_people_file(file), {}, {})
        if not sheet.has_addresses:
            raise FileRefused(_("We vinden geen kolom met e-mailadressen. Noem die kolom ‘E-mail’."))
        for column in sheet.columns:
            if column.unused is not None:
                self.stdout.write(_WORDS[column.unused] % {"heading": column.heading})
        return sheet

    def _batches(
        self, sheet: Sheet, planner: Planner, by: User | None, options: dict[str, Any]
    ) -> Iterator[list[PlannedRow]]:
        while entries := [sheet.entry(line) for line in islice(sheet.lines, BATCH)]:
            if options["dry_run"]:
                yield planner.plan(entries)
            else:
                yield carry_out(by=by, planner=planner, entries=entries, invites=not options["no_invitations"])

    def _tell(self, rows: Iterable[PlannedRow], verbosity: int) -> None:
        """Write the lines that need a look; with --verbosity 2 every line."""
        for row in rows:
            said = [f"{one.field.label} “{one.value}”: {one.sentence}" for one in [*row.problems, *row.remarks]]
            if said or verbosity > 1:
                who = f"{row.entry.number:>6}  {row.outcome.label!s:<16} {row.entry.email:<36}"
                self.stdout.write(f"{who} {' '.join([*said, *row.changes])}".rstrip())

    def _progress(self, handled: int, total: int) -> None:
        if self.stderr.isatty():
            width = 40 * handled // max(total, 1)
            self.stderr.write(f"\r[{'#' * width:<40}] {handled}/{total}", ending="\n" if handled >= total else "")
        else:
            self.stderr.write(f"{handled}/{total}")

    def _sum_up(self, counts: Counter[str], *, is_dry: bool) -> None:
        for outcome in Outcome:
            self.stdout.write(f"{counts[outcome.value]:>6}  {outcome.label}")
        if is_dry:
            self.stdout.write(_("Er is niets geschreven."))


_WORDS = {
    Unused.PASSWORD: "“%(heading)s”: wachtwoorden lezen we nooit. Haal ze uit je bestand.",
    Unused.ROLE: "“%(heading)s”: een rol geef je niet met een lijst. Deze kolom slaan we over.",
    Unused.TWICE: "“%(heading)s”: zo’n kolom was er al. Deze slaan we over.",
    Unused.OTHER: "“%(heading)s”: deze kolom gebruiken we niet.",
}
