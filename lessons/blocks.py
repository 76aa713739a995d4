"""Prose blocks, and LessonBody: the stream of prose and exercises that is a ding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from lessons.exercises import KINDS
from lessons.richtext import TRAINER, TextRefused, render_markdown

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "document-link"]


def check_markdown(text: str) -> None:
    """Raise ValidationError with the reason when this Markdown is refused."""
    try:
        render_markdown(text, TRAINER)
    except TextRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


class MarkdownBlock(blocks.TextBlock):
    """Text in Markdown, rendered by the one function."""

    class Meta:
        template = "lessons/blocks/markdown.html"
        icon = "pilcrow"
        label = gettext_lazy("Tekst (Markdown)")
        description = gettext_lazy("Lopende tekst in Markdown, met kopjes, lijsten en links.")
        preview_value = "## Eerst snappen, dan antwoorden\n\nEen klacht is een **vraag** met emotie erbij."

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        check_markdown(value)
        return value


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("Kop"), max_length=120)
    level = blocks.ChoiceBlock(
        label=gettext_lazy("Niveau"),
        choices=[("2", gettext_lazy("kop")), ("3", gettext_lazy("kop onder een kop"))],
        default="2",
    )

    class Meta:
        template = "lessons/blocks/heading.html"
        icon = "title"
        label = gettext_lazy("Kop")
        description = gettext_lazy("Een tussenkop.")
        preview_value = {"text": "Wie ziet wat?", "level": "2"}


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=gettext_lazy("Afbeelding"))
    alt = blocks.CharBlock(
        label=gettext_lazy("Tekst voor wie het beeld niet ziet"),
        max_length=300,
        required_on_save=True,
        help_text=gettext_lazy("Wat mist iemand als de afbeelding weg is? Niet: “foto van”."),
    )
    caption = blocks.CharBlock(label=gettext_lazy("Bijschrift"), required=False, max_length=300)

    class Meta:
        template = "lessons/blocks/image.html"
        icon = "image"
        label = gettext_lazy("Afbeelding")
        description = gettext_lazy("Een afbeelding met verplichte tekst voor wie het beeld niet ziet.")
        preview_template = "lessons/blocks/image_preview.html"
        preview_value = {"image": None, "alt": "Bordje bij de ingang", "caption": "Zo'n bordje hangt in De Brug."}


class VideoBlock(blocks.StructBlock):
    """A video elsewhere. Nothing is loaded from there: the reader follows a link, and knows where it leads."""

    url = blocks.URLBlock(label=gettext_lazy("Adres"))
    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=160)
    summary = blocks.TextBlock(
        label=gettext_lazy("Samenvatting"),
        rows=2,
        help_text=gettext_lazy("Wat er te zien en te horen is, voor wie de video niet kan volgen."),
    )

    class Meta:
        template = "lessons/blocks/video.html"
        icon = "media"
        label = gettext_lazy("Video")
        description = gettext_lazy("Een video op een andere site. Er wordt niets geladen voordat iemand klikt.")
        preview_value = {
            "url": "https://example.org/ondertitelen",
            "title": "Ondertitelen in twee minuten",
            "summary": "Noor laat zien hoe ze een automatische ondertitel verbetert.",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["url"] and not value["url"].startswith("https://"):
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(_("Begin het adres met https://."))}
            )
        return value


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=gettext_lazy("Citaat"), rows=3)
    source = blocks.CharBlock(label=gettext_lazy("Wie, waar, wanneer"), max_length=200)

    class Meta:
        template = "lessons/blocks/quote.html"
        icon = "openquote"
        label = gettext_lazy("Citaat")
        description = gettext_lazy("Woorden van een ander, met de bron erbij.")
        preview_value = {"text": "#ifail is geen schande.", "source": "Een lezer van Bibliotheekblad, 2012"}


class TipBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=120)
    text = MarkdownBlock(label=gettext_lazy("Tekst (Markdown)"))

    class Meta:
        template = "lessons/blocks/tip.html"
        icon = "help"
        label = gettext_lazy("Tip")
        description = gettext_lazy("Een korte tip naast de tekst.")
        preview_value = {"title": "Tip", "text": "Schrijf een kwartier en stop dan."}


class ComparisonBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=gettext_lazy("Titel"), max_length=160)
    before_label = blocks.CharBlock(label=gettext_lazy("Label links"), max_length=40, default="Liever niet")
    before = MarkdownBlock(label=gettext_lazy("Links (Markdown)"))
    after_label = blocks.CharBlock(label=gettext_lazy("Label rechts"), max_length=40, default="Liever zo")
    after = MarkdownBlock(label=gettext_lazy("Rechts (Markdown)"))

    class Meta:
        template = "lessons/blocks/comparison.html"
        icon = "duplicate"
        label = gettext_lazy("Vergelijking")
        description = gettext_lazy("Twee teksten naast elkaar: liever niet, en liever zo.")
        preview_value = {
            "title": "Een antwoord op een klacht",
            "before_label": "Liever niet",
            "before": "Wij betreuren het ongemak.",
            "after_label": "Liever zo",
            "after": "Wat vervelend dat je voor niets kwam.",
        }


class CaptionedTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=gettext_lazy("Titel van de tabel"), max_length=160)
    table = TableBlock(label=gettext_lazy("Tabel"))

    class Meta:
        template = "lessons/blocks/table.html"
        icon = "table"
        label = gettext_lazy("Tabel")
        description = gettext_lazy("Een tabel met een titel.")
        preview_value = {
            "caption": "Kanalen",
            "table": {
                "data": [["Kanaal", "Doelgroep"], ["Nieuwsbrief", "leden"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "table_header_choice": "row",
            },
        }


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=gettext_lazy("Bestand"))
    title = blocks.CharBlock(label=gettext_lazy("Wat is het?"), max_length=160)

    class Meta:
        template = "lessons/blocks/download.html"
        icon = "download"
        label = gettext_lazy("Bijlage")
        description = gettext_lazy("Een bestand om te bewaren.")
        preview_template = "lessons/blocks/download_preview.html"
        preview_value = {"document": None, "title": "Toestemmingsformulier"}


class WhoSeesWhatBlock(blocks.StaticBlock):
    """The table "wie ziet wat", made from the rules themselves at the moment of reading."""

    class Meta:
        template = "lessons/blocks/who_sees_what.html"
        icon = "view"
        label = gettext_lazy("Wie ziet wat")
        admin_text = gettext_lazy("Hier komt de tabel “wie ziet wat”. Die volgt vanzelf de regels van de site.")
        description = gettext_lazy("De tabel “wie ziet wat”, die vanzelf klopt.")
        preview_value = None


class PlatformsBlock(blocks.StaticBlock):
    """The table of platforms and their limits, read from the database by the template that draws it."""

    class Meta:
        template = "lessons/blocks/platforms.html"
        icon = "site"
        label = gettext_lazy("Kanalen en hun maten")
        admin_text = gettext_lazy("Hier komt de tabel met kanalen. Je past hem aan in het beheer, onder Kanalen.")
        description = gettext_lazy("De tabel met kanalen, hun maten, en de dag waarop iemand ze nakeek.")
        preview_value = None


PROSE: tuple[tuple[str, blocks.Block], ...] = (
    ("heading", HeadingBlock()),
    (
        "richtext",
        blocks.RichTextBlock(
            label=gettext_lazy("Tekst"),
            features=RICH_TEXT_FEATURES,
            template="lessons/blocks/richtext.html",
            description=gettext_lazy("Lopende tekst."),
            preview_value="<p>Een klacht is een <b>vraag</b> met emotie erbij.</p>",
        ),
    ),
    ("markdown", MarkdownBlock()),
    ("image", ImageBlock()),
    ("video", VideoBlock()),
    ("quote", QuoteBlock()),
    ("tip", TipBlock()),
    ("comparison", ComparisonBlock()),
    ("table", CaptionedTableBlock()),
    ("download", DownloadBlock()),
    ("who_sees_what", WhoSeesWhatBlock()),
    ("platforms", PlatformsBlock()),
)


class LessonBody(blocks.StreamBlock):
    """Prose and exercises. Exercises stand only here, at the top level, so that a page finds them by id."""

    def __init__(self, local_blocks: Iterable[tuple[str, blocks.Block]] | None = None, **kwargs: Any) -> None:
        exercises = [(kind.kind, kind(group=gettext_lazy("Opdrachten"), label=kind.label)) for kind in KINDS]
        super().__init__([*PROSE, *exercises, *(local_blocks or ())], **kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        seen: set[str] = set()
        for child in value:
            if child.block_type in EXERCISE_KINDS:
                key = child.value["key"]
                if key in seen:
                    raise blocks.StreamBlockValidationError(
                        non_block_errors=[
                            _("Twee opdrachten hebben de sleutel “%(key)s”. Geef er één een andere sleutel.")
                            % {"key": key}
                        ]
                    )
                seen.add(key)
        return value


EXERCISE_KINDS: frozenset[str] = frozenset(kind.kind for kind in KINDS)
