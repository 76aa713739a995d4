"""Every block on the page and in the editor's list of blocks; and nothing a trainer types becomes a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from wagtail.blocks import Block, StructBlockValidationError
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file

from lessons.blocks import LessonBody
from lessons.images import CourseImage
from lessons.models import ThingPage
from lessons.templatetags.lesson_tags import extension, has_long_word, host, markdown
from tests import factories
from tests.conftest import Place

BLOCKS: dict[str, Block] = dict(LessonBody().child_blocks)
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def show(kind: str, value: Any) -> str:
    block = BLOCKS[kind]
    return block.render(block.to_python(value))


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_trainer_can_see_what_a_block_is_before_she_picks_it(kind: str) -> None:
    block = BLOCKS[kind]
    assert block.get_description(), kind
    assert block.is_previewable, kind
    assert block.meta.icon, kind
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BLOCKS)
def test_every_block_has_a_preview_in_the_look_of_the_site(kind: str) -> None:
    client = Client()
    client.force_login(
        factories.make_person("Beheer", is_superuser=True),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    reply = client.get(reverse("wagtailadmin_block_preview"), {"id": BLOCKS[kind].definition_prefix})
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "css/style.css" in page
    assert "<script>" not in page
    assert " style=" not in page


@pytest.mark.django_db
def test_a_ding_with_every_block_is_one_page(place: Place) -> None:
    """All but picture and download, which have their own tests, out of their own examples."""
    blocks = [
        {"type": kind, "value": block.get_prep_value(block.get_preview_value()), "id": f"b{number}"}
        for number, (kind, block) in enumerate(BLOCKS.items())
        if kind not in ("image", "download")
    ]
    thing = factories.make_thing(place.module, 8, blocks)
    page = thing.make_preview_request().render().content.decode()
    assert page.count("<h1") == 1
    assert "Een klacht is een" in page


def test_a_heading_knows_two_levels() -> None:
    assert "<h2" in show("heading", {"text": "Kop", "level": "2"})
    assert "<h3" in show("heading", {"text": "Kop", "level": "3"})


def test_markdown_becomes_html_by_the_one_function() -> None:
    html = show("markdown", "Een **vette** [link](https://example.org).")
    assert "<strong>vette</strong>" in html
    assert 'href="https://example.org"' in html


def test_a_text_that_the_renderer_refuses_stays_readable() -> None:
    html = markdown("[" * 50_000)
    assert html.startswith("<p>[[[")


def test_a_video_is_a_link_and_loads_nothing() -> None:
    html = show("video", {"url": "https://www.vimeo.com/1", "title": "Kijk", "summary": "Noor praat."})
    assert "Bekijk de video op vimeo.com" in html
    assert "<iframe" not in html
    assert "<img" not in html


@pytest.mark.parametrize("url", ["http://example.org/video", "javascript:alert(1)"])
def test_a_video_must_stand_on_a_safe_address(url: str) -> None:
    block = BLOCKS["video"]
    with pytest.raises((ValidationError, StructBlockValidationError)):
        block.clean(block.to_python({"url": url, "title": "Kijk", "summary": "Noor praat."}))


def test_a_comparison_is_an_open_book() -> None:
    html = show(
        "comparison",
        {"title": "Twee", "before_label": "Liever niet", "before": "A", "after_label": "Liever zo", "after": "B"},
    )
    assert 'class="spread"' in html
    assert html.index("Liever niet") < html.index("Liever zo")


def table(**fields: Any) -> dict[str, Any]:
    return {
        "caption": "Kanalen",
        "table": {
            "data": [["Kanaal", "Wie"], ["Blog", None]],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_header_choice": "both",
            **fields,
        },
    }


def test_a_table_has_a_title_and_its_heads_say_what_they_head() -> None:
    html = show("table", table())
    assert "<caption>Kanalen</caption>" in html
    assert '<th scope="col">Wie</th>' in html
    assert '<th scope="row">Blog</th>' in html
    assert "None" not in html
    plain = show("table", table(first_row_is_table_header=False, first_col_is_header=False))
    assert "<th" not in plain
    assert plain.count("<tr>") == 2


def test_the_class_of_a_cell_is_left_out() -> None:
    """reliability.md A7: Wagtail once wrote it into the page unescaped."""
    assert "alert" not in show("table", table(cell=[{"row": 0, "col": 0, "className": EVIL}]))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": EVIL, "level": "2"}),
        ("heading", {"text": "x", "level": EVIL}),
        ("markdown", EVIL),
        ("video", {"url": "https://example.org/" + EVIL, "title": EVIL, "summary": EVIL}),
        ("quote", {"text": EVIL, "source": EVIL}),
        ("tip", {"title": EVIL, "text": EVIL}),
        ("comparison", {"title": EVIL, "before_label": EVIL, "before": EVIL, "after_label": EVIL, "after": EVIL}),
        ("table", table(data=[[EVIL, EVIL], [EVIL, EVIL]]) | {"caption": EVIL}),
        ("richtext", f"<p>{EVIL}</p>"),
    ],
)
def test_nothing_a_trainer_types_becomes_a_script(kind: str, value: Any) -> None:
    html = show(kind, value)
    assert "<script" not in html
    assert "<img src=x" not in html


@pytest.mark.django_db
def test_a_picture_has_words_size_and_maker() -> None:
    image = CourseImage.objects.create(
        title="IMG_1234.jpg", file=get_test_image_file(), credit="Noor de Wit, CC BY 4.0"
    )
    html = show("image", {"image": image.pk, "alt": "Bordje bij de ingang", "caption": "In De Brug."})
    assert 'alt="Bordje bij de ingang"' in html
    assert "IMG_1234" not in html.replace(image.file.name, "")
    assert "width=" in html
    assert "height=" in html
    assert "Beeld: Noor de Wit, CC BY 4.0" in html


@pytest.mark.django_db
def test_a_picture_without_words_is_not_saved() -> None:
    block = BLOCKS["image"]
    image = CourseImage.objects.create(title="x", file=get_test_image_file())
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"image": image.pk, "alt": "", "caption": ""}))


@pytest.mark.django_db
def test_a_download_says_what_kind_and_how_large() -> None:
    document = Document.objects.create(title="Formulier", file=ContentFile(b"x" * 2048, name="formulier.pdf"))
    html = show("download", {"document": document.pk, "title": "Toestemmingsformulier"})
    assert "Download Toestemmingsformulier (PDF, 2,0" in html.replace("\xa0", " ")
    assert document.url in html


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["image", "download"])
def test_what_was_deleted_leaves_no_hole(kind: str) -> None:
    value = {"image": 999, "alt": "x", "caption": ""} if kind == "image" else {"document": 999, "title": "x"}
    assert show(kind, value).strip() == ""


def test_two_exercises_cannot_share_a_key() -> None:
    body = LessonBody()
    raw = [factories.checklist_block(), factories.checklist_block()]
    with pytest.raises(ValidationError) as refusal:
        body.clean(body.to_python(raw))
    assert "Twee opdrachten hebben de sleutel “lijst”" in str(refusal.value.as_json_data())


@pytest.mark.django_db
def test_the_exercises_of_a_ding_keep_their_ids(place: Place) -> None:
    thing = place.quiz_thing
    found = thing.exercises[0]
    assert thing.exercise(found.id) == found
    assert thing.exercise_by_key(found.key) == found
    assert thing.exercise("weg") is None
    thing.save_revision().publish()
    assert ThingPage.objects.get(pk=thing.pk).exercises[0].id == found.id


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://www.vimeo.com/1", "vimeo.com"), ("https://youtu.be/x", "youtu.be"), ("", ""), (None, "")],
)
def test_a_link_says_where_it_leads(url: str | None, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(("file", "kind"), [("a/b.pdf", "PDF"), ("b.tar.gz", "GZ"), ("zonder", ""), (None, "")])
def test_a_file_says_its_kind(file: str | None, kind: str) -> None:
    assert extension(file) == kind


def test_a_heading_with_a_word_too_long_for_large_letters_is_known() -> None:
    assert has_long_word("Waardenetwerk en themacommunity")
    assert not has_long_word("Klachten en Google-reviews")
