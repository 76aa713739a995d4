"""Write a course as a folder of Markdown files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.importers.markdown_export import ExportRefused, export_course
from lessons.models import CoursePage


class Command(BaseCommand):
    help = "Schrijf een cursus als map met Markdown-bestanden. Zie lessons/importers/FORMAT.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help=_("De slug van de cursus."))
        parser.add_argument("folder", type=Path, help=_("Een nieuwe map, of de map van een eerdere export."))
        parser.add_argument("--owner", default="", help=_("De slug van de POI die de cursus bezit."))

    def handle(self, *args: Any, **options: Any) -> None:
        course = CoursePage.objects.filter(slug=options["slug"]).first()
        if course is None:
            known = ", ".join(CoursePage.objects.order_by("slug").values_list("slug", flat=True)) or "–"
            raise CommandError(
                _("Er is geen cursus “%(slug)s”. Kies uit: %(known)s.") % {"slug": options["slug"], "known": known}
            )
        try:
            exported = export_course(course, options["folder"], options["owner"])
        except ExportRefused as refused:
            raise CommandError(str(refused)) from refused
        for path in exported.removed:
            self.stdout.write(_("weggehaald, want van geen pagina meer: %(path)s") % {"path": path})
        for title in exported.skipped:
            self.stdout.write(_("overgeslagen, want niet online: %(title)s") % {"title": title})
        count = len(exported.written)
        self.stdout.write(
            ngettext("%(count)s bestand geschreven.", "%(count)s bestanden geschreven.", count) % {"count": count}
        )
