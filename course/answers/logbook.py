"""The logbook: one question a ding, answered by who likes to. Never evidence, private unless she shares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from course.answers.models import LogEntry
from course.people.models import User
from lessons.models import ThingPage

MAXIMUM = 4000
"""Characters in one entry: a page and a half."""


class LogConflict(Exception):  # noqa: N818 - it says what is wrong
    """Another window saved another text in the meantime; nothing was stored."""


class LogForm(forms.Form):
    """One entry. An empty text takes the entry away."""

    log_text = forms.CharField(required=False, max_length=MAXIMUM, widget=forms.Textarea(attrs={"rows": 4}))
    audience = forms.ChoiceField(choices=LogEntry.Audience.choices, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, entry: LogEntry | None = None, key: str = "") -> None:
        initial = {
            "log_text": entry.text if entry else "",
            "audience": entry.audience if entry else LogEntry.Audience.PRIVATE,
            "version": entry.version if entry else 0,
        }
        super().__init__(data, initial=initial)
        text, audience = self.fields["log_text"], self.fields["audience"]
        text.label = _("Jouw antwoord")
        text.widget.attrs["data-draft"] = f"log:{key}"
        if entry:
            text.widget.attrs["data-draft-at"] = f"{entry.updated_at.timestamp():.6f}"
        text.error_messages["max_length"] = _(
            "Dit is te lang. Er passen %(limit_value)d tekens in, jij hebt er %(show_value)d."
        )
        audience.label = _("Wie mag dit lezen?")
        audience.error_messages = {
            "required": _("Kies wie dit mag lezen."),
            "invalid_choice": _("Kies wie dit mag lezen uit de lijst."),
        }


@dataclass(frozen=True)
class LogState:
    """What a lesson page shows of the logbook: her entry, the form, and where it is sent.

    `saved` is the text of another window, when that would be lost.
    """

    form: LogForm
    url: str
    shared_url: str
    entry: LogEntry | None = None
    saved: str = ""


def log_state(person: User, page: ThingPage, refused: LogForm | None = None) -> LogState:
    """Return one person's logbook for this page. One query."""
    entry = LogEntry.objects.filter(person=person, page=page).first()
    in_conflict = refused is not None and refused.is_valid()
    form = refused or LogForm(entry=entry, key=str(page.pk))
    if in_conflict and entry is not None:
        form.data = {**dict(form.data.items()), "version": str(entry.version)}  # Saving once more keeps what was typed.
    return LogState(
        form=form,
        url=reverse("answers:write_log", args=[page.pk]),
        shared_url=reverse("answers:shared_log", args=[page.pk]),
        entry=entry,
        saved=entry.text if entry and in_conflict else "",
    )


@transaction.atomic
def write_log(*, by: User, page: ThingPage, text: str, audience: str, made_from: int | None = None) -> LogEntry | None:
    """Store, change or (with an empty text) take away her answer to this ding's logbook question.

    The same again changes nothing. Raises LogConflict when another window saved another text since `made_from`.
    """
    words = text.strip()
    entry = LogEntry.objects.select_for_update().filter(person=by, page=page).first()
    if entry is not None and (entry.text, entry.audience) == (words, audience):
        return entry
    if made_from is not None and made_from != (entry.version if entry else 0) and entry is not None:
        raise LogConflict
    if not words:
        if entry is not None:
            entry.delete()
        return None
    if entry is None:
        kept, is_new = LogEntry.objects.get_or_create(
            person=by, page=page, defaults={"question": page.log_question, "text": words, "audience": audience}
        )
        if is_new or (kept.text, kept.audience) == (words, audience):
            return kept
        raise LogConflict
    entry.text, entry.audience, entry.question = words, audience, page.log_question
    entry.version += 1
    entry.updated_at = timezone.now()
    entry.save()
    return entry
