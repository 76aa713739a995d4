"""One's own name: what others read, who reads the real one, and changing it."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

from course.people.models import User
from course.people.who_sees_what import surface
from tests.blogs.conftest import comment_of, draft_of, post_of  # noqa: F401 - fixtures of that room

PROFILE = "/mijn-gegevens/"


def sent(**changes: str) -> dict[str, str]:
    return {"name": "Ada van den Berg", "screen_name": "Boekenwurm", "language": "nl", **changes}


def test_the_page_says_who_reads_the_real_name_in_the_words_of_the_table(ada, as_) -> None:
    page = html.unescape(as_(ada).get(PROFILE).content.decode())
    for viewer, rule in surface("name").cells:
        assert f"<dt>{viewer}</dt><dd>{rule.sentence}</dd>" in page
    assert "Je hebt geen schermnaam." in page


def test_a_changed_screen_name_stands_everywhere_at_once(ada, ben, as_, post_of, comment_of) -> None:  # noqa: F811
    post, other = post_of(ada, title="Van mij"), post_of(ben, title="Van Ben")
    comment_of(ada, other, "Mooi gedaan")
    client = as_(ben)
    pages = ["/blogs/", post.get_absolute_url(), other.get_absolute_url(), f"/blogs/van/{ada.pk}/"]
    pages += ["/blogs/zoeken/?q=mij", reverse("study:my_course")]
    assert as_(ada).post(PROFILE, sent()).status_code == 302
    for address in pages:
        page = client.get(address).content.decode()
        assert "Boekenwurm" in page, address
        assert "Ada van den Berg" not in page, address
    assert as_(ada).post(PROFILE, sent(screen_name="Letterdief")).status_code == 302
    for address in pages:
        page = client.get(address).content.decode()
        assert "Letterdief" in page, address
        assert "Boekenwurm" not in page, address


def test_the_example_is_what_a_colleague_sees(ada, as_) -> None:
    as_(ada).post(PROFILE, sent())
    page = as_(ada).get(PROFILE).content.decode()
    example = page.partition('id="voorbeeld"')[2]
    assert "<b>Boekenwurm</b>, Bibliotheek Waterrijk" in example
    assert "Ada" not in example.partition("</section>")[0]
    assert "Je collega’s kennen je hier als Boekenwurm." in page


@pytest.mark.parametrize("name", ["Ben Yıldız", "ben yıldız", "Ben  Yıldız ", "Ben\u200b Yıldız"])
def test_nobody_takes_the_name_of_somebody_else(ada, ben, as_, name: str) -> None:
    response = as_(ada).post(PROFILE, sent(screen_name=name))
    assert response.status_code == 422
    assert "Zo heet hier al iemand. Kies een andere schermnaam." in response.content.decode()
    assert User.objects.get(pk=ada.pk).screen_name == ""


def test_a_real_name_that_nobody_is_shown_is_free(ada, ben, as_) -> None:
    """To refuse it would tell that somebody of that name is here."""
    ben.screen_name = "Wandelaar"
    ben.save()
    assert as_(ada).post(PROFILE, sent(screen_name="Ben Yıldız")).status_code == 302


def test_the_language_is_used_from_then_on(ada, as_) -> None:
    client = as_(ada)
    assert client.post(PROFILE, sent(language="en")).status_code == 302
    assert client.cookies["django_language"].value == "en"
    assert User.objects.get(pk=ada.pk).language == "en"


def test_what_was_typed_is_kept_after_an_error(ada, as_) -> None:
    page = as_(ada).post(PROFILE, sent(name="", screen_name="Letterdief"))
    assert page.status_code == 422
    assert "Vul je naam in." in page.content.decode()
    assert 'value="Letterdief"' in page.content.decode()
