"""Noor takes all her data along and has herself erased; what Karim wrote under her post still reads."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from course.blogs.models import Comment, Post
from course.blogs.search import derived_fields
from course.people.models import ErasureRequest
from course.people.own_data import requests
from tests.browser.conftest import PHONE, Opener, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = "Vandaag stond ik voor het eerst met de laptop aan de balie."
QUESTION = "Hoe reageerden de bezoekers, Noor?"


def a_thread(town: Town) -> Post:
    post = Post.objects.create(
        author=town.noor,
        cohort=town.cohort,
        title="Mijn eerste dag",
        source=STORY,
        visibility="group",
        published_at=timezone.now(),
        **derived_fields("Mijn eerste dag", STORY),
    )
    Comment.objects.create(post=post, author=town.karim, source=QUESTION, html=f"<p>{QUESTION}</p>")
    return post


def take_all_along(page: Page, into: Path) -> Path:
    page.goto("/mijn-cursus/account/")
    page.get_by_role("link", name="Al mijn gegevens").click()
    page.get_by_role("button", name="Maak een kopie van mijn gegevens").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download mijn kopie").click()
    path = into / "alles.zip"
    download.value.save_as(path)
    return path


def ask_to_be_erased(page: Page, email: str) -> None:
    page.get_by_role("link", name="Lees wat er dan weggaat").click()
    page.get_by_role("button", name="Wis mijn account").click()
    expect(page.locator(".errsum")).to_be_visible()
    page.get_by_label("Haal mijn teksten ook weg.").check()
    page.get_by_label("Typ je e-mailadres nog een keer").fill(email)
    page.get_by_role("button", name="Wis mijn account").click()
    expect(page.get_by_role("button", name="Nee, ik houd mijn account")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_noor_goes_and_karims_words_stay(town: Town, open_as: Opener, tmp_path: Path, javascript: bool) -> None:
    post = a_thread(town)
    with open_as(town.noor, viewport=PHONE, javascript=javascript) as page:
        with zipfile.ZipFile(take_all_along(page, tmp_path)) as archive:
            assert STORY in archive.read("index.html").decode()
            kinds = {kind["key"]: kind for kind in json.loads(archive.read("data.json"))["kinds"]}
            archive.extractall(tmp_path / "zip")
        assert kinds["comments"]["from_others"][0]["rows"][0]["text"] == QUESTION
        ask_to_be_erased(page, town.noor.email)
        assert requests.carry_out_due() == 0
        assert requests.carry_out_due(ErasureRequest.objects.get().due_at) == 1
        page.goto("/mijn-cursus/")
        assert "/account/login/" in page.url
    with open_as(town.karim) as page:
        page.goto(post.get_absolute_url())
        expect(page.get_by_text(QUESTION)).to_be_visible()
        expect(page.get_by_text("Oud-deelnemer").first).to_be_visible()
        expect(page.get_by_text(STORY)).to_have_count(0)
    with open_as(None) as page:
        page.goto((tmp_path / "zip" / "index.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("Noor Haddou")
        expect(page.get_by_text(STORY).first).to_be_visible()
