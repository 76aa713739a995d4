"""A struct that the editor draws only when somebody comes to it, because sixty drawn at once took twenty seconds.

Until then `static/js/folded-block.js` keeps it as one hidden field, the struct's form state as JSON. This module reads
that field as if every field of the struct had been sent. The measuring is in docs/benchmarks/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter


class FoldedBlock(blocks.StructBlock):
    """A struct for long lists, of fields, structs and lists.

    Give it `label_format`: while it is folded, that is all a trainer sees of it.
    """

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        kept = data.get(folded_name(prefix))
        if kept is None:
            return super().value_from_datadict(data, files, prefix)
        try:
            sent = MultiValueDict(as_sent(self, json.loads(kept), prefix))
            return super().value_from_datadict(sent, files, prefix)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise BadRequest(f"{folded_name(prefix)} does not hold the state of a {self.name}.") from error

    def value_omitted_from_data(self, data: Any, files: Any, prefix: str) -> bool:
        return folded_name(prefix) not in data and bool(super().value_omitted_from_data(data, files, prefix))


def folded_name(prefix: str) -> str:
    return f"{prefix}-folded"


def as_sent(block: blocks.Block, state: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Give the fields (name, values) that a browser would send if this form state were drawn."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from as_sent(child, state[name], f"{prefix}-{name}")
    elif isinstance(block, blocks.ListBlock):
        yield f"{prefix}-count", [str(len(state))]
        for place, item in enumerate(state):
            yield f"{prefix}-{place}-deleted", [""]
            yield f"{prefix}-{place}-order", [str(place)]
            yield f"{prefix}-{place}-id", [item.get("id") or ""]
            yield from as_sent(block.child_block, item["value"], f"{prefix}-{place}-value")
    else:
        yield prefix, as_strings(state)


def as_strings(state: Any) -> list[str]:
    """Return what one widget in this state would send: a ticked box says "on", an empty one nothing."""
    if isinstance(state, bool):
        return ["on"] if state else []
    if isinstance(state, list):
        return [str(one) for one in state]
    return ["" if state is None else str(state)]


class FoldedBlockAdapter(StructBlockAdapter):
    js_constructor = "lessons.FoldedBlock"

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["js/folded-block.js"])


register(FoldedBlockAdapter(), FoldedBlock)
