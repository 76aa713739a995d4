"""A stream field whose block list stays out of migrations: a new kind of exercise is not a migration."""

from __future__ import annotations

import json
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField


class LessonStreamField(StreamField):
    """StreamField without its blocks in `deconstruct()`.

    In a migration the field therefore knows no blocks. Wagtail would read such a value as empty and a save would
    write `[]` back: lessons lost. So without blocks the raw data is kept as it came and written back unchanged;
    content migrations work on `value.raw_data` only.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def to_python(self, value: Any) -> StreamValue:
        if self.stream_block.child_blocks or isinstance(value, StreamValue):
            return super().to_python(value)
        raw = json.loads(value) if isinstance(value, str) and value else value or []
        kept = StreamValue(self.stream_block, raw, is_lazy=True)
        kept._stream_field = self
        return kept
