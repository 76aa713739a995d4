"""Promises of the whole house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.conftest import Place

ROOT = Path(settings.BASE_DIR)
README = ROOT / "README.md"


def test_the_paths_that_the_readme_names_exist() -> None:
    named = set(
        re.findall(r"`((?:course|lessons|templates|static|tests|requirements|\.ci)/[\w./-]*)`", README.read_text())
    )
    assert len(named) > 10
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert missing == []


PAGES = [
    "help",
    "privacy",
    "accessibility",
    "about",
    "study:my_course",
    "study:card",
    "study:account",
    "people:profile",
    "notifications:wishes",
    "blogs:stream",
    "blogs:search",
    "blogs:following",
    "blogs:directory",
    "blogs:directory_add",
    "blogs:write",
    "blogs:mine",
]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_has_one_h1_a_language_and_a_title(place: Place, ada, as_, name: str, language: str) -> None:
    client = as_(ada)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse(name), follow=True).content.decode()
    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page
    assert re.search(r"<title>\s*\S", page)


MAIL = ROOT / "templates" / "notifications" / "letter.html"
"""No page: mail programs drop style sheets, and this site's policy for styles does not reach them."""


def test_no_page_template_holds_an_inline_script_or_style() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "course").rglob("*.html")]
        if path != MAIL
        for match in re.finditer(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=\"", path.read_text())
    ]
    assert guilty == []


FROM_ELSEWHERE = re.compile(r"(?:src|href)=\"https?://[^\"]*\"(?=[^>]*(?:stylesheet|script))|url\(['\"]?https?:")


def test_no_template_loads_anything_from_elsewhere() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").rglob("*.css")]
        for match in FROM_ELSEWHERE.finditer(path.read_text())
    ]
    assert guilty == []


def test_there_is_one_stylesheet() -> None:
    assert [path.name for path in (ROOT / "static" / "css").glob("*.css")] == ["style.css"]


def test_visitors_get_no_cookie(place: Place, as_) -> None:
    response = as_(None).get("/")
    assert response.status_code == 200
    assert not response.cookies


def test_the_strict_policy_is_on_every_page(place: Place, ada, as_) -> None:
    policy = as_(ada).get(reverse("study:my_course"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
