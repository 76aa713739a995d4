"""Quiz: questions of several kinds. Done at the pass mark; retakes are free, the best counts."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any

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
    refuse_double_keys,
    whole_percentage,
)
from lessons.exercises.folded import FoldedBlock
from lessons.exercises.questions import QUESTION_KINDS, ChoiceQuestion, Question, QuestionRow, question_of


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=gettext_lazy("Antwoord"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Bij een getal mag er een marge bij: 4,0 ± 0,05. Bij een kort antwoord is * van alles."),
    )
    pair = blocks.CharBlock(
        label=gettext_lazy("Hoort bij"), max_length=300, required=False, help_text=gettext_lazy("Alleen bij koppelen.")
    )
    right = blocks.BooleanBlock(label=gettext_lazy("Goed"), required=False)
    feedback = blocks.CharBlock(label=gettext_lazy("Uitleg bij dit antwoord"), max_length=500, required=False)
    weight = blocks.FloatBlock(
        label=gettext_lazy("Gewicht in procenten"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=gettext_lazy("Alleen als een antwoord een deel van de punten geeft of kost. Gaat voor “Goed”."),
    )
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)

    class Meta:
        form_layout = blocks.BlockGroup(children=["text", "pair", "right", "feedback"], settings=["weight", "key"])


class QuestionBlock(FoldedBlock):
    text = blocks.TextBlock(label=gettext_lazy("Vraag"), rows=2)
    kind = blocks.ChoiceBlock(
        label=gettext_lazy("Soort vraag"),
        choices=[(name, kind.label) for name, kind in QUESTION_KINDS.items()],
        default=ChoiceQuestion.kind,
        search_index=False,
    )
    options = blocks.ListBlock(OptionBlock(), label=gettext_lazy("Antwoorden"), min_num=1)
    explanation = blocks.TextBlock(label=gettext_lazy("Uitleg voor iedereen"), required=False, rows=2)
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=60)

    class Meta:
        label_format = "{text}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["options"], lambda _option: ascii_lowercase)
        refuse_double_keys(value["options"], value["text"])
        question = question_of(value)
        if faults := question.faults():
            raise blocks.StructBlockValidationError(block_errors={"options": ValidationError(faults)})
        for row, option in zip(value["options"], question.tidied(), strict=True):
            row["text"], row["right"], row["weight"] = option.text, option.right, option.weight
        return value


class QuizForm(AnswerForm):
    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields.update(question.fields(number, question.given(self.previous)))

    def answer_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for question in self.questions:
            data.setdefault(question.store, {})[question.key] = question.answer(self.cleaned_data)
        return data

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[QuestionRow]:
        """Return the questions as the page shows them, options in this person's own order.

        Feedback belongs to the stored answer: a form that was just refused shows choices without judging them.
        """
        return [
            question.row(self, number, None if self.is_bound else question.given(self.previous), seed)
            for number, question in enumerate(self.questions, start=1)
        ]


def sample_option(key: str, text: str, *, right: bool = True, feedback: str = "", pair: str = "") -> dict[str, Any]:
    return {"text": text, "pair": pair, "right": right, "feedback": feedback, "weight": None, "key": key}


def sample_question(key: str, kind: str, text: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "kind": kind, "options": list(options), "explanation": "", "key": key}


class QuizExercise(Exercise):
    kind = "quiz"
    label = gettext_lazy("Quiz")
    form_class = QuizForm
    has_words_to_lose = False

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding"), required=False)
    pass_percentage = blocks.IntegerBlock(
        label=gettext_lazy("Geslaagd vanaf (procent goed)"), default=60, min_value=1, max_value=100
    )
    questions = blocks.ListBlock(QuestionBlock(), label=gettext_lazy("Vragen"), min_num=1, collapsed=True)

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
                sample_question(
                    "1",
                    "choice",
                    "Je vindt een foto met de licentie CC BY. Mag je die gebruiken?",
                    sample_option("a", "Ja, met naam en licentie.", feedback="Goed."),
                    sample_option("b", "Nee.", right=False, feedback="Het mag wel."),
                ),
                sample_question(
                    "2",
                    "number",
                    "Hoeveel uur per week is 7 dagen van 16 uur?",
                    sample_option("a", "112", feedback="16 keer 7 is 112."),
                ),
                sample_question(
                    "3",
                    "short",
                    "Hoe heet de tekst die een schermlezer voorleest bij een foto?",
                    sample_option("a", "alt-tekst"),
                    sample_option("b", "alternatieve tekst"),
                ),
                sample_question(
                    "4",
                    "match",
                    "Wat hoort bij elkaar?",
                    sample_option("a", "alt-tekst", pair="voor wie niets ziet"),
                    sample_option("b", "ondertitels", pair="voor wie niets hoort"),
                ),
            ],
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["questions"], numbers_from_one)
        refuse_double_keys(value["questions"], value["title"])
        return value

    def questions_of(self, value: Any) -> list[Question]:
        """Return what may be asked of each question: how it is judged, described and counted."""
        return [question_of(question) for question in value["questions"]]

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"questions": self.questions_of(value)}

    def mark(self, value: Any, answer: AnswerData) -> Mark:
        """The score is the mean over the questions."""
        scores = [question.score(question.given(answer.data)) for question in self.questions_of(value)]
        score = sum(scores) / len(scores) if scores else 0.0
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
        return "\n".join(
            f"{question.text} {question.describe(question.given(answer.data)) or '–'}"
            for question in self.questions_of(value)
        )

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        """Count each option; keys read "question/option". Shares sum to 100 within a question with one answer."""
        rows = list(answers)
        return [
            count
            for question in self.questions_of(value)
            for count in question.tally([question.given(answer.data) for answer in rows])
        ]
