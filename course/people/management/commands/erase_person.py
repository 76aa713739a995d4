"""`manage.py erase_person EMAIL --yes`: asks for it as she would; with `--now` it is done at once."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from course.people.management.commands.export_person import found_person
from course.people.own_data import requests


class Command(BaseCommand):
    help = "Wis een account na een week bedenktijd, of meteen. Draaide dit niet af? Draai het dan nog een keer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help=_("Het e-mailadres van het account."))
        parser.add_argument("--keep-texts", action="store_true", help=_("Laat gedeelde teksten staan, zonder naam."))
        parser.add_argument("--now", action="store_true", help=_("Wacht niet een week. Er komt geen mail."))
        parser.add_argument("--yes", action="store_true", help=_("Ja, ik weet dat dit niet terug te draaien is."))

    def handle(self, *args: Any, **options: Any) -> None:
        person = found_person(options["email"])
        if not options["yes"]:
            raise CommandError(_("Er is niets gewist. Weet je het zeker? Zet dan --yes achter het commando."))
        now = options["now"]
        wait = timedelta() if now else requests.COOLING_OFF
        try:
            request = requests.ask_erasure(person=person, keeps_texts=options["keep_texts"], wait=wait)
        except requests.LastAdministrator as error:
            raise CommandError(
                _("Dit is de enige beheerder van deze site. Maak eerst iemand anders beheerder.")
            ) from error
        if now:
            requests.carry_out(request)
            said = _("Het account is gewist. Reservekopieën van de site zijn niet veranderd.")
        else:
            day = date_format(timezone.localtime(request.due_at), "j F Y")
            said = _("Het account wordt gewist op %(day)s. Tot dan kan deze persoon het zelf houden.") % {"day": day}
        if options["verbosity"]:
            self.stdout.write(said)
