"""Write the questions of a ding as GIFT, the plain-text format that Moodle and others read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.importers.quiz_questions import IntakeRefused, questions_out
from lessons.management.things import thing_of


class Command(BaseCommand):
    help = "Schrijf de vragen van een ding als GIFT, zoals ze in het nieuwste concept staan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help=_("Het bestand. Zonder bestand: op het scherm."))
        parser.add_argument("--thing", required=True, help=_("De slug van het ding, of zijn adres."))
        parser.add_argument("--exercise", default=None, help=_("De sleutel van één quiz."))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text, count = questions_out(thing_of(options["thing"]), options["exercise"])
        except IntakeRefused as refused:
            raise CommandError(str(refused)) from refused
        if options["file"] is None:
            self.stdout.write(text)
            return
        try:
            options["file"].write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(_("%(file)s kan niet geschreven worden.") % {"file": options["file"]}) from error
        written = ngettext("%(count)d vraag geschreven.", "%(count)d vragen geschreven.", count)
        self.stdout.write(written % {"count": count})
