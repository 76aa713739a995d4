"""The word list of the writing coach: jargon with plain words for it. Trainers keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.core.validators import validate_comma_separated_integer_list
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from lessons.coach.jargon import Entry, forms_of


class JargonWordQuerySet(models.QuerySet["JargonWord"]):
    def in_order(self) -> JargonWordQuerySet:
        """Return them by the alphabet."""
        return self.order_by(Lower("word"))


class JargonWord(models.Model):
    """A word of the trade, with a plain one for it or the ding that explains it.

    Modules and dingen go by their number and not by a page: the list is one for all courses, and it is there before any
    of them is.
    """

    word = models.CharField(
        _("woord"), max_length=60, unique=True, help_text=_("Eén woord of een paar woorden: “in het kader van”.")
    )
    other_forms = models.CharField(
        _("andere vormen"),
        max_length=200,
        blank=True,
        help_text=_("Met komma’s ertussen. Gewone vervoegingen en meervouden kent de coach zelf."),
    )
    plain = models.CharField(_("gewoon woord"), max_length=120, blank=True, help_text=_("Wat je lezer wel kent."))
    why = models.CharField(_("waarom"), max_length=200, blank=True, help_text=_("Een zin die de schrijver helpt."))
    allowed_modules = models.CharField(
        _("mag in deze modules"),
        max_length=20,
        blank=True,
        validators=[validate_comma_separated_integer_list],
        help_text=_("Nummers met komma’s ertussen, zoals 3,6. Daar wijst de coach het woord niet aan."),
    )
    explained_in = models.PositiveSmallIntegerField(
        _("uitgelegd in ding"),
        null=True,
        blank=True,
        help_text=_("Een woord uit de cursus wijst de coach niet af. Hij zegt waar het staat."),
    )

    objects = JargonWordQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("word"),
        FieldPanel("other_forms"),
        FieldPanel("plain"),
        FieldPanel("why"),
        FieldRowPanel([FieldPanel("allowed_modules"), FieldPanel("explained_in")]),
    ]

    class Meta:
        verbose_name = _("woord van de schrijfcoach")
        verbose_name_plural = _("woorden van de schrijfcoach")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(plain="") | models.Q(explained_in__isnull=False),
                name="jargon_word_helps_the_writer",
                violation_error_message=_("Vul een gewoon woord in, of het ding dat dit woord uitlegt."),
            ),
        ]

    def __str__(self) -> str:
        return self.word

    @property
    def modules(self) -> set[int]:
        """The numbers of the modules that may use it."""
        return {int(number) for number in self.allowed_modules.split(",") if number}

    def entry(self, addresses: Mapping[int, str]) -> Entry:
        """Return it as the coach reads it; `addresses` holds where each ding stands, by number."""
        return Entry(
            word=self.word,
            forms=forms_of(self.word, self.other_forms),
            plain="" if self.explained_in else self.plain,
            why=self.why,
            thing=self.explained_in,
            thing_url=addresses.get(self.explained_in or 0, ""),
        )
