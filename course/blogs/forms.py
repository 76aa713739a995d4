"""Forms of the blogs room: writing a post, giving a reaction."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.blogs.audience import Audience
from course.blogs.models import Post, Visibility
from course.blogs.picture_fields import DescribesPictures
from course.blogs.tagging import LONGEST_TAG, MOST_TAGS, names_in
from course.cohorts.models import Cohort
from lessons.richtext import PARTICIPANT
from lessons.text_fields import TextAsTyped

# Not `max_length`: that makes browsers cut a pasted text off without a word.
TITLE_FITS = MaxLengthValidator(
    160, gettext_lazy("De titel telt %(show_value)d tekens en er passen er %(limit_value)d. Maak hem korter.")
)


def text_fits(message: Any) -> MaxLengthValidator:
    """Return the limit of the one function that renders, said in the words of this form."""
    return MaxLengthValidator(PARTICIPANT.max_characters, message)


class TextForm(forms.Form):
    """The words of a post. To keep them as a draft nothing is needed; `version` is the one the writer saw."""

    use_required_attribute = False
    needed_to_publish: tuple[str, ...] = ("title", "source")
    to_publish = False

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        help_text=gettext_lazy("Zeg in één zin waar het over gaat. Zo werkt je titel ook in het overzicht."),
        validators=[TITLE_FITS],
        error_messages={"required": gettext_lazy("Vul een titel in. Zonder titel kun je je bericht niet publiceren.")},
    )
    source = TextAsTyped(
        label=gettext_lazy("Je verhaal"),
        help_text=gettext_lazy(
            "Een lege regel maakt een nieuwe alinea. Zet ## voor een tussenkop en ** om een woord vet te maken."
        ),
        validators=[
            text_fits(
                gettext_lazy("Je verhaal telt %(show_value)d tekens en er passen er %(limit_value)d. Kort het in.")
            )
        ],
        error_messages={
            "required": gettext_lazy("Schrijf je verhaal. Zonder tekst kun je je bericht niet publiceren.")
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def full_clean(self) -> None:
        """Ask for nothing while it is a draft; the labels keep saying what publishing needs."""
        asked = [self.fields[name] for name in self.needed_to_publish]
        for field in asked:
            field.required = self.to_publish
        super().full_clean()
        for field in asked:
            field.required = True


class PostForm(DescribesPictures, TextForm):
    """One post: its words, who may read it and by which words it is found. To publish, all but the last is needed."""

    needed_to_publish = ("title", "source", "visibility")

    visibility = forms.ChoiceField(
        label=gettext_lazy("Wie mag dit lezen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wie je bericht mag lezen.")},
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Voor welke groep?"),
        queryset=Cohort.objects.none(),
        empty_label=gettext_lazy("Kies een groep"),
        help_text=gettext_lazy("Nodig als je trainers of een groep laat meelezen."),
    )
    takes_guests = forms.BooleanField(
        label=gettext_lazy("Ook mensen zonder account mogen reageren. Je keurt hun reactie eerst goed."), required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Trefwoorden"),
        help_text=gettext_lazy(
            "Zo vinden collega’s je bericht, bijvoorbeeld: privacy, jeugd. Zet er een komma tussen."
        ),
        required=False,
    )

    def __init__(self, *args: Any, audience: Audience, to_publish: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to_publish = to_publish
        self.audience = audience
        self.fields["source"].widget.attrs |= {
            "class": "pen",
            "rows": 16,
            "spellcheck": "true",
        }
        self._visibility.choices = [
            (level.value, format_html('{}<br><span class="small">{}</span>', level.label, audience.sentence(level)))
            for level in audience.levels
        ]
        if len(audience.cohorts) > 1:
            choice: Any = self.fields["cohort"]
            choice.queryset = Cohort.objects.filter(pk__in=[cohort.pk for cohort in audience.cohorts])
            choice.required = False
        else:
            del self.fields["cohort"]

    @property
    def _visibility(self) -> forms.ChoiceField:
        field = self.fields["visibility"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        return field

    def say_how_to_choose(self, *, first_time: bool, again: bool) -> None:
        """Explain the choice: at the first post, at one that everyone reads already (`again`), and at any other."""
        if first_time:
            first = _("Dit is je eerste bericht, dus kies bewust. Je kunt het later altijd veranderen.")
        elif again:
            first = _("Nu kan iedereen dit bericht lezen. Die keuze maak je elke keer opnieuw.")
        else:
            first = _("Hier staat je vorige keuze. ‘Iedereen’ onthouden we nooit.")
        managers = _("Je leidinggevende leest niet mee, behalve in je groep of als je ‘Iedereen’ kiest.")
        self.fields["visibility"].help_text = f"{first} {managers}"

    def clean_tags(self) -> list[str]:
        names = names_in(self.cleaned_data["tags"])
        if len(names) > MOST_TAGS:
            message = _("Je geeft %(count)s trefwoorden en er passen er %(limit)s. Haal er een paar weg.")
            raise forms.ValidationError(message % {"count": len(names), "limit": MOST_TAGS})
        for name in names:
            if len(name) > LONGEST_TAG:
                message = _("Het trefwoord “%(name)s” is langer dan %(limit)s tekens. Maak het korter.")
                raise forms.ValidationError(message % {"name": name, "limit": LONGEST_TAG})
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["takes_guests"] = bool(cleaned.get("takes_guests") and cleaned.get("visibility") == Visibility.EVERYONE)
        groups = {Visibility.TRAINER, Visibility.GROUP}
        if (
            self.to_publish
            and "cohort" in self.fields
            and cleaned.get("visibility") in groups
            and not cleaned.get("cohort")
        ):
            self.add_error("cohort", _("Kies voor welke groep dit bericht is."))
        return cleaned

    def chosen_cohort(self) -> Cohort | None:
        """Return whose group reads the post; on a valid form only."""
        if "cohort" in self.fields:
            cohort: Cohort | None = self.cleaned_data.get("cohort")
            return cohort
        return self.audience.cohorts[0] if self.audience.cohorts else None


class CommentForm(forms.Form):
    """One reaction. Its id is chosen when the form is made, so that a form sent twice makes one reaction."""

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    parent = forms.UUIDField(widget=forms.HiddenInput, required=False)
    source = TextAsTyped(
        label=gettext_lazy("Je reactie"),
        validators=[
            text_fits(
                gettext_lazy("Je reactie telt %(show_value)d tekens en er passen er %(limit_value)d. Kort hem in.")
            )
        ],
        error_messages={"required": gettext_lazy("Schrijf eerst je reactie.")},
    )

    def __init__(self, *args: Any, post: Post, answering: uuid.UUID | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"parent": answering})
        super().__init__(*args, **kwargs)
        self.draft_key = comment_draft_key(post, answering)
        source = self.fields["source"]
        source.widget.attrs |= {"rows": 4, "data-draft": self.draft_key}
        if post.visibility == Visibility.EVERYONE:
            source.help_text = _("Dit bericht is openbaar. Ook je reactie kan iedereen lezen.")
        else:
            source.help_text = _("Wie dit bericht kan lezen, leest ook je reactie.")


def comment_draft_key(post: Post, answering: uuid.UUID | None) -> str:
    """Return under what name the browser keeps a reaction that is not sent yet."""
    return f"reactie:{post.pk}:{answering or ''}"


def post_draft_key(post_id: uuid.UUID, thing_id: int | None, exercise: uuid.UUID | None) -> str:
    """Return under what name the browser keeps the text of a post: by exercise, so that a new form finds it again."""
    return f"blog:{thing_id}:{exercise or ''}" if thing_id else f"blog:{post_id}"
