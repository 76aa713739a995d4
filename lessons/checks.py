"""System checks: a kind of exercise that is not complete is named before anybody meets it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from lessons.exercises import KINDS, Exercise


@checks.register
def exercise_kinds_are_complete(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Name what a kind lacks: its template, a preview, a description, an icon, or a key of its own."""
    return lacks_of(KINDS)


def lacks_of(kinds: Sequence[type[Exercise]]) -> list[checks.CheckMessage]:
    """Return one message for each thing that these kinds lack; none when all are complete."""
    doubles = [name for name, number in Counter(kind.kind for kind in kinds).items() if number > 1]
    messages: list[checks.CheckMessage] = [
        checks.Error(f"Two kinds of exercise are called “{name}”.", hint="Rename one.", id="lessons.E001")
        for name in doubles
    ]
    for kind in kinds:
        where = f"lessons/exercises/{kind.kind}.py"
        if not has_template(kind):
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
            if getattr(kind._meta_class, name, None) in (None, "", "placeholder")  # Wagtail's own icon for no icon
        ]
    return messages


def has_template(kind: type[Exercise]) -> bool:
    try:
        return bool(get_template(kind._meta_class.template))
    except (AttributeError, TemplateDoesNotExist):
        return False
