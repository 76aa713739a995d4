"""Put questions of GIFT or Moodle XML into a quiz of a ding, as a draft; importing twice adds nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.importers.parsed_questions import QuestionsRefused, Skipped
from lessons.importers.question_files import read_questions, refuse_large
from lessons.importers.quiz_questions import Intake, IntakeRefused, plan_intake, take_in
from lessons.management.things import thing_of


class Command(BaseCommand):
    help = "Zet vragen uit een bestand van GIFT of Moodle XML in een quiz van een ding, als concept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("Het bestand met vragen: GIFT of Moodle XML."))
        parser.add_argument("--thing", required=True, help=_("De slug van het ding, of zijn adres."))
        parser.add_argument("--exercise", default=None, help=_("De sleutel van de quiz, als het ding er meer heeft."))
        parser.add_argument("--dry-run", action="store_true", help=_("Zeg wat er zou gebeuren en schrijf niets."))

    def handle(self, *args: Any, **options: Any) -> None:
        thing = thing_of(options["thing"])
        try:
            intake = plan_intake(thing, read_questions(self.content_of(options["file"])), options["exercise"])
            self.report(intake)
            if intake.incoming and not options["dry_run"]:
                take_in(intake)
        except QuestionsRefused as refused:
            self.name_skipped(refused.skipped)
            raise CommandError(f"{options['file']}: {refused}") from refused
        except IntakeRefused as refused:
            raise CommandError(str(refused)) from refused
        self.conclude(intake, dry_run=options["dry_run"])

    @staticmethod
    def content_of(file: Path) -> bytes:
        if not file.is_file():
            raise CommandError(_("%(file)s is geen bestand. Noem een bestand met vragen.") % {"file": file})
        refuse_large(file.stat().st_size)
        return file.read_bytes()

    def report(self, intake: Intake) -> None:
        if intake.is_new and intake.incoming:
            made = _("nieuwe quiz, die niet meetelt: %(title)s (%(key)s)")
            self.stdout.write(made % {"title": intake.quiz_title, "key": intake.quiz_key})
        for one in intake.incoming:
            self.stdout.write(_("erbij: %(key)s: %(title)s") % {"key": one.key, "title": one.question.title})
        self.name_skipped(intake.skipped)

    def name_skipped(self, skipped: tuple[Skipped, ...]) -> None:
        for one in skipped:
            self.stderr.write(
                _("regel %(line)d: %(what)s: %(why)s") % {"line": one.line, "what": one.what, "why": one.why}
            )

    def conclude(self, intake: Intake, *, dry_run: bool) -> None:
        count = len(intake.incoming)
        if not count:
            self.stdout.write(_("Er is niets nieuws. Er is niets geschreven."))
        elif dry_run:
            self.stdout.write(_("Dit was een proef: er is niets geschreven."))
        else:
            self.stdout.write(
                ngettext(
                    "%(count)d vraag staat in het concept van “%(title)s”. Publiceer het zelf in Wagtail.",
                    "%(count)d vragen staan in het concept van “%(title)s”. Publiceer het zelf in Wagtail.",
                    count,
                )
                % {"count": count, "title": intake.draft.title}
            )
