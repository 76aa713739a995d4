"""How platforms are written in a course folder: `platforms.md`, one `::: platform key` each, nothing but settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lessons.importers.directives import (
    KEY,
    NUMBER,
    YES_OR_NO,
    Directive,
    Form,
    Setting,
    Text,
    one_line,
    one_of,
    read_day,
    read_settings,
    split_body,
)
from lessons.importers.front_matter import read_lines
from lessons.importers.parsed import ParsedPlatform, Place
from lessons.platforms import Platform

PLATFORMS_FILE = "platforms.md"


CHECKED = Form(lambda text: date.fromisoformat(read_day(text)), str)
SETTINGS = (
    Setting("name", "name", required=True),
    Setting("purpose", "purpose", required=True),
    Setting("characters", "character_limit", NUMBER),
    Setting("counts", "what_counts"),
    Setting("whose", "whose", one_of(Platform.Whose.values), required=True),
    Setting("checked", "checked_on", CHECKED),
    Setting("gone", "is_gone", YES_OR_NO),
)
FIELDS = tuple(setting.field for setting in SETTINGS)
"""What a platform says, but for its key."""


# --- Reading -------------------------------------------------------------------------------------------------------


def read_platforms(path: Path, where: Place) -> tuple[ParsedPlatform, ...]:
    """Return the platforms of that file in order, those with a fault left out. Faults go to `where`."""
    platforms: dict[str, ParsedPlatform] = {}
    for part in split_body(read_lines(path, where) or (), where):
        if isinstance(part, Text) or part.name != "platform":
            where.fault(
                part.line, _("In dit bestand horen alleen kanalen. Schrijf “::: platform sleutel” en sluit af met :::.")
            )
        elif part.argument in platforms:
            where.fault(
                part.line,
                _("De sleutel “%(key)s” staat al op regel %(line)d. Geef dit kanaal een andere.")
                % {"key": part.argument, "line": platforms[part.argument].line},
            )
        elif platform := read_platform(part, where):
            platforms[platform.key] = platform
    return tuple(platforms.values())


def read_platform(directive: Directive, where: Place) -> ParsedPlatform | None:
    before = len(where.faults)
    if not re.fullmatch(KEY, directive.argument):
        where.fault(
            directive.line,
            _("Achter “platform” hoort een sleutel: kleine letters, cijfers en streepjes, zoals bluesky."),
        )
    found, body = read_settings(directive, SETTINGS, where)
    if body:
        where.fault(body[0].number, _("Onder een kanaal hoort geen tekst. Zet hem achter “counts: ”."))
    values: dict[str, Any] = {"key": directive.argument, "what_counts": "", "character_limit": None}
    values |= {"checked_on": None, "is_gone": False}
    values |= {field: value for field, (value, _line) in found.items()}
    if len(where.faults) > before:
        return None
    check_fields(values, {field: line for field, (_value, line) in found.items()}, directive, where)
    return None if len(where.faults) > before else ParsedPlatform(**values, file=where.file, line=directive.line)


def check_fields(values: dict[str, Any], lines: dict[str, int], directive: Directive, where: Place) -> None:
    """Report what the model's own fields refuse."""
    names = {setting.field: setting.name for setting in SETTINGS}
    for field, value in values.items():
        try:
            Platform._meta.get_field(field).clean(value, None)  # type: ignore[union-attr]  # never a relation
        except ValidationError as error:
            where.fault(lines.get(field, directive.line), f"{names.get(field, field)}: {' '.join(error.messages)}")


# --- Writing -------------------------------------------------------------------------------------------------------


def platforms_lines(platforms: Iterable[Platform]) -> list[str]:
    """Return the file with these platforms, a blank line between two."""
    return "\n\n".join("\n".join(platform_lines(platform)) for platform in platforms).split("\n")


def platform_lines(platform: Platform) -> list[str]:
    values = [(setting, getattr(platform, setting.field)) for setting in SETTINGS]
    settings = [f"{setting.name}: {one_line(setting.form.write(value))}" for setting, value in values if value]
    return [f"::: platform {platform.key}", *settings, ":::"]
