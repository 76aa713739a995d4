"""The one shape that every reader of questions returns, and what it could not take along."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lessons.exercises.quiz import QuestionBlock
from lessons.importers.identity import with_ids
from lessons.importers.syntax import sentences

MAX_QUESTIONS = 500
MAX_CHARACTERS = 500_000
LONGEST_KEY = 40
RIGHT, WRONG = "Waar", "Niet waar"
"""The options of a question that is true or not: Dutch like the rest of the course, whatever the editor reads."""


class QuestionsRefused(ValueError):  # noqa: N818 - the word of the house, as in CourseRefused.
    """A file of questions that cannot be read at all. Its message is a whole sentence and names the line."""

    def __init__(self, line: int, sentence: str, skipped: Iterable[Skipped] = ()) -> None:
        self.line = line
        self.skipped = tuple(skipped)
        super().__init__(_("Regel %(line)d: %(sentence)s") % {"line": line, "sentence": sentence})


@dataclass(frozen=True)
class Skipped:
    """What was left out of a file: where it stood, what it was, and a whole sentence that says why."""

    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.line}: {self.what}: {self.why}"


@dataclass(frozen=True)
class ParsedOption:
    """One option, in the words of the quiz block: `weight` in per cent, `pair` what belongs to it."""

    text: str = ""
    right: bool = False
    weight: float | None = None
    feedback: str = ""
    pair: str = ""


@dataclass(frozen=True)
class ParsedQuestion:
    """One question. `name` is what its writer called it; where it stood is no part of what it says."""

    kind: str
    text: str
    options: tuple[ParsedOption, ...]
    explanation: str = ""
    name: str = ""
    category: str = ""
    line: int = field(default=0, compare=False)

    @property
    def title(self) -> str:
        """What to call it in a list: its name, else the begin of its text."""
        return shortened(self.name or self.text)

    def value(self, key: str = "") -> dict[str, Any]:
        """Return the question as a plain value of the quiz block; its options get keys from their place."""
        options = [{**asdict(option), "key": name} for option, name in zip(self.options, option_keys(), strict=False)]
        return {
            "text": self.text,
            "kind": self.kind,
            "options": options,
            "explanation": self.explanation,
            "key": key,
        }


@dataclass(frozen=True)
class ParsedQuestions:
    """What a file gives: the questions that can be asked, in order, and all that was left out."""

    questions: tuple[ParsedQuestion, ...]
    skipped: tuple[Skipped, ...]


def option_keys() -> Iterable[str]:
    return "abcdefghijklmnopqrstuvwxyz"


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"


def as_key(text: str, within: str = "") -> str:
    """Return a text as a key: lower case, digits and dashes; a long or wordless one ends in a mark of its own.

    A text that begins with `within` (the key of a quiz) and a slash loses it: so an export names its questions.
    """
    key = dashed(text.removeprefix(f"{within}/"))
    if key and len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 9].rstrip('-')}-{mark_of(text)}".strip("-")


def dashed(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def mark_of(text: str) -> str:
    """Return eight characters that follow from the words of a text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def left_file(name: str) -> str:
    return _("De afbeelding of het bestand “%(name)s” gaat niet mee. Zet het zelf in het ding.") % {"name": name}


def option_of(value: Any) -> ParsedOption:
    return ParsedOption(
        text=value["text"] or "",
        right=bool(value["right"]),
        weight=value["weight"],
        feedback=value["feedback"] or "",
        pair=value["pair"] or "",
    )


def each_worth_all(options: Sequence[ParsedOption]) -> list[ParsedOption]:
    """Return the options of a question in which one may be chosen: of several right ones each is worth all."""
    if sum(option.right for option in options) < 2:
        return list(options)
    return [replace(one, right=False, weight=100.0) if one.right else one for one in options]


_BLOCK = QuestionBlock()
_BLOCK.set_name("question")


def checked(questions: Iterable[ParsedQuestion], skipped: Iterable[Skipped]) -> ParsedQuestions:
    """Return the questions that the quiz can ask, as it keeps them; the others are named with its own words.

    Raises QuestionsRefused when there is none, or when there is more text than can be carried.
    """
    found, left = list(questions), list(skipped)
    refuse_long(found)
    kept: list[ParsedQuestion] = []
    for question in found:
        try:
            value = _BLOCK.clean(_BLOCK.to_python(with_ids(_BLOCK, question.value("1"), "question")))
        except ValidationError as error:
            left += [
                Skipped(question.line, question.title, sentence) for _way, sentence in sentences(error, _BLOCK, ())
            ]
        else:
            kept.append(replace(question, options=tuple(map(option_of, value["options"]))))
    left.sort(key=lambda one: one.line)
    if not kept:
        line, why = (left[0].line, left[0].why) if left else (1, "")
        raise QuestionsRefused(
            line, _("In dit bestand staat geen vraag die we kunnen overnemen. %(why)s") % {"why": why}, left
        )
    return ParsedQuestions(tuple(kept), tuple(left))


def refuse_many(count: int, line: int) -> None:
    """Raise QuestionsRefused when `count` questions, of which the last stands on `line`, are too many for one file."""
    if count > MAX_QUESTIONS:
        sentence = _("Hier begint vraag %(count)d. Er passen er %(most)d in één keer. Verdeel het bestand.")
        raise QuestionsRefused(line, sentence % {"count": count, "most": MAX_QUESTIONS})


def refuse_long(questions: Iterable[ParsedQuestion]) -> None:
    """Raise QuestionsRefused where the questions get to be more text than can be carried in a form."""
    characters = 0
    for question in questions:
        characters += len(question.text) + len(question.explanation)
        characters += sum(len(one.text) + len(one.feedback) + len(one.pair) for one in question.options)
        if characters > MAX_CHARACTERS:
            raise QuestionsRefused(
                question.line, _("Tot hier is er meer tekst dan we in één keer kunnen verwerken. Verdeel het bestand.")
            )
