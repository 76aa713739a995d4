"""Makes pages of a ParsedCourse: all of them or none, and only what differs from what is there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.models import Locale, Page, Site

from lessons.blocks import EXERCISE_KINDS
from lessons.importers.identity import plain, same
from lessons.importers.media import MediaShelf
from lessons.importers.parsed import (
    CourseRefused,
    Fault,
    ParsedBlock,
    ParsedCourse,
    ParsedModule,
    ParsedPlatform,
    ParsedQuestionnaire,
    ParsedThing,
)
from lessons.importers.platform_syntax import FIELDS as PLATFORM_FIELDS
from lessons.importers.rich_html import same_prose
from lessons.models import CoursePage, HomePage, ModulePage, Platform, Questionnaire, ThingPage

HOME_TITLE = "23 dingen"
LANGUAGE = "nl"

MADE = gettext_lazy("gemaakt")
UPDATED = gettext_lazy("bijgewerkt")
UNCHANGED = gettext_lazy("ongewijzigd")


@dataclass(frozen=True)
class Change:
    """What happened to one page, questionnaire or platform.

    `what` is MADE, UPDATED or UNCHANGED; `is_live`: people see it.
    """

    what: Any
    kind: str
    title: str
    is_live: bool


@dataclass(frozen=True)
class Built:
    """What an import did. `left` names pages of this course that the folder does not have: nothing was done to them.

    `owner` is the slug of the POI that the folder names: who owns a course is kept outside lessons.
    """

    course: CoursePage
    owner: str
    changes: tuple[Change, ...]
    left: tuple[str, ...]


def build_course(parsed: ParsedCourse, *, dry_run: bool = False) -> Built:
    """Make or update the pages of a course, in one transaction. Raises CourseRefused and then changes nothing.

    With `dry_run` the same is done and then undone, so that `Built` says what would happen.
    """
    shelf = MediaShelf()
    try:
        with transaction.atomic():
            built = _Builder(parsed, shelf).build()
            if dry_run:
                transaction.set_rollback(True)
    except BaseException:
        shelf.clear()
        raise
    if dry_run:
        shelf.clear()
        Site.clear_site_root_paths_cache()
    return built


class _Builder:
    """One building of one course."""

    def __init__(self, parsed: ParsedCourse, shelf: MediaShelf) -> None:
        self.parsed = parsed
        self.shelf = shelf
        self.faults: list[Fault] = []
        self.changes: list[Change] = []
        self.seen: set[int] = set()

    def build(self) -> Built:
        home = home_page(self.parsed.lead)
        course = self.course(home)
        for parsed in self.parsed.modules if course.pk else ():
            self.module_with_things(parsed, course)
        for questionnaire in self.parsed.questionnaires:
            self.questionnaire(questionnaire)
        for platform in self.parsed.platforms:
            self.platform(platform)
        if self.faults:
            raise CourseRefused(self.faults)
        put_in_order(ModulePage, course)
        course.refresh_from_db()
        return Built(course, self.parsed.owner, tuple(self.changes), tuple(self.left_alone(course)))

    # --- Pages ---------------------------------------------------------------------------------------------------

    def course(self, home: HomePage) -> CoursePage:
        parsed = self.parsed
        course = find(CoursePage, parsed.external_key, parsed.slug, home) or CoursePage()
        introduction = parsed.introduction
        if same_prose(course.introduction, introduction):
            introduction = course.introduction
        values = {"lead": parsed.lead, "introduction": introduction, **shared_values(parsed)}
        return self.save_page(course, values, home, parsed)

    def module_with_things(self, parsed: ParsedModule, course: CoursePage) -> None:
        module = self.module(parsed, course)
        if module.pk is None:  # Refused: its dingen would have no place.
            return
        for thing in parsed.things:
            self.thing(thing, module, course)
        put_in_order(ThingPage, module)

    def module(self, parsed: ParsedModule, course: CoursePage) -> ModulePage:
        values = {
            "number": parsed.number,
            "short_title": parsed.short_title,
            "goal": parsed.goal,
            **shared_values(parsed),
        }
        module = find(ModulePage, parsed.external_key, parsed.slug, course) or ModulePage()
        return self.save_page(module, values, course, parsed)

    def thing(self, parsed: ParsedThing, module: ModulePage, course: CoursePage) -> ThingPage:
        names = (
            "number spine_title goal minutes_read minutes_do minutes_review author valid_until channels "
            "log_question start challenge reading"
        ).split()
        thing = find(ThingPage, parsed.external_key, parsed.slug, course) or ThingPage()
        values = {name: getattr(parsed, name) for name in names}
        values["body"] = self.stream(thing, "body", parsed.body)
        return self.save_page(thing, {**values, **shared_values(parsed)}, module, parsed)

    def stream(self, owner: Any, field: str, parsed: Iterable[ParsedBlock]) -> Any:
        """Return a stream value of what was read, or the one that is there when it says the same."""
        block = owner._meta.get_field(field).stream_block
        raw = [{"type": one.type, "value": self.shelf.placed(one.value), "id": one.id} for one in parsed]
        kept = getattr(owner, field)
        if same(essence(block, block.get_prep_value(kept)), essence(block, raw)):
            return kept
        return block.to_python(raw)

    def save_page(self, page: Any, values: dict[str, Any], parent: Page, source: Any) -> Any:
        """Return the page with those values, published when they are new. A published page always has a revision."""
        is_new = page.pk is None
        differs = is_new or any(is_other(getattr(page, name), value) for name, value in values.items())
        moves = not is_new and not page.is_child_of(parent)
        for name, value in values.items():
            setattr(page, name, value)
        try:
            if is_new:
                page.locale = parent.locale
                parent.add_child(instance=page)
            elif moves:
                page.move(parent, pos="last-child")
                page = page.specific_class.objects.get(pk=page.pk)
                for name, value in values.items():
                    setattr(page, name, value)
            if differs or (page.live and page.live_revision_id is None):
                page.save_revision().publish()
                differs = True
        except ValidationError as error:
            self.refuse(error, source)
        self.note(page, is_new, differs or moves)
        if page.pk:
            self.seen.add(page.pk)
        return page

    def note(self, row: Any, is_new: bool, differs: bool) -> None:
        is_live = getattr(row, "live", True) or differs
        self.changes.append(Change(what_happened(is_new, differs), str(row._meta.verbose_name), str(row), is_live))

    def refuse(self, error: ValidationError, source: Any) -> None:
        self.faults += [Fault(source.file, source.line, message) for message in error.messages]

    def left_alone(self, course: CoursePage) -> list[str]:
        """Return the titles of this course's pages that the folder does not have."""
        pages = [
            page
            for model in (ModulePage, ThingPage)
            for page in model.objects.descendant_of(course).exclude(pk__in=self.seen).order_by("path")
        ]
        return [f"{page._meta.verbose_name} {page.number}: {page.title}" for page in pages]

    # --- Questionnaires ------------------------------------------------------------------------------------------

    def questionnaire(self, parsed: ParsedQuestionnaire) -> None:
        row = Questionnaire.objects.filter(slug=parsed.slug).first() or Questionnaire(slug=parsed.slug)
        values = {
            "title": parsed.title,
            "introduction": parsed.introduction,
            "is_anonymous": parsed.is_anonymous,
            "items": self.stream(row, "items", parsed.items),
        }
        is_new = row.pk is None
        differs = is_new or any(is_other(getattr(row, name), value) for name, value in values.items())
        for name, value in values.items():
            setattr(row, name, value)
        try:
            if is_new:
                row.full_clean()
                row.save()
            if differs or (row.live and row.live_revision_id is None):
                row.save_revision().publish()
                differs = True
        except ValidationError as error:
            self.refuse(error, parsed)
        self.note(row, is_new, differs)

    # --- Platforms -----------------------------------------------------------------------------------------------

    def platform(self, parsed: ParsedPlatform) -> None:
        """Make or update one platform; what the site checked after the folder did, stays."""
        row = Platform.objects.filter(key=parsed.key).first() or Platform(key=parsed.key)
        is_new = row.pk is None
        values = {name: getattr(parsed, name) for name in PLATFORM_FIELDS}
        is_newer_here = row.checked_on is not None and row.checked_on > (parsed.checked_on or date.min)
        differs = not is_newer_here and any(getattr(row, name) != value for name, value in values.items())
        if differs:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        self.note(row, is_new, differs)


def what_happened(is_new: bool, differs: bool) -> Any:
    return MADE if is_new else UPDATED if differs else UNCHANGED


def is_other(old: Any, new: Any) -> bool:
    # Streams that say the same are the same object here (see `stream`); Wagtail's own comparison is no measure.
    return old is not new if isinstance(new, StreamValue) else old != new


def shared_values(parsed: ParsedCourse | ParsedModule | ParsedThing) -> dict[str, Any]:
    return {"title": parsed.title, "slug": parsed.slug, "external_key": parsed.external_key}


def find(model: type[Model], external_key: str, slug: str, above: Page) -> Any:
    """Return the page that was imported under that key, else one that people made here under that slug, or None."""
    pages = model._default_manager
    return (
        pages.filter(external_key=external_key).first() or pages.descendant_of(above).filter(slug=slug).first()  # type: ignore[attr-defined]  # a PageManager
    )


def essence(block: StreamBlock, raw: Iterable[Any]) -> list[Any]:
    """Return what a stream says, without the ids that carry nothing: only that of an exercise has answers."""
    return [
        [
            one["type"],
            str(one["id"]) if one["type"] in EXERCISE_KINDS else "",
            plain(block.child_blocks[one["type"]], one["value"]),
        ]
        for one in raw
    ]


def put_in_order(model: Any, parent: Page) -> None:
    """Put the pages below `parent` in the order of their numbers. One query when they are."""
    pages = list(model.objects.child_of(parent).order_by("path"))
    wanted = sorted(pages, key=lambda page: page.number)
    if wanted == pages:
        return
    for page in wanted:
        # Every move writes new paths: both rows are read again, because the ones at hand are out of date by now.
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


# --- The house around the course -----------------------------------------------------------------------------------


def home_page(lead: str) -> HomePage:
    """Return the home page; at the first import make it, as the root of the default site, in Dutch."""
    home = HomePage.objects.first()
    if home:
        return home
    locale, _made = Locale.objects.get_or_create(language_code=LANGUAGE)
    home = HomePage(title=HOME_TITLE, slug="startpagina", lead=lead, locale=locale)
    Page.objects.get(depth=1).add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    site.root_page = home
    site.site_name = HOME_TITLE
    site.save()
    for page in Page.objects.filter(depth=2, slug="home", numchild=0, first_published_at=None, latest_revision=None):
        if page.specific_class is Page:  # Wagtail's own welcome, never touched by anybody.
            page.delete()
    home.refresh_from_db()
    return home
