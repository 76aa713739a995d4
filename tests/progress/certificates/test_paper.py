"""The PDF: tagged, in its language, with her name whatever it is, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from course.cohorts.models import Enrolment
from course.people.models import User
from course.progress.certificates import names
from course.progress.certificates.actions import issue
from course.progress.certificates.pdf import pdf_of, unprintable
from course.progress.models import Certificate
from tests.conftest import Place

As = Callable[[User | None], Client]

CHARACTERS = re.compile(rb"<([0-9a-fA-F]+)>")


def opened(certificate: Certificate) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf_of(certificate)))


def letters(pdf: pikepdf.Pdf) -> set[str]:
    """Return the letters that the fonts in this file say they show: what a screen reader and a search find."""
    found: set[str] = set()
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
            for line in each.ToUnicode.read_bytes().splitlines():
                codes = CHARACTERS.findall(line)
                if len(codes) >= 2:
                    found |= set(bytes.fromhex(codes[-1].decode()).decode("utf-16-be", "ignore"))
    return found


def tags(node: Any) -> Iterator[tuple[str, Any]]:
    """Walk the structure tree: yield each element's kind and itself."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from tags(each)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), node
        if "/K" in node:
            yield from tags(node.K)


@pytest.mark.django_db
def test_the_pdf_is_tagged_and_says_its_language_and_title(certificate: Certificate) -> None:
    pdf = opened(certificate)

    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "nl"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Certificaat van Ada van den Berg: 23 dingen"
    kinds = [kind for kind, _node in tags(pdf.Root.StructTreeRoot.K)]
    assert kinds.count("/H1") == 2
    assert kinds.count("/LI") == 4


@pytest.mark.django_db
def test_the_qr_code_has_words_for_who_does_not_see_it(certificate: Certificate) -> None:
    pdf = opened(certificate)
    figures = [node for kind, node in tags(pdf.Root.StructTreeRoot.K) if kind == "/Figure"]

    assert [str(figure.Alt) for figure in figures] == ["QR-code met het adres waar je dit certificaat controleert."]


@pytest.mark.django_db
def test_the_pdf_links_to_the_page_for_strangers(certificate: Certificate) -> None:
    links = [str(note.A.URI) for page in opened(certificate).pages for note in page.get("/Annots", []) if "/A" in note]

    assert links == [f"http://testserver{certificate.get_absolute_url()}"]


@pytest.mark.django_db
def test_the_same_certificate_is_the_same_bytes(certificate: Certificate) -> None:
    assert pdf_of(certificate) == pdf_of(Certificate.objects.get(pk=certificate.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "Cleo Nguyễn",
        "Łucja Wójcik-Şahin",
        "Þórunn O’Brien d'Été",
        "محمد العربي",
        "Δήμητρα Иванова",
        "W" * 120,
        "Wilhelmina-Alexandrina van der Meulen-Oosterhuizen tot Sint Annaparochie en Wittewierum, geboren Barends-Kooi",
        "#let x = 1",
    ],
)
def test_every_name_that_is_taken_stands_on_two_pages(ada: User, finished: Enrolment, name: str) -> None:
    if name.startswith("#"):  # Not taken at all; and were it so, it is data and never markup.
        certificate = issue(by=ada, enrolment=finished, name="Ada")
        certificate.name = name
    else:
        certificate = issue(by=ada, enrolment=finished, name=name)
    pdf = opened(certificate)

    assert len(pdf.pages) == 2
    if "م" not in name:  # Arabic letters are shown joined, and their fonts say so in forms of their own.
        assert set(name.replace(" ", "")) <= letters(pdf)
    with pdf.open_metadata() as metadata:
        assert name in metadata["dc:title"]


@pytest.mark.django_db
def test_an_emoji_in_a_title_is_left_out_of_the_pdf(ada: User, finished: Enrolment, place: Place) -> None:
    place.things[0].title = "Zo werkt het 👩‍💻 王"
    place.things[0].save()
    certificate = issue(by=ada, enrolment=finished, name="Ada")

    assert certificate.things[0]["title"] == "Zo werkt het 👩‍💻 王"
    assert {"Z", "k"} <= letters(opened(certificate))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Schrijf je naam"),
        ("- .", "Schrijf je naam"),
        ("Ada 😀", "😀"),
        ("Ada\u202e grebneD", "onzichtbaar teken"),
        ("Ada\u200bB", "onzichtbaar teken"),
        ("Ada\x00", "onzichtbaar teken"),
        ("Ada\ud800", "onzichtbaar teken"),
        ("<b>Ada</b>", "< >"),
        ("Ada 2", "letters"),
        ("王小明", "王 小 明"),
        ("A" * 121, "te lang"),
    ],
)
def test_a_name_that_cannot_stand_on_paper_is_refused_with_what_to_do(name: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        names.check(names.tidy(name))


def test_tidying_keeps_the_name_and_its_accents() -> None:
    assert names.tidy("  Cleo \u00a0 Nguye\u0302\u0303n ") == "Cleo Nguyễn"


def test_what_cannot_be_printed_is_named() -> None:
    assert unprintable("Ada 王 en 😀") == ["王", "😀"]
    assert unprintable("Ada van den Berg") == []


@pytest.mark.django_db
def test_ada_downloads_her_pdf(as_: As, ada: User, certificate: Certificate) -> None:
    answer = as_(ada).get(reverse("certificates:pdf", args=[certificate.code]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="certificaat-ada-van-den-berg.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.django_db
def test_a_refused_name_is_kept_in_the_form(as_: As, ada: User, finished: Enrolment) -> None:
    answer = as_(ada).post(reverse("certificates:ask", args=[finished.pk]), {"name": "Ada <script>"})

    assert answer.status_code == 422
    assert 'value="Ada &lt;script&gt;"' in answer.text
    assert not Certificate.objects.exists()
