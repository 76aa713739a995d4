"""Answering an exercise through the front door."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from course.answers.actions import PageWithoutRevision, submit_answer
from course.answers.models import Answer, AnswerFile, Attempt
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place


def url_of(thing: ThingPage, position: int = 0) -> str:
    return reverse("answers:submit", args=[thing.pk, thing.exercises[position].id])


def quiz_answers(thing: ThingPage, right: int, of: int = 5) -> dict[str, str]:
    prefix = thing.exercises[0].id
    return {f"{prefix}-q-{number}": "b" if number <= right else "a" for number in range(1, of + 1)}


def test_ada_fails_the_quiz_and_then_passes(place: Place, ada, as_) -> None:
    thing = place.quiz_thing
    client: Client = as_(ada)
    response = client.post(url_of(thing), quiz_answers(thing, right=2))
    assert response.status_code == 302
    assert response["Location"] == f"{thing.address}#oefening-quiz"
    assert not ThingCompletion.objects.get(person=ada, thing=thing).done_at
    client.post(url_of(thing), quiz_answers(thing, right=3))
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at
    assert Attempt.objects.filter(answer__person=ada).count() == 2


def test_the_best_quiz_score_counts(place: Place, ada, as_) -> None:
    thing = place.quiz_thing
    client = as_(ada)
    client.post(url_of(thing), quiz_answers(thing, right=5))
    client.post(url_of(thing), quiz_answers(thing, right=1))
    answer = Answer.objects.get(person=ada)
    assert answer.score == 1.0
    assert answer.data["chosen"]["5"] == ["a"]


def test_a_double_click_makes_one_attempt(place: Place, ada, as_) -> None:
    thing = place.quiz_thing
    client = as_(ada)
    for _ in range(2):
        client.post(url_of(thing), quiz_answers(thing, right=4))
    assert Attempt.objects.count() == 1


def test_a_refused_quiz_keeps_every_choice_and_names_what_is_missing(place: Place, ada, as_) -> None:
    thing = place.quiz_thing
    sent = quiz_answers(thing, right=5)
    sent.pop(f"{thing.exercises[0].id}-q-3")
    response = as_(ada).post(url_of(thing), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Kies een antwoord bij vraag 3." in page
    assert page.count(" checked") == 4
    assert not Answer.objects.exists()


def test_htmx_gets_the_card_alone_and_what_changed_around_it(place: Place, ada, as_) -> None:
    thing = place.quiz_thing
    response = as_(ada).post(url_of(thing), quiz_answers(thing, right=5), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert 'hx-swap-oob="true"' in page
    assert "Klaar!" in page


def test_a_vote_without_a_reason_counts_in_the_result_but_not_as_evidence(place: Place, ada, ben, as_) -> None:
    thing = place.poll_thing
    prefix = thing.exercises[0].id
    as_(ben).post(url_of(thing), {f"{prefix}-vote": "oneens", f"{prefix}-why": factories.text_of(30)})
    client = as_(ada)
    assert "1 stem" not in client.get(thing.address).content.decode()
    client.post(url_of(thing), {f"{prefix}-vote": "eens", f"{prefix}-why": ""})
    page = client.get(thing.address).content.decode()
    assert "1 (50%)" in page
    assert not ThingCompletion.objects.get(person=ada, thing=thing).done_at
    client.post(url_of(thing), {f"{prefix}-vote": "oneens", f"{prefix}-why": factories.text_of(30)})
    assert "2 (100%)" in client.get(thing.address).content.decode()
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at


def test_a_reason_is_read_by_the_group_only_when_it_is_shared(place: Place, ada, ben, cleo, as_) -> None:
    thing = place.poll_thing
    prefix = thing.exercises[0].id
    vote = {f"{prefix}-vote": "eens", f"{prefix}-why": "Omdat mensen graag een naam zien."}
    as_(ben).post(url_of(thing), vote)
    for reader in (ada, cleo):
        as_(reader).post(url_of(thing), {f"{prefix}-vote": "eens", f"{prefix}-why": ""})
    assert "Omdat mensen" not in as_(ada).get(thing.address).content.decode()
    as_(ben).post(url_of(thing), {**vote, f"{prefix}-share": "on"})
    assert "Omdat mensen" in as_(ada).get(thing.address).content.decode()
    assert "Omdat mensen" not in as_(cleo).get(thing.address).content.decode()


def test_nobody_answers_without_signing_in(place: Place, as_) -> None:
    response = as_(None).post(url_of(place.quiz_thing), quiz_answers(place.quiz_thing, right=5))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("who", ["mona", "tove"])
def test_who_is_not_enrolled_cannot_answer(place: Place, who, request, as_) -> None:
    person = request.getfixturevalue(who)
    response = as_(person).post(url_of(place.quiz_thing), quiz_answers(place.quiz_thing, right=5))
    assert response.status_code == 403
    assert not Answer.objects.exists()


def test_an_exercise_of_another_page_is_not_found(place: Place, ada, as_) -> None:
    foreign = reverse("answers:submit", args=[place.quiz_thing.pk, place.poll_thing.exercises[0].id])
    assert as_(ada).post(foreign, {}).status_code == 404
    assert as_(ada).post(reverse("answers:submit", args=[place.quiz_thing.pk, uuid.uuid4()]), {}).status_code == 404


def test_a_blog_exercise_takes_no_answer(place: Place, ada, as_) -> None:
    assert as_(ada).post(url_of(place.blog_thing), {}).status_code == 404


def test_reading_an_answers_address_changes_nothing(place: Place, ada, as_) -> None:
    assert as_(ada).get(url_of(place.quiz_thing)).status_code == 405


def test_ada_fetches_the_file_she_handed_in_and_nobody_else_does(place: Place, ada, ben, tove, as_) -> None:
    body = [factories.checklist_block(items=[{"key": "1", "text": "Ons formulier", "field": "file"}])]
    thing = factories.make_thing(place.module, 8, body)
    cohort = factories.make_cohort(place.course, [thing], place.organisation)
    factories.enrol(ada, cohort)
    prefix = thing.exercises[0].id
    upload = SimpleUploadedFile("formulier.pdf", b"%PDF-1.4 inhoud")
    as_(ada).post(url_of(thing), {f"{prefix}-item-1": "on", f"{prefix}-file-1": upload})
    kept = AnswerFile.objects.get()
    assert ThingCompletion.objects.get(person=ada, thing=thing).done_at
    response = as_(ada).get(reverse("answers:file", args=[kept.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 inhoud"
    assert "attachment" in response["Content-Disposition"]
    for other in (ben, tove):
        assert as_(other).get(reverse("answers:file", args=[kept.pk])).status_code == 404
    as_(ada).post(url_of(thing), {f"{prefix}-item-1": "on"})
    assert Answer.objects.get(person=ada).data["files"]["1"]["name"] == "formulier.pdf"


def test_a_new_file_takes_the_place_of_the_old_one(place: Place, ada, as_) -> None:
    body = [factories.checklist_block(items=[{"key": "1", "text": "Ons formulier", "field": "file"}])]
    thing = factories.make_thing(place.module, 8, body)
    factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
    prefix = thing.exercises[0].id
    for name in ("eerste.pdf", "tweede.pdf"):
        upload = SimpleUploadedFile(name, b"%PDF-1.4 " + name.encode())
        as_(ada).post(url_of(thing), {f"{prefix}-item-1": "on", f"{prefix}-file-1": upload})
    kept = AnswerFile.objects.get()
    assert kept.name == "tweede.pdf"
    assert kept.file.read() == b"%PDF-1.4 tweede.pdf"


def test_a_page_that_was_never_published_takes_no_answer(place: Place, ada) -> None:
    thing = place.quiz_thing
    thing.live_revision = None
    exercise = thing.exercises[0]
    form = exercise.block.answer_form(exercise.value, data=quiz_answers(thing, right=5), prefix=exercise.id)
    assert form.is_valid()
    with pytest.raises(PageWithoutRevision, match="has no published revision"):
        submit_answer(by=ada, page=thing, exercise=exercise, form=form)
    assert not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_32_people_answering_at_once_see_no_error_and_lose_nothing(place: Place) -> None:
    """The embedded database under a class that starts at nine o'clock: measured in design/performance, Writes."""
    people = [factories.make_person(f"Klas {number}", library=place.library) for number in range(32)]
    for person in people:
        factories.enrol(person, place.cohort)
    thing = place.quiz_thing
    statuses: list[int] = []
    start = threading.Barrier(len(people))

    def answer(person) -> None:
        try:
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            start.wait()
            statuses.append(client.post(url_of(thing), quiz_answers(thing, right=5)).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * len(people), connection.vendor
    assert Answer.objects.filter(page=thing, score=1.0).count() == len(people)
    assert ThingCompletion.objects.filter(thing=thing, state="done").count() == len(people)
