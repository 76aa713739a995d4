"""Write the people of a cohort to a file that `import_people` reads back unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from course.cohorts.models import Cohort
from course.cohorts.people_files.reach import reach_of
from course.cohorts.people_files.writing import WRITERS


class Command(BaseCommand):
    help = "Schrijf de mensen van een ronde naar een .csv of .xlsx, die je ook weer kunt binnenbrengen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("Het bestand dat er moet komen: .csv of .xlsx."))
        parser.add_argument("--cohort", required=True, help=_("De adresnaam van de ronde."))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        extension = path.suffix.lstrip(".").lower()
        cohort = Cohort.objects.select_related("organisation").filter(slug=options["cohort"]).first()
        if cohort is None:
            raise CommandError(_("Er is geen ronde met de adresnaam %(cohort)s.") % options)
        if extension not in WRITERS:
            raise CommandError(_("%(file)s: kies een naam die eindigt op .csv of .xlsx.") % options)
        reach = reach_of(None, cohort)
        if reach is None:  # Who works at the server reaches everything.
            raise AssertionError
        write, _content_type = WRITERS[extension]
        try:
            with path.open("xb") as file:
                file.write(write(reach))
        except FileExistsError as error:
            raise CommandError(_("%(file)s bestaat al. Noem een nieuw bestand.") % options) from error
        except OSError as error:
            raise CommandError(_("%(file)s is niet te schrijven.") % options) from error
        if options["verbosity"]:
            self.stdout.write(_("De mensen staan in %(file)s.") % options)
