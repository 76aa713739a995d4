"""The formulas of a worksheet: a small language with the Dutch names of a spreadsheet (see importers/FORMAT.md).

A formula is read into a tree of the six classes below and never run as Python. Whoever reads one gets a tree or a
FormulaError with a sentence; `reckoning.py` computes trees, `static/js/worksheet.js` does the same in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_CHARACTERS = 500
MAX_PARTS = 120
MAX_DEPTH = 25
MAX_DIGITS = 15
NAME = r"[a-z][a-z0-9_]*"
"""How a field is called: no hyphen, because that would be a minus."""


class FormulaError(ValueError):
    """A formula that cannot be read or does not fit its worksheet; the text is a sentence for its author."""


class CircularFormula(FormulaError):  # noqa: N818 - it says what is wrong
    """Outcomes that wait for each other. `key` is the first of them."""

    def __init__(self, circle: tuple[str, ...]) -> None:
        sentence = _("Deze uitkomsten wachten op elkaar: %(circle)s. Haal er één weg.")
        super().__init__(sentence % {"circle": " → ".join(circle)})
        self.key = circle[0]


# --- Trees ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Negative:
    of: Tree


@dataclass(frozen=True)
class Operation:
    """One of SIGNS between two trees."""

    sign: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Call:
    """A function by its name in capitals, a key of FUNCTIONS."""

    function: str
    arguments: tuple[Tree, ...]


Tree = Number | Text | Name | Negative | Operation | Call

COMPARISONS = ("=", "<>", "<=", ">=", "<", ">")
SIGNS: Mapping[str, int] = {**dict.fromkeys(COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3}
"""Every sign with how tightly it binds."""


class Kind(Enum):
    """What a tree gives, as far as that is known before there are answers."""

    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    ANY = "any"

    @property
    def label(self) -> str:
        return str(_KIND_LABELS[self])


_KIND_LABELS = {
    Kind.NUMBER: gettext_lazy("een getal"),
    Kind.TEXT: gettext_lazy("een tekst"),
    Kind.YES_NO: gettext_lazy("ja of nee"),
    Kind.ANY: gettext_lazy("iets"),
}


@dataclass(frozen=True)
class Function:
    """What a function takes (the last of `takes` may come again, up to `most`) and gives.

    `over_rows`: it looks at its argument in every row, and stands only in a formula over all rows. `whole`: its second
    argument is a whole number from the first to the last of these, written in the formula itself.
    """

    takes: tuple[Kind, ...]
    gives: Kind
    least: int
    most: int
    over_rows: bool = False
    whole: tuple[int, int] | None = None


def _over_rows(gives: Kind, *takes: Kind, least: int | None = None, **more: Any) -> Function:
    count = len(takes)
    return Function(takes, gives, count if least is None else least, count, over_rows=True, **more)


FUNCTIONS: Mapping[str, Function] = {
    "ALS": Function((Kind.YES_NO, Kind.ANY, Kind.ANY), Kind.ANY, 3, 3),
    "EN": Function((Kind.YES_NO,), Kind.YES_NO, 1, 10),
    "OF": Function((Kind.YES_NO,), Kind.YES_NO, 1, 10),
    "NIET": Function((Kind.YES_NO,), Kind.YES_NO, 1, 1),
    "MIN": Function((Kind.NUMBER,), Kind.NUMBER, 1, 10),
    "MAX": Function((Kind.NUMBER,), Kind.NUMBER, 1, 10),
    "ABS": Function((Kind.NUMBER,), Kind.NUMBER, 1, 1),
    "AFRONDEN": Function((Kind.NUMBER, Kind.NUMBER), Kind.NUMBER, 1, 2, whole=(0, 6)),
    "SOM": _over_rows(Kind.NUMBER, Kind.NUMBER),
    "GEMIDDELDE": _over_rows(Kind.NUMBER, Kind.NUMBER),
    "MEDIAAN": _over_rows(Kind.NUMBER, Kind.NUMBER),
    "AANTAL": _over_rows(Kind.NUMBER, Kind.ANY, least=0),
    "AANTAL_ALS": _over_rows(Kind.NUMBER, Kind.YES_NO),
    "SOM_ALS": _over_rows(Kind.NUMBER, Kind.YES_NO, Kind.NUMBER),
    "UNIEK": _over_rows(Kind.NUMBER, Kind.ANY),
    "TOP": _over_rows(Kind.TEXT, Kind.ANY, Kind.NUMBER, whole=(1, 10)),
}


def looks_at_rows(call: Call) -> bool:
    """Say whether a call in a formula over all rows looks at every row: MIN and MAX do when they have one argument."""
    return FUNCTIONS[call.function].over_rows or (call.function in ("MIN", "MAX") and len(call.arguments) == 1)


# --- From text to tree ---------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]+(?:[.,][0-9]+)?)|(?P<text>"(?:[^"\n]|"")*")|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<sign><=|>=|<>|[-+*/=<>();]))"""
)
_SAME_SIGN = str.maketrans({"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>", "“": '"', "”": '"'})  # noqa: RUF001


@lru_cache(maxsize=1024)
def parse(text: str) -> Tree:
    """Return the tree of a formula. Raises FormulaError, and nothing else."""
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(
            _("De formule is langer dan %(most)s tekens. Verdeel hem over twee uitkomsten.") % {"most": MAX_CHARACTERS}
        )
    return _Reader(text).whole()


class _Reader:
    """Reads one formula from left to right, by recursive descent of at most MAX_DEPTH levels."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.depth = 0
        self.parts = 0

    def whole(self) -> Tree:
        if not self.tokens:
            raise FormulaError(_("De formule is leeg."))
        tree = self.expression(1)
        if self.place < len(self.tokens):
            raise FormulaError(
                _("Achter een compleet deel van de formule staat nog “%(rest)s”. Hoort daar een teken voor?")
                % {"rest": self.tokens[self.place][1][:40]}
            )
        return tree

    def expression(self, binding: int) -> Tree:
        """Read signs that bind at least this tightly; a comparison does not follow a comparison."""
        if self.depth >= MAX_DEPTH:
            raise FormulaError(_("De formule heeft te veel haakjes in elkaar. Verdeel hem over twee uitkomsten."))
        self.depth += 1
        tree = self.part()
        highest = max(SIGNS.values())
        while (sign := self.seen("sign")) in SIGNS and binding <= SIGNS[sign] <= highest:
            self.place += 1
            tree = self.counted(Operation(sign, tree, self.expression(SIGNS[sign] + 1)))
            highest = SIGNS[sign] if sign not in COMPARISONS else 0
        self.depth -= 1
        return tree

    def part(self) -> Tree:
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")
        self.place += 1
        if kind == "number":
            return self.counted(_number(text))
        if kind == "text":
            return self.counted(Text(text[1:-1].replace('""', '"')))
        if kind == "word":
            return self.call(text) if self.seen("sign") == "(" else self.counted(Name(text.lower()))
        if text == "-":
            return self.counted(Negative(self.expression(max(SIGNS.values()) + 1)))
        if text == "(":
            tree = self.expression(1)
            self.expect(")")
            return tree
        if kind == "end":
            raise FormulaError(_("De formule houdt op waar nog iets moet komen."))
        raise FormulaError(_("Voor “%(sign)s” hoort een veld, een getal of een haakje.") % {"sign": text})

    def call(self, word: str) -> Tree:
        name = word.upper()
        if name not in FUNCTIONS:
            raise FormulaError(
                _("De functie %(name)s bestaat niet. Kies uit: %(known)s.")
                % {"name": name[:40], "known": ", ".join(FUNCTIONS)}
            )
        self.place += 1
        arguments: list[Tree] = []
        if self.seen("sign") != ")":
            arguments.append(self.expression(1))
            while self.seen("sign") == ";":
                self.place += 1
                arguments.append(self.expression(1))
        self.expect(")")
        return self.counted(_checked_call(name, tuple(arguments)))

    def seen(self, kind: str) -> str:
        """Return the text of the next token when it is of that kind, else nothing."""
        if self.place < len(self.tokens) and self.tokens[self.place][0] == kind:
            return self.tokens[self.place][1]
        return ""

    def expect(self, sign: str) -> None:
        if self.seen("sign") != sign:
            raise FormulaError(_("Er mist een haakje: “%(sign)s”.") % {"sign": sign})
        self.place += 1

    def counted(self, tree: Tree) -> Tree:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise FormulaError(
                _("De formule heeft meer dan %(most)s delen. Verdeel hem over twee uitkomsten.") % {"most": MAX_PARTS}
            )
        return tree


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Give (kind, text) for each token. The mild signs of a text editor are read as their plain ones."""
    text = text.translate(_SAME_SIGN).rstrip()
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            strange = text[place:].strip()[:20]
            raise FormulaError(_("“%(strange)s” hoort niet in een formule.") % {"strange": strange})
        yield match.lastgroup, match[match.lastgroup]
        place = match.end()


def _number(text: str) -> Number:
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise FormulaError(
            _("Het getal %(number)s… is te lang. Een getal heeft hoogstens %(most)s cijfers.")
            % {"number": text[:20], "most": MAX_DIGITS}
        )
    return Number(Decimal(text.replace(",", ".")))


def _checked_call(name: str, arguments: tuple[Tree, ...]) -> Call:
    """Return the call, or raise when the function takes another number of arguments."""
    function = FUNCTIONS[name]
    if not function.least <= len(arguments) <= function.most:
        wanted = str(function.least)
        if function.most > function.least:
            wanted = _("%(least)s tot %(most)s") % {"least": function.least, "most": function.most}
        raise FormulaError(
            _("Tussen de haakjes van %(name)s horen zoveel delen: %(wanted)s, met ; ertussen. Er staan er %(count)s.")
            % {"name": name, "wanted": wanted, "count": len(arguments)}
        )
    if function.whole and len(arguments) == 2:
        _check_whole(name, arguments[1], *function.whole)
    return Call(name, arguments)


def _check_whole(name: str, tree: Tree, first: int, last: int) -> None:
    if not (isinstance(tree, Number) and tree.value == int(tree.value) and first <= tree.value <= last):
        raise FormulaError(
            _("Achter de ; van %(name)s hoort een heel getal van %(first)s tot en met %(last)s.")
            % {"name": name, "first": first, "last": last}
        )


# --- From tree to text, and to JSON --------------------------------------------------------------------------------


def written(tree: Tree) -> str:
    """Return the tree as a formula that reads back to the same tree, with no more brackets than it needs."""
    match tree:
        case Number():
            return f"{tree.value:f}".replace(".", ",")
        case Text():
            return '"' + tree.value.replace('"', '""') + '"'
        case Name():
            return tree.name
        case Negative():
            return f"-{_bracketed(tree.of, max(SIGNS.values()) + 1)}"
        case Call():
            return f"{tree.function}({'; '.join(map(written, tree.arguments))})"
        case _:
            binding = SIGNS[tree.sign]
            left = binding + 1 if tree.sign in COMPARISONS else binding
            return f"{_bracketed(tree.left, left)} {tree.sign} {_bracketed(tree.right, binding + 1)}"


def _bracketed(tree: Tree, binding: int) -> str:
    text = written(tree)
    return f"({text})" if isinstance(tree, Operation) and SIGNS[tree.sign] < binding else text


def as_lists(tree: Tree) -> list[Any]:
    """Return the tree as lists that JSON holds, for worksheet.js: what it is, then its parts."""
    match tree:
        case Number():
            return ["number", f"{tree.value:f}"]
        case Text():
            return ["text", tree.value]
        case Name():
            return ["name", tree.name]
        case Negative():
            return ["negative", as_lists(tree.of)]
        case Call():
            return ["call", tree.function, *map(as_lists, tree.arguments)]
        case _:
            return ["operation", tree.sign, as_lists(tree.left), as_lists(tree.right)]


# --- Does it fit its worksheet? ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What a name in a formula stands for: what it gives, and whether every row has its own."""

    kind: Kind
    in_rows: bool


def names_in(tree: Tree) -> frozenset[str]:
    """Return the names a formula uses."""
    match tree:
        case Name():
            return frozenset({tree.name})
        case Negative():
            return names_in(tree.of)
        case Operation():
            return names_in(tree.left) | names_in(tree.right)
        case Call():
            return frozenset[str]().union(*map(names_in, tree.arguments))
        case _:
            return frozenset()


def kind_of(tree: Tree, names: Mapping[str, Known], *, in_row: bool) -> Kind:
    """Return what this formula gives. Raises FormulaError for a name, a place or a sort of value that does not fit."""
    match tree:
        case Number():
            return Kind.NUMBER
        case Text():
            return Kind.TEXT
        case Name():
            return _kind_of_name(tree.name, names, in_row=in_row)
        case Negative():
            _must_give(tree.of, Kind.NUMBER, "-", kind_of(tree.of, names, in_row=in_row))
            return Kind.NUMBER
        case Operation():
            return _kind_of_operation(tree, names, in_row=in_row)
        case _:
            return _kind_of_call(tree, names, in_row=in_row)


def _kind_of_name(name: str, names: Mapping[str, Known], *, in_row: bool) -> Kind:
    known = names.get(name)
    if known is None:
        raise FormulaError(
            _("“%(name)s” bestaat niet in dit meetblad. Kies uit: %(known)s.")
            % {"name": name[:40], "known": ", ".join(names)}
        )
    if known.in_rows and not in_row:
        raise FormulaError(
            _("“%(name)s” staat in elke rij. Zet er een functie omheen, zoals SOM(%(name)s).") % {"name": name}
        )
    return known.kind


def _kind_of_operation(tree: Operation, names: Mapping[str, Known], *, in_row: bool) -> Kind:
    left, right = (kind_of(part, names, in_row=in_row) for part in (tree.left, tree.right))
    if tree.sign in ("=", "<>"):
        return Kind.YES_NO
    _must_give(tree.left, Kind.NUMBER, tree.sign, left)
    _must_give(tree.right, Kind.NUMBER, tree.sign, right)
    return Kind.YES_NO if tree.sign in COMPARISONS else Kind.NUMBER


def _kind_of_call(call: Call, names: Mapping[str, Known], *, in_row: bool) -> Kind:
    function = FUNCTIONS[call.function]
    if function.over_rows and in_row:
        raise FormulaError(
            _("%(name)s kijkt naar alle rijen. Dat kan alleen in een uitkomst over alle rijen, en niet in zichzelf.")
            % {"name": call.function}
        )
    inside = in_row or looks_at_rows(call)
    kinds = [kind_of(argument, names, in_row=inside) for argument in call.arguments]
    for place, (argument, kind) in enumerate(zip(call.arguments, kinds, strict=True)):
        _must_give(argument, function.takes[min(place, len(function.takes) - 1)], call.function, kind)
    if call.function == "ALS" and kinds[1] == kinds[2]:
        return kinds[1]
    return function.gives


def _must_give(tree: Tree, wanted: Kind, where: str, kind: Kind) -> None:
    if Kind.ANY not in (wanted, kind) and kind != wanted:
        raise FormulaError(
            _("%(where)s rekent met %(wanted)s, maar %(part)s is %(kind)s.")
            % {"where": where, "wanted": wanted.label, "part": written(tree)[:80], "kind": kind.label}
        )


def in_order(trees: Mapping[str, Tree]) -> list[str]:
    """Return the keys so that each comes after those whose results it uses. Raises CircularFormula."""
    done: list[str] = []
    for key in trees:
        _visit(key, trees, done, ())
    return done


def _visit(key: str, trees: Mapping[str, Tree], done: list[str], above: tuple[str, ...]) -> None:
    if key in done:
        return
    if key in above:
        raise CircularFormula((*above[above.index(key) :], key))
    for name in sorted(names_in(trees[key]) & trees.keys()):
        _visit(name, trees, done, (*above, key))
    done.append(key)
