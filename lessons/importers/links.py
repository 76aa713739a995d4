"""Links within a ding: `[tekst](#stelling-2012)` in the course folder, `(#oefening-stelling-2012)` on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from lessons.importers.directives import Line

ANCHOR = "oefening-"
"""What BoundExercise.anchor puts before the key."""
_LINK = re.compile(r"(\]\(#)([^)\s]+)")


def linked_keys(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    """Return the keys that these lines link to, as (line, key)."""
    return ((line.number, match[2]) for line in lines for match in _LINK.finditer(line.text))


def to_anchors(value: Any) -> Any:
    """Return a value of a block with its links as a page needs them."""
    return mapped(value, lambda text: _LINK.sub(rf"\g<1>{ANCHOR}\g<2>", text))


def to_keys(value: Any, keys: Collection[str]) -> Any:
    """Return a value of a block with its links as a course folder has them. `keys`: the exercises of the page."""

    def shorten(match: re.Match[str]) -> str:
        key = match[2].removeprefix(ANCHOR)
        return f"{match[1]}{key}" if key in keys and key != match[2] else match[0]

    return mapped(value, lambda text: _LINK.sub(shorten, text))


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return `value` with `change` done to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: mapped(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [mapped(part, change) for part in value]
    return value
