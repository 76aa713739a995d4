"""The whole course, from ding 1 to 23: with scripts, with the least that is enough without them, and by reading."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page, expect

from course.answers.actions import submit_answer
from course.answers.models import Answer, Attempt
from course.cohorts.models import Cohort, Enrolment
from course.cohorts.schedule import CORE
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import BoundExercise, ThingPage
from tests.browser import students
from tests.browser.conftest import PHONE, Opener, Town
from tests.browser.life import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEFT_OUT = {6, 10, 18}
"""What Karim leaves out: three dingen that are not in the core set."""


@pytest.fixture
def whole_town(town: Town) -> Town:
    Cohort.objects.update(work_ahead=True)
    write(town.sanne, town, "Welkom allemaal")
    for person in town.others[:2]:
        for number in (5, 15, 21):
            answer(person, town.thing(number), text=students.WORK[number], hand_in="yes")
    return town


def answer(person: User, thing: ThingPage, exercise: BoundExercise | None = None, **sent: str) -> None:
    """Answer an exercise (the first one of its ding) by its own form, without a browser."""
    bound = exercise or thing.exercises[0]
    kept = Answer.objects.filter(person=person, exercise=bound.id).first()
    posted = {f"{bound.id}-{name}": value for name, value in sent.items()}
    form = bound.block.answer_form(bound.value, posted, kept.data if kept else None, bound.id)
    assert form.is_valid(), form.errors
    submit_answer(by=person, page=thing, exercise=bound, form=form)


def take(page: Page, numbers: list[int]) -> None:
    """Do every exercise that counts, and the polls beside them, ding by ding."""
    for number in numbers:
        thing = ThingPage.objects.get(number=number)
        if number == 1:
            skip(page, "/evaluatie/nulmeting/")
        if number == 23:
            skip(page, "/evaluatie/einde/")
        for exercise in thing.exercises:
            if exercise.counts or exercise.kind == "poll":
                students.do(page, thing, exercise)
        page.goto(thing.address)
        expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()


def skip(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=re.compile("Ik sla over|Ik doe niet mee")).first.click()
    page.wait_for_load_state()


def stamps(page: Page) -> int:
    page.goto(reverse("study:card"))
    return page.locator("tbody .stamp").count()


def test_noor_does_all_23_dingen_and_has_23_stamps(whole_town: Town, open_as: Opener) -> None:
    with open_as(whole_town.noor) as page:
        take(page, list(range(1, 24)))
        assert stamps(page) == 23
        expect(page.get_by_text("Dit is genoeg voor het certificaat.")).to_be_visible()
        page.goto(whole_town.thing(23).address)
        for words in ("Bibliotheekblad, februari 2012: 51 stemmen", "Bij ding 1: 1 stem", "Nu: 1 stem"):
            expect(page.get_by_role("heading", name=words)).to_be_visible()
    assert ThingCompletion.objects.filter(person=whole_town.noor, state="done").count() == 23


def test_karim_does_the_least_that_is_enough_without_scripts_on_his_phone(whole_town: Town, open_as: Opener) -> None:
    assert not LEFT_OUT & CORE
    with open_as(whole_town.karim, javascript=False, viewport=PHONE) as page:
        numbers = [number for number in range(1, 24) if number not in LEFT_OUT]
        take(page, numbers[:-1])
        page.goto(reverse("study:card"))
        expect(page.get_by_text("Dit is genoeg voor het certificaat.")).to_have_count(0)
        take(page, numbers[-1:])
        assert stamps(page) == 20
        expect(page.get_by_text("Dit is genoeg voor het certificaat.")).to_be_visible()


def test_wim_reads_along_and_is_nowhere_counted_as_dropped_out(whole_town: Town, open_as: Opener) -> None:
    wim = whole_town.others[3]
    Enrolment.objects.filter(person=wim).update(way=Enrolment.Way.READ)
    with open_as(wim) as page:
        page.goto(whole_town.thing(12).address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    pages = [
        (whole_town.els, reverse("reports:completion"), "leest mee"),
        (whole_town.sanne, reverse("cohorts:people", args=[whole_town.cohort.pk]), "meelezen"),
    ]
    for person, address, words in pages:
        with open_as(person) as page:
            page.goto(address)
            row = page.get_by_role("row").filter(has_text=wim.name)
            expect(row).to_contain_text(words)
            assert not re.search(r"afgehaakt|gestopt|uitgevallen|achter", row.inner_text())


def first_marks(thing: ThingPage) -> dict[str, Counter[str]]:
    """Count what people chose at their first try, straight from the attempts: {question: {option: number}}."""
    counts: dict[str, Counter[str]] = {}
    seen: set[int] = set()
    for attempt in Attempt.objects.filter(answer__page=thing).order_by("made_at", "pk"):
        if attempt.answer_id not in seen:
            seen.add(attempt.answer_id)
            for question, chosen in attempt.data["chosen"].items():
                counts.setdefault(question, Counter()).update(chosen)
    return counts


def test_sanne_reads_how_the_choices_split_and_the_numbers_are_right(whole_town: Town, open_as: Opener) -> None:
    quiz, story = whole_town.thing(7), whole_town.thing(11)
    crowd = [whole_town.noor, whole_town.karim, *whole_town.others]
    bound = quiz.exercises[0]
    for place, person in enumerate(crowd):
        questions = bound.block.questions_of(bound.value)
        rights = {question.name: str(question.right_answer()[question.name]) for question in questions}
        wrong = {question.name: next(o.key for o in question.options if not o.right) for question in questions[:place]}
        answer(person, quiz, **(rights | wrong))
        answer(person, quiz, **rights)  # A second try counts for nobody here.
        answer(person, story, moves="0", choice="b" if place % 3 else "a")
    with open_as(whole_town.sanne) as page:
        page.goto(reverse("answers:results", args=[quiz.pk]))
        for number, (key, counts) in enumerate(sorted(first_marks(quiz).items()), start=1):
            item = page.locator("li.slip").nth(number - 1)
            question = next(one for one in questions if one.key == key)
            right = next(option.key for option in question.options if option.right)
            share = round(counts[right] / sum(counts.values()) * 100)
            expect(item).to_contain_text(f"{share} %")
            for chosen, count in counts.items():
                text = next(option.text for option in question.options if option.key == chosen)
                expect(item.locator(".vote")).to_contain_text(re.compile(f"{re.escape(text)}(\\s*goed)?\\s*{count} "))
        page.goto(reverse("answers:results", args=[story.pk]))
        first = Counter(Answer.objects.filter(page=story).values_list(F("data__steps__0__choice"), flat=True))
        box = page.locator(".slip").first
        expect(box).to_contain_text(f"{len(crowd)} mensen kozen hier.")
        for count in first.values():
            expect(box.locator(".vote")).to_contain_text(f"{count} ({round(count / len(crowd) * 100)}%)")
