"""Checklist: things to do and tick. Done when every required item is ticked (syllabus 0.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from lessons.exercises.base import (
    NO_FACTS,
    AnswerData,
    AnswerForm,
    Count,
    Exercise,
    Facts,
    counted_apart,
    fill_keys,
    numbers_from_one,
    refuse_double_keys,
)

MAX_FILE_BYTES = 10 * 1024 * 1024
FILE_EXTENSIONS = ("pdf", "docx", "odt", "txt", "jpg", "jpeg", "png", "webp")


class ItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Punt"), max_length=300)
    extra = blocks.BooleanBlock(
        label=gettext_lazy("Extra"), required=False, help_text=gettext_lazy("Een extra punt hoeft niet.")
    )
    field = blocks.ChoiceBlock(
        label=gettext_lazy("Vraagt ook"),
        choices=[("text", gettext_lazy("een tekst")), ("file", gettext_lazy("een bestand"))],
        required=False,
    )
    check = blocks.CharBlock(
        label=gettext_lazy("Het systeem kijkt"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "intake (de nulmeting), final (de eindevaluatie) of vote:SLEUTEL (een stem op een stelling in dit ding)."
        ),
    )
    key = blocks.CharBlock(label=gettext_lazy("Sleutel"), required=False, max_length=20)


@dataclass(frozen=True)
class Row:
    """One item as the page shows it. `field` is what it asks besides: a text, a file or None."""

    key: str
    text: str
    extra: bool
    check: str
    by_system: bool
    ticked: bool
    tick: forms.BoundField
    field: forms.BoundField | None
    file_name: str


class ChecklistForm(AnswerForm):
    def __init__(self, *args: Any, items: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        ticked = set(self.previous.get("ticked", ()))
        texts = self.previous.get("texts", {})
        for item in items:
            key = item["key"]
            self.fields[f"item-{key}"] = forms.BooleanField(
                label=item["text"], required=False, initial=key in ticked, disabled=bool(item["check"])
            )
            if not item["extra"]:
                self.asked.add(f"{item['field']}-{key}")
            if item["field"] == "text":
                self.fields[f"text-{key}"] = forms.CharField(
                    label=_("Bij “%(item)s”") % {"item": item["text"]},
                    required=False,
                    max_length=2000,
                    initial=texts.get(key, ""),
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            elif item["field"] == "file":
                self.fields[f"file-{key}"] = forms.FileField(
                    label=_("Bestand bij “%(item)s”") % {"item": item["text"]},
                    required=False,
                    validators=[FileExtensionValidator(FILE_EXTENSIONS)],
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, upload in self.uploads().items():
            if (upload.size or 0) > MAX_FILE_BYTES:
                self.add_error(
                    f"file-{name}", _("Dit bestand is groter dan 10 MB. Maak het kleiner en probeer het opnieuw.")
                )
        return cleaned

    def uploads(self) -> dict[str, UploadedFile]:
        return {
            name.removeprefix("file-"): upload
            for name, upload in self.cleaned_data.items()
            if name.startswith("file-") and upload
        }

    def answer_data(self) -> dict[str, Any]:
        return {
            "ticked": [item["key"] for item in self.items if self.cleaned_data.get(f"item-{item['key']}")],
            "texts": {
                item["key"]: self.cleaned_data[f"text-{item['key']}"]
                for item in self.items
                if self.cleaned_data.get(f"text-{item['key']}")
            },
            "files": dict(self.previous.get("files", {})),
        }

    def rows(self, seed: str = "", facts: Facts = NO_FACTS) -> list[Row]:
        """Return the items as the page shows them; what the system checks is ticked from `facts`."""
        files = self.previous.get("files", {})
        return [
            Row(
                key=item["key"],
                text=item["text"],
                extra=bool(item["extra"]),
                check=item["check"] or "",
                by_system=bool(item["check"]),
                ticked=item["check"] in facts if item["check"] else bool(self[f"item-{item['key']}"].value()),
                tick=self[f"item-{item['key']}"],
                field=self[f"{item['field']}-{item['key']}"] if item["field"] else None,
                file_name=files.get(item["key"], {}).get("name", ""),
            )
            for item in self.items
        ]


class ChecklistExercise(Exercise):
    kind = "checklist"
    label = gettext_lazy("Checklist")
    form_class = ChecklistForm

    intro = blocks.TextBlock(label=gettext_lazy("Inleiding"), required=False)
    items = blocks.ListBlock(ItemBlock(), label=gettext_lazy("Punten"), min_num=1)

    class Meta:
        template = "exercises/checklist.html"
        icon = "list-ul"
        description = gettext_lazy("Punten om af te vinken, verplicht of extra.")
        preview_value = {
            "title": "Ben je klaar voor de start?",
            "key": "voorbeeld",
            "counts": True,
            "intro": "",
            "items": [
                {
                    "key": "1",
                    "text": "Ik heb een vast moment in mijn agenda.",
                    "extra": False,
                    "field": "",
                    "check": "",
                },
                {"key": "2", "text": "Ik haal een collega over.", "extra": True, "field": "", "check": ""},
            ],
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        fill_keys(value["items"], numbers_from_one)
        refuse_double_keys(value["items"], value["title"])
        return value

    def form_arguments(self, value: Any) -> dict[str, Any]:
        return {"items": list(value["items"])}

    def asks_facts(self, value: Any) -> bool:
        return any(item["check"] and not item["check"].startswith("vote:") for item in value["items"])

    def _is_ticked(self, item: Any, answer: AnswerData) -> bool:
        if item["check"]:
            return item["check"] in answer.facts
        if item["key"] not in answer.data.get("ticked", ()):
            return False
        if item["field"] == "text":
            return bool(answer.data.get("texts", {}).get(item["key"]))
        if item["field"] == "file":
            return bool(answer.data.get("files", {}).get(item["key"]))
        return True

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        """Every required item is ticked; of a list with nothing but extra items, at least one."""
        required = [item for item in value["items"] if not item["extra"]]
        if not required:
            return any(self._is_ticked(item, answer) for item in value["items"])
        return all(self._is_ticked(item, answer) for item in required)

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        given = answer or AnswerData({})
        if self.is_done(value, given):
            return []
        return [
            _("Nog niet klaar: “%(item)s”") % {"item": item["text"]}
            for item in value["items"]
            if not item["extra"] and not self._is_ticked(item, given)
        ] or [_("Vink minstens één punt af.")]

    def describe(self, value: Any, answer: AnswerData) -> str:
        return "\n".join(self._line(item, answer) for item in value["items"])

    def _line(self, item: Any, answer: AnswerData) -> str:
        key = item["key"]
        added = answer.data.get("texts", {}).get(key) or answer.data.get("files", {}).get(key, {}).get("name")
        line = f"{'[x]' if self._is_ticked(item, answer) else '[ ]'} {item['text']}"
        return f"{line} ({added})" if added else line

    def tally(self, value: Any, answers: Iterable[AnswerData]) -> list[Count]:
        rows = list(answers)
        numbers = [sum(self._is_ticked(item, answer) for answer in rows) for item in value["items"]]
        # Items are ticked apart from each other: each share is of all answers, so they do not sum to 100.
        tallied = zip(value["items"], numbers, strict=True)
        return counted_apart(((item["key"], item["text"], number) for item, number in tallied), len(rows))
