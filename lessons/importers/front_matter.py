"""The lines between two `---`: reading them with their line numbers, and writing them as we like to read them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from lessons.importers.directives import Line
from lessons.importers.parsed import Place
from lessons.text_limits import plain_line_ends

FENCE = "---"


@dataclass(frozen=True)
class Entry:
    """One key: its text, or the lines of its list, each with the line of the file it stands on."""

    line: int
    text: str = ""
    items: tuple[tuple[int, str], ...] | None = None


@dataclass(frozen=True)
class Document:
    """One file: its front matter by key, and what stands below it."""

    entries: dict[str, Entry]
    body: tuple[Line, ...]


def read_lines(path: Path, where: Place) -> list[Line] | None:
    """Return the lines of a file; None, and a fault, when it is no UTF-8. A byte order mark is fine."""
    raw = path.read_bytes()
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        where.fault(
            raw[: error.start].count(b"\n") + 1,
            _("Dit bestand is geen UTF-8. Open het in een teksteditor en bewaar het opnieuw met de codering UTF-8."),
        )
        return None
    text = plain_line_ends(text)
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


def has_front_matter(path: Path) -> bool:
    return path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(FENCE.encode())


def read_document(path: Path, where: Place) -> Document | None:
    """Return what stands in the file; None when its fault (told to `where`) makes the rest unreadable."""
    lines = read_lines(path, where)
    if lines is None:
        return None
    if lines[0].text.rstrip() != FENCE:
        where.fault(1, _("Dit bestand begint niet met een regel ---. Zet daar de titel en de andere gegevens onder."))
        return None
    end = next((place for place, line in enumerate(lines) if place and line.text.rstrip() == FENCE), None)
    if end is None:
        where.fault(1, _("De regel --- die de gegevens afsluit, ontbreekt. Zet hem onder de laatste “naam: waarde”."))
        return None
    entries = read_entries([line.text for line in lines[1:end]], where)
    return None if entries is None else Document(entries, tuple(lines[end + 1 :]))


def read_entries(lines: list[str], where: Place) -> dict[str, Entry] | None:
    """Return the keys of front matter that begins on line 2 of its file."""
    try:
        node = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where.fault(
            2 + (mark.line if mark else 0),
            _("Deze regel is niet te lezen. Schrijf “naam: waarde” en zet aanhalingstekens om de waarde."),
        )
        return None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        where.fault(2, _("Hier horen regels als “naam: waarde”. Schrijf elk gegeven zo op."))
        return None
    entries: dict[str, Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            where.fault(line, _("Hier hoort een naam met een dubbele punt erachter. Schrijf “naam: waarde”."))
        elif key.value in entries:
            where.fault(
                line, _("“%(key)s” staat hier voor de tweede keer. Haal één van de twee weg.") % {"key": key.value}
            )
        else:
            entries[str(key.value)] = read_entry(value, line, where)
    return entries


def read_entry(node: yaml.Node, line: int, where: Place) -> Entry:
    # Every value is taken as its writer typed it: 2012, no and 2027-01-01 are texts until a field wants otherwise.
    if isinstance(node, yaml.ScalarNode):
        return Entry(line, node.value.strip())
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for item in items:
        if not isinstance(item, yaml.ScalarNode):
            where.fault(
                item.start_mark.line + 2, _("Hier hoort een gewone tekst. Zet aanhalingstekens om de hele waarde.")
            )
    texts = [(item.start_mark.line + 2, item.value.strip()) for item in items if isinstance(item, yaml.ScalarNode)]
    return Entry(line, items=tuple(texts))


def write_entries(entries: dict[str, object]) -> list[str]:
    """Return front matter, fences and all. A list becomes one line an item; a bool becomes yes or no."""
    lines = [FENCE]
    for key, value in entries.items():
        if isinstance(value, list):
            lines.append(f"{key}:" if value else f"{key}: []")
            lines += [f"  - {quoted(item)}" for item in value]
        elif isinstance(value, bool):
            lines.append(f"{key}: {'yes' if value else 'no'}")
        else:
            lines.append(f"{key}: {quoted(str(value))}")
    return [*lines, FENCE]


_PLAIN = re.compile(r"[^\W_].*", re.UNICODE)


def quoted(text: str) -> str:
    """Return `text` as a YAML value: bare when that reads back the same, else between quotation marks."""
    if _PLAIN.fullmatch(text) and ": " not in text and reads_back(text, text):
        return text
    for candidate in (f'"{text}"', "'" + text.replace("'", "''") + "'"):
        if ("\\" not in text or candidate[0] == "'") and reads_back(candidate, text):
            return candidate
    # Line ends and control characters: YAML's own writer knows how to escape them.
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf")).strip()


def reads_back(written: str, text: str) -> bool:
    try:
        node = yaml.compose(f"key: {written}", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    value = node.value[0][1] if isinstance(node, yaml.MappingNode) and len(node.value) == 1 else None
    return isinstance(value, yaml.ScalarNode) and value.value == text
