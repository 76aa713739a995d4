"""How one type of block is written in a course folder, and read from it: the base of every syntax, and the dialects.

A block that has no syntax of its own, or whose value would not survive it, is written as `::: data TYPE` with its
value in YAML. So a new kind of exercise can be imported and exported before anybody writes a syntax for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

from lessons.importers.directives import (
    COLONS,
    Directive,
    Line,
    Setting,
    Text,
    joined,
    read_id,
    read_settings,
    split_body,
    trimmed,
)
from lessons.importers.identity import as_json, plain, same, with_ids
from lessons.importers.parsed import MediaFile, Place

Way = tuple[str | int, ...]
"""The way to a part of a value: ("questions", 0, "options", 2)."""


@dataclass
class Piece:
    """One block as it was read: a plain value, and the lines its parts stand on (`()` is the block itself)."""

    type: str
    value: Any
    lines: dict[Way, int]
    has_faults: bool = False

    @property
    def line(self) -> int:
        return self.lines[()]

    def line_of(self, path: Way) -> int:
        """Return the line of that part, or of the nearest part around it."""
        return next(self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines)


class Syntax:
    """One type of block. Subclasses say what stands behind the name, which settings there are, and the text below."""

    name: ClassVar[str]
    """What stands behind the three colons."""
    settings: ClassVar[tuple[Setting, ...]] = ()

    def __init__(self, block_type: str, block: blocks.Block) -> None:
        self.type = block_type
        self.block = block

    # --- Reading -------------------------------------------------------------------------------------------------

    def read(self, directive: Directive, where: Place) -> Piece:
        piece = Piece(self.type, {}, {(): directive.line})
        body = trimmed(directive.lines)
        if self.settings:
            found, body = read_settings(directive, self.settings, where)
            for field, (value, line) in found.items():
                piece.value[field] = value
                piece.lines[field,] = line
        self.read_argument(directive, piece, where)
        self.read_body(body, piece, where)
        return piece

    def read_argument(self, directive: Directive, piece: Piece, where: Place) -> None:
        if directive.argument:
            where.fault(
                directive.line,
                _("Achter “%(name)s” hoort niets. Zet “%(argument)s” op een regel eronder.")
                % {"name": self.name, "argument": directive.argument},
            )

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        if body:
            where.fault(
                body[0].number, _("Onder “%(name)s” hoort geen tekst. Sluit eerst af met :::.") % {"name": self.name}
            )

    def check(self, piece: Piece, where: Place) -> None:
        """Report what may not stand in a value, however it was written; the block itself says the rest."""

    # --- Writing -------------------------------------------------------------------------------------------------

    def write(self, value: Any) -> list[str]:
        """Return the lines of a plain value, from `:::` to `:::`."""
        settings = [line for setting in self.settings for line in self.write_setting(setting, value)]
        body = [COLONS.escape(line) for line in self.body(value)]
        space = [""] if settings and body else []
        return [f"::: {self.name} {self.argument(value)}".rstrip(), *settings, *space, *body, ":::"]

    def write_setting(self, setting: Setting, value: Any) -> list[str]:
        part = value.get(setting.field)
        if not setting.always and same(part, self.default_of(setting.field)):
            return []
        return [f"{setting.name}: {setting.form.write(part)}".rstrip()]

    def default_of(self, field: str) -> Any:
        child = getattr(self.block, "child_blocks", {}).get(field)
        return child and plain(child, child.get_prep_value(child.get_default()))

    def argument(self, value: Any) -> str:
        return ""

    def body(self, value: Any) -> list[str]:
        return []


class DataSyntax:
    """`::: data TYPE`: any block, its value in YAML."""

    name = "data"

    def __init__(self, block: blocks.StreamBlock) -> None:
        self.block = block

    def read(self, directive: Directive, where: Place) -> Piece | None:
        child = self.block.child_blocks.get(directive.argument)
        if child is None:
            where.fault(
                directive.line,
                _("“data %(type)s” bestaat niet. Kies uit: %(known)s.")
                % {"type": directive.argument, "known": ", ".join(self.block.child_blocks)},
            )
            return None
        if media_field(child):
            where.fault(
                directive.line,
                _("Dit blok mist zijn bestand. Zet het in de map media en schrijf “::: image media/naam.jpg”."),
            )
            return None
        try:
            value = yaml.safe_load(joined(directive.lines))
            if isinstance(child, blocks.StructBlock) and not isinstance(value, dict):
                raise TypeError(value)
            kept = {"id": read_id(str(value["id"]))} if isinstance(value, dict) and "id" in value else {}
            value = plain(child, value)
        except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError):
            where.fault(
                directive.line,
                _("De gegevens onder “data %(type)s” hebben niet de goede vorm. Neem ze over uit een export.")
                % {"type": directive.argument},
            )
            return None
        return Piece(directive.argument, {**value, **kept} if isinstance(value, dict) else value, {(): directive.line})

    def write(self, block_type: str, value: Any) -> list[str]:
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=float("inf"))
        return [f"::: data {block_type}", *(COLONS.escape(line) for line in text.rstrip("\n").split("\n")), ":::"]


class Dialect:
    """All that may stand in one sort of stream: the body of a ding, or the items of a questionnaire."""

    def __init__(self, block: blocks.StreamBlock, syntaxes: dict[str, type[Syntax]]) -> None:
        self.block = block
        self.data = DataSyntax(block)
        self.by_type = {name: made(name, block.child_blocks[name]) for name, made in syntaxes.items()}
        self.by_name = {syntax.name: syntax for syntax in self.by_type.values()}

    def read(self, directive: Directive, where: Place) -> Piece | None:
        """Return the piece; None, with its fault, when there is no such directive."""
        readers: dict[str, Syntax | DataSyntax] = {**self.by_name, self.data.name: self.data}
        if directive.name not in readers:
            where.fault(
                directive.line,
                _("“%(name)s” bestaat niet. Kies uit: %(known)s.")
                % {"name": directive.name, "known": ", ".join(self.by_name)},
            )
            return None
        piece = readers[directive.name].read(directive, where)
        if piece and piece.type in self.by_type:
            self.by_type[piece.type].check(piece, where)
        return piece

    def write(self, block_type: str, value: Any) -> list[str]:
        """Return the lines of a plain value; as data when its own syntax would not give the same value back."""
        syntax = self.by_type.get(block_type)
        if syntax:
            lines = syntax.write(value)
            if holds_media(value) or self.survives(lines, value):
                return lines
        return self.data.write(block_type, value)

    def survives(self, lines: list[str], value: Any) -> bool:
        where = Place(folder=Path(), file="")
        parts = split_body([Line(number, line) for number, line in enumerate(lines, start=1)], where)
        piece = self.read(parts[0], where) if len(parts) == 1 and isinstance(parts[0], Directive) else None
        if where.faults or piece is None:
            return False
        kept = {"id": value["id"]} if isinstance(value, dict) and "id" in value else {}
        given = piece.value
        if isinstance(given, dict):
            given = {**plain(self.block.child_blocks[piece.type], given), **kept}
        return same(given, value)

    def raw(self, piece: Piece, seed: str, where: Place) -> Any:
        """Return the piece in raw form after its block cleaned it; None, with its faults, when the block refuses it."""
        block = self.block.child_blocks[piece.type]
        try:
            if holds_media(piece.value):
                return clean_beside_media(block, piece.value)
            value = block.to_python(with_ids(block, plain(block, piece.value), seed))
            return as_json(block.get_prep_value(block.clean(value)))
        except ValidationError as error:
            for path, sentence in sentences(error, block, ()):
                where.fault(piece.line_of(path), sentence)
        except (AttributeError, KeyError, TypeError, ValueError):
            where.fault(piece.line, _("Deze gegevens hebben niet de goede vorm. Neem ze over uit een export."))
        return None


def media_field(block: blocks.Block) -> str:
    """Return the name of the part that is a file; empty for a block without one."""
    children = getattr(block, "child_blocks", {})
    return next((name for name, child in children.items() if isinstance(child, blocks.ChooserBlock)), "")


def holds_media(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(part, MediaFile) for part in value.values())


def clean_beside_media(block: blocks.StructBlock, value: dict[str, Any]) -> dict[str, Any]:
    """Return the value with every part cleaned but the file: that has no place in the database yet."""
    cleaned, errors = {}, {}
    for name, child in block.child_blocks.items():
        part = value.get(name, child.get_default())
        try:
            cleaned[name] = part if isinstance(part, MediaFile) else child.get_prep_value(child.clean(part))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise blocks.StructBlockValidationError(errors)
    return cleaned


def sentences(error: ValidationError, block: blocks.Block, path: Way) -> Iterator[tuple[Way, str]]:
    """Return what a block refuses as (the way to the part, a sentence that names the part)."""
    nested: Iterable[tuple[Any, ValidationError]] = getattr(error, "block_errors", {}).items()
    for name, inner in nested:
        child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[name]
        yield from sentences(inner, child, (*path, name))
    own = getattr(error, "non_block_errors", None)
    messages = [text for one in own.as_data() for text in one.messages] if own is not None else error.messages
    for message in messages:
        label = str(block.label or "")
        sentence = message if message.endswith((".", "!", "?")) else f"{message}."
        yield path, f"“{label}”: {sentence}" if label and path else sentence


def text_piece(text: Text) -> Piece:
    return Piece("markdown", text.text, {(): text.line})
