"""Poll (stelling): a proposition with signed viewpoints. Done with a vote and an explanation of enough words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from lessons.exercises.base import (
    AnswerData,
    AnswerForm,
    Count,
    Exercise,
    counted_together,
    fill_keys,
    numbered,
    refuse_double_keys,
)
from lessons.richtext import TextRefused, count_plain_words, count_words


class PollOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Antwoord"), max_length=80)
    earlier_votes = blocks.IntegerBlock(label=gettext_lazy("Stemmen van toen"), required=False, min_value=0)
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)


def names_of(option: Any) -> Iterable[str]:
    """Return what this option's key may be: its text, then its text with a number; "antwoord" for an emoji."""
    return numbered(slugify(option["text"])[:16].strip("-") or "antwoord")


class ViewpointBlock(blocks.StructBlock):
    signature = blocks.CharBlock(label=gettext_lazy("Van wie"), max_length=160)
    text = blocks.TextBlock(label=gettext_lazy("Standpunt (Markdown)"))


class PollForm(AnswerForm):
    vote = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    share = forms.BooleanField(required=False)

    def __init__(self, *args: Any, options: list[Any], minimum_words: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vote, why, share = self.fields["vote"], self.fields["why"], self.fields["share"]
        vote.choices = [(option["key"], option["text"]) for option in options]  # type: ignore[attr-defined]
        vote.label = _("Je stem")
        vote.error_messages["required"] = _("Kies eerst een antwoord. Daarna zie je de uitslag.")
        vote.error_messages["invalid_choice"] = _("Kies uit de antwoorden die er staan.")
        vote.initial = self.previous.get("vote")
        why.label = _("Waarom vind je dat?")
        why.help_text = _("Je stem telt ook zonder uitleg.")
        if minimum_words:
            why.help_text = ngettext(
                "Je stem telt ook zonder uitleg. Voor je stempel schrijf je minstens %(count)s woord.",
                "Je stem telt ook zonder uitleg. Voor je stempel schrijf je minstens %(count)s woorden.",
                minimum_words,
            ) % {"count": minimum_words}
        why.initial = self.previous.get("why", "")
        share.label = _("Mijn groep mag mijn uitleg lezen, onder mijn schermnaam")
        share.initial = self.previous.get("share", False)

    def answer_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("vote", "why", "share")}


def words_of(answer: AnswerData) -> int:
    """Return how many words the explanation has.

    It is only ever shown as plain text, so a text that the renderer refuses (a hundred brackets) is no reason to
    refuse the vote: its words are then counted as they stand.
    """
    why = answer.data.get("why", "")
    try:
        return count_words(why)
    except TextRefused:
        return count_plain_words(why)


class PollExercise(Exercise):
    kind = "poll"
    label = gettext_lazy("Stelling")
    form_class = PollForm
    shows_tally = True

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding"), required=False)
    statement = blocks.CharBlock(label=gettext_lazy("Stelling"), max_length=300)
    options = blocks.ListBlock(PollOptionBlock(), label=gettext_lazy("Antwoorden"), min_num=2, max_num=8)
    viewpoints = blocks.ListBlock(ViewpointBlock(), label=gettext_lazy("Standpunten"), default=[])
    minimum_words = blocks.IntegerBlock(
        label=gettext_lazy("Uitleg van minstens (woorden)"), default=30, min_value=0, max_value=500
    )
    closes_on = blocks.DateBlock(label=gettext_lazy("Stemmen kan tot en met"), required=False)
    earlier_label = blocks.CharBlock(
        label=gettext_lazy("Eerder voorgelegd"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Waar en wanneer. Vul dan bij de antwoorden de stemmen van toen in."),
    )
    reactions = blocks.ListBlock(ViewpointBlock(), label=gettext_lazy("Reacties van toen"), default=[])
    same_as = blocks.RegexBlock(
        regex=r"\A[a-z0-9-]+/[a-z0-9-]+\Z",
        label=gettext_lazy("Dezelfde stelling als"),
        required=False,
        max_length=130,
        help_text=gettext_lazy("Slug van een ding en sleutel van de stelling daar: start/stelling-2012."),
        error_messages={"invalid": gettext_lazy("Schrijf dit als slug/sleutel, zoals start/stelling-2012.")},
    )

    class Meta:
        template = "exercises/poll.html"
        icon = "tick"
        description = gettext_lazy("Een stelling met twee standpunten. De uitslag komt na de stem.")
        preview_value = {
            "title": "Met naam en gezicht?",
            "key": "voorbeeld",
            "counts": True,
            "intro": "",
            "statement": "Wie namens de bibliotheek online is, doet dat met naam en gezicht.",
            "options": [
                {"key": "eens", "text": "Eens", "earlier_votes": None},
                {"key": "oneens", "text": "Oneens", "earlier_votes": None},
            ],
            "viewpoints": [
                {"signature": "Noor, publieksservice", "text": "Een bibliotheek zonder gezicht is een folder."},
                {"signature": "Karim, jeugd", "text": "Mijn gezicht is van mij."},
            ],
            "minimum_words": 30,
            "closes_on": None,
            "earlier_label": "",
            "reactions": [],
            "same_as": "",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["options"], names_of)
        refuse_double_keys(value["options"], value["title"])
        return value

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"options": list(value["options"]), "minimum_words": value["minimum_words"]}

    def is_open(self, value: Any, on: date) -> bool:
        return value["closes_on"] is None or on <= value["closes_on"]

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        return bool(answer.data.get("vote")) and words_of(answer) >= value["minimum_words"]

    def facts(self, value: Any, answer: AnswerData) -> frozenset[str]:
        return frozenset({f"vote:{value['key']}"} if answer.data.get("vote") else ())

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        if answer is None or not answer.data.get("vote"):
            return [_("Stem eerst.")]
        words = value["minimum_words"] - words_of(answer)
        if words <= 0:
            return []
        return [
            ngettext(
                "Je stem telt mee in de uitslag. Schrijf nog %(count)s woord over waarom je dat vindt.",
                "Je stem telt mee in de uitslag. Schrijf nog %(count)s woorden over waarom je dat vindt.",
                words,
            )
            % {"count": words}
        ]

    def describe(self, value: Any, answer: AnswerData) -> str:
        texts = {option["key"]: option["text"] for option in value["options"]}
        return "\n".join(filter(None, [texts.get(answer.data.get("vote", ""), "–"), answer.data.get("why", "")]))

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Count the votes, with or without an explanation; shares sum to 100."""
        votes = [answer.data.get("vote") for answer in answers]
        options = list(value["options"])
        return self.counted(options, [votes.count(option["key"]) for option in options])

    def earlier_tally(self, value: Any) -> list[Count]:
        """Count the votes of an earlier time; empty when the poll has none."""
        if not value["earlier_label"]:
            return []
        options = list(value["options"])
        return self.counted(options, [option["earlier_votes"] or 0 for option in options])

    def counted(self, options: list[Any], numbers: list[int]) -> list[Count]:
        """Return one line an option."""
        return counted_together(
            (option["key"], option["text"], number) for option, number in zip(options, numbers, strict=True)
        )
