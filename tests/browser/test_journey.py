"""One journey through the whole house, with scripts and without."""

from __future__ import annotations

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


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_participant_her_colleague_her_manager_and_her_trainer(
    town: Town, open_as: Opener, tmp_path, javascript: bool
) -> None:
    second, third, seventh = town.thing(2), town.thing(3), town.thing(7)

    # A colleague has written already, so that Noor has something to react to.
    with open_as(town.karim, javascript=javascript) as page:
        write_for_the_group(page, second, "Karim begint")
    karims = Post.objects.get(author=town.karim, published_at__isnull=False)

    with open_as(town.noor, javascript=javascript) as page:
        page.goto("/mijn-cursus/")
        page.get_by_role("link", name="Je eigen blog").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Je eigen cursusblog")
        write_for_the_group(page, second, "Noor begint ook")
        react(page, karims, "Ik herken wat je schrijft. Hoe begin jij?")
        page.goto(second.address)
        expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()

        # The quiz, first wrong and then right.
        page.goto(seventh.address)
        answer_quiz(page, seventh, right=False)
        expect(page.get_by_text("Je beste score is 0%")).to_be_visible()
        answer_quiz(page, seventh, right=True)
        expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()

        # The result of a poll comes after the vote.
        page.goto(third.address)
        expect(page.get_by_text("1 (100%)")).to_have_count(0)
        poll = third.exercise_by_key("naam-en-gezicht")
        assert poll is not None
        card = page.locator(f"#{poll.anchor}")
        card.get_by_label("Eens", exact=True).check()
        card.get_by_label("Waarom vind je dat?").fill(factories.text_of(30))
        card.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_text("1 (100%)").first).to_be_visible()

    noors = Post.objects.get(author=town.noor, published_at__isnull=False)
    with open_as(town.karim, javascript=javascript) as page:
        react(page, noors, "Wat fijn dat je dit vertelt.")

    with open_as(town.noor, javascript=javascript) as page:
        page.goto("/mijn-cursus/")
        expect(page.get_by_text("reageerde op jouw bericht")).to_be_visible()
        expect(page.get_by_text("Wat fijn dat je dit vertelt.")).to_be_visible()

    # Four evaluations show nothing; Noor's own is the fifth.
    questionnaire = Questionnaire.objects.get(slug="ding")
    for other in town.others:
        data = {"usefulness": 5, "time": "good", "minutes": 50}
        answer_anonymously(by=other, questionnaire=questionnaire, thing=second, data=data)
    with open_as(town.sanne, javascript=javascript) as page:
        page.goto("/evaluatie/uitkomsten/")
        row = page.get_by_role("row").filter(has_text="Je eigen cursusblog")
        expect(row).to_contain_text("minder dan 5")
        with open_as(town.noor, javascript=javascript) as noor:
            noor.goto(second.address)
            noor.get_by_role("link", name="Wat vond je van dit ding?").click()
            noor.locator("input[name=usefulness]").last.check()
            noor.locator("input[name=time][value=good]").check()
            noor.get_by_role("button", name="Verstuur zonder naam").click()
            expect(noor.get_by_role("heading", name="Dank je wel")).to_be_visible()
        page.reload()
        expect(row).to_contain_text("5,0")

    # The manager sees both dates and takes the file.
    with open_as(town.els, javascript=javascript) as page:
        page.goto("/rapportage/")
        row = page.get_by_role("row").filter(has_text="Noor Haddou")
        expect(row).to_be_visible()
        assert ThingCompletion.objects.filter(person=town.noor, state="done").count() == 3
        expect(row.locator("time")).to_have_count(3)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download als .csv").click()
        file = tmp_path / "rapport.csv"
        download.value.save_as(file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert "Noor Haddou" in file.read_text("utf-8-sig")


def test_the_trainer_changes_a_sentence_and_the_participant_sees_it(town: Town, open_as: Opener) -> None:
    seventh = town.thing(7)
    with open_as(town.sanne) as page:
        page.goto(f"/beheer/pages/{seventh.pk}/edit/")
        goal = page.locator("[name=goal]")
        goal.fill("Je weet nu zeker welke foto mag.")
        page.get_by_role("button", name="Toon meer acties").or_(page.locator("[data-w-dropdown-target=toggle]").last).first.click()
        page.locator("button[name=action-publish]").click()
        page.wait_for_load_state()
        expect(page.locator(".messages")).to_contain_text("gepubliceerd", timeout=15_000)
    with open_as(town.noor) as page:
        page.goto(seventh.address)
        expect(page.get_by_text("Je weet nu zeker welke foto mag.")).to_be_visible()
