"""Blog post: the participant writes on her own blog; the post itself is the evidence.

Its AnswerData comes from the blogs room: `words` and `headings` of the longest post for this exercise that is published
or kept for herself alone, and `reactions`, how many colleagues' posts she reacted to.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from lessons.exercises.base import AnswerData, AnswerForm, Exercise


class NoForm(AnswerForm):
    """A blog post is written in the editor of the blogs room, not in the lesson."""

    def answer_data(self) -> dict[str, Any]:
        return {}


class BlogPostExercise(Exercise):
    kind = "blog_post"
    label = gettext_lazy("Blogpost")
    form_class = NoForm
    is_answered_here = False

    prompt = blocks.TextBlock(label=gettext_lazy("Opdracht (Markdown)"))
    starters = blocks.ListBlock(blocks.CharBlock(max_length=160), label=gettext_lazy("Hulpzinnen"), default=[])
    minimum_words = blocks.IntegerBlock(label=gettext_lazy("Minstens (woorden)"), default=100, min_value=1)
    maximum_words = blocks.IntegerBlock(label=gettext_lazy("Ongeveer hoogstens (woorden)"), required=False, min_value=1)
    minimum_headings = blocks.IntegerBlock(
        label=gettext_lazy("Minstens (kopjes)"),
        default=0,
        min_value=0,
        max_value=20,
        required=False,
        help_text=gettext_lazy("Zoveel kopjes met tekst eronder. 0 als dat niet uitmaakt."),
    )
    comment_required = blocks.BooleanBlock(label=gettext_lazy("Vraagt een reactie op een collega"), required=False)

    class Meta:
        template = "exercises/blog_post.html"
        icon = "edit"
        description = gettext_lazy("Een opdracht om over te bloggen.")
        preview_value = {
            "title": "Schrijf je eerste bericht",
            "key": "voorbeeld",
            "counts": True,
            "prompt": "Wat wil jij leren over sociale media op je werk?",
            "starters": ["Ik gebruik zelf…"],
            "minimum_words": 100,
            "maximum_words": 250,
            "minimum_headings": 0,
            "comment_required": True,
        }

    def is_done(self, value: Any, answer: AnswerData) -> bool:
        enough_words = answer.data.get("words", 0) >= value["minimum_words"]
        reacted = answer.data.get("reactions", 0) >= 1
        enough_headings = answer.data.get("headings", 0) >= (value["minimum_headings"] or 0)
        return enough_words and enough_headings and (reacted or not value["comment_required"])

    def missing(self, value: Any, answer: AnswerData | None) -> list[str]:
        given = answer or AnswerData({})
        sentences = []
        words = value["minimum_words"] - given.data.get("words", 0)
        if not given.data.get("words"):
            sentences.append(_("Schrijf je bericht en publiceer het, of bewaar het als ‘alleen ik’."))
        elif words > 0:
            sentences.append(
                ngettext(
                    "Je bericht is nog %(count)s woord te kort.", "Je bericht is nog %(count)s woorden te kort.", words
                )
                % {"count": words}
            )
        headings = (value["minimum_headings"] or 0) - given.data.get("headings", 0)
        if given.data.get("words") and headings > 0:
            sentences.append(
                ngettext(
                    "Er ontbreekt nog %(count)s kopje met tekst eronder. Begin een regel met ## en een spatie.",
                    "Er ontbreken nog %(count)s kopjes met tekst eronder. Begin een regel met ## en een spatie.",
                    headings,
                )
                % {"count": headings}
            )
        if value["comment_required"] and not given.data.get("reactions"):
            sentences.append(_("Geef één reactie op het bericht van een collega."))
        return sentences

    def describe(self, value: Any, answer: AnswerData) -> str:
        count = answer.data.get("words", 0)
        return ngettext("Een bericht van %(count)s woord", "Een bericht van %(count)s woorden", count) % {
            "count": count
        }
