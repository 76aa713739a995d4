"""Reads questions from Moodle's own XML (https://docs.moodle.org/en/Moodle_XML_format).

XML of strangers: defusedxml refuses what blows up or fetches; a DTD has no business in such a file at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.importers.gift import read_range
from lessons.importers.parsed_questions import (
    RIGHT,
    WRONG,
    ParsedOption,
    ParsedQuestion,
    ParsedQuestions,
    QuestionsRefused,
    Skipped,
    checked,
    each_worth_all,
    left_file,
    refuse_many,
    shortened,
)
from lessons.importers.question_text import Texts, Unreadable, file_name

DEEPEST = 30
MOST_CHILDREN = 1000
FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain", "moodle_auto_format": "moodle"}
LEFT_OUT = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint", "units")
"""What a question of ours has no place for. Named once a file, with how many questions: Moodle fills them all in."""


@dataclass
class Node:
    """One element: what stands in it directly as text, and its elements."""

    tag: str
    line: int
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Node]:
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Node:
        """Return the first element of that name; an empty one when there is none."""
        return next(self.all(tag), Node(tag, self.line, {}))

    @property
    def words(self) -> str:
        """The text of this element, or of the <text> in it."""
        return "".join(self.first("text").text or self.text).strip()


class Tree(ContentHandler):
    """Keeps what it is told as nodes. Base64 of files is not kept: those stay behind."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", 1, {})
        self.open = [self.root]
        self.questions = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name of the interface
        line = self.line()
        if len(self.open) > DEEPEST or len(self.open[-1].children) > MOST_CHILDREN:
            raise QuestionsRefused(line, _("Hier staan te veel elementen. Exporteer de vragen opnieuw uit Moodle."))
        node = Node(name.lower(), line, {key: attrs.getValue(key) for key in attrs.getNames()})
        self.questions += node.tag == "question" and node.attributes.get("type") != "category"
        refuse_many(self.questions, line)
        self.open[-1].children.append(node)
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open[-1].tag != "file":
            self.open[-1].text.append(content)

    def line(self) -> int:
        return int(self._locator.getLineNumber() or 1)  # type: ignore[attr-defined]  # set by the parser


def read_moodle_xml(content: bytes) -> ParsedQuestions:
    """Return the questions in this file. Raises QuestionsRefused when it is no such file, or has none."""
    quiz = tree_of(content)
    texts = Texts()
    questions: list[ParsedQuestion] = []
    skipped: list[Skipped] = []
    category = ""
    for node in quiz.all("question"):
        if node.attributes.get("type") == "category":
            category = node.first("category").words
            continue
        reader = Reader(node, texts, category)
        try:
            questions.append(reader.read())
        except Unreadable as error:
            skipped.append(Skipped(node.line, reader.title, str(error)))
        skipped += [Skipped(node.line, reader.title, left_file(name)) for name in reader.files()]
        skipped += [Skipped(node.line, reader.title, note) for note in reader.notes]
    return checked(questions, [*skipped, *left_out(quiz.all("question"))])


def tree_of(content: bytes) -> Node:
    tree = Tree()
    try:
        defusedxml.sax.parseString(content, tree, forbid_dtd=True)
    except DefusedXmlException as error:
        raise QuestionsRefused(
            tree.line(), _("Dit bestand begint met een DTD of eigen entiteiten. Die nemen we niet aan.")
        ) from error
    except SAXParseException as error:
        raise QuestionsRefused(
            error.getLineNumber() or 1, _("Dit is geen geldige XML. Exporteer de vragen opnieuw uit Moodle.")
        ) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, QuestionsRefused):
            raise
        raise QuestionsRefused(1, _("De codering van dit bestand kennen we niet. Bewaar het als UTF-8.")) from error
    quiz = tree.root.children[0]
    if quiz.tag != "quiz":
        raise QuestionsRefused(quiz.line, _("Dit is geen vragenbestand van Moodle: het begint niet met <quiz>."))
    return quiz


def left_out(nodes: Iterable[Node]) -> Iterator[Skipped]:
    """Name, once for each, what the questions of this file have that ours do not."""
    found: dict[str, list[int]] = {}
    for node in nodes:
        for tag in {child.tag for child in node.children if child.tag in LEFT_OUT and (child.words or child.children)}:
            found.setdefault(tag, []).append(node.line)
    for tag, lines in sorted(found.items()):
        why = ngettext(
            "Dit gaat niet mee. Het staat bij %(count)d vraag.",
            "Dit gaat niet mee. Het staat bij %(count)d vragen, voor het eerst hier.",
            len(lines),
        )
        yield Skipped(lines[0], tag, why % {"count": len(lines)})


class Reader:
    """Reads one question."""

    def __init__(self, node: Node, texts: Texts, category: str) -> None:
        self.node = node
        self.texts = texts
        self.category = category
        self.notes: list[str] = []
        self.name = " ".join(node.first("name").words.split())
        self.type = node.attributes.get("type", "")

    @property
    def title(self) -> str:
        return shortened(self.name or self.type or "question")

    def files(self) -> list[str]:
        """Return the names of pictures and other files, shown or only sent along."""
        sent = [file_name(node.attributes.get("name", "")) for node in descendants(self.node) if node.tag == "file"]
        return list(dict.fromkeys([*self.texts.files(), *sent]))

    def read(self) -> ParsedQuestion:
        """Return the question. Raises Unreadable with what to do."""
        readers = {
            "multichoice": ("choice", self.choices),
            "truefalse": ("choice", self.truth),
            "shortanswer": ("short", self.short),
            "numerical": ("number", self.numbers),
            "matching": ("match", self.pairs),
        }
        if self.type not in readers:
            raise Unreadable(
                _("De soort “%(type)s” kan de quiz niet stellen. Maak er zelf een andere vraag van.")
                % {"type": shortened(self.type) or "–"}
            )
        kind, read_options = readers[self.type]
        return ParsedQuestion(
            kind=kind,
            text=self.words(self.node.first("questiontext")),
            options=tuple(read_options()),
            explanation=self.words(self.node.first("generalfeedback")),
            name=self.name,
            category=self.category,
            line=self.node.line,
        )

    def words(self, node: Node) -> str:
        return self.texts.words(node.words, how(node))

    def one_line(self, node: Node) -> str:
        return self.texts.line(node.words, how(node))

    # --- Answers -------------------------------------------------------------------------------------------------

    def option(self, answer: Node, text: str) -> ParsedOption:
        fraction = fraction_of(answer)
        is_plain = fraction in (0, 100)
        return ParsedOption(
            text=text,
            right=fraction == 100,
            weight=None if is_plain else fraction,
            feedback=self.one_line(answer.first("feedback")),
        )

    def choices(self) -> list[ParsedOption]:
        return each_worth_all([self.option(answer, self.one_line(answer)) for answer in self.node.all("answer")])

    def truth(self) -> list[ParsedOption]:
        options = [self.option(answer, answer.words.lower()) for answer in self.node.all("answer")]
        by_text = {option.text: option for option in options}
        if by_text.keys() != {"true", "false"}:
            raise Unreadable(_("Deze vraag over waar of niet waar heeft geen antwoorden “true” en “false”."))
        return [replace(by_text["true"], text=RIGHT), replace(by_text["false"], text=WRONG)]

    def short(self) -> list[ParsedOption]:
        if self.node.first("usecase").words == "1":
            self.notes.append(_("Deze vraag lette op hoofdletters. Hier tellen hoofdletters niet."))
        return [self.option(answer, " ".join(answer.words.split())) for answer in self.node.all("answer")]

    def numbers(self) -> list[ParsedOption]:
        return [self.option(answer, number(answer)) for answer in self.node.all("answer")]

    def pairs(self) -> list[ParsedOption]:
        pairs = [(self.one_line(one), self.one_line(one.first("answer"))) for one in self.node.all("subquestion")]
        return [ParsedOption(text=text, pair=pair, right=bool(text)) for text, pair in pairs]


def how(node: Node) -> str:
    return FORMATS.get(node.attributes.get("format", ""), "moodle")


def descendants(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from descendants(child)


def fraction_of(answer: Node) -> float:
    try:
        return round(float(answer.attributes.get("fraction", "0")), 5)
    except ValueError as error:
        raise Unreadable(_("Een antwoord heeft een gewicht dat geen getal is.")) from error


def number(answer: Node) -> str:
    text, tolerance = answer.words, answer.first("tolerance").words
    return "*" if text == "*" else str(read_range(f"{text}:{tolerance}"))
