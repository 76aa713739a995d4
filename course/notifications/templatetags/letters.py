"""A letter's plain text in the template of its HTML twin; and, on pages, that mail to their reader comes back."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from course.notifications.markup import Piece, pieces_of, preview_of
from course.notifications.models import Undeliverable

register = template.Library()


@register.filter
def as_pieces(text: str, site: str) -> list[Piece]:
    """Return the pieces of a letter; `site` is the address that its own links begin with."""
    return pieces_of(text, site)


@register.filter
def as_preview(text: str) -> str:
    """Return what a list of mails shows beside the subject."""
    return preview_of(text)


@register.inclusion_tag("notifications/trouble.html", takes_context=True)
def mail_trouble(context: Context) -> dict[str, Any]:
    """Say to whoever reads the page that mail to her comes back, and what she can do. One query."""
    request = context["request"]
    trouble = Undeliverable.objects.stopped().filter(person=request.user.pk).first()
    return {"trouble": trouble, "csrf_token": context.get("csrf_token")}
