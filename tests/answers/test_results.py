"""What a trainer reads of quizzes and scenarios, and what she decides about a changed question."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.answers.actions import submit_answer
from course.answers.models import Answer, Attempt, QuestionChange
from course.answers.question_changes import NothingToDecide, decide, undecided
from course.answers.results import quiz_results, scenario_results
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


def colleagues(place: Place, number: int) -> list[User]:
    people = [factories.make_person(library=place.library) for _ in range(number)]
    for person in people:
        factories.enrol(person, place.cohort)
    return people


def answer(person: User, thing: ThingPage, row: str) -> None:
    """Answer the quiz of this page: one letter a question."""
    thing = ThingPage.objects.get(pk=thing.pk)
    exercise = thing.exercises[0]
    keys = [question.key for question in exercise.block.questions_of(exercise.value)]
    sent = {f"{exercise.id}-q-{key}": letter for key, letter in zip(keys, row, strict=True)}
    form = exercise.block.answer_form(exercise.value, sent, prefix=exercise.id)
    assert form.is_valid(), form.errors
    submit_answer(by=person, page=thing, exercise=exercise, form=form)


def change_question(thing: ThingPage, number: int, **changes: Any) -> ThingPage:
    """Publish the page with question `number` changed: its text, or which option is right."""
    raw = list(ThingPage.objects.get(pk=thing.pk).body.raw_data)
    raw = [{"type": child["type"], "value": child["value"], "id": child["id"]} for child in raw]
    questions = raw[0]["value"]["questions"]
    holder = questions[number - 1]
    value = holder.get("value", holder)
    if "right" in changes:
        for option in value["options"]:
            kept = option.get("value", option)
            kept["right"] = kept["key"] == changes["right"]
    if "text" in changes:
        value["text"] = changes["text"]
    thing = ThingPage.objects.get(pk=thing.pk)
    thing.body = raw
    thing.save_revision().publish()
    return ThingPage.objects.get(pk=thing.pk)


def page_of(client, thing: ThingPage) -> str:
    return " ".join(client.get(reverse("answers:results", args=[thing.pk])).content.decode().split())


def test_tove_reads_how_each_question_went_from_five_people_on(place: Place, tove: User, as_) -> None:
    thing, client = place.quiz_thing, as_(tove)
    people = colleagues(place, 5)
    for person, row in zip(people[:4], ("bbbbb", "abbbb", "aabbb", "aaabb"), strict=True):
        answer(person, thing, row)
    assert "In één keer goed" not in page_of(client, thing)
    answer(people[4], thing, "aaaab")
    answer(people[4], thing, "bbbbb")  # A second try changes nothing here.
    (quiz,) = quiz_results(thing)
    assert [item.now.right for item in quiz.questions] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert quiz.questions[4].now.discrimination is None
    page = page_of(client, thing)
    assert page.count("In één keer goed</dt><dd>") == 5
    assert "De eerste pogingen van 5 mensen." in page


def test_a_question_reads_apart_for_each_of_its_wordings(place: Place) -> None:
    thing = place.quiz_thing
    people = colleagues(place, 12)
    for person in people[:6]:
        answer(person, thing, "abbbb")
    changed = change_question(thing, 1, text="Nieuw gesteld")
    for person in people[6:]:
        answer(person, changed, "bbbbb")
    (quiz,) = quiz_results(changed)
    first, second = quiz.questions[:2]
    assert (first.now.n, first.now.right) == (6, 1.0)
    assert [(one.result.n, one.result.right) for one in first.before] == [(6, 0.0)]
    assert (second.now.n, second.before) == (12, [])


def test_tove_hears_how_many_answered_a_question_that_changed(place: Place, tove: User, as_) -> None:
    thing, client = place.quiz_thing, as_(tove)
    for person in colleagues(place, 3):
        answer(person, thing, "bbbbb")
    assert "veranderde nadat" not in page_of(client, thing)
    changed = change_question(thing, 1, right="a")
    page = page_of(client, changed)
    assert "veranderde nadat 3 mensen hem hadden beantwoord" in page
    assert "Score omhoog: 0, omlaag: 3." in page


@pytest.mark.parametrize(("decision", "score"), [("keep", 1.0), ("mark_again", 0.8), ("full_marks", 1.0)])
def test_a_decision_gives_the_marks_it_says(
    place: Place, ada: User, tove: User, as_, decision: str, score: float
) -> None:
    thing = place.quiz_thing
    answer(ada, thing, "bbbbb")
    changed = change_question(thing, 1, right="a")
    exercise = changed.exercises[0]
    url = reverse("answers:decide_change", args=[changed.pk, exercise.id])
    response = as_(tove).post(url, {"question": "1", "decision": decision}, follow=True)
    assert "Niemand verliest een stempel" in response.content.decode()
    assert Answer.objects.get(person=ada).score == pytest.approx(score)
    kept = QuestionChange.objects.get()
    assert (kept.decision, kept.answered, kept.decided_by) == (decision, 1, tove)
    assert undecided(changed) == []
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at


def test_full_marks_can_make_somebody_done_and_nobody_undone(place: Place, ada: User, ben: User, tove: User) -> None:
    thing = place.quiz_thing
    answer(ada, thing, "abbaa")  # 2 of 5
    answer(ben, thing, "bbbaa")  # 3 of 5: done
    changed = change_question(thing, 1, right="a")
    decide(by=tove, page=changed, exercise=changed.exercises[0], question="1", decision="mark_again")
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at
    assert Answer.objects.get(person=ada).score == pytest.approx(0.6)
    assert Answer.objects.get(person=ben).score == pytest.approx(0.4)
    assert ThingCompletion.objects.get(person=ben, thing=thing).done_at


def test_a_second_decision_counts_beside_the_first(place: Place, ada: User, tove: User) -> None:
    thing = place.quiz_thing
    answer(ada, thing, "aabbb")
    changed = change_question(thing, 1, text="Eerste anders")
    decide(by=tove, page=changed, exercise=changed.exercises[0], question="1", decision="full_marks")
    again = change_question(changed, 2, right="a")
    decide(by=tove, page=again, exercise=again.exercises[0], question="2", decision="mark_again")
    assert Answer.objects.get(person=ada).score == 1.0
    assert [attempt.score for attempt in Attempt.objects.all()] == [0.6]


def test_a_decision_is_taken_once(place: Place, ada: User, tove: User, as_) -> None:
    thing = place.quiz_thing
    answer(ada, thing, "bbbbb")
    changed = change_question(thing, 1, right="a")
    url = reverse("answers:decide_change", args=[changed.pk, changed.exercises[0].id])
    client = as_(tove)
    for _press in range(2):
        client.post(url, {"question": "1", "decision": "full_marks"})
    assert QuestionChange.objects.count() == 1
    with pytest.raises(NothingToDecide):
        decide(by=tove, page=changed, exercise=changed.exercises[0], question="1", decision="keep")


def test_a_decision_that_does_not_exist_is_refused_with_a_sentence(place: Place, ada: User, tove: User, as_) -> None:
    thing = place.quiz_thing
    url = reverse("answers:decide_change", args=[thing.pk, thing.exercises[0].id])
    assert "Kies wat er met de punten gebeurt." in as_(tove).post(url, {"decision": "x"}, follow=True).content.decode()
    assert as_(ada).post(url, {"question": "1", "decision": "keep"}).status_code == 403
    foreign = reverse("answers:decide_change", args=[thing.pk, place.poll_thing.exercises[0].id])
    assert as_(tove).post(foreign, {"decision": "keep"}).status_code == 404


def test_a_ding_without_quiz_or_scenario_says_so(place: Place, tove: User, as_) -> None:
    assert "geen quiz en geen praktijkscenario" in page_of(as_(tove), place.poll_thing)
    assert scenario_results(place.poll_thing) == []


def test_the_page_costs_the_same_for_2_and_for_20_people(place: Place, tove: User, as_) -> None:
    thing, client = place.quiz_thing, as_(tove)
    people, costs = colleagues(place, 20), []
    for person in people[:2]:
        answer(person, thing, "bbbbb")
    changed = change_question(thing, 1, right="a")
    for some in (people[2:3], people[3:]):
        for person in some:
            answer(person, changed, "aaaaa")
        page_of(client, changed)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, changed)
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 20


def test_no_name_stands_on_the_page(place: Place, ada: User, tove: User, as_) -> None:
    for person in [ada, *colleagues(place, 5)]:
        answer(person, place.quiz_thing, "bbbbb")
    assert not re.search(r"Ada|Berg", page_of(as_(tove), place.quiz_thing))


def test_who_publishes_a_changed_question_hears_that_people_answered_it(place: Place, ada: User, tove: User) -> None:
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    from course.answers.wagtail_hooks import say_what_changed

    thing = place.quiz_thing
    answer(ada, thing, "bbbbb")

    def heard(page: Any) -> list[str]:
        request = RequestFactory().get("/")
        request.user, request.session = tove, {}
        request._messages = FallbackStorage(request)
        say_what_changed(request, page)
        return [str(message) for message in request._messages]

    assert heard(thing) == []
    (said,) = heard(change_question(thing, 1, right="a"))
    assert said.startswith("Je veranderde 1 vraag die al is beantwoord.")
    assert heard(place.module) == []
