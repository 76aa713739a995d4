"""How prose is written in a course folder: the blocks around the running text of a ding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from lessons.importers.directives import (
    Directive,
    Form,
    Line,
    Marks,
    Setting,
    check_headings,
    joined,
    one_line,
    one_of,
    read_number,
    trimmed,
)
from lessons.importers.parsed import MediaFile, Place
from lessons.importers.rich_html import refused_in
from lessons.importers.syntax import Piece, Syntax


class TitledSyntax(Syntax):
    """A block whose first words stand behind its name: `::: tip Een titel`."""

    title_field: ClassVar[str]

    def read_argument(self, directive: Directive, piece: Piece, where: Place) -> None:
        piece.value[self.title_field] = directive.argument
        if not directive.argument:
            where.fault(
                directive.line,
                _("Achter “%(name)s” hoort een titel. Zet hem op dezelfde regel.") % {"name": self.name},
            )

    def argument(self, value: Any) -> str:
        return one_line(value[self.title_field])


class HeadingSyntax(TitledSyntax):
    name = "heading"
    title_field = "text"
    settings = (Setting("level", "level", Form(lambda text: str(read_number(text)), one_line)),)


class MarkdownSyntax(Syntax):
    """Running text that stands right behind other running text, yet is a block of its own."""

    name = "markdown"

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        check_headings(body, where)
        piece.value = joined(body)

    def body(self, value: Any) -> list[str]:
        return str(value).split("\n")


class HtmlSyntax(Syntax):
    """Text from Wagtail's own editor."""

    name = "html"

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        piece.value = joined(body)

    def check(self, piece: Piece, where: Place) -> None:
        if refused := refused_in(str(piece.value)):
            where.fault(
                piece.line,
                _("In deze HTML kan %(refused)s niet. Gebruik alleen p, b, i, a, ul, ol, li en br.")
                % {"refused": ", ".join(refused)},
            )

    def body(self, value: Any) -> list[str]:
        return str(value).split("\n")


class TipSyntax(TitledSyntax):
    name = "tip"
    title_field = "title"

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        check_headings(body, where)
        piece.value["text"] = joined(body)

    def body(self, value: Any) -> list[str]:
        return str(value["text"]).split("\n")


class QuoteSyntax(Syntax):
    name = "quote"

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        if not body or not body[-1].text.startswith("-- "):
            where.fault(
                piece.line,
                _("Dit citaat heeft geen bron. Zet als laatste regel “-- ” met wie het zei, waar en wanneer."),
            )
            return
        piece.value["text"] = joined(body[:-1])
        piece.value["source"] = body[-1].text.removeprefix("-- ").strip()

    def body(self, value: Any) -> list[str]:
        return [*str(value["text"]).split("\n"), f"-- {one_line(value['source'])}"]


class ComparisonSyntax(Syntax):
    name = "comparison"
    settings = (
        Setting("title", "title", required=True),
        Setting("before_label", "before_label", always=True),
        Setting("after_label", "after_label", always=True),
    )
    marks = Marks(r"===\s*\Z")

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        cuts = [place for place, line in enumerate(body) if self.marks.match(line.text)]
        if len(cuts) != 1:
            where.fault(
                piece.line, _("Een vergelijking heeft twee teksten, met één regel === ertussen. Zet die regel erin.")
            )
            return
        for field, lines in (("before", body[: cuts[0]]), ("after", body[cuts[0] + 1 :])):
            plain_lines = self.marks.unescaped(trimmed(lines))
            check_headings(plain_lines, where)
            piece.value[field] = joined(plain_lines)
            if plain_lines:
                piece.lines[field,] = plain_lines[0].number

    def body(self, value: Any) -> list[str]:
        return [*self.marks.escaped(value["before"]), "", "===", "", *self.marks.escaped(value["after"])]


_CHOICES = {"row": "row", "column": "column", "both": "both", "none": "neither"}


def read_header(text: str) -> str:
    return _CHOICES[one_of(_CHOICES).read(text)]


class TableSyntax(TitledSyntax):
    name = "table"
    title_field = "caption"
    header = Setting("header", "header", Form(read_header, str))

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        lines = list(body)
        choice = "row"
        if lines and (match := re.match(r"header:\s*(.*?)\s*\Z", lines[0].text)):
            line = lines.pop(0)
            try:
                choice = read_header(match[1])
            except ValueError as error:
                where.fault(line.number, f"header: {error}")
        rows = [(line, self.cells(line.text)) for line in lines if not line.is_blank]
        if len(rows) < 2 or not all(re.fullmatch(r":?-+:?", cell) for cell in rows[1][1] or ["?"]):
            where.fault(
                piece.line,
                _("Een tabel begint met een regel “| kop | kop |” en daaronder “|---|---|”. Schrijf hem zo op."),
            )
            return
        width = len(rows[0][1])
        for line, cells in rows:
            if len(cells) != width:
                where.fault(
                    line.number,
                    _("Deze regel heeft %(count)d vakken en de eerste %(width)d. Maak ze gelijk.")
                    % {"count": len(cells), "width": width},
                )
        data = [[self.unescape(cell) for cell in cells] for place, (_line, cells) in enumerate(rows) if place != 1]
        piece.value["table"] = {"data": data, "table_header_choice": choice}

    @staticmethod
    def cells(text: str) -> list[str]:
        """Return the cells of one line; empty when it is no line of a table."""
        text = text.strip()
        if not re.fullmatch(r"\|(?:[^\\]|\\.)*\|", text):
            return []
        return [cell.strip() for cell in re.findall(r"((?:[^|\\]|\\.)*)\|", text[1:])]

    @staticmethod
    def unescape(cell: str) -> str:
        return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), cell)

    @staticmethod
    def escape(cell: str) -> str:
        return cell.replace("\\", r"\\").replace("|", r"\|").replace("\n", r"\n")

    def body(self, value: Any) -> list[str]:
        table = value["table"]
        names = {choice: name for name, choice in _CHOICES.items()}
        choice = table["table_header_choice"]
        rows = [f"| {' | '.join(self.escape(cell) for cell in row)} |" for row in table["data"]]
        line = "|" + "---|" * len(table["data"][0]) if rows else ""
        return [*([] if choice == "row" else [f"header: {names[choice]}"]), *rows[:1], line, *rows[1:]]


class MediaSyntax(Syntax):
    """A block around a file of `media/`, beside the ding."""

    file_field: ClassVar[str]
    extensions_setting: ClassVar[str]

    def read_argument(self, directive: Directive, piece: Piece, where: Place) -> None:
        name = directive.argument
        if not re.fullmatch(r"media/[A-Za-z0-9_-][A-Za-z0-9._-]*", name):
            where.fault(
                directive.line,
                _("Achter “%(name)s” hoort een bestand als media/naam.jpg, zonder spaties of bijzondere tekens.")
                % {"name": self.name},
            )
            return
        path = where.folder / name
        extensions = getattr(django_settings, self.extensions_setting)
        if not path.is_file():
            where.fault(
                directive.line,
                _("Het bestand %(file)s bestaat niet. Zet het in de map media naast dit ding.") % {"file": name},
            )
        elif path.suffix.lower().removeprefix(".") not in extensions:
            where.fault(
                directive.line,
                _("%(file)s is geen soort bestand die we aannemen. Kies uit: %(known)s.")
                % {"file": name, "known": ", ".join(extensions)},
            )
        else:
            self.check_file(path, directive, where)
        piece.value[self.file_field] = MediaFile(path, name)

    def check_file(self, path: Path, directive: Directive, where: Place) -> None:
        """Report a file that is not what its name says."""

    def argument(self, value: Any) -> str:
        media = value[self.file_field]
        return media.name if isinstance(media, MediaFile) else ""


class ImageSyntax(MediaSyntax):
    name = "image"
    file_field = "image"
    extensions_setting = "WAGTAILIMAGES_EXTENSIONS"
    settings = (Setting("alt", "alt", required=True), Setting("caption", "caption"))

    def check_file(self, path: Path, directive: Directive, where: Place) -> None:
        try:
            with Image.open(path) as image:
                image.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            where.fault(
                directive.line,
                _("%(file)s is geen afbeelding die we kunnen lezen. Bewaar hem opnieuw als jpg of png.")
                % {"file": directive.argument},
            )


class DownloadSyntax(MediaSyntax):
    name = "download"
    file_field = "document"
    extensions_setting = "WAGTAILDOCS_EXTENSIONS"
    settings = (Setting("title", "title", required=True),)


class VideoSyntax(Syntax):
    """The summary is a setting; one of several lines stands below the settings instead."""

    name = "video"
    settings = (Setting("title", "title", required=True), Setting("summary", "summary"))

    def read_argument(self, directive: Directive, piece: Piece, where: Place) -> None:
        piece.value["url"] = directive.argument

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        if body and "summary" in piece.value:
            where.fault(body[0].number, _("Deze video heeft twee samenvattingen. Haal er één weg."))
        elif body:
            piece.value["summary"] = joined(body)

    def write_setting(self, setting: Setting, value: Any) -> list[str]:
        if setting.name == "summary" and "\n" in value["summary"]:
            return []
        return super().write_setting(setting, value)

    def argument(self, value: Any) -> str:
        return str(value["url"])

    def body(self, value: Any) -> list[str]:
        return str(value["summary"]).split("\n") if "\n" in value["summary"] else []


class StaticSyntax(Syntax):
    """A block without a text of its own."""

    def read_body(self, body: Sequence[Line], piece: Piece, where: Place) -> None:
        super().read_body(body, piece, where)
        piece.value = None


class WhoSeesWhatSyntax(StaticSyntax):
    name = "who_sees_what"


class PlatformsSyntax(StaticSyntax):
    name = "platforms"


PROSE_SYNTAXES: dict[str, type[Syntax]] = {
    "heading": HeadingSyntax,
    "richtext": HtmlSyntax,
    "markdown": MarkdownSyntax,
    "image": ImageSyntax,
    "video": VideoSyntax,
    "quote": QuoteSyntax,
    "tip": TipSyntax,
    "comparison": ComparisonSyntax,
    "table": TableSyntax,
    "download": DownloadSyntax,
    "who_sees_what": WhoSeesWhatSyntax,
    "platforms": PlatformsSyntax,
}
