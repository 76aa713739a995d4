"""How a code stands in an address."""

from __future__ import annotations


class CodeConverter:
    """22 signs of base64url: what `new_code` gives."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
