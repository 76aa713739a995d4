"""How a code stands in an address; whoever writes `<certificate_code:…>` imports this."""

from __future__ import annotations

from django.urls import register_converter


class CodeConverter:
    """22 signs of base64url: what `new_code` gives."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "certificate_code")
