"""`manage.py export_person EMAIL --into FOLDER`: all that the site knows of somebody, as the zip that she would get."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from course.people.models import User
from course.people.own_data.packing import pack


class Command(BaseCommand):
    help = "Schrijf alles wat de site van iemand weet naar een zip: om te lezen en voor computers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help=_("Het e-mailadres van het account."))
        parser.add_argument("--into", type=Path, required=True, help=_("De map waar de zip in komt."))

    def handle(self, *args: Any, **options: Any) -> None:
        person = found_person(options["email"])
        folder: Path = options["into"]
        path = folder / f"persoon-{person.pk}-{timezone.localtime():%Y-%m-%d-%H%M%S}.zip"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with pack(person) as packed, path.open("xb") as file:
                path.chmod(0o600)
                shutil.copyfileobj(packed, file)
        except OSError as error:
            raise CommandError(_("%(file)s is niet te schrijven: %(why)s.") % {"file": path, "why": error}) from error
        if options["verbosity"]:
            self.stdout.write(_("Alles staat in %(file)s. Alleen jij kunt het lezen.") % {"file": path})


def found_person(email: str) -> User:
    """Return whose account this is. Raises CommandError for nobody's."""
    person = User.objects.filter(email__iexact=email.strip(), erased_at__isnull=True).first()
    if person is None:
        raise CommandError(_("Er is niemand met het e-mailadres %(email)s.") % {"email": email})
    return person
