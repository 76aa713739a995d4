"""The form field of a long text: what somebody typed comes back as she typed it."""

from __future__ import annotations

from typing import Any

from django import forms

from lessons.text_limits import plain_line_ends


class TextAsTyped(forms.CharField):
    """A text with all its blanks; only line ends become the same everywhere, and nothing but blanks is no text."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = plain_line_ends(super().to_python(value) or "")
        return text if text.strip() else ""
