"""For who lost phone, key and paper: takes the second step away, so that she can set up a new one."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from course.people.models import User
from course.people.sign_in.second_step import reset_second_step
from course.people.sign_in.sessions import end_sessions

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py reset_second_factor EMAIL`: also signs her out everywhere, writes it in the log and mails her."""

    help = "Take away the second step of one person who lost it. First make sure, by voice or face, that it is her."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address she signs in with.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}. Look it up under Personen in the admin.")
        with transaction.atomic():
            count = reset_second_step(person)
            devices = end_sessions(person)
        logger.warning("The second step of %s was reset: %d taken away, %d devices.", person.email, count, devices)
        with translation.override(person.language):
            send_mail(
                render_to_string("mfa/email/second_step_reset_subject.txt").strip(),
                render_to_string(
                    "mfa/email/second_step_reset_message.txt", {"address": settings.WAGTAILADMIN_BASE_URL}
                ),
                None,
                [person.email],
            )
        self.stdout.write(f"{person.email}: the second step is off. She signs in by code and sets up a new one.")
