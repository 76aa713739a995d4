"""Formulas: what may be written, what is refused with which words, and what they give."""

from __future__ import annotations

import time
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.exercises.formulas import (
    COMPARISONS,
    FUNCTIONS,
    MAX_CHARACTERS,
    SIGNS,
    Call,
    CircularFormula,
    FormulaError,
    Kind,
    Known,
    Name,
    Negative,
    Number,
    Operation,
    Text,
    Tree,
    as_lists,
    in_order,
    kind_of,
    names_in,
    parse,
    written,
)
from lessons.exercises.reckoning import Lack, Scope, Value, evaluate, rounded

NAMES = {
    "volgers": Known(Kind.NUMBER, in_rows=True),
    "soort": Known(Kind.TEXT, in_rows=True),
    "nodig": Known(Kind.YES_NO, in_rows=True),
    "deel": Known(Kind.ANY, in_rows=True),
    "totaal": Known(Kind.NUMBER, in_rows=False),
}


def number(text: str) -> Number:
    return Number(Decimal(text))


def values_of(formula: str, scope: Scope | None = None) -> Value:
    return evaluate(parse(formula), scope or Scope({}))


def over(formula: str, *rows: dict[str, Any], **labels: dict[str, str]) -> Value:
    scopes = [
        Scope(
            {
                name: Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
                for name, value in row.items()
            }
        )
        for row in rows
    ]
    return evaluate(parse(formula), Scope({}, scopes, labels))


# --- Reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("30", number("30")),
        ("2,5", number("2.5")),
        ("2.5", number("2.5")),
        ('"geen ""berichten"""', Text('geen "berichten"')),
        ("Volgers", Name("volgers")),
        ("a - b - c", Operation("-", Operation("-", Name("a"), Name("b")), Name("c"))),
        ("a + b * c", Operation("+", Name("a"), Operation("*", Name("b"), Name("c")))),
        ("(a + b) * c", Operation("*", Operation("+", Name("a"), Name("b")), Name("c"))),
        ("a / b / c", Operation("/", Operation("/", Name("a"), Name("b")), Name("c"))),
        ("a / (b / c)", Operation("/", Name("a"), Operation("/", Name("b"), Name("c")))),
        ("-a * b", Operation("*", Negative(Name("a")), Name("b"))),
        ("--a", Negative(Negative(Name("a")))),
        (
            "a + b >= c * 2",
            Operation(">=", Operation("+", Name("a"), Name("b")), Operation("*", Name("c"), number("2"))),
        ),
        ("a ≤ 2", Operation("<=", Name("a"), number("2"))),
        (
            "a × b ÷ 3 \u2212 1",
            Operation("-", Operation("/", Operation("*", Name("a"), Name("b")), number("3")), number("1")),
        ),
        ("a≠“x”", Operation("<>", Name("a"), Text("x"))),
        ("aantal()", Call("AANTAL", ())),
        (
            'Som_Als(soort = "vraag"; volgers)',
            Call("SOM_ALS", (Operation("=", Name("soort"), Text("vraag")), Name("volgers"))),
        ),
        ("top(soort;3)", Call("TOP", (Name("soort"), number("3")))),
    ],
)
def test_a_formula_reads_as_people_expect(formula: str, tree: Tree) -> None:
    assert parse(formula) == tree
    assert parse(written(tree)) == tree


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("", "De formule is leeg."),
        ("   ", "De formule is leeg."),
        ("a +", "De formule houdt op waar nog iets moet komen."),
        ("a b", "Achter een compleet deel van de formule staat nog “b”. Hoort daar een teken voor?"),
        ("a = b = c", "Achter een compleet deel van de formule staat nog “=”. Hoort daar een teken voor?"),
        ("* a", "Voor “*” hoort een veld, een getal of een haakje."),
        ("(a", "Er mist een haakje: “)”."),
        ("SOM(a", "Er mist een haakje: “)”."),
        ("a)", "Achter een compleet deel van de formule staat nog “)”. Hoort daar een teken voor?"),
        ("a & b", "“& b” hoort niet in een formule."),
        ('"open', '“"open” hoort niet in een formule.'),
        ("__import__(os)", "De functie __IMPORT__ bestaat niet. Kies uit: " + ", ".join(FUNCTIONS) + "."),
        ("SUM(a)", "De functie SUM bestaat niet. Kies uit: " + ", ".join(FUNCTIONS) + "."),
        ("SOM()", "Tussen de haakjes van SOM horen zoveel delen: 1, met ; ertussen. Er staan er 0."),
        ("ALS(a; b)", "Tussen de haakjes van ALS horen zoveel delen: 3, met ; ertussen. Er staan er 2."),
        ("ABS(a; b)", "Tussen de haakjes van ABS horen zoveel delen: 1, met ; ertussen. Er staan er 2."),
        (
            "AANTAL(a; b)",
            "Tussen de haakjes van AANTAL horen zoveel delen: 0 tot 1, met ; ertussen. Er staan er 2.",
        ),
        ("TOP(a; 0)", "Achter de ; van TOP hoort een heel getal van 1 tot en met 10."),
        ("TOP(a; 1,5)", "Achter de ; van TOP hoort een heel getal van 1 tot en met 10."),
        ("TOP(a; b)", "Achter de ; van TOP hoort een heel getal van 1 tot en met 10."),
        ("AFRONDEN(a; 7)", "Achter de ; van AFRONDEN hoort een heel getal van 0 tot en met 6."),
        ("1234567890123456", "Het getal 1234567890123456… is te lang. Een getal heeft hoogstens 15 cijfers."),
        ("a" * 501, "De formule is langer dan 500 tekens. Verdeel hem over twee uitkomsten."),
        ("(" * 30 + "a" + ")" * 30, "De formule heeft te veel haakjes in elkaar. Verdeel hem over twee uitkomsten."),
        ("-" * 30 + "a", "De formule heeft te veel haakjes in elkaar. Verdeel hem over twee uitkomsten."),
        ("a+" * 80 + "a", "De formule heeft meer dan 120 delen. Verdeel hem over twee uitkomsten."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(formula: str, sentence: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(formula)
    assert str(refusal.value) == sentence


@given(st.text(max_size=80) | st.text(alphabet='aSOM()+-*/=<>;,."0 9_ALS', max_size=200))
def test_whatever_is_written_gives_a_tree_or_a_sentence(text: str) -> None:
    with suppress(FormulaError):
        tree = parse(text)
        assert parse(written(tree)) == tree


names = st.sampled_from(list(NAMES))
leaves = (
    st.decimals(min_value=0, max_value=10**6, places=3).map(lambda value: Number(value))
    | st.text(alphabet='abc "é', max_size=6).map(Text)
    | names.map(Name)
)


def calls(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def of(name: str) -> st.SearchStrategy[Tree]:
        function = FUNCTIONS[name]
        whole = function.whole
        if whole:
            second = st.integers(*whole).map(lambda value: Number(Decimal(value)))
            return st.builds(lambda one, two: Call(name, (one, two)), children, second)
        sizes = st.lists(children, min_size=function.least, max_size=min(function.most, 3))
        return sizes.map(lambda arguments: Call(name, tuple(arguments)))

    return st.sampled_from(list(FUNCTIONS)).flatmap(of)


trees: st.SearchStrategy[Tree] = st.recursive(
    leaves,
    lambda children: (
        st.builds(Negative, children)
        | st.builds(Operation, st.sampled_from(list(SIGNS)), children, children)
        | calls(children)
    ),
    max_leaves=12,
)
values: st.SearchStrategy[Value] = (
    st.decimals(min_value=-(10**15), max_value=10**15, places=6)
    | st.text(max_size=5)
    | st.booleans()
    | st.sampled_from(list(Lack))
)


@given(trees)
def test_a_tree_that_is_written_reads_back_the_same(tree: Tree) -> None:
    text = written(tree)
    if len(text) <= MAX_CHARACTERS:
        assert parse(text) == tree
    assert as_lists(tree)


@settings(max_examples=300, deadline=None)
@given(trees, st.dictionaries(names, values), st.lists(st.dictionaries(names, values), max_size=4))
def test_every_formula_gives_something_whatever_is_filled_in(
    tree: Tree, sheet: dict[str, Value], rows: list[dict[str, Value]]
) -> None:
    for scope in (Scope(sheet), Scope(sheet, [Scope(row) for row in rows])):
        value = evaluate(tree, scope)
        assert isinstance(value, Decimal | str | bool | Lack)
        if isinstance(value, Decimal):
            assert abs(value) < Decimal(10) ** 18
        assert evaluate(tree, scope) == value


def test_the_heaviest_formula_is_quick() -> None:
    tree: Tree = Name("volgers")
    for _ in range(7):
        tree = Operation("*", tree, tree)
    rows = [Scope({"volgers": Decimal("99999.999999")})] * 60
    began = time.perf_counter()
    for name in ("SOM", "GEMIDDELDE", "MEDIAAN", "MAX"):
        assert evaluate(Call(name, (tree,)), Scope({}, rows)) is Lack.TOO_LARGE
    assert evaluate(Call("TOP", (tree, number("1"))), Scope({}, rows)) == "∞ (60)"
    assert evaluate(tree, rows[0]) is Lack.TOO_LARGE
    assert time.perf_counter() - began < 1


# --- Does it fit? --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "in_row", "kind"),
    [
        ("volgers / totaal * 100", True, Kind.NUMBER),
        ("-volgers", True, Kind.NUMBER),
        ("deel + 1", True, Kind.NUMBER),
        ('soort = "vraag"', True, Kind.YES_NO),
        ("volgers > 3", True, Kind.YES_NO),
        ('ALS(nodig; "ja"; "nee")', True, Kind.TEXT),
        ('ALS(nodig; 1; "nee")', True, Kind.ANY),
        ("MIN(volgers; totaal)", True, Kind.NUMBER),
        ("MIN(volgers)", False, Kind.NUMBER),
        ("SOM(volgers * 2) / AANTAL()", False, Kind.NUMBER),
        ("AANTAL_ALS(EN(nodig; volgers > totaal))", False, Kind.NUMBER),
        ("TOP(soort; 3)", False, Kind.TEXT),
        ('"tekst"', False, Kind.TEXT),
    ],
)
def test_a_formula_that_fits_says_what_it_gives(formula: str, in_row: bool, kind: Kind) -> None:
    assert kind_of(parse(formula), NAMES, in_row=in_row) is kind


@pytest.mark.parametrize(
    ("formula", "in_row", "sentence"),
    [
        ("volgrs", True, "“volgrs” bestaat niet in dit meetblad. Kies uit: volgers, soort, nodig, deel, totaal."),
        ("volgers", False, "“volgers” staat in elke rij. Zet er een functie omheen, zoals SOM(volgers)."),
        ("MIN(volgers; 3)", False, "“volgers” staat in elke rij. Zet er een functie omheen, zoals SOM(volgers)."),
        ("soort * 2", True, "* rekent met een getal, maar soort is een tekst."),
        ("2 < nodig", True, "< rekent met een getal, maar nodig is ja of nee."),
        ("-soort", True, "- rekent met een getal, maar soort is een tekst."),
        ("SOM(soort)", False, "SOM rekent met een getal, maar soort is een tekst."),
        ("ALS(volgers; 1; 2)", True, "ALS rekent met ja of nee, maar volgers is een getal."),
        ("OF(nodig; volgers)", True, "OF rekent met ja of nee, maar volgers is een getal."),
        (
            "SOM(volgers)",
            True,
            "SOM kijkt naar alle rijen. Dat kan alleen in een uitkomst over alle rijen, en niet in zichzelf.",
        ),
        (
            "SOM(SOM(volgers))",
            False,
            "SOM kijkt naar alle rijen. Dat kan alleen in een uitkomst over alle rijen, en niet in zichzelf.",
        ),
    ],
)
def test_a_formula_that_does_not_fit_is_refused_in_words(formula: str, in_row: bool, sentence: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        kind_of(parse(formula), NAMES, in_row=in_row)
    assert str(refusal.value) == sentence


def test_outcomes_come_after_what_they_use() -> None:
    formulas = {"c": parse("a + b"), "a": parse("SOM(x)"), "b": parse("-a"), "d": parse("1")}
    assert in_order(formulas) == ["a", "b", "c", "d"]
    assert names_in(formulas["c"]) == {"a", "b"}


def test_a_circle_is_named() -> None:
    formulas = {"eerst": parse("a"), "a": parse("b"), "b": parse("1 + c"), "c": parse("SOM(a)")}
    with pytest.raises(CircularFormula) as refusal:
        in_order(formulas)
    assert str(refusal.value) == "Deze uitkomsten wachten op elkaar: a → b → c → a. Haal er één weg."
    assert refusal.value.key == "a"
    with pytest.raises(CircularFormula, match="a → a"):
        in_order({"a": parse("a + 1")})


# --- Computing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("12 / 30 * 7", Decimal("2.8")),
        ("2 - -3", 5),
        ("1 / 3 * 3 = 1", True),
        ("0,1 + 0,2 = 0,3", True),
        ("1 / 0", Lack.DIVISION),
        ("0 / 0 + leeg", Lack.DIVISION),
        ("leeg + 1 / 0", Lack.EMPTY),
        ("999999999999999 * 999999999999999", Lack.TOO_LARGE),
        ("2 < 3", True),
        ("2 > 3", False),
        ("2 <= 2", True),
        ("2 >= 3", False),
        ("2 <> 3", True),
        ('"Vraag" = " vraag "', True),
        ('"vraag" <> "klacht"', True),
        ('"1" = 1', False),
        ('"a" < "b"', Lack.WRONG),
        ('-"a"', Lack.WRONG),
        ('"a" + 1', Lack.WRONG),
        ("(1 = 1) = (2 = 2)", True),
        ('ALS(1 > 0; "ja"; 1 / 0)', "ja"),
        ('ALS(1 < 0; "ja"; 1 / 0)', Lack.DIVISION),
        ("ALS(leeg; 1; 2)", Lack.EMPTY),
        ("ALS(1; 1; 2)", Lack.WRONG),
        ("EN(1 = 1; 2 = 2)", True),
        ("EN(leeg; 1 = 2)", False),
        ("EN(leeg; 1 = 1)", Lack.EMPTY),
        ("EN(1; 2)", Lack.WRONG),
        ("OF(leeg; 1 = 1)", True),
        ("OF(1 = 2; 2 = 1)", False),
        ("NIET(1 = 2)", True),
        ("NIET(leeg)", Lack.EMPTY),
        ("NIET(1)", Lack.WRONG),
        ("MIN(3; 1; 2)", 1),
        ("MAX(3; leeg)", Lack.EMPTY),
        ("MAX(7)", 7),
        ('MAX(3; "a")', Lack.WRONG),
        ("ABS(-2)", 2),
        ("AFRONDEN(2,675; 2)", Decimal("2.68")),
        ("AFRONDEN(-2,5)", -3),
        ("AFRONDEN(7 / 3 * 1,5)", 4),
        ("SOM(1)", Lack.WRONG),
    ],
)
def test_what_a_formula_gives(formula: str, value: Value) -> None:
    assert values_of(formula) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SOM(a)", 6),
        ("GEMIDDELDE(a)", 3),
        ("MEDIAAN(a)", 3),
        ("MEDIAAN(a * 2 + b)", 9),
        ("MIN(a)", 2),
        ("MAX(a)", 4),
        ("AANTAL()", 3),
        ("AANTAL(a)", 2),
        ("AANTAL_ALS(a > 2)", 1),
        ("AANTAL_ALS(c)", 2),
        ("SOM_ALS(c; a)", 2),
        ("UNIEK(t)", 2),
        ("TOP(t; 1)", "E-books (2)"),
        ("TOP(t; 2)", "E-books (2), boetes (1)"),
        ("TOP(k; 1)", "Facebook (2)"),
        ("TOP(c; 2)", "wel (2), niet (1)"),
        ("TOP(a / 4; 2)", "0,5 (1), 1 (1)"),
        ("MEDIAAN(t)", Lack.WRONG),
        ("MAX(t)", Lack.WRONG),
        ("SOM(t)", Lack.WRONG),
        ("GEMIDDELDE(weg)", Lack.NOTHING),
        ("MEDIAAN(weg)", Lack.NOTHING),
        ("MIN(weg)", Lack.NOTHING),
        ("TOP(weg; 3)", Lack.NOTHING),
        ("SOM(weg)", 0),
        ("UNIEK(weg)", 0),
    ],
)
def test_what_a_formula_gives_over_rows(formula: str, value: Value) -> None:
    rows = [
        {"a": 2, "b": 5, "c": True, "t": "E-books", "k": "fb"},
        {"a": 4, "b": 1, "c": False, "t": " e-books", "k": "x"},
        {"c": True, "t": "boetes", "k": "fb"},
    ]
    labels = {"k": {"fb": "Facebook", "x": "X"}, "c": {"true": "wel", "false": "niet"}}
    assert over(formula, *rows, **labels) == value


def test_a_median_of_an_odd_number_is_the_middle_one() -> None:
    assert over("MEDIAAN(a)", {"a": 9}, {"a": 1}, {"a": 5}) == 5


@pytest.mark.parametrize(
    ("text", "decimals", "shown"),
    [("0.5", 0, "1"), ("-0.5", 0, "-1"), ("2.49999999999999", 0, "3"), ("2.4999", 0, "2"), ("87.5", 0, "88")],
)
def test_halves_go_away_from_zero_and_dust_does_not_matter(text: str, decimals: int, shown: str) -> None:
    assert str(rounded(Decimal(text), decimals)) == shown


def test_all_signs_bind() -> None:
    assert set(COMPARISONS) < set(SIGNS)
