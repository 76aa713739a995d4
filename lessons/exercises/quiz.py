"""Quiz: questions with one or several right options. Done at the pass mark; retakes are free, the best counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from lessons.exercises.base import (
    NO_FACTS,
    AnswerData,
    AnswerForm,
    Count,
    Exercise,
    Facts,
    Mark,
    fill_keys,
    numbers_from_one,
    percentages,
    refuse_double_keys,
    shuffled,
    whole_percentage,
)


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Antwoord"), max_length=300)
    right = blocks.BooleanBlock(label=gettext_lazy("Goed"), required=False)
    feedback = blocks.CharBlock(label=gettext_lazy("Uitleg bij dit antwoord"), max_length=500)
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)


class QuestionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=gettext_lazy("Vraag"), rows=2)
    options = blocks.ListBlock(OptionBlock(), label=gettext_lazy("Antwoorden"), min_num=2, max_num=10)
    explanation = blocks.TextBlock(label=gettext_lazy("Uitleg voor iedereen"), required=False, rows=2)
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["options"], lambda _option: ascii_lowercase)
        refuse_double_keys(value["options"], value["text"])
        if not any(option["right"] for option in value["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Geen enkel antwoord is goed. Vink er minstens één aan."))}
            )
        return value


@dataclass(frozen=True)
class OptionRow:
    key: str
    text: str
    right: bool
    feedback: str
    chosen: bool


@dataclass(frozen=True)
class QuestionRow:
    """One question as the page shows it. `judged` is None before there is an answer, else right or wrong."""

    key: str
    number: int
    text: str
    explanation: str
    several: bool
    field: forms.BoundField
    options: list[OptionRow]
    judged: bool | None


def right_keys(question: Any) -> frozenset[str]:
    return frozenset(option["key"] for option in question["options"] if option["right"])


class QuizForm(AnswerForm):
    def __init__(self, *args: Any, questions: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        chosen = self.previous.get("chosen", {})
        for number, question in enumerate(questions, start=1):
            choices = [(option["key"], option["text"]) for option in question["options"]]
            several = len(right_keys(question)) > 1
            kind = forms.MultipleChoiceField if several else forms.ChoiceField
            kept = chosen.get(question["key"], [])
            self.fields[f"q-{question['key']}"] = kind(
                label=_("Vraag %(number)s") % {"number": number},
                choices=choices,
                initial=kept if several else next(iter(kept), None),
                error_messages=self.sentences(number),
                widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
            )

    def sentences(self, number: int) -> dict[str, str]:
        """Return what is said of that question when its answer is missing, or none of its options."""
        strange = _("Kies bij vraag %(number)s uit de antwoorden die er staan.") % {"number": number}
        return {
            "required": _("Kies een antwoord bij vraag %(number)s.") % {"number": number},
            "invalid_choice": strange,
            "invalid_list": strange,
        }

    def answer_data(self) -> dict[str, Any]:
        return {"chosen": {q["key"]: as_list(self.cleaned_data[f"q-{q['key']}"]) for q in self.questions}}

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[QuestionRow]:
        """Return the questions as the page shows them, options in this person's own order.

        Feedback belongs to the stored answer: a form that was just refused shows choices without judging them.
        """
        return [self._row(number, question, seed) for number, question in enumerate(self.questions, start=1)]

    def _row(self, number: int, question: Any, seed: str) -> QuestionRow:
        field = self[f"q-{question['key']}"]
        chosen = set(as_list(field.value()))
        stored = self.previous.get("chosen", {}).get(question["key"])
        by_key = {option["key"]: option for option in question["options"]}
        return QuestionRow(
            key=question["key"],
            number=number,
            text=question["text"],
            explanation=question["explanation"],
            several=len(right_keys(question)) > 1,
            field=field,
            options=[
                OptionRow(key, by_key[key]["text"], by_key[key]["right"], by_key[key]["feedback"], key in chosen)
                for key in shuffled(by_key, f"{seed}/{question['key']}")
            ],
            judged=None if stored is None or self.is_bound else set(stored) == right_keys(question),
        )


def as_list(value: Any) -> list[str]:
    """Return one choice, several or none as a list."""
    if value in (None, ""):
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


class QuizExercise(Exercise):
    kind = "quiz"
    label = gettext_lazy("Quiz")
    form_class = QuizForm
    has_words_to_lose = False

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding"), required=False)
    pass_percentage = blocks.IntegerBlock(
        label=gettext_lazy("Geslaagd vanaf (procent goed)"), default=60, min_value=1, max_value=100
    )
    questions = blocks.ListBlock(QuestionBlock(), label=gettext_lazy("Vragen"), min_num=1)

    class Meta:
        template = "exercises/quiz.html"
        icon = "help"
        description = gettext_lazy("Vragen met uitleg bij elk antwoord. Opnieuw proberen mag altijd.")
        preview_value = {
            "title": "Mag deze foto?",
            "key": "voorbeeld",
            "counts": True,
            "intro": "",
            "pass_percentage": 60,
            "questions": [
                {
                    "key": "1",
                    "text": "Je vindt een foto met de licentie CC BY. Mag je die gebruiken?",
                    "explanation": "",
                    "options": [
                        {"key": "a", "text": "Ja, met naam en licentie.", "right": True, "feedback": "Goed."},
                        {"key": "b", "text": "Nee.", "right": False, "feedback": "Het mag wel."},
                    ],
                }
            ],
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["questions"], numbers_from_one)
        refuse_double_keys(value["questions"], value["title"])
        return value

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"questions": list(value["questions"])}

    def mark(self, value: Any, answer: AnswerData) -> Mark:
        """A question is right when exactly its right options are chosen; the score is right / questions."""
        chosen = answer.data.get("chosen", {})
        questions = list(value["questions"])
        right = sum(set(chosen.get(question["key"], ())) == right_keys(question) for question in questions)
        score = right / len(questions) if questions else 0.0
        return Mark(score=score, passed=self._passes(value, score))

    def _passes(self, value: Any, score: float) -> bool:
        # 3 of 5 is 60 percent, whatever binary fractions make of it.
        return round(score * 100, 6) >= value["pass_percentage"]

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        """The best score counts: a worse retake takes nothing away."""
        return answer.score is not None and self._passes(value, answer.score)

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        if answer is None or answer.score is None:
            return [_("Beantwoord alle vragen van de quiz.")]
        if self.is_done(value, answer):
            return []
        return [
            _("Je beste score is %(score)s %%. Je bent klaar vanaf %(pass)s %%. Probeer het gerust opnieuw.")
            % {"score": whole_percentage(answer.score), "pass": value["pass_percentage"]}
        ]

    def describe(self, value: Any, answer: AnswerData) -> str:
        chosen = answer.data.get("chosen", {})
        lines = []
        for question in value["questions"]:
            texts = {option["key"]: option["text"] for option in question["options"]}
            picked = [texts[key] for key in chosen.get(question["key"], ()) if key in texts]
            lines.append(f"{question['text']} {' + '.join(picked) or '–'}")
        return "\n".join(lines)

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Count each option; keys read "question/option". Shares sum to 100 within a question with one answer."""
        rows = list(answers)
        counts: list[Count] = []
        for question in value["questions"]:
            options = list(question["options"])
            numbers = [
                sum(option["key"] in answer.data.get("chosen", {}).get(question["key"], ()) for answer in rows)
                for option in options
            ]
            counts += [
                Count(f"{question['key']}/{option['key']}", option["text"], number, share)
                for option, number, share in zip(options, numbers, percentages(numbers), strict=True)
            ]
        return counts
