"""Page types and their grammar: a home page, courses, modules, dingen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from lessons.blocks import EXERCISE_KINDS, RICH_TEXT_FEATURES, LessonBody
from lessons.exercises import Exercise
from lessons.fields import LessonStreamField
from lessons.forms import NO_AUTHOR, ThingPageForm
from lessons.images import CourseImage, Rendition
from lessons.jargon_words import JargonWord
from lessons.platforms import Platform
from lessons.questionnaires import Questionnaire

__all__ = [
    "CourseImage",
    "CoursePage",
    "HomePage",
    "JargonWord",
    "ModulePage",
    "Platform",
    "Questionnaire",
    "Rendition",
    "ThingPage",
]


class OnSite:
    """An address that costs no query: the home page is the site's root, so the path without it is the address."""

    url_path: str

    @property
    def address(self) -> str:
        """Where this page stands on its site, such as /23-dingen/start-en-privacy/start/."""
        return "/" + "/".join(self.url_path.split("/")[2:])


class HomePage(OnSite, Page):
    """The public front door: explains the course to somebody who has never heard of it."""

    lead = models.CharField(_("inleiding"), max_length=300, blank=True)

    template = "lessons/home_page.html"
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["lessons.CoursePage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("startpagina")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        course = CoursePage.objects.child_of(self).live().first()
        context["course"] = course
        context["course_modules"] = course.modules_with_things() if course else []
        return context


class CoursePage(OnSite, Page):
    """A course: modules in order. Who owns it is kept in `cohorts`, because lessons know no organisation."""

    lead = models.CharField(_("inleiding"), max_length=300)
    introduction = RichTextField(_("over deze cursus"), features=RICH_TEXT_FEATURES, blank=True)
    external_key = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)

    template = "lessons/course_page.html"
    exclude_fields_in_copy: ClassVar = ["external_key"]  # It names one page.
    parent_page_types: ClassVar = ["lessons.HomePage"]
    subpage_types: ClassVar = ["lessons.ModulePage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("cursus")
        verbose_name_plural = _("cursussen")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["course_modules"] = self.modules_with_things()
        return context

    def modules_with_things(self) -> list[ModulePage]:
        """Return the live modules in order, each with its live things in `.things`. Two queries."""
        modules = list(ModulePage.objects.child_of(self).live().order_by("path"))
        things = ThingPage.objects.descendant_of(self).live().order_by("path").without_body()
        for module in modules:
            module.things = [thing for thing in things if thing.is_child_of(module)]
        return modules


class ModulePage(OnSite, Page):
    """A few things about one subject."""

    number = models.PositiveSmallIntegerField(
        _("nummer"), validators=[MinValueValidator(1), MaxValueValidator(7)], help_text=_("Bepaalt ook de kleur.")
    )
    short_title = models.CharField(_("naam op de plank"), max_length=16)
    goal = models.TextField(_("doel van de module"), blank=True)
    external_key = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)

    things: list[ThingPage]

    template = "lessons/module_page.html"
    exclude_fields_in_copy: ClassVar = ["external_key"]
    parent_page_types: ClassVar = ["lessons.CoursePage"]
    subpage_types: ClassVar = ["lessons.ThingPage"]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("short_title")]),
        FieldPanel("goal"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        self.things = list(ThingPage.objects.child_of(self).live().order_by("path").without_body())
        context["things"] = self.things
        return context


@dataclass(frozen=True)
class BoundExercise:
    """One exercise where it stands: the block (its kind), what the trainer wrote, and its lasting id.

    `position` counts from 1 over the exercises that belong to the evidence (`counts`); an extra one has 0.
    """

    id: str
    block: Exercise
    value: Any
    position: int

    @property
    def kind(self) -> str:
        return self.block.kind

    @property
    def key(self) -> str:
        return str(self.value["key"])

    @property
    def title(self) -> str:
        return str(self.value["title"])

    @property
    def counts(self) -> bool:
        return bool(self.value["counts"])

    @property
    def anchor(self) -> str:
        """Where the exercise stands on its page; stable, so that a link in a mail still arrives."""
        return f"oefening-{self.key}"


def exercises_in(body: Iterable[Any]) -> list[BoundExercise]:
    """Return the exercises of a lesson body in reading order."""
    positions = count(1)
    return [
        BoundExercise(str(child.id), child.block, child.value, next(positions) if child.value["counts"] else 0)
        for child in body
        if child.block_type in EXERCISE_KINDS
    ]


class ThingQuerySet(PageQuerySet):
    def without_body(self) -> Self:
        """Leave the lesson's text in the database: for lists and shelves."""
        return self.defer("body", "search_description", "reading", "start", "challenge")


class ThingPage(OnSite, Page):
    """A ding: something to read, something to do, something to look back on."""

    number = models.PositiveSmallIntegerField(_("nummer"), validators=[MinValueValidator(1), MaxValueValidator(99)])
    spine_title = models.CharField(
        _("rugtitel"), max_length=25, help_text=_("Op de rug van het boek op de plank, hoogstens 25 tekens.")
    )
    goal = models.TextField(_("leerdoel"), help_text=_("Eén zin: wat kan iemand na dit ding?"))
    minutes_read = models.PositiveSmallIntegerField(_("minuten lezen"), default=15)
    minutes_do = models.PositiveSmallIntegerField(_("minuten doen"), default=30)
    minutes_review = models.PositiveSmallIntegerField(_("minuten terugkijken"), default=5)
    channels = models.CharField(_("kanalen"), max_length=200, blank=True)
    body = LessonStreamField(LessonBody(), verbose_name=_("inhoud"), blank=True)
    start = models.TextField(_("start"), blank=True, help_text=_("De korte weg, voor wie weinig tijd heeft."))
    challenge = models.TextField(_("uitdaging"), blank=True, help_text=_("Extra, telt niet mee."))
    log_question = models.CharField(_("logboekvraag"), max_length=300, blank=True)
    reading = models.TextField(
        _("verder lezen"),
        blank=True,
        help_text=_("Eén bron per regel. Begin met “(controleren) ” als iemand hem nog moet nakijken."),
    )
    author = models.CharField(
        _("auteur"), max_length=160, blank=True, help_text=_("Zonder auteur kan een ding niet gepubliceerd worden.")
    )
    valid_until = models.DateField(
        _("houdbaar tot"), null=True, blank=True, help_text=_("Daarna vraagt de site om de tekst na te kijken.")
    )
    external_key = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)

    objects = PageManager.from_queryset(ThingQuerySet)()

    template = "lessons/thing_page.html"
    base_form_class = ThingPageForm
    exclude_fields_in_copy: ClassVar = ["external_key"]
    preview_modes: ClassVar = [("new", _("Nieuw")), ("busy", _("Half klaar")), ("done", _("Klaar"))]
    private_page_options: ClassVar[list[str]] = []  # Who may read a ding is for its cohorts to say, not for a page.
    parent_page_types: ClassVar = ["lessons.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("goal"), index.SearchField("body")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("spine_title")]),
        FieldPanel("goal"),
        FieldRowPanel([FieldPanel("minutes_read"), FieldPanel("minutes_do"), FieldPanel("minutes_review")]),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("start"), FieldPanel("challenge"), FieldPanel("log_question"), FieldPanel("reading")],
            heading=_("Varianten en verder lezen"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("valid_until"), FieldPanel("channels")], heading=_("Colofon")
        ),
    ]

    class Meta:
        verbose_name = _("ding")
        verbose_name_plural = _("dingen")

    @property
    def minutes(self) -> int:
        """How long the whole ding takes: reading, doing and looking back."""
        return self.minutes_read + self.minutes_do + self.minutes_review

    @property
    def module_number(self) -> int:
        """The number of the module above, which is also the page's colour; 1 for a page that stands nowhere yet."""
        numbers = ModulePage.objects.filter(path=(self.path or "")[:-4]).values_list("number", flat=True)
        return next(iter(numbers), 1)

    @cached_property
    def exercises(self) -> list[BoundExercise]:
        """The exercises in reading order. No query beyond the page itself."""
        return exercises_in(self.body)

    def exercise(self, exercise_id: str) -> BoundExercise | None:
        """Return the exercise with that id, or None when this page has no such exercise (any more)."""
        return next((exercise for exercise in self.exercises if exercise.id == exercise_id), None)

    def exercise_by_key(self, key: str) -> BoundExercise | None:
        """Return the exercise with that key, or None."""
        return next((exercise for exercise in self.exercises if exercise.key == key), None)

    @property
    def reading_list(self) -> list[tuple[str, bool]]:
        """The sources as (text, still to be checked?)."""
        lines = [line.strip() for line in self.reading.splitlines() if line.strip()]
        return [
            (line.removeprefix("(gezien) ").removeprefix("(controleren) "), line.startswith("(controleren) "))
            for line in lines
        ]

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Tell the page which participant the trainer wants to see it as; `page_state` makes up the rest."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        context["preview_mode"] = mode_name
        return context

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.live and not self.author:
            raise ValidationError({"author": NO_AUTHOR})
