"""Lasting ids, and values without them.

The id of an exercise ties people's answers to it: it follows from the names in the course folder, so that a second
import, or an import elsewhere, gives the same id. Ids of prose and of list items carry nothing, but follow from
their place for the same reason: importing twice is no change.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from lessons.importers.parsed import MediaFile
from lessons.text_limits import plain_line_ends

NAMESPACE = uuid.UUID("7b1d6a52-5d0c-4c1e-9f0a-23d123d123d1")
"""Never changed: every id of every imported exercise follows from it."""


def lasting_id(name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, name))


def exercise_id(thing_key: str, key: str) -> str:
    """Return the id of the exercise `key` in the ding with that external key."""
    return lasting_id(f"{thing_key}/{key}")


def as_json(value: Any) -> Any:
    """Return `value` as it comes back from a JSON column: dates as text, tuples as lists."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def with_ids(block: blocks.Block, value: Any, seed: str) -> Any:
    """Return a plain value of `block` in raw form: each list item wrapped, with an id that follows from `seed`."""
    if isinstance(block, blocks.StructBlock):
        return {name: with_ids(block.child_blocks[name], part, f"{seed}/{name}") for name, part in value.items()}
    if isinstance(block, blocks.ListBlock):
        items = []
        for number, item in enumerate(value):
            key = item.get("key") if isinstance(item, dict) else None
            place = f"{seed}/{key or number}"
            items.append({"type": "item", "id": lasting_id(place), "value": with_ids(block.child_block, item, place)})
        return items
    return value


def plain(block: blocks.Block, value: Any) -> Any:
    """Return a raw value of `block` without ids, with its defaults filled in and every line end a single newline."""
    if isinstance(block, blocks.StructBlock):
        return {
            name: plain(child, value[name] if name in value else child.get_prep_value(child.get_default()))
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [plain(block.child_block, item["value"] if is_wrapped(item) else item) for item in value or []]
    if isinstance(block, TableBlock):
        return plain_table(value or {})
    if isinstance(value, MediaFile):
        return value
    if isinstance(value, str):
        return plain_line_ends(value)
    return as_json(value)


def is_wrapped(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "item" and "value" in item and "id" in item


def plain_table(value: dict[str, Any]) -> dict[str, Any]:
    """Return a table as its cells, its headers, and what else Wagtail keeps when that says something."""
    choice = value.get("table_header_choice") or "row"
    rest: dict[str, Any] = {name: value[name] for name in ("cell", "mergeCells", "table_caption") if value.get(name)}
    cells = [[plain(blocks.CharBlock(), cell or "") for cell in row] for row in value.get("data") or []]
    return {"data": cells, "table_header_choice": "column" if choice == "col" else choice, **rest}


def same(one: Any, other: Any) -> bool:
    """Say whether two plain values read the same: no value, an empty text and "no" are one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    empty = (None, "", False)
    return one == other or (any(one is kind for kind in empty) and any(other is kind for kind in empty))
