r"""Reads questions in GIFT, the plain-text format of Moodle (https://docs.moodle.org/en/GIFT_format).

Read as Moodle reads it: an empty line ends a question, `//` begins a line of comment, and a backslash takes the
meaning from `~ = # { } :` and from itself; `\n` is a line break. What cannot be asked here is named with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from lessons.exercises.questions.ranges import Range
from lessons.importers.parsed_questions import (
    RIGHT,
    WRONG,
    ParsedOption,
    ParsedQuestion,
    ParsedQuestions,
    Skipped,
    checked,
    each_worth_all,
    left_file,
    refuse_many,
    shortened,
)
from lessons.importers.question_text import Texts, Unreadable

ALL_MUST_BE_TICKED = "alles-aanvinken"
"""The tag in the comment above a question whose right options must all be ticked: GIFT itself has no word for it."""
GAP = "_____"
LONGEST = 50_000
"""Characters of one question; more is a picture written out, or no question."""
MOST_ANSWERS = 100

_CATEGORY = re.compile(r"\$CATEGORY:(.*)", re.IGNORECASE)
_TAG = re.compile(r"\[tag:([^\]]*)\]")
_NAME = re.compile(r"\s*::((?:\\.|[^\\:]|:(?!:))*)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_ESCAPED = r"\\[\\~=#{}:n]"
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_BRACE = re.compile(rf"{_ESCAPED}|([{{}}])")
_MARK = re.compile(rf"{_ESCAPED}|([=~])")
_HASH = re.compile(rf"{_ESCAPED}|(#)")
_GENERAL = re.compile(rf"{_ESCAPED}|(####)")
_ARROW = re.compile(rf"{_ESCAPED}|(->)")
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{0,10})?)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NUMBER = r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,10})?|[.,][0-9]{1,10})"
_FROM_TO = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})\Z")
_AROUND = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER})?)?\Z")


@dataclass(frozen=True)
class Chunk:
    """The lines of one question, with the line it begins on, its category and the tags in the comment above it."""

    text: str
    line: int
    category: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Part:
    """What stands behind one `=` or `~`: still with its escapes."""

    mark: str
    weight: float | None
    text: str
    feedback: str


def read_gift(text: str) -> ParsedQuestions:
    """Return the questions in this text. Raises QuestionsRefused when there is none."""
    texts = Texts()
    questions: list[ParsedQuestion] = []
    skipped: list[Skipped] = []
    for number, chunk in enumerate(split(text), start=1):
        refuse_many(number, chunk.line)
        reader = Reader(chunk, texts)
        title = reader.title
        try:
            questions.append(reader.read())
            title = questions[-1].title
        except Unreadable as error:
            skipped.append(Skipped(chunk.line, title, str(error)))
        skipped += [Skipped(chunk.line, title, left_file(name)) for name in texts.files()]
    return checked(questions, skipped)


def split(text: str) -> Iterator[Chunk]:
    """Return the questions of a file, as text."""
    lines: list[str] = []
    begin, category, tags = 0, "", set[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        begins = line.lstrip()
        match = _CATEGORY.match(begins) if begins.startswith("$") else None
        if begins.startswith("//"):
            tags.update(_TAG.findall(line))
        elif match or not begins:
            if lines:
                yield Chunk("\n".join(lines), begin, category, frozenset(tags))
                tags.clear()
                lines.clear()
            category = match[1].strip() if match else category
        else:
            begin = begin if lines else number
            lines.append(line)


def pieces(text: str, mark: re.Pattern[str], most: int = 0) -> list[str]:
    """Return the text split at every mark that has no backslash before it, at `most` so many times (0: always)."""
    found, begin = [], 0
    for match in mark.finditer(text):
        if match[1]:
            found.append(text[begin : match.start()])
            begin = match.end()
            if len(found) == most:
                break
    return [*found, text[begin:]]


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


class Reader:
    """Reads one question."""

    def __init__(self, chunk: Chunk, texts: Texts) -> None:
        self.chunk = chunk
        self.texts = texts
        match = _NAME.match(chunk.text)
        self.name = " ".join(unescaped(match[1]).split()) if match else ""
        self.rest = chunk.text[match.end() :] if match else chunk.text
        self.how = "moodle"

    @property
    def title(self) -> str:
        return shortened(self.name or unescaped(_FORMAT.sub("", self.rest[:500], count=1)))

    def read(self) -> ParsedQuestion:
        """Return the question. Raises Unreadable with what to do."""
        before, answers, after = self.in_three()
        match = _FORMAT.match(before)
        if match:
            self.how, before = match[1].lower(), before[match.end() :]
        text = self.texts.words(unescaped(before), self.how)
        if rest := self.texts.words(unescaped(after), self.how):
            text = f"{text} {GAP} {rest}".strip()
        answers, *general = pieces(answers, _GENERAL, most=1)
        kind, options = self.answers(answers.strip())
        return ParsedQuestion(
            kind=kind,
            text=text,
            options=tuple(options),
            explanation=self.texts.words(*self.of_format("".join(general))),
            name=self.name,
            category=self.chunk.category,
            line=self.chunk.line,
        )

    def in_three(self) -> tuple[str, str, str]:
        """Return what stands before, between and behind the braces."""
        if len(self.rest) > LONGEST:
            raise Unreadable(_("Deze vraag is te lang. Kort hem in, of haal de afbeelding eruit."))
        braces = [match for match in _BRACE.finditer(self.rest) if match[1]]
        signs = "".join(match[1] for match in braces)
        if not signs:
            raise Unreadable(_("Hier staat tekst zonder vraag. Zet de antwoorden tussen { en }."))
        if signs != "{}":
            raise Unreadable(
                _("De accolades kloppen niet. Elke vraag heeft één { en één }, zonder lege regel ertussen.")
            )
        first, last = braces
        return self.rest[: first.start()], self.rest[first.end() : last.start()], self.rest[last.end() :]

    # --- Texts ---------------------------------------------------------------------------------------------------

    def one_line(self, raw: str) -> str:
        return self.texts.line(*self.of_format(raw))

    def of_format(self, raw: str) -> tuple[str, str]:
        """Return a text without its escapes, and its format: that of the question unless it says so itself."""
        match = _FORMAT.match(raw)
        return (unescaped(raw[match.end() :]), match[1].lower()) if match else (unescaped(raw), self.how)

    # --- Answers -------------------------------------------------------------------------------------------------

    def answers(self, raw: str) -> tuple[str, list[ParsedOption]]:
        """Return the kind of the question and its options."""
        if len([match for match in _MARK.finditer(raw) if match[1]]) > MOST_ANSWERS:
            raise Unreadable(_("Deze vraag heeft meer dan %(most)d antwoorden.") % {"most": MOST_ANSWERS})
        if not raw:
            raise Unreadable(_("Een open vraag kan de quiz niet nakijken. Gebruik er een ander soort opdracht voor."))
        if raw.startswith("#"):
            return "number", [self.number(part) for part in self.numbers(raw[1:])]
        truth, *feedback = pieces(raw, _HASH)
        if truth.strip().upper() in _TRUTHS:
            return "choice", self.truth(_TRUTHS[truth.strip().upper()], feedback)
        parts = self.parts(raw)
        if any(part.mark == "~" for part in parts):
            return "choice", self.choices(parts)
        if all(len(pieces(part.text, _ARROW)) > 1 for part in parts):
            return "match", [self.pair(part) for part in parts]
        return "short", [self.option(part) for part in parts]

    def parts(self, raw: str) -> list[Part]:
        """Return what stands behind each mark; without any mark all of it is one right answer."""
        marks = [match[1] for match in _MARK.finditer(raw) if match[1]]
        first, *texts = pieces(raw, _MARK)
        if not marks:
            return [self.part("=", first)]
        if first.strip():
            raise Unreadable(_("Zet een = of een ~ voor elk antwoord. Nu begint het eerste zonder teken."))
        return [self.part(mark, text) for mark, text in zip(marks, texts, strict=True)]

    @staticmethod
    def part(mark: str, raw: str) -> Part:
        match = _WEIGHT.match(raw)
        text, *feedback = pieces(raw[match.end() :] if match else raw, _HASH, most=1)
        return Part(mark, float(match[1]) if match else None, text.strip(), "".join(feedback))

    def option(self, part: Part, text: str | None = None) -> ParsedOption:
        return ParsedOption(
            text=self.one_line(part.text) if text is None else text,
            right=part.mark == "=" and part.weight is None,
            weight=part.weight,
            feedback=self.one_line(part.feedback),
        )

    def choices(self, parts: list[Part]) -> list[ParsedOption]:
        options = [self.option(part) for part in parts]
        if ALL_MUST_BE_TICKED in self.chunk.tags:
            return [replace(one, right=one.right or (one.weight or 0) > 0, weight=None) for one in options]
        return each_worth_all(options)

    def truth(self, is_true: bool, feedback: list[str]) -> list[ParsedOption]:
        """Return the two options; in GIFT the feedback of the wrong one comes first."""
        of_wrong, of_right = ([self.one_line(text) for text in feedback] + ["", ""])[:2]
        return [
            ParsedOption(text=text, right=right is is_true, feedback=of_right if right is is_true else of_wrong)
            for text, right in ((RIGHT, True), (WRONG, False))
        ]

    def pair(self, part: Part) -> ParsedOption:
        left, right = pieces(part.text, _ARROW, most=1)
        if part.feedback.strip():
            raise Unreadable(_("Bij koppelen past geen uitleg per paar. Zet hem achter #### voor iedereen."))
        text = self.one_line(left)
        return ParsedOption(text=text, pair=self.one_line(right), right=bool(text), weight=part.weight)

    def numbers(self, raw: str) -> list[Part]:
        """Return the numbers; a text behind `~` is said of any other number."""
        if not pieces(raw, _MARK)[0].strip():
            parts = self.parts(raw)
        else:
            first, *others = pieces(raw, re.compile(rf"{_ESCAPED}|(~)"), most=1)
            parts = [*self.parts(first), *(self.part("~", text) for text in others)]
        return [replace(part, text=part.text or "*") if part.mark == "~" else part for part in parts]

    def number(self, part: Part) -> ParsedOption:
        return self.option(part, "*" if part.text == "*" else str(read_range(unescaped(part.text))))


def read_range(text: str) -> Range:
    """Return the numbers of "3", "3:0.5" or "1..5". Raises Unreadable."""
    if match := _FROM_TO.match(text):
        low, high = decimal(match[1]), decimal(match[2])
        return Range((low + high) / 2, abs(high - low) / 2)
    match = _AROUND.match(text)
    if not match:
        raise Unreadable(_("“%(text)s” is geen getal. Schrijf 3, 3:0.5 of 1..5.") % {"text": shortened(text)})
    return Range(decimal(match[1]), abs(decimal(match[2] or "0")))


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
