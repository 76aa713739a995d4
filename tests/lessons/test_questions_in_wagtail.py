"""Questions in and out of a ding in Wagtail: look first, then a yes, then a draft."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from course.cohorts import actions
from course.people.models import User
from lessons.importers import quiz_questions
from lessons.importers.quiz_questions import quizzes_of
from lessons.models import ThingPage
from lessons.question_views import SALT
from tests import factories
from tests.conftest import Place
from tests.operations.test_admin_csp import prints_a_script

As = Callable[[User | None], Client]
SAMPLE = (Path(__file__).parent / "importers/questions/alles.gift").read_bytes()
SMALL = "::Eerste::Wat is <1>? {#1}\n\n::Tweede::Wat is 2? {=twee#Ja. ~drie ~%50%vier}\n\n::Open::Wat vind jij? {}\n"


@pytest.fixture
def owned(place: Place) -> Place:
    """Return the place, where tove's own POI owns the course: so she may edit it."""
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    return place


@pytest.fixture
def tove_(owned: Place, tove: User, as_: As) -> Client:
    return as_(tove)


def address(verb: str, thing: ThingPage) -> str:
    return reverse(f"lessons_{verb}_questions", args=[thing.pk])


def upload(client: Client, thing: ThingPage, content: str | bytes = SMALL, quiz: str = "quiz") -> HttpResponse:
    file = SimpleUploadedFile("vragen.gift", content if isinstance(content, bytes) else content.encode())
    response: HttpResponse = client.post(address("import", thing), {"file": file, "quiz": quiz})
    return response


def seal_in(response: HttpResponse) -> str:
    match = re.search(r'<textarea name="intake"[^>]*>([^<]+)</textarea>', response.content.decode())
    assert match
    return html.unescape(match[1])


def confirm(client: Client, thing: ThingPage, seal: str) -> HttpResponse:
    response: HttpResponse = client.post(address("import", thing), {"intake": seal}, follow=True)
    return response


def keys_of(thing: ThingPage) -> list[list[str]]:
    draft = quiz_questions.draft_of(ThingPage.objects.get(pk=thing.pk))
    return [[question["key"] for question in quiz.value["questions"]] for quiz in quizzes_of(draft)]


# --- In ------------------------------------------------------------------------------------------------------------


def test_tove_finds_both_where_she_edits_a_ding(owned: Place, tove_: Client) -> None:
    printed = tove_.get(reverse("wagtailadmin_pages:edit", args=[owned.quiz_thing.pk])).content.decode()
    assert address("import", owned.quiz_thing) in printed
    assert address("export", owned.quiz_thing) in printed
    printed = tove_.get(reverse("wagtailadmin_pages:edit", args=[owned.course.pk])).content.decode()
    assert "/vragen/" not in printed


def test_tove_looks_first_and_then_puts_them_in_the_draft(owned: Place, tove_: Client, tove: User) -> None:
    thing = owned.quiz_thing
    page = tove_.get(address("import", thing)).content.decode()
    assert "Een bestand in GIFT of Moodle XML" in page

    response = upload(tove_, thing)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "2 vragen komen in de quiz “Quiz”" in shown
    assert "Een open vraag kan de quiz niet nakijken" in shown
    assert "Wat is &lt;1&gt;?" in shown
    assert "(50 %)" in shown
    frame = html.unescape(shown[shown.index("srcdoc=") :])
    assert 'type="radio"' in frame
    assert "1. Wat is &lt;1&gt;?" in frame
    assert keys_of(thing) == [["1", "2", "3", "4", "5"]]

    done = confirm(tove_, thing, seal_in(response))
    assert done.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[thing.pk])
    assert "2 vragen staan in het concept. Kijk het na en publiceer het zelf." in done.content.decode()
    assert keys_of(thing) == [["1", "2", "3", "4", "5", "eerste", "tweede"]]
    page_now = ThingPage.objects.get(pk=thing.pk)
    assert page_now.latest_revision.user == tove
    assert len(page_now.exercises[0].value["questions"]) == 5


def test_a_yes_that_is_sent_twice_adds_nothing_the_second_time(owned: Place, tove_: Client) -> None:
    for thing, quiz in ((owned.quiz_thing, "quiz"), (owned.poll_thing, "")):
        seal = seal_in(upload(tove_, thing, quiz=quiz))
        confirm(tove_, thing, seal)
        before = keys_of(thing)
        assert "Er is niets nieuws: deze vragen staan er al." in confirm(tove_, thing, seal).content.decode()
        assert keys_of(thing) == before
        shown = upload(tove_, thing, quiz=quiz or "oefenvragen").content.decode()
        assert "Er is niets nieuws: deze vragen staan er al." in shown
        assert 'name="intake"' not in shown


def test_one_question_is_one_question(owned: Place, tove_: Client) -> None:
    response = upload(tove_, owned.poll_thing, "Wat is 1? {#1}", quiz="")
    assert "1 vraag komt in de quiz “Oefenvragen”" in response.content.decode()
    assert "Deze quiz is nieuw en telt niet mee." in response.content.decode()
    assert "1 vraag staat in het concept." in confirm(tove_, owned.poll_thing, seal_in(response)).content.decode()


def test_a_new_quiz_may_stand_beside_another(owned: Place, tove_: Client) -> None:
    thing = owned.quiz_thing
    confirm(tove_, thing, seal_in(upload(tove_, thing, quiz="")))
    assert keys_of(thing) == [["1", "2", "3", "4", "5"], ["eerste", "tweede"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Een brief.", "Regel 1: In dit bestand staat geen vraag die we kunnen overnemen."),
        (b"", "Dit bestand is leeg. Kies een ander."),
        (b"W? {=caf\xe9}", "Regel 1: Hier staat een teken dat geen UTF-8 is."),
        (b"x" * 2_000_001, "Regel 1: Dit bestand is 3 MB en er past 2 MB."),
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "Regel 1: Dit bestand begint met een DTD"),
    ],
    ids=["letter", "empty", "latin", "large", "laughs"],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_form(
    owned: Place, tove_: Client, content: str | bytes, words: str
) -> None:
    response = upload(tove_, owned.quiz_thing, content)
    assert response.status_code == 422
    assert words in html.unescape(response.content.decode())


def test_what_a_refused_file_held_is_listed(owned: Place, tove_: Client) -> None:
    shown = upload(tove_, owned.quiz_thing, "Een brief.\n\nOpen? {}").content.decode()
    assert "Dit komt niet mee (2)" in shown


def test_a_form_without_a_file_or_with_a_quiz_that_went_says_so(owned: Place, tove_: Client) -> None:
    response = tove_.post(address("import", owned.quiz_thing), {"quiz": "quiz"})
    assert (response.status_code, "Kies een bestand met vragen." in response.content.decode()) == (422, True)
    assert upload(tove_, owned.quiz_thing, quiz="weg").status_code == 422
    twins = [factories.quiz_block("een"), factories.checklist_block(key="twee")]
    thing = factories.make_thing(owned.module, 40, body=twins)
    assert upload(tove_, thing, quiz="twee").status_code == 422


@pytest.mark.parametrize("seal", ["", "x", "x:y:z", "\x00"])
def test_a_seal_that_is_not_ours_is_refused(owned: Place, tove_: Client, seal: str) -> None:
    said = confirm(tove_, owned.quiz_thing, seal).content.decode()
    assert "Deze voorvertoning is verlopen. Kies het bestand opnieuw." in said
    assert len(keys_of(owned.quiz_thing)[0]) == 5


def test_a_seal_of_another_ding_or_of_yesterday_is_refused(
    owned: Place, tove_: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = seal_in(upload(tove_, owned.quiz_thing))
    assert "verlopen" in confirm(tove_, owned.poll_thing, seal).content.decode()
    monkeypatch.setattr("lessons.question_views.PREVIEW_SECONDS", -1)
    assert "verlopen" in confirm(tove_, owned.quiz_thing, seal).content.decode()


def test_a_quiz_that_went_after_the_preview_is_named(owned: Place, tove_: Client) -> None:
    content = {"thing": owned.quiz_thing.pk, "quiz": "weg", "is_new": False, "questions": []}
    said = confirm(tove_, owned.quiz_thing, signing.dumps(content, salt=SALT, compress=True)).content.decode()
    assert "In dit ding staat geen quiz “weg”. Kies uit: quiz." in said


def test_the_largest_file_fits_in_the_form_that_confirms_it(owned: Place, tove_: Client) -> None:
    """Django takes 2,5 MB of fields; what is sealed is compressed, and these texts hardly let themselves."""
    texts = (
        "".join(chr(0x4E00 + (place * 7919 + number * 104729) % 20000) for place in range(900)) for number in range(500)
    )
    content = "\n\n".join(f"::{number}::{text} {{#1}}" for number, text in enumerate(texts))[: 2_000_000 // 3]
    response = upload(tove_, owned.quiz_thing, content[: content.rindex("\n\n")].encode())
    seal = seal_in(response)
    assert len(seal) < 2_000_000
    assert "staan in het concept" in confirm(tove_, owned.quiz_thing, seal).content.decode()


# --- Out -----------------------------------------------------------------------------------------------------------


def test_tove_takes_her_questions_out_and_in_again(owned: Place, tove_: Client) -> None:
    confirm(tove_, owned.quiz_thing, seal_in(upload(tove_, owned.quiz_thing, SAMPLE)))
    response = tove_.get(address("export", owned.quiz_thing))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{owned.quiz_thing.slug}.gift.txt"'
    shown = upload(tove_, owned.quiz_thing, response.content).content.decode()
    assert "Er is niets nieuws: deze vragen staan er al." in shown


def test_a_ding_without_questions_says_so(owned: Place, tove_: Client) -> None:
    response = tove_.get(address("export", owned.poll_thing), follow=True)
    assert "Dit ding heeft nog geen quiz met vragen." in response.content.decode()


# --- The door, and the content policy ----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["import", "export"])
@pytest.mark.parametrize("who", ["ada", "mona", "tove", None])
def test_only_who_may_edit_the_ding_gets_in(
    verb: str, who: str | None, place: Place, as_: As, request: pytest.FixtureRequest
) -> None:
    """Tove trains, but this course is national: she may not edit it."""
    client = as_(request.getfixturevalue(who) if who else None)
    assert client.get(address(verb, place.quiz_thing)).status_code in (302, 403)
    seal: dict[str, Any] = {"intake": "x"}
    assert client.post(address(verb, place.quiz_thing), seal).status_code in (302, 403, 405)
    assert keys_of(place.quiz_thing) == [["1", "2", "3", "4", "5"]]


def test_a_ding_that_is_not_there_is_not_found(owned: Place, tove_: Client) -> None:
    assert tove_.get(reverse("lessons_import_questions", args=[owned.course.pk])).status_code == 404


def test_neither_page_prints_a_script(owned: Place, tove_: Client) -> None:
    for response in (tove_.get(address("import", owned.quiz_thing)), upload(tove_, owned.quiz_thing)):
        printed = response.content.decode()
        assert not prints_a_script(printed.split("srcdoc=")[0])
        assert "<script" not in html.unescape(printed[printed.find("srcdoc=") :].split("</iframe>")[0])
        assert not re.search(r"\son[a-z]+=", printed.split("srcdoc=")[0])
        assert "script-src 'self'" in response["Content-Security-Policy"]
