"""What stands between two `:::` in a Markdown course: lines, directives, settings, and how to escape them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lessons.importers.parsed import Place

KEY = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"


@dataclass(frozen=True)
class Line:
    """One line of a file, with its number in that file."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Text:
    """Running text, without the blank lines around it; never empty."""

    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        return self.lines[0].number

    @property
    def text(self) -> str:
        return joined(self.lines)


@dataclass(frozen=True)
class Directive:
    """`::: name argument`, and the lines down to its `:::`."""

    name: str
    argument: str
    line: int
    lines: tuple[Line, ...]


def joined(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines).strip()


def trimmed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines without the blank ones at either end."""
    filled = [place for place, line in enumerate(lines) if not line.is_blank]
    return tuple(lines[filled[0] : filled[-1] + 1]) if filled else ()


# --- Escapes: a line that only looks like a mark gets a backslash before it ----------------------------------------


@dataclass(frozen=True)
class Marks:
    """How lines with a meaning of their own begin, as a pattern. Text that begins so is written with a backslash.

    A text line that already begins with backslashes and a mark gets one more, so that nothing is lost on the way.
    """

    pattern: str

    def match(self, text: str) -> bool:
        return re.match(self.pattern, text) is not None

    def escape(self, text: str) -> str:
        return "\\" + text if re.match(rf"\\*(?:{self.pattern})", text) else text

    def unescape(self, text: str) -> str:
        return text[1:] if re.match(rf"\\+(?:{self.pattern})", text) else text

    def escaped(self, text: str) -> list[str]:
        """Return `text` as lines that hold no mark."""
        return [self.escape(line) for line in text.split("\n")]

    def unescaped(self, lines: Iterable[Line]) -> list[Line]:
        return [Line(line.number, self.unescape(line.text)) for line in lines]


COLONS = Marks(":::")
_OPENING = re.compile(r":::[ \t]*(\S+)(?:[ \t]+(.*))?\Z")


def split_body(lines: Iterable[Line], where: Place) -> list[Text | Directive]:
    """Return the running text and the directives of a file in order. Directives do not stand in each other."""
    parts: list[Text | Directive] = []
    opening: tuple[Line, str, str] | None = None
    held: list[Line] = []

    def close() -> None:
        if opening:
            parts.append(Directive(opening[1], opening[2], opening[0].number, tuple(held)))
        elif kept := trimmed(held):
            parts.append(Text(kept))
        held.clear()

    for line in lines:
        if not COLONS.match(line.text):
            held.append(Line(line.number, COLONS.unescape(line.text)))
            continue
        match = _OPENING.match(line.text.rstrip())
        refuse_misplaced(line, opening and opening[0], bool(match), where)
        close()
        opening = (line, match[1], (match[2] or "").strip()) if match else None
    if opening:
        refuse_unclosed(opening[0], where)
    close()
    return parts


def refuse_misplaced(line: Line, opened: Line | None, opens: bool, where: Place) -> None:
    """Report three colons that open while something is open, or close while nothing is."""
    if opens and opened:
        refuse_unclosed(opened, where)
    elif not opens and not opened:
        where.fault(line.number, _("Hier sluit ::: iets af dat niet open staat. Haal deze regel weg."))


def refuse_unclosed(opening: Line, where: Place) -> None:
    where.fault(
        opening.number,
        _("“%(opening)s” wordt niet afgesloten. Zet een regel ::: onder de laatste regel die erbij hoort.")
        % {"opening": opening.text.strip()},
    )


def check_headings(lines: Iterable[Line], where: Place) -> None:
    """Report headings that a ding may not have: its title is the one heading of level 1."""
    in_code, before = False, ""
    for line in lines:
        text = line.text
        if text.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        elif not in_code and (re.match(r"#(?!#)", text) or (before.strip() and re.match(r"=+\s*\Z", text))):
            where.fault(
                line.number,
                _("Een kop begint met ## of ###: één # is de titel van het ding. Is het een hashtag? Schrijf dan \\#."),
            )
        elif not in_code and text.startswith("####"):
            where.fault(line.number, _("Deze kop zit te diep. Gebruik ## of ###."))
        before = text


# --- Settings ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """How a setting is read (raising ValueError with a sentence) and written."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


def read_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(_("Schrijf hier een geheel getal, bijvoorbeeld 30."))
    return int(text)


def read_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(_("Schrijf hier een datum als 2027-03-01: jaar, maand, dag.")) from error


def read_yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no", "ja", "nee"}:
        raise ValueError(_("Schrijf hier yes of no."))
    return text.lower() in {"yes", "ja"}


def read_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise ValueError(_("Dit is geen id. Haal de regel weg, of neem hem over uit een export.")) from error


def one_line(value: Any) -> str:
    return " ".join(str(value or "").split("\n")).strip()


def one_of(words: Collection[str]) -> Form:
    """Return the form of a setting that is one of these words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(_("Kies uit: %(known)s.") % {"known": ", ".join(words)})
        return text

    return Form(read, str)


TEXT = Form(str, one_line)
NUMBER = Form(read_number, str)
DAY = Form(read_day, str)
YES_OR_NO = Form(read_yes_or_no, lambda value: "yes" if value else "no")
ID = Form(read_id, str)


@dataclass(frozen=True)
class Setting:
    """One `name: value` of a directive. `field` is its name in the block; `always`: written even as the default."""

    name: str
    field: str
    form: Form = TEXT
    required: bool = False
    always: bool = False


_SETTING = re.compile(r"([A-Za-z_]+):(?:[ \t]+(.*))?\Z")


def read_settings(
    directive: Directive, settings: Sequence[Setting], where: Place
) -> tuple[dict[str, tuple[Any, int]], tuple[Line, ...]]:
    """Return the settings of a directive by field, as (value, line), and the lines below them."""
    found: dict[str, tuple[Any, int]] = {}
    by_name = {setting.name: setting for setting in settings}
    lines = list(directive.lines)
    while lines and not lines[0].is_blank:
        line = lines.pop(0)
        match = _SETTING.match(line.text.rstrip())
        setting = by_name.get(match[1]) if match else None
        if not match:
            where.fault(line.number, _("Dit is geen instelling als “naam: waarde”. Zet een lege regel voor de tekst."))
        elif not setting:
            where.fault(
                line.number,
                _("“%(name)s” kent geen instelling “%(setting)s”. Kies uit: %(known)s.")
                % {"name": directive.name, "setting": match[1], "known": ", ".join(by_name)},
            )
        elif setting.field in found:
            where.fault(
                line.number,
                _("De instelling “%(setting)s” staat er twee keer. Haal er één weg.") % {"setting": setting.name},
            )
        else:
            read_setting(setting, (match[2] or "").strip(), line.number, found, where)
    for setting in settings:
        if setting.required and setting.field not in found:
            where.fault(
                directive.line,
                _("“%(name)s” mist de instelling “%(setting)s”. Zet hieronder een regel “%(setting)s: …”.")
                % {"name": directive.name, "setting": setting.name},
            )
    return found, trimmed(lines)


def read_setting(setting: Setting, text: str, line: int, found: dict[str, tuple[Any, int]], where: Place) -> None:
    try:
        found[setting.field] = (setting.form.read(text), line)
    except ValueError as error:
        found[setting.field] = (None, line)
        where.fault(line, f"{setting.name}: {error}")
