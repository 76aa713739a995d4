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

MOST_STEPS = 10
"""From the lowest to the highest point: 0 to 10. Each point is a button to press."""


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

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_double_keys(value["options"], value["text"])
        return value


class SeveralBlock(ChoiceItemBlock):
    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Meer keuzes")


class KnowledgeBlock(ChoiceItemBlock):
    right = blocks.CharBlock(
        label=gettext_lazy("Goed is"), max_length=30, help_text=gettext_lazy("De sleutel van het goede antwoord.")
    )
    explanation = blocks.CharBlock(
        label=gettext_lazy("Uitleg"),
        max_length=500,
        help_text=gettext_lazy("Wie de lijst heeft ingevuld, leest dit bij de uitslag."),
    )

    class Meta:
        icon = "help"
        label = gettext_lazy("Kennisvraag")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        keys = [option["key"] for option in value["options"]]
        if value["right"] not in keys:
            sentence = _("Er is geen antwoord met de sleutel “%(right)s”. Kies uit: %(known)s.")
            known = {"right": value["right"], "known": ", ".join(keys)}
            raise blocks.StructBlockValidationError({"right": ValidationError(sentence % known)})
        return value


class NumberBlock(ItemBlock):
    minimum = blocks.IntegerBlock(label=gettext_lazy("Minstens"), default=0)
    maximum = blocks.IntegerBlock(label=gettext_lazy("Hoogstens"), default=1000)

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Getal")


class PointsBlock(ItemBlock):
    """A mark on a row of numbers, of which only the ends have a name. Counts in no module."""

    minimum = blocks.IntegerBlock(label=gettext_lazy("Van"), default=0, min_value=0)
    maximum = blocks.IntegerBlock(label=gettext_lazy("Tot en met"), default=10)
    low = blocks.CharBlock(label=gettext_lazy("Het laagste punt heet"), max_length=60)
    high = blocks.CharBlock(label=gettext_lazy("Het hoogste punt heet"), max_length=60)

    class Meta:
        icon = "order-up"
        label = gettext_lazy("Punten geven")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not 1 <= value["maximum"] - value["minimum"] <= MOST_STEPS:
            sentence = _("Kies een getal dat 1 tot %(most)s hoger is dan het laagste punt.") % {"most": MOST_STEPS}
            raise blocks.StructBlockValidationError({"maximum": ValidationError(sentence)})
        return value


class TextItemBlock(ItemBlock):
    maximum = blocks.IntegerBlock(label=gettext_lazy("Hoogstens (tekens)"), default=500)

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Open vraag")


class HeadingItemBlock(ItemBlock):
    """A heading between parts; its hint is a text below it. Nothing is answered, so nothing is kept."""

    class Meta:
        icon = "title"
        label = gettext_lazy("Tussenkop")


class ItemsBlock(blocks.StreamBlock):
    scale = ScaleBlock()
    choice = ChoiceItemBlock()
    number = NumberBlock()
    text = TextItemBlock()
    several = SeveralBlock()
    points = PointsBlock()
    knowledge = KnowledgeBlock()
    heading = HeadingItemBlock()

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_double_keys([child.value for child in value], _("vragenlijst"))
        return value


@dataclass(frozen=True)
class Item:
    """One item, ready for a form or a result: `kind` is its name in ItemsBlock."""

    key: str
    kind: str
    text: str
    hint: str
    value: Any

    @property
    def options(self) -> list[tuple[int | str, str]]:
        """What there is to choose, as (value as it is stored, words); the words of a point are its name, if any.

        Without "n.v.t."; empty for a number, a text and a heading.
        """
        if self.kind == "scale":
            return list(enumerate(self.value["labels"], start=1))
        if self.kind == "points":
            first, last = self.value["minimum"], self.value["maximum"]
            names = {first: self.value["low"], last: self.value["high"]}
            return [(point, names.get(point, "")) for point in range(first, last + 1)]
        if self.kind in ("choice", "several", "knowledge"):
            return [(option["key"], option["text"]) for option in self.value["options"]]
        return []


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
