"""What a formula gives: a number, a text, yes or no, or what is lacking. Always ends, never raises.

Numbers have 20 decimals and stay below 10^18; every step rounds to that, half away from zero. That is coarse enough
for static/js/worksheet.js to do the very same with whole numbers, so that the page and the server never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import cast

from lessons.exercises.formulas import COMPARISONS, Call, Name, Negative, Number, Operation, Text, Tree, looks_at_rows


class Lack(Enum):
    """Why there is no value."""

    EMPTY = "empty"
    """A field that is not filled in yet."""
    DIVISION = "division"
    """A division by zero."""
    NOTHING = "nothing"
    """A mean, a median, a highest or a top of no values at all."""
    FEW = "few"
    """Too few rows for a conclusion."""
    TOO_LARGE = "too_large"
    WRONG = "wrong"
    """A text where a number belongs; a checked formula does not do that."""


Value = Decimal | str | bool | Lack

LIMIT = Decimal(10) ** 18
_STEP = Decimal(1).scaleb(-20)
_SETTLED = Decimal(1).scaleb(-12)
# Two numbers of 38 digits give at most 76, so products are exact before they are rounded.
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Scope:
    """Where a formula looks: values by name, and the filled rows (None within a row). A row knows the sheet's values.

    `labels` gives, for a field of choices, the words by option key ("true" and "false" for yes or no): what TOP shows.
    """

    values: Mapping[str, Value]
    rows: Sequence[Scope] | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def evaluate(tree: Tree, scope: Scope) -> Value:
    """Return what this formula gives here."""
    match tree:
        case Number():
            return tree.value
        case Text():
            return tree.value
        case Name():
            return scope.values.get(tree.name, Lack.EMPTY)
        case Negative():
            return _with_numbers(lambda number: -number, evaluate(tree.of, scope))
        case Operation():
            return _operation(tree.sign, evaluate(tree.left, scope), evaluate(tree.right, scope))
        case _:
            if scope.rows is not None and looks_at_rows(tree):
                return _OVER_ROWS[tree.function](tree, scope, scope.rows)
            return _CALLS.get(tree.function, _misplaced)(tree, scope)


def settled(number: Decimal) -> Decimal:
    """Return the number without the dust of its last digits: what is compared, and shown."""
    return _EXACT.quantize(number, _SETTLED)


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Return the number with that many decimals, half away from zero: 87.5 is 88."""
    return _EXACT.quantize(settled(number), Decimal(1).scaleb(-decimals))


# --- Signs ---------------------------------------------------------------------------------------------------------


def _operation(sign: str, left: Value, right: Value) -> Value:
    for value in (left, right):
        if isinstance(value, Lack):
            return value
    if sign in COMPARISONS:
        return _compared(sign, left, right)
    return _with_numbers(_SIGNS[sign], left, right)


def _divided(left: Decimal, right: Decimal) -> Value:
    return Lack.DIVISION if right == 0 else _EXACT.divide(left, right)


_SIGNS: Mapping[str, Callable[[Decimal, Decimal], Value]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _divided,
}


def _with_numbers(compute: Callable[..., Value], *values: Value) -> Value:
    """Return what `compute` makes of numbers, bounded; the first lack when there is one, WRONG for other values."""
    for value in values:
        if isinstance(value, Lack):
            return value
    if not all(isinstance(value, Decimal) for value in values):
        return Lack.WRONG
    result = compute(*values)
    if not isinstance(result, Decimal):
        return result
    return _EXACT.quantize(result, _STEP) if abs(result) < LIMIT else Lack.TOO_LARGE


def _compared(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _ORDER[sign](_sign_of(settled(left) - settled(right)))
    if sign not in ("=", "<>"):
        return Lack.WRONG
    return (_as_key(left) == _as_key(right)) is (sign == "=")


def _sign_of(number: Decimal) -> int:
    return (number > 0) - (number < 0)


_ORDER: Mapping[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "<>": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    ">": lambda sign: sign > 0,
    "<=": lambda sign: sign <= 0,
    ">=": lambda sign: sign >= 0,
}


def _as_key(value: Value) -> tuple[str, object]:
    """Return what two equal values share: capitals and spaces make no difference in a text."""
    if isinstance(value, str):
        return "text", " ".join(value.lower().split())
    if isinstance(value, Decimal):
        return "number", settled(value)
    return "other", value


# --- Functions on values -------------------------------------------------------------------------------------------


def _misplaced(_call: Call, _scope: Scope) -> Value:
    return Lack.WRONG


def _if(call: Call, scope: Scope) -> Value:
    condition = evaluate(call.arguments[0], scope)
    if isinstance(condition, Lack):
        return condition
    if not isinstance(condition, bool):
        return Lack.WRONG
    return evaluate(call.arguments[1 if condition else 2], scope)


def _decided_by(decisive: bool) -> Callable[[Call, Scope], Value]:
    """Return EN or OF: one decisive value settles it, else a lack, else the opposite."""

    def decide(call: Call, scope: Scope) -> Value:
        values = [evaluate(argument, scope) for argument in call.arguments]
        if any(value is decisive for value in values):
            return decisive
        lack = next((value for value in values if isinstance(value, Lack)), None)
        if lack is not None:
            return lack
        return not decisive if all(isinstance(value, bool) for value in values) else Lack.WRONG

    return decide


def _not(call: Call, scope: Scope) -> Value:
    value = evaluate(call.arguments[0], scope)
    if isinstance(value, bool):
        return not value
    return value if isinstance(value, Lack) else Lack.WRONG


def _of_all(compute: Callable[[list[Decimal]], Decimal]) -> Callable[[Call, Scope], Value]:
    def call_with(call: Call, scope: Scope) -> Value:
        values = [evaluate(argument, scope) for argument in call.arguments]
        return _with_numbers(lambda *numbers: compute(list(numbers)), *values)

    return call_with


def _literal(call: Call) -> int:
    """Return the whole number that stands in the formula itself, as `formulas.parse` made sure."""
    return int(cast(Number, call.arguments[1]).value)


def _round(call: Call, scope: Scope) -> Value:
    places = _literal(call) if len(call.arguments) > 1 else 0
    return _with_numbers(lambda number: rounded(number, places), evaluate(call.arguments[0], scope))


_CALLS: Mapping[str, Callable[[Call, Scope], Value]] = {
    "ALS": _if,
    "EN": _decided_by(False),
    "OF": _decided_by(True),
    "NIET": _not,
    "MIN": _of_all(min),
    "MAX": _of_all(max),
    "ABS": _of_all(lambda numbers: abs(numbers[0])),
    "AFRONDEN": _round,
}


# --- Functions over rows -------------------------------------------------------------------------------------------


def _filled(call: Call, rows: Sequence[Scope], place: int = 0) -> list[Value]:
    """Return what an argument gives in each row, without the rows that lack it: a mean is of what is known.

    What is too large stays: a sum without it would be wrong.
    """
    values = [evaluate(call.arguments[place], row) for row in rows]
    return [value for value in values if value is Lack.TOO_LARGE or not isinstance(value, Lack)]


def _total(numbers: Sequence[Value]) -> Value:
    total: Value = Decimal(0)
    for number in numbers:
        total = _operation("+", total, number)
    return total


def _sum(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    return _total(_filled(call, rows))


def _mean(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    numbers = _filled(call, rows)
    return _operation("/", _total(numbers), Decimal(len(numbers))) if numbers else Lack.NOTHING


def _ordered(call: Call, rows: Sequence[Scope]) -> list[Decimal] | Lack:
    """Return the numbers from low to high, or what is lacking."""
    values = _filled(call, rows)
    if Lack.TOO_LARGE in values:
        return Lack.TOO_LARGE
    numbers = [value for value in values if isinstance(value, Decimal)]
    if len(numbers) < len(values):
        return Lack.WRONG
    return sorted(numbers) or Lack.NOTHING


def _median(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    numbers = _ordered(call, rows)
    if isinstance(numbers, Lack):
        return numbers
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return _operation("/", _total(numbers[half - 1 : half + 1]), Decimal(2))


def _at_end(place: int) -> Callable[[Call, Scope, Sequence[Scope]], Value]:
    def lowest_or_highest(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
        numbers = _ordered(call, rows)
        return numbers if isinstance(numbers, Lack) else numbers[place]

    return lowest_or_highest


def _count(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    return Decimal(len(_filled(call, rows) if call.arguments else rows))


def _where(call: Call, rows: Sequence[Scope]) -> list[Scope]:
    return [row for row in rows if evaluate(call.arguments[0], row) is True]


def _count_if(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    return Decimal(len(_where(call, rows)))


def _sum_if(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    return _total(_filled(call, _where(call, rows), 1))


def _distinct(call: Call, _scope: Scope, rows: Sequence[Scope]) -> Value:
    return Decimal(len({_as_key(value) for value in _filled(call, rows)}))


def _top(call: Call, scope: Scope, rows: Sequence[Scope]) -> Value:
    """Return the values that come most often, as "e-books (4), boetes (1)"; of equals the first comes first."""
    counts: dict[tuple[str, object], int] = {}
    shown: dict[tuple[str, object], str] = {}
    labels = scope.labels.get(call.arguments[0].name, {}) if isinstance(call.arguments[0], Name) else {}
    for value in _filled(call, rows):
        key = _as_key(value)
        counts[key] = counts.get(key, 0) + 1
        shown.setdefault(key, labels.get(str(value).lower(), _plain(value)))
    best = sorted(counts, key=lambda key: -counts[key])[: _literal(call)]
    return ", ".join(f"{shown[key]} ({counts[key]})" for key in best) or Lack.NOTHING


def _plain(value: Value) -> str:
    if isinstance(value, Lack):
        return "∞"
    if isinstance(value, Decimal):
        return f"{settled(value).normalize():f}".replace(".", ",")
    return str(value).lower() if isinstance(value, bool) else " ".join(value.split())


_OVER_ROWS: Mapping[str, Callable[[Call, Scope, Sequence[Scope]], Value]] = {
    "SOM": _sum,
    "GEMIDDELDE": _mean,
    "MEDIAAN": _median,
    "AANTAL": _count,
    "AANTAL_ALS": _count_if,
    "SOM_ALS": _sum_if,
    "UNIEK": _distinct,
    "TOP": _top,
    "MIN": _at_end(0),
    "MAX": _at_end(-1),
}
