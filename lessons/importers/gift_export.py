r"""Writes questions in GIFT, so that reading them (gift.py) gives the same questions, and Moodle understands them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from lessons.exercises.dutch import as_written
from lessons.exercises.questions.ranges import read_range
from lessons.importers.gift import ALL_MUST_BE_TICKED
from lessons.importers.parsed_questions import RIGHT, WRONG, ParsedOption, ParsedQuestion
from lessons.importers.question_text import trimmed

_SPECIAL = re.compile(r"[\\~=#{}:]")


def write_gift(questions: Iterable[ParsedQuestion]) -> str:
    """Return the questions as a file, a category where it changes. Their names are written as they are."""
    chunks: list[str] = []
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            chunks.append(f"$CATEGORY: {' '.join(category.split())}")
        chunks.append(write_question(question))
    return "\n\n".join(chunks) + "\n"


def write_question(question: ParsedQuestion) -> str:
    lines = [f"// [tag:{ALL_MUST_BE_TICKED}]"] if must_tick_all(question) else []
    name = f"::{escaped(question.name)}::" if question.name else ""
    general = f"####{text(question.explanation)}" if question.explanation else ""
    answers = ANSWERS[question.kind](question)
    if len(answers) == 1:
        lines.append(f"{name}{text(question.text)} {{{answers[0]}{general}}}")
    else:
        lines.append(f"{name}{text(question.text)} {{")
        lines += [f"\t{answer}" for answer in [*answers, general] if answer]
        lines.append("}")
    return "\n".join(lines)


# --- Texts ---------------------------------------------------------------------------------------------------------


def escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", words).replace("\n", r"\n")


def text(words: str) -> str:
    """Return words so that they read as they are, also when they look like markup or a weight."""
    if words.startswith(("[", "%", "//")) or "<" in words or "&" in words or trimmed(words) != words:
        return f"[plain]{escaped(words)}"
    return escaped(words)


def without_arrow(words: str) -> str:
    """Return words so that no arrow is read in them."""
    if "->" not in words:
        return text(words)
    return f"[html]{escaped(html.escape(words, quote=False))}"


def hashed(words: str) -> str:
    return f"#{text(words)}" if words else ""


# --- Answers -------------------------------------------------------------------------------------------------------


def mark(option: ParsedOption) -> str:
    """Return `=` for what is plainly right, else `~` with its weight when it has one."""
    if option.weight is not None:
        return f"~{weight(option.weight)}"
    return "=" if option.right else "~"


def mark_of_typed(option: ParsedOption) -> str:
    """Return `=` with its weight when it has one: what is typed has no wrong options but those worth nothing."""
    if option.weight is not None or not option.right:
        return f"={weight(option.weight or 0)}"
    return "="


def weight(worth: float) -> str:
    return f"%{f'{worth:.5f}'.rstrip('0').rstrip('.')}%"


def must_tick_all(question: ParsedQuestion) -> bool:
    return question.kind == "choice" and sum(option.right for option in question.options) > 1


def write_choice(question: ParsedQuestion) -> list[str]:
    options = question.options
    if is_truth(question):
        right = next(option for option in options if option.right)
        wrong = next(option for option in options if not option.right)
        feedback = f"#{text(wrong.feedback)}{hashed(right.feedback)}" if wrong.feedback or right.feedback else ""
        return [f"{'TRUE' if options[0].right else 'FALSE'}{feedback}"]
    if must_tick_all(question):
        shares = {True: weight(100 / sum(option.right for option in options)), False: weight(-100)}
        return [f"~{shares[option.right]}{text(option.text)}{hashed(option.feedback)}" for option in options]
    return [f"{mark(option)}{text(option.text)}{hashed(option.feedback)}" for option in options]


def is_truth(question: ParsedQuestion) -> bool:
    texts = [option.text for option in question.options]
    plain = all(option.weight is None for option in question.options)
    return plain and texts == [RIGHT, WRONG] and not must_tick_all(question)


def write_number(question: ParsedQuestion) -> list[str]:
    return ["#", *(f"{mark_of_typed(one)}{number(one.text)}{hashed(one.feedback)}" for one in question.options)]


def number(words: str) -> str:
    """Return "4,0 ± 0,05" as "4.0:0.05"."""
    found = read_range(words)
    if found is None or found.margin is None:
        return "*"
    parts = [found.middle, *([found.margin] if found.margin else [])]
    return ":".join(as_written(part).replace(",", ".") for part in parts)


def write_short(question: ParsedQuestion) -> list[str]:
    return [f"{mark_of_typed(one)}{without_arrow(one.text)}{hashed(one.feedback)}" for one in question.options]


def write_match(question: ParsedQuestion) -> list[str]:
    return [f"={without_arrow(option.text)} -> {text(option.pair)}" for option in question.options]


ANSWERS = {"choice": write_choice, "number": write_number, "short": write_short, "match": write_match}
