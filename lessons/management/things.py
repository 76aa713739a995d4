"""A ding as somebody names it at the keyboard."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from lessons.models import ThingPage


def thing_of(name: str) -> ThingPage:
    """Return the ding with that slug, or with that end of its address. Raises CommandError. At most two queries."""
    found = list(ThingPage.objects.filter(url_path__endswith=f"/{name.strip('/')}/").order_by("url_path")[:10])
    if len(found) == 1:
        return found[0]
    if found:
        known = ", ".join(thing.address for thing in found)
        raise CommandError(
            _("Er is meer dan één ding “%(name)s”. Kies uit: %(known)s.") % {"name": name, "known": known}
        )
    known = ", ".join(ThingPage.objects.order_by("path").values_list("slug", flat=True)[:100]) or "–"
    raise CommandError(_("Er is geen ding “%(name)s”. Kies uit: %(known)s.") % {"name": name, "known": known})
