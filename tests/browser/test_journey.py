"""One journey through the whole house, with scripts and without."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.blogs.models import Post
from course.evaluations.actions import answer_anonymously
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.browser.conftest import Opener, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write_for_the_group(page: Page, thing: ThingPage, title: str) -> None:
    page.goto(thing.address)
    page.get_by_role("link", name="Schrijf je bericht").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Je verhaal").fill(factories.text_of(120))
    page.get_by_label("Mijn groep").first.check()
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def react(page: Page, post: Post, text: str) -> None:
    page.goto(post.get_absolute_url())
    page.get_by_label("Je reactie").fill(text)
    page.get_by_role("button", name="Plaats reactie").click()
    expect(page.get_by_text(text)).to_be_visible()


def answer_quiz(page: Page, thing: ThingPage, *, right: bool) -> None:
    """Choose an option in every question and hand in."""
    quiz = thing.exercises[0]
    for question in quiz.value["questions"]:
        key = next(option["key"] for option in question["options"] if bool(option["right"]) is right)
        page.locator(f"input[name='{quiz.id}-q-{question['key']}'][value='{key}']").check()
    page.get_by_role("button", name="na", exact=False).filter(has_text="na").last.click()


def fail_and_pass_the_quiz(page: Page, thing: ThingPage) -> None:
    page.goto(thing.address)
    answer_quiz(page, thing, right=False)
    expect(page.get_by_text("Je beste score is 0 %")).to_be_visible()
    answer_quiz(page, thing, right=True)
    expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()


def vote_and_see_the_result(page: Page, thing: ThingPage) -> None:
    """The result of a poll comes after the vote."""
    page.goto(thing.address)
    expect(page.get_by_text("1 (100%)")).to_have_count(0)
    poll = thing.exercise_by_key("naam-en-gezicht")
    assert poll is not None
    card = page.locator(f"#{poll.anchor}")
    card.get_by_label("Eens", exact=True).check()
    card.get_by_label("Waarom vind je dat?").fill(factories.text_of(30))
    card.get_by_role("button", name="Stem", exact=True).click()
    expect(page.get_by_text("1 (100%)").first).to_be_visible()


def evaluate(page: Page, thing: ThingPage) -> None:
    page.goto(thing.address)
    page.get_by_role("link", name="Wat vond je van dit ding?").click()
    page.locator("input[name=usefulness]").last.check()
    page.locator("input[name=time][value=good]").check()
    page.get_by_role("button", name="Verstuur zonder naam").click()
    expect(page.get_by_role("heading", name="Dank je wel")).to_be_visible()


def read_the_report_and_take_the_file(page: Page, name: str, done: int, file: Path) -> None:
    """The manager sees as many dates as there are dingen done, and the file names the person too."""
    page.goto("/rapportage/")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_be_visible()
    expect(row.locator("time")).to_have_count(done)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als .csv").click()
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert name in file.read_text("utf-8-sig")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_participant_her_colleague_her_manager_and_her_trainer(
    town: Town, open_as: Opener, tmp_path: Path, javascript: bool
) -> None:
    open_as = partial(open_as, javascript=javascript)
    second = town.thing(2)
    with open_as(town.karim) as page:  # So that Noor has something to react to.
        write_for_the_group(page, second, "Karim begint")

    with open_as(town.noor) as page:
        page.goto("/mijn-cursus/")
        page.get_by_role("link", name="Je eigen blog").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Je eigen cursusblog")
        write_for_the_group(page, second, "Noor begint ook")
        react(page, Post.objects.get(title="Karim begint"), "Ik herken wat je schrijft. Hoe begin jij?")
        page.goto(second.address)
        expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()
        fail_and_pass_the_quiz(page, town.thing(7))
        vote_and_see_the_result(page, town.thing(3))

    with open_as(town.karim) as page:
        react(page, Post.objects.get(title="Noor begint ook"), "Wat fijn dat je dit vertelt.")
    with open_as(town.noor) as page:
        page.goto("/mijn-cursus/")
        expect(page.get_by_text("reageerde op jouw bericht")).to_be_visible()
        expect(page.get_by_text("Wat fijn dat je dit vertelt.")).to_be_visible()

    assert ThingCompletion.objects.filter(person=town.noor, state="done").count() == 3
    with open_as(town.els) as page:
        read_the_report_and_take_the_file(page, "Noor Haddou", 3, tmp_path / "rapport.csv")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_the_fifth_evaluation_shows_what_four_did_not(town: Town, open_as: Opener, javascript: bool) -> None:
    open_as = partial(open_as, javascript=javascript)
    seventh = town.thing(7)
    questionnaire = Questionnaire.objects.get(slug="ding")
    for other in town.others:
        said = {"usefulness": 5, "time": "good", "minutes": 50}
        answer_anonymously(by=other, questionnaire=questionnaire, thing=seventh, data=said)
    with open_as(town.sanne) as page:
        page.goto("/evaluatie/uitkomsten/")
        row = page.get_by_role("row").filter(has_text="Foto’s die mogen")
        expect(row).to_contain_text("minder dan 5")
        with open_as(town.noor) as noor:
            fail_and_pass_the_quiz(noor, seventh)
            evaluate(noor, seventh)
        page.reload()
        expect(row).to_contain_text("5,0")


def test_the_trainer_changes_a_sentence_and_the_participant_sees_it(town: Town, open_as: Opener) -> None:
    seventh = town.thing(7)
    with open_as(town.sanne) as page:
        page.goto(f"/beheer/pages/{seventh.pk}/edit/")
        page.locator("[name=goal]").fill("Je weet nu zeker welke foto mag.")
        page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        page.locator("button[name=action-publish]").click()
        page.wait_for_load_state()
        expect(page.locator(".messages")).to_contain_text("gepubliceerd", timeout=15_000)
    with open_as(town.noor) as page:
        page.goto(seventh.address)
        expect(page.get_by_text("Je weet nu zeker welke foto mag.")).to_be_visible()
