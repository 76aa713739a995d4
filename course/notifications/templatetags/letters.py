"""A letter's plain text in the template of its HTML twin."""

from __future__ import annotations

from django import template

from course.notifications.markup import Piece, pieces_of, preview_of

register = template.Library()


@register.filter
def as_pieces(text: str, site: str) -> list[Piece]:
    """Return the pieces of a letter; `site` is the address that its own links begin with."""
    return pieces_of(text, site)


@register.filter
def as_preview(text: str) -> str:
    """Return what a list of mails shows beside the subject."""
    return preview_of(text)
