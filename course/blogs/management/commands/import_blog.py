"""Bring the posts of a blog from elsewhere into somebody's own blog here, as drafts; twice changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.build import Brought, bring_in
from course.blogs.importers.files import read_blog
from course.blogs.importers.parsed import ImportRefused, Skipped
from course.people.models import User


class Command(BaseCommand):
    help = "Haal een blog van WordPress, Blogger, uit een tekst of uit een eigen export binnen, als concepten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("De export van het blog."))
        parser.add_argument("--owner", required=True, help=_("Het e-mailadres van wie het blog is."))
        parser.add_argument("--dry-run", action="store_true", help=_("Zeg wat er zou gebeuren en schrijf niets."))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        owner = User.objects.filter(email=options["owner"].strip().lower(), is_active=True).first()
        if owner is None:
            raise CommandError(_("Er is niemand met het e-mailadres %(email)s.") % {"email": options["owner"]})
        try:
            with path.open("rb") as file:
                blog = read_blog(file)
        except OSError as error:
            raise CommandError(
                _("%(file)s is niet te lezen. Noem het bestand met de export.") % {"file": path}
            ) from error
        except ImportRefused as refused:
            self._list(list(refused.skipped))
            raise CommandError(f"{path}: {refused} " + _("Er is niets geschreven.")) from refused
        brought = bring_in(by=owner, blog=blog, dry_run=options["dry_run"])
        if options["verbosity"]:
            self._report(brought, dry_run=options["dry_run"])

    def _report(self, brought: Brought, *, dry_run: bool) -> None:
        count = {"posts": brought.posts, "comments": brought.comments}
        self.stdout.write(_("%(posts)d nieuwe berichten, met %(comments)d reacties.") % count)
        if brought.there:
            self.stdout.write(_("%(count)d berichten waren er al en bleven zo.") % {"count": brought.there})
        if brought.pictures:
            self.stdout.write(
                ngettext(
                    "%(count)d foto of film kwam niet mee. In de tekst staat een link.",
                    "%(count)d foto's en films kwamen niet mee. In de tekst staan links.",
                    brought.pictures,
                )
                % {"count": brought.pictures}
            )
        for note in brought.notes:
            self.stdout.write(note)
        self._list(brought.skipped)
        if dry_run:
            self.stdout.write(_("Dit was een proef: er is niets geschreven."))

    def _list(self, skipped: list[Skipped]) -> None:
        for one in skipped:
            self.stdout.write(_("overgeslagen: %(what)s. %(reason)s") % {"what": one.what, "reason": one.reason})
