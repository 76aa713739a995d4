"""`manage.py sync_permissions`: make Wagtail's groups and permissions again from ownership and roles."""

from typing import Any

from django.core.management.base import BaseCommand

from course.cohorts.permissions import sync_everything


class Command(BaseCommand):
    help = "Make the groups and permissions of trainers and editors again from ownership and roles. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sync_everything()
        self.stdout.write(f"Permissions of {count} organisations and courses follow ownership and roles.")
