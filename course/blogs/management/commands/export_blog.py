"""Write somebody's whole blog to a zip: to read, to move and complete."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from course.blogs.exporters.archive import pack
from course.people.models import User


class Command(BaseCommand):
    help = "Schrijf het hele blog van iemand naar een zip: om te lezen, om te verhuizen en compleet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("De zip die er moet komen."))
        parser.add_argument("--owner", required=True, help=_("Het e-mailadres van wie het blog is."))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        owner = User.objects.filter(email=options["owner"].strip().lower()).first()
        if owner is None:
            raise CommandError(_("Er is niemand met het e-mailadres %(email)s.") % {"email": options["owner"]})
        try:
            with pack(owner) as packed, path.open("xb") as file:
                shutil.copyfileobj(packed, file)
        except FileExistsError as error:
            raise CommandError(_("%(file)s bestaat al. Noem een nieuw bestand.") % {"file": path}) from error
        except OSError as error:
            raise CommandError(_("%(file)s is niet te schrijven.") % {"file": path}) from error
        if options["verbosity"]:
            self.stdout.write(_("Het blog staat in %(file)s.") % {"file": path})
