"""Reads a folder of Markdown files (FORMAT.md) as a course, and names everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from lessons.importers.dialects import lesson_dialect
from lessons.importers.directives import Line, Text, check_headings, split_body
from lessons.importers.fields import Fields
from lessons.importers.front_matter import Document, has_front_matter, read_document
from lessons.importers.markdown_thing import Taken, check_key_length, read_questionnaire, read_thing
from lessons.importers.parsed import (
    CourseRefused,
    ParsedCourse,
    ParsedModule,
    ParsedPlatform,
    ParsedQuestionnaire,
    ParsedThing,
    Place,
)
from lessons.importers.platform_syntax import PLATFORMS_FILE, read_platforms
from lessons.importers.rich_html import refused_in
from lessons.models import CoursePage, ModulePage
from lessons.richtext import TRAINER, TextRefused, render_markdown

COURSE_FILE = "course.md"
MODULE_FILE = "module.md"
QUESTIONNAIRES = "questionnaires"

COURSE_KEYS = ("title", "slug", "lead")
MODULE_KEYS = ("number", "title", "slug", "short_title", "goal")


def read_course(folder: Path) -> ParsedCourse:
    """Return the course in that folder. Raises CourseRefused with every fault of every file. No query."""
    where = Place(folder, COURSE_FILE)
    if not (folder / COURSE_FILE).is_file():
        where.fault(1, _("In deze map staat geen course.md. Wijs de map van een cursus aan, of maak dat bestand."))
        raise CourseRefused(where.faults)
    course = _CourseReader(where).read()
    if where.faults:
        raise CourseRefused(where.faults)
    return course


def is_ignored(path: Path) -> bool:
    """Say whether a file is about the folder and no part of the course: README.md, LICENSE.md, hidden files."""
    stem = path.name.split(".")[0]
    return path.name.startswith(".") or (stem.isupper() and stem.isalpha())


def course_files(folder: Path) -> list[Path]:
    """Return the files in `folder` itself that are part of a course, by name."""
    return sorted(path for path in folder.glob("*.md") if path.is_file() and not is_ignored(path))


def module_folders(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if path.is_dir() and path.name != QUESTIONNAIRES and course_files(path)
    )


class _CourseReader:
    """One reading of one folder: all places share a list of faults, all dingen one list of slugs and numbers."""

    def __init__(self, where: Place) -> None:
        self.where = where
        self.folder = where.folder
        self.taken = Taken()

    def place(self, path: Path) -> Place:
        return Place(path.parent, path.relative_to(self.folder).as_posix(), self.where.faults)

    def read(self) -> ParsedCourse:
        where = self.where
        document = read_document(self.folder / COURSE_FILE, where)
        fields = Fields(document or Document({}, ()), CoursePage, where)
        if document:
            fields.check_names(COURSE_KEYS, ["owner"])
        slug = fields.text("slug")
        self.refuse_strays()
        course = ParsedCourse(
            external_key=slug,
            title=fields.text("title"),
            slug=slug,
            lead=fields.text("lead"),
            introduction=self.read_introduction(document.body if document else ()),
            owner=fields.text("owner", is_field=False),
            modules=self.read_modules(slug),
            questionnaires=self.read_questionnaires(),
            file=where.file,
            line=1,
            platforms=self.read_platforms(),
        )
        if not any(module.things for module in course.modules) and not where.faults:
            where.fault(1, _("Deze cursus heeft geen dingen. Maak een map met een module.md en minstens één ding."))
        return course

    def refuse_strays(self) -> None:
        """Report a ding or module that stands in no folder of a module."""
        for path in course_files(self.folder):
            if path.name not in {COURSE_FILE, PLATFORMS_FILE} and has_front_matter(path):
                self.place(path).fault(
                    1, _("Dit bestand staat niet in de map van een module. Verplaats het, of haal het weg.")
                )

    def read_introduction(self, body: Iterable[Line]) -> str:
        """Return the introduction as HTML: its field on the page is one of Wagtail's own editor."""
        texts = []
        for part in split_body(body, self.where):
            if isinstance(part, Text):
                check_headings(part.lines, self.where)
                texts.append(self.rendered(part))
            elif part.name == "html":
                piece = lesson_dialect().read(part, self.where)
                texts.append(piece.value if piece else "")
            else:
                self.where.fault(part.line, _("In course.md hoort alleen gewone tekst. Zet dit blok in een ding."))
        return "\n".join(texts)

    def rendered(self, part: Text) -> str:
        try:
            html = str(render_markdown(part.text, TRAINER))
        except TextRefused as refusal:
            self.where.fault(part.line, str(refusal))
            return ""
        if refused := refused_in(html):
            self.where.fault(
                part.line,
                _("In de inleiding van een cursus kan %(refused)s niet. Gebruik alinea’s, lijsten, links en nadruk.")
                % {"refused": ", ".join(refused)},
            )
        return html

    def read_modules(self, course_key: str) -> tuple[ParsedModule, ...]:
        modules = [self.read_module(folder, course_key) for folder in module_folders(self.folder)]
        return tuple(sorted((module for module in modules if module), key=lambda module: module.number))

    def read_module(self, folder: Path, course_key: str) -> ParsedModule | None:
        path = folder / MODULE_FILE
        where = self.place(path)
        if path.is_file():
            document = read_document(path, where)
        else:
            document = None
            where.fault(1, _("Dit bestand ontbreekt. Maak het, met het nummer en de titel van de module."))
        things = self.read_things(folder, course_key)
        if document is None:
            return None
        fields = Fields(document, ModulePage, where)
        fields.check_names(MODULE_KEYS)
        text = next((line for line in document.body if not line.is_blank), None)
        if text:
            where.fault(text.number, _("Onder de gegevens van een module hoort geen tekst. Zet hem in een ding."))
        number, slug = fields.number("number"), fields.text("slug")
        key = f"{course_key}/{slug}"
        self.taken.take_entry(_("Het nummer van een module"), "number", number, document, where)
        self.taken.take_entry(_("De slug van een module"), "slug", slug, document, where)
        check_key_length(key, document, where)
        return ParsedModule(
            external_key=key,
            number=number,
            title=fields.text("title"),
            slug=slug,
            short_title=fields.text("short_title"),
            goal=fields.text("goal"),
            things=things,
            file=where.file,
            line=1,
        )

    def read_things(self, folder: Path, course_key: str) -> tuple[ParsedThing, ...]:
        paths = [path for path in course_files(folder) if path.name != MODULE_FILE]
        things = [read_thing(path, course_key, self.taken, self.place(path)) for path in paths]
        return tuple(sorted((thing for thing in things if thing), key=lambda thing: thing.number))

    def read_questionnaires(self) -> tuple[ParsedQuestionnaire, ...]:
        folder = self.folder / QUESTIONNAIRES
        paths = course_files(folder) if folder.is_dir() else []
        lists = [read_questionnaire(path, self.taken, self.place(path)) for path in paths]
        return tuple(one for one in lists if one)

    def read_platforms(self) -> tuple[ParsedPlatform, ...]:
        path = self.folder / PLATFORMS_FILE
        return read_platforms(path, self.place(path)) if path.is_file() else ()
