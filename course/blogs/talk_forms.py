"""Forms around a post but writing one: changing a reaction, reacting as a guest, calling the trainer, her reason."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.blogs.forms import CommentForm, comment_draft_key, text_fits
from course.blogs.guests import takes_guests_now
from course.blogs.models import Comment, Post
from course.blogs.threads import Thread
from course.people.models import User
from lessons.text_fields import TextAsTyped

SHORT = MaxLengthValidator(
    1000, gettext_lazy("Je uitleg telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in.")
)
GUEST_CHARACTERS = 4000
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def reaction_form(post: Post, thread: Thread, reader: User | None) -> forms.Form:
    """Return the empty form under a post: a guest's for a visitor where guests may react, else everybody's."""
    if reader is None and takes_guests_now(post):
        return GuestForm(post=post)
    return CommentForm(post=post, answering=thread.answered.pk if thread.answered else None)


class ChangeForm(forms.Form):
    """Another text for a reaction. `seen` is when the text that she changes was last edited."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    source = TextAsTyped(
        label=gettext_lazy("Je reactie"),
        validators=[
            text_fits(
                gettext_lazy("Je reactie telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in.")
            )
        ],
        error_messages={"required": gettext_lazy("Schrijf eerst je reactie. Wil je hem weg? Verwijder hem dan.")},
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        edited = comment.edited_at.isoformat() if comment.edited_at else ""
        kwargs["initial"] = {"source": comment.source, "seen": edited}
        super().__init__(*args, **kwargs)
        self.draft_key = f"reactie-aanpassen:{comment.pk}"
        self.fields["source"].widget.attrs |= {"rows": 6, "data-draft": self.draft_key}

    def seen_at(self) -> datetime | None:
        """Return that moment; None for a text that was never edited. Nonsense is a moment that never was."""
        seen = self.cleaned_data["seen"]
        if not seen:
            return None
        try:
            moment = parse_datetime(seen)
        except ValueError:
            moment = None
        return moment if moment is not None and moment.tzinfo is not None else NEVER


class GuestForm(forms.Form):
    """A reaction of somebody without an account. `website` is a trap: people do not see it, robots fill it in."""

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(
        label=gettext_lazy("Je naam"),
        help_text=gettext_lazy("Deze naam staat bij je reactie."),
        validators=[
            MaxLengthValidator(
                80, gettext_lazy("Je naam telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in.")
            )
        ],
        error_messages={"required": gettext_lazy("Vul je naam in.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Je e-mailadres"),
        help_text=gettext_lazy("Je adres zie je nergens terug."),
        error_messages={
            "required": gettext_lazy("Vul je e-mailadres in."),
            "invalid": gettext_lazy("Vul een heel e-mailadres in, zoals naam@voorbeeld.nl."),
        },
    )
    source = TextAsTyped(
        label=gettext_lazy("Je reactie"),
        validators=[
            MaxLengthValidator(
                GUEST_CHARACTERS,
                gettext_lazy("Je reactie telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in."),
            )
        ],
        error_messages={"required": gettext_lazy("Schrijf eerst je reactie.")},
    )
    website = forms.CharField(label=gettext_lazy("Laat dit vak leeg"), required=False)

    is_guest = True

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self.draft_key = comment_draft_key(post, None)
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email"}
        self.fields["source"].widget.attrs |= {"rows": 4}
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    @property
    def is_trapped(self) -> bool:
        """Whether a robot filled this valid form in."""
        return bool(self.cleaned_data["website"])

    def comment(self) -> Comment:
        """Return the comment of this valid form, not stored."""
        given = self.cleaned_data
        return Comment(pk=given["id"], post=self.post, name=given["name"], email=given["email"], source=given["source"])


class FlagForm(forms.Form):
    """Why somebody calls the trainer; it may stay empty."""

    reason = TextAsTyped(label=gettext_lazy("Wat is er aan de hand?"), required=False, validators=[SHORT])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"rows": 4}


class ReasonForm(forms.Form):
    """Why a trainer hides something, puts it back or leaves it."""

    use_required_attribute = False

    reason = TextAsTyped(
        label=gettext_lazy("Waarom?"),
        validators=[SHORT],
        error_messages={"required": gettext_lazy("Schrijf waarom je dit doet. Zonder reden gebeurt er niets.")},
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"rows": 4}
        self.fields["reason"].help_text = _(
            "Verberg je het of zet je het terug, dan leest %(name)s deze reden. "
            "Laat je het staan, dan leest alleen het trainersteam hem."
        ) % {"name": name}
