"""The table "wie ziet wat", for any page that should show it."""

from __future__ import annotations

from typing import Any

from django import template

from course.people.who_sees_what import SURFACES, Viewer

register = template.Library()


@register.inclusion_tag("people/who_sees_what.html")
def who_sees_what() -> dict[str, Any]:
    """Draw the table from the rules themselves. No query."""
    return {"viewers": [viewer.label for viewer in Viewer], "surfaces": SURFACES}
