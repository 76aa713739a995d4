"""System checks: a kind of exercise that is not complete is named before anybody meets it."""

from typing import Any

from django.core import checks
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from lessons.exercises import KINDS


@checks.register
def exercise_kinds_are_complete(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Name what a kind lacks: its template, a preview, a description, or a key of its own."""
    messages: list[checks.CheckMessage] = []
    seen: set[str] = set()
    for kind in KINDS:
        where = f"lessons/exercises/{kind.kind}.py"
        if kind.kind in seen:
            messages.append(checks.Error(f"Two kinds of exercise are called “{kind.kind}”.", hint="Rename one.", id="lessons.E001"))
        seen.add(kind.kind)
        meta = kind()._meta_class if hasattr(kind, "_meta_class") else None
        template = getattr(meta, "template", None)
        try:
            get_template(template or "")
        except TemplateDoesNotExist:
            messages.append(
                checks.Error(
                    f"The kind “{kind.kind}” has no template.",
                    hint=f"Write templates/exercises/{kind.kind}.html and name it in Meta of {where}.",
                    id="lessons.E002",
                )
            )
        messages += [
            checks.Error(
                f"The kind “{kind.kind}” has no {name}.", hint=f"Add `{name}` to Meta in {where}.", id="lessons.E003"
            )
            for name in ("preview_value", "description", "icon")
            if not getattr(meta, name, None)
        ]
    return messages
