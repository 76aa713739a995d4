"""Where answers meet Wagtail: who publishes a changed question hears that people had answered it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from course.answers.question_changes import undecided
from lessons.models import ThingPage


@hooks.register("after_publish_page")
def say_what_changed(request: HttpRequest, page: Page) -> None:
    """Point the trainer at the questions that were answered in another wording and wait for her decision."""
    if not isinstance(page, ThingPage):
        return
    waiting = undecided(ThingPage.objects.get(pk=page.pk))
    if waiting:
        said = ngettext(
            "Je veranderde %(count)s vraag die al is beantwoord. Kies wat er met die punten gebeurt.",
            "Je veranderde %(count)s vragen die al zijn beantwoord. Kies wat er met die punten gebeurt.",
            len(waiting),
        ) % {"count": len(waiting)}
        where = messages.button(reverse("answers:results", args=[page.pk]), _("Kies"))
        messages.warning(request, said, buttons=[where])
