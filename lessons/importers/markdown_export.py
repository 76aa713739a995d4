"""Writes a course as the folder of Markdown files that FORMAT.md describes, in its one canonical form.

What is written reads back to the same pages, and importing it changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lessons.blocks import EXERCISE_KINDS
from lessons.importers.dialects import item_dialect, lesson_dialect
from lessons.importers.directives import COLONS
from lessons.importers.fields import NEVER
from lessons.importers.front_matter import Entry, read_document, write_entries
from lessons.importers.identity import exercise_id, plain
from lessons.importers.links import to_keys
from lessons.importers.markdown_course import (
    COURSE_FILE,
    MODULE_FILE,
    QUESTIONNAIRES,
    course_files,
    module_folders,
)
from lessons.importers.media import media_model
from lessons.importers.parsed import MediaFile, Place
from lessons.importers.platform_syntax import PLATFORMS_FILE, platforms_lines
from lessons.importers.rich_html import as_markdown, without_editor_keys
from lessons.importers.syntax import media_field
from lessons.models import CoursePage, ModulePage, Platform, Questionnaire, ThingPage


class ExportRefused(ValueError):  # noqa: N818 - the word of the house, as in CourseRefused.
    """A folder that an export may not write in. Its message says why, and what to do."""


@dataclass
class Files:
    """The files of an export: bytes by their path within the folder."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, lines: Iterable[str]) -> None:
        self.contents[path] = ("\n".join(lines).rstrip("\n") + "\n").encode()

    def add_media(self, folder: str, row: Any) -> str:
        """Add the file of an image or document; return its name as the dingen of that folder know it."""
        with row.file.open("rb") as opened:
            content = opened.read()
        stem, suffix = file_stem(row.title), Path(row.file.name).suffix
        number = 1
        while True:
            name = f"media/{stem}{suffix if number == 1 else f'-{number}{suffix}'}"
            if self.contents.setdefault(f"{folder}/{name}", content) == content:
                return name
            number += 1


def file_stem(title: str) -> str:
    """Return a title as the name of a file that any system can hold; one that can already stays as it is."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", letters).strip("-.") or "bestand"


@dataclass(frozen=True)
class Exported:
    """What an export did: files written, files of an earlier export taken away, and dingen left out as not live."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    skipped: tuple[str, ...]


def export_course(course: CoursePage, folder: Path, owner: str = "") -> Exported:
    """Write the live pages of a course in `folder`. Raises ExportRefused when that folder holds something else.

    In a folder with an earlier export, files that belong to no page any more go: they would be read as dingen.
    Files about the folder (README.md, LICENSE.md) and unused media stay.
    """
    refuse_other_folder(course, folder)
    files = course_as_files(course, owner or earlier_owner(folder))
    stale = [path for path in earlier_files(folder) if path.relative_to(folder).as_posix() not in files]
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in stale:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    hidden = [
        page.title
        for model in (ModulePage, ThingPage)
        for page in model.objects.descendant_of(course).not_live().order_by("path")
    ]
    removed = tuple(path.relative_to(folder).as_posix() for path in stale)
    return Exported(tuple(files), removed, tuple(hidden))


def earlier_entries(folder: Path) -> dict[str, Entry]:
    """Return the front matter of the course that stands in `folder`; empty without one."""
    file = folder / COURSE_FILE
    document = read_document(file, Place(folder, COURSE_FILE)) if file.is_file() else None
    return document.entries if document else {}


def earlier_owner(folder: Path) -> str:
    """Return the owner that an earlier export names: lessons do not know who owns a course."""
    entry = earlier_entries(folder).get("owner")
    return entry.text if entry else ""


def refuse_other_folder(course: CoursePage, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportRefused(_("%(folder)s is geen map. Noem een map.") % {"folder": folder})
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / COURSE_FILE).is_file():
        raise ExportRefused(
            _("In %(folder)s staan al bestanden, maar geen cursus. Noem een lege map.") % {"folder": folder}
        )
    slug = earlier_entries(folder).get("slug")
    if slug is None or slug.text != course.slug:
        raise ExportRefused(
            _("In %(folder)s staat een andere cursus dan %(slug)s. Noem een lege map.")
            % {"folder": folder, "slug": course.slug}
        )


def earlier_files(folder: Path) -> list[Path]:
    """Return the files of modules, dingen, questionnaires and platforms that stand there now."""
    if not folder.is_dir():
        return []
    inner = [path for one in [*module_folders(folder), folder / QUESTIONNAIRES] for path in course_files(one)]
    return [*inner, *folder.glob(PLATFORMS_FILE)]


# --- One file each -------------------------------------------------------------------------------------------------


def course_as_files(course: CoursePage, owner: str = "") -> dict[str, bytes]:
    """Return the files of the folder by path. Queries: four, and one a file of media."""
    files = Files()
    entries: dict[str, object] = {"title": course.title, "slug": course.slug, "lead": course.lead}
    if owner:
        entries["owner"] = owner
    files.add(COURSE_FILE, [*write_entries(entries), *introduction_lines(course.introduction)])
    things = list(ThingPage.objects.descendant_of(course).live().order_by("path"))
    for module in ModulePage.objects.child_of(course).live().order_by("path"):
        folder = f"{module.number}-{module.slug}"
        files.add(f"{folder}/{MODULE_FILE}", module_lines(module))
        for thing in things:
            if thing.is_child_of(module):
                name = f"{folder}/{thing.number:02d}-{thing.slug}.md"
                files.add(name, thing_lines(thing, course, _Media(files, folder)))
    for questionnaire in Questionnaire.objects.filter(live=True).order_by("slug"):
        files.add(f"{QUESTIONNAIRES}/{questionnaire.slug}.md", questionnaire_lines(questionnaire))
    if platforms := list(Platform.objects.order_by("key")):
        files.add(PLATFORMS_FILE, platforms_lines(platforms))
    return files.contents


def introduction_lines(html: str) -> list[str]:
    if not html:
        return []
    markdown = as_markdown(html)
    if markdown is not None:
        return [COLONS.escape(line) for line in markdown.split("\n")]
    return lesson_dialect().write("richtext", without_editor_keys(html))


def module_lines(module: ModulePage) -> list[str]:
    names = ("number", "title", "slug", "short_title", "goal")
    return write_entries({name: getattr(module, name) for name in names})


def thing_lines(thing: ThingPage, course: CoursePage, media: _Media) -> list[str]:
    must = "number title slug spine_title goal minutes_read minutes_do minutes_review author".split()
    entries: dict[str, object] = {name: getattr(thing, name) for name in must}
    entries["valid_until"] = thing.valid_until or NEVER
    may = ("channels", "log_question", "start", "challenge")
    entries |= {name: getattr(thing, name) for name in may if getattr(thing, name)}
    entries["reading"] = [line.strip() for line in thing.reading.splitlines() if line.strip()]
    return [*write_entries(entries), *body_lines(thing, f"{course.slug}/{thing.slug}", media)]


def body_lines(thing: ThingPage, thing_key: str, media: _Media) -> Iterator[str]:
    """Yield the blocks of a ding, a blank line between two."""
    keys = {exercise.key for exercise in thing.exercises}
    block = thing.body.stream_block
    before = ""
    for raw in block.get_prep_value(thing.body):
        value = to_keys(plain(block.child_blocks[raw["type"]], media.named(raw["type"], raw["value"])), keys)
        if raw["type"] in EXERCISE_KINDS and str(raw["id"]) != exercise_id(thing_key, value["key"]):
            value["id"] = str(raw["id"])
        if before:
            yield ""
        yield from block_lines(raw["type"], value, before)
        before = raw["type"]


def block_lines(block_type: str, value: Any, before: str) -> list[str]:
    # Two texts in a row would read back as one: the second is then written as a block.
    if block_type == "markdown" and before != "markdown" and value.strip():
        return [COLONS.escape(line) for line in value.strip().split("\n")]
    return lesson_dialect().write(block_type, value)


@dataclass(frozen=True)
class _Media:
    """The files of the pages in one folder."""

    files: Files
    folder: str

    def named(self, block_type: str, value: Any) -> Any:
        """Return a raw value with the names of its files, where the page holds their keys."""
        name = media_field(lesson_dialect().block.child_blocks[block_type])
        model = media_model(name)
        row = model.objects.filter(pk=value[name]).first() if name else None
        if row is None:  # No file, or one that somebody deleted.
            return value
        return {**value, name: MediaFile(Path(), self.files.add_media(self.folder, row))}


def questionnaire_lines(questionnaire: Questionnaire) -> list[str]:
    entries: dict[str, object] = {
        "slug": questionnaire.slug,
        "title": questionnaire.title,
        "anonymous": questionnaire.is_anonymous,
    }
    text = questionnaire.introduction.replace("\r\n", "\n").strip()
    parts = [[COLONS.escape(line) for line in text.split("\n")]] if text else []
    block = questionnaire.items.stream_block
    for raw in block.get_prep_value(questionnaire.items):
        parts.append(item_dialect().write(raw["type"], plain(block.child_blocks[raw["type"]], raw["value"])))
    return [*write_entries(entries), *"\n\n".join("\n".join(part) for part in parts).split("\n")]
