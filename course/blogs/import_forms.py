"""Forms of an import: the file, and which of its posts come along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.blogs.importers.files import read_blog
from course.blogs.importers.mending import too_large
from course.blogs.importers.parsed import MAX_BYTES, ImportRefused, ParsedBlog, Skipped
from course.blogs.importers.preview import Preview

MOST_AT_ONCE = 1000
"""Posts in one go: they take about twenty seconds, and nobody waits longer for a page."""


class BlogFileForm(forms.Form):
    """The export of another blog. After a valid upload `blog` is what was read; `skipped` is there after a refusal."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("Je bestand"),
        help_text=gettext_lazy("Een export van WordPress of Blogger, een tekst (.txt), of een export van deze site."),
        error_messages={
            "required": gettext_lazy("Kies het bestand met je oude blog."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander."),
        },
        allow_empty_file=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blog: ParsedBlog | None = None
        self.skipped: tuple[Skipped, ...] = ()

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            if (upload.size or 0) > MAX_BYTES:
                raise too_large()
            upload.seek(0)
            self.blog = read_blog(upload)  # type: ignore[arg-type]  # it reads and seeks like any file
        except ImportRefused as refused:
            self.skipped = refused.skipped
            raise ValidationError(str(refused)) from refused
        return upload


class ChoiceForm(forms.Form):
    """Which posts come along: all of them, until she says otherwise."""

    use_required_attribute = False

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Welke berichten neem je mee?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens één bericht.")},
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        choices = preview.choices
        kwargs.setdefault("initial", {"chosen": [key for key, _label in choices]})
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

    def clean_chosen(self) -> set[str]:
        """Return the keys of the chosen posts."""
        keys = self.preview.keys(self.cleaned_data["chosen"])
        if len(keys) > MOST_AT_ONCE:
            raise ValidationError(
                _(
                    "Je koos %(count)d berichten. Neem er hoogstens %(limit)d tegelijk mee, en doe daarna de rest. "
                    "Wat er al is, komt er niet nog een keer bij."
                )
                % {"count": len(keys), "limit": MOST_AT_ONCE}
            )
        return keys
