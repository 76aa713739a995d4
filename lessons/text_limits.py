"""How much of a text our parsers may be given, found by trying (tests/lessons/test_richtext.py tries again).

Python-Markdown and bleach are quadratic in many things, and a worker that is busy with one text serves nobody else.
A text within these limits takes well under a second on one slow core; any other is refused with a sentence.
"""

import re
from collections import Counter
from typing import Final

from django.utils.translation import gettext as _


class TextRefused(ValueError):  # noqa: N818 - to its writer it is no error, but an answer
    """A text that we will not render. Its message is a whole sentence for the writer, in her language."""


MAX_LAYERS: Final = 20
"""Lists and quotes in each other. Python-Markdown calls itself for each: a few hundred end in a RecursionError."""
MAX_ELEMENTS_DEEP: Final = 100
"""Elements in each other after cleaning, and unclosed ones before: parsers are quadratic in depth."""
MAX_MARKS: Final = 10_000
"""Characters that may mean something to Markdown; 100 000 characters of real course text hold 3000."""
MAX_LINE_STEPS: Final = 4_000_000
"""Lines times lines of each paragraph: after a heading the rest of its paragraph is split again. One of 2000 lines."""
MAX_ELEMENTS: Final = 5_000
"""Elements in the HTML: bleach looks through all brothers and sisters of each."""
MAX_STEPS: Final = 1_500_000
"""Characters that Python-Markdown may walk over in search of closing brackets: about a third of a second."""

# Control characters mean nothing in a text, PostgreSQL refuses NUL, and Python-Markdown uses two for itself.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_MARK: Final = re.compile(r"[*_`~<&\\|\n\[]")
_MARKER: Final = re.compile(r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))")
_RULE: Final = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*\Z")
_PARAGRAPH_END: Final = re.compile(r"\n[ \t]*\n")
_BRACKET: Final = re.compile(r"\[|\](\()?")
# A target that Python-Markdown reads in one go: no bracket or loose quotation mark before the closing bracket.
_EASY_TARGET: Final = re.compile(r"""[^()"'\n]{0,2000}(?:"[^"()\n]{0,500}"|'[^'()\n]{0,500}')?[ ]?\)""")

TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")  # nh3 writes < and > in attributes as entities
_OPENING: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_SINGLE: Final = frozenset({"br", "hr", "img"})
_SELF_CLOSING: Final = _SINGLE | frozenset("p li td th tr dt dd option input link meta wbr col".split())


def plain_line_ends(text: str) -> str:
    """Return the text with the line ends of one system, whatever browser or editor sent it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain_characters(text: str) -> str:
    return _CONTROL.sub("", plain_line_ends(text).encode("utf-8", "replace").decode("utf-8"))


def refuse_long(text: str, limit: int) -> None:
    if len(text) > limit:
        raise TextRefused(
            _("Deze tekst telt %(count)d tekens en er passen er %(limit)d. Kort hem in of verdeel hem in stukken.")
            % {"count": len(text), "limit": limit}
        )


def _too_busy() -> TextRefused:
    return TextRefused(
        _("In deze tekst staat meer opmaak dan we kunnen verwerken. Verdeel hem in stukken of haal tekens weg.")
    )


def refuse_markdown(text: str) -> None:
    """Raise TextRefused when Markdown would take too long over `text`."""
    _refuse_busy(text)
    _refuse_deep_markers(text)
    _refuse_slow_brackets(text)


def _refuse_busy(text: str) -> None:
    line_steps = sum((1 + paragraph.count("\n")) ** 2 for paragraph in _PARAGRAPH_END.split(text))
    if len(_MARK.findall(text)) > MAX_MARKS or line_steps > MAX_LINE_STEPS:
        raise _too_busy()


def too_deep() -> TextRefused:
    return TextRefused(
        _("In deze tekst staan meer dan %(limit)d lijsten of citaten in elkaar. Haal er een paar lagen uit.")
        % {"limit": MAX_LAYERS}
    )


def _refuse_deep_markers(text: str) -> None:
    """Raise when a line opens more than MAX_LAYERS lists and quotes, by markers or by its indentation."""
    for line in text.split("\n"):
        if _RULE.match(line):
            continue
        layers, end = 0, 0
        while match := _MARKER.match(line, end):
            layers, end = layers + 1, match.end()
        indentation = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" "))
        if layers + (indentation // 4 if layers else 0) > MAX_LAYERS:
            raise too_deep()


def _refuse_slow_brackets(text: str) -> None:
    """Raise when Python-Markdown would search too long for closing brackets: it begins anew at each opening one."""
    if sum(_steps(paragraph) for paragraph in _PARAGRAPH_END.split(text)) > MAX_STEPS:
        raise TextRefused(
            _("In deze tekst staan te veel haken die niet sluiten, zoals [ zonder ]. Haal er een paar weg.")
        )


def _steps(paragraph: str) -> int:
    """Return how many characters are walked over to find the end of every [label] and (target) in `paragraph`."""
    steps = 0
    opened: list[int] = []
    for match in _BRACKET.finditer(paragraph):
        if match[0] == "[":
            opened.append(match.start())
            continue
        if opened:
            steps += match.start() - opened.pop()
        if match[1] and not _EASY_TARGET.match(paragraph, match.end()):
            steps += len(paragraph) - match.end()
    return steps + sum(len(paragraph) - start for start in opened)


def refuse_unclosed(source: str) -> None:
    """Raise when more than MAX_ELEMENTS_DEEP elements stand open at once, before a parser has to find out."""
    opened: Counter[str] = Counter()
    for match in _OPENING.finditer(source):
        name = match[2].lower()
        if name in _SELF_CLOSING:
            continue
        if not match[1]:
            opened[name] += 1
        elif opened[name]:
            opened[name] -= 1
        if opened[name] > MAX_ELEMENTS_DEEP or opened.total() > 2 * MAX_ELEMENTS_DEEP:
            raise too_deep()


def refuse_large(tidy: str) -> None:
    """Raise when tidy HTML has too many elements or entities, or is too deep; badly nested tags multiply both."""
    depth = elements = 0
    for match in TAG.finditer(tidy):
        elements += not match[1]
        if match[2] not in _SINGLE:
            depth += -1 if match[1] else 1
        if depth > MAX_ELEMENTS_DEEP:
            raise too_deep()
    if elements > MAX_ELEMENTS or tidy.count("&") > MAX_MARKS:
        raise _too_busy()
