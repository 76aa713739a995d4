"""Fill an installation with invented people and half a year of activity."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from course.operations.demo_life import live
from course.people.models import User
from lessons.models import CoursePage


class Command(BaseCommand):
    help = "Make invented people, cohorts and half a year of activity for the course. Only for a demo."

    def handle(self, *args: Any, **options: Any) -> None:
        course = CoursePage.objects.live().first()
        if course is None:
            raise CommandError("There is no course yet. Run first: manage.py import_course lessons/content")
        if User.objects.exists():
            raise CommandError("People are here already. A demo needs an empty installation. Nothing was changed.")
        with transaction.atomic():
            demo = live(course)
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"{len(demo.people)} invented people in two cohorts."))
