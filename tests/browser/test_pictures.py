"""Noor puts photos in her post: pasted, dropped or chosen, and each says what it shows before the post is online."""

from __future__ import annotations

import base64
import io
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, Route, expect

from course.blogs.models import Picture, Post
from course.people.models import User
from tests.browser.conftest import DESK, PHONE, Opener, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
GIVE = """([kind, content, name, type, text]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  for (const [as, what] of Object.entries(text)) data.setData(as, what);
  const area = document.getElementById('id_source');
  const options = { bubbles: true, cancelable: true };
  area.dispatchEvent(kind === 'paste'
    ? new ClipboardEvent('paste', { ...options, clipboardData: data })
    : new DragEvent('drop', { ...options, dataTransfer: data }));
}"""


def photo(colour: str = "teal", size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def give(page: Page, kind: str, content: bytes, name: str = "image.png", **text: str) -> None:
    """Paste or drop a file in the text; `text` is what the clipboard has beside it, by `text_plain`, `text_html`."""
    data = {name.replace("_", "/"): value for name, value in text.items()}
    page.evaluate(GIVE, [kind, base64.b64encode(content).decode(), name, "image/png", data])


@pytest.fixture
def noor(live_server: Any) -> User:
    return person("Noor Haddou")


def open_editor(page: Page) -> uuid.UUID:
    """Open the editor of a new post and return its id."""
    post_id = uuid.uuid4()
    page.goto(reverse("blogs:edit", args=[post_id]))
    expect(page.get_by_text("ook in je verhaal plakken")).to_be_visible()
    return post_id


def in_text(page: Page) -> list[str]:
    """Return what the pictures in the text say they show."""
    return re.findall(r"!\[([^\]]*)\]\(/blogs/foto/[0-9a-f-]{36}/\)", page.get_by_label("Je verhaal").input_value())


@SIZES
def test_noor_pastes_a_photo_at_the_caret_and_types_what_it_shows(
    noor: User, open_as: Opener, viewport: dict[str, int]
) -> None:
    with open_as(noor, viewport=viewport) as page:
        open_editor(page)
        text = page.get_by_label("Je verhaal")
        text.fill("Dit is onze kast. En dit is de fiets.")
        for _ in range(20):
            text.press("ArrowLeft")
        give(page, "paste", photo())
        words = page.get_by_label("Wat is er te zien op foto 1?")
        expect(words).to_be_visible()
        assert page.evaluate("getSelection().toString()") == "wat erop staat"
        page.keyboard.insert_text("Een kast vol boeken")
        expect(words).to_have_value("Een kast vol boeken")
        address = Picture.objects.get().get_absolute_url()
        expect(text).to_have_value(f"Dit is onze kast.\n\n![Een kast vol boeken]({address})\n\nEn dit is de fiets.")


@SIZES
def test_noor_drops_photos_and_none_is_online_without_words(
    noor: User, open_as: Opener, viewport: dict[str, int]
) -> None:
    with open_as(noor, viewport=viewport) as page:
        post_id = open_editor(page)
        page.get_by_label("Titel").fill("Onze kast")
        page.get_by_label("Je verhaal").fill("Dit is onze kast.")
        give(page, "drop", photo(), "kast.jpg")
        page.get_by_label("Wat is er te zien op foto 1?").fill("Een kast vol boeken")
        give(page, "drop", photo("orange"), "fiets.jpg")
        second = page.get_by_label("Wat is er te zien op foto 2?")
        expect(second).to_be_visible()
        page.get_by_role("button", name="Publiceer").click()
        expect(page.get_by_role("alert")).to_contain_text("Foto 2 heeft nog geen beschrijving.")
        assert in_text(page) == ["Een kast vol boeken", "wat erop staat"]
        page.get_by_role("link", name=re.compile("Foto 2 heeft nog")).click()
        expect(second).to_be_focused()
        page.keyboard.insert_text("De [oranje] fiets")
        assert in_text(page) == ["Een kast vol boeken", "De (oranje) fiets"]
        page.get_by_role("button", name="Publiceer").click()
        page.wait_for_url(f"**{reverse('blogs:post', args=[post_id])}")
        shown = page.locator("article img")
        assert [one.get_attribute("alt") for one in shown.all()] == ["Een kast vol boeken", "De (oranje) fiets"]
        shown.last.scroll_into_view_if_needed()
        page.wait_for_function("[...document.querySelectorAll('article img')].every((one) => one.naturalWidth === 400)")
    assert Picture.objects.filter(post_key=post_id, owner=noor).count() == 2


@SIZES
def test_an_upload_shows_how_far_it_is_and_can_be_stopped(
    noor: User, open_as: Opener, viewport: dict[str, int], tmp_path: Path
) -> None:
    noise = io.BytesIO()
    Image.effect_noise((1200, 900), 90).save(noise, "PNG")
    file = tmp_path / "vakantie.png"
    file.write_bytes(noise.getvalue())
    with open_as(noor, viewport=viewport) as page:
        open_editor(page)
        line = page.context.new_cdp_session(page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
        line.send("Network.emulateNetworkConditions", slow)
        page.get_by_label("Foto toevoegen").set_input_files(file)
        expect(page.get_by_text("vakantie.png")).to_be_visible()
        expect(page.get_by_text(re.compile(r"[1-9]\d? procent verstuurd"))).to_be_visible()
        assert 0 < page.evaluate("document.querySelector('.pic progress').value") < 100
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("vakantie.png")).to_have_count(0)
        assert in_text(page) == []
        line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
        file.write_bytes(photo())
        page.get_by_label("Foto toevoegen").set_input_files([file, file])
        expect(page.get_by_label("Wat is er te zien op foto 2?")).to_be_visible(timeout=15_000)
        assert len(in_text(page)) == 2
    assert Picture.objects.count() == 2


def test_what_is_no_photo_is_refused_in_its_place_and_a_lost_line_can_be_tried_again(
    noor: User, open_as: Opener
) -> None:
    def cut(route: Route) -> None:
        route.abort()

    with open_as(noor) as page:
        open_editor(page)
        give(page, "drop", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tekening.svg")
        expect(page.locator(".pic").get_by_text("Dit is geen foto die we kunnen lezen.")).to_be_visible()
        page.get_by_role("button", name="Sluit", exact=True).click()
        page.route("**/fotos/", cut)
        give(page, "paste", photo())
        expect(page.locator(".pic").get_by_text("De foto is niet verstuurd. Kijk of je internet hebt")).to_be_visible()
        assert in_text(page) == []
        page.unroute("**/fotos/", cut)
        page.get_by_role("button", name="Probeer het opnieuw").click()
        expect(page.get_by_label("Wat is er te zien op foto 1?")).to_be_visible()
        assert len(in_text(page)) == 1
    assert Picture.objects.count() == 1


def test_text_from_word_comes_as_text_though_word_adds_a_drawing_of_it(noor: User, open_as: Opener) -> None:
    with open_as(noor) as page:
        open_editor(page)
        give(page, "paste", photo(), text_plain="Hallo", text_html="<p>Hallo</p>")
        expect(page.get_by_label("Je verhaal")).to_have_value(re.compile("Hallo"))
        assert in_text(page) == []
    assert not Picture.objects.exists()


def test_without_scripts_a_photo_comes_in_by_the_button_and_the_words_stay(
    noor: User, open_as: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "kast.jpg"
    file.write_bytes(photo())
    with open_as(noor, javascript=False) as page:
        page.goto(reverse("blogs:edit", args=[uuid.uuid4()]))
        page.get_by_label("Titel").fill("Onze kast")
        page.get_by_label("Je verhaal").fill("Dit is onze kast.")
        page.get_by_label("Foto toevoegen").set_input_files(file)
        page.get_by_role("button", name="Zet de foto in je verhaal").click()
        expect(page.get_by_label("Titel")).to_have_value("Onze kast")
        assert in_text(page) == ["wat erop staat"]
        page.get_by_label("Wat is er te zien op foto 1?").fill("De kast")
        page.get_by_role("button", name="Bewaar concept").click()
        assert in_text(page) == ["De kast"]
    assert Post.objects.get().source.startswith("Dit is onze kast.\n\n![De kast](")
