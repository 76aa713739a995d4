"""Questionnaires that trainers write: content, not code. What people answer lives in course/evaluations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from lessons.exercises.base import refuse_double_keys
from lessons.fields import LessonStreamField


class ItemBlock(blocks.StructBlock):
    """One item. The key is shared by questionnaires that must be compared (before and after): it never changes."""

    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), max_length=30)
    text = blocks.CharBlock(label=gettext_lazy("Vraag of stelling"), max_length=300)
    hint = blocks.CharBlock(label=gettext_lazy("Hulp bij het invullen"), max_length=300, required=False)


class ScaleBlock(ItemBlock):
    labels = blocks.ListBlock(
        blocks.CharBlock(max_length=60), label=gettext_lazy("Namen van de punten, van laag naar hoog"), min_num=2
    )
    not_applicable = blocks.CharBlock(
        label=gettext_lazy("Niet van toepassing heet"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Laat leeg als deze keuze er niet is."),
    )
    group = blocks.CharBlock(label=gettext_lazy("Hoort bij module"), max_length=20, required=False)

    class Meta:
        icon = "order"
        label = gettext_lazy("Schaal")


class ChoiceOptionBlock(blocks.StructBlock):
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), max_length=30)
    text = blocks.CharBlock(label=gettext_lazy("Antwoord"), max_length=120)


class ChoiceItemBlock(ItemBlock):
    options = blocks.ListBlock(ChoiceOptionBlock(), label=gettext_lazy("Antwoorden"), min_num=2)

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Keuze")


class NumberBlock(ItemBlock):
    minimum = blocks.IntegerBlock(label=gettext_lazy("Minstens"), default=0)
    maximum = blocks.IntegerBlock(label=gettext_lazy("Hoogstens"), default=1000)

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Getal")


class TextItemBlock(ItemBlock):
    maximum = blocks.IntegerBlock(label=gettext_lazy("Hoogstens (tekens)"), default=500)

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Open vraag")


class ItemsBlock(blocks.StreamBlock):
    scale = ScaleBlock()
    choice = ChoiceItemBlock()
    number = NumberBlock()
    text = TextItemBlock()

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_double_keys([child.value for child in value], _("vragenlijst"))
        return value


@dataclass(frozen=True)
class Item:
    """One item, ready for a form or a result: `kind` is scale, choice, number or text."""

    key: str
    kind: str
    text: str
    hint: str
    value: Any


class Questionnaire(PreviewableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """A list of items. `is_anonymous` decides how answers are kept, so it cannot change once somebody answered."""

    slug = models.SlugField(gettext_lazy("adresnaam"), unique=True)
    title = models.CharField(gettext_lazy("titel"), max_length=120)
    introduction = models.TextField(gettext_lazy("inleiding"), blank=True)
    is_anonymous = models.BooleanField(
        gettext_lazy("zonder naam"),
        default=True,
        help_text=gettext_lazy("Zonder naam: niemand kan zien wie wat antwoordde, ook de beheerder niet."),
    )
    items = LessonStreamField(ItemsBlock(), verbose_name=gettext_lazy("vragen"), blank=True)

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("introduction"),
        FieldPanel("is_anonymous"),
        FieldPanel("items"),
    ]
    search_fields: ClassVar = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = gettext_lazy("vragenlijst")
        verbose_name_plural = gettext_lazy("vragenlijsten")

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "evaluations/preview.html"

    def item_list(self) -> list[Item]:
        """Return the items in order. No query."""
        return [
            Item(child.value["key"], child.block_type, child.value["text"], child.value["hint"] or "", child.value)
            for child in self.items
        ]

    def clean(self) -> None:
        super().clean()
        if self.live and not len(self.items):
            raise ValidationError({"items": _("Deze vragenlijst heeft nog geen vragen. Voeg er één toe.")})
