"""Feedback of colleagues: hand in work of your own, then read that of two others with the trainer's rubric.

The answer holds two texts: `text`, as it stands in her form, and `work`, as she handed it in. A text that does not
fit is kept and does not count; a draft that is saved later takes nothing back. `reviews_given` comes from the answers
room, which keeps the feedback itself. Done: handed in, and as many reviews given as the trainer asks (syllabus 0.6).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
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
    numbers_from_one,
    refuse_double_keys,
)
from lessons.richtext import PARTICIPANT, TextRefused, count_plain_words, count_words, render_markdown
from lessons.text_fields import TextAsTyped

SHOWN, HIDDEN = "shown", "hidden"
MAX_REMARK = 4000

TOP_STARTERS = (gettext_lazy("Ik zag meteen voor me hoe …"), gettext_lazy("Sterk vind ik dat …"))
TIP_STARTERS = (gettext_lazy("Het wordt nog duidelijker als je …"), gettext_lazy("Ik zou zelf …, omdat …"))
"""How a colleague may begin: a first sentence that is there already helps more than a rule."""


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Criterium"), max_length=80)
    levels = blocks.ListBlock(
        blocks.CharBlock(max_length=160),
        label=gettext_lazy("Woorden voor 0, 1, 2 … punten"),
        min_num=2,
        max_num=6,
    )
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)


class ExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=120)
    text = blocks.TextBlock(label=gettext_lazy("Voorbeeldtekst (Markdown)"))


def example_key(example: Any) -> str:
    """Return what feedback on this example is kept under; it follows from the title, so the order may change."""
    return uuid.uuid5(uuid.NAMESPACE_OID, str(example["title"]).strip()).hex[:20]


# --- How long a text is ------------------------------------------------------------------------------------------

_BETWEEN_BLOCKS = re.compile(r"\n[ \t]*\n")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")


def is_table(lines: list[str]) -> bool:
    """Say whether these lines of Markdown are a table: a row of heads, and a rule below it."""
    return len(lines) > 1 and "|" in lines[0] and "|" in lines[1] and _TABLE_RULE.match(lines[1]) is not None


def words_of(text: str) -> int:
    """Return how many words stand outside tables: a page may have its table on top of its words (ding 21).

    Raises TextRefused.
    """
    blocks_of_text = [block for block in _BETWEEN_BLOCKS.split(text) if not is_table(block.strip("\n").split("\n"))]
    return count_words("\n\n".join(blocks_of_text))


def lines_of(text: str) -> int:
    """Return how many lines are filled: rows of a table without its head, points of a list, any line but headings."""
    filled = 0
    for block in _BETWEEN_BLOCKS.split(text):
        lines = block.strip("\n").split("\n")
        body = lines[2:] if is_table(lines) else [line for line in lines if not re.match(r"[ \t]*#", line)]
        filled += sum(any(map(str.isalnum, line)) for line in body)
    return filled


def shortcomings(value: Any, words: int, lines: int) -> list[str]:
    """Return, in whole sentences, why a text of this length cannot be handed in; empty when it can."""
    sentences = []
    minimum, maximum, rows = value["minimum_words"] or 0, value["maximum_words"], value["minimum_lines"] or 0
    if maximum and words > maximum:
        sentences.append(
            _("Je tekst telt %(words)s woorden. Haal er nog %(count)s weg.")
            % {"words": words, "count": words - maximum}
        )
    if words < minimum:
        sentences.append(
            ngettext(
                "Je tekst is nog %(count)s woord te kort.",
                "Je tekst is nog %(count)s woorden te kort.",
                minimum - words,
            )
            % {"count": minimum - words}
        )
    if lines < rows:
        sentences.append(
            ngettext("Er ontbreekt nog %(count)s regel.", "Er ontbreken nog %(count)s regels.", rows - lines)
            % {"count": rows - lines}
        )
    return sentences


def length_asked(value: Any) -> str:
    """Return in one or two sentences how long the text should be; empty when the trainer does not say."""
    minimum, maximum, rows = value["minimum_words"] or 0, value["maximum_words"] or 0, value["minimum_lines"] or 0
    sentences = []
    if minimum and maximum:
        sentences.append(_("%(minimum)s tot %(maximum)s woorden.") % {"minimum": minimum, "maximum": maximum})
    elif maximum:
        sentences.append(
            ngettext("Hoogstens %(count)s woord.", "Hoogstens %(count)s woorden.", maximum) % {"count": maximum}
        )
    elif minimum:
        sentences.append(
            ngettext("Minstens %(count)s woord.", "Minstens %(count)s woorden.", minimum) % {"count": minimum}
        )
    if rows:
        sentences.append(ngettext("Minstens %(count)s regel.", "Minstens %(count)s regels.", rows) % {"count": rows})
    return " ".join(sentences)


# --- Handing in --------------------------------------------------------------------------------------------------


class HandInForm(AnswerForm):
    """Her text, and which button she pressed: keep it, or hand it in."""

    text = TextAsTyped()
    hand_in = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)

    def __init__(self, *args: Any, exercise: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        self.words = self.lines = 0
        text, hand_in = self.fields["text"], self.fields["hand_in"]
        text.label = _("Je tekst")
        text.help_text = length_asked(exercise)
        text.initial = self.previous.get("text", "")
        text.error_messages["required"] = _("Schrijf eerst je tekst.")
        text.validators.append(
            MaxLengthValidator(
                PARTICIPANT.max_characters,
                _("Je tekst telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in."),
            )
        )
        hand_in.initial = "yes" if self.is_unchanged_since_handed_in else "no"
        hand_in.error_messages["invalid_choice"] = _("Kies wat je wilt: bewaren of inleveren.")

    @property
    def is_unchanged_since_handed_in(self) -> bool:
        return bool(self.previous.get("handed_in")) and self.previous.get("work") == self.previous.get("text")

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        try:
            render_markdown(text, PARTICIPANT)  # Colleagues will read it so.
            self.words, self.lines = words_of(text), lines_of(text)
        except TextRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return text

    def answer_data(self) -> dict[str, Any]:
        """Return what to store. A text that does not fit is kept, and what was handed in before stays handed in."""
        text = self.cleaned_data["text"]
        fits = not shortcomings(self.exercise, self.words, self.lines)
        work = text if fits and self.cleaned_data["hand_in"] == "yes" else self.previous.get("work", "")
        return {"text": text, "words": self.words, "lines": self.lines, "work": work, "handed_in": bool(work)}


# --- Feedback ----------------------------------------------------------------------------------------------------


class ReviewForm(forms.Form):
    """What somebody says of a colleague's work: points for every criterion, one top and one tip."""

    use_required_attribute = False

    top = forms.CharField(max_length=MAX_REMARK, widget=forms.Textarea(attrs={"rows": 4}))
    tip = forms.CharField(max_length=MAX_REMARK, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, exercise: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        for criterion in exercise["criteria"]:
            name = self.name_of(criterion)
            self.fields[name] = forms.ChoiceField(
                label=criterion["text"],
                choices=[(str(points), words) for points, words in enumerate(criterion["levels"])],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Kies wat past bij “%(criterion)s”.") % {"criterion": criterion["text"]},
                    "invalid_choice": _("Kies bij “%(criterion)s” uit wat er staat.")
                    % {"criterion": criterion["text"]},
                },
            )
        self.order_fields([*map(self.name_of, exercise["criteria"]), "top", "tip"])
        for name, label, starters, empty in (
            ("top", _("Top: dit werkt goed"), TOP_STARTERS, _("Schrijf een top: wat werkt goed?")),
            ("tip", _("Tip: dit kan nog beter"), TIP_STARTERS, _("Schrijf een tip: wat kan nog beter, en hoe?")),
        ):
            field = self.fields[name]
            field.label = label
            field.help_text = _("Begin bijvoorbeeld met: %(starters)s") % {
                "starters": _(" of ").join(f"“{starter}”" for starter in starters)
            }
            field.error_messages["required"] = empty

    @staticmethod
    def name_of(criterion: Any) -> str:
        return f"criterion-{criterion['key']}"

    @property
    def criteria(self) -> list[forms.BoundField]:
        """The choices in the order of the rubric."""
        return [self[self.name_of(criterion)] for criterion in self.exercise["criteria"]]

    @property
    def remarks(self) -> list[forms.BoundField]:
        """The two texts."""
        return [self["top"], self["tip"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "tip" in cleaned and "top" in cleaned:
            short = (self.exercise["feedback_words"] or 0) - count_plain_words(f"{cleaned['top']} {cleaned['tip']}")
            if short > 0:
                self.add_error(
                    "tip",
                    ngettext(
                        "Je top en je tip zijn samen nog %(count)s woord te kort.",
                        "Je top en je tip zijn samen nog %(count)s woorden te kort.",
                        short,
                    )
                    % {"count": short},
                )
        return cleaned

    def review_data(self) -> dict[str, Any]:
        """Return what to store, by the names of the stored fields; call it on a valid form only."""
        points = {
            criterion["key"]: int(self.cleaned_data[self.name_of(criterion)]) for criterion in self.exercise["criteria"]
        }
        return {"scores": points, "top": self.cleaned_data["top"], "tip": self.cleaned_data["tip"]}


# --- The kind ----------------------------------------------------------------------------------------------------


class PeerReviewExercise(Exercise):
    kind = "peer_review"
    label = gettext_lazy("Feedback van collega’s")
    form_class = HandInForm

    prompt = blocks.TextBlock(label=gettext_lazy("Opdracht (Markdown)"))
    criteria = blocks.ListBlock(CriterionBlock(), label=gettext_lazy("Waar collega’s op letten"), min_num=1, max_num=8)
    examples = blocks.ListBlock(
        ExampleBlock(),
        label=gettext_lazy("Voorbeeldteksten"),
        min_num=1,
        help_text=gettext_lazy("Deze lezen deelnemers als er geen tekst van een collega is."),
    )
    model_answer = blocks.TextBlock(
        label=gettext_lazy("Voorbeeldantwoord (Markdown)"),
        required=False,
        help_text=gettext_lazy("Deelnemers zien dit als ze klaar zijn."),
    )
    minimum_words = blocks.IntegerBlock(label=gettext_lazy("Minstens (woorden)"), required=False, min_value=1)
    maximum_words = blocks.IntegerBlock(label=gettext_lazy("Hoogstens (woorden)"), required=False, min_value=1)
    minimum_lines = blocks.IntegerBlock(
        label=gettext_lazy("Minstens (regels)"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Gevulde regels, punten van een lijst of rijen van een tabel. Zo telt een kalender."),
    )
    feedback_words = blocks.IntegerBlock(
        label=gettext_lazy("Top en tip samen minstens (woorden)"), default=10, min_value=0, max_value=200
    )
    reviews = blocks.IntegerBlock(label=gettext_lazy("Zo vaak feedback geven"), default=2, min_value=1, max_value=5)
    wait_days = blocks.IntegerBlock(
        label=gettext_lazy("Zo lang wachten op een collega (dagen)"), default=3, min_value=0, max_value=30
    )
    reviewers = blocks.ChoiceBlock(
        label=gettext_lazy("Namen"),
        choices=[
            (SHOWN, gettext_lazy("Collega’s zien elkaars schermnaam")),
            (HIDDEN, gettext_lazy("Collega’s weten niet van wie een tekst of feedback komt")),
        ],
        default=SHOWN,
    )

    class Meta:
        template = "exercises/peer_review.html"
        icon = "group"
        description = gettext_lazy("Werk inleveren en elkaar feedback geven met een rubric.")
        preview_value = {
            "title": "Herschrijf en geef feedback",
            "key": "voorbeeld",
            "counts": True,
            "prompt": "Herschrijf deze tekst in hoogstens 60 woorden, met een kop.",
            "criteria": [
                {
                    "key": "kop",
                    "text": "Kop",
                    "levels": [
                        "zegt niet waar het over gaat",
                        "duidelijk maar vlak",
                        "duidelijk én je wilt verder lezen",
                    ],
                },
                {
                    "key": "actie",
                    "text": "Actie",
                    "levels": ["geen of meer dan één", "vaag", "één duidelijke stap"],
                },
            ],
            "examples": [
                {"title": "Voorbeeld van Noor", "text": "**De Brug is vaker open.** Neem je pas mee."},
                {"title": "Voorbeeld van Tijmen", "text": "Met ingang van heden zijn de tijden gewijzigd."},
            ],
            "model_answer": "**De Brug: nu ook zonder personeel open.** Zet je pas één keer klaar bij de balie.",
            "minimum_words": None,
            "maximum_words": 60,
            "minimum_lines": None,
            "feedback_words": 10,
            "reviews": 2,
            "wait_days": 3,
            "reviewers": SHOWN,
        }

    # --- What a trainer writes -----------------------------------------------------------------------------------

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["criteria"], numbers_from_one)
        refuse_double_keys(value["criteria"], value["title"])
        refused: dict[str, ValidationError] = {}
        if value["minimum_words"] and value["maximum_words"] and value["minimum_words"] > value["maximum_words"]:
            refused["maximum_words"] = ValidationError(_("Dit is minder dan het minimum. Verander één van de twee."))
        titles = [example_key(example) for example in value["examples"]]
        if len(titles) != len(set(titles)):
            refused["examples"] = ValidationError(
                _("Twee voorbeeldteksten heten hetzelfde. Geef er één een andere titel.")
            )
        elif len(titles) < value["reviews"]:
            refused["examples"] = ValidationError(
                ngettext(
                    "Schrijf minstens %(count)s voorbeeldtekst: dan wacht niemand voor altijd op een collega.",
                    "Schrijf minstens %(count)s voorbeeldteksten: dan wacht niemand voor altijd op een collega.",
                    value["reviews"],
                )
                % {"count": value["reviews"]}
            )
        if refused:
            raise blocks.StructBlockValidationError(block_errors=refused)
        return value

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"exercise": value}

    def review_form(
        self, value: Any, data: Any = None, initial: Mapping[str, Any] | None = None, prefix: str = ""
    ) -> ReviewForm:
        """Return the form for feedback on one work; `initial` is by the names of the form's own fields."""
        return ReviewForm(data, initial=initial, prefix=prefix, exercise=value)

    # --- What it takes to be done --------------------------------------------------------------------------------

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        return bool(answer.data.get("handed_in")) and answer.data.get("reviews_given", 0) >= value["reviews"]

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        data = answer.data if answer is not None else {}
        sentences = []
        if not data.get("handed_in"):
            sentences.append(self.missing_work(value, data))
        left = value["reviews"] - data.get("reviews_given", 0)
        if left > 0:
            sentences.append(
                ngettext("Geef nog %(count)s collega feedback.", "Geef nog %(count)s collega’s feedback.", left)
                % {"count": left}
            )
        return sentences

    def missing_work(self, value: Any, data: Mapping[str, Any]) -> str:
        """Return what is needed before her text can be handed in, as one line."""
        if not data.get("text"):
            return _("Schrijf je eigen tekst en lever hem in.")
        short = self.shortcomings_of(value, data)
        if short:
            return " ".join([_("Je tekst is bewaard, maar nog niet ingeleverd."), *short])
        return _("Je tekst is bewaard. Lever hem in als hij klaar is.")

    def shortcomings_of(self, value: Any, data: Mapping[str, Any]) -> list[str]:
        """Return why the text of this answer cannot be handed in as it is; empty when it can."""
        return shortcomings(value, data.get("words", 0), data.get("lines", 0))

    # --- How it reads --------------------------------------------------------------------------------------------

    def describe(self, value: Any, answer: AnswerData) -> str:
        data = answer.data
        if not data.get("text"):
            return _("Nog niets geschreven")
        lines = [
            _("Ingeleverd") if data.get("handed_in") else _("Bewaard als concept"),
            _("%(count)s keer feedback gegeven") % {"count": data.get("reviews_given", 0)},
            data["text"],
        ]
        return "\n".join(lines)

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Count how far people are; who wrote nothing is in none of the three."""
        rows = [answer for answer in answers if answer.data.get("text")]
        done = sum(self.is_done(value, row) for row in rows)
        handed_in = sum(bool(row.data.get("handed_in")) for row in rows) - done
        numbers = [len(rows) - handed_in - done, handed_in, done]
        labels = [_("Bewaard als concept"), _("Ingeleverd, feedback geven moet nog"), _("Klaar")]
        keys = ["draft", "handed_in", "done"]
        return counted_together(zip(keys, labels, numbers, strict=True))

    def points(self, value: Any, scores: Mapping[str, Any]) -> list[tuple[str, int, int, str]]:
        """Return given points as (criterion, points, most points, the words for them), in the order of the rubric.

        A criterion that came later has no line; for points that no longer exist the words are empty.
        """
        rows = []
        for criterion in value["criteria"]:
            given, levels = scores.get(criterion["key"]), list(criterion["levels"])
            if isinstance(given, int):
                words = levels[given] if 0 <= given < len(levels) else ""
                rows.append((str(criterion["text"]), given, len(levels) - 1, str(words)))
        return rows
